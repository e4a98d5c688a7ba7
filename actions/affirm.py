"""Yes: do what was offered last; without an offer, ask what the person would like."""

from __future__ import annotations

from collections.abc import Mapping

from actions.act import Act, Answer, Turn, text_reply


class AffirmAct(Act):
    """action_affirm"""

    action = "action_affirm"

    def answer(self, turn: Turn) -> Answer:
        offered = turn.offered or {}
        args = offered.get("args")
        done = self.instead(str(offered.get("act")), turn.with_args(args if isinstance(args, Mapping) else {}))
        if done is not None:
            return done
        key = "affirm.what_next" if turn.state.shortlist else "ask_goal.question"
        return Answer(text_reply("affirm.good", key), turn.state)
