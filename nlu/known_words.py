"""Known words: in which of our languages a word is one that we read there (cue words, words for subjects).

Of a message of three words the n-grams know little; that "kapster" is a word of Dutch, and of no other language, they
cannot know at all. Names of programs ("python") are the same everywhere and say nothing.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import yaml

from nlu.folding import fold
from nlu.lexicon import LANGUAGES
from nlu.subjects.subjects import ANY, words_of

_WORD = re.compile(r"[^\W\d_]+\*?")
_SHORTEST_STEM = 4
_SHORTEST_WORD = 2
_SHORTEST_NAME = 3
_INFLECTED = (6, 2)  # letters of a name, and of an ending it may get ("pythona")


class KnownWords:
    """Words and stems of all languages, folded. Use `known_words(codes)`: reading them takes half a second."""

    def __init__(self, codes: Sequence[str]) -> None:
        self._languages = len(codes)
        self._words: dict[str, list[int]] = {}
        for place, code in enumerate(codes):
            for word in sorted(set(_written(code))):
                self._words.setdefault(word, []).append(place)
        self._names = frozenset(
            name
            for patterns in words_of(ANY).values()
            for name in map(str.strip, patterns.split(","))
            if name.isascii() and name.isalnum() and len(name) >= _SHORTEST_NAME
        )

    def evidence(self, written: str) -> npt.NDArray[np.float64]:
        """One number a language: how much its known words say for it, 1 for a word that no other language has."""
        found = np.zeros(self._languages)
        for word in written.split():
            places = self._places(fold(word))
            if places:
                found[places] += 1 - math.log(len(places)) / math.log(self._languages)
        return found

    def without_names(self, written: str) -> str:
        """The words less names of programs; all of them where nothing else is left."""
        words = written.split()
        return " ".join(word for word in words if not self._is_name(word)) or " ".join(words)

    def _places(self, word: str) -> list[int]:
        """Languages that have the word, or the longest stem of it that any has."""
        if word in self._words:
            return self._words[word]
        for end in range(len(word), _SHORTEST_STEM - 1, -1):
            if (places := self._words.get(word[:end] + "*")) is not None:
                return places
        return []

    def _is_name(self, word: str) -> bool:
        least, ending = _INFLECTED
        return word in self._names or any(
            word[: len(word) - n] in self._names for n in range(1, ending + 1) if len(word) - n >= least
        )


def _written(code: str) -> Iterator[str]:
    """Single words and stems of a language's files, folded."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resource = yaml.load((LANGUAGES / f"{code}.yml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - safe
    for patterns in (*resource["cues"].values(), *words_of(code).values()):
        for word in _WORD.findall(str(patterns or "")):
            if len(word) >= (_SHORTEST_STEM + 1 if word.endswith("*") else _SHORTEST_WORD):
                yield fold(word)


@lru_cache(maxsize=2)
def known_words(codes: tuple[str, ...]) -> KnownWords:
    return KnownWords(codes)
