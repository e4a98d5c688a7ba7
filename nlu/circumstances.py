"""Circumstances: situations that a person names (money, care, papers…), which change what to ask first.

Cue words stand under `circumstances` in nlu/languages/<code>.yml and are read with a lexicon of their own, so that
they change nothing else that is understood. A false alarm only adds a question to ask; nothing of it is kept.
"""

from __future__ import annotations

from functools import lru_cache

import yaml

from knowledge.suits import Circumstance
from nlu.clauses import Core
from nlu.folding import Folded
from nlu.lexicon import FALLBACK, LANGUAGES, Lexicon
from nlu.understanding import Span

_ALSO_IN_A_GOAL = frozenset(
    {
        Circumstance.LOW_INCOME,
        Circumstance.LONG_UNEMPLOYED,
        Circumstance.NO_CERTIFICATE,
        Circumstance.REQUIRED_TRAINING,
    }
)
"""What the wish itself may say ("a first aid certificate"). "Work with refugees" says nothing of who speaks."""


@lru_cache(maxsize=64)
def circumstance_lexicon(code: str) -> Lexicon:
    """The cues of circumstances in a language; of English where we have none for it. Compiling takes some 20 ms."""
    path = LANGUAGES / f"{code}.yml"
    if not path.is_file():
        code, path = FALLBACK, LANGUAGES / f"{FALLBACK}.yml"
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    resource = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    return Lexicon(code, {**resource, "cues": resource.get("circumstances", {})})


def find_circumstances(text: str | Folded, language: str, goal: Core | None = None) -> tuple[Circumstance, ...]:
    """The situations that `text` names, in the order of Circumstance. Words of the `goal` name none but a few."""
    reading = circumstance_lexicon(language).read(text)

    def outside(first: int, last: int) -> bool:
        at = reading.span(first, last)
        return goal is None or at.end <= goal.span.start or goal.span.end <= at.start

    return tuple(
        circumstance
        for circumstance in Circumstance
        if any(
            circumstance in _ALSO_IN_A_GOAL or outside(cue.first, cue.last)
            for cue in reading.cues(circumstance.value)
        )
    )


def names_a_circumstance(text: str | Folded, language: str, span: Span) -> bool:
    """Whether the words at `span` are those of a situation alone: "benefits" are nothing that a person can do."""
    reading = circumstance_lexicon(language).read(text)
    cues = [reading.span(cue.first, cue.last) for cue in reading.cues(*(c.value for c in Circumstance))]
    return any(cue.start <= span.start and span.end <= cue.end for cue in cues)
