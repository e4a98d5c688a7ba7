"""Something else was asked: say plainly what this advisor is for, and offer a person."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from nlu.understanding import Act as DialogueAct


class OutOfScopeAct(Act):
    """action_out_of_scope"""

    action = "action_out_of_scope"

    def answer(self, turn: Turn) -> Answer:
        buttons = (button("button.help", DialogueAct.ASK_HELP), button("button.human", DialogueAct.ASK_HUMAN))
        return Answer(text_reply("out_of_scope.cannot", "out_of_scope.can", quick_replies=buttons), turn.state)
