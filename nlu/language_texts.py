"""Text to learn the languages from, all of it already on the machine: our own examples, ESCO's labels, Unicode CLDR's
names of countries and languages, spaCy's stop words. Only set-up reads it."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping

from babel import Locale

from nlu.ngrams import WeightedText

_EXAMPLE = 20.0  # what jobseekers write is what will be detected
_STOP_WORD = 2.0
_LABEL = 1.0
_NAME = 0.3  # half of a list of countries is the same in every language
_LABELS_A_LANGUAGE = 2_000


def texts_of(code: str, examples: Iterable[str], labels: Iterable[str] = ()) -> Iterator[WeightedText]:
    """Weighted texts of one language, in a fixed order."""
    yield from ((text, _EXAMPLE) for text in examples)
    yield from ((word, _STOP_WORD) for word in sorted(_stop_words(code)))
    yield from ((label, _LABEL) for label in _spread(list(labels)))
    yield from ((name, _NAME) for name in _names(code))


def _spread(labels: list[str]) -> list[str]:
    return labels[:: max(1, len(labels) // _LABELS_A_LANGUAGE)]


def _stop_words(code: str) -> set[str]:
    try:
        return set(importlib.import_module(f"spacy.lang.{code}.stop_words").STOP_WORDS)
    except ModuleNotFoundError:  # spaCy has none for Maltese
        return set()


def _names(code: str) -> Iterator[str]:
    locale = Locale(code)
    tables: tuple[Mapping[str, str], ...] = (locale.territories, locale.languages, locale.currencies)
    for table in tables:
        yield from (str(table[key]) for key in sorted(table))
    for width in ("wide", "abbreviated"):
        yield from (str(name) for name in locale.months["format"][width].values())
        yield from (str(name) for name in locale.days["format"][width].values())
