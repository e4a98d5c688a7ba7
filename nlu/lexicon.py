"""Lexicon: the cue words of one language (nlu/languages/<code>.yml) and how a text is read with them.

A pattern is words in order. `a|b` are alternatives, `(a|b)` may be missing, `stem*` has any ending. Patterns of a
kind are separated by commas. spaCy tokenises and its Matcher matches; both are folded alike (nlu/folding).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import spacy
import yaml
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc

from nlu.folding import Folded, fold
from nlu.understanding import Span

LANGUAGES = Path(__file__).parent / "languages"
FALLBACK = "en"
_PIECE = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['+#][^\W\d_]*)*\+*|\S")
_ITEM = re.compile(r"\([^)]*\)|\S+")
_ELISION = re.compile(r"^([a-z]{1,5}')([a-z]{2,})$")
_SILENT = frozenset("'\"-_")
NUMBER = "0"
# The numbers that a language file spells, in its order.
_NUMBERS = (*range(1, 13), 15, 20, 30, 40, 50, 100)
# A pattern with more spellings than this is matched by set membership instead of being written out.
_WRITTEN_OUT = 48
# Shorter words have too many neighbours to guess which one was meant.
_SHORTEST_TYPO = 5
_SHORTEST_GUESSED = 7
_SHORTEST_REST = 3
# Kinds of cues whose long words are also known with a wrong letter.
LIMITING = frozenset(
    {
        *("free", "cheap", "online", "onsite", "evening", "weekend", "morning", "full_time", "part_time"),
        *("self_paced", "beginner", "intermediate", "advanced", "certificate", "childcare", "wheelchair"),
        *("accessible", "funding", "soon", "hour", "week", "month", "per_week", "my_language", "sign_language"),
    }
)
_READING = Lock()  # a memory zone belongs to one reader at a time; a reading takes a millisecond


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of the text: `text` is folded, `key` is what the cue patterns see."""

    start: int  # in the folded text
    end: int
    text: str
    key: str
    is_number: bool  # in digits or words

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Cue:
    """A match of `kind` on tokens first..last (last excluded)."""

    kind: str
    first: int
    last: int


class Reading:
    """A text read with one lexicon: tokens, and the cues found in it."""

    def __init__(
        self, folded: Folded, tokens: tuple[Token, ...], cues: Mapping[str, tuple[Cue, ...]], code: str
    ) -> None:
        self.folded = folded
        self.tokens = tokens
        self.language = code
        self._cues = cues

    def cues(self, *kinds: str) -> list[Cue]:
        """Cues of these kinds in text order."""
        return sorted(
            itertools.chain.from_iterable(self._cues.get(k, ()) for k in kinds), key=lambda c: (c.first, c.last)
        )

    def covered(self, *kinds: str) -> set[int]:
        """Indices of the tokens under cues of these kinds."""
        return {i for cue in self.cues(*kinds) for i in range(cue.first, cue.last)}

    def cue_at(self, i: int) -> bool:
        """Whether any cue stands at token i."""
        return any(c.first <= i < c.last for cues in self._cues.values() for c in cues)

    def span(self, first: int, last: int) -> Span:
        """The span of the original under tokens first..last (last excluded)."""
        return self.folded.span(self.tokens[first].start, self.tokens[last - 1].end)

    def words(self, first: int, last: int) -> list[str]:
        return [t.text for t in self.tokens[first:last]]


class Lexicon:
    """The cue words of one language, compiled. Use `lexicon(code)`: compiling takes some 50 ms."""

    def __init__(self, code: str, resource: Mapping[str, Any]) -> None:
        self.code = code
        self.resource = resource
        self.verb_last = bool(resource.get("verb_last"))
        self.proclitics: tuple[str, ...] = tuple(fold(p) for p in resource.get("proclitics", ()))
        self.articles = frozenset(fold(a) for a in resource.get("articles", ()))
        self._nlp = _pipeline()
        self._digraphs: Mapping[str, str] = resource.get("digraphs", {})
        kinds = {k: list(self.patterns(v)) for k, v in resource["cues"].items()}
        items = {item for patterns in kinds.values() for p in patterns for item in p}
        self._exact = frozenset(i for i in items if not i.endswith("*"))
        self._stems = frozenset(i for i in items if i.endswith("*"))
        self._typos = self._near_words()
        limiting = {i for k, patterns in kinds.items() if k in LIMITING for p in patterns for i in p}
        self._guessed = frozenset(i for i in limiting if len(i) >= _SHORTEST_GUESSED and i.isalpha())
        self._one_wrong = self._with_one_letter_wrong()
        self._matcher = Matcher(self._nlp.vocab)
        for kind, patterns in kinds.items():
            if patterns:
                self._matcher.add(kind, [spec for p in patterns for spec in self._specs(p)])
        self._numbers = self._number_words(resource["numbers"])
        self._currencies = self._forms(resource.get("currencies", {}))
        self._language_forms = self._forms(resource.get("language_forms", {}))
        self._language_adverbs = self._forms(resource.get("language_adverbs", {}))
        self._country_forms = self._forms(resource.get("country_forms", {}))
        self._place_forms = {k: fold(v) for k, v in self._forms(resource.get("place_forms", {})).items()}
        self.not_countries = frozenset(resource.get("not_countries", ()))
        self.place_bare = "place_endings" in resource
        self.place_endings = frozenset(fold(e) for e in resource.get("place_endings", "").split())

    # -- compiling ----------------------------------------------------------------------------------------------

    def tokenise(self, folded_text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and text of each word, number and sign; hyphens in words, quotes and spaces are left out."""
        for token in self._nlp.tokenizer(folded_text):
            for piece in _PIECE.finditer(token.text):
                start, text = token.idx + piece.start(), piece.group()
                if text in _SILENT and not (text == "-" and _stands_alone(folded_text, start)):
                    continue
                if elided := _ELISION.match(text):
                    cut = start + len(elided[1])
                    yield start, cut - 1, elided[1][:-1]  # "d'" alone is read as "d" too
                    yield cut, cut + len(elided[2]), elided[2]
                else:
                    yield start, start + len(text), text

    def patterns(self, written: str | None) -> Iterator[tuple[str, ...]]:
        """Patterns as written in a language file -> words in order, folded; a stem keeps its star."""
        for pattern in (written or "").split(","):
            slots = [list(self._alternatives(item)) for item in _ITEM.findall(pattern)]
            for chosen in itertools.product(*slots):
                if flat := tuple(itertools.chain.from_iterable(chosen)):
                    yield flat

    def _alternatives(self, item: str) -> Iterator[tuple[str, ...]]:
        if item.startswith("(") and item.endswith(")"):
            yield ()
            item = item[1:-1]
        for word in item.split("|"):
            stem = word.endswith("*")
            for spelled in self._spellings(word.rstrip("*")):
                folded = fold(spelled)
                tokens = [folded] if folded.isalpha() else [text for _, _, text in self.tokenise(folded)]
                if tokens and stem:
                    tokens[-1] += "*"
                if tokens:
                    yield tuple(tokens)

    def _spellings(self, word: str) -> set[str]:
        """As written, and with letters written as two ("ä" as "ae"), as people without the key do."""
        other = "".join(self._digraphs.get(c, c) for c in word)
        return {word, other}

    def _specs(self, pattern: tuple[str, ...]) -> list[list[dict[str, Any]]]:
        slots = [self._keys(item) for item in pattern]
        size = 1
        for slot in slots:
            size *= len(slot)
        if size <= _WRITTEN_OUT:
            return [[{"ORTH": key} for key in keys] for keys in itertools.product(*slots)]
        return [[{"ORTH": slot[0]} if len(slot) == 1 else {"ORTH": {"IN": slot}} for slot in slots]]

    def _keys(self, item: str) -> list[str]:
        """Every key a token may get that `item` shall match."""
        if not item.endswith("*"):
            return [item]
        stem = item[:-1]
        return sorted(k for k in self._exact | self._stems if k.startswith(stem))

    def _near_words(self) -> dict[str, str]:
        """Misspellings by one letter left out, doubled or two letters swapped -> the cue word; never a cue word."""
        near: dict[str, str] = {}
        for word in sorted(self._exact):
            if len(word) < _SHORTEST_TYPO or not word.isalpha():
                continue
            for i in range(1, len(word)):
                swapped = word[: i - 1] + word[i] + word[i - 1] + word[i + 1 :]
                for wrong in (word[:i] + word[i + 1 :], word[:i] + word[i] + word[i:], swapped):
                    if wrong not in self._exact:
                        near.setdefault(wrong, word)
        return near

    def _with_one_letter_wrong(self) -> dict[str, str]:
        """Cue words of limits with a gap for one letter -> the word: "e_ening" -> "evening"."""
        gapped: dict[str, str] = {}
        for word in sorted(self._guessed):
            for i in range(1, len(word)):
                gapped.setdefault(word[:i] + "_" + word[i + 1 :], word)
        return gapped

    def _guess(self, text: str) -> str | None:
        """The long cue word of a limit that `text` has one letter wrong of, or one too many; the first letter is
        always right. Only limits: guessing more words would cut sentences wrong."""
        if len(text) < _SHORTEST_GUESSED or not text.isalpha():
            return None
        for i in range(1, len(text)):
            if (word := self._one_wrong.get(text[:i] + "_" + text[i + 1 :])) is not None:
                return word
            # A letter too many at the end is another form, or another word ("dagpleje", "dagplejer").
            if i + 1 < len(text) and (shorter := text[:i] + text[i + 1 :]) in self._guessed:
                return shorter
        return None

    def _number_words(self, written: str) -> dict[str, int]:
        words: dict[str, int] = {}
        for value, forms in zip(_NUMBERS, written.split(), strict=True):
            for form in forms.split("|"):
                for spelled in self._spellings(form):
                    words.setdefault(fold(spelled), value)
        return words

    def _forms(self, written: Mapping[str, str]) -> dict[str, str]:
        """Folded word, or stem with its star -> what it names; the file maps the other way round."""
        forms: dict[str, str] = {}
        for named, words in written.items():
            for word in words.split(","):
                for spelled in self._spellings(word.strip()):
                    forms.setdefault(fold(spelled), named)
        return forms

    # -- what single words name -----------------------------------------------------------------------------------

    def number(self, text: str) -> float | None:
        """The value of a number word."""
        value = self._numbers.get(text)
        return None if value is None else float(value)

    def currency(self, text: str) -> str | None:
        """ISO 4217 code of a currency word."""
        return _form(self._currencies, text)

    def language_form(self, text: str) -> str | None:
        """ISO 639-1 code of a language's name in a form that CLDR does not give."""
        return _form(self._language_forms, text)

    def language_adverb(self, text: str) -> str | None:
        """ISO 639-1 code of a word that means "in that language" by itself."""
        return _form(self._language_adverbs, text)

    def country_form(self, text: str) -> str | None:
        """ISO 3166 code of a country's name in a form that CLDR does not give."""
        return _form(self._country_forms, text)

    def place_form(self, text: str) -> str | None:
        """Folded name of the city that a form with a changed stem stands for."""
        return _form(self._place_forms, text)

    def without_clitics(self, text: str) -> Iterator[str]:
        """The word, and the word without a preposition or article written onto it."""
        yield text
        for clitic in self.proclitics:
            if text.startswith(clitic) and len(text) - len(clitic) >= _SHORTEST_REST:
                yield text[len(clitic) :]

    # -- reading ------------------------------------------------------------------------------------------------

    def key(self, text: str) -> str:
        """The key of a folded token: the cue word or stem it stands for, else itself."""
        if text[0].isdigit():
            return NUMBER
        found = self._known(text)
        if found is None:
            for clitic in self.proclitics:
                if text.startswith(clitic) and len(text) - len(clitic) >= 2:
                    found = self._known(text[len(clitic) :])
                    if found is not None:
                        break
        return found or self._typos.get(text) or self._guess(text) or text

    def _known(self, text: str) -> str | None:
        if text in self._exact:
            return text
        for end in range(len(text), 1, -1):
            if (stem := text[:end] + "*") in self._stems:
                return stem
        return None

    def read(self, text: str | Folded) -> Reading:
        """The text's tokens and cues; overlapping cues of one kind: the longer one, then the earlier one."""
        folded = text if isinstance(text, Folded) else Folded.of(text)
        found: dict[str, list[Cue]] = {}
        # The zone forgets the person's words, which spaCy would otherwise keep in its string store for good.
        with _READING, self._nlp.memory_zone():
            tokens = tuple(
                Token(s, e, t, self.key(t), t[0].isdigit() or t in self._numbers)
                for s, e, t in _apart(folded, self.tokenise(folded.text))
            )
            if not tokens:
                return Reading(folded, (), {}, self.code)
            for match, first, last in self._matcher(Doc(self._nlp.vocab, words=[t.key for t in tokens])):
                kind = self._nlp.vocab.strings[match]
                found.setdefault(kind, []).append(Cue(kind, first, last))
        return Reading(folded, tokens, {k: tuple(_longest(v)) for k, v in found.items()}, self.code)


def _form(forms: Mapping[str, str], text: str) -> str | None:
    if text in forms:
        return forms[text]
    for end in range(len(text), 2, -1):
        if (named := forms.get(text[:end] + "*")) is not None:
            return named
    return None


def _apart(folded: Folded, pieces: Iterable[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The pieces less those that begin within a character of the piece before ("㏂" folds to "a.m."): each token has
    a span of the message for itself."""
    reached = -1
    for start, end, text in pieces:
        if folded.origin[start] > reached:
            yield start, end, text
            reached = folded.origin[end - 1]


def _stands_alone(text: str, position: int) -> bool:
    around = text[max(0, position - 1) : position + 2]
    return len(around) == 3 and around[0].isspace() and around[2].isspace()


def _longest(cues: Iterable[Cue]) -> list[Cue]:
    chosen: list[Cue] = []
    taken: set[int] = set()
    for cue in sorted(cues, key=lambda c: (c.first - c.last, c.first)):
        if taken.isdisjoint(range(cue.first, cue.last)):
            chosen.append(cue)
            taken.update(range(cue.first, cue.last))
    return sorted(chosen, key=lambda c: c.first)


@lru_cache(maxsize=1)
def _pipeline() -> Language:
    """One blank multilingual pipeline for all: those of single languages cost up to three seconds and 17 MB each to
    set up, and split no differently once words, numbers and signs are told apart here."""
    return spacy.blank("xx")


@lru_cache(maxsize=1)
def codes() -> tuple[str, ...]:
    """The languages that have a resource, in alphabetical order."""
    return tuple(sorted(p.stem for p in LANGUAGES.glob("*.yml")))


@lru_cache(maxsize=64)
def lexicon(code: str) -> Lexicon:
    """The lexicon of a language; of English where we have none for it."""
    path = LANGUAGES / f"{code}.yml"
    if not path.is_file():
        code, path = FALLBACK, LANGUAGES / f"{FALLBACK}.yml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return Lexicon(code, yaml.load(path.read_text(encoding="utf-8"), Loader=loader))  # noqa: S506 - a safe loader
