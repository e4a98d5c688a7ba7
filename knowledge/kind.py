"""What an offer is. A micro-credential has assessed learning outcomes; without stated assessment it is a course.

Only what the offer states decides: its assessment, its type of credential, the qualification it is part of, its size.
The title never does: a "micro-credential in welding" without assessment is a course.
"""

from __future__ import annotations

from knowledge import swd
from knowledge.assessment import assessment_of, says_attendance_only
from knowledge.evidence import Evidence, Statement
from knowledge.names import folded
from knowledge.offer import Offer
from knowledge.register_rows import DEQAR_REPORT_DATA
from knowledge.trust import Kind
from knowledge.wording import Wording

__all__ = ["assessment_of", "kind_of"]

MICRO_CREDENTIAL = Wording("kind.micro_credential", "assessment")
COURSE = Wording("kind.course")
COURSE_NOT_ASSESSED = Wording("kind.course_without_assessment", "assessment")
COURSE_ATTENDED = Wording("kind.course_attendance_only", "credential_type")
COURSE_TOO_LARGE = Wording("kind.course_too_large", "ects")
BADGE = Wording("kind.badge", "credential_type")
PART = Wording("kind.part_of_qualification", "qualification")
QUALIFICATION = Wording("kind.qualification", "credential_type")

DEGREE_WORDS = frozenset(
    {"degree", "bachelor", "bachelors", "master", "masters", "magister", "doctorate", "doctoral", "doctorat"}
    | {"doctor", "phd", "habilitation", "licence", "licenciatura", "grado", "laurea", "diplom", "licencjat"}
)
"""Words that name a qualification of higher education, as offers write them (folded)."""

PART_WORDS = DEGREE_WORDS | {"qualification", "qualifications", "apprenticeship"}

_NO_DEGREE = frozenset({"sub", "non", "no", "own", "part", "towards"})

_BADGE = (
    frozenset({"badge", "badges", "openbadge", "openbadges", "edubadge", "edubadges", "insignia", "insignias"})
    | {"bage", "odznaka", "odznak", "odznaky", "ženklelis", "emblema", "nozīmīte", "jelvény", "suaitheantas"}
    | {"osaamismerkki", "бейдж", "бадж", "значка", "значок", "شارة"}
)
_BADGE_WORDS = frozenset(folded(word) for word in _BADGE)
"""A digital badge, as the languages of the Union, Ukrainian and Arabic call it."""

LARGEST_ECTS = 60.0
"""From 60 ECTS credits on, DEQAR no longer shows a programme without degree as a micro-credential."""

_LARGEST_RULE = Evidence(
    source="DEQAR documentation",
    locator="docs/report_data.md, Degree outcome",
    quote="≥ 60 ECTS",
    url=DEQAR_REPORT_DATA,
)
_LONGEST = 200
"""Characters of an offer's own words that are said; the evidence carries them whole."""


def kind_of(offer: Offer) -> tuple[Kind, Statement]:
    """The kind of `offer` with the statement that says why."""
    called = shortened(offer.credential_type or "")
    if called and _names(called, DEGREE_WORDS):
        return Kind.QUALIFICATION, QUALIFICATION(
            offer.evidence("credential_type"), swd.NOT_A_DEGREE, credential_type=called
        )
    if offer.part_of and _names(offer.part_of, PART_WORDS):
        return Kind.PART_OF_QUALIFICATION, PART(
            offer.evidence("part_of"), swd.NOT_A_DEGREE, qualification=shortened(offer.part_of)
        )
    assessment = assessment_of(offer)
    if assessment is None:
        return _not_assessed(offer, called)
    if called and says_attendance_only(called):
        return Kind.COURSE, COURSE_ATTENDED(offer.evidence("credential_type"), swd.ASSESSED, credential_type=called)
    if offer.ects is not None and offer.ects >= LARGEST_ECTS:
        return Kind.COURSE, COURSE_TOO_LARGE(offer.evidence("ects"), _LARGEST_RULE, swd.SMALL_VOLUME, ects=offer.ects)
    say = MICRO_CREDENTIAL(offer.evidence("assessment"), swd.ASSESSED, assessment=shortened(assessment))
    return Kind.MICRO_CREDENTIAL, say


def _not_assessed(offer: Offer, called: str) -> tuple[Kind, Statement]:
    read = (offer.evidence("assessment"), swd.ASSESSED)
    if called and _BADGE_WORDS & set(folded(called).split()):
        return Kind.BADGE, BADGE(offer.evidence("credential_type"), *read, credential_type=called)
    if called and says_attendance_only(called):
        return Kind.COURSE, COURSE_ATTENDED(offer.evidence("credential_type"), *read, credential_type=called)
    stated = shortened(offer.assessment or "")
    if stated:
        return Kind.COURSE, COURSE_NOT_ASSESSED(*read, assessment=stated)
    return Kind.COURSE, COURSE(*read)


def shortened(text: str) -> str:
    """`text` on one line, cut where it is long."""
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"


def _names(text: str, words: frozenset[str]) -> bool:
    """Does `text` begin with such a word ("Master of Laws"), or end in "degree"? "Scrum Master" is no degree."""
    first, *rest = folded(text).split() or [""]
    last = rest[-1] if rest else first
    if first in words:
        return "class" not in rest
    return last == "degree" and first not in _NO_DEGREE
