"""Durations as feeds write them: ISO 8601 ("P6W"), and words ("3 - 6 Months", "mehr als 1 Monat bis 3 Monate").

The words for units come from Unicode CLDR through Babel in the 26 languages. A bare number is in the unit asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Literal, TypeAlias

import isodate
from babel.dates import format_timedelta

from knowledge.feeds.values import UnreadableError
from knowledge.feeds.values.numbers import number, western_digits
from knowledge.languages import CODES, folded

HOURS_EXPECTED = "a number of hours such as 20 hours or PT20H"
WEEKS_EXPECTED = "a duration such as 6 weeks, 3 months or P6W"
MOST_HOURS, MOST_WEEKS = 20_000.0, 520.0

_WEEKS_A_MONTH = 52 / 12
_IN_HOURS = MappingProxyType({"hour": 1.0, "minute": 1 / 60})
_IN_WEEKS = MappingProxyType({"day": 1 / 7, "week": 1.0, "month": _WEEKS_A_MONTH, "year": 52.0})
_Unit: TypeAlias = Literal["minute", "hour", "day", "week", "month", "year"]
_UNITS: tuple[_Unit, ...] = ("minute", "hour", "day", "week", "month", "year")
_COUNTS = (1, 2, 3, 5, 11, 21, 100)
_SECONDS = MappingProxyType(
    {"minute": 60, "hour": 3600, "day": 86_400, "week": 604_800, "month": 2_592_000, "year": 31_536_000}
)
_OTHER_FORMS = MappingProxyType(  # other cases, short forms, and codes of UN/CEFACT
    {
        "minute": "min mins minutes MIN",
        "hour": "h hr hrs std hour(s) heure(s) HUR siegha sighat sieghat",
        "day": "tagen day(s) jour(s) jum granet",
        "week": "wochen wk wks week(s) semaine(s) WEE gimgha gimghat",
        "month": "monaten monats mos mths month(s) mois miesiaca MON xahar xhur",
        "year": "jahren year(s) ANN sena snin",
    }
)
_BETWEEN = frozenset(
    {
        "-",
        "–",
        "—",
        "to",
        "bis",
        "a",
        "do",
        "tot",
        "til",
        "till",
        "ate",
        "az",
        "hasta",
        "al",
        "si",
        "and",
        "und",
        "et",
    }
) | {"до", "εως", "إلى"}
_ABOUT = frozenset(
    {"ca", "circa", "approximately", "approx", "about", "etwa", "rund", "environ", "ungefahr", "around", "~", "cca"}
)
_MORE = (("mehr", "als"), ("more", "than"), ("plus", "de"), ("over",), ("uber",), ("more", "then"), ("wiecej", "niz"))
_UP_TO = (("bis",), ("bis", "zu"), ("up", "to"), ("jusqu", "a"), ("hasta",), ("fino", "a"), ("max",), ("maximal",))
_UP_TO_MORE = (
    ("less", "than"),
    ("weniger", "als"),
    ("moins", "de"),
    ("under",),
    ("tot",),
    ("do",),
    ("ate",),
    ("at", "most"),
)
_TOKEN = re.compile(r"(?P<number>\d+(?:[.,]\d+)?)|(?P<word>[^\W\d_]+(?:\(s\))?\.?|[-–—~])|(?P<other>\S)")
_LENGTHS: tuple[Literal["long", "short"], ...] = ("long", "short")
_NEVER = 1e9
"""Threshold at which Babel goes on to the next larger unit."""
_LONGEST_RAW = 120


def hours(value: object) -> tuple[float, float]:
    """Hours, lowest and highest. A duration in days or months is no number of hours; nor are hours a week."""
    return _duration(value, _IN_HOURS, MOST_HOURS, HOURS_EXPECTED)


def weeks(value: object) -> tuple[float, float]:
    """Weeks of calendar time, lowest and highest, to a tenth; a month counts as 52/12 weeks."""
    return _duration(value, _IN_WEEKS, MOST_WEEKS, WEEKS_EXPECTED)


def _duration(value: object, units: Mapping[str, float], most: float, expected: str) -> tuple[float, float]:
    if isinstance(value, Mapping):
        value = _of_mapping(value, expected)
    if isinstance(value, list | tuple):
        low, high = _pair(value, expected)
    elif isinstance(value, timedelta):
        low = high = _elapsed(value, units, expected)
    elif isinstance(value, str):
        if len(value) > _LONGEST_RAW:
            raise UnreadableError(expected)
        found = _written(value, units is _IN_HOURS)
        if found is None:
            raise UnreadableError(expected)
        low, high = found
    else:
        low = high = _number(value, expected)
    if not (0 <= low <= high <= most and high > 0):
        raise UnreadableError(f"{expected}, at most {most:.0f}")
    return round(low, 1), round(high, 1)


def _number(value: object, expected: str) -> float:
    try:
        return number(value)
    except UnreadableError:
        raise UnreadableError(expected) from None


def _pair(value: list[object] | tuple[object, ...], expected: str) -> tuple[float, float]:
    """[lowest, highest] as numbers."""
    if len(value) != 2 or any(isinstance(each, str) for each in value):
        raise UnreadableError(expected)
    return _number(value[0], expected), _number(value[1], expected)


def _of_mapping(value: Mapping[object, object], expected: str) -> str:
    """{"value": 3, "unit": "month"} as "3 month"."""
    stated = [value[key] for key in ("value", "amount", "duration", "number") if value.get(key) is not None]
    unit = [value[key] for key in ("unit", "unitText", "unitCode") if isinstance(value.get(key), str)]
    if (
        len(stated) != 1
        or len(unit) != 1
        or isinstance(stated[0], bool)
        or not isinstance(stated[0], str | int | float)
    ):
        raise UnreadableError(expected)
    if isinstance(stated[0], int) and abs(stated[0]) > 10**9:
        raise UnreadableError(expected)
    return f"{stated[0]} {str(unit[0]).strip()}"


@lru_cache(maxsize=4096)
def _written(raw: str, in_hours: bool) -> tuple[float, float] | None:
    units = _IN_HOURS if in_hours else _IN_WEEKS
    text = western_digits(raw).strip()
    if text[:1] in "Pp" and re.fullmatch(r"[Pp][\dTtYyMmWwDdHhSs.,]{2,30}", text):
        return _iso(text.upper(), in_hours)
    try:
        bare = number(text)
    except UnreadableError:
        return _in_words(text, units)
    return (bare, bare)


def _iso(text: str, in_hours: bool) -> tuple[float, float] | None:
    try:
        parsed = isodate.parse_duration(text)
    except (ValueError, ArithmeticError):
        return None
    dated = re.search(r"\d", text.split("T")[0]) is not None
    if dated == in_hours or ("T" in text) == dated:  # a day is no 24 hours of work, and hours are no calendar time
        return None
    try:
        if isinstance(parsed, timedelta):
            found = parsed.total_seconds() / 3600 if in_hours else parsed.total_seconds() / 86400 / 7
        else:
            found = float(parsed.years) * 52 + float(parsed.months) * _WEEKS_A_MONTH + parsed.tdelta.days / 7
    except ArithmeticError:
        return None
    return found, found


def _elapsed(value: timedelta, units: Mapping[str, float], expected: str) -> float:
    """Of a spreadsheet's cell: hours up to a day, as nothing tells 48 hours of work from two days."""
    if units is not _IN_HOURS or value >= timedelta(days=1):
        raise UnreadableError(expected)
    return value.total_seconds() / 3600


def _in_words(text: str, units: Mapping[str, float]) -> tuple[float, float] | None:
    """[more than | up to | about] number [unit] [to number unit]; any other word: not read."""
    shape: list[tuple[str, object]] = []
    for token in _tokens(text):
        if token is None:
            return None
        shape.append(token)
    kinds = " ".join(kind for kind, _ in shape)
    said = [value for _, value in shape]
    if kinds == "number unit":
        amount = _converted(said[0], said[1], units)
        return None if amount is None else (amount, amount)
    if kinds == "number unit number unit":  # "1 hour 30 minutes"
        whole, part = _converted(said[0], said[1], units), _converted(said[2], said[3], units)
        larger = units.get(str(said[1]), 0) > units.get(str(said[3]), 0)
        return None if whole is None or part is None or not larger else (whole + part, whole + part)
    if kinds == "upto number unit":
        amount = _converted(said[1], said[2], units)
        return None if amount is None else (0.0, amount)
    if kinds in ("number between number unit", "more number between number unit"):
        low, high, unit = said[-4], said[-2], said[-1]
        return _range(_converted(low, unit, units), _converted(high, unit, units))
    if kinds in ("number unit between number unit", "more number unit between number unit"):
        return _range(_converted(said[-5], said[-4], units), _converted(said[-2], said[-1], units))
    return None


def _range(low: float | None, high: float | None) -> tuple[float, float] | None:
    return None if low is None or high is None or low > high else (low, high)


def _converted(amount: object, unit: object, units: Mapping[str, float]) -> float | None:
    factor = units.get(str(unit))
    return None if factor is None or not isinstance(amount, float) else amount * factor


def _tokens(text: str) -> Iterator[tuple[str, object] | None]:
    """(kind, value): number, unit, between, more, upto; about is left out; None for what is none of these."""
    found = list(_TOKEN.finditer(text))
    words = [folded(match["word"]).rstrip(".") if match["word"] else "" for match in found]
    at, numbers = 0, 0
    while at < len(found):
        match = found[at]
        if match["other"] and match["other"] not in ".'’":
            yield None
        if match["number"]:
            numbers += 1
            try:
                yield ("number", number(match["number"]))
            except UnreadableError:
                yield None
        elif match["word"]:
            more = _phrase(words, at, _MORE)
            up_to = _phrase(words, at, (*_UP_TO, *_UP_TO_MORE)) if numbers == 0 else 0
            if more or up_to:
                yield ("more" if more >= up_to else "upto", None)
                at += max(more, up_to)
                continue
            if words[at] in _ABOUT:
                pass
            elif numbers and words[at] in _BETWEEN and at + 1 < len(found) and found[at + 1]["number"]:
                yield ("between", None)
            elif unit := _units().get(words[at]):
                yield ("unit", unit)
            else:
                yield None
        at += 1


def _phrase(words: list[str], at: int, phrases: tuple[tuple[str, ...], ...]) -> int:
    """How many words the longest of `phrases` that stands at `at` has; 0 for none."""
    return max((len(one) for one in phrases if tuple(words[at : at + len(one)]) == one), default=0)


@cache
def _units() -> Mapping[str, str]:
    """Folded word for a unit in the 26 languages -> unit. A word that means two units ("година") is left out."""
    meant = {folded(word): {unit} for unit, words in _OTHER_FORMS.items() for word in words.split(" ")}
    ours = frozenset(meant)
    for language in CODES:
        for unit in _UNITS:
            for word in _words_for(unit, language):
                if word not in ours:
                    meant.setdefault(word, set()).add(unit)
    return MappingProxyType({word: next(iter(units)) for word, units in meant.items() if len(units) == 1})


def _words_for(unit: _Unit, language: str) -> Iterator[str]:
    for count in _COUNTS:
        elapsed = timedelta(seconds=count * _SECONDS[unit])
        for length in _LENGTHS:
            written = format_timedelta(elapsed, granularity=unit, threshold=_NEVER, format=length, locale=language)
            word = folded(re.sub(r"[\d.,]+", "", western_digits(written))).strip(" .\u200f\u200e")
            if len(word) > 1 and " " not in word and word not in _BETWEEN:
                yield word
