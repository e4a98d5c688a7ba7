"""Why this one? The reasons that put an offer on the list, each with the field it was read from."""

from __future__ import annotations

from actions.act import Answer, Turn
from actions.ask_about import ActAboutOffer, button, others
from actions.contents import Points
from actions.reasons import reasons_of
from actions.reply import Kind, Part, Reply, Sentence
from actions.shortlist import because_of
from actions.steering import Steering
from actions.wishes import find, names_of, wishes_of
from index.ranking import Ranked
from index.wishes import Kind as LimitOf
from index.wishes import Wishes
from knowledge.offer import Offer
from nlu.understanding import Act


class WhyAct(ActAboutOffer):
    """action_why"""

    action = "action_why"
    asks = Act.WHY

    def about(self, offer: Offer, turn: Turn) -> Answer:
        wishes = wishes_of(turn)
        placed = _placed(offer, turn, wishes)
        named = {"title": offer.title, "provider": offer.provider, "goal": turn.state.goal_said}
        if placed is None:
            part = Part(Kind.TEXT, lead=(Sentence("why.not_known", named),), offer_ids=(offer.id,))
        else:
            steering = Steering.of(turn.state).holds_for(turn.state)
            reasons = reasons_of(offer, because_of(placed, wishes, steering), names_of(turn))
            lead = [Sentence("why.lead", named)] if reasons else []
            part = Part(Kind.TEXT, (*lead, *_by_hand(offer, steering)), Points(reasons), (offer.id,))
        buttons = (*others(offer, turn, Act.WHY), button("button.checked", Act.ASK_CHECKED, offer=offer.id))
        return Answer(Reply((part,), buttons), turn.state)


def _by_hand(offer: Offer, steering: Steering) -> tuple[Sentence, ...]:
    """That a counsellor put the offer there, and what they say about it."""
    if offer.id not in steering.by_hand:
        return ()
    said = Sentence("steering.pinned" if offer.id in steering.pinned else "steering.added")
    note = steering.notes.get(offer.id)
    return (said, Sentence("steering.note", {"name": steering.by or "", "words": note})) if note else (said,)


def _placed(offer: Offer, turn: Turn, wishes: Wishes) -> Ranked | None:
    """The offer with the features that placed it, with the limits lifted as they were for the list."""
    found = find(turn, wishes)
    on_list = next((ranked for ranked in found.ranked if ranked.offer.id == offer.id), None)
    if on_list is not None:
        return on_list
    if offer.id in Steering.of(turn.state).holds_for(turn.state).by_hand:
        return next(iter(turn.services.finder.weighed((offer.id,), wishes)), None)
    standing = turn.services.finder.standing(offer.id, wishes, tuple(LimitOf(kind) for kind in found.relaxed))
    return standing.ranked[-1] if standing.ranked else None
