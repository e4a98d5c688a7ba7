"""Generations in PostgreSQL: written aside under a number of their own, searched after one UPDATE, dropped when old.

A writer that is killed leaves a generation in the state `writing`, which nobody reads and the next writer drops.
Whoever reads a generation holds a lock on its table of offers until the reading ends; one that is read is dropped
later.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

from index.contract import IndexUnusableError
from index.generations import KEPT, REMEDY
from index.postgres.server import Connection, Server
from index.postgres.tables import BASE, FORMAT, GENERATION_TABLES, Tables


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says about itself. `languages` have partitions of their own, in this order; `tokens` are the
    words in all titles, providers and topics."""

    number: int
    format: int
    encoder: str
    dimension: int
    parts: tuple[int, ...]
    offers: int
    texts: int
    tokens: tuple[int, ...]
    languages: tuple[str, ...]
    built_at: datetime

    @property
    def name(self) -> str:
        return f"gen-{self.number}"


_FIELDS = sql.SQL(
    "g.number, g.format, g.encoder, g.dimension, g.parts, g.offers, g.texts, g.tokens, g.languages, g.built_at"
)


class Generations:
    """The generations of one index."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self._base = Tables(server.schema)

    def tables(self, number: int) -> Tables:
        return Tables(self.server.schema, number)

    def searched(self, connection: Connection) -> Manifest | None:
        """What the generation that is searched says about itself, whether it can be read here or not."""
        try:
            found = connection.execute(
                sql.SQL("SELECT {} FROM {} AS c JOIN {} AS g USING (number)").format(
                    _FIELDS, self._base.current, self._base.generations
                )
            ).fetchone()
        except psycopg.errors.UndefinedTable:
            connection.rollback()
            return None
        return None if found is None else _manifest(found)

    def current(self, connection: Connection, encoder: str | None = None) -> Manifest:
        """The generation that is searched. Raises IndexUnusableError without one, or where it is of another format or
        encoder (None: any)."""
        found = self.searched(connection)
        if found is None:
            raise IndexUnusableError(f"There is no index of offers in {self.server.place} yet. {REMEDY}")
        return self._readable(found, encoder)

    def hold(self, connection: Connection, encoder: str | None = None) -> Manifest:
        """The current generation, kept from being dropped until the transaction ends."""
        while True:
            manifest = self.current(connection, encoder)
            try:
                connection.execute(
                    sql.SQL("LOCK TABLE {} IN ACCESS SHARE MODE").format(self.tables(manifest.number).offers)
                )
            except psycopg.errors.UndefinedTable:
                # Another was activated and this one dropped since.
                connection.rollback()
                if self.current(connection, encoder).number == manifest.number:
                    raise IndexUnusableError(
                        f"The tables of {manifest.name} are missing in {self.server.place}. {REMEDY}"
                    ) from None
            else:
                return manifest

    def require(self, connection: Connection, name: str, encoder: str) -> Manifest:
        """A finished generation by its name. Raises IndexUnusableError where there is none, or it cannot be used."""
        self.prepare(connection)
        found = connection.execute(
            sql.SQL("SELECT {} FROM {} AS g WHERE state = 'ready' ORDER BY number").format(
                _FIELDS, self._base.generations
            )
        ).fetchall()
        known = {manifest.name: manifest for manifest in map(_manifest, found)}
        if name not in known:
            raise IndexUnusableError(
                f"There is no generation {name!r} in {self.server.place}. There are: {', '.join(known) or 'none'}."
            )
        return self._readable(known[name], encoder)

    def _readable(self, manifest: Manifest, encoder: str | None) -> Manifest:
        if manifest.format != FORMAT:
            raise IndexUnusableError(
                f"The index in {self.server.place} is in format {manifest.format}, this version reads {FORMAT}. "
                f"{REMEDY}"
            )
        if encoder is not None and manifest.encoder != encoder:
            raise IndexUnusableError(
                f"The index in {self.server.place} was built with encoder {manifest.encoder}, installed is "
                f"{encoder}: their vectors cannot be compared. {REMEDY}"
            )
        return manifest

    # Writing: all of it needs `Server.writing`.

    def prepare(self, connection: Connection) -> None:
        """Makes schema and shared tables where they are missing. What is there needs no right to make it."""
        there = connection.execute("SELECT to_regnamespace(%s)", [f'"{self.server.schema}"']).fetchone()
        if there is None or there[0] is None:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(self.server.schema)))
        missing = connection.execute("SELECT to_regclass(%s)", [f'"{self.server.schema}".profiles']).fetchone()
        if missing is None or missing[0] is None:
            connection.execute(self._base.script(BASE))

    def begin(self, connection: Connection, encoder: str, dimension: int, parts: Sequence[int]) -> int:
        """Drops what a killed writer left and gives the number of a new generation, in the state `writing`."""
        self.sweep(connection)
        row = connection.execute(
            sql.SQL(
                "INSERT INTO {g} (number, state, format, encoder, dimension, parts) "
                "SELECT coalesce(max(number), 0) + 1, 'writing', %s, %s, %s, %s FROM {g} RETURNING number"
            ).format(g=self._base.generations),
            [FORMAT, encoder, dimension, list(parts)],
        ).fetchone()
        assert row is not None
        return int(row[0])

    def finish(self, connection: Connection, number: int, **about: Any) -> None:
        """From now on it can be activated."""
        names = [sql.Identifier(name) for name in about]
        connection.execute(
            sql.SQL("UPDATE {} SET state = 'ready', built_at = clock_timestamp(), {} WHERE number = {}").format(
                self._base.generations,
                sql.SQL(", ").join(sql.SQL("{} = %s").format(name) for name in names),
                sql.Literal(number),
            ),
            list(about.values()),
        )

    def is_active(self, connection: Connection) -> bool:
        """Whether any generation is searched."""
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(self._base.current)).fetchone()
        return row is not None and row[0] > 0

    def activate(self, connection: Connection, number: int) -> None:
        """Makes it the one that is searched, at once and whole, and drops older ones."""
        connection.execute(
            sql.SQL(
                "INSERT INTO {} (one, number) VALUES (true, %s) "
                "ON CONFLICT (one) DO UPDATE SET number = excluded.number"
            ).format(self._base.current),
            [number],
        )
        self._prune(connection, number)

    def sweep(self, connection: Connection) -> None:
        """Drops generations that were never finished."""
        left = connection.execute(
            sql.SQL("SELECT number FROM {} WHERE state = 'writing'").format(self._base.generations)
        ).fetchall()
        for (number,) in left:
            self._drop(connection, number)

    def _prune(self, connection: Connection, active: int) -> None:
        """Keeps the active generation, the newest two and those that are read; forgets vectors that none uses."""
        numbers = [
            number
            for (number,) in connection.execute(
                sql.SQL("SELECT number FROM {} WHERE state = 'ready' ORDER BY number").format(self._base.generations)
            ).fetchall()
        ]
        gone = [number for number in numbers[:-KEPT] if number != active]
        dropped = [number for number in gone if self._drop(connection, number)]
        if dropped:
            unused = sql.SQL(" AND ").join(
                sql.SQL("NOT EXISTS (SELECT 1 FROM {} AS d WHERE d.digest = v.digest)").format(
                    self.tables(number).digests
                )
                for number in numbers
                if number not in dropped
            )
            connection.execute(sql.SQL("DELETE FROM {} AS v WHERE {}").format(self._base.vectors, unused))

    def _drop(self, connection: Connection, number: int) -> bool:
        """Whether it is gone; it stays where somebody reads it."""
        tables = self.tables(number)
        try:
            with connection.transaction():
                there = connection.execute(
                    "SELECT to_regclass(%s)", [f'"{self.server.schema}".offers_{number}']
                ).fetchone()
                if there is not None and there[0] is not None:
                    connection.execute(sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE NOWAIT").format(tables.offers))
                names = sql.SQL(", ").join(map(tables.of, GENERATION_TABLES))
                connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(names))
                connection.execute(
                    sql.SQL("DELETE FROM {} WHERE number = %s").format(self._base.generations), [number]
                )
        except psycopg.errors.LockNotAvailable:
            return False
        return True


def _manifest(row: tuple[Any, ...]) -> Manifest:
    number, kind, encoder, dimension, parts, offers, texts, tokens, languages, built_at = row
    return Manifest(
        int(number), int(kind), str(encoder), int(dimension), tuple(parts), int(offers), int(texts), tuple(tokens),
        tuple(languages), built_at,
    )  # fmt: skip
