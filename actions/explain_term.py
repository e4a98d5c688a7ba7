"""What is ECTS? Two plain sentences with their source; then the person is back where they were."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.act import Act, Answer, Turn
from actions.ask_about import button
from actions.contents import Points
from actions.help import ABOUT_OFFERS
from actions.render import Renderer
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.state import DialogueState, shorten
from actions.words import TermName
from knowledge.evidence import Statement
from knowledge.glossary import Term, UnknownTermError, system_named_in, term
from nlu.understanding import Act as DialogueAct


class ExplainTermAct(Act):
    """action_explain_term"""

    action = "action_explain_term"

    def answer(self, turn: Turn) -> Answer:
        asked = _asked(turn)
        if asked is None:
            words = turn.said.term.words if turn.said.term else shorten(turn.said.text)
            lead = (
                Sentence("explain.unknown", {"words": words}),
                Sentence("explain.ask"),
                Sentence("explain.learn", {"words": words}),
            )
            answered = Part(Kind.TEXT, lead)
        else:
            answered = Part(Kind.TEXT, (_lead(asked, turn),), Points((asked.meaning,)))
        return self._back(answered, turn)

    def _back(self, answered: Part, turn: Turn) -> Answer:
        """The answer, and what the person was asked or shown before it: a question that waited is asked again."""
        # What a yes would do, and which question "and the first?" asks again, is as before.
        state = replace(turn.state, offered=turn.offered)
        waiting = turn.offered or {}
        if waiting.get("waits"):
            args = waiting.get("args")
            again = self.instead(str(waiting.get("act")), turn.with_args(args if isinstance(args, dict) else {}))
            if again is not None:
                return Answer(Reply((answered, again.reply.parts[-1]), again.reply.quick_replies), again.state)
        if state.shortlist:
            return Answer(Reply((answered, _said("explain.list_stays")), ABOUT_OFFERS), state)
        if state.goal is None:
            human = button("button.human", DialogueAct.ASK_HUMAN)
            return Answer(Reply((answered, _said("ask_goal.question")), (human,)), state)
        return Answer(Reply((answered,), (button("button.human", DialogueAct.ASK_HUMAN),)), state)


def _lead(asked: Term, turn: Turn) -> Sentence:
    """The term as the answer's language has it; beside it the person's own word, where we do not speak theirs yet."""
    named = {"term": TermName(asked.id)}
    if turn.said.term is None or turn.services.texts.speaks(turn.said.language):
        return Sentence("explain.lead", named)
    return Sentence("explain.lead_in_words", {"words": turn.said.term.words, **named})


def _said(key: str) -> Part:
    return Part(Kind.TEXT, (Sentence(key),))


def _asked(turn: Turn) -> Term | None:
    """The term of a pressed quick reply, else the one in the message; None for one that the glossary has not."""
    said = turn.said.term
    wanted = turn.args.get("term") or (said.id if said else None)
    try:
        return term(wanted) if isinstance(wanted, str) else None
    except UnknownTermError:
        return None  # anything may be posted as a quick reply


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
