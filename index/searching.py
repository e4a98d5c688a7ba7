"""Searching: all searches that one answer makes of one generation, each made once."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from functools import cached_property

from index.contract import Filters, Hit, Query, Reading
from index.features import is_fitting
from index.limits import RELAXED_IN_ORDER, filters_of, hard_filters, mentions
from index.relaxing import Relaxed, relax
from index.weights import Weights
from index.wishes import Kind, Wishes

UNWANTED_AT_MOST = 2_000
SESSIONS = 8
"""Sessions of one course that are weighed for one answer: the next ones. More would crowd other courses out."""


class Searching:
    """What one person's wishes find in one generation."""

    def __init__(self, reading: Reading, wishes: Wishes, weights: Weights, today: date) -> None:
        self.reading, self.wishes, self.today = reading, wishes, today
        self._weights = weights
        self._nearest: dict[Filters, tuple[tuple[Hit, ...], int]] = {}
        self._unwanted: dict[bool, frozenset[str]] = {}

    @cached_property
    def closest(self) -> float | None:
        """The nearness in meaning of the closest offer of all that the portal shows; None without a goal's vector."""
        if self.wishes.vector is None:
            return None
        everything = Filters(within=self.wishes.catalogue)
        if (found := self._nearest.get(everything)) is not None and (known := self._closest_of(found[0])) is not None:
            return known
        hits = self.reading.search(Query(vector=self.wishes.vector, filters=everything, limit=1)).hits
        return hits[0].semantic if hits else None

    def relaxed(self, wanted: int) -> Relaxed:
        """The limits to lift so that `wanted` courses are about the goal."""
        could = [kind for kind in RELAXED_IN_ORDER if filters_of(self.wishes, kind) is not None]

        def fitting(lifted: tuple[Kind, ...]) -> int:
            # The nearest that are ranked anyway tell in most cases: sessions of one course are equally near, so
            # those that are not are of different courses.
            if not lifted and self.wishes.vector is not None:
                hits, _ = self._near(self._filters(()))
                fit = {round(hit.semantic, 5) for hit in hits if is_fitting(hit, self.closest, self._weights)}
                if len(fit) >= wanted:
                    return wanted
            query = Query(
                vector=self.wishes.vector, filters=self._filters(lifted), limit=wanted, sessions=1, on=self.today
            )
            hits = self.reading.search(query).hits
            return sum(is_fitting(hit, self.closest, self._weights) for hit in hits)

        return relax(could, fitting, wanted)

    def pool(self, lifted: tuple[Kind, ...] = ()) -> tuple[tuple[Hit, ...], int]:
        """The nearest offers that pass, and how many pass; offers that pass without lifting are never crowded out."""
        found: dict[str, Hit] = {}
        total = 0
        for these in dict.fromkeys(((), lifted)):
            hits, total = self._near(self._filters(these))
            for hit in hits:
                found.setdefault(hit.offer_id, hit)
        return tuple(found.values()), total

    def _near(self, filters: Filters) -> tuple[tuple[Hit, ...], int]:
        if filters not in self._nearest:
            query = Query(
                vector=self.wishes.vector,
                words=self.wishes.words,
                filters=filters,
                limit=int(self._weights.pool),
                sessions=SESSIONS,
                on=self.today,
            )
            result = self.reading.search(query)
            self._nearest[filters] = result.hits, result.total
        return self._nearest[filters]

    def _closest_of(self, hits: tuple[Hit, ...]) -> float | None:
        """The closest of all, where these hits (best first by meaning and words together) must hold it: words add
        nothing below 0, so what is not among them is no nearer in meaning than the last one's score."""
        if len(hits) < int(self._weights.pool):
            return max((hit.semantic for hit in hits), default=None)
        nearest = max(hit.semantic for hit in hits)
        return nearest if nearest >= hits[-1].score else None

    def _filters(self, lifted: Collection[Kind]) -> Filters:
        return hard_filters(self.wishes, lifted, self._about_unwanted(Kind.EXCLUDE in lifted))

    def _about_unwanted(self, exclude_lifted: bool) -> frozenset[str]:
        """Ids of the offers about what the person does not want."""
        if exclude_lifted not in self._unwanted:
            gone: set[str] = set()
            for wish in () if exclude_lifted else self.wishes.of(Kind.EXCLUDE):
                unwanted = str(wish.value or "")
                hits = self.reading.search(Query(words=unwanted, limit=UNWANTED_AT_MOST)).hits if unwanted else ()
                for hit in hits:
                    offer = self.reading.get(hit.offer_id)
                    if offer is not None and mentions(offer, unwanted):
                        gone.add(hit.offer_id)
            self._unwanted[exclude_lifted] = frozenset(gone)
        return self._unwanted[exclude_lifted]
