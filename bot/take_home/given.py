"""Plans that counsellors write: one a conversation, with versions; kept beyond the conversation only if the person
agreed to that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, String, Table, Text, delete, select

from bot.people.database import Database, metadata
from bot.take_home.drafts import Draft

PLANS = Table(
    "plans",
    metadata,
    Column("conversation_id", String(64), primary_key=True),
    Column("plan", Text, nullable=False),
)
"""A row a conversation: the plan as JSON (`Written.told`)."""


class StaleError(RuntimeError):
    """Somebody wrote another version since the one that this change was made on."""


@dataclass(frozen=True, slots=True)
class Written:
    """A plan as it stands: `draft` in its `version` (1 is the first), written last by the counsellor of this `name`;
    `given` is the version that the person got, None before."""

    draft: Draft
    version: int
    name: str
    given: Draft | None = None
    given_by: str | None = None

    def told(self) -> dict[str, Any]:
        return {
            "draft": self.draft.told(),
            "version": self.version,
            "name": self.name,
            "given": self.given.told() if self.given else None,
            "given_by": self.given_by,
        }

    @classmethod
    def from_told(cls, told: Mapping[str, Any]) -> Written:
        """What `told` gave."""
        given = Draft.from_told(told["given"]) if told["given"] else None
        return cls(Draft.from_told(told["draft"]), told["version"], told["name"], given, told["given_by"])


def written_over(before: Written | None, draft: Draft, version: int, name: str) -> Written:
    """The plan after `draft` was written on `version` (0: on what the conversation suggested). Raises StaleError when
    that is not the newest."""
    newest = before.version if before else 0
    if version != newest:
        raise StaleError(f"version {version} was changed, the newest is {newest}")
    if before is None:
        return Written(draft, 1, name)
    return replace(before, draft=draft, version=newest + 1, name=name)


def handed_over(written: Written, name: str) -> Written:
    """The plan after the person got it from the counsellor of this name."""
    return replace(written, given=written.draft, given_by=name)


class Plans:
    """The plans that are kept: a holder of what is known about people. Called in threads."""

    name = "plans"

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, conversation_id: str, written: Written) -> None:
        """Keep the plan of a person who agreed to that; the caller made sure."""
        row = {"conversation_id": conversation_id, "plan": json.dumps(written.told(), ensure_ascii=False)}
        with self._database.begin() as connection:
            connection.execute(delete(PLANS).where(PLANS.c.conversation_id == conversation_id))
            connection.execute(PLANS.insert().values(row))

    def find(self, conversation_id: str) -> Written | None:
        """The plan that is kept of a conversation."""
        if not self._database.exists():
            return None
        with self._database.begin() as connection:
            plan = connection.scalar(select(PLANS.c.plan).where(PLANS.c.conversation_id == conversation_id))
        return Written.from_told(json.loads(plan)) if plan else None

    def erase(self, conversation_id: str) -> None:
        """The plan of a conversation goes."""
        if self._database.exists():
            with self._database.begin() as connection:
                connection.execute(delete(PLANS).where(PLANS.c.conversation_id == conversation_id))

    def expire(self, now: datetime) -> None:
        """Nothing of its own: a plan goes with its conversation, by `erase`."""

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        """The plan that is kept, as JSON."""
        written = self.find(conversation_id)
        return written.told() if written else {}
