"""Start over: forget goal, limits and list; keep how to speak with the person, and what a counsellor ruled out."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.steering import Steering


class StartOverAct(Act):
    """action_start_over"""

    action = "action_start_over"

    def answer(self, turn: Turn) -> Answer:
        # what a counsellor took off the list stays off for the whole conversation
        state = Steering.of(turn.state).only_vetoes().put(turn.state.cleared())
        return Answer(text_reply("start_over.done", "ask_goal.question"), state)
