"""Ranking: offers in order, best first. Each score is the exact sum of its features, variety included."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heapreplace
from itertools import starmap
from types import MappingProxyType

from index.weights import Weights
from index.words import fold
from knowledge.offer import Offer

ALIKE_FROM = 0.5
ANOTHER_SESSION = 8.0
"""How alike another session of a course is that stands above: it comes after every other offer that fits at all."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One offer with its score: `math.fsum` of `features` (weighted, of no account left out). `unknown` names what
    the person asked about and the offer does not say ("language", "price" …: kinds of limits)."""

    offer: Offer
    score: float
    features: Mapping[str, float]
    unknown: tuple[str, ...] = ()


class _Candidate:
    """An offer not yet placed, and what the offers above it cost it."""

    __slots__ = ("alike", "features", "known", "offer", "same_provider", "score", "words")

    def __init__(self, offer: Offer, features: Mapping[str, float]) -> None:
        self.offer = offer
        self.features = features
        self.words = _words(offer.title)
        self.known = 0  # so many of those above it are counted in its score
        self.same_provider = 0
        self.alike = 0.0
        self.score = math.fsum(features.values())

    def placed_after(self, above: Sequence[_Candidate], weights: Weights) -> bool:
        """Learns of those that stand above it by now. Did that take from its score?"""
        before = (self.same_provider, self.alike)
        for one in above[self.known :]:
            self._learn(one)
        self.known = len(above)
        if before == (self.same_provider, self.alike):
            return False
        self.score = math.fsum(self.all_features(weights).values())
        return True

    def _learn(self, above: _Candidate) -> None:
        if above.offer.provider == self.offer.provider:
            self.same_provider = min(self.same_provider + 1, 2)
        union = len(self.words | above.words)
        share = len(self.words & above.words) / union if union else 0.0
        if share == 1.0 and _sessions(above.offer, self.offer):
            self.alike = ANOTHER_SESSION
        elif share >= ALIKE_FROM:
            self.alike = max(self.alike, share)

    def all_features(self, weights: Weights) -> dict[str, float]:
        variety = {"provider": -weights.provider * self.same_provider, "twin": -weights.twin * self.alike}
        return {**self.features, **{name: value for name, value in variety.items() if value}}


@lru_cache(maxsize=8192)
def _words(title: str) -> frozenset[str]:
    return frozenset(fold(title))


def _sessions(one: Offer, other: Offer) -> bool:
    """Do two offers of one title differ in when they begin? Without days they may be two courses."""
    return one.provider == other.provider and one.start is not None and other.start is not None


def ranked(
    offers: Sequence[tuple[Offer, Mapping[str, float]]], weights: Weights, limit: int, until: str | None = None
) -> tuple[Ranked, ...]:
    """The best `limit` offers, or those down to the offer `until` where it is asked for. Placed one by one: an offer
    like those above it, or of the same provider, falls back a little. Equal scores go by id."""
    # What stands above an offer only takes from its score, so one that falls back is looked at when its turn comes.
    left = [(-one.score, one.offer.id, n, one) for n, one in enumerate(starmap(_Candidate, offers))]
    heapify(left)
    placed: list[Ranked] = []
    above: list[_Candidate] = []
    while left and len(placed) < limit:
        _, offer_id, number, best = left[0]
        if best.placed_after(above, weights):
            heapreplace(left, (-best.score, offer_id, number, best))
            continue
        heappop(left)
        features = best.all_features(weights)
        placed.append(Ranked(best.offer, best.score, MappingProxyType(features), unknown_in(features)))
        above.append(best)
        if offer_id == until:
            break
    return tuple(placed)


def unknown_in(features: Mapping[str, float]) -> tuple[str, ...]:
    """The kinds of limits that an offer with these features says nothing about."""
    return tuple(name.removeprefix("unknown:") for name in features if name.startswith("unknown:"))
