"""Subjects: everyday words ("kindergarten", "websites") for what ESCO calls by titles of occupations and skills.

subjects.csv names each subject in English: that text is embedded beside the goal, so that a word of a language the
encoders are weak in is worth as much as an English one. <code>.yml holds the words (nlu/lexicon.py says how), any.yml
those that are the same everywhere. They are looked up by their first words, not compiled into a lexicon: a hundred
subjects with their words would cost half a second a language.
"""

from __future__ import annotations

import csv
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from nlu.lexicon import FALLBACK, Reading, lexicon

FOLDER = Path(__file__).parent
TABLE = FOLDER / "subjects.csv"
ANY = "any"
_LONGEST = 5  # words of a phrase
# Shorter words have too many neighbours to guess which one was meant.
_SHORTEST_TYPO = 7
# How Irish changes the first letter of a word, which carries no meaning for us.
_LENITED = frozenset("bcdfgmpst")
_ECLIPSED = MappingProxyType(
    {"b": "m", "c": "g", "d": "n", "f": "bh", "g": "n", "p": "b", "t": "d", "s": "t"}
    | dict.fromkeys("aeiouáéíóú", "h")
)


class SubjectsError(ValueError):
    """A file names a subject that the table has not."""


@dataclass(frozen=True, slots=True)
class Subject:
    """`english` is what is embedded; `esco` an English label of ESCO v1.1.1, "" where none fits."""

    id: str
    english: str
    esco: str


@dataclass(frozen=True, slots=True)
class Named:
    """A subject and the tokens of the reading that name it (last excluded)."""

    subject: Subject
    first: int
    last: int


@lru_cache(maxsize=1)
def subjects() -> Mapping[str, Subject]:
    """All subjects by id."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["id"]: Subject(row["id"], row["english"], row["esco"]) for row in table}


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words in order, a stem ends in `*`."""

    words: tuple[str, ...]
    subject: str

    def follows(self, texts: Sequence[str]) -> bool:
        """Whether `texts` begin with the words after the first."""
        rest = self.words[1:]
        return len(texts) >= len(rest) and all(map(_is, texts, rest))


class Vocabulary:
    """The words of one language, found by their first word. Use `vocabulary(code)`."""

    def __init__(self, code: str) -> None:
        self._lexicon = lexicon(code)
        self._phrases: dict[str, list[_Phrase]] = {}
        self._near: dict[str, str] = {}
        own, shared = words_of(self._lexicon.code), words_of(ANY)
        if code == "ga":
            own = {subject: ",".join(_irish(patterns)) for subject, patterns in own.items()}
        self.subjects = frozenset((*own, *shared))
        for subject, patterns in (*own.items(), *shared.items()):
            for words in self._lexicon.patterns(patterns):
                self._phrases.setdefault(words[0], []).append(_Phrase(words, subject))
        for first in sorted(self._phrases):
            if len(first) >= _SHORTEST_TYPO:
                for i in range(1, len(first.rstrip("*"))):
                    self._near.setdefault(first[:i] + first[i + 1 :], first)

    def at(self, texts: Sequence[str]) -> tuple[int, int, str] | None:
        """(words, letters, subject) of the longest phrase that `texts` begin with."""
        found = [
            (len(phrase.words), len(phrase.words[0]), phrase.subject)
            for text in self._lexicon.without_clitics(texts[0])
            for first in self._firsts(text)
            for phrase in self._phrases[first]
            if phrase.follows(texts[1:])
        ]
        return max(found) if found else None

    def _firsts(self, text: str) -> list[str]:
        known = _keys(text, self._phrases)
        if known or len(text) < _SHORTEST_TYPO:
            return known
        if near := [self._near[key] for key in _keys(text, self._near)]:
            return near  # a letter is missing
        for i in range(1, len(text)):
            swapped = text[: i - 1] + text[i] + text[i - 1] + text[i + 1 :]
            for meant in (text[:i] + text[i + 1 :], swapped):
                if known := [key for key in _keys(meant, self._phrases) if len(key) >= _SHORTEST_TYPO]:
                    return known
        return []


def _is(text: str, word: str) -> bool:
    return text.startswith(word[:-1]) if word.endswith("*") else text == word


def _keys(text: str, phrases: Container[str]) -> list[str]:
    """The word and its stems among the keys of `phrases`."""
    stems = (text[:end] + "*" for end in range(2, len(text) + 1))
    return [key for key in (text, *stems) if key in phrases]


@lru_cache(maxsize=64)
def vocabulary(code: str) -> Vocabulary:
    """The words for subjects in a language; of English where we have none for it. Raises SubjectsError."""
    return Vocabulary(code if (FOLDER / f"{code}.yml").is_file() else FALLBACK)


def find_subjects(reading: Reading) -> tuple[Named, ...]:
    """The subjects that a text names, in text order. Of words that name two, the longer phrase counts."""
    words = vocabulary(reading.language)
    at = [i for i, token in enumerate(reading.tokens) if token.is_word]
    texts = [reading.tokens[i].text for i in at]
    found = []
    for place in range(len(at)):
        if known := words.at(texts[place : place + _LONGEST]):
            found.append((known[0], known[1], -place, known[2]))
    named: list[tuple[int, int, str]] = []
    taken: set[int] = set()
    for count, _, place, subject in sorted(found, reverse=True):
        covered = range(-place, -place + count)
        if taken.isdisjoint(covered):
            taken.update(covered)
            named.append((at[-place], at[-place + count - 1] + 1, subject))
    return tuple(Named(subjects()[subject], first, last) for first, last, subject in sorted(named))


def words_of(name: str) -> dict[str, str]:
    """Subject -> patterns, as the file of a language (or ANY) has them. Raises SubjectsError."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    words = dict(yaml.load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"), Loader=loader))  # noqa: S506 - safe
    if unknown := sorted(words.keys() - subjects().keys()):
        raise SubjectsError(f"{name}.yml: read the subject {unknown[0]!r}. Expected one of {TABLE.name}.")
    return {subject: str(patterns) for subject, patterns in words.items()}


def _irish(patterns: str) -> Iterator[str]:
    """Each pattern as it stands and with its first letter changed: "giotár", "ghiotár", "ngiotár"."""
    for pattern in patterns.split(","):
        word = pattern.strip()
        yield word
        first = word[0]
        if first in _LENITED and word[1:2] != "h":
            yield f"{first}h{word[1:]}"
        if before := _ECLIPSED.get(first):
            yield f"{before}{word}"
