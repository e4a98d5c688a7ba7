"""The gap: what an occupation asks for by ESCO, what of it a person has, and which of the offers teach the rest."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from actions.professions import RELEASE
from actions.state import DialogueState
from index.features import matched
from knowledge.esco import Esco
from knowledge.evidence import Evidence
from knowledge.offer import Offer

SAID = 8
"""Skills of each sort that a plan names: more is no help to anybody."""


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


def gap_of(esco: Esco, state: DialogueState, offers: Iterable[Offer], language: str) -> Gap | None:
    """The gap to the occupation that the goal means; None where it means none that ESCO has skills for."""
    held = tuple(offers)
    for uri in state.goal_uris:
        if uri not in esco or esco.concept(uri).type != "occupation":
            continue
        needed = esco.essential_skills(uri)
        if not needed:
            continue
        have = [skill for skill in needed if skill in state.skills]
        open_ = [skill for skill in needed if skill not in state.skills]
        taught = [skill for skill in open_ if any(matched(offer, (esco.label(skill, "en"),)) for offer in held)]
        lacking = [skill for skill in open_ if skill not in taught]

        def named(skills: list[str]) -> tuple[str, ...]:
            return tuple(esco.label(skill, language) for skill in skills)

        evidence = Evidence(RELEASE, f"essential skills of {uri}", url=uri)
        return Gap(esco.label(uri, language), named(have), named(taught), named(lacking), len(needed), evidence)
    return None
