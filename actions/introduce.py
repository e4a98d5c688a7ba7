"""Who are you? Software, what it does, what it cannot do."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from nlu.understanding import Act as DialogueAct


class IntroduceAct(Act):
    """action_introduce"""

    action = "action_introduce"

    def answer(self, turn: Turn) -> Answer:
        buttons = (
            button("button.help", DialogueAct.ASK_HELP),
            button("button.data", DialogueAct.ASK_DATA),
            button("button.human", DialogueAct.ASK_HUMAN),
        )
        keys = ("introduce.software", "introduce.does", "introduce.cannot", "introduce.sources")
        return Answer(text_reply(*keys, quick_replies=buttons), turn.state)
