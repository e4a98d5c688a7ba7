"""What speaks for an offer and what is missing, point by point, for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.kind import assessment_of
from knowledge.quality_rules import bodies
from knowledge.recognition_rules import Case
from knowledge.register_rows import Covers, Relation
from knowledge.trust import Kind, QualityStatus
from knowledge.wording import Wording

ASSESSED = Wording("recognition.for_assessment", "assessment")
NOT_ASSESSED = Wording("recognition.missing_assessment")
CREDITS = Wording("recognition.for_credits", "ects")
NO_CREDITS = Wording("recognition.missing_credits")
LEVEL = Wording("recognition.for_level", "eqf")
NO_LEVEL = Wording("recognition.missing_level")
OUTCOMES = Wording("recognition.for_outcomes")
ONLY_SKILLS = Wording("recognition.for_skills")
NO_OUTCOMES = Wording("recognition.missing_outcomes")
CHECKED = Wording("recognition.for_quality")
NOT_CHECKED = Wording("recognition.missing_quality")
HIGHER_EDUCATION = Wording("recognition.for_higher_education_provider", "provider")
PROVIDER_UNKNOWN = Wording("recognition.missing_formal_provider", "provider")
PART_OF_QUALIFICATION = Wording("recognition.for_part_of_qualification")
LEADS_ON = Wording("recognition.for_stackability", "stackability")


@dataclass(frozen=True, slots=True)
class Point:
    """One point: whether it lifts the outlook, and what to say of it. `missing`: said among what is missing."""

    holds: bool
    statement: Statement

    @property
    def missing(self) -> bool:
        return ".missing_" in self.statement.id


def assessment(case: Case) -> Point:
    read, stated = case.offer.evidence("assessment"), assessment_of(case.offer)
    if stated is None:
        return Point(False, NOT_ASSESSED(read, swd.VALID_ASSESSMENT))
    return Point(True, ASSESSED(read, swd.VALID_ASSESSMENT, assessment=stated))


def credit_points(case: Case) -> Point:
    read = case.offer.evidence("ects")
    if case.offer.ects is None:
        return Point(False, NO_CREDITS(read, swd.ECTS))
    return Point(True, CREDITS(read, swd.ECTS, ects=case.offer.ects))


def level(case: Case) -> Point:
    read = case.offer.evidence("eqf")
    if case.offer.eqf is None:
        return Point(False, NO_LEVEL(read, swd.EQF))
    return Point(True, LEVEL(read, swd.EQF, eqf=case.offer.eqf))


def what_is_learnt(case: Case) -> Point:
    """Learning outcomes; a list of skills will do to be judged by, and is called what it is."""
    if case.offer.learning_outcomes:
        return Point(True, OUTCOMES(case.offer.evidence("learning_outcomes"), swd.OUTCOMES_FOR_RECOGNITION))
    if case.offer.skills:
        return Point(True, ONLY_SKILLS(case.offer.evidence("skills"), swd.OUTCOMES_FOR_RECOGNITION))
    return Point(False, NO_OUTCOMES(case.offer.evidence("learning_outcomes"), swd.OUTCOMES_FOR_RECOGNITION))


def checked_quality(case: Case) -> Point:
    if case.quality.status is QualityStatus.VERIFIED:
        return Point(True, CHECKED(*case.quality.statements[0].evidence, swd.TRUSTED_PROVIDERS))
    return Point(False, NOT_CHECKED(*case.quality.statements[0].evidence, swd.QUALITY_DOCUMENTED))


def formal_provider(case: Case) -> Point:
    """A body behind the offer that a register of higher education names as itself."""
    for body in bodies(case.offer):
        rows = [row for relation, row in case.registers.listed(body) if relation is Relation.SAME]
        reports = [r for r in case.registers.reports_on(body) if r.covers is Covers.PROVIDER]
        institution = case.registers.institution(body)
        read = [row.evidence() for row in rows if row.eter_id or row.reports] + [r.evidence() for r in reports]
        read += [institution.evidence()] if institution else []
        if read:
            return Point(True, HIGHER_EDUCATION(*read, swd.FORMAL_PROVIDERS, provider=body))
    provider = case.offer.provider
    nothing = [case.registers.nothing_in(r, provider) for r in ("deqar_providers", "eter_institutions")]
    return Point(False, PROVIDER_UNKNOWN(*nothing, swd.FORMAL_PROVIDERS, provider=provider))


def leads_on(case: Case) -> Point | None:
    """That the offer is part of something larger, where it says so."""
    if case.kind in (Kind.PART_OF_QUALIFICATION, Kind.QUALIFICATION):
        return Point(True, PART_OF_QUALIFICATION(*case.kind_statement.evidence))
    if case.offer.stackability:
        read = case.offer.evidence("stackability")
        return Point(False, LEADS_ON(read, swd.RECEIVER_DECIDES, stackability=case.offer.stackability))
    return None


def said(points: Iterable[Point | None]) -> tuple[Statement, ...]:
    """The points' statements: what is there first, what is missing after it."""
    known = [point for point in points if point is not None]
    return tuple(p.statement for p in sorted(known, key=lambda p: p.missing))
