"""The PostgreSQL server that holds an index: connections, what it must be able to do, and faults in words.

Readers take connections from a pool, may only read, and give up after `SEARCH_MS`. A connection whose server went
away is noticed before it is used and replaced, so an advisor recovers by itself when the server is back. A URL may
name several hosts (`postgresql://user@near,far/waymark?target_session_attrs=prefer-standby`): readers take what it
says, writers the one that can be written.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias, cast

import psycopg
from psycopg import conninfo, sql
from sqlalchemy import create_engine
from sqlalchemy import exc as sqlalchemy_errors

from index.contract import IndexUnusableError
from index.generations import IndexLockedError

Connection: TypeAlias = "psycopg.Connection[tuple[Any, ...]]"

SERVER_AT_LEAST = 17
VECTOR_AT_LEAST = (0, 8)
SEARCH_MS = 10_000
"""A search that takes longer is given up: the person has gone, and the server must not drown in what nobody reads."""
SESSION = {
    "statement_timeout": str(SEARCH_MS),
    "jit": "off",  # searches are short: compiling them would take longer than running them
    "hnsw.ef_search": "200",
    "hnsw.iterative_scan": "relaxed_order",  # goes on where a filter cuts away what is near; without it .09 is found
}
"""How every search is run; the URL may say otherwise: `?options=-c%20hnsw.ef_search%3D400`."""
CONNECT_S = 5
POOL = 8
GUIDE = "docs/postgresql.md tells how it is set up."


class Server:
    """One schema on one server. Safe to share between threads; `close` when it is not needed any more."""

    def __init__(self, url: str, schema: str = "waymark") -> None:
        """Connects to nothing yet. Raises ValueError where `url` is no PostgreSQL address."""
        try:
            self._parameters = conninfo.conninfo_to_dict(url.replace("postgresql+psycopg://", "postgresql://", 1))
        except psycopg.ProgrammingError as fault:
            raise ValueError(f"No address of a PostgreSQL database ({str(fault).strip()})") from None
        self.schema = schema
        self._checked = False
        self._checking = threading.Lock()
        # SQLAlchemy keeps the pool; what is asked is written in SQL.
        self._pool = create_engine(
            "postgresql+psycopg://",
            creator=self._connect_to_read,
            pool_pre_ping=True,
            pool_size=POOL,
            max_overflow=POOL,
        )

    @property
    def place(self) -> str:
        """The database and where it is, without user and password."""
        known = self._parameters
        host = known.get("host") or known.get("hostaddr") or "this machine"
        return f"the database {known.get('dbname') or known.get('user') or 'of the default name'} at {host}"

    def table(self, name: str) -> sql.Identifier:
        return sql.Identifier(self.schema, name)

    def close(self) -> None:
        """Closes what the pool holds. The next use connects again."""
        self._pool.dispose()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, undone at the end. Raises IndexUnusableError in words for the operator."""
        try:
            pooled = self._pool.raw_connection()
        except (psycopg.OperationalError, sqlalchemy_errors.OperationalError) as fault:
            raise self._unreachable(fault) from fault
        except sqlalchemy_errors.TimeoutError as fault:
            raise IndexUnusableError(
                f"All {2 * POOL} connections to {self.place} are in use. Searches take too long: {GUIDE}"
            ) from fault
        try:
            connection = cast(Connection, pooled.driver_connection)
            self._check(connection)
            yield connection
        except psycopg.errors.QueryCanceled as fault:
            raise IndexUnusableError(
                f"A search in {self.place} took longer than {SEARCH_MS} ms and was given up. {GUIDE}"
            ) from fault
        except psycopg.errors.InsufficientPrivilege as fault:
            raise self._forbidden(fault) from fault
        except psycopg.OperationalError as fault:
            pooled.invalidate(fault)
            raise self._unreachable(fault) from fault
        finally:
            pooled.close()

    @contextmanager
    def acting(self) -> Iterator[Connection]:
        """A connection of its own that may write, each statement by itself unless in `connection.transaction()`."""
        try:
            connection = psycopg.connect(
                **{**self._connecting(), "target_session_attrs": "read-write"},
                autocommit=True,
                prepare_threshold=None,
            )
        except psycopg.OperationalError as fault:
            raise self._unreachable(fault) from fault
        with connection:
            try:
                self._settle(connection)
                # A server notices by itself when its client was killed, also in the middle of a long statement.
                connection.execute("SET client_connection_check_interval = '5s'")
                self._check(connection, create=True)
                yield connection
            except psycopg.errors.InsufficientPrivilege as fault:
                raise self._forbidden(fault) from fault
            except psycopg.OperationalError as fault:
                raise self._unreachable(fault) from fault

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """`acting`, as the only writer of the index. The server lets go of the lock when the connection ends, however
        it ends. Raises IndexLockedError where another one writes."""
        with self.acting() as connection:
            name = [f"waymark index {self.schema}"]
            row = connection.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name).fetchone()
            if row is None or not row[0]:
                raise IndexLockedError(
                    f"Another process is writing the index in {self.place}. Wait until it has finished, then try "
                    "again."
                )
            yield connection
            # The server ends a session a moment after its client went: the next writer need not wait for that.
            connection.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)

    def versions(self) -> str:
        """PostgreSQL and pgvector as they are there, for `waymark doctor`. Raises IndexUnusableError."""
        with self.reading() as connection:
            row = connection.execute(
                "SELECT current_setting('server_version'), "
                "(SELECT extversion FROM pg_extension WHERE extname = 'vector'), pg_is_in_recovery()"
            ).fetchone()
        assert row is not None
        if row[1] is None:
            raise IndexUnusableError(
                f"PostgreSQL {row[0].split()[0]} answers for {self.place}, without pgvector. Run `waymark index "
                f"build`, or have the administrator run `CREATE EXTENSION vector` first. {GUIDE}"
            )
        return f"PostgreSQL {row[0].split()[0]}, pgvector {row[1]}{', a replica' if row[2] else ''}"

    def _connecting(self) -> dict[str, Any]:
        return {"connect_timeout": CONNECT_S, "application_name": "waymark", **self._parameters}

    def _connect_to_read(self) -> Connection:
        connection = psycopg.connect(**self._connecting(), prepare_threshold=None)
        connection.autocommit = True
        self._settle(connection)
        said = str(self._parameters.get("options") or "")
        for name, value in SESSION.items():
            if name not in said:  # what the operator says in the URL's options stays
                connection.execute("SELECT set_config(%s, %s, false)", [name, value])
        connection.autocommit = False
        connection.read_only = True
        return connection

    @staticmethod
    def _settle(connection: Connection) -> None:
        """Names of the extension are found, wherever the administrator put it."""
        connection.execute(
            "SELECT set_config('search_path', coalesce((SELECT quote_ident(n.nspname) FROM pg_extension e "
            "JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector'), 'public') , false)"
        )

    def _check(self, connection: Connection, *, create: bool = False) -> None:
        """Once: whether server and extension are new enough."""
        with self._checking:
            if self._checked:
                return
            if connection.info.server_version // 10_000 < SERVER_AT_LEAST:
                raise IndexUnusableError(
                    f"PostgreSQL {connection.info.server_version // 10_000} answers for {self.place}. Expected "
                    f"{SERVER_AT_LEAST} or newer. {GUIDE}"
                )
            found = _vector_version(connection)
            if found is None and create:
                connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
                self._settle(connection)
                found = _vector_version(connection)
            if found is None:
                return  # nothing was built yet: whoever looks for a generation is told so
            if tuple(int(part) for part in found.split(".")[:2]) < VECTOR_AT_LEAST:
                raise IndexUnusableError(
                    f"pgvector {found} is installed in {self.place}. Expected "
                    f"{'.'.join(map(str, VECTOR_AT_LEAST))} or newer: have the administrator update it and run "
                    f"`ALTER EXTENSION vector UPDATE`. {GUIDE}"
                )
            self._checked = True

    def _unreachable(self, fault: Exception) -> IndexUnusableError:
        said = str(getattr(fault, "orig", fault)).strip().splitlines() or [type(fault).__name__]
        return IndexUnusableError(
            f"PostgreSQL does not answer for {self.place} ({said[-1].strip()}). Start it, or mend WAYMARK_INDEX_URL; "
            f"the advisor goes on by itself once it answers. {GUIDE}"
        )

    def _forbidden(self, fault: Exception) -> IndexUnusableError:
        return IndexUnusableError(
            f"The role of WAYMARK_INDEX_URL lacks a right in {self.place} ({str(fault).strip().splitlines()[0]}). "
            f"{GUIDE}"
        )


def _vector_version(connection: Connection) -> str | None:
    row = connection.execute("SELECT extversion FROM pg_extension WHERE extname = 'vector'").fetchone()
    return None if row is None else str(row[0])
