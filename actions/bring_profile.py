"""A CV or a credential that the person brings."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply


class BringProfileAct(Act):
    """action_bring_profile"""

    action = "action_bring_profile"

    def answer(self, turn: Turn) -> Answer:
        return Answer(text_reply("help.lead"), turn.state)
