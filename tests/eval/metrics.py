"""How good a ranking is, how good a clause is. Pure functions; every figure is between 0 and 1."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

import numpy as np

from index.words import fold

DEPTH = 10  # a first fitting offer further down counts as not found
SHOWN = 3  # offers on a shortlist


@dataclass(frozen=True, slots=True)
class Quality:
    """`r1` and `r5`: a fitting offer is first, among the first five. `mrr`: 1 / rank of the first fitting offer, 0
    when it is below DEPTH. `fit3`: fitting offers among the three shown, of as many as could be."""

    r1: float
    r5: float
    mrr: float
    fit3: float

    @property
    def objective(self) -> float:
        """What weights are chosen by: half where the first fitting offer stands, half how many of those shown fit."""
        return (self.mrr + self.fit3) / 2


def recall_at(k: int, ranking: Sequence[str], fitting: Collection[str]) -> float:
    """1 when one of the first k fits."""
    return float(any(offer in fitting for offer in ranking[:k]))


def reciprocal_rank(ranking: Sequence[str], fitting: Collection[str]) -> float:
    for rank, offer in enumerate(ranking[:DEPTH], start=1):
        if offer in fitting:
            return 1.0 / rank
    return 0.0


def fitting_share(ranking: Sequence[str], fitting: Collection[str]) -> float:
    """Fitting offers among the first three, of as many as could be there."""
    most = min(SHOWN, len(fitting))
    return sum(offer in fitting for offer in ranking[:SHOWN]) / most if most else 0.0


def quality(ranking: Sequence[str], fitting: Collection[str]) -> Quality:
    """Of one query; an empty ranking (nothing understood) is 0 throughout."""
    return Quality(
        recall_at(1, ranking, fitting),
        recall_at(5, ranking, fitting),
        reciprocal_rank(ranking, fitting),
        fitting_share(ranking, fitting),
    )


def mean(qualities: Sequence[Quality]) -> Quality:
    """Every query counts the same. No query: 0."""
    if not qualities:
        return Quality(0.0, 0.0, 0.0, 0.0)
    return Quality(
        fmean(q.r1 for q in qualities),
        fmean(q.r5 for q in qualities),
        fmean(q.mrr for q in qualities),
        fmean(q.fit3 for q in qualities),
    )


def dcg(grades: Sequence[int], k: int = SHOWN) -> float:
    """Discounted gain of the first k: 2^grade - 1 at each rank, divided by log2(rank + 1)."""
    return float(sum((2**grade - 1) / np.log2(rank + 1) for rank, grade in enumerate(grades[:k], start=1)))


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], k: int = SHOWN) -> float:
    """Gain of the first k offers, of the most that the judged offers could bring; an offer not judged counts as 0.
    Raises ValueError where nothing judged is above 0: no ranking could be better than another."""
    best = dcg(sorted(grades.values(), reverse=True), k)
    if not best:
        raise ValueError("No judged offer has a grade above 0. Expected at least one that fits a little.")
    return dcg([grades.get(offer, 0) for offer in ranking[:k]], k) / best


def unjudged(rankings: Sequence[tuple[Sequence[str], Collection[str]]], k: int = SHOWN) -> float:
    """Of all offers among the first k of (ranking, judged offers), the share that nobody judged."""
    shown = [offer in judged for ranking, judged in rankings for offer in ranking[:k]]
    return 1 - fmean(shown) if shown else 0.0


def token_f1(found: str, wanted: str) -> float:
    """F1 of words, without case and marks; both empty is 1, one of them empty is 0."""
    ours, theirs = Counter(fold(found)), Counter(fold(wanted))
    if not ours or not theirs:
        return float(ours == theirs)
    shared = (ours & theirs).total()
    if not shared:
        return 0.0
    precision, recall = shared / ours.total(), shared / theirs.total()
    return 2 * precision * recall / (precision + recall)


def interval(values: Sequence[float], draws: int = 2_000) -> tuple[float, float]:
    """95 % bootstrap interval of the mean; the same values give the same interval."""
    array = np.asarray(values, dtype=np.float64)
    means = np.random.default_rng(0).choice(array, size=(draws, len(array))).mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


def gap(by_group: Mapping[str, Sequence[float]]) -> float:
    """Best group's mean less worst group's."""
    means = [fmean(values) for values in by_group.values()]
    return max(means) - min(means)


def gap_by_chance(by_group: Mapping[str, Sequence[float]], draws: int = 500) -> float:
    """The gap to expect if no group differed: mean gap when the values are dealt out anew to groups of the same size.
    With few values a group, the largest of many means lies well above the smallest by luck alone."""
    sizes = [len(values) for values in by_group.values()]
    pool = np.concatenate([np.asarray(values, dtype=np.float64) for values in by_group.values()])
    random = np.random.default_rng(0)
    cuts = np.cumsum(sizes)[:-1]
    gaps = []
    for _ in range(draws):
        means = [part.mean() for part in np.split(random.permutation(pool), cuts)]
        gaps.append(max(means) - min(means))
    return float(np.mean(gaps))
