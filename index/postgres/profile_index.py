"""PostgresProfileIndex: profiles in one table of the schema, their vectors compared by pgvector, all of them exactly.

There is no generation and no copy: what one DELETE takes away is all there is. Deleted rows stay readable in the file
of a table until it is vacuumed, so erasing vacuums; the write-ahead log, replicas and backups are the operator's
(docs/privacy.md). No graph is kept of the vectors: a graph goes on through what was erased.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import psycopg
from psycopg import sql

from index.contract import IndexUnusableError, Vector
from index.postgres.generations import Generations
from index.postgres.server import GUIDE, Connection, Server
from index.postgres.tables import Tables
from index.profiles.contract import ProfileEncoder, ProfileHit, ProfileInfo, ProfileQuery, ProfileResult
from index.profiles.folder_index import DECIMALS
from index.profiles.meaning import meaning, texts
from index.profiles.record import profile_from_json, profile_to_json
from index.profiles.wishes import keeps_to, limits_of
from index.weights import default_weights
from knowledge.esco import Esco
from knowledge.languages import CODES
from knowledge.learner_profile import LearnerProfile

REWRITTEN_AT_ONCE = 64_000_000
"""Bytes of a table that is written anew with each erasure; a larger one is vacuumed, its rows freed in place."""
LOCK_S = 10


@dataclass(frozen=True, slots=True)
class _Stored:
    profile_id: str
    profile: LearnerProfile
    encoder: str
    asked_as: str
    texts: str
    raw: bytes


class PostgresProfileIndex:
    """Implements index.profiles.contract.ProfileIndex. Threads, processes and machines may read and write. Raises
    IndexUnusableError where the server does not answer."""

    def __init__(self, server: Server, encoder: ProfileEncoder, esco: Esco) -> None:
        self._server, self._encoder, self._esco = server, encoder, esco
        self._table = Tables(server.schema).profiles

    # Writing

    def put(self, profile_id: str, profile: LearnerProfile) -> None:
        """Raises ValueError where a limit is of no known kind."""
        limits_of(profile)
        with self._acting() as connection:
            self._put(connection, profile_id, profile)

    def erase(self, profile_id: str) -> None:
        with self._server.acting() as connection:
            erase_profile(connection, self._server.schema, profile_id)

    def rebuild(self, profiles: Iterable[tuple[str, LearnerProfile]]) -> None:
        """Those that are not among `profiles` go first: whoever was erased in the store is not found meanwhile."""
        wanted = dict(profiles)
        with self._acting() as connection:
            keys = [_key(profile_id) for profile_id in wanted]
            connection.execute(sql.SQL("DELETE FROM {} WHERE id <> ALL(%s)").format(self._table), [keys])
            _scrub(connection, self._server.schema)
            for profile_id, profile in wanted.items():
                self._put(connection, profile_id, profile)

    @contextmanager
    def _acting(self) -> Iterator[Connection]:
        with self._server.acting() as connection:
            Generations(self._server).prepare(connection)
            yield connection

    def _put(self, connection: Connection, profile_id: str, profile: LearnerProfile) -> None:
        """Vectors are taken over where the texts are what they were."""
        read = texts(profile, self._esco, self._encoder)
        digest = _digest(read)
        before = self._read(connection, "WHERE id = %s", [_key(profile_id)])
        if before and (before[0].encoder, before[0].texts) == (self._encoder.fingerprint, digest):
            raw = self._raw(before[0])
        else:
            raw = self._embedded(read)
        vector = meaning(raw, profile, self._encoder) if len(raw) else None
        connection.execute(
            sql.SQL(
                "INSERT INTO {} (id, profile, encoder, asked_as, texts, raw, vector) VALUES (%s, %s, %s, %s, %s, %s, "
                "%s::vector) ON CONFLICT (id) DO UPDATE SET profile = excluded.profile, encoder = excluded.encoder, "
                "asked_as = excluded.asked_as, texts = excluded.texts, raw = excluded.raw, vector = excluded.vector"
            ).format(self._table),
            [
                _key(profile_id),
                orjson.dumps(profile_to_json(profile)),
                self._encoder.fingerprint,
                self._asked_as,
                digest,
                raw.astype("<f2").tobytes(),
                None if vector is None else _written(vector),
            ],
        )

    def _embedded(self, read: Sequence[str]) -> Vector:
        if not read:
            return np.empty((0, self._encoder.dimension), dtype=np.float32)
        # As float16, as it is stored: a figure must not change when it is read again.
        return self._encoder.encode_documents(read).astype(np.float16).astype(np.float32)

    @cached_property
    def _asked_as(self) -> str:
        """Changes whenever a text would become another query, though its encoder be the same: with other means or
        other weights of languages."""
        probe = np.linspace(-1.0, 1.0, self._encoder.dimension, dtype=np.float32)
        digest = hashlib.sha256(self._encoder.fingerprint.encode())
        for language in CODES:
            digest.update(np.round(self._encoder.as_query(probe, language), 4).astype("<f4").tobytes())
        return digest.hexdigest()[:32]

    # Reading

    def get(self, profile_id: str) -> LearnerProfile | None:
        found = self._all("WHERE id = %s", [_key(profile_id)])
        return found[0].profile if found else None

    def vector(self, profile_id: str) -> Vector | None:
        """The goal's vector, as index.contract.Query takes it; None without a goal or such a profile."""
        found = self._all("WHERE id = %s", [_key(profile_id)])
        return self._meaning(found[0]) if found else None

    def ids(self) -> tuple[str, ...]:
        """Ids of all profiles, in order."""
        with self._server.reading() as connection:
            rows = _asked(connection, sql.SQL("SELECT id FROM {}").format(self._table), [])
        return tuple(sorted(_id(key) for (key,) in rows))

    def search(self, query: ProfileQuery) -> ProfileResult:
        if query.vector.shape != (self._encoder.dimension,) or not np.isfinite(query.vector).all():
            raise ValueError(
                f"The offer's vector has shape {query.vector.shape}. Expected ({self._encoder.dimension},), all "
                "finite: offers and profiles must come from one encoder."
            )
        least = default_weights().weak if query.least is None else query.least
        with self._server.reading() as connection:
            near = [
                (_id(key), profile_from_json(orjson.loads(profile)), float(score))
                for key, profile, score in _asked(
                    connection,
                    sql.SQL(
                        "SELECT id, profile, score FROM (SELECT id, profile, "
                        "round((-(vector <#> %s::vector))::numeric, {}) AS score "
                        "FROM {} WHERE vector IS NOT NULL AND asked_as = %s OFFSET 0) AS scored "
                        "WHERE score >= %s"
                    ).format(sql.Literal(DECIMALS), self._table),
                    [_written(query.vector), self._asked_as, least],
                )
            ]
            others = self._read(connection, "WHERE asked_as <> %s", [self._asked_as])
        for stored in others:
            vector = self._meaning(stored)
            if vector is not None:
                score = round(float(vector @ query.vector), DECIMALS)
                if score >= least:
                    near.append((stored.profile_id, stored.profile, score))
        found = [
            ProfileHit(profile_id, profile, score)
            for profile_id, profile, score in near
            if keeps_to(query.offer, profile, limits_of(profile))
        ]
        found.sort(key=lambda hit: (-hit.score, hit.profile_id))
        return ProfileResult(tuple(found[: query.limit]), len(found), len(near))

    def info(self) -> ProfileInfo:
        with self._server.reading() as connection:
            rows = _asked(
                connection,
                sql.SQL("SELECT count(*), count(*) FILTER (WHERE encoder <> %s) FROM {}").format(self._table),
                [self._encoder.fingerprint],
            )
        profiles, foreign = rows[0] if rows else (0, 0)
        return ProfileInfo(int(profiles), self._encoder.fingerprint, int(foreign))

    def _all(self, which: str, values: list[Any]) -> list[_Stored]:
        with self._server.reading() as connection:
            return self._read(connection, which, values)

    def _read(self, connection: Connection, which: Any, values: list[Any]) -> list[_Stored]:
        statement = sql.SQL("SELECT id, profile, encoder, asked_as, texts, raw FROM {} ").format(self._table)
        return [
            _Stored(_id(key), profile_from_json(orjson.loads(profile)), encoder, asked_as, digest, raw)
            for key, profile, encoder, asked_as, digest, raw in _asked(connection, statement + sql.SQL(which), values)
        ]

    def _raw(self, stored: _Stored) -> Vector:
        half = np.frombuffer(stored.raw, dtype="<f2").reshape(-1, self._encoder.dimension)
        return half.astype(np.float32)

    def _meaning(self, stored: _Stored) -> Vector | None:
        """Embedded anew where another encoder made it."""
        ours = stored.encoder == self._encoder.fingerprint
        raw = self._raw(stored) if ours else self._embedded(texts(stored.profile, self._esco, self._encoder))
        return meaning(raw, stored.profile, self._encoder) if len(raw) else None


def erase_profile(connection: Connection, schema: str, profile_id: str) -> None:
    """Takes a profile away and leaves no row of it to be read; needs neither model nor encoder."""
    if not _exists(connection, schema):
        return
    gone = connection.execute(
        sql.SQL("DELETE FROM {} WHERE id = %s").format(Tables(schema).profiles), [_key(profile_id)]
    ).rowcount
    if gone:
        _scrub(connection, schema)


def stored_bytes(connection: Connection, schema: str, profile_id: str) -> int | None:
    """How much is kept of a profile; None where nothing is."""
    rows = _asked(
        connection,
        sql.SQL("SELECT length(profile) + length(raw) FROM {} WHERE id = %s").format(Tables(schema).profiles),
        [_key(profile_id)],
    )
    return int(rows[0][0]) if rows else None


def _exists(connection: Connection, schema: str) -> bool:
    row = connection.execute("SELECT to_regclass(%s)", [f'"{schema}".profiles']).fetchone()
    return row is not None and row[0] is not None


def _scrub(connection: Connection, schema: str) -> None:
    """Raises IndexUnusableError where the role may not: PostgreSQL itself would pass it over in silence."""
    table, name = Tables(schema).profiles, f'"{schema}".profiles'
    connection.execute(f"SET lock_timeout = '{LOCK_S}s'")
    size, may = connection.execute(
        "SELECT pg_total_relation_size(%(n)s::regclass), has_table_privilege(%(n)s, 'MAINTAIN')", {"n": name}
    ).fetchone() or (0, False)
    if not may:
        raise IndexUnusableError(
            f"What was erased can still be read in the files of {name}: the role of WAYMARK_INDEX_URL may not vacuum "
            f"it. Have its owner run `GRANT MAINTAIN ON {schema}.profiles TO` that role. {GUIDE}"
        )
    whole = size <= REWRITTEN_AT_ONCE
    connection.execute(sql.SQL("VACUUM (FULL) {}" if whole else "VACUUM {}").format(table))


def _asked(connection: Connection, statement: sql.Composed, values: list[Any]) -> list[tuple[Any, ...]]:
    """The rows; none where no profile was ever put."""
    try:
        return connection.execute(statement, values, binary=True).fetchall()
    except psycopg.errors.UndefinedTable:
        connection.rollback()
        return []


def _digest(read: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(read).encode("utf-8", "surrogatepass")).hexdigest()


def _key(profile_id: str) -> bytes:
    return profile_id.encode("utf-8", "surrogatepass")


def _id(key: bytes) -> str:
    return bytes(key).decode("utf-8", "surrogatepass")


def _written(vector: Vector) -> str:
    return "[" + ",".join(map(repr, vector.tolist())) + "]"
