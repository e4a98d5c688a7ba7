"""The record of acts: which counsellor did what and when, in which conversation. No words of a person, no notes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, DateTime, Integer, String, Table, insert, select, update

from bot.people.database import Database, metadata
from bot.sessions import Counsellor

log = logging.getLogger(__name__)

AT_ONCE = 100
"""Lines a page of the record."""


class Deed(StrEnum):
    """What counsellors do. Each has a text `copilot.deed_<value>`."""

    SIGNED_IN = "signed_in"
    SIGN_IN_REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    OPENED = "opened"  # a conversation was looked at
    TOOK_OVER = "took_over"
    TOOK_FROM = "took_from"  # from another counsellor
    WROTE = "wrote"
    GAVE_BACK = "gave_back"
    GIVEN_BACK = "given_back"  # by the advisor itself: the counsellor was gone
    REFUSED_STALE = "refused_stale"  # the conversation had moved on; nothing was changed
    STEERED = "steered"  # pinned, vetoed, reordered, added, noted
    CORRECTED = "corrected"
    ASKED_ASIDE = "asked_aside"
    PLAN_WRITTEN = "plan_written"
    PLAN_GIVEN = "plan_given"
    LOOKED_FOR_PEOPLE = "looked_for_people"  # outreach
    WROTE_TO_PEOPLE = "wrote_to_people"
    SETTLED_QUESTION = "settled_question"  # of those the advisor could not answer


acts = Table(
    "counsellor_acts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("at", DateTime(timezone=True), nullable=False, index=True),
    Column("counsellor", String(300), nullable=False, index=True),
    Column("name", String(100), nullable=False),
    Column("deed", String(40), nullable=False),
    Column("conversation", String(100), nullable=True, index=True),
    Column("offers", String(2000), nullable=False, default=""),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One act, as it was recorded. `conversation` is None when there is none, or it was erased."""

    number: int
    at: datetime
    counsellor: str
    name: str
    deed: str
    conversation: str | None
    offers: tuple[str, ...]


class Audit:
    """Writes and reads the record. Nothing here changes or removes a line, but for the one thing that erasing a
    conversation asks: its id goes, the act stays."""

    name = "record of counsellors' acts"

    def __init__(self, database: Database) -> None:
        self.database = database

    async def record(
        self, deed: Deed, counsellor: Counsellor, conversation: str | None = None, offers: Iterable[str] = ()
    ) -> None:
        """Write one act down. A record that cannot be written is an error of the act: it is raised."""
        await asyncio.to_thread(self.write, deed, counsellor, conversation, tuple(offers))

    def write(
        self, deed: Deed, counsellor: Counsellor, conversation: str | None = None, offers: tuple[str, ...] = ()
    ) -> None:
        """The same, in this thread."""
        with self.database.begin() as connection:
            connection.execute(
                insert(acts).values(
                    at=datetime.now(UTC),
                    counsellor=counsellor.id[:300],
                    name=counsellor.name[:100],
                    deed=deed.value,
                    conversation=conversation,
                    offers="\n".join(offers)[:2000],
                )
            )

    def read(
        self, *, counsellor: str | None = None, deed: Deed | None = None, before: int | None = None
    ) -> list[Line]:
        """Up to AT_ONCE acts, newest first: of one counsellor, of one kind, with a number below `before`."""
        if not self.database.exists():
            return []
        wanted = select(acts).order_by(acts.c.id.desc()).limit(AT_ONCE)
        if counsellor is not None:
            wanted = wanted.where(acts.c.counsellor == counsellor)
        if deed is not None:
            wanted = wanted.where(acts.c.deed == deed.value)
        if before is not None:
            wanted = wanted.where(acts.c.id < before)
        with self.database.begin() as connection:
            return [_line(row) for row in connection.execute(wanted).mappings()]

    def counsellors(self) -> list[tuple[str, str]]:
        """(id, name) of every counsellor in the record, by name."""
        if not self.database.exists():
            return []
        with self.database.begin() as connection:
            rows = connection.execute(select(acts.c.counsellor, acts.c.name).distinct()).all()
        return sorted({str(row[0]): str(row[1]) for row in rows}.items(), key=lambda item: item[1].casefold())

    def erase(self, conversation_id: str) -> None:
        """The acts stay; which conversation they were in is not known any more."""
        if not self.database.exists():
            return
        with self.database.begin() as connection:
            connection.execute(update(acts).where(acts.c.conversation == conversation_id).values(conversation=None))

    def expire(self, now: datetime) -> None:
        """Nothing: the record is the operator's, and says nothing about a person."""

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        """What counsellors did in this conversation: the person may know."""
        if not self.database.exists():
            return {}
        wanted = select(acts).where(acts.c.conversation == conversation_id).order_by(acts.c.id)
        with self.database.begin() as connection:
            lines = [_line(row) for row in connection.execute(wanted).mappings()]
        told = [{"at": line.at.isoformat(timespec="seconds"), "name": line.name, "act": line.deed} for line in lines]
        return {"acts": told} if told else {}


def _line(row: Mapping[Any, Any]) -> Line:
    at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)  # SQLite keeps no zone: it is UTC
    offers = tuple(str(row["offers"]).split("\n")) if row["offers"] else ()
    return Line(row["id"], at, row["counsellor"], row["name"], row["deed"], row["conversation"], offers)
