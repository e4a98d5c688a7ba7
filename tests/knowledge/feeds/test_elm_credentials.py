"""European Digital Credentials as feeds: the offer behind a credential is read; the learner never reaches it."""

from __future__ import annotations

import base64
import copy
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.elm import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.reading import read_feed
from knowledge.feeds.records import Accepted, FeedError, Outcome, Rejection
from knowledge.offer import Cycle, Mode
from tests.knowledge.feeds.formats_reading import SAMPLES, SOURCE, accepted, offer_in, read, read_value, rejection_in

SAMPLE = SAMPLES / "elm_credential.jsonld"
LEARNER = (
    *("Ottilie", "Markerperson", "markerid", "Markerstreet", "MARKERID-445566", "markermail", "1991"),
    *("MARKERGRADE", "29 of 30", "markerdoc", "bWFya2Vy", "999", "2026-05", "2026-02", "2026-04", "2029-05", "'77'"),
)


def sample() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(SAMPLE.read_text(encoding="utf-8"))
    return held


def claim_of(credential: dict[str, Any]) -> dict[str, Any]:
    claim: dict[str, Any] = credential["credentialSubject"]["hasClaim"]
    return claim


def everything_said(outcomes: list[Outcome]) -> str:
    return "\n".join(repr(asdict(each)) for each in outcomes)


def assert_no_learner(outcomes: list[Outcome]) -> None:
    said = everything_said(outcomes)
    assert [mark for mark in LEARNER if mark.casefold() in said.casefold()] == []


def test_a_credential_is_recognised() -> None:
    assert format_of(open_feed(SAMPLE)) is FORMAT


def test_the_offer_behind_a_credential_states_what_the_eu_standard_asks_for() -> None:
    offer = offer_in(read(SAMPLE, FORMAT))
    assert offer.title == "Data skills for care workers"
    assert (offer.provider, offer.awarding_body, offer.country) == (
        "Example Summer School",
        "Example University",
        "IE",
    )
    assert offer.languages == ("en",)
    assert offer.learning_outcomes == ("Keep care records with a tablet", "Protect data of patients")
    assert offer.skills == ("develop digital content", "Developing digital content")
    assert offer.skill_uris == ("http://data.europa.eu/esco/skill/5fd5c985-eaaa-47aa-8314-62359c54505a",)
    assert (offer.ects, offer.workload_hours) == (2.5, (60.0, 60.0))
    assert (offer.eqf, offer.national_level, offer.qf_ehea) == (5, "IE NQF Level 5", Cycle.SHORT)
    assert offer.assessment == "Case study (written examination)"
    assert offer.supervision == "Supervised with ID Verification"
    assert offer.mode is Mode.BLENDED
    assert offer.prerequisites == "A job in care or a placement in one."
    assert offer.stackability == "Entry to the Diploma in Care Informatics"
    assert offer.credential_type == "Short learning programme; formal learning"
    assert (offer.isced_field, offer.subject) == ("0923", "Social work and counselling")
    assert offer.target_groups == ("Persons requiring employment retraining",)
    assert offer.url == "https://example.org/care-data"


def test_an_accreditation_of_the_awarding_body_is_a_claim_with_its_dates_and_its_body() -> None:
    (claim,) = offer_in(read(SAMPLE, FORMAT)).quality_claims
    assert claim.text == "Institutional review, Institutional Quality Assurance"
    assert claim.body == "Example Quality Agency"
    assert str(claim.valid_from) == "2024-02-01"
    assert str(claim.valid_to) == "2029-02-01"
    assert claim.standard is None


def test_nothing_of_the_learner_reaches_the_offer_its_quotes_or_its_doubts() -> None:
    outcomes = read(SAMPLE, FORMAT)
    assert_no_learner(outcomes)
    assert accepted(outcomes).doubts[0].read == "4 texts that name the learner"


@pytest.mark.parametrize("part", ["title", "specifiedBy", "awardedBy", "provenBy", "influencedBy", "entitlesTo"])
def test_nothing_of_the_learner_is_said_when_a_part_of_the_achievement_is_missing(part: str, tmp_path: Path) -> None:
    credential = sample()
    del claim_of(credential)[part]
    assert_no_learner(read_value(credential, FORMAT, tmp_path))


def test_a_title_that_names_the_learner_is_not_used_even_if_it_is_the_only_one(tmp_path: Path) -> None:
    credential = sample()
    for part in ("specifiedBy", "influencedBy"):
        del claim_of(credential)[part]
    outcomes = read_value(credential, FORMAT, tmp_path)
    assert "does not name the learner" in rejection_in(outcomes).expected
    assert_no_learner(outcomes)


@pytest.mark.parametrize(
    "named",
    ["MARKERPERSON", "ottilie markerperson", "o. Markerperson", "Markerperson, Ottilie", "1991-03-17", "17.3.1991"],
)
def test_a_text_that_names_the_learner_in_another_way_is_left_out(named: str, tmp_path: Path) -> None:
    credential = sample()
    claim_of(credential)["specifiedBy"]["entryRequirement"]["noteLiteral"] = {"en": f"Agreed with {named} in person"}
    outcomes = read_value(credential, FORMAT, tmp_path)
    assert offer_in(outcomes).prerequisites is None
    assert_no_learner(outcomes)


def test_a_word_that_is_also_a_name_counts_only_as_names_are_written(tmp_path: Path) -> None:
    credential = sample()
    credential["credentialSubject"] |= {"fullName": {"en": "Ottilie May"}, "familyName": {"en": "May"}}
    need = claim_of(credential)["specifiedBy"]["entryRequirement"]
    for said, kept in (
        ("You may start without", True),
        ("Agreed with Mrs May", False),
        ("For OTTILIE MAY only", False),
    ):
        need["noteLiteral"] = {"en": said}
        assert (offer_in(read_value(credential, FORMAT, tmp_path)).prerequisites == said) == kept


def test_a_teacher_is_not_named_as_provider(tmp_path: Path) -> None:
    credential = sample()
    teacher = {
        "id": "urn:epass:person:2",
        "type": "Person",
        "fullName": {"en": "Tea Cher"},
        "prefLabel": {"en": "Tea Cher"},
    }
    claim_of(credential)["influencedBy"]["directedBy"] = teacher
    offer = offer_in(read_value(credential, FORMAT, tmp_path))
    assert offer.provider == "Example University"
    assert "Tea Cher" not in repr(asdict(offer))


def test_the_dates_of_one_learner_are_not_those_of_the_offer() -> None:
    offer = offer_in(read(SAMPLE, FORMAT))
    assert (offer.start, offer.end, offer.apply_by) == (None, None, None)


def test_the_effort_and_the_credits_of_one_learner_are_not_those_of_the_offer(tmp_path: Path) -> None:
    credential = sample()
    for key in ("volumeOfLearning", "creditPoint"):
        del claim_of(credential)["specifiedBy"][key]
    del claim_of(credential)["influencedBy"]["specifiedBy"]["volumeOfLearning"]
    offer = offer_in(read_value(credential, FORMAT, tmp_path))
    assert (offer.workload_hours, offer.ects) == (None, None)


def test_the_longest_time_one_may_take_is_not_the_duration() -> None:
    assert offer_in(read(SAMPLE, FORMAT)).duration_weeks is None


def test_a_grading_scheme_alone_is_no_assessment(tmp_path: Path) -> None:
    credential = sample()
    proven = claim_of(credential)["provenBy"]
    proven["specifiedBy"] = {
        "type": "LearningAssessmentSpecification",
        "gradingScheme": proven["specifiedBy"]["gradingScheme"],
    }
    assert offer_in(read_value(credential, FORMAT, tmp_path)).assessment is None


def test_validity_is_a_period_and_never_the_days_of_one_document(tmp_path: Path) -> None:
    offer = offer_in(read(SAMPLE, FORMAT))
    assert offer.validity == "3 years"
    assert "one issued credential" in (offer.provenance["validity"].derived or "")
    for end, expected in (("2026-08-06", "3 months"), ("2026-07-19", "the credential has a last day of validity")):
        credential = {**sample(), "validUntil": f"{end}T00:00:00Z"}
        assert offer_in(read_value(credential, FORMAT, tmp_path)).validity == expected
    credential = {key: value for key, value in sample().items() if key not in ("validUntil", "expirationDate")}
    assert offer_in(read_value(credential, FORMAT, tmp_path)).validity is None


def test_two_learners_credentials_are_of_one_offer(tmp_path: Path) -> None:
    other = copy.deepcopy(sample())
    other["id"] = "urn:credential:another"
    other["credentialSubject"]["fullName"] = {"en": "Somebody Else"}
    first, second = read_value([sample(), other], FORMAT, tmp_path)
    assert isinstance(first, Accepted)
    assert isinstance(second, Accepted)
    assert first.offer.id == second.offer.id
    assert (first.locator, second.locator) == ("item 1", "item 2")


def test_each_achievement_of_a_credential_is_a_record(tmp_path: Path) -> None:
    credential = sample()
    other = {
        **copy.deepcopy(claim_of(credential)),
        "specifiedBy": {"type": "Qualification", "title": {"en": "Second"}},
    }
    credential["credentialSubject"]["hasClaim"] = [claim_of(credential), other]
    outcomes = read_value(credential, FORMAT, tmp_path)
    assert [each.locator for each in outcomes] == ["document, achievement 1", "document, achievement 2"]
    assert [each.offer.title for each in outcomes if isinstance(each, Accepted)] == [
        "Data skills for care workers",
        "Second",
    ]


def test_a_presentation_of_credentials_is_read_credential_by_credential(tmp_path: Path) -> None:
    held = {"type": ["VerifiablePresentation", "EuropeanDigitalPresentation"], "verifiableCredential": [sample()]}
    outcomes = read_value(held, FORMAT, tmp_path)
    assert offer_in(outcomes).title == "Data skills for care workers"
    assert_no_learner(outcomes)


def test_a_credential_about_taking_part_is_a_course_without_assessment(tmp_path: Path) -> None:
    credential = sample()
    credential["credentialSubject"]["hasClaim"] = claim_of(credential)["influencedBy"]
    offer = offer_in(read_value(credential, FORMAT, tmp_path))
    assert (offer.title, offer.assessment, offer.eqf) == ("Summer school week", None, None)
    assert offer.workload_hours == (12.0, 12.0)


def test_a_credential_without_achievement_is_no_offer_and_the_learner_is_not_said(tmp_path: Path) -> None:
    credential = sample()
    credential["credentialSubject"]["hasClaim"] = claim_of(credential)["entitlesTo"]
    outcomes = read_value(credential, FORMAT, tmp_path)
    assert "LearningEntitlement" in rejection_in(outcomes).read
    assert_no_learner(outcomes)


def test_a_person_alone_is_no_offer_and_is_not_said(tmp_path: Path) -> None:
    person = {**sample()["credentialSubject"], "type": "Learner"}
    outcomes = read_value([person], FORMAT, tmp_path)
    rejection_in(outcomes)
    assert_no_learner(outcomes)


def test_a_claim_and_its_parts_may_stand_elsewhere_in_the_document(tmp_path: Path) -> None:
    credential = sample()
    claim = claim_of(credential)
    credential["credentialSubject"]["hasClaim"] = claim["id"]
    credential["evidence"] = {"type": "Evidence", "embeddedEvidence": claim, "hasClaim": claim}
    outcomes = read_value(credential, FORMAT, tmp_path)
    assert offer_in(outcomes).title == "Data skills for care workers"
    assert_no_learner(outcomes)


def test_credentials_one_a_line_are_read_and_a_broken_line_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "credentials.jsonl"
    line = json.dumps(sample())
    path.write_text(f"{line}\n{line[:900]}\n{line}\n", encoding="utf-8")
    assert format_of(open_feed(path)) is FORMAT
    first, second, third = read(path, FORMAT)
    assert isinstance(first, Accepted)
    assert isinstance(third, Accepted)
    assert (first.offer.id, first.locator, third.locator) == (third.offer.id, "line 1", "line 3")
    assert isinstance(second, Rejection)
    assert second.read == "a line that is no JSON"
    assert_no_learner([first, second, third])


def encoded(value: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def sealed(credential: dict[str, Any]) -> dict[str, Any]:
    return {
        "payload": encoded(credential),
        "signatures": [{"protected": encoded({"alg": "ES256", "kid": "1"}), "signature": "bWFkZQ"}],
    }


def test_a_sealed_credential_is_read_and_its_seal_is_said_not_to_be_checked(tmp_path: Path) -> None:
    path = tmp_path / "sealed.jsonld"
    path.write_text(json.dumps(sealed(sample())), encoding="utf-8")
    feed = open_feed(path)
    assert format_of(feed) is FORMAT
    outcomes = list(read_feed(feed, FORMAT, SOURCE))
    assert offer_in(outcomes) == offer_in(read(SAMPLE, FORMAT))
    assert_no_learner(outcomes)
    assert feed.notes == ["sealed.jsonld is sealed; the seal was not checked. `waymark credential check` checks it."]


def test_a_credential_in_a_signed_token_is_read(tmp_path: Path) -> None:
    path = tmp_path / "credential.jwt"
    path.write_text(f"{encoded({'alg': 'ES256'})}.{encoded({'vc': sample()})}.bWFkZQ\n", encoding="utf-8")
    assert format_of(open_feed(path)) is FORMAT
    outcomes = read(path, FORMAT)
    assert offer_in(outcomes).title == "Data skills for care workers"
    assert_no_learner(outcomes)


def test_a_seal_whose_content_is_broken_fails_without_a_word_of_it(tmp_path: Path) -> None:
    path = tmp_path / "sealed.jsonld"
    held = sealed(sample())
    path.write_text(json.dumps({**held, "payload": held["payload"][:4000]}), encoding="utf-8")
    with pytest.raises(FeedError, match="cannot be read") as failed:
        read(path, FORMAT)
    assert held["payload"][:12] not in str(failed.value)


def test_large_pictures_do_not_stop_a_credential(tmp_path: Path) -> None:
    credential = sample()
    display = credential["displayParameter"]["individualDisplay"]["displayDetail"]
    display["image"]["content"] = "QUJD" * 1_000_000
    assert offer_in(read_value(credential, FORMAT, tmp_path)).title == "Data skills for care workers"


def test_a_credential_that_was_cut_off_says_nothing_of_the_learner(tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonld"
    whole = SAMPLE.read_text(encoding="utf-8")
    for mark in ("Ottilie", "Markerperson", "markermail", "MARKERID-44", "1991", "MARKERGRADE"):
        path.write_text(whole[: whole.index(mark) + len(mark)], encoding="utf-8")
        with pytest.raises(FeedError) as failed:
            read(path, FORMAT)
        assert mark.casefold() not in str(failed.value).casefold()


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of all texts in a JSON value."""
    if isinstance(value, dict):
        return [found for key, each in value.items() for found in _places(each, (*path, key))]
    if isinstance(value, list):
        return [found for number, each in enumerate(value) for found in _places(each, (*path, number))]
    return [path] if isinstance(value, str) else []


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_wherever_a_text_names_the_learner_it_is_not_said(data: st.DataObject, tmp_path: Path) -> None:
    credential = sample()
    places = [
        path for path in _places(credential) if "type" not in path and path[0] not in ("@context", "credentialSchema")
    ]
    inside = [path for path in places if path[0] != "credentialSubject" or path[1] == "hasClaim"]
    for path in data.draw(st.lists(st.sampled_from(inside), min_size=1, max_size=5)):
        target: Any = credential
        for key in path[:-1]:
            target = target[key]
        target[path[-1]] = f"{data.draw(st.sampled_from(['', 'for ', '„']))}Ottilie Markerperson, MARKERID-445566"
    assert_no_learner(read_value(credential, FORMAT, tmp_path))
