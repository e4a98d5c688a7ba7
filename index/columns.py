"""The filterable facts of all offers as columns: one boolean mask a query, and the same rules for a single offer."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import isnan
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from index.contract import Filters
from knowledge.offer import Mode, Offer

Mask: TypeAlias = npt.NDArray[np.bool_]
Rows: TypeAlias = npt.NDArray[np.int32]
Numbers: TypeAlias = npt.NDArray[np.float64]

SETS = ("languages", "countries", "modes", "schedules", "levels", "sources")
NUMBERS = ("price", "hours", "weeks", "eqf", "latitude", "longitude")
KEPT = 4096
EARTH_RADIUS_KM = 6371.0088  # mean radius R1 of the GRS 80 ellipsoid


class Fit(StrEnum):
    """How one offer stands to one filter."""

    MET = "met"
    UNKNOWN = "unknown"
    UNMET = "unmet"


@dataclass(frozen=True, slots=True)
class Facts:
    """What one offer gives the filters; an empty set or NaN is unknown.

    `price` is in euro: amounts without a currency count by their number, nothing is free in every currency, and an
    amount in another currency is unknown here, for we hold no rate of exchange. `hours` and `weeks` are the upper
    ends of what the offer states, so that a limit holds for every learner. `countries` are where it is given.
    """

    languages: frozenset[str]
    countries: frozenset[str]
    modes: frozenset[str]
    schedules: frozenset[str]
    levels: frozenset[str]
    sources: frozenset[str]
    price: float
    hours: float
    weeks: float
    eqf: float
    latitude: float
    longitude: float


def facts(offer: Offer) -> Facts:
    """What the offer gives the filters, kept for those that are asked about again and again."""
    known = _facts_of.get(id(offer))
    if known is not None and known[0] is offer:
        return known[1]
    found = read_facts(offer)
    if len(_facts_of) >= KEPT:
        _facts_of.clear()
    _facts_of[id(offer)] = (offer, found)
    return found


def read_facts(offer: Offer) -> Facts:
    nan = float("nan")
    price = nan
    if offer.price is not None and (offer.price.is_free or offer.price.currency in (None, "EUR")):
        price = float(offer.price.amount)
    place = offer.place
    country = offer.country or (place.country if place else None)
    return Facts(
        languages=frozenset(language.lower() for language in offer.languages),
        countries=frozenset({country.upper()} if country else ()),
        modes=frozenset({offer.mode.value} if offer.mode else ()),
        schedules=frozenset(schedule.value for schedule in offer.schedules),
        levels=frozenset({offer.level.value} if offer.level else ()),
        sources=frozenset({offer.source.id}),
        price=price,
        hours=float(offer.workload_hours[1]) if offer.workload_hours else nan,
        weeks=float(offer.duration_weeks[1]) if offer.duration_weeks else nan,
        eqf=float(offer.eqf) if offer.eqf is not None else nan,
        latitude=float(place.latitude) if place and place.latitude is not None else nan,
        longitude=float(place.longitude) if place and place.longitude is not None else nan,
    )


_facts_of: dict[int, tuple[Offer, Facts]] = {}
"""By the offer's identity; it is held as well, so that no other can come to have it."""


class Columns:
    """Columns of `size` offers, row by row as they were given.

    A set-valued field is kept as the rows of each value, unknown under ""; numbers are float64 with NaN for unknown
    (float32 would move 0.1 above a limit of 0.1).
    """

    def __init__(self, size: int, sets: dict[str, dict[str, Rows]], numbers: dict[str, Numbers]) -> None:
        self.size = size
        self._sets = sets
        self._numbers = numbers

    @classmethod
    def of(cls, offers: Iterable[Offer]) -> Columns:
        gathered = Gathering()
        for offer in offers:
            gathered.add(offer)
        return gathered.columns()

    def save(self, path: Path) -> None:
        arrays: dict[str, npt.NDArray[np.generic]] = {"size": np.asarray(self.size), **self._numbers}
        for name, values in self._sets.items():
            rows = list(values.values())
            arrays[f"{name}.values"] = np.asarray(list(values), dtype=np.str_)
            arrays[f"{name}.ends"] = np.cumsum([len(part) for part in rows], dtype=np.int64)
            arrays[f"{name}.rows"] = np.concatenate(rows) if rows else np.empty(0, dtype=np.int32)
        np.savez(path, allow_pickle=False, **arrays)

    @classmethod
    def load(cls, path: Path) -> Columns:
        with np.load(path, allow_pickle=False) as arrays:
            sets: dict[str, dict[str, Rows]] = {}
            for name in SETS:
                rows, ends = arrays[f"{name}.rows"], arrays[f"{name}.ends"]
                parts = np.split(rows, ends[:-1]) if len(ends) else []
                sets[name] = {str(value): part for value, part in zip(arrays[f"{name}.values"], parts, strict=True)}
            return cls(int(arrays["size"]), sets, {name: arrays[name] for name in NUMBERS})

    def mask(self, filters: Filters, excluded: Sequence[int] = ()) -> Mask:
        """Which rows pass every filter. `excluded` are the rows of `filters.exclude_ids`."""
        passing: Mask = np.ones(self.size, dtype=np.bool_)
        for name in SETS:
            wanted: frozenset[str] = getattr(filters, name)
            if wanted:
                passing &= self._any_of(name, wanted, keep_unknown=name in filters.keep_unknown)
        for limit, column in (("max_price", "price"), ("max_hours", "hours"), ("max_weeks", "weeks")):
            most: float | None = getattr(filters, limit)
            if most is not None:
                passing &= self._kept(self._numbers[column], limit, filters, self._numbers[column] <= most)
        if filters.eqf is not None:
            passing &= self._kept(self._numbers["eqf"], "eqf", filters, self._numbers["eqf"] == filters.eqf)
        if filters.near is not None:
            latitude, longitude = self._numbers["latitude"], self._numbers["longitude"]
            close = distance_km(filters.near, latitude, longitude) <= filters.within_km
            near = self._kept(latitude + longitude, "near", filters, close)
            near[self._sets["modes"].get(Mode.ONLINE.value, np.empty(0, dtype=np.int32))] = True
            passing &= near
        if filters.within is not None:
            passing &= self.mask(filters.within)
        passing[np.asarray(excluded, dtype=np.int64)] = False
        return passing

    def _any_of(self, name: str, wanted: frozenset[str], *, keep_unknown: bool) -> Mask:
        found: Mask = np.zeros(self.size, dtype=np.bool_)
        values = self._sets[name]
        for value in (*wanted, *(("",) if keep_unknown else ())):
            rows = values.get(spelled(name, value) if value else "")
            if rows is not None:
                found[rows] = True
        return found

    @staticmethod
    def _kept(column: Numbers, limit: str, filters: Filters, met: Mask) -> Mask:
        return met | np.isnan(column) if limit in filters.keep_unknown else met


class Gathering:
    """Columns in the making: offers are added row by row, and only their facts are kept."""

    def __init__(self) -> None:
        self._size = 0
        self._sets: dict[str, dict[str, array[int]]] = {name: {} for name in SETS}
        self._numbers: dict[str, array[float]] = {name: array("d") for name in NUMBERS}

    def add(self, offer: Offer) -> None:
        known = read_facts(offer)
        for name, values in self._sets.items():
            for value in getattr(known, name) or ("",):
                values.setdefault(value, array("i")).append(self._size)
        for name, column in self._numbers.items():
            column.append(getattr(known, name))
        self._size += 1

    def columns(self) -> Columns:
        sets = {
            name: {value: np.asarray(rows, dtype=np.int32) for value, rows in sorted(values.items())}
            for name, values in self._sets.items()
        }
        return Columns(self._size, sets, {name: np.asarray(column) for name, column in self._numbers.items()})


def fits(offer: Offer, filters: Filters, known: Facts | None = None) -> dict[str, Fit]:
    """How `offer` stands to each filter that is set, by the filter's name. It passes where all are met, or unknown
    and named in `keep_unknown` (the mask of `Columns`, for one offer). `known` are its facts, if they are at hand."""
    known = known or facts(offer)
    found: dict[str, Fit] = {}
    for name in SETS:
        asked: frozenset[str] = getattr(filters, name)
        if asked:
            wanted = {spelled(name, value) for value in asked}
            has: frozenset[str] = getattr(known, name)
            found[name] = Fit.UNKNOWN if not has else Fit.MET if has & wanted else Fit.UNMET
    for limit, value in (("max_price", known.price), ("max_hours", known.hours), ("max_weeks", known.weeks)):
        most: float | None = getattr(filters, limit)
        if most is not None:
            found[limit] = Fit.UNKNOWN if isnan(value) else Fit.MET if value <= most else Fit.UNMET
    if filters.eqf is not None:
        found["eqf"] = Fit.UNKNOWN if isnan(known.eqf) else Fit.MET if known.eqf == filters.eqf else Fit.UNMET
    if filters.near is not None:
        distance = float(distance_km(filters.near, np.asarray([known.latitude]), np.asarray([known.longitude]))[0])
        if Mode.ONLINE.value in known.modes:
            found["near"] = Fit.MET
        else:
            found["near"] = (
                Fit.UNKNOWN if np.isnan(distance) else Fit.MET if distance <= filters.within_km else Fit.UNMET
            )
    if filters.within is not None:
        found["within"] = Fit.MET if passes(offer, filters.within) else Fit.UNMET
    if offer.id in filters.exclude_ids:
        found["exclude_ids"] = Fit.UNMET
    return found


def passes(offer: Offer, filters: Filters) -> bool:
    return all(
        fit is Fit.MET or (fit is Fit.UNKNOWN and name in filters.keep_unknown)
        for name, fit in fits(offer, filters).items()
    )


def distance_km(near: tuple[float, float], latitude: Numbers, longitude: Numbers) -> Numbers:
    """Great-circle distance (haversine) from `near`; NaN where a coordinate is unknown."""
    lat0, lon0 = np.radians(near[0]), np.radians(near[1])
    lat1, lon1 = np.radians(latitude), np.radians(longitude)
    chord = np.sin((lat1 - lat0) / 2) ** 2 + np.cos(lat0) * np.cos(lat1) * np.sin((lon1 - lon0) / 2) ** 2
    result: Numbers = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return result


def spelled(name: str, value: str) -> str:
    match name:
        case "countries":
            return value.upper()
        case "sources":
            return value  # ids, compared as they are
        case _:
            return value.lower()
