"""Kept conversations: with the person's consent, and until the day that was said, a conversation and its profile."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    delete,
    func,
    select,
    update,
)

from bot.people.database import Database, Instant, metadata

MOST_ENTRIES = 200
"""Entries of a transcript that are kept, the newest."""

kept_conversations = Table(
    "kept_conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_hash", LargeBinary(32), nullable=False),
    Column("language", String(8)),
    Column("portal", String(64)),
    Column("easy_read", Boolean, nullable=False),
    Column("slots", JSON, nullable=False),
    Column("kept_since", Instant, nullable=False),
    Column("saved_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)
_owner = "kept_conversations.id"
kept_entries = Table(
    "kept_entries",
    metadata,
    Column("conversation", ForeignKey(_owner, ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("entry", JSON, nullable=False),
)
learner_profiles = Table(
    "learner_profiles",
    metadata,
    Column("conversation", ForeignKey(_owner, ondelete="CASCADE"), primary_key=True),
    Column("profile", JSON, nullable=False),
    Column("expires_at", Instant, nullable=False),
)


class KeepFullError(RuntimeError):
    """As many conversations are kept as the operator allows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConversation:
    """A conversation as it is kept: enough to go on with it. `token_hash` is that of the token that opens it."""

    id: str
    token_hash: bytes
    language: str | None
    portal: str | None
    easy_read: bool
    slots: Mapping[str, Any]
    transcript: Sequence[Mapping[str, Any]]


class Kept:
    """The tables of kept conversations and learner profiles, as one holder."""

    name = "kept conversations"

    def __init__(self, database: Database, *, limit: int) -> None:
        self._database, self._limit = database, limit

    def save(
        self, conversation: KeptConversation, profile: Mapping[str, Any], *, now: datetime, expires_at: datetime
    ) -> bool:
        """Keep it as it is now. True when the profile is another one than before. Raises KeepFullError for a new one
        beyond the limit."""
        with self._database.begin() as connection:
            before = connection.scalar(
                select(learner_profiles.c.profile).where(learner_profiles.c.conversation == conversation.id)
            )
            self._save_conversation(connection, conversation, now, expires_at)
            self._save_entries(connection, conversation)
            if before is None:
                connection.execute(
                    learner_profiles.insert().values(
                        conversation=conversation.id, profile=dict(profile), expires_at=expires_at
                    )
                )
            else:
                connection.execute(
                    update(learner_profiles)
                    .where(learner_profiles.c.conversation == conversation.id)
                    .values(profile=dict(profile), expires_at=expires_at)
                )
        return before != profile

    def _save_conversation(
        self, connection: Connection, conversation: KeptConversation, now: datetime, expires_at: datetime
    ) -> None:
        values = {
            "language": conversation.language,
            "easy_read": conversation.easy_read,
            "slots": dict(conversation.slots),
            "saved_at": now,
            "expires_at": expires_at,
        }
        done = connection.execute(
            update(kept_conversations).where(kept_conversations.c.id == conversation.id).values(values)
        )
        if done.rowcount:
            return
        if (connection.scalar(select(func.count()).select_from(kept_conversations)) or 0) >= self._limit:
            raise KeepFullError(f"{self._limit} conversations are kept, the limit (WAYMARK_MAX_KEPT)")
        connection.execute(
            kept_conversations.insert().values(
                id=conversation.id,
                token_hash=conversation.token_hash,
                portal=conversation.portal,
                kept_since=now,
                **values,
            )
        )

    def _save_entries(self, connection: Connection, conversation: KeptConversation) -> None:
        of = kept_entries.c.conversation == conversation.id
        last = connection.scalar(select(func.max(kept_entries.c.number)).where(of)) or 0
        new = [
            {"conversation": conversation.id, "number": entry["number"], "entry": as_kept(entry)}
            for entry in conversation.transcript
            if entry["number"] > last
        ][-MOST_ENTRIES:]
        if new:
            connection.execute(kept_entries.insert(), new)
            connection.execute(
                delete(kept_entries).where(of, kept_entries.c.number <= new[-1]["number"] - MOST_ENTRIES)
            )

    def find(
        self, conversation_id: str, token_hash: bytes, now: datetime
    ) -> tuple[KeptConversation, datetime] | None:
        """What is kept under this id and token, and until when; None for a wrong one and for what is past its day."""
        if not self._database.exists():
            return None
        with self._database.reading() as connection:
            row = connection.execute(
                select(kept_conversations).where(
                    kept_conversations.c.id == conversation_id, kept_conversations.c.expires_at > now
                )
            ).one_or_none()
            if row is None or not hmac.compare_digest(row.token_hash, token_hash):
                return None
            entries = connection.scalars(
                select(kept_entries.c.entry)
                .where(kept_entries.c.conversation == conversation_id)
                .order_by(kept_entries.c.number)
            ).all()
        kept = KeptConversation(
            id=row.id,
            token_hash=row.token_hash,
            language=row.language,
            portal=row.portal,
            easy_read=row.easy_read,
            slots=row.slots,
            transcript=entries,
        )
        return kept, row.expires_at

    def conversations(self) -> frozenset[str]:
        """Every conversation that is kept."""
        if not self._database.exists():
            return frozenset()
        with self._database.reading() as connection:
            return frozenset(connection.scalars(select(kept_conversations.c.id)))

    def expired(self, now: datetime) -> tuple[str, ...]:
        """The conversations whose day has come."""
        if not self._database.exists():
            return ()
        with self._database.reading() as connection:
            found = connection.scalars(select(kept_conversations.c.id).where(kept_conversations.c.expires_at <= now))
            return tuple(found)

    def erase(self, conversation_id: str) -> None:
        if not self._database.exists():
            return
        with self._database.begin() as connection:
            for table in (kept_entries, learner_profiles):
                connection.execute(delete(table).where(table.c.conversation == conversation_id))
            connection.execute(delete(kept_conversations).where(kept_conversations.c.id == conversation_id))

    def expire(self, now: datetime) -> None:
        for conversation_id in self.expired(now):
            self.erase(conversation_id)

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        if not self._database.exists():
            return {}
        with self._database.reading() as connection:
            row = connection.execute(
                select(kept_conversations, learner_profiles.c.profile)
                .outerjoin(learner_profiles)
                .where(kept_conversations.c.id == conversation_id)
            ).one_or_none()
            if row is None:
                return {}
            entries = connection.scalars(
                select(kept_entries.c.entry)
                .where(kept_entries.c.conversation == conversation_id)
                .order_by(kept_entries.c.number)
            ).all()
        return {
            "kept_since": row.kept_since.isoformat(timespec="seconds"),
            "saved_at": row.saved_at.isoformat(timespec="seconds"),
            "kept_until": row.expires_at.isoformat(timespec="seconds"),
            "language": row.language,
            "portal": row.portal,
            "understood": row.slots,
            "profile": row.profile,
            "transcript": list(entries),
        }


def as_kept(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of a transcript as it is kept: what was said and shown, without the data that it was made from."""
    if "messages" not in entry:
        return dict(entry)
    messages = [{key: m[key] for key in ("kind", "text", "html") if key in m} for m in entry["messages"]]
    return {**entry, "messages": messages}
