"""When a course shall start is reckoned from the day it was said."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.starting import SEASONS, SOON_DAYS, dated, is_day, resolved
from nlu.understanding import Act, Limit, LimitKind, Understanding

NOVEMBER = date(2026, 11, 24)


def start(value: str | None = None, detail: dict[str, str | float] | None = None) -> Limit:
    return Limit(LimitKind.START, value, detail=detail or {})


@pytest.mark.parametrize(
    ("detail", "day"),
    [
        ({"month": 1}, "2027-01-01"),
        ({"month": 11}, "2026-11-01"),
        ({"month": 11, "day": 3}, "2027-11-03"),
        ({"month": 12, "day": 15}, "2026-12-15"),
        ({"month": 3, "year": 2028}, "2028-03-01"),
        ({"season": "spring"}, "2027-03-01"),
        ({"after": "summer"}, "2027-09-01"),
        ({"next": "week"}, "2026-11-30"),
        ({"next": "month"}, "2026-12-01"),
        ({"next": "year"}, "2027-01-01"),
    ],
)
def test_what_was_said_comes_to_a_day(detail: dict[str, str | float], day: str) -> None:
    found = resolved(start(detail=detail), NOVEMBER)
    assert found is not None
    assert found.value == day
    assert found.detail == detail


def test_soon_lies_between_today_and_some_weeks() -> None:
    found = resolved(start("soon"), NOVEMBER)
    assert found is not None
    assert found.detail == {"from": "2026-11-24", "until": (NOVEMBER + timedelta(SOON_DAYS)).isoformat()}


def test_what_is_no_day_is_no_limit() -> None:
    assert resolved(start(detail={"month": 2, "day": 31}), NOVEMBER) is None
    assert resolved(start("later"), NOVEMBER) is None
    assert resolved(start(), NOVEMBER) is None


def test_only_starts_are_dated_and_dating_twice_changes_nothing() -> None:
    free = Limit(LimitKind.FREE)
    said = Understanding(
        text="…", language="en", language_confidence=1, act=Act.STATE_GOAL, act_confidence=1,
        limits=(free, start(detail={"month": 1}), start(detail={"month": 2, "day": 31})),
    )  # fmt: skip
    once = dated(said, NOVEMBER)
    assert [limit.value for limit in once.limits] == [None, "2027-01-01"]
    assert dated(once, NOVEMBER) == once


@given(
    st.dates(date(2024, 1, 1), date(2040, 12, 31)),
    st.one_of(
        st.fixed_dictionaries({"month": st.integers(1, 12)}),
        st.fixed_dictionaries({"season": st.sampled_from(sorted(SEASONS))}),
        st.fixed_dictionaries({"after": st.sampled_from(sorted(SEASONS))}),
        st.fixed_dictionaries({"next": st.sampled_from(("week", "month", "year"))}),
    ),
)
def test_a_start_is_never_over_when_it_is_said_and_less_than_two_years_away(
    today: date, detail: dict[str, str | float]
) -> None:
    found = resolved(start(detail=detail), today)
    assert found is not None
    assert is_day(found.value)
    day = date.fromisoformat(str(found.value))
    assert today.replace(day=1) <= day <= today + timedelta(days=731)
