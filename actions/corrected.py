"""Corrected: what a counsellor put right, said once with the next list: what had been understood, and by whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions import limits as limit_rules
from actions.act import Turn
from actions.chips import limit_words
from actions.reply import Sentence
from actions.state import DialogueState, purpose_of, shorten
from actions.steering import Correction, Steering
from actions.words import CountryName
from knowledge.esco import Esco


def corrections_said(turn: Turn) -> tuple[Sentence, ...]:
    """A sentence for each correction that the person has not been told of."""
    steering = Steering.of(turn.state)
    return tuple(_sentence(item, steering.by or "", turn) for item in steering.corrected)


def without_corrections(state: DialogueState) -> DialogueState:
    """The state once they were said."""
    steering = Steering.of(state)
    return replace(state, steering=replace(steering, corrected=()).slot()) if steering.corrected else state


def _sentence(item: Correction, by: str, turn: Turn) -> Sentence:
    said = {"what": Sentence(f"steering.what.{item.what}"), "name": by}
    was = understood_before(item, turn.services.esco, turn.state.language or "en")
    return Sentence("steering.corrected", {**said, "was": was}) if was else Sentence("steering.corrected_new", said)


def understood_before(item: Correction, esco: Esco, language: str) -> Any:
    """What had been understood, as a value to say; None where it was nothing."""
    was = item.was
    match item.what:
        case "goal" if isinstance(was, str) and was:
            return shorten(was)
        case "limits" if isinstance(was, list):
            limits = (limit_rules.from_slot(slot) for slot in was)
            return tuple(limit_words(limit) for limit in limits if limit is not None) or None
        case "country" if isinstance(was, str):
            return CountryName(was)
        case "purpose" if (purpose := purpose_of(was)) is not None:
            return Sentence(f"word.purpose.{purpose.value}")
        case "skills" if isinstance(was, list):
            return tuple(esco.label(uri, language) for uri in was if uri in esco) or None
        case "schooling" if isinstance(was, int):
            return Sentence("word.level.eqf", {"level": was})
    return None
