"""A question that waits: “what for?”, “in which country?”. A message that only says this answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.act import Turn
from actions.limits import merge
from actions.state import DialogueState
from nlu.understanding import Act, LimitKind

WHERE = frozenset({LimitKind.COUNTRY, LimitKind.PLACE})


def waiting(act: Act, **args: Any) -> Mapping[str, Any]:
    """The slot `offered` while `act` waits for a purpose or a country."""
    return {"act": act.value, "args": args, "waits": True}


def asking(state: DialogueState, act: Act) -> DialogueState:
    """The state after `act` was answered about an offer: the question that “and the first?” asks again."""
    return replace(state, offered={**(state.offered or {}), "asked": act.value})


def asked_last(turn: Turn) -> str:
    """The question that the answer before this message was about; "" where there was none."""
    return str((turn.offered or {}).get("asked") or "")


def answered(turn: Turn) -> tuple[str, Turn] | None:
    """The dialogue act that waited, and the turn with its arguments, when this message says only what was asked:
    a purpose, a country, a place. The place names the country then, and limits nothing. After an answer about
    counting, a country alone asks the same for there: “and in Austria?”."""
    offered, said = turn.offered or {}, turn.said
    again = asked_last(turn) == Act.ASK_RECOGNITION.value
    if not (offered.get("waits") or again) or said.goal is not None or {limit.kind for limit in said.limits} - WHERE:
        return None
    if said.purpose is None and not said.limits:
        return None
    places = [replace(limit, removed=True) for limit in said.limits if limit.kind is LimitKind.PLACE]
    state = replace(turn.state, limits=merge(turn.state.limits, places))
    args = offered.get("args")
    act = str(offered["act"] if offered.get("waits") else Act.ASK_RECOGNITION.value)
    return act, replace(turn, state=state).with_args(args if isinstance(args, Mapping) else {})
