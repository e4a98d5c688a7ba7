"""The SQL database of everything that is kept about people: SQLite in one private file, or PostgreSQL."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Dialect, Engine, MetaData, create_engine, event, make_url, text
from sqlalchemy.types import TypeDecorator

metadata = MetaData()
"""Tables of everything kept about people. Their owners declare them on it, each in a module of its own."""

BUSY_S = 60
"""How long a writer waits for another one (SQLite)."""

REWRITTEN_AT_ONCE = 64_000_000
"""Bytes of a file that is written anew with each erasure; a larger one now and then."""


class Instant(TypeDecorator[datetime]):
    """A moment, in and out with its time zone (UTC), also where the database knows none."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Database:
    """Where what people agreed to be kept is kept. `url`: `sqlite:///<file>` or `postgresql+psycopg://…`.

    Nothing is made before it is needed: `begin` makes what is missing, `exists` says whether anything was ever made.
    Who only looks asks `exists` first, so that looking makes no file. `due`: a large file is to be written anew.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        if self.url.drivername in ("postgresql", "postgres"):
            self.url = self.url.set(drivername="postgresql+psycopg")
        self._engine: Engine | None = None
        self._made: frozenset[str] = frozenset()
        self.due = False
        self._lock = threading.Lock()

    @property
    def file(self) -> Path | None:
        """The file of a SQLite database; None for PostgreSQL."""
        return Path(self.url.database or "") if self.url.get_backend_name() == "sqlite" else None

    def exists(self) -> bool:
        """Whether there is anything to look into. Makes nothing."""
        if self._made:
            return True
        return self.file.exists() if self.file is not None else True

    def create(self) -> None:
        """Make the database and the tables that are missing. Idempotent; tables declared since are made too."""
        with self._lock:
            wanted = frozenset(metadata.tables)
            if self._made == wanted and (self.file is None or self.file.exists()):
                return
            if self.file is not None:
                _make_private(self.file)
            metadata.create_all(self.engine)
            self._made = wanted

    @contextlib.contextmanager
    def begin(self) -> Iterator[Connection]:
        """A transaction: committed at the end, undone by an error. Makes what is missing."""
        self.create()
        with self.engine.begin() as connection:
            yield connection

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads: it waits for no writer. Makes what is missing: ask `exists` first."""
        self.create()
        with self.engine.connect().execution_options(reads=True) as connection, connection.begin():
            yield connection

    @property
    def engine(self) -> Engine:
        """SQLAlchemy's engine. Prefer `begin`."""
        if self._engine is None:
            self._engine = _engine(self)
        return self._engine

    def scrub(self, *, whole: bool = False) -> None:
        """Leave no trace of what was deleted. SQLite: the log is emptied, and the file is written anew: at once where
        it is small or `whole`, else it is `due`. PostgreSQL: VACUUM makes dead rows unreadable to SQL; its own
        write-ahead log and backups are the operator's (docs/privacy.md)."""
        if not self.exists():
            return
        self.create()
        if self.file is None:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                for table in metadata.tables.values():
                    connection.execute(text(f"VACUUM {table.name}"))
            return
        self.due = not whole and self.file.stat().st_size > REWRITTEN_AT_ONCE
        held = self.engine.raw_connection()
        try:
            cursor = held.cursor()
            if not self.due:
                # secure_delete zeroes a deleted row; a page that was split may still hold a copy of it
                cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, *_ = cursor.fetchone() or (0,)
            cursor.close()
        finally:
            held.close()
        if busy:
            raise OSError("the database is being read: its log could not be emptied. It is tried again.")

    def close(self) -> None:
        """Close every connection. The next use opens them again."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None


def _make_private(file: Path) -> None:
    """The folder for its owner only, the file too: before SQLite writes a byte."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.parent.chmod(0o700)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    file.chmod(0o600)


def _engine(database: Database) -> Engine:
    if database.file is None:
        return create_engine(database.url, pool_pre_ping=True)
    engine = create_engine(database.url, connect_args={"timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, not by the driver
        for pragma in ("journal_mode=WAL", "secure_delete=ON", "foreign_keys=ON", "synchronous=FULL",
                       "temp_store=MEMORY"):  # fmt: skip
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # a writer from the beginning: a reader that turns writer may find that it read the past
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine
