"""Yes: do what was offered last; without an offer, ask what the person would like."""

from __future__ import annotations

from collections.abc import Mapping

from actions.act import Act, Answer, Turn, text_reply
from actions.services import Services


class AffirmAct(Act):
    """action_affirm"""

    action = "action_affirm"

    def __init__(self, services: Services, acts: Mapping[str, Act]) -> None:
        """`acts` by dialogue act: what a yes can set off."""
        super().__init__(services)
        self._acts = acts

    def answer(self, turn: Turn) -> Answer:
        offered = turn.offered or {}
        act = self._acts.get(str(offered.get("act")))
        if act is not None:
            args = offered.get("args")
            return act.answer(turn.with_args(args if isinstance(args, Mapping) else {}))
        key = "affirm.what_next" if turn.state.shortlist else "ask_goal.question"
        return Answer(text_reply("affirm.good", key), turn.state)
