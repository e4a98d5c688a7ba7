"""A micro-credential only when assessment is stated."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.kind import kind_of
from knowledge.trust import Kind
from tests.knowledge.trust_examples import offer


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({}, Kind.COURSE),
        ({"assessment": "written exam"}, Kind.MICRO_CREDENTIAL),
        ({"assessment": "written exam", "ects": 5.0}, Kind.MICRO_CREDENTIAL),
        ({"assessment": "written exam", "ects": 60.0}, Kind.COURSE),
        ({"assessment": "   "}, Kind.COURSE),
        ({"assessment": "No assessment"}, Kind.COURSE),
        ({"assessment": "Attendance certificate"}, Kind.COURSE),
        ({"credential_type": "Micro-credential"}, Kind.COURSE),
        ({"credential_type": "Professional Certificate"}, Kind.COURSE),
        ({"credential_type": "Master of Laws", "assessment": "exam"}, Kind.QUALIFICATION),
        ({"credential_type": "Bachelor's degree"}, Kind.QUALIFICATION),
        ({"credential_type": "Associate degree"}, Kind.QUALIFICATION),
        ({"credential_type": "Licence professionnelle"}, Kind.QUALIFICATION),
        ({"credential_type": "Professional Scrum Master"}, Kind.COURSE),
        ({"credential_type": "Sub-degree"}, Kind.COURSE),
        ({"credential_type": "Master class"}, Kind.COURSE),
        ({"part_of": "Bachelor of Engineering", "assessment": "exam"}, Kind.PART_OF_QUALIFICATION),
        ({"part_of": "Python Specialization"}, Kind.COURSE),
        ({"assessment": "Teilnahmebescheinigung"}, Kind.COURSE),
        ({"assessment": "attestation de présence"}, Kind.COURSE),
        ({"assessment": "quiz", "credential_type": "Certificate of attendance"}, Kind.COURSE),
        ({"credential_type": "Open Badge"}, Kind.BADGE),
        ({"credential_type": "edubadge", "assessment": "none"}, Kind.BADGE),
        ({"credential_type": "Digital badge", "assessment": "practical test"}, Kind.MICRO_CREDENTIAL),
        ({"credential_type": "Attendance badge"}, Kind.BADGE),
        ({"title": "Micro-credential in welding, with exam"}, Kind.COURSE),
        ({"title": "Bachelor of Science"}, Kind.COURSE),
        ({"title": "Open badge"}, Kind.COURSE),
    ],
)
def test_the_kind_follows_what_the_offer_states(fields: dict[str, Any], kind: Kind) -> None:
    assert kind_of(offer(**fields))[0] is kind


def test_the_kind_says_what_it_rests_on() -> None:
    _, statement = kind_of(offer())
    assert statement.evidence[0].locator == "row 1, no field for assessment"
    assert statement.evidence[1].source == "SWD(2021) 367"


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "course"),
        ({"assessment": "no exam"}, "course_without_assessment"),
        ({"credential_type": "Teilnahmebescheinigung"}, "course_attendance_only"),
        ({"credential_type": "Open Badge"}, "badge"),
    ],
)
def test_a_course_says_which_of_its_words_make_it_one(fields: dict[str, Any], said: str) -> None:
    assert kind_of(offer(**fields))[1].id == f"statement.kind.{said}"


@given(title=st.text(min_size=1))
def test_no_title_decides_the_kind(title: str) -> None:
    for fields in ({}, {"assessment": "exam"}, {"credential_type": "badge"}):
        described: dict[str, Any] = dict(fields)
        assert kind_of(offer(title=title, **described))[0] is kind_of(offer(**described))[0]
