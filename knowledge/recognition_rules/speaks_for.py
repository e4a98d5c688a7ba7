"""What speaks for an offer and what is missing, point by point, for whoever decides."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge import learning_level, stacking, swd
from knowledge.evidence import Evidence, Statement
from knowledge.kind import assessment_of, shortened
from knowledge.offer import Cycle
from knowledge.quality_rules import bodies
from knowledge.recognition_rules import Case
from knowledge.register_rows import Covers, Decision, Relation
from knowledge.standards import Standard
from knowledge.trust import ElementState, QualityStatus
from knowledge.wording import Wording

ASSESSED = Wording("recognition.for_assessment", "assessment")
CREDITS = Wording("recognition.for_credits", "ects")
LEVEL = Wording("recognition.for_level", "eqf")
CYCLES = {cycle: Wording(f"recognition.for_{cycle.value}_cycle") for cycle in Cycle}
LEVEL_FROM_TABLE = Wording("recognition.for_level_from_table", "qualification", "country", "eqf")
NATIONAL_LEVEL = Wording("recognition.for_national_level", "level")
OUTCOMES = Wording("recognition.for_outcomes")
ONLY_SKILLS = Wording("recognition.for_skills")
CHECKED = Wording("recognition.for_quality")
HIGHER_EDUCATION = Wording("recognition.for_higher_education_provider", "provider")
PROVIDER_UNKNOWN = Wording("recognition.missing_formal_provider", "provider")
PART_OF_QUALIFICATION = Wording("recognition.for_part_of_qualification")
LEADS_ON = Wording("recognition.for_stackability", "stackability")
STANDS_ALONE = Wording("recognition.stands_alone")
MISSING = Wording("recognition.missing", "points")
"""`points` are names of what is missing: said by the texts `word.point.…`, in one sentence for all of them."""


@dataclass(frozen=True, slots=True)
class Point:
    """One point: whether it lifts the outlook, what to say of it; `gap` names what is missing, `read` shows it."""

    holds: bool
    statement: Statement | None = None
    gap: str | None = None
    read: tuple[Evidence, ...] = ()


def _gap(name: str, *read: Evidence) -> Point:
    return Point(False, gap=name, read=read)


def assessment(case: Case) -> Point:
    read, stated = case.offer.evidence("assessment"), assessment_of(case.offer)
    if stated is None:
        return _gap("assessment", read, swd.VALID_ASSESSMENT)
    return Point(True, ASSESSED(read, swd.VALID_ASSESSMENT, assessment=shortened(stated)))


def credit_points(case: Case) -> Point:
    read = case.offer.evidence("ects")
    if case.offer.ects is None:
        return _gap("credits", read, swd.ECTS)
    return Point(True, CREDITS(read, swd.ECTS, ects=case.offer.ects))


def level(case: Case) -> Point:
    """The level as stated: European, else a cycle, else national; else that of the qualification by the table."""
    offer = case.offer
    if offer.eqf is not None:
        return Point(True, LEVEL(offer.evidence("eqf"), swd.EQF, eqf=offer.eqf))
    if offer.qf_ehea is not None:
        return Point(True, CYCLES[offer.qf_ehea](offer.evidence("qf_ehea"), swd.EQF))
    if offer.national_level and offer.national_level.strip():
        said_level = shortened(offer.national_level)
        return Point(True, NATIONAL_LEVEL(offer.evidence("national_level"), swd.EQF, level=said_level))
    follows = learning_level.level(offer, case.registers)
    if follows.state is ElementState.DERIVED:
        return Point(True, LEVEL_FROM_TABLE(*follows.statement.evidence, **follows.statement.params))
    return _gap("level", offer.evidence("eqf"), swd.EQF)


def what_is_learnt(case: Case) -> Point:
    """Learning outcomes; a list of skills will do to be judged by, and is called what it is."""
    if case.offer.learning_outcomes:
        return Point(True, OUTCOMES(case.offer.evidence("learning_outcomes"), swd.OUTCOMES_FOR_RECOGNITION))
    if case.offer.skills:
        return Point(True, ONLY_SKILLS(case.offer.evidence("skills"), swd.OUTCOMES_FOR_RECOGNITION))
    return _gap("outcomes", case.offer.evidence("learning_outcomes"), swd.OUTCOMES_FOR_RECOGNITION)


def checked_quality(case: Case) -> Point:
    shown = case.quality.statements[0].evidence
    if case.quality.status is QualityStatus.VERIFIED:
        by_esg = case.quality.standard == Standard.ESG
        return Point(True, CHECKED(*shown, swd.TRUSTED_PROVIDERS if by_esg else swd.OTHER_INSTRUMENTS))
    return _gap("quality", *shown, swd.QUALITY_DOCUMENTED)


def formal_provider(case: Case) -> Point:
    """A body behind the offer that a register of higher education names as itself."""
    for body in bodies(case.offer):
        rows = [row for relation, row in case.registers.listed(body) if relation is Relation.SAME]
        reports = [
            r
            for r in case.registers.reports_on(body)
            if r.covers is Covers.PROVIDER and r.decision is not Decision.NEGATIVE  # a refusal speaks for nobody
        ]
        institution = case.registers.institution(body)
        read = [row.evidence() for row in rows if row.eter_id or row.reports] + [r.evidence() for r in reports]
        read += [institution.evidence()] if institution else []
        if read:
            return Point(True, HIGHER_EDUCATION(*read, swd.FORMAL_PROVIDERS, provider=body))
    provider = case.offer.provider
    listed = [row.evidence() for _, row in case.registers.listed(provider)]  # as a part, as one of several, bare
    nothing = listed or [case.registers.nothing_in("deqar_providers", provider)]
    nothing.append(case.registers.nothing_in("eter_institutions", provider))
    return Point(False, PROVIDER_UNKNOWN(*nothing, swd.FORMAL_PROVIDERS, provider=provider))


def leads_on(case: Case) -> Point | None:
    """Stackability: part of something larger, towards what, or standing alone, where the offer says so."""
    if case.larger:
        return Point(True, PART_OF_QUALIFICATION(*case.kind_statement.evidence))
    stated = case.offer.stackability
    if not stated:
        return None
    read = case.offer.evidence("stackability")
    if stacking.stackability(case.offer).statement.id == stacking.STANDALONE.id:
        return Point(False, STANDS_ALONE(read, swd.STANDALONE, swd.RECEIVER_DECIDES))
    return Point(False, LEADS_ON(read, swd.RECEIVER_DECIDES, stackability=shortened(stated)))


def said(points: Iterable[Point | None]) -> tuple[Statement, ...]:
    """What is there, point by point; then all that is missing, in one sentence with everything that was read."""
    known = [point for point in points if point is not None]
    stated = [point.statement for point in known if point.statement is not None]
    stated.sort(key=lambda statement: statement.id == PROVIDER_UNKNOWN.id)
    gaps = [point for point in known if point.gap is not None]
    if not gaps:
        return tuple(stated)
    read = dict.fromkeys(evidence for point in gaps for evidence in point.read)
    return (*stated, MISSING(*read, points=tuple(str(point.gap) for point in gaps)))
