"""Our own files as feeds: the feed's source counts, where a value was first read is kept, and nobody is trusted."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.catalogue import record_of
from knowledge.feeds.format import format_of, formats
from knowledge.feeds.formats.waymark_jsonl import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.reading import offer_of
from knowledge.feeds.records import Accepted, Record, Rejection
from knowledge.offer import Cycle, Level, Mode, Offer, Place, Price, QualityClaim, Schedule, Source
from tests.knowledge.feeds.formats_reading import SAMPLES, SOURCE, read

SAMPLE = SAMPLES / "waymark_offers.jsonl"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=10,
)
WHOLE = Offer(
    id="a-1",
    title="Data analysis",
    provider="Example University",
    source=Source("a", "A", date(2025, 1, 1), "facts only"),
    locator="page 1",
    awarding_body="Example Body",
    url="https://example.org/1",
    skills=("SQL", "statistics"),
    skill_uris=("http://data.europa.eu/esco/skill/1",),
    learning_outcomes=("Clean data",),
    languages=("en", "de"),
    mode=Mode.BLENDED,
    country="NL",
    place=Place("Utrecht", "NL", 52.1, 5.1),
    level=Level.MIXED,
    eqf=6,
    qf_ehea=Cycle.SHORT,
    national_level="NLQF 6",
    isced_level=5,
    isced_field="0613",
    ects=5.0,
    workload_hours=(125.0, 150.0),
    duration_weeks=(4.3, 13.0),
    schedules=(Schedule.SELF_PACED, Schedule.PART_TIME),
    price=Price(90.0, "EUR", at_least=True),
    assessment="Written examination",
    target_groups=("teachers",),
    quality_claims=(QualityClaim("Accredited", "page 2", "ESG", "Agency", date(2025, 1, 1), date(2027, 1, 1)),),
    rating=4.5,
    ratings_count=12,
    start=date(2027, 2, 1),
    end=date(2027, 3, 1),
    apply_by=date(2027, 1, 15),
)


def test_the_format_is_recognised() -> None:
    assert format_of(open_feed(SAMPLE)) is FORMAT


def test_the_feeds_source_replaces_the_records() -> None:
    outcome = read(SAMPLE, FORMAT)[0]
    assert isinstance(outcome, Accepted)
    assert outcome.offer.source is SOURCE
    assert outcome.offer.id == "made-1"  # the id in the file bears the name of the feed already


def test_where_a_value_was_first_read_is_kept() -> None:
    outcome = read(SAMPLE, FORMAT)[0]
    assert isinstance(outcome, Accepted)
    found = outcome.offer.provenance["ects"]
    assert (found.locator, found.derived) == ("line 1, page 3, table 2", "added up")


def test_values_are_read_like_those_of_any_feed_and_unknown_ones_doubted() -> None:
    outcome, rejected = read(SAMPLE, FORMAT)
    assert isinstance(outcome, Accepted)
    assert outcome.offer.title == "Data analysis"
    assert [(doubt.field, doubt.expected) for doubt in outcome.doubts] == [("colour", "a field of an offer")]
    assert isinstance(rejected, Rejection)
    assert "provider" in rejected.expected


def test_an_offer_that_was_written_comes_back_whole(tmp_path: Path) -> None:
    path = tmp_path / "offers.jsonl"
    path.write_text(json.dumps(record_of(WHOLE)) + "\n", encoding="utf-8")
    (outcome,) = read(path, FORMAT)

    assert isinstance(outcome, Accepted)
    assert outcome.doubts == ()
    read_again = record_of(outcome.offer)
    for name, value in record_of(WHOLE).items():
        if name not in ("id", "source", "locator", "provenance", "quality_claims"):
            assert read_again[name] == value
    (claim,) = outcome.offer.quality_claims
    assert (claim.text, claim.standard, claim.valid_to) == ("Accredited", "ESG", date(2027, 1, 1))


@pytest.mark.parametrize(
    "odd",
    [
        {"price": {"amount": "cheap"}},
        {"place": {"name": "x", "latitude": 900}},
        {"place": "Utrecht"},
        {"eqf": 12},
        {"start": "soon"},
        {"quality_claims": [5]},
        {"quality_claims": [{"text": "x", "locator": 5, "valid_to": "never"}]},
        {"provenance": {"title": {"locator": 5}, "x": None}, "eqf": "?"},
    ],
)
def test_a_value_of_another_shape_is_a_doubt_and_the_offer_is_kept(tmp_path: Path, odd: dict[str, Any]) -> None:
    path = tmp_path / "offers.jsonl"
    path.write_text(json.dumps({"id": "1", "title": "Made", "provider": "Example", **odd}) + "\n", encoding="utf-8")
    (outcome,) = read(path, FORMAT)

    assert isinstance(outcome, Accepted)
    assert len(outcome.doubts) == 1


@pytest.mark.parametrize("form", ["ec2u", "german_training", "occapi", "ooapi", "waymark_jsonl"])
@given(
    values=JSON, names=st.lists(st.sampled_from(["attributes", "angebot", "courseId", "title", "name"]), max_size=3)
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_record_stops_a_feed(form: str, values: Any, names: list[str]) -> None:
    for record in (
        values,
        dict.fromkeys(names, values),
        (str(values), values, "Poitiers"),
        {"angebot": {"titel": values}},
    ):
        outcome = offer_of(Record("item 1", record), formats()[form], SOURCE)
        assert isinstance(outcome, Accepted | Rejection)
