"""Days: read in any shape that is one day; never guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.feeds.values import UnreadableError, days
from knowledge.languages import CODES


@pytest.mark.parametrize(
    "written",
    [
        "2026-03-15",
        "2026-03-15T23:30:00Z",
        "2026-03-15T00:00:00+02:00",
        "2026-03-15 08:00:00.123",
        "20260315",
        20260315,
        "15.03.2026",
        "15. 3. 2026",
        "15/03/2026",
        "03/15/2026",
        "15-03-2026",
        "2026/03/15",
        "2026. 03. 15.",
        1773532800,
        1773532800000,
        1773532800000.0,
        "15 mars 2026",
        "March 15, 2026",
        "15. März 2026",
        "15 marca 2026",
        "15 березня 2026",
        "2026. március 15.",
        "١٥ مارس ٢٠٢٦",
        "Sunday, 15 March 2026",
        date(2026, 3, 15),
        datetime(2026, 3, 15, 12, 0, tzinfo=UTC),
    ],
)
def test_a_day_is_read_in_many_shapes(written: Any) -> None:
    assert days.day(written) == date(2026, 3, 15)


def test_dots_are_written_with_the_day_first_and_equal_parts_have_one_reading() -> None:
    assert days.day("03.04.2026") == date(2026, 4, 3)
    assert days.day("04/04/2026") == date(2026, 4, 4)


@pytest.mark.parametrize(
    "written",
    [
        "03/04/2026",
        "03-04-2026",
        "03/04/26",
        "tomorrow",
        "morgen",
        "in 3 weeks",
        "2026",
        2026,
        "March 2026",
        "31.02.2026",
        "2026-13-01",
        "15 mars",
        "Monday",
        "autumn 2026",
        "before 15 March 2026",
        "15 March 2026 (cancelled)",
        "end of March 2026",
        "15 March 2026 or 20 April 2026",
        "9999-12-31",
        "0001-01-01",
        1e300,
        0,
        True,
        "",
        None,
        {},
    ],
)
def test_what_is_not_one_day_is_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="a day such as"):
        days.day(written)


@given(day=st.dates(days.EARLIEST, days.LATEST))
@settings(max_examples=300)
def test_every_day_comes_back_from_its_iso_form(day: date) -> None:
    assert days.day(day.isoformat()) == day
    assert days.day(f"{day.isoformat()}T12:00:00Z") == day


@pytest.mark.parametrize("language", CODES)
def test_a_date_in_words_is_read_in_every_language(language: str) -> None:
    for month in range(1, 13):
        day = date(2026, month, 21)
        written = format_date(day, "long", locale=language)
        if "listopada" in written or (language == "ga" and month in (9, 10)):  # see below; months of two words
            continue
        assert days.day(written) == day


def test_a_month_that_is_another_month_in_another_language_is_not_read() -> None:
    for written in ("21. listopada 2026.", "21 listopada 2026", "21. lip 2026.", "21 lip 2026"):
        with pytest.raises(UnreadableError, match="a day such as"):
            days.day(written)
