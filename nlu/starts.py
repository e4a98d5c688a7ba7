"""Starts: when a person wants to begin: "from January", "after the summer", "next month", "as soon as possible".

Read without a clock: what is relative stays as it was said, and actions.starting finds the day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from babel import Locale

from nlu.folding import fold
from nlu.lexicon import NUMBER, Lexicon, Reading

SOON = "soon"
SEASONS = ("spring", "summer", "autumn", "winter")
NEXT = {"next_week": "week", "next_month": "month", "next_year": "year"}

# Languages that put a month into a case of its own; there a changed ending says "from" or "in" by itself.
_INFLECTING = frozenset({"bg", "cs", "el", "et", "fi", "hr", "hu", "lt", "lv", "pl", "ro", "sk", "sl", "uk"})
_BY_ENDING = frozenset({"et", "fi", "hu", "lt", "lv", "pl", "cs", "sk", "sl", "hr", "uk"})
_LONGEST_ENDING = 5
_SHORTEST_STEM = 4
_NEAR = 3
_FIRST_YEAR, _LAST_YEAR = 2024, 2099
# Names beside those of CLDR: colloquial Greek, Levantine Arabic, stems that change within.
_OTHER_NAMES: Mapping[str, Mapping[str, int]] = {
    "el": {
        "γεναρη": 1, "φλεβαρη": 2, "μαρτη": 3, "απριλη": 4, "μαη": 5, "ιουνη": 6, "ιουλη": 7, "αυγουστο": 8,
        "σεπτεμβρη": 9, "οκτωβρη": 10, "νοεμβρη": 11, "δεκεμβρη": 12, "μαιο": 5, "μαρτιο": 3,
    },
    "ar": {"اذار": 3, "نيسان": 4, "ايار": 5, "حزيران": 6, "تموز": 7, "اب": 8, "ايلول": 9},
    "sl": {"marca": 3, "marcu": 3, "maja": 5, "maju": 5},
    "ga": {"marta": 3, "mharta": 3, "eanair": 1, "bealtaine": 5},
    "mt": {"jannar": 1, "settembru": 9},
    "pl": {"lutym": 2, "maju": 5},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Start:
    """When to begin, read from tokens first..last (last excluded): `value` is "soon" or None, then `detail` holds
    month (1..12) with day and year where they were said, season, after (a season), or next (week, month, year)."""

    value: str | None
    first: int
    last: int
    detail: Mapping[str, str | float] = field(default_factory=dict)


def starts(reading: Reading, lexicon: Lexicon) -> list[Start]:
    """All that is said of the beginning, in text order."""
    found = [Start(SOON, cue.first, cue.last) for cue in reading.cues("soon")]
    found += [Start(None, c.first, c.last, {"next": NEXT[c.kind]}) for c in reading.cues(*NEXT)]
    found += _seasons(reading, lexicon)
    found += _months(reading, lexicon)
    return sorted(found, key=lambda s: (s.first, s.last))


def _seasons(reading: Reading, lexicon: Lexicon) -> Iterator[Start]:
    for cue in reading.cues(*SEASONS):
        after = [a for a in reading.cues("after") if _touch(reading, a.first, a.last, cue.first, cue.last)]
        if after:
            first, last = min(cue.first, after[0].first), max(cue.last, after[0].last)
            yield Start(None, first, last, {"after": cue.kind})
        elif lexicon.code in _BY_ENDING or _introduced(reading, cue.first, cue.last):
            yield Start(None, _from(reading, cue.first), cue.last, {"season": cue.kind})


def _months(reading: Reading, lexicon: Lexicon) -> Iterator[Start]:
    tokens = reading.tokens
    for i, token in enumerate(tokens):
        if not token.is_word or token.key == NUMBER:
            continue
        month = next((m for text in lexicon.without_clitics(token.text) if (m := _month(lexicon.code, text))), None)
        if month is None:
            continue
        detail: dict[str, str | float] = {"month": month}
        first, last = i, i + 1
        if (before := _number(reading, i - 1)) is not None and 1 <= before <= 31:
            first, detail["day"] = i - 1, before
        elif i >= 2 and tokens[i - 1].text == "." and (before := _number(reading, i - 2)) and before <= 31:
            first, detail["day"] = i - 2, before
        if (year := _number(reading, i + 1)) is not None and _FIRST_YEAR <= year <= _LAST_YEAR:
            last, detail["year"] = i + 2, year
        cased = lexicon.code in _BY_ENDING and token.text not in _nominatives(lexicon.code)
        if cased or len(detail) > 1 or _introduced(reading, first, last):
            yield Start(None, _from(reading, first), last, detail)


def _number(reading: Reading, i: int) -> int | None:
    if not 0 <= i < len(reading.tokens):
        return None
    text = reading.tokens[i].text
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else None


def _touch(reading: Reading, first: int, last: int, other_first: int, other_last: int) -> bool:
    """Whether two runs stand beside each other, but for function words between them."""
    gap = range(last, other_first) if last <= other_first else range(other_last, first)
    return len(gap) <= _NEAR and gap.stop >= gap.start and all(i in reading.covered("lead", "and") for i in gap)


def _introduced(reading: Reading, first: int, last: int) -> bool:
    """Whether "from", "in", "starting" stands before, or "on, beginning" after."""
    if first - 1 in reading.covered("start", "within", "near", "lead", "in_language", "ago"):
        return True
    return any(_touch(reading, c.first, c.last, first, last) for c in reading.cues("start"))


def _from(reading: Reading, first: int) -> int:
    """The first token with the "starting", "from" right before it."""
    before = {c.last: c.first for c in reading.cues("start")}
    while first in before:
        first = before[first]
    return first


def _month(code: str, text: str) -> int | None:
    exact, stems = _names(code)
    if text in exact:
        return exact[text]
    return next((m for stem, m in stems if text.startswith(stem) and len(text) <= len(stem) + _LONGEST_ENDING), None)


@lru_cache(maxsize=32)
def _nominatives(code: str) -> frozenset[str]:
    return frozenset(fold(name) for name in Locale(code).months["stand-alone"]["wide"].values())


@lru_cache(maxsize=32)
def _names(code: str) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Folded names of the months, and in inflecting languages their stems, longest first."""
    exact: dict[str, int] = dict(_OTHER_NAMES.get(code, {}))
    for context in ("format", "stand-alone"):
        for month, name in Locale(code).months[context]["wide"].items():
            if " " not in name:
                exact.setdefault(fold(name), int(month))
    if code not in _INFLECTING:
        return exact, []
    stems: dict[str, int] = {}
    for name, month in exact.items():
        cut = 2 if len(name) >= _SHORTEST_STEM + 3 else 1 if len(name) > _SHORTEST_STEM else 0
        if len(name) - cut >= _SHORTEST_STEM:
            stems.setdefault(name[: len(name) - cut], month)
    return exact, sorted(stems.items(), key=lambda s: (-len(s[0]), s[0]))
