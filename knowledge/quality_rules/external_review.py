"""A decision of external quality assurance that we hold: the only thing that verifies.

A decision counts for an offer when it is about the very body behind the offer, or about the programme that bears the
offer's title; when it is positive; when the day asked about lies in its validity; when its agency was on the European
register on the day the decision began; and when no later negative decision on the same thing stands against it.
Everything short of that is said, and verifies nothing. (A negative decision is the one piece of evidence that lowers
an answer. All other evidence can only lift it.)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import swd
from knowledge.evidence import Evidence, Statement
from knowledge.names import folded
from knowledge.offer import Offer
from knowledge.quality_rules import Finding, bodies
from knowledge.register_rows import DEQAR_REPORT_DATA, Agency, Covers, Decision, Report
from knowledge.registers import Registers
from knowledge.standards import Scope, Standard
from knowledge.trust import QualityStatus
from knowledge.wording import Wording

ORDER = 10

POSITIVE = Wording("quality.review_positive", "agency", "body", "valid_from_date", "valid_to_date")
CONDITIONAL = Wording("quality.review_with_conditions", "agency", "body", "valid_from_date", "valid_to_date")
PROGRAMME_POSITIVE = Wording("quality.programme_review_positive", "agency", "programme", "body", "valid_to_date")
PROGRAMME_CONDITIONAL = Wording(
    "quality.programme_review_with_conditions", "agency", "programme", "body", "valid_to_date"
)
ABOUT_PROVIDER = Wording("quality.review_is_about_provider", "body")
SIX_YEARS = Wording("quality.review_states_no_end", "valid_to_date")
ENDED = Wording("quality.review_ended", "agency", "body", "valid_to_date")
STARTS_LATER = Wording("quality.review_starts_later", "agency", "body", "valid_from_date")
NEGATIVE = Wording("quality.review_negative", "agency", "body", "valid_from_date")
SUPERSEDED = Wording("quality.review_superseded", "agency", "body", "valid_from_date")
NO_DECISION = Wording("quality.review_without_decision", "agency", "body", "valid_from_date")
AGENCY_NOT_CONFIRMED = Wording("quality.reviewer_not_confirmed", "agency", "valid_from_date")
AWARDED_BY_OTHER = Wording("quality.other_body_not_covered", "body", "other")

_WORDING = {
    (Covers.PROVIDER, Decision.POSITIVE): POSITIVE,
    (Covers.PROVIDER, Decision.CONDITIONAL): CONDITIONAL,
    (Covers.PROGRAMME, Decision.POSITIVE): PROGRAMME_POSITIVE,
    (Covers.PROGRAMME, Decision.CONDITIONAL): PROGRAMME_CONDITIONAL,
}
_NO_END_RULE = Evidence(
    source="DEQAR documentation",
    locator="docs/report_data.md, Validity",
    quote="If no valid to date is assigned, then the report will be treated as valid for six years after the valid "
    "from date.",
    url=DEQAR_REPORT_DATA,
)


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """What the reports we hold say about the bodies behind this offer, newest decision first."""
    for body in bodies(offer):
        reports = [r for r in registers.reports_on(body) if _in_scope(r, offer)]
        for report in sorted(reports, key=lambda r: (r.valid_from, r.id), reverse=True):
            against = _later_refusal(report, reports, on)
            if against is None:
                yield from _weigh(report, body, offer, registers, on)
            elif report.decision in (Decision.POSITIVE, Decision.CONDITIONAL):
                yield _superseded(report, against, body)


def _in_scope(report: Report, offer: Offer) -> bool:
    """A report on another programme says nothing about this offer."""
    if report.covers is Covers.PROVIDER:
        return True
    return folded(report.programme or "") in {folded(offer.title), folded(offer.part_of or "")} - {""}


def _later_refusal(report: Report, reports: list[Report], on: date) -> Report | None:
    """A negative decision on the same thing, begun by `on` and not before this report."""
    return next(
        (
            other
            for other in reports
            if other.decision is Decision.NEGATIVE
            and other is not report
            and report.valid_from <= other.valid_from <= on
            and (other.covers, other.programme) == (report.covers, report.programme)
        ),
        None,
    )


def _superseded(report: Report, against: Report, body: str) -> Finding:
    read = (report.evidence(), against.evidence())
    say = SUPERSEDED(*read, agency=report.agency, body=body, valid_from_date=against.valid_from)
    scope = Scope.PROVIDER if report.covers is Covers.PROVIDER else Scope.PROGRAMME
    return Finding(say, QualityStatus.EXPIRED, Standard.ESG, scope)


def _weigh(report: Report, body: str, offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    read = report.evidence()
    who = {"agency": report.agency, "body": body}
    if report.decision is Decision.NEGATIVE:
        yield Finding(NEGATIVE(read, **who, valid_from_date=report.valid_from))
        return
    if report.decision is Decision.NOT_APPLICABLE:
        yield Finding(NO_DECISION(read, **who, valid_from_date=report.valid_from))
        return
    if on < report.valid_from:
        yield Finding(STARTS_LATER(read, **who, valid_from_date=report.valid_from))
        return
    agency = registers.agency_registered(report.agency, report.valid_from)
    if agency is None:
        yield Finding(_not_confirmed(report, registers))
        return
    scope = Scope.PROVIDER if report.covers is Covers.PROVIDER else Scope.PROGRAMME
    if on > report.end:
        ended = ENDED(read, agency.evidence(), **who, valid_to_date=report.end)
        yield Finding(ended, QualityStatus.EXPIRED, Standard.ESG, scope)
    else:
        yield Finding(_holds(report, agency, who), QualityStatus.VERIFIED, Standard.ESG, scope)
    if report.valid_to is None:
        yield Finding(SIX_YEARS(read, _NO_END_RULE, valid_to_date=report.end))
    if report.covers is Covers.PROVIDER:
        yield Finding(ABOUT_PROVIDER(read, swd.PROVIDERS_ASSESSED, swd.TRUSTED_PROVIDERS, body=body))
    yield from (
        Finding(AWARDED_BY_OTHER(read, offer.evidence("awarding_body"), body=body, other=other))
        for other in bodies(offer)
        if other != body
    )


def _holds(report: Report, agency: Agency, who: dict[str, str]) -> Statement:
    say = _WORDING[report.covers, report.decision]
    values: dict[str, str | date | None] = {"valid_from_date": report.valid_from, "programme": report.programme}
    needed = {name: value for name, value in values.items() if name in say.values}
    return say(report.evidence(), agency.evidence(), **who, **needed, valid_to_date=report.end)


def _not_confirmed(report: Report, registers: Registers) -> Statement:
    held = tuple(agency.evidence() for agency in registers.agencies_named(report.agency))
    held = held or (registers.nothing_in("eqar_agencies", report.agency),)
    return AGENCY_NOT_CONFIRMED(report.evidence(), *held, agency=report.agency, valid_from_date=report.valid_from)
