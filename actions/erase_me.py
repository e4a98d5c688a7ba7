"""Erase everything about me: asked once more, then done by the host."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from nlu.understanding import Act as DialogueAct

ERRAND = "erase"
"""What the host does after the turn; what is said here is said only when it was done."""


class EraseMeAct(Act):
    """action_erase_me"""

    action = "action_erase_me"

    def answer(self, turn: Turn) -> Answer:
        if turn.args.get("sure") is True:
            return Answer(text_reply("people.erase.done", "people.erase.new"), replace(turn.state, errand=ERRAND))
        buttons = (
            button("people.button.yes_erase", DialogueAct.ERASE_ME, sure=True),
            button("people.button.no_erase", DialogueAct.DENY),
        )
        state = replace(turn.state, offered={"act": DialogueAct.ERASE_ME.value, "args": {"sure": True}})
        return Answer(text_reply("people.erase.sure", "people.erase.final", quick_replies=buttons), state)
