"""Glossary files: <lang>.csv with the columns `term` (ours) and `english` (a label of ESCO v1.1.1 in English).

Terms are translated by us, not by ESCO. A term names every occupation and skill that bears the English label.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from knowledge.esco import Esco

FOLDER = Path(__file__).parent
TYPES = ("occupation", "skill")


class GlossaryError(ValueError):
    """A row of a glossary that names no ESCO label."""


def languages() -> tuple[str, ...]:
    """Languages that have a glossary."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.csv")))


def rows(language: str) -> list[tuple[str, str]]:
    """(term, English label) as the file has them."""
    path = FOLDER / f"{language}.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        table = csv.DictReader(line for line in lines if not line.startswith("#"))
        return [(row["term"].strip(), row["english"].strip()) for row in table]


def entries(language: str, esco: Esco) -> Iterator[tuple[str, str, str]]:
    """(uri, term, type), by concept. Raises GlossaryError for an English label that ESCO does not have."""
    by_concept: dict[tuple[str, str], list[str]] = defaultdict(list)
    english = _english(esco) if (table := rows(language)) else {}
    for term, label in table:
        concepts = english.get(label.casefold())
        if not concepts:
            raise GlossaryError(
                f"{language}.csv: read the label {label!r} of {term!r}, which ESCO v1.1.1 does not have."
            )
        for concept in concepts:
            by_concept[concept].append(term)
    for (uri, kind), terms in by_concept.items():
        for term in terms:
            yield uri, term, kind


@lru_cache(maxsize=1)
def _english(esco: Esco) -> dict[str, tuple[tuple[str, str], ...]]:
    """English label, case ignored -> the concepts whose preferred label it is, else those that have it at all."""
    preferred: dict[str, list[tuple[str, str]]] = defaultdict(list)
    other: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for uri, label, is_preferred, kind in esco.labels("en", TYPES):
        (preferred if is_preferred else other)[label.casefold()].append((uri, kind))
    return {label: tuple(preferred.get(label) or other[label]) for label in {*preferred, *other}}
