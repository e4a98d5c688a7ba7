"""What a person lacks for an occupation, and which offers lead there."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply


class PathwayAct(Act):
    """action_pathway"""

    action = "action_pathway"

    def answer(self, turn: Turn) -> Answer:
        return Answer(text_reply("help.lead"), turn.state)
