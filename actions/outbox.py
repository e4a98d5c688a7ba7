"""Outbox: replies between the action that makes them and the chat that renders them."""

from __future__ import annotations

from actions.reply import Reply
from actions.turns import ShortMemory


class Outbox(ShortMemory[Reply]):
    """Turn id -> Reply. When a turn runs more than one act, their parts follow one another and the last act's
    quick replies stand."""

    def add(self, turn_id: str, reply: Reply) -> None:
        """Leave a reply for the chat to take."""
        before = self.get(turn_id)
        if before is not None:
            reply = Reply((*before.parts, *reply.parts), reply.quick_replies or before.quick_replies)
        self.put(turn_id, reply)
