"""The shortlist as a counsellor looks at it: what the advisor would show now, why, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from actions.act import Turn
from actions.offer_card import offer_card
from actions.render.voice import Voice
from actions.services import Services
from actions.shortlist import because_of, seen
from actions.state import DialogueState
from actions.steering import Steering
from actions.wishes import AT_ONCE, find, wishes_of
from index.finder import Found
from index.wishes import Wishes
from nlu.understanding import Act, Understanding

NEXT = 5
"""Offers shown below the list: those that come next."""


@dataclass(frozen=True, slots=True)
class Listed:
    """The list for a state, with the search behind it."""

    turn: Turn
    wishes: Wishes
    found: Found

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(ranked.offer.id for ranked in self.found.ranked)


def turn_in(services: Services, state: DialogueState) -> Turn:
    """A turn in which nothing was said."""
    nothing = Understanding(
        text="", language=state.language or "en", language_confidence=0.0, act=Act.REFINE, act_confidence=1.0
    )
    return Turn(services, nothing, state)


def listed(services: Services, state: DialogueState) -> Listed:
    """What the advisor would show in this state; nothing without a goal. Searches: call it in a thread."""
    turn = turn_in(services, state)
    wishes = wishes_of(turn)
    found = find(turn, wishes)
    if state.goal is None:
        found = replace(found, ranked=(), total=0, relaxed=())
    return Listed(turn, wishes, found)


def coming_next(shown: Listed) -> tuple[str, ...]:
    """Ids of the offers that come after those on the list, best first."""
    if shown.turn.state.goal is None:
        return ()
    beyond = replace(shown.wishes, shown=shown.wishes.shown | frozenset(shown.ids))
    found = shown.turn.services.finder.find(beyond, NEXT)
    return tuple(ranked.offer.id for ranked in found.ranked)


def cards(shown: Listed, voice: Voice) -> list[dict[str, Any]]:
    """The list as offer cards (actions.offer_card) in the words of `voice`."""
    steering = Steering.of(shown.turn.state).holds_for(shown.turn.state)
    return [
        offer_card(seen(shown.turn, ranked, because_of(ranked, shown.wishes, steering), steering), voice)
        for ranked in shown.found.ranked
    ]


def named(services: Services, ids: tuple[str, ...]) -> list[dict[str, str]]:
    """{id, title, provider} of offers, those that the index still has."""
    offers = (services.index.get(offer) for offer in ids)
    return [
        {"id": offer.id, "title": offer.title, "provider": offer.provider} for offer in offers if offer is not None
    ]


__all__ = ["AT_ONCE", "Listed", "cards", "coming_next", "listed", "named", "turn_in"]
