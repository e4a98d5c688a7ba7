"""The skill gap: what an occupation asks for by ESCO, what of it a person has, and where that is known from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.esco import Esco
from nlu.gender import neutral
from nlu.understanding import Concept

if TYPE_CHECKING:
    from actions.act import Turn

OCCUPATION, SKILL = "occupation", "skill"
SURE_ENOUGH = 0.6
"""How near a label must be to words about a past, so that its skills count as had."""

PAST_CONCEPTS = 2


@dataclass(frozen=True, slots=True)
class Background:
    """What a person has: skills and occupations as ESCO URIs, told and confirmed or linked from what they said."""

    skills: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()

    def skills_had(self, esco: Esco) -> frozenset[str]:
        """Their skills, and those that ESCO calls essential for an occupation they had."""
        learnt = (skill for occupation in self.occupations for skill in esco.essential_skills(occupation))
        return frozenset((*self.skills, *learnt))


def lacking(labels: Iterable[str], background: Background, esco: Esco) -> tuple[str, ...]:
    """Of English labels of skills those of skills that the person does not have, as far as is known."""
    had = {esco.label(uri, "en") for uri in background.skills_had(esco)}
    return tuple(label for label in labels if label not in had)


@dataclass(frozen=True, slots=True)
class Gap:
    """Skills of one occupation as ESCO URIs, in the order of their English labels."""

    occupation: str
    have: tuple[str, ...]
    missing: tuple[str, ...]
    optional_have: tuple[str, ...]
    optional_missing: tuple[str, ...]


def gap_to(esco: Esco, occupation: str, background: Background) -> Gap:
    """What the person has of the occupation's skills and what not. Raises UnknownConceptError."""
    had = background.skills_had(esco)

    def named(uris: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(uris, key=lambda uri: (esco.label(uri, "en"), uri)))

    essential, optional = set(esco.essential_skills(occupation)), set(esco.optional_skills(occupation))
    return Gap(
        occupation,
        named(essential & had),
        named(essential - had),
        named(optional & had),
        named(optional - had),
    )


def background_of(turn: Turn) -> Background:
    """What the person confirmed, and what the clauses about their past link to."""
    state, esco = turn.state, turn.services.esco
    linked = [clause.concepts for clause in turn.said.bring]
    now = {clause.text for clause in turn.said.bring}
    for words in state.bring:
        if words not in now:
            linked.append(
                tuple(
                    turn.services.understander.link(
                        neutral(words, state.language or "en"), state.language, PAST_CONCEPTS
                    )[1]
                )
            )
    past = linked_background(linked, esco)
    return Background(
        tuple(dict.fromkeys((*state.skills, *past.skills))),
        tuple(dict.fromkeys((*state.occupations, *past.occupations))),
    )


def linked_background(clauses: Iterable[Iterable[Concept]], esco: Esco) -> Background:
    """What clauses about a past say, from the concepts that each was linked to, best first."""
    known = [concept for concepts in clauses for concept in _sure(concepts) if concept.uri in esco]
    return Background(
        tuple(dict.fromkeys(concept.uri for concept in known if concept.type == SKILL)),
        tuple(dict.fromkeys(concept.uri for concept in known if concept.type == OCCUPATION)),
    )


def _sure(concepts: Iterable[Concept]) -> list[Concept]:
    """The nearest concept of one clause, where it is near enough: a second one would be a guess."""
    return [concept for concept in concepts if concept.score >= SURE_ENOUGH][:1]
