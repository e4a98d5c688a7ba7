"""What can I do here? Three things to try, as buttons."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from nlu.understanding import Act as DialogueAct

ABOUT_OFFERS = (
    button("button.checked", DialogueAct.ASK_CHECKED),
    button("button.compare", DialogueAct.COMPARE),
    button("button.human", DialogueAct.ASK_HUMAN),
)
BEFORE_OFFERS = (button("button.who", DialogueAct.ASK_WHO_ARE_YOU), button("button.human", DialogueAct.ASK_HUMAN))


class HelpAct(Act):
    """action_help"""

    action = "action_help"

    def answer(self, turn: Turn) -> Answer:
        if turn.state.shortlist:
            return Answer(text_reply("help.lead", "help.with_list", quick_replies=ABOUT_OFFERS), turn.state)
        return Answer(text_reply("help.lead", "help.example", quick_replies=BEFORE_OFFERS), turn.state)
