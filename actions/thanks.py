"""Thanks; whoever has a goal may have it kept."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.agreements import ask
from actions.ask_about import button
from actions.consents import Consent
from nlu.understanding import Act as DialogueAct


class ThanksAct(Act):
    """action_thanks"""

    action = "action_thanks"

    def answer(self, turn: Turn) -> Answer:
        more = (button("button.more", DialogueAct.MORE),) if turn.state.shortlist else ()
        unkept = turn.state.goal is not None and Consent.KEEP not in turn.state.consent
        keep = (ask(Consent.KEEP),) if unkept else ()
        return Answer(text_reply("thanks.welcome", quick_replies=(*more, *keep)), turn.state)
