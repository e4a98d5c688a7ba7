"""Is this checked? What each status rests on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.offer import Offer, QualityClaim
from knowledge.quality import assess_quality, badge
from knowledge.reference_rows import ErasmusCharter, LabelScope, LabelStandard, LabelStatus
from knowledge.register_file import Extract
from knowledge.register_rows import Covers, Decision, Relation, Scheme
from knowledge.registers import Registers
from knowledge.standards import Standard, standard_named
from knowledge.trust import Quality, QualityStatus
from tests.knowledge.trust_examples import (
    REGISTER,
    TODAY,
    agency,
    held,
    institution,
    label,
    listed,
    match,
    offer,
    report,
)


@pytest.fixture(scope="module")
def shipped() -> Registers:
    return Registers.load()


def ids(quality: Quality) -> list[str]:
    return [statement.id.removeprefix("statement.quality.") for statement in quality.statements]


def test_a_valid_positive_decision_by_a_registered_agency_verifies() -> None:
    quality = assess_quality(offer(), held(agencies=(agency(),), reports=(report(),)), TODAY)
    assert quality.status is QualityStatus.VERIFIED
    assert (quality.standard, quality.scope) == ("esg", "provider")
    assert ids(quality)[:2] == ["review_positive", "review_is_about_provider"]
    assert quality.statements[0].params["valid_to_date"] == "2028-01-01"


def test_an_expired_decision_is_never_called_verified() -> None:
    registers = held(agencies=(agency(),), reports=(report(valid_to=date(2026, 11, 23)),))
    assert assess_quality(offer(), registers, TODAY).status is QualityStatus.EXPIRED
    assert assess_quality(offer(), registers, date(2026, 11, 23)).status is QualityStatus.VERIFIED


def test_an_expired_registration_of_the_agency_is_never_called_verified() -> None:
    registers = held(agencies=(agency(end=date(2021, 12, 31)),), reports=(report(),))
    quality = assess_quality(offer(), registers, TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert "reviewer_not_confirmed" in ids(quality)


def test_a_registration_that_ended_after_the_decision_began_still_carries_it() -> None:
    registers = held(agencies=(agency(end=date(2022, 1, 2)),), reports=(report(),))
    assert assess_quality(offer(), registers, TODAY).status is QualityStatus.VERIFIED


def test_a_renewed_registration_counts() -> None:
    rows = (agency(end=date(2015, 1, 1)), agency(start=date(2021, 1, 1)))
    assert assess_quality(offer(), held(agencies=rows, reports=(report(),)), TODAY).status is QualityStatus.VERIFIED


def test_a_decision_that_starts_later_is_not_yet_verified() -> None:
    registers = held(agencies=(agency(),), reports=(report(valid_from=date(2027, 1, 1)),))
    quality = assess_quality(offer(), registers, TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert "review_starts_later" in ids(quality)


def test_without_an_end_a_decision_counts_six_years() -> None:
    registers = held(agencies=(agency(),), reports=(report(valid_to=None),))
    assert assess_quality(offer(), registers, date(2028, 1, 1)).status is QualityStatus.VERIFIED
    ended = assess_quality(offer(), registers, date(2028, 1, 2))
    assert ended.status is QualityStatus.EXPIRED
    assert "review_states_no_end" in ids(ended)


@pytest.mark.parametrize("decision", [Decision.NEGATIVE, Decision.NOT_APPLICABLE])
def test_only_a_positive_decision_verifies(decision: Decision) -> None:
    registers = held(agencies=(agency(),), reports=(report(decision=decision),))
    assert assess_quality(offer(), registers, TODAY).status is QualityStatus.NOT_STATED


def test_a_later_negative_decision_stands_against_an_earlier_positive_one() -> None:
    negative = report(id="r2", decision=Decision.NEGATIVE, valid_from=date(2025, 1, 1))
    quality = assess_quality(offer(), held(agencies=(agency(),), reports=(report(), negative)), TODAY)
    assert quality.status is QualityStatus.EXPIRED
    assert ids(quality)[0] == "review_superseded"


def test_an_earlier_negative_decision_does_not() -> None:
    negative = report(id="r2", decision=Decision.NEGATIVE, valid_from=date(2020, 1, 1))
    quality = assess_quality(offer(), held(agencies=(agency(),), reports=(report(), negative)), TODAY)
    assert quality.status is QualityStatus.VERIFIED


def test_a_report_on_another_programme_says_nothing() -> None:
    other = report(covers=Covers.PROGRAMME, programme="Baking")
    registers = held(agencies=(agency(),), reports=(other,))
    assert assess_quality(offer(title="Welding"), registers, TODAY).status is QualityStatus.NOT_STATED
    quality = assess_quality(offer(title="baking"), registers, TODAY)
    assert (quality.status, quality.scope) == (QualityStatus.VERIFIED, "programme")


def test_what_is_verified_for_one_body_is_not_said_of_the_other() -> None:
    registers = held(agencies=(agency(),), reports=(report(),))
    quality = assess_quality(offer(awarding_body="Some Company"), registers, TODAY)
    assert quality.status is QualityStatus.VERIFIED
    assert "other_body_not_covered" in ids(quality)


def test_beside_a_decision_that_holds_nothing_says_that_a_list_shows_none() -> None:
    registers = held(agencies=(agency(),), reports=(report(),), listed_providers=(listed(),))
    quality = assess_quality(offer(), registers, TODAY)
    assert quality.status is QualityStatus.VERIFIED
    assert "listed_in_deqar" not in ids(quality)


@pytest.mark.parametrize("relation", [Relation.PART, Relation.JOINT])
def test_a_university_s_decision_does_not_verify_its_school_or_its_partners(relation: Relation) -> None:
    registers = held(
        agencies=(agency(),),
        reports=(report(),),
        listed_providers=(listed(),),
        provider_matches=(match("Nord Business School", relation),),
    )
    quality = assess_quality(offer(provider="Nord Business School"), registers, TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert "listed_in_deqar" in ids(quality)


def test_a_listing_without_a_decision_is_said_but_verifies_nothing() -> None:
    quality = assess_quality(offer(), Registers(listed_providers=(listed(),)), TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert ids(quality)[0] == "listed_in_deqar"
    assert quality.statements[0].params["latest_report_date"] == "2024-01-01"
    assert quality.statements[0].params["as_of_date"] == "2026-01-01"
    assert badge(quality) == "not_stated_but_listed"


@pytest.mark.parametrize(
    ("latest", "said"),
    [
        (date(2020, 11, 23), "listed_in_deqar_long_ago"),
        (date(2020, 11, 24), "listed_in_deqar"),
        (date(2027, 9, 1), "listed_in_deqar_from"),
        (None, "listed_in_deqar_without_report"),
    ],
)
def test_a_listing_says_how_old_its_latest_report_is(latest: date | None, said: str) -> None:
    assert ids(assess_quality(offer(), Registers(listed_providers=(listed(latest=latest),)), TODAY))[0] == said


def test_a_listing_without_report_gets_no_badge() -> None:
    assert badge(assess_quality(offer(), Registers(listed_providers=(listed(latest=None),)), TODAY)) == "not_stated"


def test_an_erasmus_charter_is_said_to_be_no_quality_check() -> None:
    registers = Registers(provider_matches=(match("Uni Nord", scheme=Scheme.ERASMUS_CHARTER),))
    quality = assess_quality(offer(), registers, TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert "erasmus_charter_only" in ids(quality)
    assert badge(quality) == "not_stated"


def test_being_a_university_is_said_to_be_no_quality_check() -> None:
    quality = assess_quality(offer(), Registers(institutions=(institution(),)), TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert "higher_education_list_only" in ids(quality)


def test_a_claim_is_claimed_and_quoted() -> None:
    claim = QualityClaim("Accredited by QA-A", "field q", standard="ISO 21001:2018")
    quality = assess_quality(offer(quality_claims=(claim,)), Registers(), TODAY)
    assert (quality.status, quality.standard) == (QualityStatus.CLAIMED, "iso_21001")
    assert quality.statements[0].evidence[0].quote == "Accredited by QA-A"
    assert quality.statements[0].evidence[0].locator == "field q"


def test_a_claim_that_ended_by_its_own_date_is_expired() -> None:
    claim = QualityClaim("Accredited", "q", valid_to=date(2024, 1, 1))
    assert assess_quality(offer(quality_claims=(claim,)), Registers(), TODAY).status is QualityStatus.EXPIRED


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (date(2030, 1, 1), "claim_names_registered_agency"),
        (date(2022, 1, 31), "claim_names_agency_whose_registration_ended"),
    ],
)
def test_a_claim_that_names_an_agency_stays_a_claim_and_says_what_the_register_has(end: date, said: str) -> None:
    claim = QualityClaim("Accredited", "q", body="qa-a")
    quality = assess_quality(offer(quality_claims=(claim,)), held(agencies=(agency(end=end),)), TODAY)
    assert quality.status is QualityStatus.CLAIMED
    assert said in ids(quality)


def test_a_long_claim_is_shortened_in_words_and_whole_in_evidence() -> None:
    claim = QualityClaim("certified " * 60, "q")
    statement = assess_quality(offer(quality_claims=(claim,)), Registers(), TODAY).statements[0]
    assert len(str(statement.params["claim"])) <= 200
    assert statement.evidence[0].quote == claim.text


def test_a_rating_is_an_opinion() -> None:
    quality = assess_quality(offer(rating=4.9, ratings_count=100_000), Registers(), TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert "rating_is_opinion" in ids(quality)


def test_what_is_not_verified_ends_with_whom_to_ask() -> None:
    assert ids(assess_quality(offer(), Registers(), TODAY))[-1] == "ask_provider"


def test_rwth_aachen_is_checked_while_our_copy_is_young_and_expired_when_it_cannot_show_a_later_decision(
    shipped: Registers,
) -> None:
    of_rwth = offer(provider="RWTH Aachen University")
    assert assess_quality(of_rwth, shipped, date(2020, 6, 1)).status is QualityStatus.VERIFIED
    old = assess_quality(of_rwth, shipped, date(2024, 9, 30))
    assert old.status is QualityStatus.EXPIRED
    assert old.statements[0].id == "statement.quality.review_copy_out_of_date"
    assert old.statements[0].params["as_of_date"] == "2020-05-08"
    today = assess_quality(of_rwth, shipped, TODAY)
    assert today.status is QualityStatus.EXPIRED
    assert today.statements[0].params["valid_to_date"] == "2024-09-30"
    assert "listed_in_deqar" in ids(today)


def test_a_report_without_a_decision_does_not_verify_south_east_european_university(shipped: Registers) -> None:
    quality = assess_quality(offer(provider="South East European University - Tetovo"), shipped, date(2020, 1, 1))
    assert quality.status is QualityStatus.NOT_STATED
    assert "review_without_decision" in ids(quality)


@pytest.mark.parametrize(
    ("provider", "said"),
    [
        ("Delft University of Technology", "listed_in_deqar"),
        ("University of Oxford", "listed_in_deqar_long_ago"),
        ("KU Leuven University", "listed_in_deqar_from"),
        ("Imperial College London", "listed_in_deqar_without_report"),
        ("HEC Paris", "erasmus_charter_only"),
        ("Dublin City University", "higher_education_list_only"),
        ("Siemens", "no_register_row"),
        ("A provider nobody knows", "no_register_row"),
    ],
)
def test_what_the_registers_say_of_real_providers(shipped: Registers, provider: str, said: str) -> None:
    quality = assess_quality(offer(provider=provider), shipped, TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert said in ids(quality)


@pytest.mark.parametrize(
    ("written", "standard"),
    [
        ("esg", Standard.ESG),
        ("ISO 29993:2017", Standard.ISO_29993),
        ("Our own seal", "Our own seal"),
        ("  ", None),
        (None, None),
    ],
)
def test_a_standard_is_known_by_its_name_only(written: str | None, standard: str | None) -> None:
    assert standard_named(written) == standard


def test_the_same_offer_registers_and_day_give_the_same_answer(shipped: Registers) -> None:
    one: Offer = offer(provider="RWTH Aachen University")
    assert assess_quality(one, shipped, TODAY) == assess_quality(one, shipped, TODAY)


def test_who_checked_and_from_when_to_when_stand_beside_the_status() -> None:
    quality = assess_quality(offer(), held(agencies=(agency(),), reports=(report(),)), TODAY)
    assert (quality.by, quality.valid_from, quality.valid_to) == ("QA-A", date(2022, 1, 1), date(2028, 1, 1))


def test_a_checked_university_is_called_a_trusted_provider_and_a_checked_programme_does_not_make_one() -> None:
    whole = assess_quality(offer(), held(agencies=(agency(),), reports=(report(),)), TODAY)
    assert {"trusted_provider", "review_is_about_provider"} <= set(ids(whole))
    programme = report(covers=Covers.PROGRAMME, programme="Welding")
    single = assess_quality(offer(), held(agencies=(agency(),), reports=(programme,)), TODAY)
    assert "review_is_about_programme" in ids(single)
    assert "trusted_provider" not in ids(single)


def test_a_check_of_the_whole_says_that_the_offer_is_only_a_part() -> None:
    whole = report(covers=Covers.PROGRAMME, programme="Bachelor of Engineering")
    quality = assess_quality(
        offer(part_of="Bachelor of Engineering"), held(agencies=(agency(),), reports=(whole,)), TODAY
    )
    assert quality.status is QualityStatus.VERIFIED
    assert "review_is_about_whole" in ids(quality)


def test_reports_on_other_programmes_are_counted_and_said_to_say_nothing() -> None:
    others = tuple(report(id=f"r{n}", covers=Covers.PROGRAMME, programme=f"Baking {n}") for n in range(5))
    quality = assess_quality(offer(), held(agencies=(agency(),), reports=others), TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    said = next(s for s in quality.statements if s.id.endswith("reviews_of_other_programmes"))
    assert said.params["count"] == 5


def test_a_copy_of_the_reports_that_is_too_old_proves_nothing_and_says_its_day() -> None:
    old = {"deqar_reports": Extract("deqar_reports", REGISTER, valid_for_days=90)}
    quality = assess_quality(offer(), held(agencies=(agency(),), reports=(report(),), extracts=old), TODAY)
    assert quality.status is QualityStatus.EXPIRED
    assert ids(quality)[0] == "review_copy_out_of_date"
    assert quality.statements[0].params["as_of_date"] == "2026-01-01"
    assert "trusted_provider" not in ids(quality)


def test_a_copy_without_a_date_proves_nothing() -> None:
    registers = Registers(agencies=(agency(),), reports=(report(),))
    assert assess_quality(offer(), registers, TODAY).status is QualityStatus.EXPIRED


def test_a_decision_that_was_superseded_was_never_counted_when_its_agency_was_not_on_the_register() -> None:
    negative = report(id="r2", decision=Decision.NEGATIVE, valid_from=date(2024, 1, 1))
    quality = assess_quality(offer(), held(reports=(report(), negative)), TODAY)
    assert quality.status is QualityStatus.NOT_STATED


@pytest.mark.parametrize("standard", list(LabelStandard))
def test_a_label_on_a_list_verifies_its_own_standard_in_its_own_scope(standard: LabelStandard) -> None:
    quality = assess_quality(offer(), held(labels=(label(standard=standard),)), TODAY)
    assert (quality.status, quality.standard, quality.scope) == (QualityStatus.VERIFIED, standard.value, "provider")
    assert quality.by == "A register"
    assert ids(quality)[:2] == ["label_holds_until", "label_is_about_provider"]
    assert f"{standard.value}_is_about" in ids(quality)
    assert "trusted_provider" not in ids(quality)


@pytest.mark.parametrize(
    ("row", "status", "said"),
    [
        ({"valid_to": date(2026, 11, 23)}, QualityStatus.EXPIRED, "label_ended"),
        ({"valid_to": None}, QualityStatus.VERIFIED, "label_holds"),
        ({"status": LabelStatus.WITHDRAWN}, QualityStatus.EXPIRED, "label_withdrawn"),
        ({"not_checked": frozenset({"valid_to"})}, QualityStatus.NOT_STATED, "label_row_not_checked"),
        ({"scope": LabelScope.PROGRAMME, "programme": "welding"}, QualityStatus.VERIFIED, "label_is_about_programme"),
    ],
)
def test_a_label_counts_as_far_as_its_row_goes(row: dict[str, Any], status: QualityStatus, said: str) -> None:
    quality = assess_quality(offer(), held(labels=(label(**row),)), TODAY)
    assert quality.status is status
    assert said in ids(quality)


@pytest.mark.parametrize(
    "row",
    [
        {"scope": LabelScope.PROGRAMME, "programme": "Baking"},
        {"scope": LabelScope.CREDENTIAL, "programme": None},
        {"body": "Uni Süd"},
        {"valid_from": date(2027, 1, 1)},
    ],
)
def test_a_label_of_another_programme_body_or_time_says_nothing(row: dict[str, Any]) -> None:
    quality = assess_quality(offer(), held(labels=(label(**row),)), TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert not any(name.startswith("label_") for name in ids(quality))


def test_a_list_of_labels_that_is_too_old_proves_nothing() -> None:
    old = {"quality_labels": Extract("quality_labels", REGISTER, valid_for_days=90)}
    quality = assess_quality(offer(), held(labels=(label(),), extracts=old), TODAY)
    assert (quality.status, ids(quality)[0]) == (QualityStatus.EXPIRED, "label_list_out_of_date")


@pytest.mark.parametrize(
    ("standard", "explained"),
    [
        ("ESG", "esg_is_about"),
        ("EQAVET", "eqavet_is_about"),
        ("EQF Annex IV", "eqf_annex_iv_is_about"),
        ("ISO 21001:2018", "iso_21001_is_about"),
        ("ISO 29993", "iso_29993_is_about"),
        ("EFQM", "efqm_is_about"),
        ("national", "national_is_about"),
        ("internal", "provider_own_is_about"),
        ("Our own seal", "unknown_standard"),
        ("AZAV", "azav_is_about"),
    ],
)
def test_every_standard_that_is_claimed_is_explained_once_and_stays_a_claim(standard: str, explained: str) -> None:
    claims = (QualityClaim("We hold it", "q1", standard=standard), QualityClaim("Still", "q2", standard=standard))
    quality = assess_quality(offer(quality_claims=claims), held(agencies=(agency(),)), TODAY)
    assert quality.status is QualityStatus.CLAIMED
    assert ids(quality).count("claimed") == 2
    assert ids(quality).count(explained) == (2 if explained in ("unknown_standard", "azav_is_about") else 1)


def test_a_standard_named_in_prose_is_explained_and_the_claim_is_not_filed_under_it() -> None:
    claim = QualityClaim("Certified to ISO 21001:2018 by A Company", "q")
    quality = assess_quality(offer(quality_claims=(claim,)), Registers(), TODAY)
    assert (quality.status, quality.standard) == (QualityStatus.CLAIMED, None)
    assert "iso_21001_is_about" in ids(quality)


def test_the_certifier_of_a_claim_outside_higher_education_is_whom_to_ask() -> None:
    claim = QualityClaim("Certified", "q", standard="ISO 21001", body="A Certifier")
    quality = assess_quality(offer(quality_claims=(claim,)), Registers(), TODAY)
    assert "claim_names_certifier" in ids(quality)
    assert "claim_names_unknown_body" not in ids(quality)


def test_a_claim_that_a_register_shows_is_said_to_fit_it() -> None:
    claim = QualityClaim("ISO 21001 certified", "q", standard="ISO 21001", body="A Certifier")
    quality = assess_quality(offer(quality_claims=(claim,)), held(labels=(label(),)), TODAY)
    assert quality.status is QualityStatus.VERIFIED
    assert "claim_fits_register" in ids(quality)
    assert not {"claimed", "claim_names_certifier", "no_register_row"} & set(ids(quality))


def test_bodies_that_no_list_has_are_named_in_one_sentence() -> None:
    quality = assess_quality(offer(provider="Nobody", awarding_body="No one"), Registers(), TODAY)
    assert ids(quality).count("no_register_row") == 1
    said = next(s for s in quality.statements if s.id.endswith("no_register_row"))
    assert said.params["body"] == ("Nobody", "No one")


@pytest.mark.parametrize(("valid_to", "said"), [(None, True), (date(2027, 1, 1), True), (date(2025, 1, 1), False)])
def test_an_erasmus_charter_of_exactly_this_name_is_said_while_it_holds(valid_to: date | None, said: bool) -> None:
    charter = ErasmusCharter("Uni Nord", "DE", "D NORD01", None, valid_to, None, REGISTER)
    quality = assess_quality(offer(), Registers(charters=(charter,)), TODAY)
    assert quality.status is QualityStatus.NOT_STATED
    assert ("erasmus_charter_only" in ids(quality)) is said
    assert ("no_register_row" in ids(quality)) is not said
