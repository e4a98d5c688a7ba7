"""Recommend: three offers for the goal within the limits, with why; what had to be lifted is said.

Where a situation was named, what to ask first stands below.
"""

from __future__ import annotations

from dataclasses import replace

from actions.act import Act, Answer, Turn, text_reply
from actions.pending import answered
from actions.shortlist import nothing_found, show
from actions.suits import what_to_ask_first
from actions.wishes import find, wishes_of


class RecommendAct(Act):
    """action_recommend"""

    action = "action_recommend"

    def answer(self, turn: Turn) -> Answer:
        waited = answered(turn)
        if waited is not None and (done := self.instead(*waited)) is not None:
            return done
        if turn.state.goal is None:
            return Answer(text_reply("ask_goal.question"), turn.state)
        wishes = wishes_of(turn)
        found = find(turn, wishes)
        if not found.ranked:
            return nothing_found(turn, "recommend.none")
        shown = show(turn, wishes, found, "recommend.lead")
        questions = what_to_ask_first(turn, found.ranked[0].offer)
        return shown._replace(reply=replace(shown.reply, parts=(*shown.reply.parts, *questions)))
