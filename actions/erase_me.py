"""Erase everything about me: asked once more, then done by the host."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply


class EraseMeAct(Act):
    """action_erase_me"""

    action = "action_erase_me"

    def answer(self, turn: Turn) -> Answer:
        return Answer(text_reply("help.lead"), turn.state)
