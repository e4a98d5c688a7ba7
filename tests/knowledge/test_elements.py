"""The EU standard's elements: stated, missing, or to be checked at issue."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.elements import standard_elements
from knowledge.offer import Level, Mode, Offer, QualityClaim
from knowledge.quality import assess_quality
from knowledge.registers import Registers
from knowledge.trust import Element, ElementState
from tests.knowledge.trust_examples import TODAY, agency, offer, report


def elements(described: Offer, registers: Registers | None = None) -> dict[str, Element]:
    quality = assess_quality(described, registers or Registers(), TODAY)
    return {element.id: element for element in standard_elements(described, quality)}


def test_there_are_eleven_mandatory_and_five_optional_elements_in_the_standard_s_order() -> None:
    found = list(elements(offer()).values())
    assert [element.mandatory for element in found] == [True] * 11 + [False] * 5
    assert [element.id for element in found] == [
        "learner",
        "title",
        "country",
        "awarding_body",
        "issue_date",
        "learning_outcomes",
        "workload",
        "level",
        "assessment",
        "participation",
        "quality_assurance",
        "prerequisites",
        "supervision",
        "grade",
        "stackability",
        "further_information",
    ]


def test_only_what_stands_on_the_document_itself_is_left_to_issue() -> None:
    found = elements(offer()).values()
    assert {e.id for e in found if e.state is ElementState.AT_ISSUE} == {"learner", "issue_date", "grade"}


def test_an_empty_offer_states_its_title_and_nothing_else() -> None:
    found = elements(offer()).values()
    assert {e.id for e in found if e.state is ElementState.STATED} == {"title"}


@pytest.mark.parametrize(
    ("fields", "element", "value"),
    [
        ({"country": "DE"}, "country", "DE"),
        ({"awarding_body": "Uni Nord"}, "awarding_body", "Uni Nord"),
        ({"learning_outcomes": ("weld", "cut")}, "learning_outcomes", "weld; cut"),
        ({"ects": 2.5}, "workload", "2.5 ECTS"),
        ({"workload_hours": (20.0, 20.0)}, "workload", "20 h"),
        ({"workload_hours": (20.0, 30.0)}, "workload", "20–30 h"),
        ({"eqf": 5}, "level", "EQF 5"),
        ({"assessment": "exam"}, "assessment", "exam"),
        ({"mode": Mode.BLENDED}, "participation", "blended"),
        ({"quality_claims": (QualityClaim("ISO 21001", "q"),)}, "quality_assurance", "ISO 21001"),
        ({"prerequisites": "none"}, "prerequisites", "none"),
        ({"url": "https://example.org"}, "further_information", "https://example.org"),
    ],
)
def test_what_the_feed_states_is_stated(fields: dict[str, Any], element: str, value: str) -> None:
    found = elements(offer(**fields))[element]
    assert (found.state, found.value) == (ElementState.STATED, value)


@pytest.mark.parametrize(
    ("fields", "element", "said"),
    [
        ({"skills": ("welding",)}, "learning_outcomes", "learning_outcomes_only_skills"),
        ({"duration_weeks": (6.0, 6.0)}, "workload", "workload_only_weeks"),
        ({"level": Level.BEGINNER}, "level", "level_only_difficulty"),
        ({"assessment": "none"}, "assessment", "missing"),
        ({}, "awarding_body", "awarding_body_only_provider"),
    ],
)
def test_what_only_resembles_an_element_is_missing(fields: dict[str, Any], element: str, said: str) -> None:
    found = elements(offer(**fields))[element]
    assert (found.state, found.value) == (ElementState.MISSING, None)
    assert found.statement.id == f"statement.element.{said}"


def test_a_verified_provider_has_its_type_of_quality_assurance_from_the_register() -> None:
    found = elements(offer(), Registers(agencies=(agency(),), reports=(report(),)))["quality_assurance"]
    assert (found.state, found.value) == (ElementState.STATED, "esg")
    assert found.statement.evidence[0].source == "A register"
