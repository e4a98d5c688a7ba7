"""What of a free text says that the learning is assessed: the difference between a course and a micro-credential.

Badges and course pages state in prose how they are earned. Only a sentence that says plainly that something is passed
or examined counts. Attendance, participation and completion do not, nor does "can assess risks"; nor a sentence that
denies it ("no exam"), makes it optional or leaves it to oneself ("self-test"). The words are data for eleven
languages (knowledge/facts/assessed_criteria.toml); a text in another says nothing to us: the offer is a course.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from knowledge.names import folded

LONGEST = 4_000
"""Characters of a text that are searched."""

_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|[\n\r•▪◦●]+|\s[-–*]\s")


class _Words(NamedTuple):
    plain: re.Pattern[str]
    passing: re.Pattern[str]
    what: re.Pattern[str]
    denied: re.Pattern[str]
    own: re.Pattern[str]


@cache
def _languages() -> tuple[_Words, ...]:
    source = files("knowledge.facts").joinpath("assessed_criteria.toml")
    languages = tomllib.loads(source.read_text(encoding="utf-8")).values()
    return tuple(_Words(*(_any_of(words[kind]) for kind in _Words._fields)) for words in languages)


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted({folded(phrase) for phrase in phrases}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def assessment_in(text: str) -> str | None:
    """The sentences of `text` that say the learning is assessed, as they stand; None where none says so."""
    sentences = (part.strip(" \t*#>-–") for part in _SENTENCE_END.split(text[:LONGEST]))
    found = [sentence for sentence in sentences if sentence and _says_assessed(folded(sentence))]
    return " ".join(found) or None


def _says_assessed(sentence: str) -> bool:
    """One language at a time: "note" passes in French, and is a note in English."""
    if any(words.denied.search(sentence) for words in _languages()):
        return False
    return any(_in_one_language(sentence, words) for words in _languages())


def _in_one_language(sentence: str, words: _Words) -> bool:
    rest = words.own.sub(" ", sentence)
    if words.plain.search(rest):
        return True
    return bool(words.passing.search(rest) and words.what.search(rest))
