"""The language of instruction a person asks for: "auf Deutsch", "po polsku", "in my language".

"I want to learn German" is a goal, not a limit, so a language's name alone is not enough.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from babel import Locale

from knowledge.languages import CODES
from nlu.folding import fold
from nlu.lexicon import Lexicon, Reading
from nlu.territories import is_country

LANGUAGES = (*CODES, "ru", "tr")  # two more that people here ask for
# Languages in which "in a language" differs from the language's name by nothing, or by a diacritic people leave out.
_NOMINATIVE_AS_LOCATIVE = frozenset({"lt", "lv"})
_ENDING = 4
_SHORTEST_STEM = 4
_FROM_DENIAL = 3  # tokens of "not in the English language"


def instruction_languages(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    """Language (ISO 639-1) and the tokens that ask for it (last excluded)."""
    before = {c.last: c.first for c in reading.cues("in_language")}
    after = {c.first: c.last for c in reading.cues("language_after")}
    taken: set[int] = set()
    for cue in reading.cues("my_language"):
        first = before.get(cue.first, cue.first)
        taken.update(range(first, cue.last))
        yield reading.language, first, cue.last
    for i, token in enumerate(reading.tokens):
        if i in taken or not token.is_word:
            continue
        if code := lexicon.language_adverb(token.text):
            yield code, before.get(i, i), i + 1
            continue
        for text in lexicon.without_clitics(token.text):
            code = lexicon.language_form(text) or _named(lexicon.code, text)
            if code and i + 1 not in after and is_country(lexicon.code, text):
                continue  # "în Italia"
            # A clitic preposition ("بالألمانية", "bl-Ingliż") asks by itself.
            asked = (
                i in before
                or (i + 1 in after and not _goes_on(reading, after[i + 1]))
                or (text != token.text and bool(lexicon.proclitics))
            )
            if code and asked:
                yield code, before.get(i, i), after.get(i + 1, i + 1)
                break


def excluded_languages(reading: Reading, lexicon: Lexicon) -> Iterator[tuple[str, int, int]]:
    """Language (ISO 639-1) in which it must not be taught, and the tokens that say so (last excluded): "not in
    English", "sans anglais", "I do not speak German"."""
    soft = reading.covered("lead", "in_language", "topic_language", "language_after", "near", "within")
    denials = reading.cues("not")
    for i, token in enumerate(reading.tokens):
        if not token.is_word:
            continue
        denied = [n for n in denials if n.last <= i <= n.last + _FROM_DENIAL and _all(soft, n.last, i)]
        if not denied:
            continue
        for text in lexicon.without_clitics(token.text):
            code = lexicon.language_adverb(text) or lexicon.language_form(text) or _named(lexicon.code, text)
            if code:
                after = {c.first: c.last for c in reading.cues("language_after")}
                yield code, denied[-1].first, after.get(i + 1, i + 1)
                break


def _all(kept: set[int], first: int, last: int) -> bool:
    return all(i in kept for i in range(first, last))


def _goes_on(reading: Reading, i: int) -> bool:
    """Whether a word of content follows: Baltic "angļu valoda darbam" is English for work, no course in it."""
    if reading.language not in _NOMINATIVE_AS_LOCATIVE or i >= len(reading.tokens):
        return False
    return reading.tokens[i].is_word and not reading.cue_at(i)


def _named(code: str, text: str) -> str | None:
    for stem, language in _stems(code):
        if text.startswith(stem) and len(text) <= len(stem) + _ENDING:
            return language
    return None


@lru_cache(maxsize=32)
def _stems(code: str) -> list[tuple[str, str]]:
    names = Locale(code).languages
    stems = []
    for language in LANGUAGES:
        word = fold(names.get(language, "")).split(" ")[0].removeprefix("ال")
        if len(word) >= _SHORTEST_STEM:
            stems.append((word[: max(_SHORTEST_STEM, len(word) - 2)], language))
    return sorted(stems, key=lambda s: (-len(s[0]), s[0]))
