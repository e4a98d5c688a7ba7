"""Questions about one offer: find the one meant, or ask which; buttons that ask the same of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from actions.act import Act, Answer, Turn
from actions.pending import asking
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.resolve import Resolution, resolve
from actions.steering import Steering
from knowledge.offer import Offer
from nlu.understanding import Act as DialogueAct


class ActAboutOffer(Act):
    """An act that answers about one offer. A subclass says which dialogue act it is and what it answers."""

    asks: DialogueAct

    def answer(self, turn: Turn) -> Answer:
        meant = resolve(turn.said, turn.shortlist, turn.state.focus, turn.args, turn.services.index.get)
        if meant.offer is None:
            return self.which(turn, meant)
        if meant.offer.id in Steering.of(turn.state).vetoed:
            return taken_off(meant.offer, turn)
        focused = replace(turn, state=replace(turn.state, focus=meant.offer.id))
        reply, state = self.about(meant.offer, focused)
        return Answer(reply, asking(state, self.asks))

    def about(self, offer: Offer, turn: Turn) -> Answer:
        """The answer about `offer`, which is in focus from now on."""
        raise NotImplementedError

    def which(self, turn: Turn, meant: Resolution) -> Answer:
        """Ask which offer is meant, one button an offer; say so when none can be shown any more."""
        if not meant.offers:
            return Answer(Reply((Part(Kind.TEXT, lead=(Sentence("which.none"),)),)), turn.state)
        lead = (
            Sentence("which.out_of_range", count=len(meant.offers)) if meant.out_of_range else Sentence("which.ask")
        )
        return Answer(Reply((Part(Kind.TEXT, lead=(lead,)),), same_of(meant.offers, self.asks)), turn.state)


def taken_off(offer: Offer, turn: Turn) -> Answer:
    """A counsellor ruled this offer out: say so instead of showing it, with what they said about it."""
    steering = Steering.of(turn.state)
    said = [Sentence("steering.taken_off", {"title": offer.title, "name": steering.by or ""})]
    if (note := steering.notes.get(offer.id)) is not None:
        said.append(Sentence("steering.note", {"name": steering.by or "", "words": note}))
    return Answer(
        Reply((Part(Kind.TEXT, lead=tuple(said)),), (button("button.human", DialogueAct.ASK_HUMAN),)), turn.state
    )


def same_of(
    offers: Sequence[Offer], act: DialogueAct, args: Mapping[str, Any] | None = None
) -> tuple[QuickReply, ...]:
    """One button an offer, that asks `act` of it."""
    return tuple(
        QuickReply(Sentence("button.offer", {"title": offer.title}), act.value, {**(args or {}), "offer": offer.id})
        for offer in offers
    )


def others(
    offer: Offer, turn: Turn, act: DialogueAct, args: Mapping[str, Any] | None = None
) -> tuple[QuickReply, ...]:
    """Buttons that ask the same of the other offers on the list."""
    return same_of([other for other in turn.shortlist if other.id != offer.id][:2], act, args)


def button(key: str, act: DialogueAct, **args: Any) -> QuickReply:
    """A button with a label from the catalogue."""
    return QuickReply(Sentence(key), act.value, args)
