"""Starting: "from January", "after the summer", "next month" as a day, reckoned from today.

What a message says is understood without a clock (nlu.starts); the day it comes to is found here, once, so that
the limit means the same tomorrow.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from nlu.understanding import Limit, LimitKind, Understanding

SOON = "soon"
SOON_DAYS = 60
"""How far away "as soon as possible" still is: most offers with a date start within a term."""

SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
"""The month that a season begins with."""

AFTER = {"spring": 6, "summer": 9, "autumn": 12, "winter": 3}
"""The month that follows a season; courses begin again in September."""


def dated(said: Understanding, today: date) -> Understanding:
    """The same with each start as a day; one that comes to no day is left out."""
    if not any(limit.kind is LimitKind.START for limit in said.limits):
        return said
    limits = (limit if limit.kind is not LimitKind.START else resolved(limit, today) for limit in said.limits)
    return replace(said, limits=tuple(limit for limit in limits if limit is not None))


def resolved(limit: Limit, today: date) -> Limit | None:
    """A limit START with its day; "soon" with the days it lies between. None where what was said is no day.

    A month that was not given a year is the next one that is not over; `detail` is kept beside the days.
    """
    if limit.removed:
        return limit
    if limit.value == SOON:
        until = today + timedelta(days=SOON_DAYS)
        return replace(limit, detail={**limit.detail, "from": today.isoformat(), "until": until.isoformat()})
    if isinstance(limit.value, str):
        return limit if is_day(limit.value) else None
    found = _day(limit.detail, today)
    return None if found is None else replace(limit, value=found.isoformat())


def is_day(value: object) -> bool:
    """Is `value` an ISO date?"""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _day(said: dict[str, str | float], today: date) -> date | None:
    match said:
        case {"month": int() | float() as month, **rest}:
            return _in_month(int(month), int(float(rest.get("day", 1))), rest.get("year"), today)
        case {"season": str(season)} if season in SEASONS:
            return _in_month(SEASONS[season], 1, None, today)
        case {"after": str(season)} if season in AFTER:
            return _in_month(AFTER[season], 1, None, today)
        case {"next": "week"}:
            return today + timedelta(days=7 - today.weekday())
        case {"next": "month"}:
            return _in_month(today.month % 12 + 1, 1, None, today)
        case {"next": "year"}:
            return date(today.year + 1, 1, 1)
    return None


def _in_month(month: int, day: int, year: str | float | None, today: date) -> date | None:
    """That day in the next such month that is not over yet, or in the year that was said."""
    over = month < today.month or (month == today.month and 1 < day < today.day)
    try:
        return date(int(float(year)) if year is not None else today.year + over, month, day)
    except ValueError:
        return None
