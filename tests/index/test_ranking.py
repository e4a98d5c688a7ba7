"""Ranking looks only at what it must, and gives what looking at everything gives."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.ranking import ALIKE_FROM, ANOTHER_SESSION, ranked
from index.weights import Weights, default_weights
from index.words import fold
from knowledge.offer import Offer
from tests.index.worlds import offer

TITLES = ("Data analysis", "Data analysis with Python", "Python", "Basics of data analysis", "Welding")


def plainly(
    offers: Sequence[tuple[Offer, Mapping[str, float]]], weights: Weights, limit: int
) -> list[tuple[str, float]]:
    """Every offer compared with every one above it, each time anew."""
    left, placed = list(offers), list[Offer]()
    result = []
    while left and len(placed) < limit:
        scored = []
        for one, features in left:
            same = min(sum(above.provider == one.provider for above in placed), 2)
            alike = max((likeness(above, one) for above in placed), default=0.0)
            score = math.fsum((*features.values(), -weights.provider * same, -weights.twin * alike))
            scored.append((-score, one.id, one, features))
        minus, _, best, features = min(scored, key=lambda each: each[:2])
        left.remove((best, features))
        placed.append(best)
        result.append((best.id, -minus))
    return result


def likeness(above: Offer, one: Offer) -> float:
    ours, theirs = set(fold(one.title)), set(fold(above.title))
    share = len(ours & theirs) / len(ours | theirs)
    if share == 1 and above.provider == one.provider and above.start and one.start:
        return ANOTHER_SESSION
    return share if share >= ALIKE_FROM else 0.0


@st.composite
def pools(draw: st.DrawFn) -> list[tuple[Offer, dict[str, float]]]:
    return [
        (
            offer(
                f"o{number:02d}",
                draw(st.sampled_from(TITLES)),
                provider=draw(st.sampled_from("ABC")),
                start=draw(st.none() | st.integers(0, 3).map(lambda week: date(2027, 1, 4) + timedelta(weeks=week))),
            ),
            {"semantic": draw(st.sampled_from([0.2, 0.25, 0.3, 0.31, 0.5])), "fresh": draw(st.floats(0.001, 0.05))},
        )
        for number in range(draw(st.integers(0, 12)))
    ]


@given(pools(), st.integers(1, 6))
def test_offers_are_placed_as_if_each_were_compared_with_all_above_it(
    pool: list[tuple[Offer, dict[str, float]]], limit: int
) -> None:
    weights = default_weights()
    found = ranked(pool, weights, limit)
    expected = plainly(pool, weights, limit)
    assert [each.offer.id for each in found] == [offer_id for offer_id, _ in expected]
    assert np.allclose([each.score for each in found], [score for _, score in expected], atol=1e-12)
