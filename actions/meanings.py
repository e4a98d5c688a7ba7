"""GoalMeaning: what a goal means, without its words; kept for an hour so that no turn embeds it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from actions.turns import ShortMemory
from nlu.understanding import Vector


@dataclass(frozen=True, slots=True)
class GoalMeaning:
    """`vector` as Understanding has it; `labels` name the goal, `skills` an occupation asks for (ESCO labels).

    `names` gives an English label of these in the person's language, where ESCO has it.
    """

    vector: Vector | None = None
    labels: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)


def goal_key(language: str | None, goal: str | None, uris: Iterable[str] | None = None) -> str:
    """The digest that a goal's meaning is held under; `uris` are the ESCO concepts that it was understood as."""
    return blake2b(f"{language}\n{goal}\n{' '.join(uris or ())}".encode(), digest_size=16).hexdigest()


class GoalMeanings(ShortMemory[GoalMeaning]):
    """Digest of language and goal -> meaning. No words of a person are held here."""
