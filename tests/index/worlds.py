"""Small worlds of offers for the tests of the index: an encoder of words, offers, and filters said plainly."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import strategies as st

from index.contract import Filters, Vector
from knowledge.offer import Level, Mode, Offer, Place, Price, Schedule, Source

SOURCE = Source(id="test", title="Test feed", date=date(2026, 1, 15), licence="facts")


class WordEncoder:
    """A document encoder without a model: every word points somewhere of its own, and a text is their sum."""

    def __init__(self, dimension: int = 240, fingerprint: str = "words-1") -> None:
        self.dimension = dimension
        self.fingerprint = fingerprint
        self.parts = (dimension // 3, dimension - dimension // 3)
        self.embedded: list[str] = []

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        self.embedded.extend(texts)
        return self.vectors(texts)

    def vectors(self, texts: Iterable[str]) -> Vector:
        rows = []
        for text in texts:
            row = np.zeros(self.dimension)
            for word in text.casefold().replace(",", " ").replace(".", " ").split():
                seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
                row += np.random.default_rng(seed).standard_normal(self.dimension)
            length = np.linalg.norm(row)
            rows.append(row / length if length else row)
        return np.asarray(rows, dtype=np.float32).reshape(len(rows), self.dimension)

    def query(self, text: str) -> Vector:
        """A query's vector as nlu makes it: both parts weighted, one half each, so that no inner product passes 1."""
        vector: Vector = self.vectors([text])[0]
        for part in np.split(vector, [self.parts[0]]):
            part *= 0.5 / (float(np.linalg.norm(part)) or 1.0)
        return vector


def offer(offer_id: str, title: str = "Course", **known: Any) -> Offer:
    fields: dict[str, Any] = {"provider": "Provider", "source": SOURCE, "locator": f"row {offer_id}"}
    return Offer(id=offer_id, title=title, **(fields | known))


def plainly_passes(offer: Offer, filters: Filters) -> bool:
    """The contract's filters, written once more in the plainest way, to compare with."""

    def known_or_kept(name: str, value: object, met: bool) -> bool:
        return name in filters.keep_unknown if value in (None, (), set()) else met

    country = offer.country or (offer.place.country if offer.place else None)
    checks = []
    if filters.languages:
        checks.append(
            known_or_kept("languages", offer.languages, any(x in filters.languages for x in offer.languages))
        )
    if filters.countries:
        checks.append(known_or_kept("countries", country, country in filters.countries))
    if filters.sources:
        checks.append(offer.source.id in filters.sources)
    if filters.within is not None:
        checks.append(plainly_passes(offer, filters.within))
    if filters.modes:
        checks.append(known_or_kept("modes", offer.mode, offer.mode is not None and offer.mode in filters.modes))
    if filters.schedules:
        checks.append(
            known_or_kept("schedules", offer.schedules, any(x in filters.schedules for x in offer.schedules))
        )
    if filters.levels:
        checks.append(known_or_kept("levels", offer.level, offer.level is not None and offer.level in filters.levels))
    if filters.max_price is not None:
        price = offer.price
        if price is not None and price.currency not in (None, "EUR") and price.amount != 0:
            price = None
        checks.append(known_or_kept("max_price", price, price is not None and price.amount <= filters.max_price))
    if filters.max_hours is not None:
        hours = offer.workload_hours
        checks.append(known_or_kept("max_hours", hours, hours is not None and hours[1] <= filters.max_hours))
    if filters.max_weeks is not None:
        weeks = offer.duration_weeks
        checks.append(known_or_kept("max_weeks", weeks, weeks is not None and weeks[1] <= filters.max_weeks))
    if filters.eqf is not None:
        checks.append(known_or_kept("eqf", offer.eqf, offer.eqf == filters.eqf))
    if filters.near is not None and offer.mode is not Mode.ONLINE:
        where = offer.place
        found = None if where is None or where.latitude is None or where.longitude is None else where
        checks.append(
            known_or_kept(
                "near",
                found,
                found is not None
                and kilometres(filters.near, (found.latitude, found.longitude)) <= filters.within_km,
            )
        )
    return all(checks) and offer.id not in filters.exclude_ids


def kilometres(one: tuple[float, float], other: tuple[float | None, float | None]) -> float:
    """Distance by the cosine rule on the sphere, not by the haversine that the index uses."""
    lat1, lon1, lat2, lon2 = (math.radians(float(degrees or 0.0)) for degrees in (*one, *other))
    cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return 6371.0088 * math.acos(max(-1.0, min(1.0, cosine)))


WORDS = ("python", "accounting", "care", "English", "Γλώσσα", "ļoti", "музика", "برمجة", "Excel", "gardening")
LANGUAGES = ("de", "en", "fr", "mt", "uk")

_maybe = st.none()
_numbers = st.sampled_from((0.0, 0.1, 5.0, 20.0, 49.99, 400.0))
_ranges = st.tuples(_numbers, _numbers).map(lambda pair: (min(pair), max(pair)))
_places = st.builds(
    Place,
    name=st.just("Town"),
    country=_maybe | st.sampled_from(("AT", "DE")),
    latitude=_maybe | st.sampled_from((47.07, 48.2, 52.5)),
    longitude=_maybe | st.sampled_from((15.44, 16.37, 13.4)),
)

an_offer = st.builds(
    lambda title, known: replace(offer("?", title), **known),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(" ".join),
    st.fixed_dictionaries(
        {
            "languages": st.lists(st.sampled_from(LANGUAGES), max_size=2, unique=True).map(tuple),
            "country": _maybe | st.sampled_from(("AT", "DE", "FR")),
            "place": _maybe | _places,
            "mode": _maybe | st.sampled_from(Mode),
            "level": _maybe | st.sampled_from(Level),
            "schedules": st.lists(st.sampled_from(Schedule), max_size=2, unique=True).map(tuple),
            "price": _maybe | st.builds(Price, _numbers, st.sampled_from((None, "EUR", "USD"))),
            "workload_hours": _maybe | _ranges,
            "duration_weeks": _maybe | _ranges,
            "eqf": _maybe | st.integers(1, 8),
        }
    ),
)
some_offers = st.lists(an_offer, max_size=12).map(
    lambda offers: [replace(each, id=f"offer-{number:02}") for number, each in enumerate(offers)]
)


def _some(values: Sequence[str]) -> st.SearchStrategy[frozenset[str]]:
    return st.frozensets(st.sampled_from(values), max_size=2)


some_filters = st.builds(
    Filters,
    languages=_some(LANGUAGES),
    countries=_some(("AT", "DE")),
    modes=_some([mode.value for mode in Mode]),
    schedules=_some([schedule.value for schedule in Schedule]),
    levels=_some([level.value for level in Level]),
    sources=_some((SOURCE.id, "another-feed")),
    within=st.none() | st.builds(Filters, countries=_some(("AT", "DE")), modes=_some([mode.value for mode in Mode])),
    max_price=_maybe | _numbers,
    max_hours=_maybe | _numbers,
    max_weeks=_maybe | _numbers,
    eqf=_maybe | st.integers(1, 8),
    near=_maybe | st.sampled_from(((47.07, 15.44), (48.2, 16.37))),
    within_km=st.sampled_from((10.0, 200.0)),
    exclude_ids=st.frozensets(st.sampled_from(("offer-00", "offer-01", "nobody")), max_size=2),
    keep_unknown=st.frozensets(
        st.sampled_from(
            ("languages", "countries", "modes", "schedules", "levels", "max_price", "max_hours", "max_weeks", "eqf",
             "near")
        )
    ),
)  # fmt: skip
"""Any mixture of filters; mostly strict ones, so most offers fail: `gentle_filters` sets few."""

gentle_filters = st.builds(
    lambda full, names: replace(Filters(), **{name: getattr(full, name) for name in names}),
    some_filters,
    st.lists(
        st.sampled_from(
            ("languages", "countries", "modes", "schedules", "levels", "max_price", "max_hours", "max_weeks", "eqf",
             "near", "exclude_ids", "keep_unknown", "sources", "within")
        ),
        max_size=3,
    ),
)  # fmt: skip
