"""A person takes an agreement back: as easy as giving it, and done at once."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Act, Answer, Turn, text_reply
from actions.agreements import ask, purpose_of, stop
from actions.ask_about import button
from actions.consents import Consent
from nlu.understanding import Act as DialogueAct

ALL = "all"


class WithdrawConsentAct(Act):
    """action_withdraw_consent"""

    action = "action_withdraw_consent"

    def answer(self, turn: Turn) -> Answer:
        given = turn.state.consent
        if not given:
            return Answer(text_reply("people.withdraw.nothing"), turn.state)
        if turn.args.get("purpose") == ALL:
            return Answer(text_reply("people.withdrawn.all"), replace(turn.state, consent=frozenset()))
        purpose = purpose_of(turn.args) or (next(iter(given)) if len(given) == 1 else None)
        if purpose is None:
            everything = button("people.button.stop_all", DialogueAct.WITHDRAW_CONSENT, purpose=ALL)
            buttons = (*(stop(each) for each in Consent if each in given), everything)
            return Answer(text_reply("people.withdraw.which", quick_replies=buttons), turn.state)
        if purpose not in given:
            return Answer(text_reply("people.withdraw.not_on", quick_replies=(ask(purpose),)), turn.state)
        gone = {purpose, Consent.FOUND} if purpose is Consent.KEEP else {purpose}
        keys = [f"people.withdrawn.{each.value}" for each in Consent if each in given & gone]
        return Answer(text_reply(*keys), replace(turn.state, consent=given - gone))
