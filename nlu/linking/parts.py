"""A sentence names several skills: the parts of it that may name one each.

Punctuation and joining words part phrases; within a phrase, words that name nothing (short ones, and those of
function_words.csv) part runs of words. Each run, each two runs side by side and each word of a run is a part.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from nlu.folding import fold
from nlu.understanding import Span

MOST_PARTS = 24  # what a text of any length may cost
_FILE = Path(__file__).with_name("function_words.csv")
_SHORT = 3  # letters of "and", "mit", "dla"; names of as few letters are written with a capital or a sign (SQL, C++)
_SHORT_CASELESS = 2
_WORD = re.compile(r"[^\s.,;:()/?!•…|\"„“”«»<>\[\]{}؛،؟]+(?:\.[^\W\d_]+)*")
_PHRASE_END = re.compile(r"[.,;:()/?!•…|\n\"„“”«»<>\[\]{}؛،؟]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word, where it stands, and whether it can be a name."""

    text: str
    span: Span
    names: bool
    phrase: int


@dataclass(frozen=True, slots=True)
class Part:
    """Words first..last (last excluded) of the text: one candidate name."""

    text: str
    span: Span
    first: int
    last: int


@lru_cache(maxsize=1)
def _function_words() -> dict[str, frozenset[str]]:
    with _FILE.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {row["language"]: frozenset(map(fold, row["words"].split())) for row in rows}


def words_of(text: str, language: str) -> list[Word]:
    """The words of a text in order."""
    frames = _function_words().get(language, frozenset()) | _function_words()["en"]
    found, phrase, end = [], 0, 0
    for match in _WORD.finditer(text):
        if _PHRASE_END.search(text, end, match.start()):
            phrase += 1
        end = match.end()
        bare = match.group().strip("'’*-")
        found.append(Word(bare, Span(match.start(), match.end()), _can_name(bare, frames), phrase))
    return found


def _can_name(word: str, frames: frozenset[str]) -> bool:
    if not any(character.isalnum() for character in word) or fold(word) in frames:
        return False
    if not word.isalpha():
        return True
    if word.islower():
        return len(word) > _SHORT
    return len(word) > _SHORT_CASELESS or word.upper() != word.lower()


def parts_of(text: str, words: list[Word]) -> list[Part]:
    """The parts of a text, longest runs first in the order of the text, at most MOST_PARTS."""
    runs: list[tuple[int, int]] = []
    for at, word in enumerate(words):
        if not word.names:
            continue
        if runs and runs[-1][1] == at and words[at - 1].phrase == word.phrase:
            runs[-1] = runs[-1][0], at + 1
        else:
            runs.append((at, at + 1))
    pairs = [(a[0], b[1]) for a, b in pairwise(runs) if words[a[0]].phrase == words[b[1] - 1].phrase]
    inside = [(at, at + size) for size in (2, 1) for a, b in runs if b - a > size for at in range(a, b - size + 1)]
    kept = list(dict.fromkeys([*runs, *pairs, *inside]))[:MOST_PARTS]
    return [_part(text, words, first, last) for first, last in kept]


def _part(text: str, words: list[Word], first: int, last: int) -> Part:
    span = Span(words[first].span.start, words[last - 1].span.end)
    return Part(" ".join(word.text for word in words[first:last]), span, first, last)
