"""Will it count? For one purpose in one country: who decides, what speaks for it, what is missing, what to ask."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Answer, Turn
from actions.ask_about import ActAboutOffer, button, others
from actions.contents import Counted
from actions.explain_term import term_named_in
from actions.offer_view import view
from actions.pending import waiting
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.words import CountryName
from knowledge.offer import Offer
from knowledge.trust import Purpose
from nlu.understanding import Act

COUNTRIES_OF_LANGUAGE: dict[str, tuple[str, ...]] = {
    "bg": ("BG",), "cs": ("CZ",), "da": ("DK",), "de": ("DE", "AT", "BE", "LU"), "el": ("GR", "CY"),
    "en": ("IE", "MT"), "es": ("ES",), "et": ("EE",), "fi": ("FI",), "fr": ("FR", "BE", "LU"), "ga": ("IE",),
    "hr": ("HR",), "hu": ("HU",), "it": ("IT",), "lt": ("LT",), "lv": ("LV",), "mt": ("MT",), "nl": ("NL", "BE"),
    "pl": ("PL",), "pt": ("PT",), "ro": ("RO",), "sk": ("SK",), "sl": ("SI",), "sv": ("SE", "FI"), "uk": ("UA",),
}  # fmt: skip
"""Countries offered as buttons first: those where the language is official. Any other can be written."""


class RecognitionAct(ActAboutOffer):
    """action_recognition"""

    action = "action_recognition"
    asks = Act.ASK_RECOGNITION

    def about(self, offer: Offer, turn: Turn) -> Answer:
        if turn.state.purpose is None:
            return self._ask_purpose(offer, turn)
        shown = view(turn.services, offer, turn.state)
        part = Part(
            Kind.RECOGNITION,
            lead=(Sentence("recognition.lead", {"title": offer.title, "provider": offer.provider}),),
            content=Counted(shown),
            offer_ids=(offer.id,),
        )
        if turn.state.country is None:
            ask = Part(Kind.TEXT, lead=(Sentence("recognition.which_country"),))
            state = replace(turn.state, offered=waiting(Act.ASK_RECOGNITION, offer=offer.id))
            return Answer(Reply((part, ask), self._countries(offer, turn)), state)
        another = tuple(
            QuickReply(
                Sentence(f"word.purpose.{purpose.value}"),
                Act.ASK_RECOGNITION.value,
                {"offer": offer.id, "purpose": purpose.value},
            )
            for purpose in Purpose
            if purpose is not turn.state.purpose
        )
        buttons = (
            *others(offer, turn, Act.ASK_RECOGNITION),
            *another,
            *term_named_in(shown.outlooks[0].statements, self.renderer, turn.state),
            button("button.human", Act.ASK_HUMAN),
        )
        return Answer(Reply((part,), buttons), turn.state)

    def _ask_purpose(self, offer: Offer, turn: Turn) -> Answer:
        lead = Sentence("recognition.which_purpose", {"title": offer.title, "provider": offer.provider})
        buttons = tuple(
            QuickReply(
                Sentence(f"word.purpose.{purpose.value}"),
                Act.ASK_RECOGNITION.value,
                {"offer": offer.id, "purpose": purpose.value},
            )
            for purpose in Purpose
        )
        state = replace(turn.state, offered=waiting(Act.ASK_RECOGNITION, offer=offer.id))
        return Answer(Reply((Part(Kind.TEXT, lead=(lead,)),), buttons), state)

    def _countries(self, offer: Offer, turn: Turn) -> tuple[QuickReply, ...]:
        near = COUNTRIES_OF_LANGUAGE.get(turn.state.language or "", ())
        return tuple(
            QuickReply(
                Sentence("button.country", {"country": CountryName(code)}),
                Act.ASK_RECOGNITION.value,
                {"offer": offer.id, "country": code},
            )
            for code in near
        )
