"""Online Course Catalogue API: the institution by its domain, ECTS by the specification, nothing else made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.occapi import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import Accepted, Rejection
from knowledge.offer import Mode, Schedule
from tests.knowledge.feeds.formats_reading import SAMPLES, accepted, offer_in, read, read_value, rejection_in

SAMPLE = SAMPLES / "occapi_course.json"
LINKS = {"self": {"href": "https://catalogue.example/occapi/v2/hei/university.example/programme/p-1"}}


def programme(folder: Path, **attributes: Any) -> Accepted:
    held = {"title": [{"string": "Made", "lang": "en"}], **attributes}
    resource = {"type": "programme", "id": "p-1", "attributes": held, "links": LINKS}
    return accepted(read_value({"data": [resource]}, FORMAT, folder))


def test_the_format_is_recognised() -> None:
    assert format_of(open_feed(SAMPLE)) is FORMAT


def test_a_course_states_what_the_catalogue_holds() -> None:
    offer = offer_in(read(SAMPLE, FORMAT))

    assert (offer.title, offer.languages, offer.ects, offer.eqf) == ("Ecologia Marinha", ("pt",), 6.0, 6)
    assert (offer.isced_field, offer.assessment, offer.prerequisites) == ("0521", "Written examination", "Biology I")
    assert offer.learning_outcomes == ("Name the zones of the shore. Measure salinity.",)
    assert offer.url == "https://www.university.example/course"
    assert offer.target_groups == ("students of this institution",)


def test_the_institution_is_its_domain_and_said_to_be_derived() -> None:
    offer = offer_in(read(SAMPLE, FORMAT))
    assert offer.provider == "university.example"
    assert offer.provenance["provider"].derived == "the institution's domain in the address"


def test_nothing_is_claimed_that_the_catalogue_does_not_hold() -> None:
    offer = offer_in(read(SAMPLE, FORMAT))
    assert (offer.quality_claims, offer.price, offer.start, offer.validity, offer.country) == (
        (),
        None,
        None,
        None,
        None,
    )


def test_a_programme_of_version_2_states_its_codes(tmp_path: Path) -> None:
    offer = programme(
        tmp_path,
        ects=180,
        eqfLevelProvided=6,
        iscedCode=["0521"],
        length="6/2",
        elmModeOfLearning=["920fbb3cbe"],
        elmLearningScheduleType=["72a0ab92fa"],
        validSince="2020-01-01",
        validUntil="2030-01-01",
    ).offer

    assert (offer.ects, offer.eqf, offer.isced_field) == (180.0, 6, "0521")
    assert (offer.duration_weeks, offer.mode, offer.schedules) == ((156.0, 156.0), Mode.ONLINE, (Schedule.FULL_TIME,))
    assert (offer.validity, offer.end) == (None, None)


def test_a_programme_of_version_1_counts_years(tmp_path: Path) -> None:
    assert programme(tmp_path, length=2).offer.duration_weeks == (104.0, 104.0)


def test_codes_of_assessment_are_named_and_attendance_is_none(tmp_path: Path) -> None:
    assert (
        programme(tmp_path, elmAssessmentType=["6e6cb2cc78", "7331eb4762"]).offer.assessment == "written examination"
    )
    assert programme(tmp_path, elmAssessmentType=["7331eb4762", "c_2b3bd410"]).offer.assessment is None


def test_no_credits_and_several_fields_are_unknown(tmp_path: Path) -> None:
    outcome = programme(tmp_path, ects=0, iscedCode=["0521", "0611"])
    assert (outcome.offer.ects, outcome.offer.isced_field) == (None, None)
    assert [doubt.field for doubt in outcome.doubts] == ["isced_field"]


@pytest.mark.parametrize(
    "resource",
    [
        {"type": "hei", "id": "x", "attributes": {"title": [{"string": "University", "lang": "en"}]}, "links": LINKS},
        {"type": "course", "id": "x", "attributes": {"title": [{"string": "Made", "lang": "en"}]}},
        {"type": "course", "id": "x"},
        "course",
    ],
    ids=["an institution", "no address", "no attributes", "a text"],
)
def test_what_is_no_course_or_of_no_institution_is_rejected(tmp_path: Path, resource: Any) -> None:
    rejection = rejection_in(read_value({"data": [resource]}, FORMAT, tmp_path))
    assert isinstance(rejection, Rejection)
    assert rejection.remedy
