"""Act rules: where the structure of a message is surer than the classifier."""

from __future__ import annotations

from nlu.act_rules import Structure, settle
from nlu.clauses import Strength
from nlu.understanding import Act


def structure(**changes: object) -> Structure:
    """`guitar for beginners`: a bare subject and a limit."""
    plain = {
        "words": 3,
        "rest": 1,
        "goal": Strength.NONE,
        "limits": 1,
        "references": 0,
        "past": 0,
        "question": False,
        "level": True,
    }
    return Structure(**{**plain, **changes})  # type: ignore[arg-type]


def act(classifier: Act, said: Structure, *, expecting_goal: bool = True, share: float = 0.9) -> Act:
    return settle(((classifier, share),), said, expecting_goal, not expecting_goal)[0][0]


def test_a_subject_with_a_level_is_a_goal_when_one_is_asked_for() -> None:
    for classifier in (Act.OUT_OF_SCOPE, Act.REFINE, Act.MORE):
        assert act(classifier, structure()) is Act.STATE_GOAL


def test_words_with_another_limit_stay_the_act_they_sound_like() -> None:
    # "I am only free on Saturdays", "what is the fare to Prague": a schedule, a place
    assert act(Act.REFINE, structure(level=False, rest=2)) is Act.REFINE
    assert act(Act.OUT_OF_SCOPE, structure(level=False, rest=3)) is Act.OUT_OF_SCOPE


def test_a_limit_without_a_subject_is_not_a_goal() -> None:
    assert act(Act.REFINE, structure(rest=0, goal=None)) is Act.REFINE


def test_a_question_or_a_long_sentence_of_another_act_stays_that_act() -> None:
    assert act(Act.OUT_OF_SCOPE, structure(question=True)) is Act.OUT_OF_SCOPE
    assert act(Act.OUT_OF_SCOPE, structure(rest=9)) is Act.OUT_OF_SCOPE


def test_a_bare_phrase_that_the_classifier_is_sure_of_stays_that_act_without_a_limit() -> None:
    assert act(Act.OUT_OF_SCOPE, structure(limits=0, level=False)) is Act.OUT_OF_SCOPE
    assert act(Act.OUT_OF_SCOPE, structure(limits=0, level=False), share=0.3) is Act.STATE_GOAL


def test_once_offers_are_shown_a_limit_with_words_refines_them() -> None:
    assert act(Act.REFINE, structure(), expecting_goal=False) is Act.REFINE


def test_distress_is_never_overruled_by_a_limit() -> None:
    assert act(Act.DISTRESS, structure()) is Act.DISTRESS
