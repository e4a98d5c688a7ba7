"""Holders: every place that holds something about a person. Erasing, expiring and exporting reach all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol


class Holder(Protocol):
    """A place that holds something about people, by conversation. Called in a thread; idempotent; raises when it
    could not do it (it is then tried again). Looking makes no file.

    `name` is stable and plain: it is shown to operators and in the data of a person ("conversations").
    """

    @property
    def name(self) -> str: ...

    def erase(self, conversation_id: str) -> None:
        """Everything about this conversation goes, at once and for good."""

    def expire(self, now: datetime) -> None:
        """What is past its own day goes. What is kept of a conversation is erased by `erase` when its day comes: a
        holder whose things end with the conversation has nothing to do here."""

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        """Everything it holds about this conversation, as JSON can carry it; empty when it holds nothing."""
