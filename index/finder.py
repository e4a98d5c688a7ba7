"""Finder: from wishes to a shortlist. Hard limits filter; where too little fits, one limit after the other is lifted,
and what was lifted is said."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from index.contract import Filters, Hit, OfferIndex, Query, Reading
from index.features import QualityScore, contributions, is_fitting
from index.limits import RELAXED_IN_ORDER, Stances, filters_of, hard_filters, mentions
from index.ranking import Ranked, ranked, unknown_in
from index.weights import Weights, default_weights
from index.wishes import Kind, Wishes
from knowledge.offer import Offer

UNWANTED_AT_MOST = 2_000
SHORTLIST = 3
SESSIONS = 8
"""Sessions of one course that are weighed for one answer: the next ones. More would crowd other courses out."""


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Found:
    """The shortlist, best first. `total` offers pass the limits in force; `relaxed` are the kinds of limits that had
    to be lifted, in the order they were. `closest` is the nearness in meaning of the closest offer of all, limits
    apart, None without a goal's vector; `weak` says that it is so far that probably no offer is about the goal.
    `finder` made it and can be asked why not another (index.explain)."""

    ranked: tuple[Ranked, ...]
    total: int
    relaxed: tuple[str, ...]
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
            unwanted = self._unwanted(reading, wishes)
            closest = self._closest(reading, wishes)
            lifted = self._lifted(reading, wishes, limit, unwanted, closest)
            pool, total = self._pool(reading, wishes, lifted, unwanted)
            return Found(
                ranked=ranked(self._weighed(pool, wishes, closest), self._weights, limit),
                total=total,
                relaxed=tuple(kind.value for kind in lifted),
                closest=closest,
                weak=closest is not None and closest < self._weights.weak,
                generation=reading.generation,
                limit=limit,
                finder=self,
            )

    def standing(self, offer_id: str, wishes: Wishes, lifted: tuple[Kind, ...] = ()) -> Standing:
        """Where an offer stands with exactly the `lifted` limits lifted."""
        with self._index.reading() as reading:
            pool, _ = self._pool(reading, wishes, lifted, self._unwanted(reading, wishes, lifted))
            if offer_id not in pool:
                return Standing(None, len(pool), ())
            weighed = self._weighed(pool, wishes, self._closest(reading, wishes))
            order = ranked(weighed, self._weights, len(pool), until=offer_id)
            return Standing(len(order), len(pool), order)

    def weighed(self, offer_ids: Iterable[str], wishes: Wishes) -> tuple[Ranked, ...]:
        """These offers as they stand by themselves, in the order given, whatever limits they break; those that the
        index has not are left out. One that is not among the `pool` nearest has no nearness in meaning: it is far."""
        with self._index.reading() as reading:
            query = Query(vector=wishes.vector, words=wishes.words, limit=int(self._weights.pool))
            near = {hit.offer_id: hit for hit in reading.search(query).hits} if wishes.vector is not None else {}
            pool = {
                offer_id: (offer, near.get(offer_id, Hit(offer_id, 0.0, 0.0, 0.0)))
                for offer_id in offer_ids
                if (offer := reading.get(offer_id)) is not None
            }
            return tuple(
                Ranked(offer, math.fsum(features.values()), features, unknown_in(features))
                for offer, features in self._weighed(pool, wishes, self._closest(reading, wishes))
            )

    @staticmethod
    def _closest(reading: Reading, wishes: Wishes) -> float | None:
        if wishes.vector is None:
            return None
        within = Filters(within=wishes.catalogue)
        hits = reading.search(Query(vector=wishes.vector, filters=within, limit=1)).hits
        return hits[0].semantic if hits else None

    def _lifted(
        self, reading: Reading, wishes: Wishes, limit: int, unwanted: frozenset[str], closest: float | None
    ) -> tuple[Kind, ...]:
        could = [kind for kind in RELAXED_IN_ORDER if filters_of(wishes, kind) is not None]

        def fitting(lifted: tuple[Kind, ...]) -> int:
            filters = hard_filters(wishes, lifted, unwanted)
            query = Query(vector=wishes.vector, filters=filters, limit=limit, sessions=1, on=self._today())
            hits = reading.search(query).hits
            return sum(is_fitting(hit, closest, self._weights) for hit in hits)

        if not could or (many := fitting(())) >= limit:
            return ()
        lifted: tuple[Kind, ...] = ()
        for kind in could:
            lifted = (*lifted, kind)
            if (reached := fitting(lifted)) >= limit:
                break
        if reached == many:
            return ()
        # Limits that were lifted on the way and are of no account are set again, the dearest first.
        for kind in reversed(lifted):
            fewer = tuple(each for each in lifted if each is not kind)
            if fitting(fewer) >= reached:
                lifted = fewer
        return lifted

    def _pool(
        self, reading: Reading, wishes: Wishes, lifted: tuple[Kind, ...], unwanted: frozenset[str]
    ) -> tuple[Mapping[str, tuple[Offer, Hit]], int]:
        """The nearest offers that pass, and how many pass; offers that pass without lifting are never crowded out."""
        found: dict[str, tuple[Offer, Hit]] = {}
        total = 0
        for these in dict.fromkeys(((), lifted)):
            query = Query(
                vector=wishes.vector,
                words=wishes.words,
                filters=hard_filters(wishes, these, unwanted),
                limit=int(self._weights.pool),
                sessions=SESSIONS,
                on=self._today(),
            )
            result = reading.search(query)
            total = result.total
            for hit in result.hits:
                if hit.offer_id not in found and (offer := reading.get(hit.offer_id)) is not None:
                    found[hit.offer_id] = (offer, hit)
        return found, total

    def _weighed(
        self, pool: Mapping[str, tuple[Offer, Hit]], wishes: Wishes, closest: float | None
    ) -> list[tuple[Offer, Mapping[str, float]]]:
        today = self._today()
        stances = Stances(wishes)
        return [
            (
                offer,
                contributions(
                    offer,
                    hit,
                    wishes,
                    self._weights,
                    standing=stances.of(offer),
                    closest=closest,
                    quality=self._quality,
                    today=today,
                ),
            )
            for offer, hit in pool.values()
        ]

    def _unwanted(self, reading: Reading, wishes: Wishes, lifted: tuple[Kind, ...] = ()) -> frozenset[str]:
        """Ids of the offers about what the person does not want."""
        gone: set[str] = set()
        for wish in () if Kind.EXCLUDE in lifted else wishes.of(Kind.EXCLUDE):
            unwanted = str(wish.value or "")
            for hit in reading.search(Query(words=unwanted, limit=UNWANTED_AT_MOST)).hits if unwanted else ():
                offer = reading.get(hit.offer_id)
                if offer is not None and mentions(offer, unwanted):
                    gone.add(hit.offer_id)
        return frozenset(gone)
