"""Start over: forget goal, limits and list; keep how to speak with the person."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply


class StartOverAct(Act):
    """action_start_over"""

    action = "action_start_over"

    def answer(self, turn: Turn) -> Answer:
        return Answer(text_reply("start_over.done", "ask_goal.question"), turn.state.cleared())
