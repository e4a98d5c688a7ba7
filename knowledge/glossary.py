"""The glossary: the terms of the field that people ask about, what people call them, and what they mean.

A meaning is a statement (two plain sentences, an easy-read twin) with the passage it rests on. The terms and their
passages stand in facts/glossary.csv, a row a passage; their names in facts/glossary_names.csv, a row a name: official
ones with the page that uses them, our own marked `own`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import Lock
from types import MappingProxyType

from knowledge.evidence import Evidence, Statement
from knowledge.wording import Wording

FACTS = Path(__file__).parent / "facts"
_READING = Lock()
"""Two first readers at once would declare each wording twice."""
TERMS, NAMES = FACTS / "glossary.csv", FACTS / "glossary_names.csv"
ANY_LANGUAGE = "*"
"""The language of a name that people use in every language: an acronym, a product."""
OWN = "own"
"""The source of a name that no page was looked up for: we know it from use."""


class GlossaryError(ValueError):
    """A row of the glossary cannot be used; the message names file, row, what was read and what was expected."""


class UnknownTermError(LookupError):
    """An id that is no term of the glossary."""


class TermKind(StrEnum):
    """How a term is used: decides when a message asks what it means."""

    SYSTEM = "system"  # a framework, register or standard: its name means nothing else
    WORD = "word"  # a word of the field
    OFFER = "offer"  # a word for something that each offer has: “what is the level?” asks about the offer
    PRODUCT = "product"  # a provider or what it sells: its bare name may be a wish


@dataclass(frozen=True, slots=True)
class Name:
    """What people call a term. `language` is ISO 639-1, or ANY_LANGUAGE. `capitals`: in small letters it is another
    word ("pes" is a dog in Czech). `source` is OWN or "official", then with the page and, if it bears one, its
    date."""

    text: str
    language: str
    capitals: bool
    source: str
    url: str | None = None
    date: date | None = None

    @property
    def is_acronym(self) -> bool:
        return is_acronym(self.text)


def is_acronym(name: str) -> bool:
    """Whether a name is written in capitals only, as "ECTS" and "ISO 21001"."""
    letters = [c for c in name if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


@dataclass(frozen=True, slots=True)
class Term:
    """One term: `meaning` says what it is and where that was read; `names` in file order."""

    id: str
    kind: TermKind
    meaning: Statement
    names: tuple[Name, ...]

    def name_in(self, language: str) -> str:
        """What to call it in `language` (ISO 639-1): the acronym used there, else the name, else the English one."""
        own = [name for name in self.names if name.language == language]
        shared = [name for name in self.names if name.language == ANY_LANGUAGE]
        english = [name for name in self.names if name.language == "en"]
        acronyms = [name for name in (*own[:1], *shared[:1]) if name.is_acronym]
        return (acronyms + own + shared + english)[0].text

    def names_used_in(self, language: str) -> tuple[Name, ...]:
        """The names that somebody who writes `language` may use."""
        return tuple(name for name in self.names if name.language in (language, ANY_LANGUAGE))


def terms() -> tuple[Term, ...]:
    """Every term, in the order of the file. Reading them declares the wording of each meaning."""
    return tuple(_by_id().values())


def term(id_: str) -> Term:
    """The term of this id. Raises UnknownTermError."""
    try:
        return _by_id()[id_]
    except KeyError:
        raise UnknownTermError(
            f"'{id_}' is no term of the glossary. Expected one of {', '.join(_by_id())}. Add it to {TERMS.name}, or "
            "correct the id."
        ) from None


def system_named_in(text: str, language: str) -> Term | None:
    """The first system whose acronym stands in `text`, which is in `language`; capitals as people write them."""
    found = _acronyms(language).search(text)
    return term(_bearer(language)[found.group()]) if found else None


@cache
def _bearer(language: str) -> Mapping[str, str]:
    """Acronym used in a language -> id of the system."""
    return MappingProxyType(
        {
            name.text: one.id
            for one in terms()
            if one.kind is TermKind.SYSTEM
            for name in one.names_used_in(language)
            if name.is_acronym
        }
    )


@cache
def _acronyms(language: str) -> re.Pattern[str]:
    longest_first = sorted(_bearer(language), key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")


def _by_id() -> Mapping[str, Term]:
    with _READING:
        return _read()


@cache
def _read() -> Mapping[str, Term]:
    names: dict[str, list[Name]] = {}
    for place, row in _rows(NAMES):
        with _Reading(NAMES, place, row):
            given = date.fromisoformat(row["source_date"]) if row["source_date"] else None
            name = Name(
                row["name"],
                row["language"],
                row["capitals"] == "yes",
                row["source"],
                row["source_url"] or None,
                given,
            )
            names.setdefault(row["term"], []).append(name)
    passages: dict[str, list[Evidence]] = {}
    kinds: dict[str, TermKind] = {}
    for place, row in _rows(TERMS):
        with _Reading(TERMS, place, row):
            kinds[row["term"]] = TermKind(row["kind"])
            passages.setdefault(row["term"], []).append(
                Evidence(
                    source=row["source"],
                    locator=row["locator"],
                    date=date.fromisoformat(row["date"]),
                    quote=row["quote"],
                    url=row["url"] or None,
                )
            )
    if unnamed := kinds.keys() ^ names.keys():
        raise GlossaryError(
            f"{TERMS.name} and {NAMES.name} differ in {sorted(unnamed)}. Expected each term in both. Add its rows."
        )
    return MappingProxyType(
        {
            id_: Term(id_, kind, Wording(f"glossary.{id_}")(*passages[id_]), tuple(names[id_]))
            for id_, kind in kinds.items()
        }
    )


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    with file.open(encoding="utf-8", newline="") as opened:
        yield from enumerate(csv.DictReader(opened), start=2)


class _Reading:
    """Names the row in which a value could not be read."""

    def __init__(self, file: Path, place: int, row: Mapping[str, str]) -> None:
        self.file, self.place, self.row = file, place, row

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, ValueError | KeyError | TypeError):
            raise GlossaryError(
                f"{self.file.name}, row {self.place}: read {dict(self.row)}. Expected the columns of the first row, "
                f"ISO dates and a known kind ({', '.join(TermKind)}): {error}. Correct the row."
            ) from error
