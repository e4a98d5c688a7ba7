"""A line through what was measured at a few sizes, and what it says about a size that was not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls


@dataclass(frozen=True, slots=True)
class Line:
    """`value = at_none + per_million * offers / 1,000,000`. `apart` is the largest share of a measured value by which
    the line lies off it; `largest` the largest size measured."""

    at_none: float
    per_million: float
    apart: float
    largest: int

    def at(self, offers: int) -> float:
        return self.at_none + self.per_million * offers / 1e6


def line_through(measured: Mapping[int, float]) -> Line | None:
    """A straight line that never falls and begins at 0 or above, by least squares of the shares it lies off, so that
    small sizes count as much as large ones. None for less than two sizes or a value that is not above 0."""
    if len(measured) < 2 or any(value <= 0 for value in measured.values()):
        return None
    sizes = np.asarray(list(measured), dtype=np.float64) / 1e6
    values = np.asarray(list(measured.values()), dtype=np.float64)
    shares = np.stack([1 / values, sizes / values], axis=1)
    (at_none, per_million), _ = nnls(shares, np.ones(len(values)))
    apart = float(np.abs(shares @ np.asarray([at_none, per_million]) - 1).max())
    return Line(float(at_none), float(per_million), apart, max(measured))
