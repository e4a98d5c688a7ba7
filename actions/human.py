"""A person, please: whom to ask, and honestly whether a counsellor is connected here."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Act, Answer, Turn
from actions.contacts import guidance_contacts
from actions.contents import Handover
from actions.pending import waiting
from actions.recognition import COUNTRIES_OF_LANGUAGE
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.words import CountryName
from nlu.understanding import Act as DialogueAct


class HumanAct(Act):
    """action_human"""

    action = "action_human"

    def answer(self, turn: Turn) -> Answer:
        country = turn.state.home
        contacts = guidance_contacts(turn.services.registers, country)
        connected = turn.services.counsellor
        first = Sentence("human.counsellor", {"how": connected}) if connected else Sentence("human.not_connected")
        if contacts:
            lead = (first, Sentence("human.contacts", {"country": CountryName(str(country))}))
        elif country:
            lead = (first, Sentence("human.none_known", {"country": CountryName(country)}))
        else:
            lead = (first, Sentence("human.which_country"))
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
