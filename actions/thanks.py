"""Thanks."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from nlu.understanding import Act as DialogueAct


class ThanksAct(Act):
    """action_thanks"""

    action = "action_thanks"

    def answer(self, turn: Turn) -> Answer:
        buttons = (button("button.more", DialogueAct.MORE),) if turn.state.shortlist else ()
        return Answer(text_reply("thanks.welcome", quick_replies=buttons), turn.state)
