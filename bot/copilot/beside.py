"""Beside a conversation: what counsellors have there and the person is not shown: a list being prepared, and remarks
for colleagues. The person may ask for all of it: it is in their data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from fastapi import Request
from sqlalchemy import Column, DateTime, Integer, String, Table, Text, delete, insert, select

from actions.consents import Consent
from actions.state import DialogueState
from actions.steering import NOTE_AT_MOST, Steering
from bot.people.database import Database, metadata
from bot.sessions import Counsellor, Session

REMARKS_AT_MOST = 50
"""Remarks for colleagues on one conversation."""

remarks = Table(
    "colleague_remarks",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation", String(100), nullable=False, index=True),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("name", String(100), nullable=False),
    Column("offer", String(300), nullable=True),
    Column("words", Text, nullable=False),
)


class TooManyRemarksError(ValueError):
    """There are as many remarks as a conversation may have."""


@dataclass(frozen=True, slots=True)
class Remark:
    """What one counsellor tells the others. `offer` is the id of the offer it is about, None: of none."""

    at: datetime
    name: str
    offer: str | None
    words: str


@dataclass(slots=True)
class _Side:
    draft: Steering | None = None
    remarks: list[Remark] = field(default_factory=list)


class Beside:
    """What counsellors have beside each conversation. A holder (bot.people.holders): erasing and exporting reach it.

    The list being prepared is in memory only. Remarks are in memory, and in the database where the person agreed that
    the conversation is kept. `is_open` says whether a conversation is held now: what is beside another is forgotten.
    """

    name = "counsellors' remarks"

    def __init__(self, database: Database, is_open: Callable[[str], bool] = lambda _: True) -> None:
        self.database, self.is_open = database, is_open
        self._sides: dict[str, _Side] = {}

    def steering(self, session: Session) -> Steering:
        """The list as counsellors prepare it; as the person has it, where nobody began."""
        side = self._sides.get(session.id)
        state = DialogueState.from_slots(session.slots)
        return side.draft if side is not None and side.draft is not None else Steering.of(state)

    def is_prepared(self, session: Session) -> bool:
        """Is there a change that the person has not been shown?"""
        side = self._sides.get(session.id)
        draft = side.draft if side is not None else None
        return draft is not None and draft.slot() != Steering.of(DialogueState.from_slots(session.slots)).slot()

    def prepare(self, session: Session, steering: Steering | None) -> None:
        """Hold the list being prepared; None: it is shown, or thrown away. Call it under the session's lock."""
        self._sweep()
        self._sides.setdefault(session.id, _Side()).draft = steering
        session.watched.move()

    def remark(self, session: Session, by: Counsellor, words: str, offer: str | None = None) -> int:
        """Tell colleagues something; how many remarks there are then. Raises TooManyRemarksError."""
        self._sweep()
        told = Remark(datetime.now(UTC), by.name[:100], offer, words[:NOTE_AT_MOST])
        if (count := len(self.remarks(session.id))) >= REMARKS_AT_MOST:
            raise TooManyRemarksError(f"{REMARKS_AT_MOST} remarks are there already")
        if Consent.KEEP in session.consent:
            with self.database.begin() as connection:
                row = {
                    "conversation": session.id,
                    "at": told.at,
                    "name": told.name,
                    "offer": offer,
                    "words": told.words,
                }
                connection.execute(insert(remarks).values(row))
        else:
            self._sides.setdefault(session.id, _Side()).remarks.append(told)
        return count + 1

    def remarks(self, conversation_id: str) -> list[Remark]:
        """The remarks for colleagues, oldest first."""
        side = self._sides.get(conversation_id)
        held = list(side.remarks) if side is not None else []
        if self.database.exists():
            wanted = select(remarks).where(remarks.c.conversation == conversation_id).order_by(remarks.c.id)
            with self.database.begin() as connection:
                held += [_remark(row) for row in connection.execute(wanted).mappings()]
        return sorted(held, key=lambda each: each.at)

    def erase(self, conversation_id: str) -> None:
        """Everything beside this conversation goes."""
        self._sides.pop(conversation_id, None)
        if self.database.exists():
            with self.database.begin() as connection:
                connection.execute(delete(remarks).where(remarks.c.conversation == conversation_id))

    def expire(self, now: datetime) -> None:
        """What is beside conversations that ended goes; what is kept is erased with its conversation."""
        self._sweep()

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        """The remarks for colleagues, and the remarks on a list that the person has not been shown."""
        told = [
            {"at": each.at.isoformat(timespec="seconds"), "name": each.name, "offer": each.offer, "words": each.words}
            for each in self.remarks(conversation_id)
        ]
        side = self._sides.get(conversation_id)
        draft = side.draft.slot() if side is not None and side.draft is not None else {}
        return {**({"for_colleagues": told} if told else {}), **({"list_being_prepared": draft} if draft else {})}

    def _sweep(self) -> None:
        self._sides = {key: side for key, side in self._sides.items() if self.is_open(key)}


def _remark(row: Mapping[Any, Any]) -> Remark:
    at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)  # SQLite keeps no zone: it is UTC
    return Remark(at, row["name"], row["offer"], row["words"])


def beside_of(request: Request) -> Beside:
    """The app's."""
    beside: Beside = request.app.state.beside
    return beside
