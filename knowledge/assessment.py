"""Does an offer state an assessment? "No exam" and "certificate of attendance" are words about it, and none.

Offers say it in 26 languages, and not always in the one they teach in. So all the words of
`facts/assessment_words.csv` are looked for: a line a language and role, words parted by ";", `*` for any ending.

- test: words that name a way to assess.
- before, after: words that deny it, when they stand up to three words before it, or at the end behind it. They only
  deny test words of their own language: "no exame" is Portuguese for "in the exam".
- attendance: what shows that somebody was there, or judged themselves.
- nothing: what stands alone for "none" or "not known".

Where a text is in no word of the list, it is taken at its word: it stands in the field for assessment.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from knowledge.names import folded
from knowledge.offer import Offer

WORDS = Path(__file__).parent / "facts" / "assessment_words.csv"

_CLAUSE = re.compile(r"[.;,()\[\]\n\r!?&]+|\s[-–—]\s")
_REACH = 3
"""Words between a denial and the test it denies, both counted: "no final written exam"."""

Pattern = tuple[str, ...]
"""Words in a row, folded; one that ends in "*" stands for all that begin so."""


@dataclass(frozen=True, slots=True)
class _Language:
    test: tuple[Pattern, ...]
    before: tuple[Pattern, ...]
    after: tuple[Pattern, ...]
    attendance: tuple[Pattern, ...]
    nothing: tuple[Pattern, ...]


@cache
def _languages() -> dict[str, _Language]:
    found: dict[str, dict[str, tuple[Pattern, ...]]] = {}
    with WORDS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = tuple(_pattern(word) for word in row["words"].split(";"))
            found.setdefault(row["language"], {})[row["role"]] = words
    return {code: _Language(**roles) for code, roles in found.items()}


def languages() -> frozenset[str]:
    """The languages whose words are known (ISO 639-1)."""
    return frozenset(_languages())


def _pattern(words: str) -> Pattern:
    return tuple(folded(word) + "*" * word.endswith("*") for word in words.split())


def assessment_of(offer: Offer) -> str | None:
    """What the offer says about assessment; None where it says nothing, or says that there is none."""
    words = (offer.assessment or "").strip()
    return words if words and states_assessment(words) else None


@lru_cache(maxsize=4096)
def states_assessment(text: str) -> bool:
    """Whether `text`, from a field for assessment, says that there is one."""
    found = [_read(folded(clause).split()) for clause in _CLAUSE.split(text)]
    if any(tests for tests, _ in found):
        return True
    return not any(denied for _, denied in found) and bool(folded(text))


@lru_cache(maxsize=4096)
def says_attendance_only(text: str) -> bool:
    """Whether `text` names a paper that shows attendance, and no test beside it: "Teilnahmebescheinigung"."""
    clauses = [folded(clause).split() for clause in _CLAUSE.split(text)]
    shown = any(_places(words, known.attendance) for words in clauses for known in _languages().values())
    return shown and not any(_read(words)[0] for words in clauses)


def _read(words: list[str]) -> tuple[bool, bool]:
    """(a test is named and not denied, a test is denied or only attendance is named)."""
    denied = False
    left = list(words)
    for known in _languages().values():
        if any(len(pattern) == len(words) and _at(words, 0, pattern) for pattern in known.nothing):
            return False, True
        for start, end in _places(left, known.attendance):
            denied = True
            left[start:end] = [""] * (end - start)
    tests: set[int] = set()
    refused: set[int] = set()
    for known in _languages().values():
        here = {start for start, _ in _places(left, known.test)}
        tests |= here
        refused |= {place for place in here if _is_denied(left, place, known)}
    return bool(tests - refused), denied or bool(refused)


def _is_denied(words: list[str], place: int, known: _Language) -> bool:
    first = max(0, place - _REACH)
    if _places(words[first:place], known.before):
        return True
    behind = words[place + 1 : place + 1 + _REACH]
    ends = [start for start, _ in _places(behind, known.after)]
    return any(place + 1 + start >= len(words) - 2 for start in ends)


def _places(words: list[str], patterns: tuple[Pattern, ...]) -> list[tuple[int, int]]:
    return [
        (start, start + len(pattern))
        for pattern in patterns
        for start in range(len(words) - len(pattern) + 1)
        if _at(words, start, pattern)
    ]


def _at(words: list[str], start: int, pattern: Pattern) -> bool:
    return all(
        words[start + i].startswith(p[:-1]) if p.endswith("*") else words[start + i] == p
        for i, p in enumerate(pattern)
    )
