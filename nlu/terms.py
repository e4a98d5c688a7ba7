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
# What may stand beside a system's name while nothing was shown: "what is ECTS in Germany"; beside "co to jest ECTS",
# which asks what the word means, a whole "may I find out here".
_BESIDE_SYSTEM, _BESIDE_MEANING = 2, 4
_MOST_TERMS = 3
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


def find_terms(reading: Reading, code: str, *, shown: bool) -> tuple[AskedTerm, ...]:
    """The terms that the message asks about, in text order, in the language it was read in; empty when it asks for
    none. `shown`: offers were shown, so that a word for something they have ("level") may ask about them."""
    beside = [i for i, token in enumerate(reading.tokens) if token.is_word]
    if not beside or len(beside) > _LONGEST_QUESTION:
        return ()
    asking = reading.covered("means", "what_is")
    named = [found for found in _named(reading, code) if not asking.issuperset(range(found.first, found.last))]
    soft = reading.covered(*_SOFT)
    taken = {i for found in named for i in range(found.first, found.last)}
    rest = [i for i in beside if i not in soft and i not in taken]
    if not named:
        return _unknown(reading, rest) if asking else ()
    if not asking:
        bare = len(named) == 1 and _bare(reading, named[0], [i for i in beside if i not in taken])
        return _asked(reading, named) if bare else ()
    if shown and not reading.cues("means") and not all(_in_general(reading, found) for found in named):
        return ()
    return _asked(reading, named) if len(rest) <= _allowed(reading, named, shown) else ()


def _asked(reading: Reading, named: list[Found]) -> tuple[AskedTerm, ...]:
    original = reading.folded.original
    found = {one.term.id: AskedTerm(one.term.id, reading.span(one.first, one.last).of(original)) for one in named}
    return tuple(found.values())[:_MOST_TERMS]


def _allowed(reading: Reading, named: list[Found], shown: bool) -> int:
    """How many other words may stand beside the question."""
    if any(found.term.kind is not TermKind.SYSTEM for found in named) or reading.cues("learn", "course"):
        return 0
    if any(cue.last == named[0].first for cue in reading.cues("means")):
        return _BESIDE_MEANING
    return 0 if shown else _BESIDE_SYSTEM


def _bare(reading: Reading, found: Found, others: list[int]) -> bool:
    """Whether a name without a question asks: "ECTS", "micro-credential?"; "OpenClassrooms" may be a wish."""
    if others or found.term.kind in (TermKind.PRODUCT, TermKind.OFFER):
        return False
    question = reading.folded.text.rstrip().endswith(("?", ";"))
    return question or (found.term.kind is TermKind.SYSTEM and found.name.is_acronym and not found.name.capitals)


def _in_general(reading: Reading, found: Found) -> bool:
    """Whether a word is meant in general ("what are credits?"), not of an offer shown ("what are the credits?"): told
    only where articles stand alone (`articles` of the language file)."""
    if found.term.kind is not TermKind.OFFER:
        return True
    articles = lexicon(found.code).articles
    return bool(articles) and (found.first == 0 or reading.tokens[found.first - 1].text not in articles)


def _unknown(reading: Reading, rest: list[int]) -> tuple[AskedTerm, ...]:
    """An acronym that the glossary has not, where it is all that the question is about."""
    original = reading.folded.original
    if not rest or rest != list(range(rest[0], rest[-1] + 1)):
        return ()
    written = reading.span(rest[0], rest[-1] + 1).of(original)
    letters = [c for c in written if c.isalpha()]
    others = [c for c in original if c.isalpha()]
    if len(letters) < _FEWEST_LETTERS or not all(c.isupper() for c in letters) or all(c.isupper() for c in others):
        return ()
    return (AskedTerm(None, written),) if _ACRONYM.fullmatch(written) else ()


def find_terms_in(reading: Reading, *, shown: bool) -> tuple[tuple[AskedTerm, ...], str]:
    """The same in the first other language that has the message's question words, and that language: of a few words
    the language is often mistaken. Empty, and the reading's own language, where no other has them either."""
    for code in codes():
        if code == reading.language or not _named(reading, code):
            continue
        other = lexicon(code).read(reading.folded)
        asked = find_terms(other, code, shown=shown) if other.cues("means", "what_is") else ()
        if asked and asked[0].id:
            return asked, code
    return (), reading.language


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
