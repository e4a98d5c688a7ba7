"""Terms: whether a message asks what a word of the field means ("what is ECTS?", "що таке ЄКТС?", "EQF?").

Only the glossary's own names count, and only where nothing else is said: "what is a data analyst" asks for no term,
and "is the second one worth ECTS?" asks about an offer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from knowledge.glossary import Name, Term, TermKind, terms
from nlu.folding import fold
from nlu.lexicon import FALLBACK, Reading, codes, lexicon
from nlu.understanding import AskedTerm

_LONGEST_QUESTION = 14  # words: a longer message says more than a question
_SOFT = ("lead", "filler", "and", "focus", "means", "what_is")
# What may stand beside a system's name while nothing was shown: "what is ECTS in Germany".
_BESIDE_SYSTEM = 2
# "mikropoświadczenie" and "mikropoświadczenia" are one name: long words may end differently, shorter ones too within
# a name of several words ("Lisabonskou úmluvu").
_LONG_WORD, _LONG_AMONG_OTHERS, _OTHER_ENDING, _LONGER_BY = 7, 5, 2, 3
_ACRONYM = re.compile(r"[^\W\d_]{2,8}(?:-[^\W\d_]{2,8})?|[^\W\d_]{2,5} ?\d{3,6}")
_FEWEST_LETTERS = 2
_WITH_CLITICS = frozenset({"ar"})


@dataclass(frozen=True, slots=True)
class Found:
    """A term's name on tokens first..last (last excluded), as people of language `code` use it."""

    term: Term
    name: Name
    first: int
    last: int
    code: str


def find_term(reading: Reading, code: str, *, shown: bool) -> AskedTerm | None:
    """The term that the message asks about, in the language it was read in; None when it asks for none. `shown`:
    offers were shown, so that a word for something they have ("level") may ask about them."""
    beside = [i for i, token in enumerate(reading.tokens) if token.is_word]
    if not beside or len(beside) > _LONGEST_QUESTION:
        return None
    asking = reading.covered("means", "what_is")
    named = [found for found in _named(reading, code) if not asking.issuperset(range(found.first, found.last))]
    means, asks = bool(reading.cues("means")), bool(asking)
    soft = reading.covered(*_SOFT)
    taken = {i for found in named for i in range(found.first, found.last)}
    rest = [i for i in beside if i not in soft and i not in taken]
    if not named:
        return _unknown(reading, rest) if asks else None
    found = named[0]
    asked = AskedTerm(found.term.id, reading.span(found.first, found.last).of(reading.folded.original))
    kind = found.term.kind
    if not asks:
        return asked if _bare(reading, found, [i for i in beside if i not in taken]) else None
    if kind is TermKind.OFFER and shown and not means and not _in_general(reading, found):
        return None
    allowed = _BESIDE_SYSTEM if kind is TermKind.SYSTEM and not shown else 0
    return asked if len(rest) <= allowed else None


def _bare(reading: Reading, found: Found, others: list[int]) -> bool:
    """Whether a name without a question asks: "ECTS", "micro-credential?"; "OpenClassrooms" may be a wish."""
    if others or found.term.kind in (TermKind.PRODUCT, TermKind.OFFER):
        return False
    question = reading.folded.text.rstrip().endswith(("?", ";"))
    return question or (found.term.kind is TermKind.SYSTEM and found.name.is_acronym and not found.name.capitals)


def _in_general(reading: Reading, found: Found) -> bool:
    """Whether a word is meant in general ("what are credits?"), not of an offer shown ("what are the credits?"): told
    only where articles stand alone (`articles` of the language file)."""
    articles = lexicon(found.code).articles
    return bool(articles) and (found.first == 0 or reading.tokens[found.first - 1].text not in articles)


def _unknown(reading: Reading, rest: list[int]) -> AskedTerm | None:
    """An acronym that the glossary has not, where it is all that the question is about."""
    original = reading.folded.original
    if not rest or rest != list(range(rest[0], rest[-1] + 1)):
        return None
    written = reading.span(rest[0], rest[-1] + 1).of(original)
    letters = [c for c in written if c.isalpha()]
    others = [c for c in original if c.isalpha()]
    if len(letters) < _FEWEST_LETTERS or not all(c.isupper() for c in letters) or all(c.isupper() for c in others):
        return None
    return AskedTerm(None, written) if _ACRONYM.fullmatch(written) else None


def find_term_in(reading: Reading, *, shown: bool) -> tuple[AskedTerm | None, str]:
    """The same in the first other language that has the message's question words, and that language: of a few words
    the language is often mistaken. None, and the reading's own language, where no other has them either."""
    for code in codes():
        if code == reading.language or not _named(reading, code):
            continue
        words = lexicon(code)
        other = words.read(reading.folded)
        if other.cues("means", "what_is") and (asked := find_term(other, code, shown=shown)) and asked.id:
            return asked, code
    return None, reading.language


def _named(reading: Reading, code: str) -> list[Found]:
    """The names of a language, and English ones, in the message, in text order; of overlapping ones the longest."""
    original = reading.folded.original
    spelled = [_spelled(token.text, code) for token in reading.tokens]
    found = []
    index = _index(code)
    for first in range(len(spelled)):
        for key in {form[:_KEY] for form in spelled[first]}:
            for pattern, name, term in index.get(key, ()):
                last = first + len(pattern)
                if last <= len(spelled) and all(
                    _same(word, forms, among_others=len(pattern) > 1)
                    for word, forms in zip(pattern, spelled[first:last], strict=True)
                ):
                    written = reading.span(first, last).of(original)
                    if not name.capitals or (written == written.upper() != written.lower()):
                        found.append(Found(term, name, first, last, code))
    chosen: list[Found] = []
    for one in sorted(found, key=lambda f: (f.first - f.last, f.first)):
        if all(one.last <= other.first or other.last <= one.first for other in chosen):
            chosen.append(one)
    return sorted(chosen, key=lambda f: f.first)


def _spelled(word: str, code: str) -> set[str]:
    """The word, and what it is without a preposition or article written onto it."""
    return set(lexicon(code).without_clitics(word)) if code in _WITH_CLITICS else {word}


def _same(word: str, forms: set[str], *, among_others: bool) -> bool:
    if word in forms:
        return True
    if len(word) < (_LONG_AMONG_OTHERS if among_others else _LONG_WORD):
        return False
    stem = word[:-_OTHER_ENDING]
    return any(form.startswith(stem) and len(form) <= len(word) + _LONGER_BY for form in forms)


_KEY = 3
"""Letters that a name is looked up by."""

_Entry = tuple[tuple[str, ...], Name, Term]


@cache
def _index(language: str) -> Mapping[str, tuple[_Entry, ...]]:
    """First letters -> names used in a language and in English: words folded, as the lexicon reads them."""
    tokenise = lexicon(FALLBACK).tokenise  # the same for every language
    entries: dict[str, dict[tuple[tuple[str, ...], str], _Entry]] = {}
    for term in terms():
        for name in (*term.names_used_in(language), *(n for n in term.names if n.language == "en")):
            read = tuple(text for _, _, text in tokenise(fold(name.text)) if text[0].isalnum())
            for pattern in {read, tuple(min(_spelled(word, language), key=len) for word in read)}:
                entries.setdefault(pattern[0][:_KEY], {}).setdefault((pattern, term.id), (pattern, name, term))
    return MappingProxyType({key: tuple(found.values()) for key, found in entries.items()})
