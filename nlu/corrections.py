"""Corrections: "no, I meant baking", "not cooking but baking": what comes after takes the place of what was said.

Cue words stand in nlu/languages: `correct` takes back by itself ("I meant"), `rather` only after a "not" ("sondern").
"""

from __future__ import annotations

from nlu.lexicon import Cue, Reading

_HARD_STOPS = frozenset(".;!?…|")
_NOT_X_BUT = 7  # tokens between "not" and "but"


def corrections(reading: Reading) -> list[Cue]:
    """The cues after which something is put right, in text order."""
    hedged = reading.covered("filler")
    denials = [c.last for c in reading.cues("not") if c.first not in hedged]

    def denied(cue: Cue) -> bool:
        return any(
            0 < cue.first - last <= _NOT_X_BUT
            and not any(t.text in _HARD_STOPS for t in reading.tokens[last : cue.first])
            for last in denials
        )

    plain = reading.cues("correct")
    rather = [c for c in reading.cues("rather") if denied(c) and not any(p.first <= c.first < p.last for p in plain)]
    return sorted([*plain, *rather], key=lambda c: c.first)


def takes_back(reading: Reading, first: int, last: int) -> bool:
    """Whether tokens first..last (last excluded) run into a correction: "no I meant cooking", "nie gotowanie tylko
    fotografia" exclude nothing beyond it."""
    return any(first <= cue.first < last for cue in corrections(reading))
