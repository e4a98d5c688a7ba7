"""Features: what speaks for and against one offer, each a named value; the weights are in weights.toml."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeAlias

from index.columns import Fit, facts
from index.contract import Hit
from index.limits import SOFT, Stances
from index.weights import Weights
from index.wishes import Kind, Wishes
from index.words import as_runs
from knowledge.offer import Offer

QualityScore: TypeAlias = Callable[[Offer], float]
"""How much evidence of quality an offer has, 0 to 1 (knowledge decides what counts)."""

Contributions: TypeAlias = Mapping[str, float]
HALF_LIFE_YEARS = 3.0
PRICE_HALF = 50.0
TINY = 1e-9
"""More than sums of features differ by rounding."""


def matched(offer: Offer, labels: Iterable[str]) -> tuple[str, ...]:
    """Which of `labels` the offer's title, subject or skills name, whole words without case and marks."""
    line = _line(offer.title, offer.subject or "", offer.skills)
    return tuple(label for label, run in _runs(tuple(labels)) if run in line)


def stances(offer: Offer, wishes: Wishes) -> dict[Kind, Fit]:
    """How the offer stands to each limit of the person that can be looked up."""
    return Stances(wishes).of(offer)


def contributions(
    offer: Offer,
    hit: Hit,
    wishes: Wishes,
    weights: Weights,
    *,
    standing: Mapping[Kind, Fit],
    closest: float | None,
    quality: QualityScore | None,
    today: date,
) -> dict[str, float]:
    """Weighted features of one offer by itself; those of no account are left out. The rest of a score depends on the
    offers above it (index.ranking). `standing` is how the offer stands to
    the limits, `closest` the nearness of the closest offer of all."""
    found = {
        "semantic": weights.semantic * hit.semantic,
        "words": weights.words * hit.words,
        "goal": weights.goal * _share(len(matched(offer, wishes.goal_labels))),
        "skills": weights.skills * _share(len(matched(offer, wishes.skill_labels))),
        "liked": weights.liked * likeness(offer, wishes.liked_labels),
        "far": 0.0 if is_fitting(hit, closest, weights) else -weights.far,
        "fresh": weights.fresh * _freshness(offer, today),
        "over": -weights.over if offer.start is not None and offer.start < today else 0.0,
        "quality": weights.quality * min(max(quality(offer), 0.0), 1.0) if quality else 0.0,
        "price": weights.price * _affordable(offer) if wishes.counts_money else 0.0,
    }
    for kind, stance in standing.items():
        if stance is Fit.UNKNOWN:
            found[f"unknown:{kind}"] = -(weights.limit_soft_unknown if kind in SOFT else weights.limit_unknown)
        elif stance is Fit.UNMET:
            found[f"unmet:{kind}"] = -(weights.limit_soft if kind in SOFT else weights.limit_unmet)
    return {name: value for name, value in found.items() if value}


def likeness(offer: Offer, liked_labels: tuple[str, ...]) -> float:
    """How much the offer teaches of what offers taught that the person liked, 0 to 1."""
    return _share(len(matched(offer, liked_labels))) if liked_labels else 0.0


def most_to_gain(
    hit: Hit, wishes: Wishes, weights: Weights, *, closest: float | None, quality: QualityScore | None
) -> float:
    """The highest score that the offer behind `hit` can have, before it is looked at."""
    return math.fsum(
        (
            weights.semantic * hit.semantic,
            weights.words * hit.words,
            0.0 if is_fitting(hit, closest, weights) else -weights.far,
            weights.fresh,
            weights.goal if wishes.goal_labels else 0.0,
            weights.skills if wishes.skill_labels else 0.0,
            weights.liked if wishes.liked else 0.0,
            weights.quality if quality else 0.0,
            TINY,
        )
    )


def is_fitting(hit: Hit, closest: float | None, weights: Weights) -> bool:
    """Is the offer about the goal, as far as nearness in meaning tells?"""
    return closest is None or hit.semantic >= weights.fitting * closest


@lru_cache(maxsize=4096)
def _line(title: str, subject: str, skills: tuple[str, ...]) -> str:
    return as_runs((title, subject, *skills))


@lru_cache(maxsize=256)
def _runs(labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each label once, with its words; labels without a word are left out."""
    runs = ((label, as_runs((label,))) for label in dict.fromkeys(labels))
    return tuple((label, run) for label, run in runs if run.strip())


def forget_labels() -> None:
    """Forget what goals were called: a person's own words are among it, and must not outlive their conversation."""
    _runs.cache_clear()


def _share(count: int) -> float:
    return 1.0 - 0.5**count


def _freshness(offer: Offer, today: date) -> float:
    years = max((today - offer.source.date).days, 0) / 365.25
    return float(0.5 ** (years / HALF_LIFE_YEARS))


def _affordable(offer: Offer) -> float:
    price = facts(offer).price
    if price != price:  # not a number: unknown
        return -0.5
    return -price / (price + PRICE_HALF) if price > 0 else 0.0
