"""Learning opportunities and qualifications of the European Learning Model as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds import elm_nodes
from knowledge.feeds.format import format_of
from knowledge.feeds.formats.elm import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import Accepted, FeedError, Outcome, Rejection
from knowledge.offer import Level, Mode, Offer, Place, Price, Schedule
from tests.knowledge.feeds.formats_reading import SAMPLES, accepted, offer_in, read, read_value, rejection_in

SAMPLE = SAMPLES / "elm_opportunities.jsonld"
SNB = "http://data.europa.eu/snb/"
ECTS = f"{SNB}education-credit/6fcec5c5af"
Change = Callable[[dict[str, Any]], None]


def opportunity(**more: Any) -> dict[str, Any]:
    specification = {"type": "Qualification", "title": {"en": "Beekeeping"}, **more.pop("specification", {})}
    return {
        "@context": "http://data.europa.eu/snb/model/context/edc-ap",
        "id": "https://example.org/opportunity/1",
        "type": "LearningOpportunity",
        "title": {"en": "Beekeeping"},
        "providedBy": {"type": "Organisation", "legalName": {"en": "Example School"}},
        "learningAchievementSpecification": specification,
        **more,
    }


def read_one(folder: Path, **more: Any) -> Accepted:
    return accepted(read_value(opportunity(**more), FORMAT, folder))


def offer_of(folder: Path, **more: Any) -> Offer:
    return read_one(folder, **more).offer


def doubted(outcome: Accepted) -> list[str]:
    return [doubt.field for doubt in outcome.doubts]


def welding() -> Accepted:
    first, _ = read(SAMPLE, FORMAT)
    assert isinstance(first, Accepted), first
    return first


def test_a_graph_of_opportunities_is_recognised() -> None:
    assert format_of(open_feed(SAMPLE)) is FORMAT


def test_what_an_opportunity_refers_to_is_read_wherever_it_stands_in_the_file() -> None:
    offer = welding().offer
    assert (offer.provider, offer.awarding_body, offer.country) == ("Abendschule Beispiel", "Kammer Beispiel", "AT")
    assert offer.learning_outcomes == ("Bleche heften und schweißen", "Nähte prüfen")
    assert offer.skill_uris == ("http://data.europa.eu/esco/skill/10736db2-ffd7-481c-8e92-8d3b3a0e1f1a",)
    assert offer.place == Place("Graz", "AT", 47.07, 15.44)
    assert offer.assessment == "Probestück (practical assessment)"


def test_texts_and_the_page_are_taken_in_the_language_of_instruction_not_of_the_document() -> None:
    offer = welding().offer
    assert offer.languages == ("de",)
    assert offer.title == "Schweißen am Abend"
    assert offer.url == "https://example.org/de/schweissen"


def test_when_it_is_taught_and_what_it_costs_is_read() -> None:
    offer = welding().offer
    assert (offer.start, offer.end, offer.apply_by) == (date(2027, 2, 1), date(2027, 3, 15), date(2027, 1, 20))
    assert (offer.duration_weeks, offer.workload_hours) == ((6.0, 6.0), (40.0, 40.0))
    assert offer.schedules == (Schedule.PART_TIME,)
    assert offer.mode is Mode.ONSITE
    assert offer.price == Price(240.5, "EUR")
    assert offer.funding == "Bildungsgutschein"


def test_credit_points_of_vocational_education_are_not_ects() -> None:
    outcome = welding()
    assert outcome.offer.ects is None
    assert "ects" in doubted(outcome)


def test_a_national_framework_as_a_whole_is_no_level_but_its_level_is() -> None:
    outcome = welding()
    assert outcome.offer.national_level == "AT: NQF Level 4"
    assert "national_level" in doubted(outcome)
    assert outcome.offer.eqf == 4


def test_an_accreditation_that_is_published_no_more_is_not_claimed() -> None:
    outcome = welding()
    assert [claim.text for claim in outcome.offer.quality_claims] == [
        "Anerkannter Lehrgang, Program Quality Assurance"
    ]
    assert "quality_claims" in doubted(outcome)


def test_what_it_is_part_of_is_what_it_stacks_towards() -> None:
    offer = welding().offer
    assert offer.part_of == offer.stackability == "Lehrabschluss Metalltechnik"


def test_a_qualification_that_no_opportunity_is_for_is_a_record_of_its_own() -> None:
    first, second = read(SAMPLE, FORMAT)
    assert isinstance(second, Accepted)
    assert (first.locator, second.locator) == ("item 1", "item 3")
    assert second.offer.provider == "Kammer Beispiel"
    assert second.offer.provenance["provider"].derived


def test_a_list_of_documents_is_read_like_a_graph(tmp_path: Path) -> None:
    graph = json.loads(SAMPLE.read_text(encoding="utf-8"))["@graph"]
    assert read_value(graph, FORMAT, tmp_path) == read(SAMPLE, FORMAT)


def test_the_address_of_an_opportunity_keeps_its_offer_the_same_when_words_change(tmp_path: Path) -> None:
    assert offer_of(tmp_path).id == offer_of(tmp_path, title={"en": "Bees, newly named"}).id
    # An address that holds in its document only is none.
    local = offer_of(tmp_path, id="urn:epass:learningOpportunity:1")
    assert local.id != offer_of(tmp_path, id="urn:epass:learningOpportunity:1", title={"en": "Another"}).id


def test_prefixed_and_whole_addresses_of_terms_mean_the_same(tmp_path: Path) -> None:
    elm, dc = "http://data.europa.eu/snb/model/elm/", "http://purl.org/dc/terms/"
    spelled = {
        "@id": "https://example.org/opportunity/1",
        "@type": [f"{elm}LearningOpportunity"],
        f"{dc}title": [{"@value": "Beekeeping", "@language": "en"}],
        f"{dc}type": [{"@id": f"{SNB}learning-opportunity/17744a2647"}],
        f"{elm}providedBy": [
            {
                "@type": [f"{elm}Organisation"],
                "http://www.w3.org/ns/regorg#legalName": [{"@value": "Example School", "@language": "en"}],
            }
        ],
        f"{elm}learningAchievementSpecification": [
            {
                "@type": [f"{elm}Qualification"],
                f"{elm}EQFLevel": [{"@id": f"{SNB}eqf/3"}],
                f"{elm}volumeOfLearning": [{"@value": "PT30H", "@type": "http://www.w3.org/2001/XMLSchema#duration"}],
                f"{elm}isPartialQualification": [{"@value": True}],
            }
        ],
    }
    offer = offer_in(read_value([spelled], FORMAT, tmp_path))
    assert (offer.title, offer.provider, offer.credential_type) == ("Beekeeping", "Example School", "MOOC")
    assert (offer.eqf, offer.workload_hours, offer.part_of) == (3, (30.0, 30.0), "qualification")


def credit(point: object, framework: object) -> dict[str, Any]:
    return {"creditPoint": {"type": "CreditPoint", "point": point, "framework": framework}}


@pytest.mark.parametrize(
    ("framework", "ects"),
    [
        (ECTS, 3.0),
        ({"id": ECTS, "prefLabel": {"en": "European Credit Transfer System"}}, 3.0),
        ({"id": "urn:epass:framework:1", "prefLabel": {"nl": "ECTS"}}, 3.0),
        ({"id": "urn:epass:framework:1", "prefLabel": {"en": "Credits like ECTS"}}, None),
        ({"id": f"{SNB}education-credit/60b314e826", "prefLabel": {"en": "ECTS"}}, None),
        ({"id": f"{SNB}education-credit/60b314e826"}, None),
        (None, None),
    ],
)
def test_credit_points_are_ects_only_where_their_framework_says_so(
    framework: object, ects: float | None, tmp_path: Path
) -> None:
    outcome = read_one(tmp_path, specification=credit("3", framework))
    assert outcome.offer.ects == ects
    assert ("ects" in doubted(outcome)) == (ects is None)


@pytest.mark.parametrize(
    ("field", "key", "values"),
    [
        ("ects", "creditPoint", [credit("3", ECTS)["creditPoint"], credit("5", ECTS)["creditPoint"]]),
        ("eqf", "eqfLevel", [f"{SNB}eqf/4", f"{SNB}eqf/5"]),
    ],
)
def test_two_values_that_contradict_each_other_are_none(field: str, key: str, values: Any, tmp_path: Path) -> None:
    outcome = read_one(tmp_path, specification={key: values})
    assert getattr(outcome.offer, field) is None
    assert field in doubted(outcome)
    assert getattr(offer_of(tmp_path, specification={key: [values[0], values[0]]}), field) is not None


@pytest.mark.parametrize(
    ("level", "eqf"),
    [
        ("http://data.europa.eu/snb/eqf/6", 6),
        ({"id": "http://data.europa.eu/esco/eqf/6"}, 6),
        ({"id": "urn:epass:eqf:6", "prefLabel": {"en": "EQF level 6"}}, 6),
        ({"id": "http://example.org/levels/6", "prefLabel": {"en": "Our level six"}}, None),
        ({"id": "http://example.org/levels/6"}, None),
        ({"id": "http://data.europa.eu/snb/eqf/9"}, None),
    ],
)
def test_an_eqf_level_is_read_only_where_it_is_plainly_one(level: object, eqf: int | None, tmp_path: Path) -> None:
    assert offer_of(tmp_path, specification={"eqfLevel": level}).eqf == eqf


def test_months_written_for_hours_are_a_doubt_and_no_workload(tmp_path: Path) -> None:
    outcome = read_one(tmp_path, specification={"volumeOfLearning": "P60M"})
    assert outcome.offer.workload_hours is None
    assert doubted(outcome) == ["workload_hours"]


def test_one_of_several_activities_is_not_the_whole_workload(tmp_path: Path) -> None:
    several = [{"volumeOfLearning": "PT10H"}, {"volumeOfLearning": "PT20H"}]
    assert offer_of(tmp_path, specification={"influencedBy": several}).workload_hours is None
    assert offer_of(tmp_path, specification={"influencedBy": several[1]}).workload_hours == (20.0, 20.0)


def test_attendance_is_no_assessment(tmp_path: Path) -> None:
    attended = {"title": {"en": "Be there"}, "dcType": f"{SNB}assessment/7331eb4762"}
    outcome = read_one(tmp_path, specification={"provenBy": attended})
    assert outcome.offer.assessment is None
    assert "assessment" in doubted(outcome)
    both = {**attended, "dcType": [attended["dcType"], f"{SNB}assessment/b1b68f6735"]}
    assert offer_of(tmp_path, specification={"provenBy": both}).assessment == "Be there (quiz)"


def test_mode_and_language_of_the_assessment_are_not_those_of_the_learning(tmp_path: Path) -> None:
    exam = {
        "title": {"en": "Exam"},
        "mode": f"{SNB}learning-assessment/920fbb3cbe",
        "language": "http://publications.europa.eu/resource/authority/language/FRA",
    }
    offer = offer_of(tmp_path, specification={"provenBy": exam})
    assert (offer.assessment, offer.mode, offer.languages) == ("Exam", None, ())


def test_the_title_again_is_no_learning_outcome(tmp_path: Path) -> None:
    outcome = read_one(tmp_path, specification={"learningOutcome": {"title": {"en": "BEEKEEPING"}}})
    assert outcome.offer.learning_outcomes == ()
    assert doubted(outcome) == ["learning_outcomes"]


def test_a_summary_of_outcomes_is_read_where_no_outcome_is_listed(tmp_path: Path) -> None:
    summary = {"noteLiteral": {"en": ["Keep a hive", "Harvest honey"]}}
    assert offer_of(tmp_path, specification={"learningOutcomeSummary": summary}).learning_outcomes == (
        "Keep a hive",
        "Harvest honey",
    )
    listed = {"learningOutcomeSummary": summary, "learningOutcome": {"title": {"en": "Keep bees"}}}
    assert offer_of(tmp_path, specification=listed).learning_outcomes == ("Keep bees",)


def test_a_skill_with_another_address_than_escos_is_only_named(tmp_path: Path) -> None:
    skills = [
        {"id": "urn:epass:skill:1", "prefLabel": {"en": "keep bees"}},
        {"id": "http://data.europa.eu/esco/occupation/1", "prefLabel": {"en": "beekeeper"}},
        {"id": "urn:epass:skill:2"},
    ]
    outcome = read_one(tmp_path, specification={"learningOutcome": {"relatedESCOSkill": skills}})
    assert outcome.offer.skills == ("keep bees", "beekeeper")
    assert outcome.offer.skill_uris == ()
    assert doubted(outcome) == ["skill_uris"]


@pytest.mark.parametrize(
    ("codes", "mode"),
    [
        (["920fbb3cbe"], Mode.ONLINE),
        (["9191af2ed9"], Mode.ONSITE),
        (["e92d221e4d"], Mode.BLENDED),
        (["920fbb3cbe", "9191af2ed9"], Mode.BLENDED),
        (["920fbb3cbe", "7813801c77"], Mode.ONLINE),
        (["7813801c77"], None),
        (["729f3bed4b"], None),
    ],
)
def test_a_mode_is_read_where_it_says_how_one_attends(codes: list[str], mode: Mode | None, tmp_path: Path) -> None:
    outcome = read_one(tmp_path, mode=[f"{SNB}learning-assessment/{code}" for code in codes])
    assert outcome.offer.mode is mode
    assert ("mode" in doubted(outcome)) == (mode is None)


def test_a_mode_in_words_counts_where_the_code_is_unknown(tmp_path: Path) -> None:
    assert offer_of(tmp_path, mode={"id": "urn:x:1", "prefLabel": {"en": "Online"}}).mode is Mode.ONLINE


def price(value: object, currency: str = "EUR") -> dict[str, Any]:
    return {
        "amount": {"value": value, "unit": f"http://publications.europa.eu/resource/authority/currency/{currency}"}
    }


def test_of_several_prices_the_lowest_is_at_least_what_it_costs(tmp_path: Path) -> None:
    assert offer_of(tmp_path, priceDetail=[price(90), price(35.5)]).price == Price(35.5, "EUR", at_least=True)
    free_for_some = offer_of(tmp_path, priceDetail=[price(90), price(0)]).price
    assert free_for_some is not None
    assert not free_for_some.is_free
    assert offer_of(tmp_path, priceDetail=price(0)).price == Price(0.0, "EUR")


def test_a_price_that_cannot_be_one_is_a_doubt(tmp_path: Path) -> None:
    outcome = read_one(tmp_path, priceDetail=price(-5))
    assert outcome.offer.price is None
    assert doubted(outcome) == ["price"]


def test_an_end_before_the_start_is_a_doubt(tmp_path: Path) -> None:
    outcome = read_one(tmp_path, temporal={"startDate": "2027-03-01T00:00:00Z", "endDate": "2027-02-01T00:00:00Z"})
    assert (outcome.offer.start, outcome.offer.end) == (date(2027, 3, 1), None)
    assert doubted(outcome) == ["end"]


@pytest.mark.parametrize("status", ["obsolete", "http://data.europa.eu/snb/status/not-published-anymore", "Obsolete"])
def test_a_withdrawn_opportunity_is_no_offer(status: str, tmp_path: Path) -> None:
    assert "still published" in rejection_in(read_value(opportunity(status=status), FORMAT, tmp_path)).expected


def test_a_published_opportunity_stays_an_offer(tmp_path: Path) -> None:
    assert offer_of(tmp_path, status="http://data.europa.eu/snb/status/released").title == "Beekeeping"


def accreditation(**more: Any) -> dict[str, Any]:
    agent = {"type": "Organisation", "legalName": {"en": "Example Agency"}}
    return {"type": "Accreditation", "title": {"en": "Reviewed"}, "accreditingAgent": agent, **more}


@pytest.mark.parametrize(
    "more",
    [
        {"decision": {"prefLabel": {"en": "Negative"}}},
        {"limitQualification": {"id": "https://example.org/another", "type": "Qualification"}},
        {"organisation": {"type": "Organisation", "legalName": {"en": "Somebody else"}}},
        {"limitEQFLevel": [f"{SNB}eqf/6", f"{SNB}eqf/7"]},
        {"limitField": f"{SNB}isced-f/07"},
        {"expiryDate": "some day in spring"},
        {"status": "http://data.europa.eu/snb/status/obsolete"},
        {"title": {}, "dcType": []},
    ],
)
def test_an_accreditation_that_says_nothing_sure_about_the_offer_is_a_doubt(
    more: dict[str, Any], tmp_path: Path
) -> None:
    known = {"eqfLevel": f"{SNB}eqf/4", "thematicArea": f"{SNB}isced-f/0811"}
    outcome = read_one(tmp_path, specification={**known, "accreditation": accreditation(**more)})
    assert outcome.offer.quality_claims == ()
    assert doubted(outcome) == ["quality_claims"]


def test_an_accreditation_limited_to_the_level_and_field_of_the_offer_is_claimed(tmp_path: Path) -> None:
    limited = accreditation(
        limitEQFLevel=f"{SNB}eqf/4", limitField=f"{SNB}isced-f/08", expiryDate="2020-01-01T00:00:00Z"
    )
    known = {"eqfLevel": f"{SNB}eqf/4", "thematicArea": f"{SNB}isced-f/0811"}
    (claim,) = offer_of(tmp_path, specification={**known, "accreditation": limited}).quality_claims
    assert (claim.text, claim.body, claim.valid_to) == ("Reviewed", "Example Agency", date(2020, 1, 1))


def test_an_accreditation_claims_a_standard_only_where_its_title_is_the_name_of_one(tmp_path: Path) -> None:
    named = offer_of(tmp_path, specification={"accreditation": accreditation(title={"en": "EQAVET"})})
    assert [claim.standard for claim in named.quality_claims] == ["eqavet"]
    prose = offer_of(
        tmp_path, specification={"accreditation": accreditation(title={"en": "in the spirit of EQAVET"})}
    )
    assert [claim.standard for claim in prose.quality_claims] == [None]


def test_an_entitlement_to_a_job_or_a_membership_is_no_stackability(tmp_path: Path) -> None:
    def entitled(code: str) -> str | None:
        right = {"title": {"en": "Something"}, "dcType": f"{SNB}entitlement/{code}"}
        return offer_of(tmp_path, specification={"entitlesTo": right}).stackability

    assert entitled("64aad92881") == "Something"
    assert entitled("52f62180c2") is None
    assert entitled("bebd32e8e6") is None


@pytest.mark.parametrize(
    ("said", "level"),
    [({"en": "Beginner"}, Level.BEGINNER), ({"en": "Upper secondary education"}, None)],
)
def test_an_education_level_is_a_difficulty_only_in_plain_words(
    said: Any, level: Level | None, tmp_path: Path
) -> None:
    outcome = read_one(tmp_path, specification={"educationLevel": {"id": "urn:x:1", "prefLabel": said}})
    assert (outcome.offer.level, outcome.doubts) == (level, ())


def test_a_qualification_is_not_partial_where_the_record_says_so(tmp_path: Path) -> None:
    assert offer_of(tmp_path, specification={"isPartialQualification": False}).part_of is None
    assert offer_of(tmp_path, specification={"isPartialQualification": "false"}).part_of is None


def test_of_several_bodies_the_first_is_named_and_the_others_are_a_doubt(tmp_path: Path) -> None:
    bodies = [{"type": "Organisation", "legalName": {"en": name}} for name in ("One", "Two")]
    outcome = read_one(tmp_path, specification={"awardingOpportunity": {"awardingBody": bodies}})
    assert outcome.offer.awarding_body == "One"
    assert doubted(outcome) == ["awarding_body"]


def test_several_fields_of_education_are_named_and_the_first_gives_its_code(tmp_path: Path) -> None:
    offer = offer_of(tmp_path, specification={"thematicArea": [f"{SNB}isced-f/0811", f"{SNB}isced-f/0413"]})
    assert (offer.isced_field, offer.subject) == (
        "0811",
        "Crop and livestock production; Management and administration",
    )


def test_a_person_is_not_named_as_awarding_body(tmp_path: Path) -> None:
    person = {"type": "Person", "prefLabel": {"en": "Some One"}, "legalName": {"en": "Some One"}}
    offer = offer_of(tmp_path, specification={"awardingOpportunity": {"awardingBody": person}})
    assert offer.awarding_body is None


def test_an_opportunity_without_a_named_provider_is_rejected(tmp_path: Path) -> None:
    rejection = rejection_in(
        read_value(opportunity(providedBy={"id": "https://example.org/unknown"}), FORMAT, tmp_path)
    )
    assert "provider" in rejection.expected


def test_a_node_that_is_no_record_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    outcomes = read_value([{"type": "Recipe", "title": {"en": "Soup"}}, 7, opportunity()], FORMAT, tmp_path)
    assert [type(each) for each in outcomes] == [Rejection, Rejection, Accepted]
    assert [each.locator for each in outcomes] == ["item 1", "item 2", "item 3"]


def test_nodes_that_refer_to_each_other_in_a_circle_are_read(tmp_path: Path) -> None:
    graph: list[dict[str, Any]] = [
        {
            **opportunity(),
            "providedBy": "https://example.org/a",
            "learningAchievementSpecification": "https://example.org/s",
        },
        {
            "id": "https://example.org/s",
            "type": "Qualification",
            "isPartOf": "https://example.org/s",
            "title": {"en": "S"},
        },
        {
            "id": "https://example.org/a",
            "type": "Organisation",
            "legalName": {"en": "A"},
            "accreditation": "https://example.org/c",
        },
        {
            "id": "https://example.org/c",
            "type": "Accreditation",
            "title": {"en": "C"},
            "organisation": {"id": "https://example.org/a"},
            "accreditingAgent": "https://example.org/a",
        },
    ]
    offer = offer_in(read_value(graph, FORMAT, tmp_path))
    assert offer.provider == "A"
    assert [claim.text for claim in offer.quality_claims] == ["C"]


def test_a_node_that_many_refer_to_is_written_out_within_bounds() -> None:
    fan = {
        f"n{number}": {"id": f"n{number}", "isPartOf": [{"id": f"n{number + 1}"}] * 20, "title": {"en": "x"}}
        for number in range(9)
    }
    counted = 0

    def found(address: str) -> elm_nodes.Node | None:
        nonlocal counted
        counted += 1
        return fan.get(address)

    elm_nodes.with_references({"id": "top", "isPartOf": [{"id": "n0"}] * 20}, found)
    assert counted <= elm_nodes.MOST_REFERENCES + 1


def test_only_a_file_whose_records_refer_to_others_is_gone_through_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: elm_nodes.NodeStore) -> None:
        raise AssertionError("no node is needed from elsewhere")

    monkeypatch.setattr(elm_nodes.NodeStore, "__init__", refuse)
    assert len(read_value([opportunity(id=f"https://example.org/{n}") for n in range(3)], FORMAT, tmp_path)) == 3


def test_a_file_that_is_cut_off_gives_what_is_whole_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text(json.dumps([opportunity(), opportunity()])[:-200], encoding="utf-8")
    outcomes: list[Outcome] = []
    with pytest.raises(FeedError):
        outcomes.extend(iter_until_fault(path, outcomes))
    assert len(outcomes) == 1


def iter_until_fault(path: Path, into: list[Outcome]) -> list[Outcome]:
    from knowledge.feeds.reading import read_feed
    from tests.knowledge.feeds.formats_reading import SOURCE

    for outcome in read_feed(open_feed(path), FORMAT, SOURCE):
        into.append(outcome)
    return []


_TERMS = sorted(elm_nodes.KEPT | {"@graph", "@id", "@type"})
_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=20)
    | st.sampled_from(
        ["Qualification", "Organisation", "Person", "LearningAchievement", f"{SNB}eqf/4", ECTS, "P3M", "PT5H"]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(_TERMS), inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kind=st.sampled_from(
        ["LearningOpportunity", "Qualification", "EuropeanDigitalCredential", "EuropeanDigitalPresentation"]
    ),
    values=st.dictionaries(st.sampled_from(_TERMS), _VALUES, max_size=8),
)
def test_whatever_a_node_holds_it_is_an_offer_or_a_rejection(
    kind: str, values: dict[str, Any], tmp_path: Path
) -> None:
    outcomes = read_value([{**values, "type": kind}, opportunity()], FORMAT, tmp_path)
    assert isinstance(outcomes[-1], Accepted)
