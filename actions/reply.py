"""Reply: what an act answers, as data. No prose here: keys of the text catalogues and their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeAlias

Params: TypeAlias = Mapping[str, Any]


class Kind(StrEnum):
    """Kinds of messages of the public contract; actions/render has one template a kind."""

    TEXT = "text"
    OFFERS = "offers"
    QUALITY = "quality"
    RECOGNITION = "recognition"
    COMPARISON = "comparison"
    PATHWAY = "pathway"
    ELEMENTS = "elements"
    NOTICE = "notice"
    HANDOVER = "handover"
    BRING_PROFILE = "bring_profile"
    TAKE_HOME = "take_home"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence to say: a key of the text catalogues, its parameters, and `count` for plural forms."""

    key: str
    params: Params = field(default_factory=dict)
    count: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One message of the answer. `lead` is said first; `content` is what the kind's template shows (typed objects of
    knowledge and index, never words); `offer_ids` are the offers shown, in order."""

    kind: Kind
    lead: tuple[Sentence, ...] = ()
    content: Any = None
    offer_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuickReply:
    """A button: what it says (a key), and the act it performs when pressed, so that no language is guessed."""

    label: Sentence
    act: str
    args: Params = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of one turn."""

    parts: tuple[Part, ...]
    quick_replies: tuple[QuickReply, ...] = ()
