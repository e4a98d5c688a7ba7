"""Meanings of offers: the vectors of their texts. Offers of one text have one vector, however many there are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.columns import Mask, Rows
from index.contract import Vector
from index.spool import TEXT_OF_ROW
from index.vectors import EXACT_UP_TO, Found, StoredVectors, centred


class Meanings:
    """The nearest offers, by the vectors of their texts."""

    def __init__(self, folder: Path, parts: Sequence[int], *, exact_up_to: int = EXACT_UP_TO) -> None:
        self._vectors = StoredVectors(folder, exact_up_to=exact_up_to)
        self._folder, self._parts = folder, tuple(parts)
        self._text_of: npt.NDArray[np.int32] = np.load(folder / TEXT_OF_ROW, allow_pickle=False)
        # Rows by text, each text's rows in the order of ids.
        self._rows = np.argsort(self._text_of, kind="stable").astype(np.int32)
        self._ends = np.cumsum(np.bincount(self._text_of, minlength=len(self._vectors)))

    @property
    def dimension(self) -> int:
        return self._vectors.dimension

    def nearest(
        self, vector: Vector, passing: Mask, limit: int, chosen: Callable[[Rows], Rows] | None = None
    ) -> Found:
        """The `limit` passing rows with the largest inner product, and those that tie with the last of them; of the
        rows of one text at most `limit`, the first by id. `chosen` picks among the rows of one text."""
        texts: Mask = np.zeros(len(self._vectors), dtype=np.bool_)
        texts[self._text_of[passing]] = True
        near = self._vectors.nearest(vector, texts, limit)
        found: Found = {}
        last = np.inf
        for text, score in sorted(near.items(), key=lambda each: (-each[1], each[0])):
            if len(found) >= limit and score < last:
                break
            last = score
            rows = self._rows_of(text)
            if len(rows) == 1:  # it passes, since its text does
                found[int(rows[0])] = score
                continue
            rows = rows[passing[rows]]
            if chosen is not None and len(rows) > 1:
                rows = chosen(rows)
            found |= dict.fromkeys(rows[:limit].tolist(), score)
        return found

    def scores(self, vector: Vector, rows: Sequence[int]) -> Found:
        """The inner product of each of `rows`."""
        text_of = {row: int(self._text_of[row]) for row in rows}
        scores = self._vectors.scores(vector, sorted(set(text_of.values())))
        return {row: scores[text] for row, text in text_of.items()}

    def vector(self, row: int) -> Vector:
        """The vector of a row's text, centred as it is searched [dimension]."""
        raw = StoredVectors.raw(self._folder)[[int(self._text_of[row])]]
        return centred(raw, StoredVectors.mean(self._folder), self._parts)[0]  # type: ignore[no-any-return]

    def _rows_of(self, text: int) -> npt.NDArray[np.int32]:
        return self._rows[self._ends[text - 1] if text else 0 : self._ends[text]]
