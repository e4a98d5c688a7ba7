"""People: what persons agreed to be kept, and everything that holds something about them."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.people.database import Database
from bot.people.holders import Holder

log = logging.getLogger(__name__)


class People:
    """Keeps what a person agreed to, for `keep_days` after their last turn; erases through every holder."""

    def __init__(self, database: Database, *, keep_days: int, holders: Sequence[Holder] = ()) -> None:
        self.database, self.keep_days = database, keep_days
        self.holders: list[Holder] = list(holders)

    def erase(self, conversation_id: str) -> None:
        """Everything about a conversation, in every holder. Raises when one could not: the others were erased."""
        failed = []
        for holder in self.holders:
            try:
                holder.erase(conversation_id)
            except Exception:
                log.exception("erasing failed: holder=%s", holder.name)
                failed.append(holder.name)
        self.database.scrub()
        if failed:
            raise RuntimeError(f"could not erase in: {', '.join(failed)}")

    def expire(self, now: datetime | None = None) -> None:
        """What is past its day goes, in every holder."""
        for holder in self.holders:
            holder.expire(now or datetime.now(UTC))

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        """Everything that the holders have about a conversation, by holder."""
        return {holder.name: held for holder in self.holders if (held := holder.export(conversation_id))}
