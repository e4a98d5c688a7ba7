"""Languages that a person speaks: "I speak Arabic and some Greek" is what they bring, no limit and no goal.

Cue words stand under `speak` in nlu/languages; names of languages come from Unicode CLDR, by their stems.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from knowledge.esco import Esco
from knowledge.languages import CODES
from nlu.clauses import ClauseKind, Clauses
from nlu.folding import fold
from nlu.lexicon import Reading, lexicon
from nlu.understanding import Concept, Goal

SPOKEN = (*CODES, "ru", "tr", "fa", "sq", "sr", "ku", "so", "ti", "am", "hi", "ur", "bn", "zh", "ja", "ko", "vi")
"""Ours, and those that people who come to us speak most."""
_SHORTEST_STEM = 4
_SHORTEST = 3  # letters left of a noun without its ending
_ENDING = 6
# "arabština" is the language, "arabsky" how somebody speaks.
_NOUN_OF_LANGUAGE = dict.fromkeys(("cs", "sk", "sl"), ("stina", "scina", "ctina", "cina", "tina"))
_HARD_STOPS = frozenset(".;!?…|")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language (ISO 639-1) and the token that names it."""

    code: str
    token: int


def find_spoken(reading: Reading, parts: Clauses) -> tuple[Spoken, ...]:
    """The languages that the person says they speak, in text order."""
    found: dict[int, Spoken] = {}
    wish = {c.first for c in reading.cues("want", "learn", "course", "correct")}
    for cue in reading.cues("speak"):
        clause = parts.at(cue.first)
        if clause is not None and clause.kind is ClauseKind.GOAL and cue.first in reading.covered("want", "learn"):
            continue
        for i in range(cue.last, len(reading.tokens)):
            if reading.tokens[i].text in _HARD_STOPS or i in wish:
                break
            if code := _language(reading, i):
                found[i] = Spoken(code, i)
    return tuple(found[i] for i in sorted(found))


def brought(reading: Reading, spoken: tuple[Spoken, ...], esco: Esco) -> Iterator[Goal]:
    """Each language as what the person brings, with its ESCO concept where ESCO has one."""
    for one in spoken:
        at = reading.span(one.token, one.token + 1)
        uri = _concepts(esco).get(one.code)
        concept = () if uri is None else (Concept(uri, esco.label(uri, reading.language), "skill", 1.0),)
        yield Goal(at.of(reading.folded.original), at, concept)


def _language(reading: Reading, i: int) -> str | None:
    token = reading.tokens[i]
    if not token.is_word:
        return None
    words = lexicon(reading.language)
    for text in words.without_clitics(token.text):
        if known := words.language_form(text) or words.language_adverb(text):
            return known
        for stem, code in _stems(reading.language):
            if text.startswith(stem) and len(text) <= len(stem) + _ENDING:
                return code
    return None


@lru_cache(maxsize=32)
def _stems(code: str) -> list[tuple[str, str]]:
    names = Locale(code).languages
    stems = []
    for language in SPOKEN:
        word = fold(names.get(language, "")).split(" ")[0].removeprefix("ال")
        nouns = (s for s in _NOUN_OF_LANGUAGE.get(code, ()) if word.endswith(s) and len(word) - len(s) >= _SHORTEST)
        if suffix := next(nouns, ""):
            stems.append((word.removesuffix(suffix), language))
        elif len(word) >= _SHORTEST_STEM:
            stems.append((word[: max(_SHORTEST_STEM, len(word) - 2)], language))
    return sorted(stems, key=lambda s: (-len(s[0]), s[0]))


@lru_cache(maxsize=1)
def _concepts(esco: Esco) -> dict[str, str]:
    """ISO 639-1 -> the ESCO skill that is called like the language in English."""
    english = Locale("en").languages
    names = {english[code].casefold(): code for code in SPOKEN if code in english}
    return {
        names[label.casefold()]: uri
        for uri, label, preferred, _ in esco.labels("en", ("skill",))
        if preferred and label.casefold() in names
    }
