"""The EU standard's elements: stated, missing, or to be checked at issue."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.elements import standard_elements
from knowledge.offer import Cycle, Level, Mode, Offer, Provenance, QualityClaim
from knowledge.quality import assess_quality
from knowledge.registers import Registers
from knowledge.trust import Element, ElementState
from tests.knowledge.trust_examples import TODAY, agency, held, offer, report


def elements(described: Offer, registers: Registers | None = None) -> dict[str, Element]:
    known = registers or Registers()
    quality = assess_quality(described, known, TODAY)
    return {element.id: element for element in standard_elements(described, quality, known)}


def said(element: Element) -> list[str]:
    return [statement.id.removeprefix("statement.element.") for statement in element.statements]


@pytest.fixture(scope="module")
def shipped() -> Registers:
    return Registers.load()


def test_there_are_eleven_mandatory_and_five_optional_elements_and_the_validity_in_the_standard_s_order() -> None:
    found = list(elements(offer()).values())
    assert [element.mandatory for element in found] == [True] * 11 + [False] * 6
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
        "validity",
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
        ({"supervision": "supervised, identity checked"}, "supervision", "supervised, identity checked"),
        ({"stackability": "counts towards a diploma"}, "stackability", "counts towards a diploma"),
        ({"part_of": "Bachelor of Arts"}, "stackability", "Bachelor of Arts"),
        ({"validity": "3 years"}, "validity", "3 years"),
        ({"qf_ehea": Cycle.FIRST}, "level", "QF-EHEA first cycle"),
        ({"national_level": "NQR 6"}, "level", "NQR 6"),
        ({"isced_level": 5}, "further_information", "ISCED 5"),
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
        ({"assessment": "none"}, "assessment", "assessment_denied"),
        ({}, "awarding_body", "awarding_body_only_provider"),
        ({}, "workload", "workload_missing"),
        ({}, "level", "level_missing"),
        ({"isced_level": 6}, "level", "level_only_isced"),
        ({}, "supervision", "supervision_missing"),
        ({}, "stackability", "stackability_missing"),
        ({}, "validity", "validity_missing"),
    ],
)
def test_what_only_resembles_an_element_is_missing(fields: dict[str, Any], element: str, said: str) -> None:
    found = elements(offer(**fields))[element]
    assert (found.state, found.value) == (ElementState.MISSING, None)
    assert found.statement.id == f"statement.element.{said}"


def test_a_verified_provider_has_its_type_of_quality_assurance_from_the_register() -> None:
    found = elements(offer(), held(agencies=(agency(),), reports=(report(),)))["quality_assurance"]
    assert (found.state, found.value) == (ElementState.STATED, "esg")
    assert found.statement.evidence[0].source == "A register"


def test_hours_that_follow_from_credits_are_said_by_the_guide_and_never_stated(shipped: Registers) -> None:
    found = elements(offer(ects=2.0), shipped)["workload"]
    assert (found.state, found.value) == (ElementState.STATED, "2 ECTS")
    assert said(found) == ["workload_ects", "workload_hours_by_guide"]
    assert (found.more[0].params["hours_from"], found.more[0].params["hours_to"]) == (50.0, 60.0)
    assert "ECTS Users' Guide" in found.more[0].evidence[1].source


def test_without_the_rule_no_hours_are_derived() -> None:
    assert said(elements(offer(ects=2.0))["workload"]) == ["workload_ects"]


@pytest.mark.parametrize(
    ("hours", "fits"), [((50.0, 60.0), True), ((44.0, 44.0), True), ((5.0, 8.0), False), ((90.0, 90.0), False)]
)
def test_stated_hours_stand_beside_the_credits_and_what_does_not_fit_is_said(
    shipped: Registers, hours: tuple[float, float], fits: bool
) -> None:
    found = elements(offer(ects=2.0, workload_hours=hours), shipped)["workload"]
    assert ("workload_does_not_fit" in said(found)) is not fits
    assert "workload_hours_by_guide" not in said(found)


def test_the_level_of_a_national_qualification_is_derived_with_its_row(shipped: Registers) -> None:
    row = next(r for r in shipped.framework_levels if len(shipped.eqf_levels(r.country, r.qualification)) == 1)
    found = elements(offer(credential_type=row.qualification, country=row.country), shipped)["level"]
    assert (found.state, found.value) == (ElementState.DERIVED, f"EQF {row.eqf}")
    assert row.evidence() in found.statement.evidence
    abroad = "XX" if row.country != "XX" else "YY"
    other = elements(offer(credential_type=row.qualification, country=abroad), shipped)["level"]
    assert other.state is ElementState.MISSING


def test_the_level_of_the_whole_is_not_the_level_of_the_part(shipped: Registers) -> None:
    row = next(r for r in shipped.framework_levels if len(shipped.eqf_levels(r.country, r.qualification)) == 1)
    found = elements(offer(part_of=row.qualification, country=row.country), shipped)["level"]
    assert (found.state, found.value) == (ElementState.MISSING, None)
    assert said(found) == ["level_of_whole"]


def test_a_table_that_gives_another_level_is_said(shipped: Registers) -> None:
    row = next(r for r in shipped.framework_levels if len(shipped.eqf_levels(r.country, r.qualification)) == 1)
    wrong = offer(eqf=row.eqf % 8 + 1, credential_type=row.qualification, country=row.country)
    assert "level_differs_from_table" in said(elements(wrong, shipped)["level"])


def test_a_cycle_gives_its_european_level_as_derived(shipped: Registers) -> None:
    found = elements(offer(qf_ehea=Cycle.SECOND), shipped)["level"]
    assert found.state is ElementState.STATED
    assert said(found) == ["level_cycle_second", "level_from_cycle"]
    assert found.more[0].params["eqf"] == 7


def test_the_international_classification_is_further_information_and_no_european_level() -> None:
    found = elements(offer(isced_level=6, isced_field="0613", url="https://example.org"))
    assert found["level"].state is ElementState.MISSING
    assert said(found["further_information"]) == [
        "further_information_page",
        "further_information_isced_level",
        "further_information_isced_field",
    ]


def test_the_receiving_organisation_decides_on_what_stacks_and_what_stands_alone_needs_no_decision() -> None:
    assert said(elements(offer(stackability="into a diploma"))["stackability"]) == [
        "stackability_stated",
        "stackability_receiver_decides",
    ]
    assert said(elements(offer(stackability="Standalone"))["stackability"]) == ["stackability_standalone"]


@pytest.mark.parametrize(
    ("field", "value", "element"),
    [("mode", Mode.ONLINE, "participation"), ("country", "DE", "country"), ("ects", 5.0, "workload"),
     ("eqf", 5, "level"), ("stackability", "stacks", "stackability"), ("assessment", "exam", "assessment")],
)  # fmt: skip
def test_what_the_feed_does_not_say_in_so_many_words_is_derived(field: str, value: object, element: str) -> None:
    described = offer(**{field: value}, provenance={field: Provenance("column", derived="from its neighbour")})
    assert elements(described)[element].state is ElementState.DERIVED


def test_an_expired_check_is_no_stated_quality_assurance() -> None:
    ended = held(agencies=(agency(),), reports=(report(valid_to=TODAY.replace(year=2025)),))
    found = elements(offer(), ended)["quality_assurance"]
    assert (found.state, said(found)) == (ElementState.MISSING, ["quality_expired"])
