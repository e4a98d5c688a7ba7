"""Act rules: where the structure of a message is surer than the classifier."""

from __future__ import annotations

import pytest

from nlu.act_rules import Structure, parts_with, settle
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


def test_one_offer_alone_is_neither_compared_nor_more() -> None:
    alone = structure(rest=0, goal=None, limits=0, references=1)
    for classifier, share in ((Act.COMPARE, 0.94), (Act.MORE, 0.79)):
        assert act(classifier, alone, expecting_goal=False, share=share) is Act.DETAILS
    two = structure(rest=0, goal=None, limits=0, references=2)
    assert act(Act.COMPARE, two, expecting_goal=False, share=0.94) is Act.COMPARE


def test_a_phrase_of_parting_is_no_place() -> None:
    # "la revedere" is not Reval, "grazzi" not Graz
    for parting in (Act.GOODBYE, Act.THANKS):
        assert act(parting, structure(rest=0, goal=None), expecting_goal=False, share=0.99) is parting


def test_is_there_a_shorter_one_refines() -> None:
    assert act(Act.COMPARE, structure(rest=0, goal=None), expecting_goal=False, share=0.65) is Act.REFINE
    assert act(Act.COMPARE, structure(rest=0, goal=None), expecting_goal=False, share=0.96) is Act.COMPARE


@pytest.mark.parametrize("strength", [Strength.STRONG, Strength.WEAK, Strength.NONE])
def test_words_of_despair_are_nobody_s_goal_however_unsure_the_classifier_is(strength: Strength) -> None:
    assert act(Act.DISTRESS, structure(rest=3, goal=strength, limits=0), share=0.3) is Act.DISTRESS


def test_a_long_question_that_is_surely_about_something_else_is_no_goal() -> None:
    weather = structure(words=6, rest=2, goal=Strength.WEAK, level=False)
    assert act(Act.OUT_OF_SCOPE, weather, share=0.99) is Act.OUT_OF_SCOPE
    assert act(Act.OUT_OF_SCOPE, weather, share=0.9) is Act.STATE_GOAL


@pytest.mark.parametrize("word", ["ciao", "Servus!", "cześć"])
def test_some_words_meet_and_part(word: str) -> None:
    assert parts_with(word, Act.GREET, shortlist_known=True)
    assert not parts_with(word, Act.GREET, shortlist_known=False)
    assert not parts_with("hello", Act.GREET, shortlist_known=True)
