"""What do you know about me? The slots of this conversation in words, how long they last, how to erase them."""

from __future__ import annotations

from actions.act import Act, Answer, Turn
from actions.ask_about import button
from actions.chips import limit_words
from actions.contents import Facts
from actions.reply import Kind, Part, Reply, Sentence
from actions.state import DialogueState
from actions.words import CountryName, LanguageName
from nlu.understanding import Act as DialogueAct


class DataAct(Act):
    """action_data"""

    action = "action_data"

    def answer(self, turn: Turn) -> Answer:
        part = Part(
            Kind.TEXT,
            lead=(Sentence("data.lead"), Sentence("data.ends"), Sentence("data.erase")),
            content=Facts(held(turn.state)),
        )
        return Answer(Reply((part,), (button("button.start_over", DialogueAct.START_OVER),)), turn.state)


def held(state: DialogueState) -> tuple[tuple[Sentence, Sentence], ...]:
    """Label and value of everything that the conversation holds about the person."""
    nothing = Sentence("data.nothing")
    limits = tuple(limit_words(limit) for limit in state.limits)
    return (
        (Sentence("data.goal"), _quoted(state.goal) if state.goal else nothing),
        (Sentence("data.bring"), _quoted(state.bring) if state.bring else nothing),
        (Sentence("data.limits"), _quoted(limits) if limits else nothing),
        (Sentence("data.purpose"), Sentence(f"word.purpose.{state.purpose.value}") if state.purpose else nothing),
        (Sentence("data.country"), _quoted(CountryName(state.country)) if state.country else nothing),
        (Sentence("data.language"), _quoted(LanguageName(state.language)) if state.language else nothing),
        (Sentence("data.shown"), Sentence("data.shown_count", count=len(state.shown))),
    )


def _quoted(value: object) -> Sentence:
    return Sentence("data.value", {"value": value})
