"""A question about offers before any was shown."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from nlu.understanding import Act as DialogueAct


class NothingShownAct(Act):
    """action_nothing_shown"""

    action = "action_nothing_shown"

    def answer(self, turn: Turn) -> Answer:
        if turn.state.goal is not None:
            buttons = (button("button.search", DialogueAct.REFINE),)
            state = replace(turn.state, offered={"act": DialogueAct.REFINE.value, "args": {}})
            return Answer(text_reply("nothing_shown.yet", "nothing_shown.search", quick_replies=buttons), state)
        return Answer(text_reply("nothing_shown.yet", "ask_goal.question"), turn.state)
