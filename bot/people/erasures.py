"""Erasures: what is to be erased, written down first, so that neither a crash nor another process loses it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Table, delete, select, update

from bot.people.database import Database, Instant, metadata

ALL = "*"
EXPIRED = "expired"
OUTSIDE = "?"
"""Prefix of what somebody outside asked for (`waymark erase`), and waits to be told about."""

erasures = Table(
    "erasures",
    metadata,
    Column("what", String(64), primary_key=True),
    Column("asked_at", Instant, nullable=False),
    Column("report", JSON),
)
"""`what`: the id of a conversation that is being erased; or OUTSIDE and an id, ALL or EXPIRED. `report`: set when
that is done."""


class Erasures:
    """The list of erasures under way."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ask(self, what: str, now: datetime) -> None:
        """Write down that `what` is to be erased."""
        with self._database.begin() as connection:
            connection.execute(delete(erasures).where(erasures.c.what == what))
            connection.execute(erasures.insert().values(what=what, asked_at=now))

    def under_way(self) -> tuple[str, ...]:
        """Conversations that are not erased yet, in every holder."""
        return tuple(what for what in self._waiting() if not what.startswith(OUTSIDE))

    def asked(self) -> tuple[str, ...]:
        """What was asked for from outside, oldest first."""
        return tuple(what.removeprefix(OUTSIDE) for what in self._waiting() if what.startswith(OUTSIDE))

    def _waiting(self) -> tuple[str, ...]:
        if not self._database.exists():
            return ()
        with self._database.reading() as connection:
            found = select(erasures.c.what, erasures.c.report).order_by(erasures.c.asked_at)
            return tuple(row.what for row in connection.execute(found) if row.report is None)

    def answer(self, what: str, report: Mapping[str, Any]) -> None:
        """It is done: tell who asked from outside."""
        with self._database.begin() as connection:
            connection.execute(update(erasures).where(erasures.c.what == OUTSIDE + what).values(report=dict(report)))

    def report(self, what: str) -> Mapping[str, Any] | None:
        """What was answered to who asked from outside; None while it is waiting."""
        with self._database.reading() as connection:
            found: Mapping[str, Any] | None = connection.scalar(
                select(erasures.c.report).where(erasures.c.what == OUTSIDE + what)
            )
            return found

    def strike(self, what: str) -> None:
        """It is done, and nobody needs to be told any more."""
        if self._database.exists():
            with self._database.begin() as connection:
                connection.execute(delete(erasures).where(erasures.c.what == what))
