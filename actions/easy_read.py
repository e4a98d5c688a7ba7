"""Easy-read: shorter sentences and plainer words, on or off."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from nlu.understanding import Act as DialogueAct


class EasyReadAct(Act):
    """action_easy_read"""

    action = "action_easy_read"

    def answer(self, turn: Turn) -> Answer:
        on = turn.args.get("on") is not False
        state = replace(turn.state, easy_read=on)
        back = button("button.easy_read_off", DialogueAct.EASY_READ, on=False)
        again = button("button.easy_read", DialogueAct.EASY_READ, on=True)
        if on:
            return Answer(text_reply("easy_read.on", quick_replies=(back,)), state)
        return Answer(text_reply("easy_read.off", quick_replies=(again,)), state)
