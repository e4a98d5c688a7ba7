"""A proposal: what was read of a file, as items that the person ticks. Held in memory with the conversation only."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.credentials.check import Verdict

KEPT_S = 15 * 60.0


class ItemKind(StrEnum):
    """What an item would change."""

    OCCUPATION = "occupation"
    SKILL = "skill"
    SCHOOLING = "schooling"
    LANGUAGE = "language"


class Certainty(StrEnum):
    """How sure it is that the file means this."""

    SURE = "sure"
    MAYBE = "maybe"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that may be used. `label` is ESCO's name for it, `said` what the file says, `where` it says so.

    `uri` is an ESCO concept (occupations, skills); `level` an EQF level (schooling) or CEFR level (languages); `code`
    an ISO 639-1 language. `part_of` is the occupation that a skill is often part of, where the file does not name it.
    `label_language` is the language of the label. Only what is sure, and no language, is ticked beforehand.
    """

    id: str
    kind: ItemKind
    label: str
    certainty: Certainty
    said: str = ""
    where: str = ""
    uri: str | None = None
    level: str | None = None
    code: str | None = None
    part_of: str | None = None
    label_language: str = "en"
    broken: bool = False

    @property
    def is_ticked(self) -> bool:
        return self.certainty is Certainty.SURE and self.kind is not ItemKind.LANGUAGE and not self.broken


@dataclass(frozen=True, slots=True)
class CheckedCredential:
    """A credential that was brought: what it says, and what can be said of its seal."""

    title: str
    awarding_body: str | None
    level: int | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed. `unlinked` counts words that ESCO has no name for; `left_out` texts that named the person."""

    items: tuple[Item, ...]
    credentials: tuple[CheckedCredential, ...] = ()
    unlinked: int = 0
    left_out: int = 0
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    made_at: float = field(default_factory=time.monotonic)

    def is_kept(self, now: float | None = None) -> bool:
        """Whether it may still be confirmed."""
        return (time.monotonic() if now is None else now) - self.made_at < KEPT_S

    def chosen(self, ids: frozenset[str]) -> tuple[Item, ...]:
        """The items with these ids, in order; ids of other proposals are not among them."""
        return tuple(item for item in self.items if item.id in ids)
