"""Details: the elements of the EU standard for describing micro-credentials, stated, missing or to check at issue."""

from __future__ import annotations

from actions.act import Answer, Turn
from actions.ask_about import ActAboutOffer, button, others
from actions.contents import Described
from actions.offer_view import view
from actions.reply import Kind, Part, Reply, Sentence
from knowledge.elements import standard_elements
from knowledge.offer import Offer
from knowledge.trust import ElementState
from nlu.understanding import Act


class DetailsAct(ActAboutOffer):
    """action_details"""

    action = "action_details"
    asks = Act.DETAILS

    def about(self, offer: Offer, turn: Turn) -> Answer:
        seen = view(turn.services, offer, turn.state)
        elements = standard_elements(offer, seen.quality)
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
        return Answer(Reply((part,), buttons), turn.state)
