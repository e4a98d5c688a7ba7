"""A CV or a credential that the person brings: what can be brought, and the answer once they confirmed it."""

from __future__ import annotations

from typing import Any

from actions.act import Act, Answer, Turn
from actions.reply import Kind, Part, Reply, Sentence
from nlu.understanding import Act as DialogueAct

ACCEPTED = ".xml,.json,.jsonld,.pdf,.zip,.csv,.txt,.jwt"
"""What a file control offers first; the content decides, not the name."""


def asking_content() -> dict[str, Any]:
    """What bring_profile.html shows to choose a file."""
    return {"step": "ask", "accept": ACCEPTED}


class BringProfileAct(Act):
    """action_bring_profile

    `used` in the arguments: the host has put that many confirmed items into the state before this turn.
    """

    action = "action_bring_profile"

    def answer(self, turn: Turn) -> Answer:
        used = turn.args.get("used")
        if not isinstance(used, int) or isinstance(used, bool):
            lead = (Sentence("bring.ask"), Sentence("bring.no_names"))
            return Answer(Reply((Part(Kind.BRING_PROFILE, lead, asking_content()),)), turn.state)
        part = Part(Kind.TEXT, tuple(self._used(turn, used)))
        shown = self.instead(DialogueAct.REFINE.value, turn) if turn.state.goal is not None else None
        if shown is None:
            asked = Part(Kind.TEXT, (Sentence("ask_goal.question"),))
            return Answer(Reply((part, asked)), turn.state)
        reply, state = shown
        return Answer(Reply((part, *reply.parts), reply.quick_replies), state)

    def _used(self, turn: Turn, used: int) -> list[Sentence]:
        state, esco = turn.state, turn.services.esco
        if not used:
            return [Sentence("bring.used_nothing")]
        language = state.language or "en"
        said = []
        for name, uris in (("occupations", state.occupations), ("skills", state.skills)):
            labels = tuple(esco.label(uri, language) for uri in uris if uri in esco)
            if labels:
                said.append(Sentence(f"bring.used_{name}", {"names": labels[:5]}, count=len(labels)))
        if state.schooling is not None:
            said.append(Sentence("bring.used_schooling", {"level": state.schooling}))
        return [*said, Sentence("bring.used_until")]
