"""One generation in PostgreSQL, read within one transaction (index.contract.Reading).

Few offers that pass are compared one by one, which is exact. Where many pass, the HNSW graphs of their languages are
asked for more than is wanted, and what they found is put in order by the exact inner product. A graph that gave up
before it had found enough is not believed: the question is then answered exactly.
"""

from __future__ import annotations

import heapq
import threading
from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar, cast

import numpy as np
from psycopg import sql

from index.contract import Filters, Hit, Query, SearchResult, Vector
from index.generation import LISTED
from index.postgres.filters import Condition, condition, storable
from index.postgres.generations import Manifest
from index.postgres.nearest import Near, nearest
from index.postgres.server import Connection
from index.postgres.tables import Tables
from index.postgres.words import LOOKED_AT, Asked, Frequencies, bm25
from index.sessions import next_ones
from index.stored_offers import decode
from index.weights import default_weights
from index.words import FOUND_AT_MOST
from knowledge.offer import Offer

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
CACHED_OFFERS = 4_096
CACHED_COUNTS = 1_024
CACHED_WORDS = 65_536


class Recent(OrderedDict[Key, Value]):
    """The most recent values, shared between threads."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most, self._lock = most, threading.Lock()

    def known(self, key: Key) -> Value | None:
        with self._lock:
            if key not in self:
                return None
            self.move_to_end(key)
            return self[key]

    def keep(self, key: Key, value: Value) -> None:
        with self._lock:
            self[key] = value
            self.move_to_end(key)
            if len(self) > self._most:
                self.popitem(last=False)


@dataclass(frozen=True, slots=True, eq=False)
class Remembered:
    """What one generation has told already. It never changes, so what was true of it stays true."""

    manifest: Manifest
    offers: Recent[str, Offer] = field(default_factory=lambda: Recent(CACHED_OFFERS))
    counts: Recent[Filters, int] = field(default_factory=lambda: Recent(CACHED_COUNTS))
    words: Recent[str, tuple[int, int, int, int]] = field(default_factory=lambda: Recent(CACHED_WORDS))


@dataclass(slots=True)
class Found:
    """One passing offer that was found, and by what."""

    row: int
    offer_id: str
    text: int
    course: int
    start: int
    semantic: float = 0.0
    words: float = 0.0


_FOUND = sql.SQL("o.row, o.id, o.text, o.course, o.start")


class PostgresReading:
    """The offers of one generation, searchable while its transaction lasts. For one thread."""

    def __init__(self, connection: Connection, tables: Tables, remembered: Remembered, exact_up_to: int) -> None:
        self._connection, self._tables, self._remembered = connection, tables, remembered
        self._exact_up_to = exact_up_to
        self._ahead: tuple[str, ...] = ()
        self.generation = remembered.manifest.name

    def get(self, offer_id: str) -> Offer | None:
        """An offer. With it come the others that the last search found: they are asked for next."""
        known = self._remembered.offers.known(offer_id)
        if known is not None:
            return known
        if not storable(offer_id):
            return None
        wanted = {offer_id, *(each for each in self._ahead if self._remembered.offers.known(each) is None)}
        self._ahead = ()
        rows = self._connection.execute(
            sql.SQL("SELECT o.id, r.record FROM {} AS o JOIN {} AS r USING (row) WHERE o.id = ANY(%s)").format(
                self._tables.offers, self._tables.records
            ),
            [sorted(wanted)],
            binary=True,
        ).fetchall()
        found = {name: decode(record) for name, record in rows}
        for name, offer in found.items():
            self._remembered.offers.keep(name, offer)
        return found.get(offer_id)

    def vector(self, offer_id: str) -> Vector | None:
        """The offer's vector as it is searched, centred on the mean of offers; None where it is not here."""
        if not storable(offer_id):
            return None
        row = self._connection.execute(
            sql.SQL(
                "SELECT t.vector::real[] FROM {} AS o JOIN {} AS t ON t.text = o.text AND t.first WHERE o.id = %s"
            ).format(self._tables.offers, self._tables.texts),
            [offer_id],
            binary=True,
        ).fetchone()
        return None if row is None else np.asarray(row[0], dtype=np.float32)

    def search(self, query: Query) -> SearchResult:
        """As index.generation.Generation.search finds and orders."""
        vector = None if query.vector is None else self._checked(query.vector)
        passing = condition(query.filters)
        total = self._count(query.filters)
        if query.limit <= 0 or total == 0:
            return SearchResult((), total, self.generation)
        found: dict[int, Found] = {}
        near: dict[int, float] = {}
        if vector is not None:
            near = self._nearest(vector, passing, query, total)
            found = self._offers_of(near, passing, query)
        elif not query.words:
            found = self._listed(passing, query)
        weight = default_weights().words
        if query.words:
            self._add_words(found, query, passing, total, None if vector is None else (vector, near), weight)
        rows = list(found)
        if query.sessions is not None:
            rows = _next_ones(found, query)
        scores = ((-(found[row].semantic + weight * found[row].words), row) for row in rows)
        ordered = heapq.nsmallest(query.limit, scores)
        hits = tuple(
            Hit(found[row].offer_id, -minus, found[row].semantic, found[row].words) for minus, row in ordered
        )
        self._ahead = tuple(hit.offer_id for hit in hits)
        return SearchResult(hits, total, self.generation)

    def _count(self, filters: Filters) -> int:
        """How many pass. Counted once for each set of filters, excluded offers apart."""
        if filters.exclude_ids:
            whole = replace(filters, exclude_ids=frozenset())
            out = condition(whole)
            gone = sorted(filter(storable, filters.exclude_ids))
            row = self._ask(
                sql.SQL("SELECT count(*) FROM {} AS o WHERE o.id = ANY(%(gone)s) AND {}").format(
                    self._tables.offers, out.text
                ),
                {**out.values, "gone": gone},
            )[0]
            return self._count(whole) - int(row[0])
        known = self._remembered.counts.known(filters)
        if known is not None:
            return known
        passing = condition(filters)
        if passing.is_open:
            return self._remembered.manifest.offers
        row = self._ask(
            sql.SQL("SELECT count(*) FROM {} AS o WHERE {}").format(self._tables.offers, passing.text), passing.values
        )[0]
        self._remembered.counts.keep(filters, int(row[0]))
        return int(row[0])

    def _nearest(self, vector: Vector, passing: Condition, query: Query, total: int) -> dict[int, float]:
        """The texts nearest in meaning that a passing offer has, and those that tie with the last of them."""
        near = Near(self._connection, self._tables, self._remembered.manifest, vector, self._exact_up_to)
        return nearest(near, passing, query.filters, query.limit, total)

    def _offers_of(self, near: dict[int, float], passing: Condition, query: Query) -> dict[int, Found]:
        """Passing offers of the nearest texts, as index.meanings gathers them: of one text at most `limit`."""
        most = query.limit if query.sessions is None else min(query.sessions, query.limit)
        together = sql.SQL("o.text" if query.sessions is None else "o.text, o.course")
        day = query.on.toordinal() if query.on and query.sessions is not None else None
        late = (
            sql.SQL("0")
            if day is None
            else sql.SQL(
                "CASE WHEN o.start = 0 THEN 0 WHEN o.start >= {day} THEN o.start - {day} "
                "ELSE 10000000 + {day} - o.start END"
            ).format(day=sql.Literal(day))
        )
        rows = self._ask(
            sql.SQL(
                "SELECT row, id, text, course, start FROM (SELECT {found}, row_number() OVER "
                "(PARTITION BY {together} ORDER BY {late}, o.row) AS place FROM {offers} AS o "
                "WHERE o.text = ANY(%(texts)s::int[]) AND {passing}) AS chosen WHERE place <= {most} ORDER BY row"
            ).format(
                found=_FOUND,
                together=together,
                late=late,
                offers=self._tables.offers,
                passing=passing.text,
                most=sql.Literal(most),
            ),
            {**passing.values, "texts": list(near)},
        )
        by_text: dict[int, list[Found]] = {}
        for row in rows:
            each = Found(*row)
            each.semantic = near[each.text]
            by_text.setdefault(each.text, []).append(each)
        found: dict[int, Found] = {}
        last = np.inf
        for text, score in sorted(near.items(), key=lambda each: (-each[1], each[0])):
            if len(found) >= query.limit and score < last:
                break
            found |= {each.row: each for each in by_text.get(text, [])[: query.limit]}
            last = score
        return found

    def _listed(self, passing: Condition, query: Query) -> dict[int, Found]:
        rows = self._ask(
            sql.SQL("SELECT {} FROM {} AS o WHERE {} ORDER BY o.row LIMIT {}").format(
                _FOUND, self._tables.offers, passing.text, sql.Literal(query.limit * LISTED)
            ),
            passing.values,
        )
        return {row[0]: Found(*row) for row in rows}

    # Words

    def _add_words(
        self,
        found: dict[int, Found],
        query: Query,
        passing: Condition,
        total: int,
        meant: tuple[Vector, dict[int, float]] | None,
        weight: float,
    ) -> None:
        """Scores what was found for its words, and adds offers that have words of the query."""
        asked = Asked.of(query.words)
        if asked is None:
            return
        known = self._frequencies(asked)
        if not known:
            return
        beside: dict[int, Found] = {}
        for *about, score in self._worded(asked, known, passing, total, sorted(found), alone=meant is None):
            each = found.get(about[0]) or beside.setdefault(about[0], Found(*about))
            each.words = float(score)
        if meant is not None:
            vector, near = meant
            beside = _within_reach(beside, found, query.limit, near, weight)
            self._add_meanings(beside, vector)
        found |= beside

    def _frequencies(self, asked: Asked) -> Frequencies:
        """How many offers have each asked word and name; those that none has are left out."""
        keys = asked.keys
        known = {key: counts for key in keys if (counts := self._remembered.words.known(key)) is not None}
        missing = [key for key in keys if key not in known]
        if missing:
            rows = self._ask(
                sql.SQL("SELECT word, title, provider, topic, name FROM {} WHERE word = ANY(%(w)s)").format(
                    self._tables.lexemes
                ),
                {"w": missing},
            )
            read = {word: cast("tuple[int, int, int, int]", tuple(counts)) for word, *counts in rows}
            for key in missing:
                known[key] = read.get(key, (0, 0, 0, 0))
                self._remembered.words.keep(key, known[key])
        return {key: counts for key, counts in known.items() if any(counts)}

    def _worded(
        self, asked: Asked, known: Frequencies, passing: Condition, total: int, near: Sequence[int], *, alone: bool
    ) -> list[tuple[Any, ...]]:
        """Row, id, text, course, start and word score of passing offers with words or names of the query."""
        manifest, tables = self._remembered.manifest, self._tables
        score, values = bm25(asked, known, manifest.offers, manifest.tokens)
        words, runs = asked.rarest(known, alone=alone)
        few = total <= FOUND_AT_MOST
        if few:
            words = [word for word in asked.words if word in known]
            runs = sorted({run for run in (*asked.runs, asked.whole) if run in known and known[run][3]})
        values |= {
            "some": " | ".join(f"'{word}'" for word in words),
            "runs": sorted({run for run in (*asked.runs, asked.whole) if run in known and known[run][3]}),
            "lookup": runs,
            "whole": asked.whole,
            "near": list(near),
        }
        by_word, by_name = sql.SQL("w.words @@ %(some)s::tsquery"), sql.SQL("w.names && %(lookup)s::text[]")
        has = [part for part, there in ((by_word, words), (by_name, runs)) if there]
        looked = sql.SQL("SELECT 0 AS row WHERE false").format()
        if has and few:
            looked = sql.SQL("SELECT o.row FROM {} AS o JOIN {} AS w USING (row) WHERE {} AND ({})").format(
                tables.offers, tables.words, passing.text, sql.SQL(" OR ").join(has)
            )
        elif has:
            looked = sql.SQL(" UNION ").join(
                sql.SQL("(SELECT w.row FROM {} AS w WHERE {} ORDER BY w.row LIMIT {})").format(
                    tables.words, part, sql.Literal(LOOKED_AT)
                )
                for part in has
            )
        statement = sql.SQL(
            "WITH looked AS MATERIALIZED ({looked} UNION SELECT unnest(%(near)s::int[])), "
            "passing AS MATERIALIZED (SELECT {found} FROM looked JOIN {offers} AS o USING (row) WHERE {passing}) "
            "SELECT * FROM (SELECT o.*, coalesce({score}, 0) "
            "+ CASE WHEN w.names && %(runs)s::text[] THEN 0.5 ELSE 0 END "
            "+ CASE WHEN %(whole)s::text = ANY(w.names) THEN 0.5 ELSE 0 END AS score "
            "FROM passing AS o JOIN {words} AS w USING (row) OFFSET 0) AS scored WHERE score > 0 "
            "ORDER BY score DESC, row LIMIT {most}"
        ).format(
            looked=looked,
            found=_FOUND,
            offers=tables.offers,
            passing=passing.text,
            score=score,
            words=tables.words,
            most=sql.Literal(FOUND_AT_MOST + len(near)),
        )
        return self._ask(statement, {**passing.values, **values})

    def _add_meanings(self, found: dict[int, Found], vector: Vector) -> None:
        near = Near(self._connection, self._tables, self._remembered.manifest, vector, self._exact_up_to)
        scores = near.scores(sorted({each.text for each in found.values()}))
        for each in found.values():
            each.semantic = scores[each.text]

    def _ask(self, statement: sql.Composed, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self._connection.execute(statement, values).fetchall()

    def _checked(self, vector: Vector) -> Vector:
        dimension = self._remembered.manifest.dimension
        if vector.shape != (dimension,) or not np.isfinite(vector).all():
            raise ValueError(
                f"The query's vector has shape {vector.shape}. Expected ({dimension},), all finite: the vector of a "
                "query must come from the encoder that the index was built with."
            )
        return np.ascontiguousarray(vector, dtype=np.float32)


def _next_ones(found: dict[int, Found], query: Query) -> list[int]:
    assert query.sessions is not None
    rows, courses, starts = (
        np.asarray([getattr(each, name) for each in found.values()], dtype=np.int32)
        for name in ("row", "course", "start")
    )
    chosen: list[int] = next_ones(rows, courses, starts, query.sessions, query.on).tolist()
    return chosen


def _within_reach(
    beside: dict[int, Found], found: dict[int, Found], limit: int, near: dict[int, float], weight: float
) -> dict[int, Found]:
    """Those that could still be among the first `limit`: what is not among the nearest is no nearer than the last."""
    if len(found) < limit or not near:
        return beside
    last = min(near.values())
    least = heapq.nlargest(limit, (each.semantic + weight * each.words for each in found.values()))[-1]
    return {
        row: each for row, each in beside.items() if near.get(each.text, last) + weight * each.words >= least - 1e-4
    }
