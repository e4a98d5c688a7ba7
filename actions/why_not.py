"""Why not that one? Which limit an offer breaks, or what stands before it, found by searching again."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from actions.contents import Points
from actions.reasons import why_not_of
from actions.reply import Kind, Part, Reply, Sentence
from actions.resolve import by_words, refer
from actions.wishes import find, wishes_of
from index.contract import Query
from index.explain import why_not
from knowledge.offer import Offer
from nlu.understanding import Act as DialogueAct

LOOKED_THROUGH = 10


class WhyNotAct(Act):
    """action_why_not"""

    action = "action_why_not"

    def answer(self, turn: Turn) -> Answer:
        offer = _meant(turn)
        if offer is None:
            return Answer(text_reply("why_not.which"), turn.state)
        wishes = wishes_of(turn)
        found = find(turn, wishes)
        reasons = why_not(offer, wishes, found)
        lead = Sentence("why_not.lead", {"title": offer.title, "provider": offer.provider})
        part = Part(Kind.TEXT, (lead,), Points(why_not_of(offer, reasons, turn.state.limits)), (offer.id,))
        buttons = (
            button("button.checked", DialogueAct.ASK_CHECKED, offer=offer.id),
            button("button.details", DialogueAct.DETAILS, offer=offer.id),
        )
        return Answer(Reply((part,), buttons), turn.state)


def _meant(turn: Turn) -> Offer | None:
    """The offer asked about: pressed, pointed at, or named and found in the index by its words."""
    pressed = turn.args.get("offer")
    if isinstance(pressed, str):
        return turn.services.index.get(pressed)
    for reference in turn.said.references:
        if reference.words:
            named = _named(turn, reference.words)
            if named is not None:
                return named
        elif turn.shortlist and (meant := refer(reference, turn.shortlist, turn.state.focus).offer) is not None:
            return meant
    return None


def _named(turn: Turn, words: str) -> Offer | None:
    hits = turn.services.index.search(Query(words=words, limit=LOOKED_THROUGH)).hits
    offers = [offer for hit in hits if (offer := turn.services.index.get(hit.offer_id)) is not None]
    best = by_words(words, offers) if offers else ()
    return best[0] if best else None
