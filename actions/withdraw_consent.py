"""A person takes an agreement back."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply


class WithdrawConsentAct(Act):
    """action_withdraw_consent"""

    action = "action_withdraw_consent"

    def answer(self, turn: Turn) -> Answer:
        return Answer(text_reply("help.lead"), turn.state)
