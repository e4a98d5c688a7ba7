"""CTDL as a feed: the graph is resolved inside the file, and claims stay claims."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.ctdl import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import Accepted, Rejection
from knowledge.offer import Level, Mode, Price, Schedule
from tests.knowledge.feeds.formats_reading import SAMPLES, accepted, offer_in, read, read_value, rejection_in

COLLEGE = {"@type": "ceterms:Organization", "ceterms:name": {"en": "Example College"}}


def course(**more: Any) -> dict[str, Any]:
    return {
        "@context": "https://credreg.net/ctdl/schema/context/json",
        "@type": "ceterms:Course",
        "ceterms:ctid": "ce-1",
        "ceterms:name": {"en": "Made course"},
        "ceterms:offeredBy": [COLLEGE],
        **{f"ceterms:{key}": value for key, value in more.items()},
    }


def test_the_format_is_recognised() -> None:
    assert format_of(open_feed(SAMPLES / "ctdl_graph.json")) is FORMAT


def test_a_badge_that_names_a_credential_of_the_registry_is_no_ctdl() -> None:
    head = (
        b'{"type": ["Achievement"], "alignment": [{"targetType": "CTDL", "targetUrl": "https://credreg.net/ctdl/x"}]}'
    )
    assert FORMAT.recognises(head, "badge.json") == 0


def test_a_graph_is_resolved_within_itself() -> None:
    outcomes = read(SAMPLES / "ctdl_graph.json", FORMAT)
    offers = [outcome.offer for outcome in outcomes if isinstance(outcome, Accepted)]
    (offer,) = offers
    assert (offer.title, offer.provider, offer.awarding_body) == (
        "Grundlagen der Pflege",
        "Example College",
        "Example College",
    )
    assert (offer.country, offer.languages) == ("DE", ("de",))
    assert (offer.ects, offer.workload_hours, offer.duration_weeks) == (3.0, (75.0, 90.0), (6.0, 6.0))
    assert offer.price == Price(200.0, "EUR", at_least=True)
    assert (offer.mode, offer.schedules, offer.level, offer.eqf) == (
        Mode.ONSITE,
        (Schedule.EVENING,),
        Level.BEGINNER,
        4,
    )
    assert offer.skills == ("Mobilisieren", "Pflege dokumentieren")
    assert offer.learning_outcomes == ("Kann eine Person mobilisieren.",)
    assert offer.skill_uris == ("http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000002",)
    assert (offer.assessment, offer.supervision) == ("Praktische Prüfung", "supervised (proctored)")
    assert offer.prerequisites == "Volljährigkeit"
    assert (offer.part_of, offer.validity) == ("Care Programme", "to be renewed every 2 years")
    assert (offer.target_groups, offer.funding) == (("Berufstätige",), "Bildungsgutschein")
    assert offer.credential_type == "Micro Credential"


def test_an_offer_that_has_ended_is_rejected_and_said() -> None:
    (ended,) = [o for o in read(SAMPLES / "ctdl_graph.json", FORMAT) if isinstance(o, Rejection)]
    assert ended.read == "lifeCycleStatusType: Ceased"


def test_accreditation_is_a_claim_and_recognition_by_somebody_is_none() -> None:
    offer = next(o.offer for o in read(SAMPLES / "ctdl_graph.json", FORMAT) if isinstance(o, Accepted))
    said = [(claim.text, claim.body, claim.standard) for claim in offer.quality_claims]
    assert said == [
        ("Accredited by Example Agency", "Example Agency", None),
        ("Approved by https://registry.example/unknown-agency", None, None),
    ]


@pytest.mark.parametrize(
    "unit",
    [None, "Semester Hour", "Degree Credit", "Contact Hour", "Continuing Education Unit", "Projects"],
)
def test_credits_in_another_unit_or_none_are_no_ects(unit: str | None, tmp_path: Path) -> None:
    credit: dict[str, Any] = {"schema:value": 3}
    if unit:
        credit["ceterms:creditUnitType"] = [{"ceterms:targetNodeName": {"en": unit}}]
    found = accepted(read_value(course(creditValue=[credit]), FORMAT, tmp_path))
    assert found.offer.ects is None
    assert [doubt.field for doubt in found.doubts] == ["ects"]


def test_an_organisation_that_the_file_does_not_hold_is_named_in_the_rejection(tmp_path: Path) -> None:
    refused = rejection_in(read_value(course(offeredBy=["https://registry.example/elsewhere"]), FORMAT, tmp_path))
    assert refused.read == "https://registry.example/elsewhere"
    assert "@graph" in refused.remedy


def test_a_file_of_an_organisation_alone_is_one_rejection_not_silence(tmp_path: Path) -> None:
    assert "no offer" in rejection_in(read_value({"@context": "x", **COLLEGE}, FORMAT, tmp_path)).remedy


def test_two_ways_of_delivery_to_choose_from_are_a_doubt(tmp_path: Path) -> None:
    ways = [{"ceterms:targetNode": "deliveryType:InPerson"}, {"ceterms:targetNode": "deliveryType:OnlineOnly"}]
    found = accepted(read_value(course(deliveryType=ways), FORMAT, tmp_path))
    assert (found.offer.mode, [doubt.field for doubt in found.doubts]) == (None, ["mode"])


def test_the_whole_cost_is_the_price_and_one_of_several_the_least(tmp_path: Path) -> None:
    def cost(price: float, kind: str) -> dict[str, Any]:
        target = {"ceterms:targetNode": f"costType:{kind}"}
        return {"ceterms:price": price, "ceterms:currency": "US Dollar", "ceterms:directCostType": target}

    def price_of(*costs: dict[str, Any]) -> Price | None:
        return offer_in(read_value(course(estimatedCost=list(costs)), FORMAT, tmp_path)).price

    assert price_of(cost(100, "Tuition")) == Price(100.0, "USD")
    assert price_of(cost(100, "Tuition"), cost(130, "AggregateCost")) == Price(130.0, "USD")
    assert price_of(cost(100, "Tuition"), cost(80, "Tuition")) == Price(80.0, "USD", at_least=True)
    assert price_of(cost(15, "Application")) is None


def test_a_course_that_only_requires_something_to_enter_states_no_assessment(tmp_path: Path) -> None:
    held = course(requires=[{"ceterms:description": {"en": "An entrance test"}}], description={"en": "With exam."})
    offer = offer_in(read_value(held, FORMAT, tmp_path))
    assert (offer.assessment, offer.prerequisites) == (None, "An entrance test")


def test_a_part_named_by_its_whole_is_part_of_it(tmp_path: Path) -> None:
    whole = course(name={"en": "Whole"}, hasPart=["https://registry.example/part"], ctid="ce-2")
    part = {"@id": "https://registry.example/part", **course()}
    outcomes = read_value({"@graph": [part, whole]}, FORMAT, tmp_path)
    offers = [outcome.offer for outcome in outcomes if isinstance(outcome, Accepted)]
    assert [offer.part_of for offer in offers] == ["Whole", None]
    assert offers[0].provenance["part_of"].derived


def test_an_envelope_of_the_registry_is_opened(tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonl"
    held = {"@id": "x", "@graph": [course()]}
    path.write_text(json.dumps({"envelope_ceterms_ctid": "ce-1", "decoded_resource": held}) + "\n")
    assert offer_in(read(path, FORMAT)).title == "Made course"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    key=st.sampled_from(
        [
            *(
                "offeredBy",
                "inLanguage",
                "estimatedCost",
                "estimatedDuration",
                "creditValue",
                "deliveryType",
                "teaches",
            ),
            *("teaches", "requires", "audienceLevelType", "jurisdiction", "accreditedBy", "accreditedIn", "isPartOf"),
            *("name", "financialAssistance", "subject", "availableAt", "hasPart", "assesses", "isPreparationFor"),
        ]
    ),
    value=st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["@id", "ceterms:name"]), inner),
        max_leaves=8,
    ),
)
def test_whatever_stands_in_a_term_the_record_is_an_offer_or_a_rejection(
    key: str, value: Any, tmp_path: Path
) -> None:
    outcomes = read_value(course(**{key: value}), FORMAT, tmp_path)
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], Accepted | Rejection)
