"""What do you know about me? Everything in words, how long it lasts, and what the person can do about it."""

from __future__ import annotations

from actions.act import Act, Answer, Turn
from actions.agreements import kept_until, states, switches
from actions.ask_about import button
from actions.by_counsellors import by_counsellors
from actions.chips import limit_words
from actions.consents import Consent
from actions.contents import Facts
from actions.reply import Kind, Part, Reply, Sentence
from actions.state import DialogueState
from actions.words import CountryName, LanguageName
from knowledge.esco import Esco
from nlu.understanding import Act as DialogueAct


class DataAct(Act):
    """action_data"""

    action = "action_data"

    def answer(self, turn: Turn) -> Answer:
        state = turn.state
        kept = Consent.KEEP in state.consent
        lasts = (
            (Sentence("people.data.kept", {"date": kept_until(turn)}),)
            if kept
            else (Sentence("data.ends"), Sentence("data.erase"))
        )
        part = Part(
            Kind.TEXT,
            lead=(Sentence("data.lead"), *lasts, Sentence("people.data.also")),
            content=Facts((*held(state, turn.services.esco), *by_counsellors(state), *states(turn))),
        )
        buttons = (
            button("people.button.take_home", DialogueAct.TAKE_HOME, what="profile"),
            *switches(turn),
            *(() if kept else (button("button.start_over", DialogueAct.START_OVER),)),
            button("people.button.erase", DialogueAct.ERASE_ME),
        )
        return Answer(Reply((part,), buttons), state)


def held(state: DialogueState, esco: Esco) -> tuple[tuple[Sentence, Sentence], ...]:
    """Label and value of everything that the conversation understood of the person."""
    nothing = Sentence("data.nothing")
    limits = tuple(limit_words(limit) for limit in state.limits)
    level = Sentence("people.data.schooling_level", {"level": state.schooling}) if state.schooling else nothing
    return (
        (Sentence("data.goal"), _quoted(state.goal) if state.goal else nothing),
        (Sentence("data.bring"), _quoted(state.bring) if state.bring else nothing),
        (Sentence("people.data.skills"), _concepts(state.skills, state, esco)),
        (Sentence("people.data.occupations"), _concepts(state.occupations, state, esco)),
        (Sentence("people.data.schooling"), level),
        (Sentence("data.limits"), _quoted(limits) if limits else nothing),
        (Sentence("data.purpose"), Sentence(f"word.purpose.{state.purpose.value}") if state.purpose else nothing),
        (Sentence("data.country"), _quoted(CountryName(state.country)) if state.country else nothing),
        (Sentence("data.language"), _quoted(LanguageName(state.language)) if state.language else nothing),
        (Sentence("data.shown"), Sentence("data.shown_count", count=len(state.shown))),
    )


def _concepts(uris: tuple[str, ...], state: DialogueState, esco: Esco) -> Sentence:
    """Concepts of ESCO by name; one that this edition does not have by its address."""
    language = state.language or "en"
    names = tuple((esco.label(uri, language) if uri in esco else "") or uri for uri in uris)
    return _quoted(names) if names else Sentence("data.nothing")


def _quoted(value: object) -> Sentence:
    return Sentence("data.value", {"value": value})
