"""What an offer is. A micro-credential has assessed learning outcomes; without stated assessment it is a course."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Evidence, Statement
from knowledge.names import folded
from knowledge.offer import Offer
from knowledge.register_rows import DEQAR_REPORT_DATA
from knowledge.trust import Kind
from knowledge.wording import Wording

MICRO_CREDENTIAL = Wording("kind.micro_credential", "assessment")
COURSE = Wording("kind.course")
COURSE_TOO_LARGE = Wording("kind.course_too_large", "ects")
PART = Wording("kind.part_of_qualification", "qualification")
QUALIFICATION = Wording("kind.qualification", "credential_type")

DEGREE_WORDS = frozenset(
    {"degree", "bachelor", "bachelors", "master", "masters", "magister", "doctorate", "doctoral", "doctorat"}
    | {"doctor", "phd", "habilitation", "licence", "licenciatura", "grado", "laurea", "diplom", "licencjat"}
)
"""Words that name a qualification of higher education, as offers write them (folded)."""

PART_WORDS = DEGREE_WORDS | {"qualification", "qualifications", "apprenticeship"}

_NO_DEGREE = frozenset({"sub", "non", "no", "own", "part", "towards"})

LARGEST_ECTS = 60.0
"""From 60 ECTS credits on, DEQAR no longer shows a programme without degree as a micro-credential."""

_NOT_ASSESSED = frozenset(
    {"none", "no", "no assessment", "not assessed", "without assessment", "attendance", "attendance certificate"}
)
_LARGEST_RULE = Evidence(
    source="DEQAR documentation",
    locator="docs/report_data.md, Degree outcome",
    quote="≥ 60 ECTS",
    url=DEQAR_REPORT_DATA,
)


def assessment_of(offer: Offer) -> str | None:
    """What the offer says about assessment; None where it says nothing, or says that there is none."""
    words = (offer.assessment or "").strip()
    return words if words and folded(words) not in _NOT_ASSESSED else None


def kind_of(offer: Offer) -> tuple[Kind, Statement]:
    """The kind of `offer` with the statement that says why."""
    if offer.credential_type and _names(offer.credential_type, DEGREE_WORDS):
        read = offer.evidence("credential_type")
        return Kind.QUALIFICATION, QUALIFICATION(read, swd.NOT_A_DEGREE, credential_type=offer.credential_type)
    if offer.part_of and _names(offer.part_of, PART_WORDS):
        return Kind.PART_OF_QUALIFICATION, PART(offer.evidence("part_of"), qualification=offer.part_of)
    assessment = assessment_of(offer)
    if assessment is None:
        return Kind.COURSE, COURSE(offer.evidence("assessment"), swd.ASSESSED)
    if offer.ects is not None and offer.ects >= LARGEST_ECTS:
        return Kind.COURSE, COURSE_TOO_LARGE(offer.evidence("ects"), _LARGEST_RULE, swd.SMALL_VOLUME, ects=offer.ects)
    return Kind.MICRO_CREDENTIAL, MICRO_CREDENTIAL(offer.evidence("assessment"), swd.ASSESSED, assessment=assessment)


def _names(text: str, words: frozenset[str]) -> bool:
    """Does `text` begin with such a word ("Master of Laws"), or end in "degree"? "Scrum Master" is no degree."""
    first, *rest = folded(text).split() or [""]
    last = rest[-1] if rest else first
    if first in words:
        return "class" not in rest
    return last == "degree" and first not in _NO_DEGREE
