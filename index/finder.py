"""Finder: from wishes to a shortlist. Hard limits filter; where too little fits, one limit after the other is lifted,
and what was lifted is said."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from heapq import nlargest

from index.contract import Hit, OfferIndex, Query
from index.features import QualityScore, contributions, most_to_gain
from index.limits import Stances
from index.ranking import Ranked, ranked, unknown_in
from index.searching import Searching
from index.weights import Weights, default_weights
from index.wishes import Kind, Wishes
from knowledge.offer import Offer

SHORTLIST = 3
BATCH = 16
"""Offers weighed at once: after each batch it is asked whether one that is left could still come among the first."""


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Found:
    """The shortlist, best first. `total` offers pass the limits in force; `relaxed` are the kinds of limits that had
    to be lifted, in the order they were, `fitted` how many offers fit before (counted up to `limit`; None where there
    was no limit to lift). `closest` is the nearness in meaning of the closest offer of all, limits
    apart, None without a goal's vector; `weak` says that it is so far that probably no offer is about the goal.
    `finder` made it and can be asked why not another (index.explain)."""

    ranked: tuple[Ranked, ...]
    total: int
    relaxed: tuple[str, ...]
    fitted: int | None
    closest: float | None
    weak: bool
    generation: str
    limit: int
    finder: Finder = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one offer stands when all that pass are put in order: `rank` from 1, None when it is not among the
    `pool` nearest that are ranked, or does not pass; `ranked` are those down to it."""

    rank: int | None
    pool: int
    ranked: tuple[Ranked, ...]


class Finder:
    """Finds offers for wishes. The same wishes, generation and day give the same answer."""

    def __init__(
        self,
        index: OfferIndex,
        weights: Weights | None = None,
        *,
        quality: QualityScore | None = None,
        today: Callable[[], date] = _today,
    ) -> None:
        self._index = index
        self._weights = weights or default_weights()
        self._quality = quality
        self._today = today

    def find(self, wishes: Wishes, limit: int = SHORTLIST) -> Found:
        """The `limit` best offers. When fewer fit, limits are lifted one after the other in the order of
        index.limits.RELAXED_IN_ORDER until enough do; those whose lifting brought nothing are set again."""
        with self._index.reading() as reading:
            searching = Searching(reading, wishes, self._weights, self._today())
            relaxed = searching.relaxed(limit)
            hits, total = searching.pool(relaxed.kinds)
            closest = searching.closest
            return Found(
                ranked=self._first(searching, hits, limit),
                total=total,
                relaxed=tuple(kind.value for kind in relaxed.kinds),
                fitted=relaxed.fitted,
                closest=closest,
                weak=closest is not None and closest < self._weights.weak,
                generation=reading.generation,
                limit=limit,
                finder=self,
            )

    def standing(
        self, offer_id: str, wishes: Wishes, lifted: tuple[Kind, ...] | None = (), *, wanted: int = SHORTLIST
    ) -> Standing:
        """Where an offer stands with exactly the `lifted` limits lifted; None: with those that `find` would lift for
        a list of `wanted`."""
        with self._index.reading() as reading:
            searching = Searching(reading, wishes, self._weights, self._today())
            kinds = searching.relaxed(wanted).kinds if lifted is None else lifted
            hits, _ = searching.pool(kinds)
            if all(hit.offer_id != offer_id for hit in hits):
                return Standing(None, len(hits), ())
            weighed = self._weighed(searching, hits)
            order = ranked(weighed, self._weights, len(weighed), until=offer_id)
            return Standing(len(order), len(hits), order)

    def ranks_if(
        self,
        offer_id: str,
        wishes: Wishes,
        lifted: tuple[Kind, ...],
        variants: Iterable[tuple[Offer, Mapping[str, float]]],
    ) -> tuple[int | None, ...]:
        """The rank of an offer if it were each of `variants`: what it is taken for where it is compared with those
        above it, and features in place of its own. None where it is not ranked."""
        with self._index.reading() as reading:
            searching = Searching(reading, wishes, self._weights, self._today())
            hits, _ = searching.pool(lifted)
            weighed = self._weighed(searching, hits)
            ranks: list[int | None] = []
            for were, had in variants:
                pool = [
                    (were, {**features, **had}) if offer.id == offer_id else (offer, features)
                    for offer, features in weighed
                ]
                order = ranked(pool, self._weights, len(pool), until=offer_id)
                ranks.append(len(order) if order and order[-1].offer.id == offer_id else None)
            return tuple(ranks)

    def weighed(self, offer_ids: Iterable[str], wishes: Wishes) -> tuple[Ranked, ...]:
        """These offers as they stand by themselves, in the order given, whatever limits they break; those that the
        index has not are left out. One that is not among the `pool` nearest has no nearness in meaning: it is far."""
        with self._index.reading() as reading:
            searching = Searching(reading, wishes, self._weights, self._today())
            query = Query(vector=wishes.vector, words=wishes.words, limit=int(self._weights.pool))
            near = {hit.offer_id: hit for hit in reading.search(query).hits} if wishes.vector is not None else {}
            hits = [near.get(offer_id, Hit(offer_id, 0.0, 0.0, 0.0)) for offer_id in dict.fromkeys(offer_ids)]
            return tuple(
                Ranked(offer, math.fsum(features.values()), features, unknown_in(features))
                for offer, features in self._weighed(searching, hits)
            )

    def _first(self, searching: Searching, hits: tuple[Hit, ...], limit: int) -> tuple[Ranked, ...]:
        """The first `limit` of these hits in order, as if all were weighed. Those are left out that cannot come so
        far, whatever is found in them: what stands above an offer only takes from its score."""
        left = [
            (
                -most_to_gain(hit, searching.wishes, self._weights, closest=searching.closest, quality=self._quality),
                hit,
            )
            for hit in hits
        ]
        left.sort(key=lambda each: (each[0], each[1].offer_id), reverse=True)
        weighed: list[tuple[Offer, Mapping[str, float]]] = []
        while True:
            these = [left.pop()[1] for _ in range(min(BATCH, len(left)))]
            weighed += self._weighed(searching, these)
            # None of them can score more than it does alone: where that is not enough, it is not over.
            alone = nlargest(limit, (math.fsum(features.values()) for _, features in weighed))
            if left and (len(alone) < limit or -left[-1][0] >= alone[-1]):
                continue
            placed = ranked(weighed, self._weights, limit)
            if not left or (len(placed) >= limit and -left[-1][0] < placed[-1].score):
                return placed

    def _weighed(self, searching: Searching, hits: Iterable[Hit]) -> list[tuple[Offer, Mapping[str, float]]]:
        stances = Stances(searching.wishes)
        return [
            (
                offer,
                contributions(
                    offer,
                    hit,
                    searching.wishes,
                    self._weights,
                    standing=stances.of(offer),
                    closest=searching.closest,
                    quality=self._quality,
                    today=searching.today,
                ),
            )
            for hit in hits
            if (offer := searching.reading.get(hit.offer_id)) is not None
        ]
