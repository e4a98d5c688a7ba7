"""The report on a feed: counts over all, first examples, and nothing held that grows with the feed."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge.elements import standard_elements
from knowledge.feeds.report import FeedReport, report_on
from knowledge.quality import assess_quality
from knowledge.registers import Registers
from tests.knowledge.feeds.catalogues import BROKEN_OFF, course, delivered

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def registers() -> Registers:
    return Registers.load()


def report(path: Path, records: list[object], registers: Registers, **options: Any) -> FeedReport:
    return report_on(delivered(path / "feed.jsonl", records), registers, TODAY, **options)


def test_every_element_of_the_standard_is_counted_over_all_offers(tmp_path: Path, registers: Registers) -> None:
    found = report(tmp_path, [course(1, ects=3), course(2), {"wrong": 1}], registers)
    assert (found.read, found.accepted, found.rejected) == (3, 2, 1)
    offer = course(1, ects=3)
    assert offer["title"] == "Course"
    counts = found.as_dict()["elements"]
    assert counts["title"] == {"mandatory": True, "stated": 2, "derived": 0, "missing": 0, "at_issue": 0}
    assert (counts["workload"]["stated"], counts["workload"]["missing"]) == (1, 1)
    assert counts["learner"]["at_issue"] == 2
    for count in counts.values():
        assert sum(value for name, value in count.items() if name != "mandatory") == 2


def test_the_elements_are_those_of_the_standard_in_its_order(tmp_path: Path, registers: Registers) -> None:
    delivery = delivered(tmp_path / "feed.jsonl", [course(1)])
    found = report_on(delivery, registers, TODAY)
    (record,) = found.records
    (outcome,) = delivery.outcomes(_source())
    offer = outcome.offer  # type: ignore[union-attr]
    elements = standard_elements(offer, assess_quality(offer, registers, TODAY), registers)
    assert list(found.elements) == [element.id for element in elements]
    assert record["elements"] == {element.id: element.state.value for element in elements}
    assert record["missing"] == [element.id for element in elements if element.state.value == "missing"]


def _source() -> Any:
    from knowledge.offer import Source

    return Source("check", "feed.jsonl", TODAY, "not stated")


def test_a_record_tells_what_was_read_where_and_what_could_not_be(tmp_path: Path, registers: Registers) -> None:
    found = report(tmp_path, [course(1, price="12 EUR", ects="a few")], registers)
    (record,) = found.records
    assert record["read"]["price"] == {"value": {"amount": 12.0, "currency": "EUR"}, "at": "line 1, price"}
    assert record["locator"] == "line 1"
    assert record["kind"] == "course"
    assert [(doubt["field"], doubt["read"]) for doubt in record["doubts"]] == [("ects", "a few")]
    (told,) = found.as_dict()["doubt_counts"]
    assert (told["field"], told["count"], told["example"]) == (
        "ects",
        1,
        {"locator": "line 1, ects", "read": "a few"},
    )


def test_rejections_say_where_what_was_expected_and_what_to_do(tmp_path: Path, registers: Registers) -> None:
    found = report(tmp_path, [course(1), {"key": 2, "title": "Nobody's"}, course(1, "Again")], registers)
    assert [rejection.locator for rejection in found.rejections] == ["line 2", "line 3"]
    assert found.rejections[0].expected == "the name of a provider in every record"
    assert "line 1 has the same" in found.rejections[1].expected
    assert all(rejection.remedy for rejection in found.rejections)


def test_examples_are_limited_and_counts_are_not(tmp_path: Path, registers: Registers) -> None:
    records: list[object] = [course(n, ects="few") if n % 2 else {"wrong": n} for n in range(60)]
    found = report(tmp_path, records, registers, limit=3)
    assert (len(found.records), len(found.rejections)) == (3, 3)
    assert (found.accepted, found.rejected, found.doubts) == (30, 30, 30)
    assert found.as_dict()["reasons"] == {"a title in every record": 30}


def test_all_records_can_be_told_one_by_one(tmp_path: Path, registers: Registers) -> None:
    told: list[dict[str, Any]] = []
    report(tmp_path, [course(1), {"wrong": 1}, course(2)], registers, limit=0, every=told.append)
    assert [entry["locator"] for entry in told] == ["line 1", "line 2", "line 3"]
    assert ["rejected" in entry for entry in told] == [False, True, False]
    json.dumps(told)


def test_a_feed_that_breaks_off_is_reported_as_far_as_it_goes(tmp_path: Path, registers: Registers) -> None:
    found = report(tmp_path, [course(1), BROKEN_OFF, course(2)], registers)
    assert (found.read, found.accepted) == (1, 1)
    assert found.fault is not None
    assert "breaks off" in found.fault


def test_the_reading_can_be_watched_by_the_bytes_of_the_file(tmp_path: Path, registers: Registers) -> None:
    seen: list[tuple[int, int, int]] = []
    delivery = delivered(tmp_path / "feed.jsonl", [course(n) for n in range(1200)])
    report_on(delivery, registers, TODAY, progress=lambda *each: seen.append(each))
    assert [records for _, _, records in seen] == [500, 1000, 1200]
    assert {size for _, size, _ in seen} == {delivery.path.stat().st_size}
    assert seen[-1][0] == seen[-1][1]


def test_the_report_is_plain_json(tmp_path: Path, registers: Registers) -> None:
    document = report(tmp_path, [course(1, ects="few"), {"wrong": 1}], registers).as_dict()
    assert json.loads(json.dumps(document)) == document
    assert {
        "format",
        "read",
        "accepted",
        "rejected",
        "doubts",
        "elements",
        "rejections",
        "records",
    } <= document.keys()
