"""A person agrees to one purpose: their profile kept, a counsellor reading along, being found for offers."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply


class GiveConsentAct(Act):
    """action_give_consent"""

    action = "action_give_consent"

    def answer(self, turn: Turn) -> Answer:
        return Answer(text_reply("help.lead"), turn.state)
