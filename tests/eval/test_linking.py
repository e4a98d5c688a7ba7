"""The measures of linking are those of the benchmarks."""

from __future__ import annotations

import pytest

from tests.eval.linking import r_precision, title_measures


def test_r_precision_asks_for_no_more_than_there_is() -> None:
    assert r_precision({"a"}, ["b", "a", "c", "d", "e"], 5) == 1
    assert r_precision({"a", "x"}, ["b", "a", "c", "d", "e"], 5) == 0.5
    assert r_precision(set("abcdefgh"), list("abcdy"), 5) == 0.8


def test_a_title_is_measured_by_the_forms_ranked_before_those_of_its_concept() -> None:
    forms = {"a": 3, "b": 2, "c": 20}
    assert title_measures(["a", "b"], "a", forms) == (1, 1, 1, 1, 1, 1, 1)
    rank, average, first, five, ten, by_concept, in_five = title_measures(["a", "b"], "b", forms)
    assert (rank, first, five, ten) == (0.25, 0, 1, 1)
    assert (by_concept, in_five) == (0.5, 1)
    assert average == pytest.approx((1 / 4 + 2 / 5) / 2)
    assert title_measures(["c", "b"], "b", forms)[4] == 0
    assert title_measures(["a"], "b", forms) == (0,) * 7
