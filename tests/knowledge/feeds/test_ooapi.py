"""Open Onderwijs API: the learner's effort and no other hours; no date or validity that is the record's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from knowledge.feeds.format import format_of
from knowledge.feeds.formats.ooapi import FORMAT
from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import Accepted, Rejection
from knowledge.offer import Cycle, Mode, Schedule
from tests.knowledge.feeds.formats_reading import SAMPLES, accepted, read, read_value, rejection_in

SAMPLE = SAMPLES / "ooapi_courses.json"


def course(folder: Path, **values: Any) -> Accepted:
    held = {"courseId": "c1", "name": "Made", "abbreviation": "M", "organization": {"name": "Example"}, **values}
    return accepted(read_value(held, FORMAT, folder))


def test_the_format_is_recognised() -> None:
    assert format_of(open_feed(SAMPLE)) is FORMAT


def test_a_course_states_what_version_5_holds() -> None:
    outcome, _ = read(SAMPLE, FORMAT)
    assert isinstance(outcome, Accepted)
    offer = outcome.offer

    assert (offer.title, offer.provider, offer.languages) == ("Onderzoeksmethoden", "Voorbeelduniversiteit", ("nl",))
    assert (offer.ects, offer.isced_field, offer.qf_ehea, offer.mode) == (7.5, "0732", Cycle.SECOND, Mode.ONSITE)
    assert offer.learning_outcomes == ("Een onderzoek ontwerpen", "Gegevens analyseren")
    assert (offer.assessment, offer.prerequisites) == ("Schriftelijk tentamen", "Een bacheloropleiding")
    assert (offer.part_of, offer.duration_weeks, offer.country) == ("Psychologie", (10.0, 10.0), "NL")
    assert outcome.doubts == ()


def test_the_first_start_ever_and_the_records_life_are_no_start_and_no_validity() -> None:
    outcome, _ = read(SAMPLE, FORMAT)
    assert isinstance(outcome, Accepted)
    offer = outcome.offer
    assert (offer.start, offer.end, offer.validity, offer.stackability) == (None, None, None, None)
    assert (offer.eqf, offer.quality_claims, offer.workload_hours) == (None, (), None)


def test_no_person_is_read() -> None:
    assert "adela" not in repr(read(SAMPLE, FORMAT)).lower()


def test_a_course_whose_organisation_is_an_identifier_says_how_to_get_its_name() -> None:
    _, rejection = read(SAMPLE, FORMAT)
    assert isinstance(rejection, Rejection)
    assert "expand=organization" in rejection.remedy


def test_one_page_of_several_is_said() -> None:
    feed = open_feed(SAMPLE)
    list(FORMAT.records(feed))
    assert "one page of several" in feed.notes[0]


@pytest.mark.parametrize(
    ("unit", "ects", "hours"),
    [
        ("ects", 3.0, None),
        ("sbu", None, (3.0, 3.0)),
        ("hour", None, (3.0, 3.0)),
        ("contacttime", None, None),
        ("sp", None, None),
    ],
)
def test_a_study_load_is_effort_only_in_units_of_effort(
    tmp_path: Path, unit: str, ects: float | None, hours: tuple[float, float] | None
) -> None:
    for load in ({"studyLoadUnit": unit, "value": 3}, [{"studyLoadUnit": unit, "value": 3}]):
        offer = course(tmp_path, studyLoad=load).offer
        assert (offer.ects, offer.workload_hours) == (ects, hours)


def test_version_4_writes_plain_texts(tmp_path: Path) -> None:
    offer = course(
        tmp_path, ects=5, learningOutcomes=["Count", "Weigh"], requirements="None", assessment="Exam on campus"
    ).offer

    assert (offer.ects, offer.learning_outcomes, offer.prerequisites) == (5.0, ("Count", "Weigh"), None)
    assert offer.assessment == "Exam on campus"


def test_version_6_names_outcomes_levels_and_modes_its_own_way(tmp_path: Path) -> None:
    offer = course(
        tmp_path,
        organization=None,
        organisation={"name": [{"language": "en-GB", "value": "Example"}]},
        teachingLanguages=["nld", "eng"],
        learningOutcomes=[{"learningOutcomeId": "l1", "name": [{"language": "en-GB", "value": "Count"}]}],
        levelOfQualification="eqf_6",
        modesOfDelivery=["hybrid"],
        modeOfStudy="self_paced",
        fieldsOfStudy="073101",
    ).offer

    assert (offer.provider, offer.languages, offer.learning_outcomes) == ("Example", ("nl", "en"), ("Count",))
    assert (offer.eqf, offer.mode, offer.schedules) == (6, Mode.BLENDED, (Schedule.SELF_PACED,))
    assert offer.isced_field == "0731"
    assert offer.provenance["isced_field"].derived


def test_what_is_between_levels_or_may_be_by_letter_is_not_made_certain(tmp_path: Path) -> None:
    between = course(
        tmp_path, levelOfQualification="4+", modeOfDelivery=["distance-learning"], duration="PT30H"
    ).offer
    assert (between.eqf, between.national_level) == (None, "4+")
    assert (between.mode, between.duration_weeks, between.workload_hours) == (None, None, None)

    two = course(tmp_path, modeOfDelivery=["online", "on campus"])
    assert two.offer.mode is None
    assert [doubt.field for doubt in two.doubts] == ["mode"]


def test_an_offering_of_a_course_is_no_course(tmp_path: Path) -> None:
    assert "courseId" in rejection_in(read_value({"offeringId": "o1", "name": "x"}, FORMAT, tmp_path)).expected
