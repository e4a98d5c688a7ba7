"""Is it checked? The status of an offer's quality assurance, each sentence with where it was read."""

from __future__ import annotations

from actions.act import Answer, Turn
from actions.ask_about import ActAboutOffer, button, others
from actions.contents import Checked
from actions.explain_term import term_named_in
from actions.offer_view import view
from actions.reply import Kind, Part, Reply, Sentence
from knowledge.offer import Offer
from nlu.understanding import Act


class CheckedAct(ActAboutOffer):
    """action_checked"""

    action = "action_checked"
    asks = Act.ASK_CHECKED

    def about(self, offer: Offer, turn: Turn) -> Answer:
        shown = view(turn.services, offer, turn.state)
        part = Part(
            Kind.QUALITY,
            lead=(Sentence("checked.lead", {"title": offer.title, "provider": offer.provider}),),
            content=Checked(shown),
            offer_ids=(offer.id,),
        )
        buttons = (
            *others(offer, turn, Act.ASK_CHECKED),
            button("button.counts", Act.ASK_RECOGNITION, offer=offer.id),
            button("button.details", Act.DETAILS, offer=offer.id),
            *term_named_in(shown.quality.statements, self.renderer, turn.state),
        )
        return Answer(Reply((part,), buttons), turn.state)
