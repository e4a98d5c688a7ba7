"""The learner profile of a conversation: what a person wants and brings, without their name."""

from __future__ import annotations

from actions.limits import to_slot
from actions.state import DialogueState
from actions.steering import Steering
from knowledge.learner_profile import Experience, LearnerProfile


def profile_of(state: DialogueState) -> LearnerProfile:
    """What is known about the person, as it may be kept. What they said about their past in free words stays out:
    the skills that they confirmed stand for it. Offers that a counsellor ruled out are not suggested again."""
    return LearnerProfile(
        goal=state.goal,
        goal_uris=state.goal_uris,
        occupations=state.occupations,
        skills=state.skills,
        languages=(state.language,) if state.language else (),
        schooling=state.schooling,
        limits=tuple(to_slot(limit) for limit in state.limits),
        country=state.home,
        language=state.language,
        history=tuple((offer, Experience.VETOED) for offer in Steering.of(state).vetoed),
    )
