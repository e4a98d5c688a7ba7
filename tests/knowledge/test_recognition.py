"""Will it count? Who decides, what speaks for it, what is missing, what and whom to ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.evidence import Evidence
from knowledge.offer import Offer
from knowledge.quality import assess_quality
from knowledge.recognition import RULES, recognition_outlook
from knowledge.register_rows import ConventionStatus, Role, ValidationOutput
from knowledge.registers import Registers
from knowledge.trust import Outlook, Purpose, RecognitionOutlook
from tests.knowledge.trust_examples import TODAY, agency, contact, institution, offer, party, report, validation
from tests.knowledge.trust_examples import held as holding


@pytest.fixture(scope="module")
def held() -> Registers:
    return Registers.load()


def look(
    asked: Offer, purpose: Purpose, country: str | None, registers: Registers, **more: Any
) -> RecognitionOutlook:
    quality = assess_quality(asked, registers, TODAY)
    return recognition_outlook(asked, quality, purpose, country, registers, TODAY, **more)


def ids(outlook: RecognitionOutlook) -> list[str]:
    return [statement.id.removeprefix("statement.recognition.") for statement in outlook.statements]


STUDIES = {"part_of": "Bachelor of Engineering", "assessment": "exam", "ects": 5.0, "country": "DE"}
SUPPORTING = holding(
    agencies=(agency(),), reports=(report(),), institutions=(institution(),), convention=(party("DE"), party("FR"))
)


def test_there_is_a_rule_for_every_purpose() -> None:
    assert set(RULES) == set(Purpose)


@pytest.mark.parametrize("purpose", [Purpose.STUDY, Purpose.ABROAD])
def test_the_convention_supports_assessed_credited_studies_of_a_verified_institution(purpose: Purpose) -> None:
    outlook = look(offer(**STUDIES), purpose, "FR", SUPPORTING)
    assert outlook.outlook is Outlook.SUPPORTED
    assert ids(outlook)[0] == "convention_supports"
    assert {e.source for e in outlook.statements[0].evidence} >= {"A register", "SWD(2021) 367"}


@pytest.mark.parametrize("missing", ["part_of", "assessment", "ects", "country"])
def test_each_thing_the_convention_asks_for_is_needed(missing: str) -> None:
    fields = {name: value for name, value in STUDIES.items() if name != missing}
    assert look(offer(**fields), Purpose.STUDY, "FR", SUPPORTING).outlook is not Outlook.SUPPORTED


@pytest.mark.parametrize(
    "registers",
    [
        holding(agencies=(agency(),), reports=(report(),), convention=(party("DE"),)),
        holding(agencies=(agency(),), reports=(report(),), convention=(party("FR"),)),
        holding(agencies=(agency(),), reports=(report(),), convention=(party("DE"), party("FR", checked=False))),
        holding(
            agencies=(agency(),),
            reports=(report(),),
            convention=(party("DE"), party("FR", ConventionStatus.SIGNED)),
        ),
        holding(
            agencies=(agency(),),
            reports=(report(valid_to=date(2024, 1, 1)),),
            convention=(party("DE"), party("FR")),
        ),
        holding(institutions=(institution(),), convention=(party("DE"), party("FR"))),
    ],
)
def test_each_register_row_the_convention_asks_for_is_needed(registers: Registers) -> None:
    assert look(offer(**STUDIES), Purpose.STUDY, "FR", registers).outlook is not Outlook.SUPPORTED


def test_the_convention_is_about_another_country_than_the_offers_own() -> None:
    assert look(offer(**STUDIES), Purpose.STUDY, "DE", SUPPORTING).outlook is not Outlook.SUPPORTED


def test_with_the_registers_we_hold_today_nothing_is_supported(held: Registers) -> None:
    asked = offer(**{**STUDIES, "provider": "RWTH Aachen University"})
    for purpose in Purpose:
        for country in ("DE", "FR", "CH", "GB", "UA", None):
            assert look(asked, purpose, country, held).outlook is not Outlook.SUPPORTED


def test_study_is_possible_for_an_assessed_course_of_a_university(held: Registers) -> None:
    dcu = offer(provider="Dublin City University", ects=5.0, assessment="Formal online assessment")
    assert look(dcu, Purpose.STUDY, "IE", held).outlook is Outlook.POSSIBLE
    assert look(dcu, Purpose.ABROAD, "DE", held).outlook is Outlook.POSSIBLE


def test_we_do_not_know_for_a_course_that_states_nothing(held: Registers) -> None:
    for purpose in (Purpose.STUDY, Purpose.ABROAD, Purpose.EMPLOYER, Purpose.PRIOR_LEARNING):
        assert look(offer(provider="A shop"), purpose, "DE", held).outlook is Outlook.UNKNOWN


def test_the_employer_decides_and_can_when_skills_are_named(held: Registers) -> None:
    outlook = look(offer(skills=("welding",)), Purpose.EMPLOYER, "HR", held)
    assert outlook.outlook is Outlook.POSSIBLE
    assert outlook.who_decides.id == "statement.recognition.employer_who_decides"
    assert "ask_employment_service" in ids(outlook)


@pytest.mark.parametrize("country", ["DE", "GB", None])
def test_a_micro_credential_alone_does_not_license(held: Registers, country: str | None) -> None:
    nursing = offer(title="Nursing", assessment="exam", ects=10.0, provider="Dublin City University")
    outlook = look(nursing, Purpose.REGULATED, country, held)
    assert outlook.outlook is Outlook.UNLIKELY
    assert "regulated_not_alone" in ids(outlook)
    assert "regulated_ask_first" in ids(outlook)
    assert ("ask_in_union" in ids(outlook)) == (country != "GB")


def test_a_whole_qualification_may_open_a_regulated_job(held: Registers) -> None:
    outlook = look(offer(credential_type="Master of Science"), Purpose.REGULATED, "DE", held)
    assert outlook.outlook is Outlook.POSSIBLE
    assert "regulated_qualification" in ids(outlook)


def test_a_note_that_the_profession_is_regulated_is_said(held: Registers) -> None:
    note = Evidence("ESCO v1.1.1", "regulatedProfessionNote", date(2022, 1, 1), "regulated")
    outlook = look(offer(), Purpose.REGULATED, "DE", held, profession_note=note)
    said = next(s for s in outlook.statements if s.id.endswith("regulated_noted"))
    assert said.evidence == (note,)


def test_only_a_body_that_says_so_is_called_the_assistance_centre(held: Registers) -> None:
    assert "ask_assistance_centre" in ids(look(offer(), Purpose.REGULATED, "CY", held))
    assert "ask_professions_information" in ids(look(offer(), Purpose.REGULATED, "FR", held))


def test_validation_follows_figure_17(held: Registers) -> None:
    asked = offer(skills=("welding",))
    austria = look(asked, Purpose.PRIOR_LEARNING, "AT", held)
    assert austria.outlook is Outlook.POSSIBLE
    (leads_to,) = (s for s in austria.statements if s.id.endswith("validation_leads_to"))
    assert {"full_qualification", "credit_points", "exemption"} <= set(leads_to.params["outputs"])  # type: ignore[arg-type]
    assert "access_to_labour_market" not in leads_to.params["outputs"]  # type: ignore[operator]
    croatia = look(asked, Purpose.PRIOR_LEARNING, "HR", held)
    assert croatia.outlook is Outlook.UNKNOWN
    assert "validation_not_in_education" in ids(croatia)
    assert "validation_no_row" in ids(look(asked, Purpose.PRIOR_LEARNING, "UA", held))


def test_another_certificate_alone_makes_validation_no_more_likely() -> None:
    registers = Registers(validation=(validation("GR", ValidationOutput.OTHER_CERTIFICATE),))
    outlook = look(offer(skills=("welding",)), Purpose.PRIOR_LEARNING, "GR", registers)
    assert outlook.outlook is Outlook.UNKNOWN
    assert "validation_leads_to" in ids(outlook)


@pytest.mark.parametrize(
    ("country", "region", "there", "not_there"),
    [
        ("BE", "Flanders", "full_qualification", "access_to_labour_market"),
        ("BE", "Wallonia", "access_to_labour_market", "full_qualification"),
        ("GB", "England and Northern Ireland", "full_qualification", "other_certificate"),
        ("GB", "Scotland", "other_certificate", "full_qualification"),
        ("GB", "Wales", "access_to_labour_market", "full_qualification"),
    ],
)
def test_the_parts_of_a_country_in_figure_17_are_told_apart(
    held: Registers, country: str, region: str, there: str, not_there: str
) -> None:
    outlook = look(offer(skills=("welding",)), Purpose.PRIOR_LEARNING, country, held)
    assert not any(s.id.endswith("validation_leads_to") for s in outlook.statements)
    (said,) = (s for s in outlook.statements if s.params.get("region") == region)
    outputs = said.params["outputs"]
    assert isinstance(outputs, tuple)
    assert there in outputs
    assert not_there not in outputs


def test_without_a_country_validation_is_told_by_sector(held: Registers) -> None:
    outlook = look(offer(skills=("welding",)), Purpose.PRIOR_LEARNING, None, held)
    said = next(s for s in outlook.statements if s.id.endswith("validation_sectors"))
    assert dict(said.params) == {"adult": 23, "cvet": 30, "general": 16, "higher": 28, "ivet": 29}


@pytest.mark.parametrize("purpose", list(Purpose))
def test_without_a_country_the_answer_is_general_and_asks_which(held: Registers, purpose: Purpose) -> None:
    outlook = look(offer(), purpose, None, held)
    assert outlook.country is None
    assert "which_country" in ids(outlook)


@pytest.mark.parametrize("country", ["CH", "GB", "UA", "NO"])
def test_outside_the_union_the_recommendation_is_not_made_for_the_country(held: Registers, country: str) -> None:
    assert "country_outside_union" in ids(look(offer(), Purpose.STUDY, country, held))


def test_a_country_outside_europe_is_said_to_be_one_we_know_little_of(held: Registers) -> None:
    assert "country_not_covered" in ids(look(offer(), Purpose.STUDY, "BR", held))


def test_where_we_hold_nobody_to_ask_we_say_so(held: Registers) -> None:
    assert "no_contact_held" in ids(look(offer(), Purpose.STUDY, "LI", held))


@pytest.mark.parametrize(
    ("not_checked", "said"),
    [
        (frozenset[str](), "ask_recognition_centre"),
        (frozenset({"url"}), "ask_recognition_centre_address_not_checked"),
        (frozenset({"name", "url"}), "ask_recognition_centre_not_checked"),
    ],
)
def test_a_body_that_nothing_confirms_is_named_as_not_checked(not_checked: frozenset[str], said: str) -> None:
    registers = Registers(contacts=(contact(Role.RECOGNITION_CENTRE, not_checked=not_checked),))
    assert said in ids(look(offer(), Purpose.STUDY, "DE", registers))


@pytest.mark.parametrize("purpose", list(Purpose))
def test_an_unchecked_name_is_never_quoted_as_evidence(held: Registers, purpose: Purpose) -> None:
    for country in ("AT", "DE", "CH", "UA"):
        for statement in look(offer(), purpose, country, held).statements:
            if statement.id.endswith("centre_not_checked") or statement.id.endswith("service_not_checked"):
                assert statement.evidence[0].quote == ""
