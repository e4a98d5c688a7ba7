"""What an offer has to do with what a person confirmed of themselves: skills it builds on, a level far above."""

from __future__ import annotations

from collections.abc import Iterator

from actions.reasons import Sourced
from actions.reply import Sentence
from actions.state import DialogueState
from knowledge.esco import Esco
from knowledge.languages import folded
from knowledge.offer import Offer

MOST_NAMED = 3
FAR_ABOVE = 2
"""Levels above one's own from which on it is worth to ask whether one is let in: the next level is the usual step."""


def background_reasons(offer: Offer, state: DialogueState, esco: Esco) -> tuple[Sourced, ...]:
    """Nothing where nothing was confirmed, or the offer states nothing to compare it with."""
    return (*_builds_on(offer, state, esco), *_level(offer, state))


def _builds_on(offer: Offer, state: DialogueState, esco: Esco) -> Iterator[Sourced]:
    """The skills of the person that the offer names, by address or by the very name."""
    stated = {folded(skill) for skill in offer.skills}
    fields = set()
    names = []
    for uri in (uri for uri in state.skills if uri in esco):
        by_name = any(folded(label) in stated for label in esco.labels_of(uri, "en"))
        if uri in offer.skill_uris or by_name:
            fields.add("skills" if by_name else "skill_uris")
            names.append(esco.label(uri, state.language or "en"))
    if names:
        evidence = tuple(offer.evidence(field) for field in sorted(fields))
        yield Sourced(Sentence("bring.builds_on", {"skills": tuple(names[:MOST_NAMED])}), evidence)


def _level(offer: Offer, state: DialogueState) -> Iterator[Sourced]:
    """An offer says which level it leads to, seldom whom it lets in: so this is a question, no judgement."""
    if offer.eqf is not None and state.schooling is not None and offer.eqf - state.schooling >= FAR_ABOVE:
        levels = {"level": offer.eqf, "own": state.schooling}
        yield Sourced(Sentence("bring.level_above", levels), (offer.evidence("eqf"),))
