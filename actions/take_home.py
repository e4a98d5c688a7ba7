"""The list or the plan to take home: a file of it."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply


class TakeHomeAct(Act):
    """action_take_home"""

    action = "action_take_home"

    def answer(self, turn: Turn) -> Answer:
        return Answer(text_reply("help.lead"), turn.state)
