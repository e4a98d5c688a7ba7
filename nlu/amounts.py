"""Amounts: numbers with a unit in a message: money, hours, hours a week, weeks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from babel.numbers import NumberFormatError, parse_decimal

from nlu.lexicon import NUMBER, Cue, Lexicon, Reading
from nlu.understanding import LimitKind

# Units for one euro: fixed rates of the Council for BGN (1.95583) and HRK (7.5345); all others are round figures set
# by hand on 2026-11-24 so that "500 zł" filters at all, not market rates. The amount as said is kept beside it.
_PER_EURO = {
    "EUR": 1.0, "BGN": 1.95583, "HRK": 7.5345, "DKK": 7.46, "PLN": 4.25, "CZK": 24.5, "HUF": 390.0, "RON": 5.1,
    "SEK": 11.0, "NOK": 11.7, "GBP": 0.87, "USD": 1.15, "CHF": 0.94, "UAH": 48.0,
}  # fmt: skip
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD", "₴": "UAH", "₠": "EUR"}
_WEEKS_A_MONTH = 52 / 12
_WORKING_DAYS = 5
_LARGEST = 1_000_000
_INCOME_APART = 4
_OF = {"ro": ("de",)}  # "500 de lei"
_STOPS = frozenset(".,;:!?()…")


@dataclass(frozen=True, slots=True)
class Amount:
    """A limit read from tokens first..last; `unit` of money is euro, the amount as said is in `detail`."""

    kind: LimitKind
    value: float
    first: int
    last: int
    detail: tuple[tuple[str, str | float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Number:
    value: float
    first: int
    last: int
    spelled: bool


def amounts(reading: Reading, lexicon: Lexicon) -> list[Amount]:
    """Every amount of the text in its order; each token counts once."""
    units = {c.first: c for c in reading.cues("hour", "day", "week", "month", "year")}
    found: list[Amount] = []
    taken: set[int] = set()
    for number in _numbers(reading, lexicon):
        if number.first in taken:
            continue
        amount = _money(reading, lexicon, number)
        if (
            amount is None
            and (unit := units.get(number.last) or _unit_of(reading, units, number))
            and not _told(reading, number.first, unit.last)
        ):
            amount = _time(reading, number, unit.kind, unit.last)
        if amount:
            found.append(amount)
            taken.update(range(amount.first, amount.last))
    return found


def _unit_of(reading: Reading, units: dict[int, Cue], number: _Number) -> Cue | None:
    """The unit of "30 de ore"."""
    of = number.last < len(reading.tokens) and reading.tokens[number.last].text in _OF.get(reading.language, ())
    return units.get(number.last + 1) if of else None


def _numbers(reading: Reading, lexicon: Lexicon) -> Iterator[_Number]:
    """Numbers in digits or words; of a range ("3-5", "3 bis 5") the upper end, of "1 000" the whole."""
    tokens, i = reading.tokens, 0
    while i < len(tokens):
        first, value, spelled = i, _value(reading, lexicon, i), tokens[i].key != NUMBER
        i += 1
        if value is None:
            continue
        if i < len(tokens) and not spelled and _is_thousands(reading, i):
            value, i = value * 1000 + float(tokens[i].text), i + 1
        elif i < len(tokens) and not spelled and (upper := _value(reading, lexicon, i)) and tokens[i].key == NUMBER:
            value, i = upper, i + 1
        if value <= _LARGEST:
            yield _Number(value, first, i, spelled)


def _is_thousands(reading: Reading, i: int) -> bool:
    before, token = reading.tokens[i - 1], reading.tokens[i]
    return (
        token.key == NUMBER and len(token.text) == 3 and token.text.isdigit() and len(before.text) <= 3
        and token.start == before.end + 1 and reading.folded.text[before.end] == " "
    )  # fmt: skip


def _value(reading: Reading, lexicon: Lexicon, i: int) -> float | None:
    token = reading.tokens[i]
    if token.key != NUMBER:
        return lexicon.number(token.text)
    for locale in (reading.language, "en", "de"):
        try:
            return float(parse_decimal(token.text, locale=locale, strict=True))
        except (NumberFormatError, ValueError, ArithmeticError):  # the last: too many digits to be an amount
            continue
    return None


def _money(reading: Reading, lexicon: Lexicon, number: _Number) -> Amount | None:
    after = number.last
    if after < len(reading.tokens) and reading.tokens[after].text in _OF.get(reading.language, ()):
        after += 1
    for at, first, last in (
        (after, number.first, after + 1),
        (number.first - 1, number.first - 1, number.last),
    ):
        if not 0 <= at < len(reading.tokens):
            continue
        text = reading.tokens[at].text
        code = _SIGNS.get(text) or lexicon.currency(text)
        if code is None or _is_income(reading, first, last):
            continue
        first = _with_within(reading, first)
        if number.value == 0:
            return Amount(LimitKind.FREE, 0.0, first, last)
        rate = _PER_EURO.get(code, 1.0)
        detail = () if code == "EUR" else (("amount", number.value), ("currency", code), ("per_euro", rate))
        return Amount(LimitKind.MAX_PRICE, round(number.value / rate, 2), first, last, detail)
    return None


def _is_income(reading: Reading, first: int, last: int) -> bool:
    """Whether the money is what somebody earns or lives on: "I earn 1500 euros a month"."""
    for cue in reading.cues("income"):
        gap = range(cue.last, first) if cue.last <= first else range(last, cue.first)
        if len(gap) <= _INCOME_APART and not any(reading.tokens[i].text in _STOPS for i in gap):
            return True
    return False


def _time(reading: Reading, number: _Number, unit: str, end: int) -> Amount | None:
    first = _with_within(reading, number.first)
    bounded = first < number.first
    if number.spelled and number.value == 1 and not bounded and unit != "hour":
        return None  # "a week" is a manner of speaking
    per_week, per_day = _beside(reading, "per_week", first, end), _beside(reading, "per_day", first, end)
    if unit == "hour":
        if per_week:
            return Amount(LimitKind.HOURS_PER_WEEK, number.value, min(first, per_week[0]), max(end, per_week[1]))
        if per_day:
            value = number.value * _WORKING_DAYS
            said = (("hours_per_day", number.value),)
            return Amount(LimitKind.HOURS_PER_WEEK, value, min(first, per_day[0]), max(end, per_day[1]), said)
        return None if number.spelled and number.value == 1 else Amount(LimitKind.MAX_HOURS, number.value, first, end)
    weeks = {
        "day": number.value / 7,
        "week": number.value,
        "month": number.value * _WEEKS_A_MONTH,
        "year": number.value * 52,
    }
    if unit in ("day", "year") and not bounded:
        return None  # "I am 45 years old", "two days ago"
    return Amount(LimitKind.MAX_WEEKS, round(weeks[unit], 1), first, end)


def _with_within(reading: Reading, first: int) -> int:
    """The first token with the "at most", "in", "up to" before it."""
    return min((c.first for c in reading.cues("within") if c.last == first), default=first)


def _beside(reading: Reading, kind: str, first: int, end: int) -> tuple[int, int] | None:
    for cue in reading.cues(kind):
        if cue.first == end or cue.last == first:
            return cue.first, cue.last
    return None


def _told(reading: Reading, first: int, end: int) -> bool:
    """Whether the time is told, not set as a limit: "ten years ago", "since two months"."""
    return any(c.last == first or c.first == end for c in reading.cues("ago"))
