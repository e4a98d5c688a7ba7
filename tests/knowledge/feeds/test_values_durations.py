"""Durations: hours of work and weeks of calendar time, never one for the other."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from babel.dates import format_timedelta

from knowledge.feeds.values import UnreadableError, durations
from knowledge.languages import CODES


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("PT20H", (20.0, 20.0)),
        ("PT90M", (1.5, 1.5)),
        ("20 hours", (20.0, 20.0)),
        ("20h", (20.0, 20.0)),
        ("20 Std.", (20.0, 20.0)),
        ("ca. 40 Stunden", (40.0, 40.0)),
        ("25–30 heures", (25.0, 30.0)),
        ("25 to 30 hours", (25.0, 30.0)),
        ("up to 30 hours", (0.0, 30.0)),
        ("90 minutes", (1.5, 1.5)),
        ("1 hour 30 minutes", (1.5, 1.5)),
        ("3h 30 min", (3.5, 3.5)),
        (20, (20.0, 20.0)),
        ("20", (20.0, 20.0)),
        ([20, 30], (20.0, 30.0)),
        ({"value": 20, "unit": "hours"}, (20.0, 20.0)),
        ({"value": "20", "unitText": "HUR"}, (20.0, 20.0)),
        (timedelta(hours=8), (8.0, 8.0)),
    ],
)
def test_hours_are_read(written: Any, read: tuple[float, float]) -> None:
    assert durations.hours(written) == read


@pytest.mark.parametrize(
    "written",
    [
        "3 months",
        "P6W",
        "P1D",
        "P1DT2H",
        "3 hours per week",
        "3 hours/week",
        "40 UE",
        "40 Unterrichtseinheiten",
        "more than 20 hours",
        "30-20 hours",
        "20 hours or more",
        "0 hours",
        "30 minutes 1 hour",
        "2 hours 3 hours",
        -5,
        10**6,
        "",
        None,
        True,
        {"value": 3, "unit": "month"},
        {"value": 3},
        [1, 2, 3],
        float("inf"),
        timedelta(days=2),
    ],
)
def test_what_is_no_number_of_hours_is_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="a number of hours"):
        durations.hours(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("P6W", (6.0, 6.0)),
        ("P3M", (13.0, 13.0)),
        ("P1Y", (52.0, 52.0)),
        ("P14D", (2.0, 2.0)),
        ("6 weeks", (6.0, 6.0)),
        ("6 Wochen", (6.0, 6.0)),
        ("3 - 6 Months", (13.0, 26.0)),
        ("1-3 months", (4.3, 13.0)),
        ("mehr als 1 Monat bis 3 Monate", (4.3, 13.0)),
        ("mehr als 3 Tage bis 1 Woche", (0.4, 1.0)),
        ("bis zu 3 Monaten", (0.0, 13.0)),
        ("3 місяці", (13.0, 13.0)),
        ("1 tydzień", (1.0, 1.0)),
        ("2 years", (104.0, 104.0)),
        ("1 Jahr 6 Monate", (78.0, 78.0)),
        (6, (6.0, 6.0)),
        ({"value": 3, "unit": "month"}, (13.0, 13.0)),
    ],
)
def test_weeks_are_read(written: Any, read: tuple[float, float]) -> None:
    assert durations.weeks(written) == read


@pytest.mark.parametrize(
    "written",
    ["20 hours", "PT20H", "P1DT2H", "mehr als 1 Jahr", "4 weeks, 3 hours a week", "11 years", "one term", "", None],
)
def test_what_is_no_calendar_time_is_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="a duration such as"):
        durations.weeks(written)


UNITS = (("day", 1, 1 / 7), ("week", 7, 1), ("month", 30, 52 / 12), ("year", 365, 52))


@pytest.mark.parametrize("language", [code for code in CODES if code != "mt"])
@pytest.mark.parametrize(("unit", "days", "weeks"), UNITS, ids=[unit for unit, _, _ in UNITS])
def test_units_are_read_in_every_language(language: str, unit: Any, days: int, weeks: float) -> None:
    for count in (3, 5):
        elapsed = timedelta(days=days * count)
        written = format_timedelta(elapsed, granularity=unit, threshold=1e9, locale=language)
        if (language, unit) == ("bg", "year"):
            with pytest.raises(UnreadableError):  # години: years in Bulgarian, hours in Ukrainian
                durations.weeks(written)
        else:
            assert durations.weeks(written) == (round(count * weeks, 1),) * 2
