"""Laws of all value readers: whatever stands in a feed, a reader gives its own type, or says what it expected."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from knowledge.feeds.draft import READERS
from knowledge.feeds.values import UnreadableError, text
from knowledge.offer import Cycle, Level, Mode, Price, Schedule

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.text(alphabet="0123456789.,-:/€ PTWab<>&;#"),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=12,
)
ODD = (
    math.nan,
    math.inf,
    -math.inf,
    Decimal("sNaN"),
    Decimal("1e999"),
    10**5000,
    -(10**30),
    1e308,
    True,
    "",
    " ",
    "\x00",
    "\ud800",
    "\ufffd",
    "\u202e",
    "9" * 5000,
    "x" * 300_000,
    "&" * 500,
    "<" * 500,
    "((((" * 100,
    "٣" * 40,
    "²",
    "½",
    "1" + "\u0660" * 70,
    "P" + "1" * 30 + "Y",
    "PT1e5H",
    "P1Y1Y",
    "http://[",
    "http://a:b@c:99999",
    "https://\u202eexample.org",
    "0000-00-00",
    "99/99/9999",
    {"value": math.nan, "unit": "hour"},
    {"amount": 10**400, "currency": "EUR"},
    {"value": {"value": {}}, "unit": []},
    {"@value": 5, "@language": []},
    {"amount": "1", "currency": "\x00"},
    [[[[[]]]]],
    [None],
    [""],
    {"": ""},
)
TYPES: dict[str, type | tuple[type, ...]] = {
    "price": Price,
    "mode": Mode,
    "level": Level,
    "qf_ehea": Cycle,
    "start": date,
    "end": date,
    "apply_by": date,
    "eqf": int,
    "isced_level": int,
    "ratings_count": int,
    "ects": float,
    "rating": float,
}
TUPLES: dict[str, type] = {"schedules": Schedule, "workload_hours": float, "duration_weeks": float}


def outcome(read: Callable[[Any], Any], value: Any) -> Any:
    try:
        return read(value)
    except UnreadableError as unread:
        return None if str(unread) else unread


def check(field: str, value: Any) -> None:
    found = outcome(READERS[field], value)
    if found is None:
        return
    if field in TYPES:
        assert isinstance(found, TYPES[field])
        assert not isinstance(found, float) or math.isfinite(found)
    elif isinstance(found, tuple):
        assert found
        assert all(isinstance(each, TUPLES.get(field, str)) for each in found)
    else:
        assert isinstance(found, str)
        assert found
    for written in found if isinstance(found, tuple) else (found,):
        if isinstance(written, str):
            check_plain(written)


def check_plain(written: str) -> None:
    kinds = {unicodedata.category(char) for char in written if char not in "\u200c\u200d"}
    assert not kinds & {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
    assert written == written.strip()
    assert "  " not in written
    written.encode("utf-8")


@pytest.mark.parametrize("field", sorted(READERS))
@given(value=JSON)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_a_reader_gives_its_type_or_says_what_it_expected(field: str, value: Any) -> None:
    check(field, value)


@pytest.mark.parametrize("field", sorted(READERS))
def test_a_reader_survives_what_no_feed_should_hold(field: str) -> None:
    for value in ODD:
        check(field, value)
        check(field, text.in_language(value, ("de", "en")))


@given(value=JSON)
@settings(max_examples=30, deadline=None)
def test_reading_twice_gives_the_same(value: Any) -> None:
    for read in READERS.values():
        assert outcome(read, value) == outcome(read, value)


@given(value=JSON, prefer=st.lists(st.sampled_from(["de", "en", "fr"]), max_size=3))
@settings(max_examples=200, deadline=None)
def test_choosing_a_language_never_fails(value: Any, prefer: list[str]) -> None:
    text.in_language(value, prefer)


@given(value=st.text(max_size=200))
@example("&lt;script&gt;x&lt;/script&gt;")
@settings(max_examples=150, deadline=None)
def test_no_text_holds_markup_or_characters_that_cannot_be_seen(value: str) -> None:
    for wrapped in (value, f"<p>{value}</p>", f"&lt;b&gt;{value}", f"&amp;lt;script&amp;gt;{value}"):
        found = outcome(text.title, wrapped)
        if found is not None:
            check_plain(found)
            assert len(found) <= text.LONGEST_TITLE
            for tag in ("<script", "<p>", "<b>", "</p"):
                assert tag not in found.lower()
