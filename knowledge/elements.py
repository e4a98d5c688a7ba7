"""The EU standard for describing micro-credentials: 11 mandatory and 5 optional elements (SWD(2021) 367, 7.2).

An offer describes the learning before anyone has earned it: who the learner is, when the document is issued and with
what grade can only stand on the document itself. Those are to be checked at issue. Nothing else is excused.
"""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.kind import assessment_of
from knowledge.offer import Mode, Offer
from knowledge.trust import Element, ElementState, Quality, QualityStatus
from knowledge.wording import Wording

STATED = Wording("element.stated", "value")
MISSING = Wording("element.missing")
LEARNER_AT_ISSUE = Wording("element.learner_at_issue")
DATE_AT_ISSUE = Wording("element.date_at_issue")
GRADE_AT_ISSUE = Wording("element.grade_at_issue")
COUNTRY = Wording("element.country_stated", "country")
ONLY_PROVIDER = Wording("element.awarding_body_only_provider", "provider")
ONLY_SKILLS = Wording("element.learning_outcomes_only_skills", "skills")
ECTS = Wording("element.workload_ects", "ects")
HOURS = Wording("element.workload_hours", "hours")
HOURS_RANGE = Wording("element.workload_hours_range", "hours_from", "hours_to")
ONLY_WEEKS = Wording("element.workload_only_weeks")
LEVEL = Wording("element.level_eqf", "eqf")
ONLY_DIFFICULTY = Wording("element.level_only_difficulty")
MODES = {mode: Wording(f"element.participation_{mode.value}") for mode in Mode}
QUALITY_VERIFIED = Wording("element.quality_from_register")
QUALITY_CLAIMED = Wording("element.quality_claimed", "value")
PAGE = Wording("element.further_information_page", "url?")

_SHOWN_SKILLS = 8


def standard_elements(offer: Offer, quality: Quality) -> tuple[Element, ...]:
    """The sixteen elements in the order of the standard, mandatory ones first."""
    return (
        _at_issue("learner", LEARNER_AT_ISSUE),
        _stated("title", STATED(offer.evidence("title"), value=offer.title), offer.title),
        _country(offer),
        _awarding_body(offer),
        _at_issue("issue_date", DATE_AT_ISSUE),
        _learning_outcomes(offer),
        _workload(offer),
        _level(offer),
        _as_stated("assessment", offer, assessment_of(offer)),
        _participation(offer),
        _quality_assurance(offer, quality),
        _as_stated("prerequisites", offer, offer.prerequisites, mandatory=False),
        _as_stated("supervision", offer, offer.supervision, mandatory=False),
        _at_issue("grade", GRADE_AT_ISSUE, mandatory=False),
        _as_stated("stackability", offer, offer.stackability, mandatory=False),
        _further_information(offer),
    )


def _stated(name: str, statement: Statement, value: str, *, mandatory: bool = True) -> Element:
    return Element(name, mandatory, ElementState.STATED, statement, value)


def _missing(name: str, statement: Statement, *, mandatory: bool = True) -> Element:
    return Element(name, mandatory, ElementState.MISSING, statement)


def _at_issue(name: str, say: Wording, *, mandatory: bool = True) -> Element:
    asked_for = swd.MUST_PROVIDE if mandatory else swd.OPTIONAL_ELEMENTS
    return Element(name, mandatory, ElementState.AT_ISSUE, say(asked_for))


def _as_stated(name: str, offer: Offer, value: str | None, *, mandatory: bool = True) -> Element:
    """An element that is in the offer's field of the same name, or nowhere."""
    read = offer.evidence(name)
    if value is None or not value.strip():
        return _missing(name, MISSING(read), mandatory=mandatory)
    return _stated(name, STATED(read, value=value), value, mandatory=mandatory)


def _country(offer: Offer) -> Element:
    if offer.country is None:
        return _missing("country", MISSING(offer.evidence("country")))
    return _stated("country", COUNTRY(offer.evidence("country"), country=offer.country), offer.country)


def _awarding_body(offer: Offer) -> Element:
    if offer.awarding_body:
        return _as_stated("awarding_body", offer, offer.awarding_body)
    read = (offer.evidence("awarding_body"), offer.evidence("provider"))
    return _missing("awarding_body", ONLY_PROVIDER(*read, provider=offer.provider))


def _learning_outcomes(offer: Offer) -> Element:
    """A list of skills is not yet what a learner can do afterwards."""
    if offer.learning_outcomes:
        value = "; ".join(offer.learning_outcomes)
        return _stated("learning_outcomes", STATED(offer.evidence("learning_outcomes"), value=value), value)
    if offer.skills:
        read = (offer.evidence("learning_outcomes"), offer.evidence("skills"))
        return _missing("learning_outcomes", ONLY_SKILLS(*read, skills=offer.skills[:_SHOWN_SKILLS]))
    return _missing("learning_outcomes", MISSING(offer.evidence("learning_outcomes")))


def _workload(offer: Offer) -> Element:
    """The learner's effort, in ECTS where stated. Calendar weeks are no workload."""
    if offer.ects is not None:
        return _stated("workload", ECTS(offer.evidence("ects"), ects=offer.ects), f"{offer.ects:g} ECTS")
    read = offer.evidence("workload_hours")
    if offer.workload_hours is not None:
        low, high = offer.workload_hours
        if low == high:
            return _stated("workload", HOURS(read, hours=low), f"{low:g} h")
        return _stated("workload", HOURS_RANGE(read, hours_from=low, hours_to=high), f"{low:g}–{high:g} h")
    if offer.duration_weeks is not None:
        return _missing("workload", ONLY_WEEKS(read, offer.evidence("duration_weeks")))
    return _missing("workload", MISSING(offer.evidence("ects"), read))


def _level(offer: Offer) -> Element:
    """The European level. "Beginner" and the like are no such level."""
    if offer.eqf is not None:
        return _stated("level", LEVEL(offer.evidence("eqf"), eqf=offer.eqf), f"EQF {offer.eqf}")
    if offer.level is not None:
        return _missing("level", ONLY_DIFFICULTY(offer.evidence("eqf"), offer.evidence("level")))
    return _missing("level", MISSING(offer.evidence("eqf")))


def _participation(offer: Offer) -> Element:
    if offer.mode is None:
        return _missing("participation", MISSING(offer.evidence("mode")))
    return _stated("participation", MODES[offer.mode](offer.evidence("mode")), offer.mode.value)


def _quality_assurance(offer: Offer, quality: Quality) -> Element:
    """What the offer claims, else what a register shows; that a claim is confirmed is another question (quality)."""
    if offer.quality_claims:
        value = "; ".join(claim.text for claim in offer.quality_claims)
        return _stated("quality_assurance", QUALITY_CLAIMED(offer.evidence("quality_claims"), value=value), value)
    if quality.status is QualityStatus.VERIFIED:
        shown = quality.statements[0].evidence
        return _stated("quality_assurance", QUALITY_VERIFIED(*shown), quality.standard or "")
    return _missing("quality_assurance", MISSING(offer.evidence("quality_claims")))


def _further_information(offer: Offer) -> Element:
    if offer.url is None:
        return _missing("further_information", MISSING(offer.evidence("url")), mandatory=False)
    return _stated("further_information", PAGE(offer.evidence("url"), url=offer.url), offer.url, mandatory=False)
