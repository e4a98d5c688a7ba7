"""Holdings: what a conversation has that can be taken home, judged today, in the person's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from actions.act import Turn, offers_of
from actions.contacts import guidance_contacts
from actions.offer_view import OfferView, view
from actions.reasons import Sourced, reasons_of, with_nearness
from actions.render.voice import Voice
from actions.services import Services
from actions.state import DialogueState
from actions.steering import Steering
from actions.wishes import find, names_of, wishes_of
from bot.take_home.gap import Gap, gap_of
from index.explain import why
from index.wishes import Kind
from knowledge.offer import Offer
from knowledge.reference_rows import FundingLead
from knowledge.register_rows import Contact, Role
from nlu.understanding import Act, Understanding


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """`views` are the offers shown last, in order. `notes` are a counsellor's remarks on offers, by offer id, written
    by `notes_by`. `made_on` is the day everything was judged on."""

    voice: Voice
    service_name: str
    made_on: date
    state: DialogueState
    views: tuple[OfferView, ...] = ()
    contacts: tuple[Contact, ...] = ()
    funding: tuple[FundingLead, ...] = ()
    gap: Gap | None = None
    notes: dict[str, str] = field(default_factory=dict)
    notes_by: str | None = None


def holdings(services: Services, state: DialogueState, voice: Voice, service_name: str) -> Holdings:
    """What the conversation in `state` has. Searches again for why each offer is on the list."""
    offers = offers_of(services, state.shortlist)
    turn = Turn(services, _nothing_said(state), state)
    country, steering = state.home, Steering.of(state)
    recognition = services.registers.asked(Role.RECOGNITION_CENTRE, state.country or country)
    return Holdings(
        voice=voice,
        service_name=service_name,
        made_on=services.today(),
        state=state,
        views=_views(turn, offers),
        contacts=(*guidance_contacts(services.registers, country), *recognition[:1]),
        funding=services.registers.funding_in(country) if country else (),
        gap=gap_of(turn, offers, voice.language),
        notes=dict(steering.notes),
        notes_by=steering.by,
    )


def _views(turn: Turn, offers: tuple[Offer, ...]) -> tuple[OfferView, ...]:
    """Each offer with why it is on the list; without a goal nothing can be said of that."""
    because = _because(turn, offers) if turn.state.goal is not None and offers else {}
    return tuple(view(turn.services, offer, turn.state, because.get(offer.id, ())) for offer in offers)


def _because(turn: Turn, offers: tuple[Offer, ...]) -> dict[str, tuple[Sourced, ...]]:
    """Why each offer, by its id, with the limits lifted as they were for the list."""
    wishes, names = wishes_of(turn), names_of(turn)
    found = find(turn, wishes)
    placed = {ranked.offer.id: ranked for ranked in found.ranked}
    lifted = tuple(Kind(kind) for kind in found.relaxed)
    for offer in offers:
        if offer.id not in placed:
            standing = turn.services.finder.standing(offer.id, wishes, lifted)
            if standing.ranked:
                placed[offer.id] = standing.ranked[-1]
    return {
        offer.id: reasons_of(offer, with_nearness(why(placed[offer.id], wishes)), names)
        for offer in offers
        if offer.id in placed
    }


def _nothing_said(state: DialogueState) -> Understanding:
    """A turn in which the person says nothing: only what is known counts."""
    return Understanding(
        text="", language=state.language or "en", language_confidence=0.0, act=Act.TAKE_HOME, act_confidence=1.0
    )
