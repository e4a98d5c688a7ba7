"""MOOChub as a feed: ECTS by its schema, the least price, and no assessment that is only a paper."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.moochub import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import Accepted, Rejection
from knowledge.offer import Level, Mode, Price
from tests.knowledge.feeds.formats_reading import SAMPLES, accepted, offer_in, read, read_value, rejection_in


def page(**attributes: Any) -> dict[str, Any]:
    held = {"name": "Made", "publisher": {"type": "Organization", "name": "Open Example"}, **attributes}
    return {"data": [{"id": "1", "type": "Course", "attributes": held}]}


def test_the_format_is_recognised() -> None:
    assert format_of(open_feed(SAMPLES / "moochub_page.json")) is FORMAT


def test_a_course_states_what_the_interface_holds() -> None:
    offer = offer_in(read(SAMPLES / "moochub_page.json", FORMAT))
    assert (offer.title, offer.provider, offer.platform) == (
        "Confidential Talk on the Net",
        "Example Institute",
        "Open Example",
    )
    assert (offer.languages, offer.mode, offer.level) == (("en",), Mode.ONLINE, Level.INTERMEDIATE)
    assert (offer.ects, offer.isced_field) == (1.0, "0611")
    assert (offer.duration_weeks, offer.workload_hours) == ((4.0, 4.0), (12.0, 12.0))
    assert offer.provenance["workload_hours"].derived
    assert (offer.start, offer.end, offer.apply_by) == (date(2027, 2, 1), date(2027, 3, 1), date(2027, 1, 25))
    assert offer.skills == ("protect personal data",)
    assert offer.skill_uris == ("http://data.europa.eu/esco/skill/00000000-0000-4000-8000-000000000003",)
    assert offer.price == Price(0.0, "EUR", at_least=True)
    assert offer.assessment == "Test: Final test"
    assert (offer.part_of, offer.prerequisites) == ("Safe on the Net", "use a browser")
    assert offer.target_groups == ("general public",)
    assert offer.credential_type == "record of achievement"
    assert (offer.learning_outcomes, offer.eqf, offer.quality_claims, offer.place) == ((), None, (), None)


def test_no_person_who_teaches_is_read() -> None:
    assert "Adela" not in repr(read(SAMPLES / "moochub_page.json", FORMAT))


def test_one_page_of_several_is_said() -> None:
    feed = open_feed(SAMPLES / "moochub_page.json")
    list(FORMAT.records(feed))
    assert any("one page of several" in note and "page=2" in note for note in feed.notes)


def test_pages_put_together_are_one_feed(tmp_path: Path) -> None:
    outcomes = read_value([page(), page(name="Other")], FORMAT, tmp_path)
    assert [o.offer.title for o in outcomes if isinstance(o, Accepted)] == ["Made", "Other"]


@pytest.mark.parametrize(
    "awarded", [["record of achievement"], ["certificate"], ["confirmation of participation"], None]
)
def test_a_paper_at_the_end_is_no_assessment(awarded: list[str] | None, tmp_path: Path) -> None:
    held = page(educationalCredentialsAwarded=awarded, hasPart=[{"type": "Quiz", "name": "Check yourself"}])
    assert offer_in(read_value(held, FORMAT, tmp_path)).assessment is None


def test_hours_a_week_alone_are_no_workload(tmp_path: Path) -> None:
    found = accepted(read_value(page(workload={"timeValue": 3, "timeUnit": "h/week"}), FORMAT, tmp_path))
    assert (found.offer.workload_hours, [doubt.field for doubt in found.doubts]) == (None, ["workload_hours"])


def test_the_price_is_the_whole_where_the_whole_is_stated(tmp_path: Path) -> None:
    def price_of(*offers: tuple[float, str, str]) -> Price | None:
        listed = [
            {"price": amount, "priceCurrency": "EUR", "paymentFrequency": often, "category": of}
            for amount, of, often in offers
        ]
        return offer_in(read_value(page(offer=listed), FORMAT, tmp_path)).price

    assert price_of((120, "complete", "one-time")) == Price(120.0, "EUR")
    assert price_of((0, "course", "one-time")) == Price(0.0, "EUR")
    assert price_of((0, "course", "one-time"), (0, "certificate", "one-time")) == Price(0.0, "EUR")
    assert price_of((20, "complete", "monthly")) == Price(20.0, "EUR", at_least=True)
    assert price_of((49, "certificate", "one-time")) is None


@pytest.mark.parametrize(
    ("access", "price"),
    [(["free"], Price(0.0)), (["free", "paid"], Price(0.0, at_least=True)), (["paid"], None), (None, None)],
)
def test_access_says_free_only_where_nothing_else_is_said(access: Any, price: Price | None, tmp_path: Path) -> None:
    assert offer_in(read_value(page(access=access), FORMAT, tmp_path)).price == price


def test_a_past_course_keeps_its_last_day_and_no_end_before_its_start(tmp_path: Path) -> None:
    held = page(startDate=["2024-01-01", "2025-01-01"], endDate=["2024-02-01"])
    offer = offer_in(read_value(held, FORMAT, tmp_path))
    assert (offer.start, offer.end) == (date(2025, 1, 1), None)


def test_zero_credits_are_none_stated(tmp_path: Path) -> None:
    found = accepted(read_value(page(numberOfCredits=0), FORMAT, tmp_path))
    assert (found.offer.ects, found.doubts) == (None, ())


def test_a_record_without_attributes_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    outcomes = read_value({"data": [{"id": "1", "type": "Course"}, page()["data"][0]]}, FORMAT, tmp_path)
    assert [type(outcome) for outcome in outcomes] == [Rejection, Accepted]


def test_a_course_without_a_publisher_is_rejected(tmp_path: Path) -> None:
    assert "provider" in rejection_in(read_value(page(publisher=None), FORMAT, tmp_path)).expected


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["name", "type", "price"]), inner),
    max_leaves=8,
)
_SAMPLE = json.loads((SAMPLES / "moochub_page.json").read_text())["data"][0]["attributes"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(key=st.sampled_from(sorted(_SAMPLE)), value=_VALUES)
def test_whatever_stands_in_a_field_the_record_is_an_offer_or_a_rejection(
    key: str, value: Any, tmp_path: Path
) -> None:
    outcomes = read_value(page(**{**_SAMPLE, key: value}), FORMAT, tmp_path)
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], Accepted | Rejection)
