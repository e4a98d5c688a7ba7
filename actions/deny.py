"""No: leave it, and say what else is possible."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from nlu.understanding import Act as DialogueAct


class DenyAct(Act):
    """action_deny"""

    action = "action_deny"

    def answer(self, turn: Turn) -> Answer:
        if not turn.state.shortlist:
            return Answer(text_reply("deny.fine", "ask_goal.question"), turn.state)
        buttons = (
            button("button.more", DialogueAct.MORE),
            button("button.new_goal", DialogueAct.START_OVER),
            button("button.human", DialogueAct.ASK_HUMAN),
        )
        return Answer(text_reply("deny.fine", "deny.what_else", quick_replies=buttons), turn.state)
