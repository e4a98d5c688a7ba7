"""What to ask first: for a situation that the person named in this very message. Nothing of it is kept."""

from __future__ import annotations

from collections.abc import Mapping

from actions.act import Turn
from actions.contents import Points
from actions.reply import Kind, Part, Sentence
from knowledge.offer import Offer
from knowledge.suits import Circumstance, first_questions
from nlu.understanding import LimitKind

AT_MOST = 3
NEEDS: Mapping[LimitKind, Circumstance] = {
    LimitKind.CHILDCARE: Circumstance.CARE,
    LimitKind.ACCESSIBILITY: Circumstance.ACCESS,
    LimitKind.FUNDING: Circumstance.LOW_INCOME,
}
"""What was asked for, and the situation whose questions it raises: no feed states it, so the provider is asked."""


def what_to_ask_first(turn: Turn, offer: Offer) -> tuple[Part, ...]:
    """One short part with questions, and whom to put them to; none where no situation was named.

    The questions are the same for every offer but for what `offer` itself states.
    """
    known = {circumstance.value: circumstance for circumstance in Circumstance}
    named = [known[name] for name in turn.said.circumstances if name in known]
    named += [
        NEEDS[limit.kind]
        for limit in turn.said.limits
        if limit.kind in NEEDS and not limit.removed and NEEDS[limit.kind] not in named
    ]
    services = turn.services
    asked = first_questions(offer, named, turn.state.home, services.registers, services.today(), AT_MOST)
    if not asked:
        return ()
    return (Part(Kind.TEXT, lead=(Sentence("suits.first"),), content=Points(asked)),)
