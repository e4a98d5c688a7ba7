"""A person, please: a counsellor of this service, with consent and in one step; and whom else to ask."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Act, Answer, Turn
from actions.ask_about import button
from actions.consents import Consent
from actions.contacts import guidance_contacts
from actions.contents import Handover
from actions.counselling import end_button
from actions.pending import waiting
from actions.recognition import COUNTRIES_OF_LANGUAGE
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.words import CountryName
from nlu.understanding import Act as DialogueAct

ERRAND = "counsellor"
"""What the host does after the turn: put the conversation where counsellors see who waits."""


class HumanAct(Act):
    """action_human"""

    action = "action_human"

    def answer(self, turn: Turn) -> Answer:
        someone_is_here = turn.services.counsellor
        if someone_is_here is None:
            return _elsewhere(turn, (Sentence("human.not_connected"),))
        if turn.args.get("agree") is True or Consent.COUNSELLOR in turn.state.consent:
            return _asked(turn, someone_is_here())
        return _offered(turn, someone_is_here())


def _offered(turn: Turn, here: bool) -> Answer:
    """What a counsellor would see, how it ends, whether one is there now; one press agrees."""
    lead = (
        Sentence("copilot.offer_who"),
        Sentence("copilot.offer_sees"),
        Sentence("copilot.offer_end"),
        Sentence("copilot.here" if here else "copilot.nobody_here"),
    )
    answer = _elsewhere(turn, lead)
    agree = button("copilot.button_agree", DialogueAct.ASK_HUMAN, agree=True)
    not_now = button("copilot.button_not_now", DialogueAct.DENY)
    # a yes, said or pressed, is a yes to what was just described
    offered = {"act": DialogueAct.ASK_HUMAN.value, "args": {"agree": True}}
    return Answer(
        replace(answer.reply, quick_replies=(agree, not_now, *answer.reply.quick_replies)),
        replace(answer.state, offered=offered),
    )


def _asked(turn: Turn, here: bool) -> Answer:
    """They agreed: the conversation waits for a counsellor."""
    state = replace(turn.state, consent=turn.state.consent | {Consent.COUNSELLOR}, errand=ERRAND)
    lead = (
        Sentence("copilot.asked_here" if here else "copilot.asked_nobody"),
        Sentence("copilot.meanwhile"),
    )
    answer = _elsewhere(replace(turn, state=state), lead)
    return answer._replace(reply=replace(answer.reply, quick_replies=(end_button(), *answer.reply.quick_replies)))


def _elsewhere(turn: Turn, lead: tuple[Sentence, ...]) -> Answer:
    """The sentences, and the services of the person's country, or the question which country that is."""
    country = turn.state.home
    contacts = guidance_contacts(turn.services.registers, country)
    if contacts:
        lead = (*lead, Sentence("human.contacts", {"country": CountryName(str(country))}))
    elif country:
        lead = (*lead, Sentence("human.none_known", {"country": CountryName(country)}))
    else:
        lead = (*lead, Sentence("human.which_country"))
    part = Part(Kind.HANDOVER, lead=lead, content=Handover(contacts))
    if country:
        return Answer(Reply((part,)), turn.state)
    return Answer(Reply((part,), _countries(turn)), replace(turn.state, offered=waiting(DialogueAct.ASK_HUMAN)))


def _countries(turn: Turn) -> tuple[QuickReply, ...]:
    near = COUNTRIES_OF_LANGUAGE.get(turn.state.language or "", ())
    return tuple(
        QuickReply(
            Sentence("button.country", {"country": CountryName(code)}), DialogueAct.ASK_HUMAN.value, {"country": code}
        )
        for code in near
    )
