"""Open Badges as feeds: what a badge states is read; who earned it, and what it does not state, is not."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.open_badges import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import Accepted, FeedError
from knowledge.kind import kind_of
from knowledge.offer import Mode
from knowledge.trust import Kind
from tests.knowledge.feeds.formats_reading import SAMPLES, accepted, offer_in, read, read_value, rejection_in

PERSON = ("Ottilie", "Markerperson", "marker", "MARKER", "LEARNERID99", "2024-08-30", "2029-08-30")


def achievement(**more: Any) -> dict[str, Any]:
    return {
        "type": ["Achievement"],
        "id": "https://badges.example.org/achievements/1",
        "name": "Made badge",
        "creator": {"type": ["Profile"], "name": "Example College"},
        "criteria": {"narrative": "Take part."},
        **more,
    }


def credential(subject: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"type": ["Profile"], "name": "Example College"},
        "credentialSubject": subject,
        **more,
    }


def test_both_versions_are_recognised() -> None:
    for sample in ("edubadges_class.json", "open_badge_credential.json"):
        assert format_of(open_feed(SAMPLES / sample)) is FORMAT


def test_a_badge_class_of_edubadges_states_what_the_eu_standard_asks_for() -> None:
    offer = offer_in(read(SAMPLES / "edubadges_class.json", FORMAT))
    assert offer.title == "Basics of Water Management"
    assert offer.provider == "Faculty of Engineering"
    assert offer.awarding_body == "Example University of Technology"
    assert offer.country == "NL"
    assert offer.languages == ("nl",)
    assert offer.learning_outcomes == ("can measure water quality", "can explain a water balance")
    assert (offer.ects, offer.workload_hours, offer.eqf) == (2.5, (70.0, 70.0), 6)
    assert offer.assessment == "application of a skill, portfolio"
    assert offer.mode is Mode.BLENDED
    assert offer.supervision == "supervised with identity verification"
    assert offer.stackability == "stackable"
    assert offer.validity == "2 years"
    assert offer.part_of == "education programme 56823"
    assert offer.credential_type == "micro-credential"
    assert offer.skills == ("manage water quality",)
    assert offer.skill_uris == ("http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000001",)
    assert offer.url == "https://badges.example.nl/water"
    (claim,) = offer.quality_claims
    assert claim.text.startswith("Example quality framework. Internal review every three years.")
    assert claim.standard == "Example quality framework"


def test_a_credential_gives_the_achievement_and_nothing_of_its_holder() -> None:
    read_one = accepted(read(SAMPLES / "open_badge_credential.json", FORMAT))
    offer = read_one.offer
    assert (offer.title, offer.awarding_body, offer.ects, offer.eqf) == (
        "Water Management",
        "Example College",
        3.0,
        5,
    )
    assert offer.assessment == "testing"
    assert offer.supervision == "onsite with identity verification"
    assert offer.validity == "5 years from issue"
    assert [claim.text for claim in offer.quality_claims] == ["Accreditation of the programme: Review of 2023"]
    everything = json.dumps([asdict(offer), [asdict(doubt) for doubt in read_one.doubts]], default=str)
    assert not [word for word in PERSON if word in everything]


def test_a_form_of_participation_that_leaves_the_choice_open_is_a_doubt() -> None:
    read_one = accepted(read(SAMPLES / "open_badge_credential.json", FORMAT))
    assert read_one.offer.mode is None
    assert [(doubt.field, doubt.read) for doubt in read_one.doubts] == [("mode", "onsite or blended")]


def test_the_address_of_an_award_is_neither_key_nor_link_of_the_offer(tmp_path: Path) -> None:
    one = offer_in(read(SAMPLES / "open_badge_credential.json", FORMAT))
    assert one.url is None
    sample = json.loads((SAMPLES / "open_badge_credential.json").read_text())
    sample["id"] = sample["credentialSubject"]["achievement"]["id"] = "https://b.example/public/assertions/OTHER"
    assert offer_in(read_value(sample, FORMAT, tmp_path)).id == one.id


@pytest.mark.parametrize(
    "value",
    [
        credential({"id": "did:x:MARKER", "achievement": achievement(name=None)}),
        credential({"id": "did:x:MARKER", "name": "MARKER", "achievement": "https://b.example/achievement"}),
        credential({"id": "did:x:MARKER"}, name="Badge of MARKER"),
        credential(
            {"name": "MARKER", "achievement": achievement(alignment=7, criteria="a MARKER", name=[["MARKER"]])}
        ),
        {"type": "Assertion", "recipient": {"identity": "MARKER"}, "badge": "https://b.example/badge"},
        {
            "type": "Assertion",
            "recipient": {"identity": "MARKER"},
            "badge": {"name": 5, "issuer": "https://b.example"},
        },
        {"type": "Person", "name": "MARKER"},
        ["MARKER"],
        credential({"identifier": [{"identityHash": "MARKER@x.example"}], "achievement": {"type": "Achievement"}}),
    ],
)
def test_no_rejection_and_no_doubt_tells_who_holds_the_credential(value: Any, tmp_path: Path) -> None:
    outcomes = read_value([value], FORMAT, tmp_path)
    assert outcomes
    assert "MARKER" not in repr(outcomes)


def test_a_feed_cut_off_within_a_credential_does_not_tell_who_holds_it(tmp_path: Path) -> None:
    whole = json.dumps([credential({"name": "MARKERNAME", "achievement": achievement()})] * 2)
    path = tmp_path / "feed.json"
    path.write_text(whole[: whole.rindex("MARKERNAME") + 14])
    with pytest.raises(FeedError) as error:
        read(path, FORMAT)
    assert "MARKER" not in str(error.value)


def test_a_feed_broken_beside_a_persons_name_does_not_tell_it(tmp_path: Path) -> None:
    whole = json.dumps([credential({"name": "MARKERNAME", "achievement": achievement()})])
    path = tmp_path / "feed.json"
    for broken in (whole.replace('"MARKERNAME"', '"MARKERNAME" NaN'), whole.replace('"MARKERNAME"', "MARKERNAME")):
        path.write_text(broken)
        with pytest.raises(FeedError, match="no JSON") as error:
            read(path, FORMAT)
        assert "MARKER" not in str(error.value)
        path.with_suffix(".jsonl").write_text(broken + "\n" + whole + "\n")
        assert "MARKER" not in repr(read(path.with_suffix(".jsonl"), FORMAT))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    personal=st.dictionaries(
        st.sampled_from(
            ["id", "name", "givenName", "identifier", "narrative", "role", "image", "evidence", "source"]
        ),
        st.sampled_from(["MARKERVALUE", ["MARKERVALUE"], {"name": "MARKERVALUE", "identityHash": "MARKERVALUE"}]),
    ),
    outer=st.dictionaries(
        st.sampled_from(
            ["name", "description", "evidence", "recipient", "proof", "image", "extensions:recipientProfile"]
        ),
        st.sampled_from(["MARKERVALUE", {"name": "MARKERVALUE"}, [{"id": "MARKERVALUE"}]]),
    ),
)
def test_nothing_outside_achievement_and_issuer_is_ever_read(
    personal: dict[str, Any], outer: dict[str, Any], tmp_path: Path
) -> None:
    outcomes = read_value(credential({**personal, "achievement": achievement()}, **outer), FORMAT, tmp_path)
    assert isinstance(outcomes[0], Accepted)
    assert "MARKERVALUE" not in repr(outcomes)


def test_a_text_in_which_the_learners_name_stands_is_left_out(tmp_path: Path) -> None:
    held = achievement(criteria={"narrative": "Jonna Marker passed the final exam."}, inLanguage="en")
    offer = offer_in(read_value(credential({"name": "Jonna Marker", "achievement": held}), FORMAT, tmp_path))
    assert offer.assessment is None
    assert "Jonna" not in repr(offer)


def test_credits_without_a_unit_are_no_ects(tmp_path: Path) -> None:
    found = accepted(read_value(achievement(creditsAvailable=5), FORMAT, tmp_path))
    assert found.offer.ects is None
    assert [doubt.field for doubt in found.doubts] == ["ects"]


def test_credits_of_an_edubadges_achievement_are_ects(tmp_path: Path) -> None:
    kinds = ["Achievement", "EdubadgesAchievement"]
    assert offer_in(read_value(achievement(type=kinds, creditsAvailable=5), FORMAT, tmp_path)).ects == 5


@pytest.mark.parametrize(
    "narrative",
    [None, "", "Attend all six meetings.", "Proof of attendance. No exam.", "Be there and have fun."],
)
def test_a_badge_without_criteria_of_assessment_states_none(narrative: str | None, tmp_path: Path) -> None:
    criteria = {} if narrative is None else {"narrative": narrative}
    assert offer_in(read_value(achievement(criteria=criteria), FORMAT, tmp_path)).assessment is None


def test_a_criteria_narrative_that_names_an_exam_states_assessment(tmp_path: Path) -> None:
    held = achievement(criteria={"narrative": "Attend the meetings. Pass the final exam."})
    offer = offer_in(read_value(held, FORMAT, tmp_path))
    assert offer.assessment == "Pass the final exam."
    assert offer.provenance["assessment"].derived


def test_a_result_that_only_says_done_is_no_assessment(tmp_path: Path) -> None:
    status = achievement(resultDescription=[{"name": "Project Status", "resultType": "Status"}])
    graded = achievement(resultDescription=[{"name": "Exam", "resultType": "Percent", "requiredValue": "60"}])
    assert offer_in(read_value(status, FORMAT, tmp_path)).assessment is None
    assert offer_in(read_value(graded, FORMAT, tmp_path)).assessment == "Exam (percent, required: 60)"


def test_what_an_issuer_says_of_being_verified_or_rated_is_no_quality_assurance(tmp_path: Path) -> None:
    held = achievement(
        verified=True,
        verification={"type": "hosted"},
        rating=4.9,
        eqf_nlqf_level_verified=True,
        endorsement=[
            {"issuer": {"name": "EXAMPLE college"}, "credentialSubject": {"endorsementComment": "We are good"}}
        ],
    )
    offer = offer_in(read_value(held, FORMAT, tmp_path))
    assert (offer.quality_claims, offer.rating) == ((), None)


@pytest.mark.parametrize(
    "stated",
    [
        {"qualityAssurance": {"name": "Example framework", "description": "Reviewed in 2025."}},
        {
            "extensions:QualityAssuranceExtension": {
                "type": ["Extension"],
                "Name": "Example framework",
                "Text": "Reviewed in 2025.",
            }
        },
        {"quality_assurance_name": "Example framework", "quality_assurance_description": "Reviewed in 2025."},
    ],
)
def test_quality_assurance_is_a_claim_in_every_shape_edubadges_have(stated: dict[str, Any], tmp_path: Path) -> None:
    (claim,) = offer_in(read_value(achievement(**stated), FORMAT, tmp_path)).quality_claims
    assert (claim.text, claim.standard) == ("Example framework. Reviewed in 2025.", "Example framework")


def test_the_code_of_a_programme_among_the_identifiers_is_read_and_no_other(tmp_path: Path) -> None:
    codes = [
        {"identifierType": "ext:CROHO", "identifier": "56823"},
        {"identifierType": "sourcedId", "identifier": "MARKER"},
    ]
    offer = offer_in(read_value(achievement(otherIdentifier=codes), FORMAT, tmp_path))
    assert offer.part_of == "education programme 56823"
    assert "MARKER" not in repr(offer)


def test_an_endorsement_by_another_body_is_a_claim_with_its_validity(tmp_path: Path) -> None:
    endorsement = {
        "issuer": {"name": "Example Agency"},
        "validFrom": "2010-01-01T00:00:00Z",
        "validUntil": "2020-01-01T00:00:00Z",
        "credentialSubject": {"endorsementComment": "In good standing"},
    }
    (claim,) = offer_in(read_value(achievement(endorsement=[endorsement]), FORMAT, tmp_path)).quality_claims
    assert (claim.text, claim.body) == ("Endorsed by Example Agency: In good standing", "Example Agency")
    assert claim.valid_to is not None
    assert claim.valid_to.year == 2020


def test_an_achievement_alone_names_no_awarding_body(tmp_path: Path) -> None:
    offer = offer_in(read_value(achievement(), FORMAT, tmp_path))
    assert (offer.provider, offer.awarding_body) == ("Example College", None)


def test_a_parent_organisation_is_the_awarding_body_only_for_edubadges(tmp_path: Path) -> None:
    issuer = {"type": ["Profile"], "name": "Faculty", "parentOrg": {"type": ["Profile"], "name": "University"}}
    plain = credential({"achievement": achievement()}, issuer=issuer)
    edubadge = credential({"achievement": achievement(type=["EdubadgesAchievement"])}, issuer=issuer)
    assert offer_in(read_value(plain, FORMAT, tmp_path)).awarding_body == "Faculty"
    assert offer_in(read_value(edubadge, FORMAT, tmp_path)).awarding_body == "University"


@pytest.mark.parametrize(
    ("context", "hours"),
    [
        ("https://w3id.org/openbadges/extensions/StudyLoadExtension/context.json", (120.0, 120.0)),
        ("https://api.openbadges.education/static/extensions/StudyLoadExtension/context.json", (2.0, 2.0)),
        ("https://badges.example.org/StudyLoadExtension/context.json", None),
    ],
)
def test_a_study_load_is_read_only_where_its_unit_is_known(context: str, hours: Any, tmp_path: Path) -> None:
    load = {"@context": context, "type": ["Extension"], "StudyLoad": 120}
    found = accepted(read_value(achievement(**{"extensions:StudyLoadExtension": load}), FORMAT, tmp_path))
    assert found.offer.workload_hours == hours
    assert bool(found.doubts) == (hours is None)


def test_two_flags_that_are_false_by_default_state_no_supervision(tmp_path: Path) -> None:
    held = achievement(assessment_type="portfolio", assessment_supervised=False, assessment_id_verified=False)
    assert offer_in(read_value(held, FORMAT, tmp_path)).supervision is None


def test_an_issuer_elsewhere_in_the_file_is_found_and_one_that_is_not_is_said(tmp_path: Path) -> None:
    issuer = {"type": "Issuer", "id": "https://b.example/i", "name": "Example College", "email": "x@b.example"}
    badge = {"type": "BadgeClass", "id": "https://b.example/b", "name": "Made", "issuer": "https://b.example/i"}
    offer = offer_in(read_value({"@graph": [badge, issuer]}, FORMAT, tmp_path))
    assert (offer.provider, offer.awarding_body) == ("Example College", "Example College")
    assert "address" in rejection_in(read_value(badge, FORMAT, tmp_path)).remedy


def test_a_credential_whose_issuer_is_only_an_address_does_not_show_the_address(tmp_path: Path) -> None:
    held = credential({"id": "did:x:MARKER", "achievement": achievement(creator=None)}, issuer="did:x:MARKER")
    refused = rejection_in(read_value(held, FORMAT, tmp_path))
    assert refused.read == "an issuer by its address only"


def test_several_achievements_of_one_credential_are_several_offers(tmp_path: Path) -> None:
    held = [achievement(id=f"https://b.example/{n}", name=f"Badge {n}") for n in (1, 2)]
    outcomes = read_value(credential({"achievement": held}), FORMAT, tmp_path)
    assert [o.offer.title for o in outcomes if isinstance(o, Accepted)] == ["Badge 1", "Badge 2"]


def test_the_interface_of_the_edubadges_server_is_read_too(tmp_path: Path) -> None:
    record = {
        "name": "Made",
        "entity_id": "AB12",
        "issuer": {"name": "Faculty", "faculty": {"institution": {"name": "University"}}},
        "badgeclassextension_set": [
            {"name": "extensions:ECTSExtension", "value": 1.5},
            {"name": "extensions:LanguageExtension", "value": "en_EN"},
        ],
        "assessment_type": "written_exam",
    }
    offer = offer_in(read_value([record], FORMAT, tmp_path))
    assert (offer.ects, offer.languages, offer.assessment) == (1.5, ("en",), "written exam")
    assert offer.awarding_body == "University"


def test_markup_in_a_name_does_not_reach_the_offer(tmp_path: Path) -> None:
    held = achievement(name="<script>alert(1)</script><b>Made</b> badge \u202eegdab")
    offer = offer_in(read_value(held, FORMAT, tmp_path))
    assert "<" not in offer.title
    assert "\u202e" not in offer.title


def test_a_context_is_never_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    assert read_value({"@context": ["https://context.example/x.json"], **achievement()}, FORMAT, tmp_path)


def test_a_badge_nested_without_end_is_one_rejection(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text(
        '[{"type":"Achievement","name":' + "[" * 500 + "]" * 500 + "}, " + json.dumps(achievement()) + "]"
    )
    outcomes = read(path, FORMAT)
    assert [isinstance(outcome, Accepted) for outcome in outcomes] == [False, True]


def test_a_badge_is_called_a_badge_until_its_assessment_is_stated(tmp_path: Path) -> None:
    plain = offer_in(read_value(achievement(), FORMAT, tmp_path))
    assessed = offer_in(read_value(achievement(criteria={"narrative": "Pass the final exam."}), FORMAT, tmp_path))
    assert [kind_of(offer)[0] for offer in (plain, assessed)] == [Kind.BADGE, Kind.MICRO_CREDENTIAL]
