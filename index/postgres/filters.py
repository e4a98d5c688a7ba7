"""The contract's filters in SQL: the same rules as index.columns.passes, held to them by a law of the tests."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from index.columns import EARTH_RADIUS_KM, SETS, spelled
from index.contract import Filters
from knowledge.offer import Mode

SEVERAL = {"languages": "languages", "schedules": "schedules"}
"""Filters on columns that hold an array, '{}' where nothing is known."""
ONE = {"countries": "country", "modes": "mode", "levels": "level", "sources": "source"}
"""Filters on columns that hold one value, NULL where it is unknown."""
MOST = {"max_price": "price", "max_hours": "hours", "max_weeks": "weeks"}


@dataclass(frozen=True, slots=True)
class Condition:
    """What stands after WHERE, about a row `o` of the table of offers, with its values by name."""

    text: sql.Composable
    values: dict[str, Any]

    @property
    def is_open(self) -> bool:
        """Whether everything passes."""
        return not self.values


def storable(text: str) -> bool:
    """Whether PostgreSQL could hold `text` at all: no offer there has another."""
    return "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def condition(filters: Filters) -> Condition:
    """Passes exactly where `filters` do."""
    values: dict[str, Any] = {}
    parts = list(_parts(filters, values))
    return Condition(sql.SQL(" AND ").join(parts) if parts else sql.SQL("true"), values)


def _parts(filters: Filters, values: dict[str, Any]) -> Iterable[sql.Composable]:
    def given(value: object) -> sql.Composable:
        name = f"f{len(values)}"
        values[name] = value
        return sql.Placeholder(name)

    def or_unknown(met: sql.Composable, name: str, unknown: sql.Composable) -> sql.Composable:
        kept = name in filters.keep_unknown
        return sql.SQL("({} OR {})").format(met, unknown) if kept else sql.SQL("({})").format(met)

    for name in SETS:
        wanted: frozenset[str] = getattr(filters, name)
        if not wanted:
            continue
        texts = sorted(spelled(name, value) for value in wanted if storable(value))
        if name in SEVERAL:
            column = sql.SQL("o.") + sql.Identifier(SEVERAL[name])
            met = sql.SQL("{} && {}::text[]").format(column, given(texts))
            yield or_unknown(met, name, sql.SQL("{} = '{{}}'").format(column))
        else:
            column = sql.SQL("o.") + sql.Identifier(ONE[name])
            met = sql.SQL("{} = ANY({}::text[])").format(column, given(texts))
            yield or_unknown(met, name, sql.SQL("{} IS NULL").format(column))
    for name, number in MOST.items():
        most: float | None = getattr(filters, name)
        if most is not None:
            yield or_unknown(_at_most(number, most, given), name, sql.SQL(f"o.{number} IS NULL"))
    if filters.eqf is not None:
        met = sql.SQL("o.eqf = {}::float8").format(given(float(filters.eqf)))
        yield or_unknown(met, "eqf", sql.SQL("o.eqf IS NULL"))
    if filters.near is not None:
        kept = or_unknown(
            _near(filters.near, filters.within_km, given),
            "near",
            sql.SQL("o.latitude IS NULL OR o.longitude IS NULL"),
        )
        yield sql.SQL("(o.mode = {} OR {})").format(given(Mode.ONLINE.value), kept)
    if filters.within is not None:
        yield from _parts(filters.within, values)
    excluded = sorted(filter(storable, filters.exclude_ids))
    if excluded:
        yield sql.SQL("o.id <> ALL({}::text[])").format(given(excluded))


def _at_most(column: str, most: float, given: Any) -> sql.Composable:
    # To PostgreSQL NaN is the largest number; to the contract nothing is below it.
    limit = -math.inf if math.isnan(most) else most
    return sql.SQL(f"o.{column} <= {{}}::float8").format(given(float(limit)))


def _near(near: tuple[float, float], within_km: float, given: Any) -> sql.Composable:
    """The great circle (haversine), as index.columns.distance_km."""
    latitude, longitude = given(float(near[0])), given(float(near[1]))
    return sql.SQL(
        "2 * {radius} * asin(sqrt(least(1.0, sin(radians(o.latitude - {lat}::float8) / 2) ^ 2 + "
        "cos(radians({lat}::float8)) * cos(radians(o.latitude)) * sin(radians(o.longitude - {lon}::float8) / 2) ^ 2"
        "))) <= {km}::float8"
    ).format(radius=sql.Literal(EARTH_RADIUS_KM), lat=latitude, lon=longitude, km=given(float(within_km)))
