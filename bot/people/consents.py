"""Consents: who agreed to what and when, by conversation. No words; gone with what they were given for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, Table, delete, select, update

from actions.consents import Consent
from bot.people.database import Database, Instant, metadata

consents = Table(
    "consents",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("purpose", String(16), primary_key=True),
    Column("given_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
)
"""The last time that each purpose was agreed to, and when it was taken back."""


class Consents:
    """The table of consents, as a holder of what is known about people."""

    name = "consents"

    def __init__(self, database: Database) -> None:
        self._database = database

    def change(
        self, conversation_id: str, given: Iterable[Consent], withdrawn: Iterable[Consent], now: datetime
    ) -> None:
        """Write down what a person agreed to and took back, `now`."""
        of = consents.c.conversation == conversation_id
        with self._database.begin() as connection:
            for purpose in withdrawn:
                connection.execute(update(consents).where(of, consents.c.purpose == purpose).values(withdrawn_at=now))
            for purpose in given:
                connection.execute(delete(consents).where(of, consents.c.purpose == purpose))
                connection.execute(
                    consents.insert().values(
                        conversation=conversation_id, purpose=purpose.value, given_at=now, withdrawn_at=None
                    )
                )

    def given(self, conversation_id: str) -> dict[Consent, datetime]:
        """What is agreed to now, and since when."""
        return {Consent(row.purpose): row.given_at for row in self._rows(conversation_id) if row.withdrawn_at is None}

    def conversations(self) -> frozenset[str]:
        """Every conversation in which something was agreed to."""
        if not self._database.exists():
            return frozenset()
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(consents.c.conversation).distinct()))

    def erase(self, conversation_id: str) -> None:
        if self._database.exists():
            with self._database.begin() as connection:
                connection.execute(delete(consents).where(consents.c.conversation == conversation_id))

    def expire(self, now: datetime) -> None:
        """They go with the conversation that they were given in."""

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        return {
            row.purpose: {
                "given_at": row.given_at.isoformat(timespec="seconds"),
                "withdrawn_at": row.withdrawn_at.isoformat(timespec="seconds") if row.withdrawn_at else None,
            }
            for row in self._rows(conversation_id)
        }

    def _rows(self, conversation_id: str) -> list[Any]:
        if not self._database.exists():
            return []
        with self._database.reading() as connection:
            found = connection.execute(select(consents).where(consents.c.conversation == conversation_id))
            return list(found.all())
