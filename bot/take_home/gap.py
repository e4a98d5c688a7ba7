"""The gap in a plan: what the occupation asks for by ESCO, what of it the person has, what the offers teach."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.act import Turn
from actions.pathway import called_by_goal, covered_by, names_of_skill
from actions.professions import RELEASE
from actions.skill_gap import background_of, gap_to
from knowledge.evidence import Evidence
from knowledge.offer import Offer

SAID = 8
"""Skills that a plan names: more is no help to anybody."""


@dataclass(frozen=True, slots=True)
class Gap:
    """Skills in the person's language. `taught` are lacking, and an offer of the list names them; `lacking` are those
    that none names. `total` skills are essential for the `occupation`."""

    occupation: str
    have: tuple[str, ...]
    taught: tuple[str, ...]
    lacking: tuple[str, ...]
    total: int
    evidence: Evidence


def gap_of(turn: Turn, offers: Iterable[Offer], language: str) -> Gap | None:
    """The gap to the one occupation that the goal is called by; None where it names none, or may name several."""
    esco, called = turn.services.esco, called_by_goal(turn)
    if len(called) != 1:
        return None
    gap = gap_to(esco, called[0], background_of(turn))
    if not gap.have and not gap.missing:
        return None
    covered = frozenset(covered_by(offers, [names_of_skill(esco, uri, language) for uri in gap.missing]))

    def named(uris: Iterable[str]) -> tuple[str, ...]:
        return tuple(esco.label(uri, language) for uri in uris)

    return Gap(
        occupation=esco.label(gap.occupation, language),
        have=named(gap.have),
        taught=named(uri for uri in gap.missing if uri in covered),
        lacking=named(uri for uri in gap.missing if uri not in covered),
        total=len(gap.have) + len(gap.missing),
        evidence=Evidence(RELEASE, f"essential skills of {gap.occupation}", url=gap.occupation),
    )
