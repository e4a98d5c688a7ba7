"""More: the next three offers for the same goal, none shown before."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.shortlist import nothing_found, show
from actions.wishes import find, wishes_of


class MoreAct(Act):
    """action_more"""

    action = "action_more"

    def answer(self, turn: Turn) -> Answer:
        if turn.state.goal is None:
            return Answer(text_reply("ask_goal.question"), turn.state)
        wishes = wishes_of(turn, leave_out_shown=True)
        found = find(turn, wishes)
        if not found.ranked:
            return nothing_found(turn, "more.none")
        return show(turn, wishes, found, "more.lead")
