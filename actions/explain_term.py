"""What is ECTS? Two plain sentences with their source; then the person is back where they were."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

from actions.act import Act, Answer, Turn
from actions.ask_about import button
from actions.contents import Points
from actions.help import ABOUT_OFFERS
from actions.render import Renderer
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.state import DialogueState, shorten
from actions.texts.catalogue import REFERENCE
from actions.words import TermName
from knowledge.evidence import Statement
from knowledge.glossary import Term, UnknownTermError, is_acronym, system_named_in, term
from knowledge.languages import folded as fold
from nlu.understanding import Act as DialogueAct


class ExplainTermAct(Act):
    """action_explain_term"""

    action = "action_explain_term"

    def answer(self, turn: Turn) -> Answer:
        explained = tuple(
            Part(Kind.TEXT, (_lead(one, words, turn),), Points((one.meaning,))) for one, words in _asked(turn)
        )
        return self._back(explained or (_unknown(turn),), turn)

    def _back(self, answered: tuple[Part, ...], turn: Turn) -> Answer:
        """The answer, and what the person was asked or shown before it: a question that waited is asked again."""
        # What a yes would do, and which question "and the first?" asks again, is as before.
        state = replace(turn.state, offered=turn.offered)
        waiting = turn.offered or {}
        if waiting.get("waits"):
            args = waiting.get("args")
            again = self.instead(str(waiting.get("act")), turn.with_args(args if isinstance(args, dict) else {}))
            if again is not None:
                return Answer(Reply((*answered, again.reply.parts[-1]), again.reply.quick_replies), again.state)
        if state.shortlist:
            return Answer(Reply((*answered, _said("explain.list_stays")), ABOUT_OFFERS), state)
        if state.goal is None:
            human = button("button.human", DialogueAct.ASK_HUMAN)
            return Answer(Reply((*answered, _said("ask_goal.question")), (human,)), state)
        return Answer(Reply(answered, (button("button.human", DialogueAct.ASK_HUMAN),)), state)


def _unknown(turn: Turn) -> Part:
    words = turn.said.terms[0].words if turn.said.terms else shorten(turn.said.text)
    unknown = Sentence("explain.unknown", {"words": words})
    return Part(Kind.TEXT, (unknown, Sentence("explain.ask"), Sentence("explain.learn", {"words": words})))


def _lead(asked: Term, words: str | None, turn: Turn) -> Sentence:
    """The term by its acronym, else in the person's own words; by both where we do not speak their language yet."""
    language, texts = turn.said.language, turn.services.texts
    name = asked.name_in(language if texts.speaks(language) else REFERENCE)
    if words is None or fold(words) == fold(name) or (texts.speaks(language) and is_acronym(name)):
        return Sentence("explain.lead", {"term": TermName(asked.id)})
    if texts.speaks(language):
        return Sentence("explain.lead", {"term": words})
    return Sentence("explain.lead_in_words", {"words": words, "term": TermName(asked.id)})


def _said(key: str) -> Part:
    return Part(Kind.TEXT, (Sentence(key),))


def _asked(turn: Turn) -> list[tuple[Term, str | None]]:
    """The terms of the message, each with the person's words for it, or that of a pressed quick reply, which has
    none. Empty where the glossary has none of them."""
    pressed = turn.args.get("term")
    wanted = [(pressed, None)] if pressed is not None else [(one.id, one.words) for one in turn.said.terms]
    found = []
    for id_, words in wanted:
        with suppress(UnknownTermError):  # anything may be posted as a quick reply
            found += [(term(id_), words)] if isinstance(id_, str) else []
    return found


def term_named_in(
    statements: Iterable[Statement], renderer: Renderer, state: DialogueState
) -> tuple[QuickReply, ...]:
    """ "What is ENIC-NARIC?": one button at most, for the first system that the words of an answer name."""
    voice = renderer.voice(state.language or "en", state.easy_read)
    for statement in statements:
        found = system_named_in(voice.statement(statement), voice.language)
        if found is not None:
            label = Sentence("button.what_is", {"term": TermName(found.id)})
            return (QuickReply(label, DialogueAct.ASK_TERM.value, {"term": found.id}),)
    return ()
