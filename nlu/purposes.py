"""Purposes: what a person wants a credential to count for, from their words."""

from __future__ import annotations

from collections.abc import Collection

from knowledge.trust import Purpose
from nlu.lexicon import Reading

# Of purposes named equally often the one whose answer is most particular comes first.
_PARTICULAR_FIRST = (Purpose.PRIOR_LEARNING, Purpose.REGULATED, Purpose.STUDY, Purpose.ABROAD, Purpose.EMPLOYER)


def find_purpose(reading: Reading, without: Collection[int] = ()) -> Purpose | None:
    """The purpose that the message names most, None where it names none. `without` are tokens of the past."""
    named = {
        purpose: sum(1 for cue in reading.cues(purpose.value) if cue.first not in without)
        for purpose in _PARTICULAR_FIRST
    }
    most = max(named.values())
    return next(p for p in _PARTICULAR_FIRST if named[p] == most) if most else None
