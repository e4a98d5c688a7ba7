"""GoalMeaning: what a goal means, without its words; kept for an hour so that no turn embeds it again."""

from __future__ import annotations

from dataclasses import dataclass

from actions.turns import ShortMemory
from nlu.understanding import Vector


@dataclass(frozen=True, slots=True)
class GoalMeaning:
    """`vector` as Understanding has it; `labels` name the goal, `skills` an occupation asks for (ESCO labels)."""

    vector: Vector | None = None
    labels: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()


class GoalMeanings(ShortMemory[GoalMeaning]):
    """Digest of language and goal -> meaning. No words of a person are held here."""
