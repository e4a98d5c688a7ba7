"""Grammatical gender: what a person calls an occupation, read alike for women and men before it is searched for.

"Soy camarera" and "soy camarero" say the same occupation, and an encoder places them apart. So the words that enter a
search are those of one form, whichever was said: ESCO's labels hold both forms of many occupations and teach which
belong together (nlu/compile_gender.py, nlu/gender_words); nlu/gendered.yml has what they do not hold.
What is shown stays as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlu.folding import fold

RULES = Path(__file__).with_name("gendered.yml")
WORDS = Path(__file__).with_name("gender_words")
WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_SHORTEST_STEM = 3


class Gender:
    """The forms of one language. Use `gender(language)`."""

    def __init__(self, words: Iterable[str], rules: Mapping[str, Any]) -> None:
        """`words` as in nlu/gender_words: "word", "form>word", or "~form>word" for one beside another alone."""
        self._known: dict[str, str] = {}  # folded word of an occupation's name -> as it is written
        self._other: dict[str, str] = {}
        self._beside: dict[str, str] = {}
        for line in words:
            form, _, word = line.lstrip("~").partition(">")
            if not word:
                self._known[fold(form)] = form
            else:
                (self._beside if line.startswith("~") else self._other)[fold(form)] = word
        self._endings = [tuple(fold(end) for end in rule.split(">")) for rule in rules.get("forms", ())]
        self._said = {fold(form): word for word, forms in rules.get("words", {}).items() for form in forms}
        self._said |= {fold(word): word for word in rules.get("words", {})}
        self._said |= {fold(form): "" for form in rules.get("left_out", ())}
        # "informática" is a field and a woman: which of them is meant is told by the words before it
        self._fields = tuple(fold(end) for end in rules.get("fields", ()))
        self._people = {fold(word) for word in rules.get("people", ())}
        become = "|".join(re.escape(fold(words)) for words in rules.get("become", ()))
        self._becoming = re.compile(rf"\b(?:{become})\s*$") if become else None
        self._articles = {fold(form): word for form, word in rules.get("articles", {}).items()}
        longest_first = sorted(map(re.escape, self._said), key=len, reverse=True)
        self._phrases = re.compile(rf"\b(?:{'|'.join(longest_first)})\b") if longest_first else None

    def neutral(self, text: str, *, becoming: bool = False) -> str:
        """The text with its words for people in one form. Other words stay as they are. `becoming`: what is read is
        somebody, not something ("ser informática", not "estudiar informática")."""
        if self._phrases is None:
            return self._words(text, becoming)
        folded = fold(text)
        if len(folded) != len(text):
            text = folded  # a letter is folded to two: the places in both no longer agree
        read, last = "", 0
        for match in self._phrases.finditer(folded):
            read += self._words(text[last : match.start()], becoming) + self._said[match.group()]
            last = match.end()
        return " ".join((read + self._words(text[last:], becoming)).split())

    def becoming(self, before: str) -> bool:
        """Whether the words `before` a goal say that somebody wants to be it."""
        return self._becoming is not None and self._becoming.search(fold(before)) is not None

    def _words(self, text: str, becoming: bool) -> str:
        found = list(WORD.finditer(text))
        words = [match.group() for match in found]
        person = False
        for place, word in enumerate(words):
            folded = fold(word)
            form = self._beside.get(folded) if person else None
            form = form or self._form(folded, becoming=becoming)
            person = form is not None
            if form is None:
                continue
            words[place] = form.capitalize() if word[0].isupper() else form
            if place and (article := self._articles.get(fold(words[place - 1]))):
                words[place - 1] = article
        read, last = "", 0
        for match, word in zip(found, words, strict=True):
            read += text[last : match.start()] + word
            last = match.end()
        return read + text[last:]

    def _form(self, folded: str, *, becoming: bool) -> str | None:
        """The form a word is read in; None for a word that is no name of an occupation."""
        if not becoming and folded not in self._people and folded.endswith(self._fields):
            return None
        if folded in self._other:
            return self._other[folded]
        for form, ending in self._endings:
            stem = folded[: len(folded) - len(form)]
            if folded.endswith(form) and len(stem) >= _SHORTEST_STEM:
                found = stem + ending
                if read := self._other.get(found) or self._known.get(found):
                    return read
        return None


@lru_cache(maxsize=1)
def rules() -> Mapping[str, Any]:
    """Language -> its endings and words."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    read: Mapping[str, Any] = yaml.load(RULES.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    return read


@lru_cache(maxsize=32)
def gender(language: str) -> Gender:
    """The forms of a language; of one that we have nothing for, all words stay as they are."""
    path = WORDS / f"{language}.txt"
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return Gender((line for line in lines if line[:1] != "#"), rules().get(language) or {})


def neutral(text: str, language: str, before: str = "") -> str:
    """The text with its words for people in one form, as it is searched for; `before` is what stood before it."""
    forms = gender(language)
    return forms.neutral(text, becoming=forms.becoming(before))
