"""Details: the elements of the EU standard for describing micro-credentials, stated, missing or to check at issue."""

from __future__ import annotations

import re

from actions.act import Answer, Turn
from actions.ask_about import ActAboutOffer, button, others
from actions.contents import Described
from actions.offer_view import view
from actions.pending import asked_last
from actions.reply import Kind, Part, Reply, Sentence
from actions.suits import what_to_ask_first
from knowledge.elements import standard_elements
from knowledge.offer import Offer
from knowledge.trust import ElementState
from nlu.understanding import Act, Understanding

ASKED_AGAIN = frozenset({Act.ASK_CHECKED, Act.ASK_RECOGNITION, Act.ASK_PRICE, Act.WHY})
"""Questions that “and the first?” asks again."""

LONGEST_ARTICLE = 3
"""Letters of a word beside a reference that asks nothing by itself: and, und, the, der."""


def is_only_reference(said: Understanding) -> bool:
    """Whether a message is “and the first?”: one offer pointed to, and nothing asked of it."""
    if len(said.references) != 1 or said.references[0].ordinal is None or said.references[0].span is None:
        return False
    span = said.references[0].span
    beside = f"{said.text[: span.start]} {said.text[span.end :]}"
    return all(len(word) <= LONGEST_ARTICLE for word in re.findall(r"\w+", beside))


class DetailsAct(ActAboutOffer):
    """action_details"""

    action = "action_details"
    asks = Act.DETAILS

    def answer(self, turn: Turn) -> Answer:
        asked = asked_last(turn)
        if asked in ASKED_AGAIN and is_only_reference(turn.said):
            again = self.instead(asked, turn)
            if again is not None:
                return again
        return super().answer(turn)

    def about(self, offer: Offer, turn: Turn) -> Answer:
        seen = view(turn.services, offer, turn.state)
        elements = standard_elements(offer, seen.quality, turn.services.registers)
        mandatory = [element for element in elements if element.mandatory]
        stated = sum(element.state is ElementState.STATED for element in mandatory)
        lead = (
            Sentence("details.lead", {"title": offer.title, "provider": offer.provider}),
            Sentence("details.count", {"total": len(mandatory)}, count=stated),
        )
        part = Part(Kind.ELEMENTS, lead=lead, content=Described(seen, elements), offer_ids=(offer.id,))
        buttons = (
            button("button.checked", Act.ASK_CHECKED, offer=offer.id),
            button("button.counts", Act.ASK_RECOGNITION, offer=offer.id),
            *others(offer, turn, Act.DETAILS),
        )
        return Answer(Reply((part, *what_to_ask_first(turn, offer)), buttons), turn.state)
