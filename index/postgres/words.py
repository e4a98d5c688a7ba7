"""Words in PostgreSQL, scored as tantivy scores them in the folder index, so that rankings are alike on both.

PostgreSQL's own `ts_rank` knows nothing of how rare a word is. Here a `tsvector` holds the folded words
(index.words); its weights A, B and C are the fields, and BM25 is computed from how many offers have each word,
counted once for each generation. What is looked at is narrowed by the rarest words first: scoring everything that
has a common word is slow.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from psycopg import sql

from index.words import (
    ASKED_AT_MOST,
    FIELDS,
    FOUND_AT_MOST,
    HALF_SCORE,
    NAME_TOKENS,
    fold,
    name_runs,
    names,
    words_of,
)
from knowledge.offer import Offer

K1, B = 1.2, 0.75
"""tantivy's constants of BM25."""
LOOKED_AT = 20_000
"""So many offers at most are scored for their words where nothing else is asked for."""
WEIGHTS = "ABC"
"""The weight in the tsvector that stands for each field."""
_LONGEST = 16_000
"""Positions in a tsvector end at 16383; nothing is as long as that but a mistake in a feed."""

Frequencies: TypeAlias = Mapping[str, tuple[int, int, int, int]]
"""How many offers have a word in each field, and how many have it as a name."""


def _norms() -> tuple[int, ...]:
    """The lengths of a field that tantivy tells apart: all up to 40, then eight steps for each doubling."""
    lengths, step = list(range(41)), 2
    while len(lengths) < 256:
        lengths += [lengths[-1] + step * number for number in range(1, 9)]
        step *= 2
    return tuple(lengths[:256])


NORMS = _norms()


def kept_length(length: int) -> int:
    """A field's length as tantivy keeps it."""
    return NORMS[bisect_right(NORMS, length) - 1]


@dataclass(frozen=True, slots=True)
class OfferWords:
    """The words of one offer: as a tsvector, by field, with their names."""

    vector: str
    lengths: tuple[int, ...]
    words: tuple[frozenset[str], ...]
    names: frozenset[str]

    @classmethod
    def of(cls, offer: Offer) -> OfferWords:
        fields = words_of(offer)
        places: dict[str, list[str]] = {}
        position = 0
        for weight, words in zip(WEIGHTS, fields, strict=True):
            for word in words[: _LONGEST // len(WEIGHTS)]:
                position += 1
                places.setdefault(word, []).append(f"{position}{weight}")
        # Folded words are letters, digits and underscores: nothing in them needs to be escaped.
        return cls(
            " ".join(f"'{word}':{','.join(where[:255])}" for word, where in places.items()),
            tuple(len(words) for words in fields),
            tuple(frozenset(words) for words in fields),
            frozenset(name for each in names(offer) if (name := " ".join(fold(each)[:NAME_TOKENS]))),
        )


class WordStatistics:
    """How many offers have each word and name, and how long the fields are: gathered while offers are written."""

    def __init__(self) -> None:
        self.offers = 0
        self.tokens = [0, 0, 0]
        self._fields: tuple[Counter[str], ...] = (Counter(), Counter(), Counter())
        self._names: Counter[str] = Counter()

    def add(self, offer: OfferWords) -> None:
        self.offers += 1
        for number, words in enumerate(offer.words):
            self.tokens[number] += offer.lengths[number]
            self._fields[number].update(words)
        self._names.update(offer.names)

    def rows(self) -> Iterable[tuple[str, int, int, int, int]]:
        counters = (*self._fields, self._names)
        for word in sorted(set().union(*counters)):
            title, provider, topic, name = (counter[word] for counter in counters)
            yield word, title, provider, topic, name


@dataclass(frozen=True, slots=True)
class Asked:
    """The words of a query, and every run of them that may be a name."""

    words: tuple[str, ...]
    runs: tuple[str, ...]
    whole: str

    @classmethod
    def of(cls, text: str) -> Asked | None:
        folded = fold(text)
        if not folded:
            return None
        return cls(
            tuple(dict.fromkeys(folded[:ASKED_AT_MOST])), tuple(name_runs(folded)), " ".join(folded[:NAME_TOKENS])
        )

    @property
    def keys(self) -> list[str]:
        return sorted({*self.words, *self.runs, self.whole})

    def rarest(self, known: Frequencies, *, alone: bool) -> tuple[list[str], list[str]]:
        """Words and runs by which offers are looked up: the rarest, until so many offers may have one. `alone`: there
        is nothing else to find offers by, so more are looked at, and the rarest counts however common it is. Beside a
        meaning a common word weighs next to nothing; what is near in meaning is scored for all its words anyway."""
        words = {word: sum(known[word][:3]) for word in self.words if word in known and any(known[word][:3])}
        runs = {run: known[run][3] for run in {*self.runs, self.whole} if run in known and known[run][3]}
        return _rarest(words, alone=alone), _rarest(runs, alone=alone)


def _rarest(counts: Mapping[str, int], *, alone: bool) -> list[str]:
    chosen: list[str] = []
    room = LOOKED_AT if alone else FOUND_AT_MOST
    for word, many in sorted(counts.items(), key=lambda each: (each[1], each[0])):
        if many > room and (chosen or not alone):
            break
        chosen.append(word)
        room -= many
    return chosen


def bm25(
    asked: Asked, known: Frequencies, offers: int, tokens: Sequence[int]
) -> tuple[sql.Composable, dict[str, Any]]:
    """The score of a row `w` of the table of words, 0 to 1 as index.words gives it, names apart."""
    words = [word for word in asked.words if word in known]
    values: dict[str, Any] = {"words": words}
    terms = []
    for number, ((field, boost), weight) in enumerate(zip(FIELDS, WEIGHTS, strict=True)):
        values[f"idf_{field}"] = [boost * (1 + K1) * _idf(known[word][number], offers) for word in words]
        average = max(tokens[number] / max(offers, 1), 1e-9)
        terms.append(
            sql.SQL(
                "coalesce(a.{idf} * nullif(cardinality(array_positions(u.weights, {weight})), 0)::float8 / "
                "(cardinality(array_positions(u.weights, {weight})) + {base}::float8 + {slope}::float8 * "
                "w.{length}), 0)"
            ).format(
                idf=sql.Identifier(field),
                weight=sql.Literal(weight),
                base=sql.Literal(K1 * (1 - B)),
                slope=sql.Literal(K1 * B / average),
                length=sql.Identifier(f"{field}_length"),
            )
        )
    score = sql.SQL(
        "(SELECT s / (s + {half}) FROM (SELECT sum({terms}) AS s FROM unnest(w.words) AS u "
        "JOIN unnest(%(words)s::text[], {idfs}) AS a(word, {fields}) ON a.word = u.lexeme) AS summed WHERE s > 0)"
    ).format(
        half=sql.Literal(HALF_SCORE),
        terms=sql.SQL(" + ").join(terms),
        idfs=sql.SQL(", ").join(
            sql.SQL("{}::float8[]").format(sql.Placeholder(f"idf_{field}")) for field, _ in FIELDS
        ),
        fields=sql.SQL(", ").join(sql.Identifier(field) for field, _ in FIELDS),
    )
    return score, values


def _idf(having: int, offers: int) -> float:
    return math.log(1 + (offers - having + 0.5) / (having + 0.5))
