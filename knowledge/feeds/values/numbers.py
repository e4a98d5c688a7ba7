"""Numbers as feeds write them. A number that could mean two things ("1.299" as text) is not read."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal

from price_parser.parser import parse_number

from knowledge.feeds.values import UnreadableError

LARGEST = 1e12
MOST_ECTS = 360.0
"""Credits of the longest programmes of European higher education (six years)."""

_LONGEST_RAW = 64
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:(?P<sep>[.,'’ ])\d{3})(?:(?P=sep)\d{3})*(?:(?!(?P=sep))[.,]\d{1,2})?\Z")
_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?\Z")
_AMBIGUOUS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}\Z")
_ARABIC = str.maketrans({"٫": ".", "٬": ",", "−": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " "})
_EQF = re.compile(
    r"(?:(?:EQF|EQR|CEC|QEQ|MEC|ERK|ERQ)\b[\s:-]*)?(?:(?:level|niveau|stufe|nivel|livello|nível|poziom)\s*)?"
    r"(?P<level>[1-8])(?:\s*\(?(?:EQF|EQR|CEC|QEQ|MEC)\)?)?\Z",
    re.IGNORECASE,
)
_EQF_URI = re.compile(
    r"https?://data\.europa\.eu/(?:snb|esco)/(?:eqf|EQF)/(?:EQF-?)?(?P<level>[1-8])/?\Z", re.IGNORECASE
)
_ECTS = re.compile(
    r"(?P<number>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:ECTS|EC|CFU|LP|CP)?"
    r"(?:[\s-]*(?:credits?|credit points?|points?|punkte|punkter|crédits|créditos|crediti|punti|punten))?\Z",
    re.IGNORECASE,
)
_ISCED = re.compile(r"(?:ISCED(?:[\s-]*(?:2011|level))*[\s:-]*)?(?P<level>[0-8])\Z", re.IGNORECASE)
_FIELD = re.compile(
    r"(?:(?:https?://\S+/|ISCED(?:-?F)?(?:[\s-]*2013)?[\s:-]*))?(?P<code>\d{2,4})(?:\s*[-–:]?\s+\D.{0,200})?\Z",
    re.IGNORECASE,
)


def number(value: object) -> float:
    """A number, finite: 12.5, "12,5", "1.299,00", "1 299". The text "1.299" has two readings: not read."""
    expected = "a number such as 12.5, or 1299.00 with its decimals"
    if isinstance(value, bool):
        raise UnreadableError(expected)
    if isinstance(value, int | float | Decimal):
        if isinstance(value, Decimal) and value.is_snan():
            raise UnreadableError(expected)
        if not -LARGEST <= value <= LARGEST or not math.isfinite(value):
            raise UnreadableError(expected)
        return float(value)
    if not isinstance(value, str) or len(value) > _LONGEST_RAW:
        raise UnreadableError(expected)
    written = western_digits(value).strip()
    if _AMBIGUOUS.match(written) or not (_PLAIN.match(written) or _GROUPED.match(written)):
        raise UnreadableError(expected)
    return _parsed(written, expected)


def amount(written: str) -> float:
    """An amount of money in text, where three digits after a mark are thousands ("1.299"), as no cents have three."""
    expected = "an amount such as 1299.00"
    if len(written) > _LONGEST_RAW or not (_PLAIN.match(written) or _GROUPED.match(written)):
        raise UnreadableError(expected)
    return _parsed(written, expected)


def _parsed(written: str, expected: str) -> float:
    decimal = None
    if _PLAIN.match(written) and not _AMBIGUOUS.match(written):
        decimal = "," if "," in written else "."
    found = parse_number(re.sub(r"['’\s]", "", written), decimal)
    if found is None or not abs(found) <= LARGEST:
        raise UnreadableError(expected)
    return float(found)


def western_digits(text: str) -> str:
    """`text` with the decimal digits of any script as 0-9, Arabic marks and hard spaces as plain ones."""
    if text.isascii():
        return text
    digits = (str(unicodedata.decimal(char, None) or 0) if char.isdecimal() else char for char in text)
    return "".join(digits).translate(_ARABIC)


def whole(value: object) -> int:
    """A whole number."""
    expected = "a whole number"
    if isinstance(value, str) and re.fullmatch(
        r"\d{1,3}([.,'’\s])\d{3}(\1\d{3})*", western_digits(value.strip())[:64]
    ):
        value = re.sub(r"\D", "", western_digits(value))  # no whole number has decimals: the marks are thousands
    try:
        found = number(value)
    except UnreadableError:
        raise UnreadableError(expected) from None
    if not found.is_integer():
        raise UnreadableError(expected)
    return int(found)


def eqf(value: object) -> int:
    """A level of the European Qualifications Framework, 1 to 8."""
    return _level(value, (_EQF, _EQF_URI), 1, 8, "a level of the European Qualifications Framework, 1 to 8")


def isced_level(value: object) -> int:
    """A level of ISCED 2011, 0 to 8."""
    return _level(value, (_ISCED,), 0, 8, "a level of ISCED 2011, 0 to 8")


def _level(value: object, shapes: tuple[re.Pattern[str], ...], low: int, high: int, expected: str) -> int:
    if isinstance(value, str):
        written = western_digits(value[: 2 * _LONGEST_RAW]).strip()
        found = next((match for shape in shapes if (match := shape.match(written))), None)
        if found is None:
            raise UnreadableError(expected)
        return int(found["level"])
    try:
        level = whole(value)
    except UnreadableError:
        raise UnreadableError(expected) from None
    if not low <= level <= high:
        raise UnreadableError(expected)
    return level


def ects(value: object) -> float:
    """Credits of the European Credit Transfer and Accumulation System: more than 0, at most MOST_ECTS."""
    expected = f"a number of ECTS credits, more than 0 and at most {MOST_ECTS:.0f}"
    if isinstance(value, str):
        found = _ECTS.match(western_digits(value[:_LONGEST_RAW]).strip())
        if found is None:
            raise UnreadableError(expected)
        value = found["number"]
    try:
        stated = number(value)
    except UnreadableError:
        raise UnreadableError(expected) from None
    if not 0 < stated <= MOST_ECTS:
        raise UnreadableError(expected)
    return stated


def isced_field(value: object) -> str:
    """A code of ISCED-F 2013: two to four digits. Written as a number it may have lost its leading 0: not read."""
    expected = "a code of ISCED-F 2013 written as text, two to four digits such as 0613"
    if not isinstance(value, str):
        raise UnreadableError(expected)
    found = _FIELD.match(value.strip()[:300])
    if found is None or not 0 <= int(found["code"][:2]) <= 10:
        raise UnreadableError(expected)
    return found["code"]


def rating(value: object) -> float:
    """An average of learners' ratings, 0 to 5."""
    expected = "a rating from 0 to 5"
    try:
        found = number(value)
    except UnreadableError:
        raise UnreadableError(expected) from None
    if not 0 <= found <= 5:
        raise UnreadableError(expected)
    return found


def count(value: object) -> int:
    """How many there are: a whole number, not below 0."""
    expected = "a count: a whole number, not below 0"
    try:
        found = whole(value)
    except UnreadableError:
        raise UnreadableError(expected) from None
    if found < 0:
        raise UnreadableError(expected)
    return found
