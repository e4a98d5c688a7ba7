"""Goodbye, and what happens to what was said; whoever has a goal may have it kept."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.agreements import ask, kept_until
from actions.ask_about import button
from actions.consents import Consent
from actions.reply import Kind, Part, Reply, Sentence
from nlu.understanding import Act as DialogueAct


class GoodbyeAct(Act):
    """action_goodbye"""

    action = "action_goodbye"

    def answer(self, turn: Turn) -> Answer:
        if Consent.KEEP in turn.state.consent:
            lead = (Sentence("goodbye.bye"), Sentence("people.bye.kept", {"date": kept_until(turn)}))
            choices = button("people.button.choices", DialogueAct.GIVE_CONSENT)
            return Answer(Reply((Part(Kind.TEXT, lead=lead),), (choices,)), turn.state)
        if turn.state.goal is None:
            return Answer(text_reply("goodbye.bye", "goodbye.erased"), turn.state)
        buttons = (ask(Consent.KEEP), button("people.button.erase", DialogueAct.ERASE_ME))
        return Answer(
            text_reply("goodbye.bye", "goodbye.erased", "people.bye.offer", quick_replies=buttons), turn.state
        )
