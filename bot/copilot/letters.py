"""Letters: what counsellors wrote to people who agreed to be found; each appears in the conversation it is for.

A letter is told when its person is there, or when they come back to the conversation that they had kept. Whether
it was told stands in the transcript itself (`letter`), so that one that was not kept there is told again, and none
twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, String, Table, Text, delete, func, select
from sqlalchemy.exc import IntegrityError

from bot.people.database import Database, Instant, metadata
from bot.people.kept import KeptConversation
from bot.people.people import People
from bot.sessions import Session

LATELY = timedelta(days=90)
"""So long a letter counts as a contact; then it is deleted, unless its conversation was before."""

outreach_letters = Table(
    "outreach_letters",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("offer", String(300), primary_key=True),
    Column("counsellor", String(300), nullable=False),
    Column("name", String(100), nullable=False),
    Column("sent_at", Instant, nullable=False, index=True),
    Column("text", Text, nullable=False),
)


class WrittenBeforeError(ValueError):
    """Somebody was written to about this offer already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One letter to one person about one offer. `counsellor` is their id, `name` what the person reads; `text` is in
    the person's language."""

    conversation: str
    offer: str
    counsellor: str
    name: str
    sent_at: datetime
    text: str


class Letters:
    """The table of letters, as a holder of what is known about people."""

    name = "letters"

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def join(cls, people: People) -> Letters:
        """Letters that erasing reaches, and that arrive with a kept conversation."""
        letters = cls(people.database)
        people.holders.insert(0, letters)
        people.arrivals.append(letters.arrive)
        return letters

    def send(self, letter: Letter) -> None:
        """Raises WrittenBeforeError: nobody is written to twice about one offer, whoever writes."""
        try:
            with self._database.begin() as connection:
                connection.execute(
                    outreach_letters.insert().values(
                        conversation=letter.conversation,
                        offer=letter.offer[:300],
                        counsellor=letter.counsellor[:300],
                        name=letter.name[:100],
                        sent_at=letter.sent_at,
                        text=letter.text,
                    )
                )
        except IntegrityError:
            raise WrittenBeforeError("This person was written to about this offer already.") from None

    def contacts(self, now: datetime) -> dict[str, int]:
        """How often each person was written to lately, by conversation."""
        if not self._database.exists():
            return {}
        counted = (
            select(outreach_letters.c.conversation, func.count())
            .where(outreach_letters.c.sent_at > now - LATELY)
            .group_by(outreach_letters.c.conversation)
        )
        with self._database.begin() as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(counted)}

    def written_about(self, offers: Iterable[str]) -> frozenset[str]:
        """Conversations that were written to about any of these offers."""
        if not self._database.exists():
            return frozenset()
        wanted = select(outreach_letters.c.conversation).where(outreach_letters.c.offer.in_(list(offers)))
        with self._database.begin() as connection:
            return frozenset(connection.scalars(wanted))

    def of(self, conversation_id: str) -> list[Letter]:
        """The letters to one person, oldest first."""
        if not self._database.exists():
            return []
        wanted = (
            select(outreach_letters)
            .where(outreach_letters.c.conversation == conversation_id)
            .order_by(outreach_letters.c.sent_at, outreach_letters.c.offer)
        )
        with self._database.begin() as connection:
            return [Letter(**row) for row in connection.execute(wanted).mappings()]

    def arrive(self, conversation: KeptConversation) -> KeptConversation:
        """The conversation with the letters that came while its person was away."""
        return replace(
            conversation,
            transcript=[*conversation.transcript, *untold(conversation.transcript, self.of(conversation.id))],
        )

    def erase(self, conversation_id: str) -> None:
        if self._database.exists():
            with self._database.begin() as connection:
                connection.execute(delete(outreach_letters).where(outreach_letters.c.conversation == conversation_id))

    def expire(self, now: datetime) -> None:
        """Letters that count no longer go; what a person read of them is kept or erased with their conversation."""
        if self._database.exists():
            with self._database.begin() as connection:
                connection.execute(delete(outreach_letters).where(outreach_letters.c.sent_at <= now - LATELY))

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        letters = self.of(conversation_id)
        return {
            letter.offer: {
                "from": letter.name,
                "at": letter.sent_at.isoformat(timespec="seconds"),
                "text": letter.text,
            }
            for letter in letters
        }


def untold(transcript: Sequence[Mapping[str, Any]], letters: Iterable[Letter]) -> list[dict[str, Any]]:
    """Entries of those letters that a transcript does not have yet. One that fell out of a long transcript is not
    told again."""
    known = {entry.get("letter") for entry in transcript}
    number = transcript[-1]["number"] if transcript else 0
    cut_at = datetime.fromisoformat(transcript[0]["at"]) if transcript and transcript[0]["number"] > 1 else None
    new = (each for each in letters if each.offer not in known and (cut_at is None or each.sent_at >= cut_at))
    return [
        {
            "role": "counsellor",
            "number": number + place,
            "at": each.sent_at.isoformat(timespec="seconds"),
            "name": each.name,
            "text": each.text,
            "letter": each.offer,
        }
        for place, each in enumerate(new, start=1)
    ]


def tell(session: Session, letter: Letter) -> None:
    """The letter to somebody who is there. The caller holds the session's lock."""
    for entry in untold(session.transcript, [letter]):
        session.note("counsellor", name=entry["name"], text=entry["text"], letter=entry["letter"])
