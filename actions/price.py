"""What does it cost? The price as the offer states it, and the date of what we read."""

from __future__ import annotations

from actions.act import Answer, Turn
from actions.ask_about import ActAboutOffer, button, others
from actions.reply import Kind, Part, Reply, Sentence
from actions.words import Money
from knowledge.offer import Offer
from nlu.understanding import Act, LimitKind


class PriceAct(ActAboutOffer):
    """action_price"""

    action = "action_price"
    asks = Act.ASK_PRICE

    def answer(self, turn: Turn) -> Answer:
        # “price does not matter” lifts a limit: it asks for offers, not for a price
        if any(limit.removed for limit in turn.said.limits) and turn.state.goal is not None:
            found = self.instead(Act.REFINE.value, turn)
            if found is not None:
                return found
        return super().answer(turn)

    def about(self, offer: Offer, turn: Turn) -> Answer:
        lead = (
            _stated(offer),
            Sentence("price.as_of", {"source": offer.source.title, "date": offer.source.date}),
            Sentence("price.ask_provider"),
        )
        buttons = [*others(offer, turn, Act.ASK_PRICE)]
        if not any(limit.kind is LimitKind.FREE for limit in turn.state.limits):
            buttons.append(button("button.free", Act.REFINE, add={"kind": LimitKind.FREE.value, "value": None}))
        part = Part(Kind.TEXT, lead=lead, offer_ids=(offer.id,))
        return Answer(Reply((part,), tuple(buttons)), turn.state)


def _stated(offer: Offer) -> Sentence:
    if offer.price is None:
        return Sentence("price.not_stated", {"title": offer.title})
    if offer.price.is_free:
        return Sentence("price.is_free", {"title": offer.title})
    if offer.price.currency is None:
        return Sentence("price.is_bare", {"title": offer.title, "amount": offer.price.amount})
    price = Money(offer.price.amount, offer.price.currency)
    return Sentence("price.is", {"title": offer.title, "price": price})
