"""Days as feeds write them. A day that could be two days (03/04/2026) is not read; nor is "tomorrow"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from babel.dates import get_day_names, get_month_names

from knowledge.feeds.values import UnreadableError
from knowledge.feeds.values.numbers import western_digits
from knowledge.languages import CODES, folded

EXPECTED = "a day such as 2026-03-15"
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)

_LONGEST_RAW = 64
_ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})"
    r"(?:[T ](?:[01]\d|2[0-4]):[0-5]\d(?::[0-6]\d(?:[.,]\d{1,9})?)?)?\s?(?:Z|[+-]\d{2}:?\d{2})?\Z"
)
_BASIC = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})\Z")
_DOTTED = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?(?:\s?г\.)?\Z")
_SLASHED = re.compile(r"(\d{1,2})\s?([/-])\s?(\d{1,2})\s?\2\s?(\d{4})\Z")
_YEAR_FIRST = re.compile(r"(\d{4})\s?([./])\s?(\d{1,2})\s?\2\s?(\d{1,2})\.?\Z")
_WORDED = re.compile(r"(?=.*(?<!\d)\d{4}(?!\d))(?=.*[^\W\d_]{3})")
_WORD = re.compile(r"[^\W\d_]+")
_UNKNOWN_TO_DATEPARSER = frozenset({"ga", "mt"})
_FILLERS = frozenset({"m", "d", "gada", "ta", "l", "г", "р", "року", "de", "le", "den", "the", "of", "a"})
_MARKS = str.maketrans("", "", "\u200e\u200f\u061c")


def day(value: object) -> date:
    """A day: ISO date or date-time (its date as written), a date in words in one of the 26 languages, a number of
    seconds or milliseconds since 1970 (its day in UTC), or a date of a spreadsheet's cell."""
    if isinstance(value, datetime):
        return _in_range(value.date())
    if isinstance(value, date):
        return _in_range(value)
    if isinstance(value, bool):
        raise UnreadableError(EXPECTED)
    if isinstance(value, int | float):
        return _counted(value)
    if not isinstance(value, str) or len(value) > _LONGEST_RAW:
        raise UnreadableError(EXPECTED)
    found = _written(western_digits(value.translate(_MARKS)).strip())
    if found is None:
        raise UnreadableError(EXPECTED)
    return _in_range(found)


def _in_range(found: date) -> date:
    if not EARLIEST <= found <= LATEST:
        raise UnreadableError(f"{EXPECTED}, between {EARLIEST.year} and {LATEST.year}")
    return found


def _counted(value: float) -> date:
    """Seconds or milliseconds since 1970, told apart by their size; a number such as 20260315 is a day."""
    if isinstance(value, int) and 19_500_101 <= value <= 21_001_231:
        found = _written(str(value))
        if found is None:
            raise UnreadableError(EXPECTED)
        return found
    if 5e8 <= value <= 4.2e9:
        seconds = float(value)
    elif 5e11 <= value <= 4.2e12:
        seconds = value / 1000
    else:
        raise UnreadableError(EXPECTED)
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()


@lru_cache(maxsize=8192)
def _written(text: str) -> date | None:
    for shape, order in ((_ISO, (1, 2, 3)), (_BASIC, (1, 2, 3)), (_DOTTED, (3, 2, 1)), (_YEAR_FIRST, (1, 3, 4))):
        if found := shape.match(text):
            return _date(*(int(found[part]) for part in order))
    if found := _SLASHED.match(text):
        return _either_order(int(found[1]), int(found[3]), int(found[4]))
    if not _WORDED.match(text):
        return None
    return _in_words(text)


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None


def _either_order(first: int, second: int, year: int) -> date | None:
    """Day and month in the one order that gives a day; None where both do and differ."""
    meant = {_date(year, second, first), _date(year, first, second)} - {None}
    return meant.pop() if len(meant) == 1 else None


def _in_words(text: str) -> date | None:
    """A date with its month in words. "listopada" is October to Croats and November to Poles: not read."""
    words = [folded(word) for word in _WORD.findall(text)]
    months = {month for word in words for month in _months().get(word, ())}
    if len(months) > 1:
        return None
    parsed = _word_parser().get_date_data(text)
    if parsed.date_obj is not None and parsed.period == "day":
        return parsed.date_obj.date() if not months or parsed.date_obj.month in months else None
    return _composed(text, words, months)


def _composed(text: str, words: list[str], months: set[int]) -> date | None:
    """Of one day, one month in words and one year: for languages whose shapes dateparser does not know."""
    numbers = re.findall(r"\d+", text)
    years = [int(each) for each in numbers if len(each) == 4]
    others = [int(each) for each in numbers if len(each) < 3]
    beside = [word for word in words if word not in _months()]
    if len(numbers) != 2 or len(years) != 1 or len(others) != 1 or len(months) != 1:
        return None
    if len(words) - len(beside) != 1 or any(word not in _FILLERS and word not in _weekdays() for word in beside):
        return None
    return _date(years[0], months.pop(), others[0])


@cache
def _months() -> Mapping[str, frozenset[int]]:
    """Folded name of a month in any of the 26 languages, whole or short -> the months it can mean."""
    meant: dict[str, set[int]] = {}
    for language in CODES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, locale=language).items():
                    meant.setdefault(folded(name).strip("."), set()).add(month)
    words = {name: frozenset(months) for name, months in meant.items() if _WORD.fullmatch(name)}
    return MappingProxyType(words)


@cache
def _weekdays() -> frozenset[str]:
    names = (get_day_names(width, locale=code).values() for code in CODES for width in ("wide", "abbreviated"))
    return frozenset(part for each in names for name in each for part in _WORD.findall(folded(name)))


@cache
def _word_parser() -> Any:
    """Built at the first date in words: dateparser is slow to load, and few feeds write words."""
    from dateparser.date import DateDataParser

    return DateDataParser(
        languages=[code for code in CODES if code not in _UNKNOWN_TO_DATEPARSER],
        settings={
            "STRICT_PARSING": True,
            "REQUIRE_PARTS": ["day", "month", "year"],
            "PARSERS": ["absolute-time"],
            "DATE_ORDER": "DMY",
            "NORMALIZE": True,
            "RETURN_AS_TIMEZONE_AWARE": False,
        },
    )
