"""A sentence says that learning is assessed, or it does not: most prose about badges does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.assessment import states_assessment
from knowledge.feeds.assessed import assessment_in


@pytest.mark.parametrize(
    "text",
    [
        "Complete all coursework, pass assessments with 80% or higher, and complete a capstone project",
        "You must pass a practical test and submit a written essay.",
        "The course ends with an exam.",
        "Der Kurs schließt mit einer Prüfung ab.",
        "Test mit mindestens 60 % bestanden.",
        "Je sluit af met een toets.",
        "Réussir l'examen et rendre le dossier.",
        "Hay que superar la prueba escrita.",
        "È richiesto il superamento della prova finale.",
        "Kurs kończy się egzaminem.",
        "Kursen avslutas med en tentamen.",
        "Kurset avsluttes med eksamen.",
        "Kurssi päättyy loppukokeeseen, ja tentti on hyväksytty.",
    ],
)
def test_a_sentence_that_says_something_is_passed_or_examined_states_assessment(text: str) -> None:
    assert assessment_in(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The learner attended all sessions.",
        "Awarded for taking part in at least 80 % of the workshop.",
        "Students must complete all modules.",
        "Certificate of attendance. No exam is required.",
        "There is neither a test to pass nor a grade.",
        "The final exam is optional.",
        "The learner can assess risks and write a risk assessment.",
        "Graded by a practice quiz for yourself: take the self-test.",
        "You learn to test software and to manage a project.",
        "The holder examined the causes of poverty.",
        "Teilnahme an mindestens vier Terminen. Ohne Prüfung.",
        "Die Überprüfung der Anlage wird gezeigt.",
        "Er is geen toets.",
        "Admission sur examen du dossier, sans épreuve.",
        "Der Lehrgang umfasst 40 Unterrichtsstunden.",
        "De student kan oogcontact maken tijdens verkoopgesprekken.",
        "Η παρακολούθηση είναι υποχρεωτική.",
    ],
)
def test_attendance_completion_denial_and_practice_state_no_assessment(text: str) -> None:
    assert assessment_in(text) is None


def test_only_the_sentences_that_say_so_are_given() -> None:
    text = "To earn this badge, you must attend the lectures. You must pass a practical test. Enjoy the course!"
    assert assessment_in(text) == "You must pass a practical test."


def test_a_denial_in_one_sentence_does_not_take_back_another() -> None:
    text = "No prior knowledge is needed. The module ends with a written test."
    assert assessment_in(text) == "The module ends with a written test."


@given(st.text(max_size=300))
def test_what_is_found_stands_in_the_text(text: str) -> None:
    found = assessment_in(text)
    assert found is None or all(part in text for part in found.split())


@given(st.sampled_from(["no", "not", "kein", "ohne", "geen", "sans", "sin", "senza", "bez", "utan"]))
def test_a_word_of_denial_in_the_sentence_always_wins(denial: str) -> None:
    assert assessment_in(f"{denial} pass the final exam") is None


def test_what_is_found_is_taken_as_an_assessment_by_the_rules() -> None:
    for text in (
        "Pass the final exam. There is no fee.",
        "Test mit mindestens 60 % bestanden.",
        "Je sluit af met een toets.",
    ):
        found = assessment_in(text)
        assert found is not None
        assert states_assessment(found)
