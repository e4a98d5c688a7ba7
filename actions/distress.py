"""Someone may be in danger or despair: calm words, 112 first, a person to talk to. Nothing else in this answer."""

from __future__ import annotations

from actions.act import Act, Answer, Turn
from actions.contacts import helplines
from actions.contents import Handover
from actions.reply import Kind, Part, Reply, Sentence


class DistressAct(Act):
    """action_distress"""

    action = "action_distress"

    def answer(self, turn: Turn) -> Answer:
        portal = turn.services.portals.get(turn.state.portal or "")
        lines = (*(portal.helplines if portal else ()), *helplines(turn.services.registers, turn.state.home))
        lead = [Sentence("notice.emergency"), Sentence("distress.heard"), Sentence("distress.not_alone")]
        if lines:
            lead.append(Sentence("distress.helplines"))
        part = Part(Kind.HANDOVER, lead=tuple(lead), content=Handover(helplines=lines, urgent=True))
        later = Part(Kind.TEXT, lead=(Sentence("distress.later"),))
        return Answer(Reply((part, later)), turn.state)
