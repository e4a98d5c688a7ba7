"""Sessions: offers of one provider that say the same and differ in when they begin.

A course that is given fifty times a year must not fill a shortlist by itself.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.columns import Rows
from index.spool import COURSE_OF_ROW, START_OF_ROW


class Sessions:
    """Which course each row is a session of, and the day it begins."""

    def __init__(self, folder: Path) -> None:
        self._course: npt.NDArray[np.int32] = np.load(folder / COURSE_OF_ROW, allow_pickle=False)
        self._start: npt.NDArray[np.int32] = np.load(folder / START_OF_ROW, allow_pickle=False)

    def next_ones(self, rows: Rows, most: int, on: date | None) -> Rows:
        """At most `most` rows of each course, in their order: those without a day, then those that begin next from
        `on`, then those that began last; without `on` the first by id."""
        return next_ones(rows, self._course[rows], self._start[rows], most, on)


def next_ones(rows: Rows, course: Rows, start: Rows, most: int, on: date | None) -> Rows:
    """The same of rows whose course and first day (its ordinal, 0 without one) are at hand."""
    if on is None:
        late = np.zeros(len(rows), dtype=np.int32)
    else:
        day = on.toordinal()
        late = np.where(start == 0, 0, np.where(start >= day, start - day, 10_000_000 + day - start))
    order = np.lexsort((rows, late, course))
    sorted_courses = course[order]
    first = np.searchsorted(sorted_courses, sorted_courses, side="left")
    kept: Rows = np.sort(rows[order[np.arange(len(rows)) - first < most]])
    return kept
