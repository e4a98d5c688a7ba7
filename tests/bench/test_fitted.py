"""Lines through measured sizes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.fitted import line_through

SIZES = (10_000, 100_000, 1_000_000)


@given(st.floats(0, 1e3), st.floats(0.01, 1e4))
def test_what_lies_on_a_line_is_found_again(at_none: float, per_million: float) -> None:
    line = line_through({size: at_none + per_million * size / 1e6 for size in SIZES})
    assert line is not None
    assert line.at(5_400_000) == pytest.approx(at_none + per_million * 5.4, rel=1e-3)
    assert line.apart < 1e-3


@given(st.lists(st.floats(0.01, 1e4), min_size=3, max_size=3))
def test_a_line_never_falls_and_says_how_far_off_it_lies(values: list[float]) -> None:
    measured = dict(zip(SIZES, values, strict=True))
    line = line_through(measured)
    assert line is not None
    assert 0 <= line.at(10_000) <= line.at(5_400_000)
    off = max(abs(line.at(size) / value - 1) for size, value in measured.items())
    assert line.apart == pytest.approx(off, rel=1e-6, abs=1e-9)
    assert line.largest == 1_000_000


def test_one_size_or_nothing_measured_makes_no_line() -> None:
    assert line_through({10_000: 1.0}) is None
    assert line_through({10_000: 1.0, 100_000: 0.0}) is None
