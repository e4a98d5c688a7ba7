"""Compare: two or three offers side by side, those chosen on their cards, pointed at, or shown last."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from actions.contents import Compared
from actions.offer_view import view
from actions.reply import Kind, Part, Reply, Sentence
from actions.resolve import resolve_many
from knowledge.offer import Offer
from nlu.understanding import Act as DialogueAct

AT_MOST = 3
"""Offers side by side; a fourth column is read by nobody."""


class CompareAct(Act):
    """action_compare

    Arguments: `offers` are ids; with `chosen` they were ticked on their cards, and nothing else is compared instead.
    """

    action = "action_compare"

    def answer(self, turn: Turn) -> Answer:
        more = button("button.more", DialogueAct.MORE)
        if turn.args.get("chosen") is True:
            offers = chosen(turn)
            if len(offers) < 2:
                these = button("button.compare", DialogueAct.COMPARE, offers=list(turn.state.shortlist))
                buttons = (these,) if len(turn.shortlist) > 1 else ()
                return Answer(text_reply("compare.choose_two", quick_replies=(*buttons, more)), turn.state)
        else:
            offers = resolve_many(turn.said, turn.shortlist, turn.args, turn.services.index.get)
        if len(offers) < 2:
            return Answer(text_reply("compare.only_one", quick_replies=(more,)), turn.state)
        shown = offers[:AT_MOST]
        lead = [Sentence("compare.lead", count=len(shown))]
        if len(offers) > AT_MOST:
            lead.append(Sentence("compare.first_three"))
        part = Part(
            Kind.COMPARISON,
            lead=tuple(lead),
            content=Compared(tuple(view(turn.services, offer, turn.state) for offer in shown)),
            offer_ids=tuple(offer.id for offer in shown),
        )
        return Answer(Reply((part,), (more, button("button.human", DialogueAct.ASK_HUMAN))), turn.state)


def chosen(turn: Turn) -> tuple[Offer, ...]:
    """The offers ticked on their cards that the index still has, each once, in the order of the cards."""
    ids = turn.args.get("offers")
    found = (
        turn.services.index.get(each) for each in (ids if isinstance(ids, list) else ()) if isinstance(each, str)
    )
    return tuple({offer.id: offer for offer in found if offer is not None}.values())
