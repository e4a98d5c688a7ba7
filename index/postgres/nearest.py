"""The texts nearest to a query: compared one by one where few pass, by HNSW graphs where many do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from index.contract import Filters, Vector
from index.postgres.filters import Condition
from index.postgres.generations import Manifest
from index.postgres.server import Connection
from index.postgres.tables import Tables

EXACT_UP_TO = 10_000
"""So many offers that pass are compared one by one."""
ASKED_MORE = 2
"""A graph is asked for so many times what is wanted, and a few more: what it misses is mostly near the end."""
ASKED_AT_LEAST = 100
WIDEST = 1_000
"""The largest hnsw.ef_search that pgvector takes."""


@dataclass(frozen=True, slots=True)
class Near:
    """A query's vector against the texts of one generation."""

    connection: Connection
    tables: Tables
    manifest: Manifest
    vector: Vector
    exact_up_to: int

    @property
    def written(self) -> str:
        return "[" + ",".join(map(repr, self.vector.tolist())) + "]"

    def scores(self, texts: Sequence[int]) -> dict[int, float]:
        """The inner product of each of these texts."""
        if not texts:
            return {}
        rows = self.ask(
            sql.SQL(
                "SELECT t.text, -(t.vector::vector <#> %(q)s::vector) FROM unnest(%(texts)s::int[]) AS c(text) "
                "JOIN {} AS t ON t.text = c.text AND t.first"
            ).format(self.tables.texts),
            {"texts": list(texts)},
        )
        return {text: float(score) for text, score in rows}

    def ask(self, statement: sql.Composed, values: dict[str, Any]) -> list[tuple[Any, ...]]:
        return self.connection.execute(statement, {**values, "q": self.written}).fetchall()


def nearest(near: Near, passing: Condition, filters: Filters, limit: int, total: int) -> dict[int, float]:
    """The `limit` nearest texts that a passing offer has, and those that tie with the last. `total` offers pass."""
    if total > near.exact_up_to:
        found = _by_graph(near, passing, filters, limit)
        if len(found) >= min(limit, total):
            return found
    return _one_by_one(near, passing, filters, limit)


def _one_by_one(near: Near, passing: Condition, filters: Filters, limit: int) -> dict[int, float]:
    rows = near.ask(
        sql.SQL(
            "WITH c AS MATERIALIZED (SELECT DISTINCT o.text FROM {offers} AS o WHERE {passing}) "
            "SELECT t.text, -(t.vector::vector <#> %(q)s::vector) AS score FROM c "
            "JOIN {texts} AS t ON t.text = c.text AND {copy} "
            "ORDER BY score DESC FETCH FIRST {limit} ROWS WITH TIES"
        ).format(
            offers=near.tables.offers,
            passing=passing.text,
            texts=near.tables.texts,
            copy=_one_copy(_languages(filters)),
            limit=sql.Literal(limit),
        ),
        passing.values,
    )
    return {text: float(score) for text, score in rows}


def _by_graph(near: Near, passing: Condition, filters: Filters, limit: int) -> dict[int, float]:
    asked = max(limit * ASKED_MORE, limit + ASKED_AT_LEAST)
    languages = _languages(filters)
    # The offset keeps the planner from turning this into a join, which would leave the graph aside.
    passes = (
        sql.SQL("true")
        if passing.is_open
        else sql.SQL("EXISTS (SELECT 1 FROM {} AS o WHERE o.text = t.text AND {} OFFSET 0)").format(
            near.tables.offers, passing.text
        )
    )
    parts = [
        sql.SQL(
            "(SELECT t.text, t.vector FROM {partition} AS t WHERE {copy} AND {passes} "
            "ORDER BY t.vector <#> %(q)s::halfvec LIMIT {asked})"
        ).format(
            partition=near.tables.partition(place),
            copy=copy,
            passes=passes,
            asked=sql.Literal(asked),
        )
        for place, copy in _partitions(near.manifest, languages)
    ]
    # A graph looks no further around than this; what is wanted must lie well within.
    near.connection.execute(
        "SELECT set_config('hnsw.ef_search', greatest(current_setting('hnsw.ef_search')::int, %s)::text, true)",
        [min(2 * asked, WIDEST)],
    )
    rows = near.ask(
        sql.SQL(
            "SELECT DISTINCT text, -(vector::vector <#> %(q)s::vector) AS score FROM ({}) AS near "
            "ORDER BY score DESC FETCH FIRST {} ROWS WITH TIES"
        ).format(sql.SQL(" UNION ALL ").join(parts), sql.Literal(limit)),
        passing.values,
    )
    return {text: float(score) for text, score in rows}


def _languages(filters: Filters) -> tuple[str, ...]:
    """Languages one of which every passing offer has, "" for unknown; none where it may be any."""
    if filters.languages:
        wanted = sorted({language.lower() for language in filters.languages})
        return (*wanted, "") if "languages" in filters.keep_unknown else tuple(wanted)
    return _languages(filters.within) if filters.within is not None else ()


def _one_copy(languages: tuple[str, ...]) -> sql.Composable:
    """The copy of a text in the one language asked for, so that no other partition is looked into; else the first."""
    if len(languages) == 1:
        return sql.SQL("t.language = {}").format(sql.Literal(languages[0]))
    return sql.SQL("t.first")


def _partitions(manifest: Manifest, languages: tuple[str, ...]) -> list[tuple[int, sql.Composable]]:
    """The partitions that hold texts of these languages, and which of their rows to look at."""
    if not languages:
        return [(place, sql.SQL("t.first")) for place in (*range(len(manifest.languages)), -1)]
    own: list[tuple[int, sql.Composable]] = [
        (place, sql.SQL("true")) for place, language in enumerate(manifest.languages) if language in languages
    ]  # fmt: skip
    others = [language for language in languages if language not in manifest.languages]
    if others:
        own.append((-1, sql.SQL("t.language = ANY({})").format(sql.Literal(others))))
    return own
