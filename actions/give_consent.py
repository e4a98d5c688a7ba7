"""A person agrees to one purpose: their profile kept, a counsellor reading along, being found for offers.

It is explained and asked first: what exactly, where, until when, who sees it, how to undo it. Only a yes agrees.
"""

from __future__ import annotations

from dataclasses import replace

from actions.act import Act, Answer, Turn
from actions.agreements import ask, explained, kept_until, purpose_of, states, stop, switches
from actions.ask_about import button
from actions.consents import Consent
from actions.contents import Facts
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from nlu.understanding import Act as DialogueAct

NO = button("people.button.no", DialogueAct.DENY)


class GiveConsentAct(Act):
    """action_give_consent"""

    action = "action_give_consent"

    def answer(self, turn: Turn) -> Answer:
        purpose = purpose_of(turn.args)
        if purpose is None:
            return _choices(turn)
        if purpose in turn.state.consent:
            lead = (Sentence("people.already"), Sentence("people.given.undo"))
            return Answer(Reply((Part(Kind.TEXT, lead=lead),), (stop(purpose),)), turn.state)
        wanted = {purpose} | ({Consent.KEEP} if turn.args.get("both") is True else set())
        if purpose is Consent.FOUND and Consent.KEEP not in turn.state.consent | wanted:
            return _needs_keep(turn)
        if turn.args.get("sure") is not True:
            return _asked(turn, purpose)
        return _agreed(turn, purpose, frozenset(wanted))


def _choices(turn: Turn) -> Answer:
    lead = (Sentence("people.choose"), Sentence("people.choose.any_time"))
    return Answer(Reply((Part(Kind.TEXT, lead=lead, content=Facts(states(turn))),), switches(turn)), turn.state)


def _asked(turn: Turn, purpose: Consent) -> Answer:
    args = {"purpose": purpose.value, "sure": True}
    yes = button(f"people.button.yes_{purpose.value}", DialogueAct.GIVE_CONSENT, **args)
    # a yes, said or pressed, is a yes to what was just described
    state = replace(turn.state, offered={"act": DialogueAct.GIVE_CONSENT.value, "args": args})
    return Answer(Reply((explained(purpose, turn), _free()), (yes, NO)), state)


def _needs_keep(turn: Turn) -> Answer:
    """Being found needs a kept profile: both are explained, and each can be chosen."""
    args = {"purpose": Consent.FOUND.value, "both": True, "sure": True}
    buttons: tuple[QuickReply, ...] = (
        button("people.button.yes_both", DialogueAct.GIVE_CONSENT, **args),
        button("people.button.only_keep", DialogueAct.GIVE_CONSENT, purpose=Consent.KEEP.value, sure=True),
        NO,
    )
    parts = (
        Part(Kind.TEXT, lead=(Sentence("people.found.needs_keep"),)),
        explained(Consent.KEEP, turn),
        explained(Consent.FOUND, turn),
        _free(),
    )
    return Answer(Reply(parts, buttons), turn.state)


def _free() -> Part:
    return Part(Kind.TEXT, lead=(Sentence("people.free"),))


def _agreed(turn: Turn, purpose: Consent, wanted: frozenset[Consent]) -> Answer:
    state = replace(turn.state, consent=turn.state.consent | wanted)
    done = [each for each in Consent if each in wanted]
    lead = tuple(_said(each, turn) for each in done)
    part = Part(Kind.TEXT, lead=(*lead, Sentence("people.given.undo")))
    more = (ask(Consent.FOUND),) if purpose is Consent.KEEP and Consent.FOUND not in state.consent else ()
    data = button("people.button.data", DialogueAct.ASK_DATA)
    return Answer(Reply((part,), (*(stop(each) for each in done), *more, data)), state)


def _said(purpose: Consent, turn: Turn) -> Sentence:
    if purpose is Consent.COUNSELLOR:
        return Sentence("people.given.counsellor")
    return Sentence(f"people.given.{purpose.value}", {"date": kept_until(turn)})
