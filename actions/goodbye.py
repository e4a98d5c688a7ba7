"""Goodbye, and what happens to what was said."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply


class GoodbyeAct(Act):
    """action_goodbye"""

    action = "action_goodbye"

    def answer(self, turn: Turn) -> Answer:
        return Answer(text_reply("goodbye.bye", "goodbye.erased"), turn.state)
