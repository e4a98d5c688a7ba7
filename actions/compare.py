"""Compare: two or three offers side by side."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from actions.contents import Compared
from actions.offer_view import view
from actions.reply import Kind, Part, Reply, Sentence
from actions.resolve import resolve_many
from nlu.understanding import Act as DialogueAct


class CompareAct(Act):
    """action_compare"""

    action = "action_compare"

    def answer(self, turn: Turn) -> Answer:
        offers = resolve_many(turn.said, turn.shortlist, turn.args, turn.services.index.get)
        if len(offers) < 2:
            more = button("button.more", DialogueAct.MORE)
            return Answer(text_reply("compare.only_one", quick_replies=(more,)), turn.state)
        views = tuple(view(turn.services, offer, turn.state) for offer in offers)
        part = Part(
            Kind.COMPARISON,
            lead=(Sentence("compare.lead", count=len(views)),),
            content=Compared(views),
            offer_ids=tuple(offer.id for offer in offers),
        )
        buttons = (
            *(button("button.more", DialogueAct.MORE),),
            button("button.human", DialogueAct.ASK_HUMAN),
        )
        return Answer(Reply((part,), buttons), turn.state)
