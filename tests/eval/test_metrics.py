"""Metrics on examples worked out by hand."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.eval.metrics import (
    DEPTH,
    Quality,
    dcg,
    fitting_share,
    gap,
    gap_by_chance,
    interval,
    mean,
    ndcg,
    quality,
    recall_at,
    reciprocal_rank,
    token_f1,
    unjudged,
)

RANKING = ["a", "b", "c", "d", "e", "f"]


def test_recall_asks_whether_one_of_the_first_k_fits() -> None:
    assert recall_at(1, RANKING, {"b"}) == 0
    assert recall_at(2, RANKING, {"b"}) == 1
    assert recall_at(5, RANKING, {"f"}) == 0
    assert recall_at(5, RANKING, {"e", "f"}) == 1


def test_the_reciprocal_rank_is_that_of_the_first_fitting_offer() -> None:
    assert reciprocal_rank(RANKING, {"a", "d"}) == 1
    assert reciprocal_rank(RANKING, {"d", "e"}) == pytest.approx(1 / 4)
    assert reciprocal_rank(RANKING, {"z"}) == 0


def test_a_first_fitting_offer_below_the_depth_counts_as_not_found() -> None:
    long = [str(place) for place in range(DEPTH + 1)]
    assert reciprocal_rank(long, {str(DEPTH - 1)}) == pytest.approx(1 / DEPTH)
    assert reciprocal_rank(long, {str(DEPTH)}) == 0


def test_the_share_of_three_is_of_as_many_as_could_fit() -> None:
    assert fitting_share(RANKING, {"a", "c", "x", "y"}) == pytest.approx(2 / 3)
    assert fitting_share(RANKING, {"a", "c"}) == 1
    assert fitting_share(RANKING, {"b"}) == 1
    assert fitting_share(RANKING, {"d"}) == 0
    assert fitting_share(["a"], {"a", "b", "c"}) == pytest.approx(1 / 3)


def test_nothing_found_is_nothing_throughout() -> None:
    assert quality([], {"a"}) == Quality(0, 0, 0, 0)
    assert mean([]) == Quality(0, 0, 0, 0)


def test_the_mean_counts_every_query_the_same() -> None:
    qualities = [quality(RANKING, {"a", "b", "c"}), quality(RANKING, {"c"})]
    assert qualities == [Quality(1, 1, 1, 1), Quality(0, 1, pytest.approx(1 / 3), 1)]
    assert mean(qualities) == Quality(0.5, 1, pytest.approx(2 / 3), 1)
    assert mean(qualities).objective == pytest.approx((2 / 3 + 1) / 2)


def test_f1_of_words_is_worked_out_from_shared_words() -> None:
    assert token_f1("learn bookkeeping", "bookkeeping") == pytest.approx(2 / 3)  # precision 1/2, recall 1
    assert token_f1("LOGISTIQUE", "logistique") == 1
    assert token_f1("a a b", "a b b") == pytest.approx(2 / 3)  # two of three each way
    assert token_f1("cooking", "law") == 0
    assert token_f1("", "") == 1
    assert token_f1("cooking", "") == token_f1("", "cooking") == 0


def test_an_interval_holds_the_mean_and_is_the_same_each_time() -> None:
    values = [0.0, 1.0] * 20
    low, high = interval(values)
    assert low < 0.5 < high
    assert (low, high) == interval(values)
    assert interval([0.25] * 5) == (0.25, 0.25)


def test_the_gap_is_best_less_worst_and_luck_alone_makes_one() -> None:
    groups = {"x": [1.0, 0.0], "y": [1.0, 1.0], "z": [0.0, 0.5]}
    assert gap(groups) == pytest.approx(0.75)
    same = {name: [0.5, 0.5] for name in "xyz"}
    assert gap_by_chance(same) == 0
    split = {"x": [0.0] * 40, "y": [1.0] * 40}
    assert gap(split) == 1
    assert 0 < gap_by_chance(split) < 0.3


def test_discounted_gain_is_worked_out_rank_by_rank() -> None:
    # 2^3 - 1 = 7 at rank 1; 2^1 - 1 = 1 divided by log2(3); 2^2 - 1 = 3 divided by log2(4) = 2
    assert dcg([3, 1, 2]) == pytest.approx(7 + 1 / 1.5849625 + 3 / 2)
    assert dcg([0, 0, 1]) == pytest.approx(0.5)
    assert dcg([1, 1, 1, 3]) == pytest.approx(1 + 1 / 1.5849625 + 0.5)  # the fourth is not seen
    assert dcg([3, 3], k=1) == 7
    assert dcg([]) == 0


def test_ndcg_is_the_gain_of_what_the_best_order_would_bring() -> None:
    grades = {"a": 3, "b": 2, "c": 1, "d": 0}
    assert ndcg(["a", "b", "c"], grades) == 1
    assert ndcg(["c", "b", "a"], grades) == pytest.approx((1 + 3 / 1.5849625 + 7 / 2) / (7 + 3 / 1.5849625 + 1 / 2))
    assert ndcg(["a"], grades) == pytest.approx(7 / (7 + 3 / 1.5849625 + 1 / 2))
    assert ndcg(["d", "d", "d"], grades) == ndcg([], grades) == 0


def test_an_offer_that_nobody_judged_brings_nothing_and_is_counted() -> None:
    grades = {"a": 3, "b": 2}
    assert ndcg(["x", "a"], grades) == pytest.approx((7 / 1.5849625) / (7 + 3 / 1.5849625))
    assert unjudged([(["x", "a", "b"], grades), (["a"], grades)]) == pytest.approx(1 / 4)
    assert unjudged([(["a", "b", "a", "x"], grades)]) == 0  # below the third nobody looks
    assert unjudged([]) == 0


def test_requests_with_nothing_that_fits_cannot_be_judged() -> None:
    with pytest.raises(ValueError, match="grade above 0"):
        ndcg(["a"], {"a": 0})


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 3), min_size=1), st.permutations(list("abcdefgh")))
def test_no_order_beats_the_judged_one_and_a_better_grade_never_hurts(
    grades: dict[str, int], ranking: list[str]
) -> None:
    assume(any(grades.values()))
    best = sorted(grades, key=lambda offer: -grades[offer])
    assert 0 <= ndcg(ranking, grades) <= ndcg(best, grades) + 1e-12
    assert ndcg(best, grades) == pytest.approx(1)
    gains = [grades.get(offer, 0) for offer in ranking]
    assert dcg([grade + 1 for grade in gains]) > dcg(gains)
