"""Welcome: who speaks, and the one question that starts everything."""

from __future__ import annotations

from actions.act import Act, Answer, Turn, text_reply
from actions.ask_about import button
from actions.reply import Reply
from nlu.understanding import Act as DialogueAct


class WelcomeAct(Act):
    """action_welcome"""

    action = "action_welcome"

    def answer(self, turn: Turn) -> Answer:
        return Answer(welcome_reply(), turn.state)


def welcome_reply() -> Reply:
    """What is said when a conversation opens: no goal is known yet."""
    buttons = (
        button("button.who", DialogueAct.ASK_WHO_ARE_YOU),
        button("button.help", DialogueAct.ASK_HELP),
        button("button.easy_read", DialogueAct.EASY_READ, on=True),
    )
    return text_reply("welcome.hello", "welcome.software", "ask_goal.question", quick_replies=buttons)
