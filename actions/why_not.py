"""Why not that one? Which limit an offer breaks, or what stands before it, found by searching again."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, offers_of, text_reply
from actions.ask_about import button, taken_off
from actions.contents import Points
from actions.reply import Kind, Part, Reply, Sentence
from actions.resolve import by_words, refer
from actions.steering import Steering
from actions.why_not_words import why_not_of
from actions.wishes import AT_ONCE, limits_asked, wishes_of
from index.contract import Query
from index.why_not import why_not
from index.wishes import Wishes
from knowledge.offer import Offer
from nlu.understanding import Act as DialogueAct

NAMED_ALIKE = 50
NEAR_GOAL = 500
"""Offers looked through: by their names, and by nearness to the goal."""

NAMED_SHARE = 0.5
"""An offer is named by at least half of the words; a provider's name weighs double."""


class WhyNotAct(Act):
    """action_why_not"""

    action = "action_why_not"

    def answer(self, turn: Turn) -> Answer:
        wishes = wishes_of(turn)
        offer = _meant(turn, wishes)
        if offer is None:
            return Answer(text_reply("why_not.which"), turn.state)
        if offer.id in turn.state.shortlist:
            # it is among those shown: what there is to say is why
            return self.instead(DialogueAct.WHY, turn.with_args({"offer": offer.id})) or Answer(
                text_reply("why_not.which"), turn.state
            )
        if offer.id in wishes.vetoed:
            return taken_off(offer, turn)
        found = turn.services.finder.find(wishes, AT_ONCE)
        reasons = why_not(offer, wishes, found)
        lead = Sentence("why_not.lead", {"title": offer.title, "provider": offer.provider})
        if any(reason.key == "why_not.on_list" for reason in reasons):
            # the advisor would show it; what a counsellor put first took its place
            displaced = Sentence(
                "steering.displaced", {"title": offer.title, "name": Steering.of(turn.state).by or ""}
            )
            return Answer(Reply((Part(Kind.TEXT, (displaced,), offer_ids=(offer.id,)),)), turn.state)
        part = Part(Kind.TEXT, (lead,), Points(why_not_of(offer, reasons, limits_asked(turn.state))), (offer.id,))
        buttons = (
            button("button.checked", DialogueAct.ASK_CHECKED, offer=offer.id),
            button("button.details", DialogueAct.DETAILS, offer=offer.id),
        )
        return Answer(Reply((part,), buttons), turn.state)


def _meant(turn: Turn, wishes: Wishes) -> Offer | None:
    """The offer asked about: pressed, pointed at, or named and found in the index by its words."""
    pressed = turn.args.get("offer")
    if isinstance(pressed, str):
        return turn.services.index.get(pressed)
    for reference in turn.said.references:
        if reference.words:
            named = _named(turn, reference.words, wishes)
            if named is not None:
                return named
        elif turn.shortlist and (meant := refer(reference, turn.shortlist, turn.state.focus).offer) is not None:
            return meant
    return None


def _named(turn: Turn, words: str, wishes: Wishes) -> Offer | None:
    """The offer that these words name; of several (a provider has many) the one nearest to the goal, and rather one
    that is not on the list."""
    index = turn.services.index
    near: dict[str, float] = {}
    if wishes.vector is not None:
        near = {hit.offer_id: hit.semantic for hit in index.search(Query(vector=wishes.vector, limit=NEAR_GOAL)).hits}
    hits = index.search(Query(words=words, limit=NAMED_ALIKE)).hits
    ids = dict.fromkeys((*(hit.offer_id for hit in hits), *near))
    named = by_words(words, offers_of(turn.services, tuple(ids)), share=NAMED_SHARE, tell_apart=False)
    others = tuple(offer for offer in named if offer.id not in turn.state.shortlist)
    return max(others or named, key=lambda offer: near.get(offer.id, -1.0), default=None)
