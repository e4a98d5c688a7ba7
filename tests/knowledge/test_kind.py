"""A micro-credential only when assessment is stated."""

from __future__ import annotations

from typing import Any

import pytest

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
    ],
)
def test_the_kind_follows_what_the_offer_states(fields: dict[str, Any], kind: Kind) -> None:
    assert kind_of(offer(**fields))[0] is kind


def test_the_kind_says_what_it_rests_on() -> None:
    _, statement = kind_of(offer())
    assert statement.evidence[0].locator == "row 1, no field for assessment"
    assert statement.evidence[1].source == "SWD(2021) 367"
