"""OfferView: one offer with what we can vouch for, as an answer shows it. Data, no words."""

from __future__ import annotations

from dataclasses import dataclass

from actions.background import background_reasons
from actions.professions import note_on
from actions.reasons import Sourced
from actions.services import Services
from actions.state import DialogueState
from knowledge.evidence import Statement
from knowledge.kind import kind_of
from knowledge.offer import Offer
from knowledge.quality import assess_quality
from knowledge.recognition import recognition_outlook
from knowledge.trust import Kind, Purpose, Quality, RecognitionOutlook


@dataclass(frozen=True, slots=True)
class OfferView:
    """An offer, what it is, whether it is checked, whether it counts, and why it was found.

    `outlooks` is one for the purpose that the person named, else one a purpose: without a purpose “will it count?”
    has no single answer. `pinned`: a counsellor put it first, `added`: found it by hand; `counsellor_note` is what
    they say about it to the person.
    """

    offer: Offer
    kind: Kind
    kind_statement: Statement
    quality: Quality
    outlooks: tuple[RecognitionOutlook, ...]
    reasons: tuple[Sourced, ...] = ()
    pinned: bool = False
    added: bool = False
    counsellor_note: str | None = None
    counsellor: str | None = None


def view(services: Services, offer: Offer, state: DialogueState, reasons: tuple[Sourced, ...] = ()) -> OfferView:
    """Judge an offer today, for the purpose and country of the conversation."""
    with services.stage("trust"):
        return _judged(services, offer, state, reasons)


def _judged(services: Services, offer: Offer, state: DialogueState, reasons: tuple[Sourced, ...]) -> OfferView:
    today = services.today()
    kind, kind_statement = kind_of(offer)
    quality = assess_quality(offer, services.registers, today)
    purposes = (state.purpose,) if state.purpose else tuple(Purpose)
    note = note_on(services.esco, state.goal_uris, state.language)
    outlooks = tuple(
        recognition_outlook(
            offer,
            quality,
            purpose,
            state.country,
            services.registers,
            today,
            profession_note=note.evidence,
            profession=note.name,
        )
        for purpose in purposes
    )
    reasons = (*reasons, *background_reasons(offer, state, services.esco))
    return OfferView(offer, kind, kind_statement, quality, outlooks, reasons)
