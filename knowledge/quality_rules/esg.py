"""The European standards for higher education (ESG): decisions of agencies that we hold, and claims.

A decision counts for an offer when it is about the very body behind the offer, or about the programme that bears the
offer's title or that the offer is part of; when it is positive; when the day asked about lies in its validity; when
its agency was on the European register on the day the decision began; when no later negative decision on the same
thing stands against it; and while our copy of the reports is young enough to show one. Everything short of that is
said, and verifies nothing. (A negative decision is the one row that lowers an answer. All other rows only lift it.)
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import swd
from knowledge.evidence import Evidence, Statement
from knowledge.kind import shortened
from knowledge.names import folded
from knowledge.offer import Offer
from knowledge.quality_labels import family
from knowledge.quality_rules import Finding, as_of, bodies
from knowledge.register_rows import DEQAR_REPORT_DATA, Agency, Covers, Decision, Report
from knowledge.registers import Registers
from knowledge.standards import Scope, Standard
from knowledge.trust import QualityStatus
from knowledge.wording import Wording

ORDER = 10

REGISTER = "deqar_reports"

_DAYS = ("valid_from_date", "valid_to_date", "as_of_date")
POSITIVE = Wording("quality.review_positive", "agency", "body", *_DAYS)
CONDITIONAL = Wording("quality.review_with_conditions", "agency", "body", *_DAYS)
PROGRAMME_POSITIVE = Wording("quality.programme_review_positive", "agency", "programme", "body", *_DAYS)
PROGRAMME_CONDITIONAL = Wording("quality.programme_review_with_conditions", "agency", "programme", "body", *_DAYS)
OUT_OF_DATE = Wording("quality.review_copy_out_of_date", "agency", "body", *_DAYS)
TRUSTED_PROVIDER = Wording("quality.trusted_provider", "body")
ABOUT_PROVIDER = Wording("quality.review_is_about_provider", "body")
ABOUT_PROGRAMME = Wording("quality.review_is_about_programme", "programme", "body")
ABOUT_WHOLE = Wording("quality.review_is_about_whole", "programme", "body")
SIX_YEARS = Wording("quality.review_states_no_end", "valid_to_date")
ENDED = Wording("quality.review_ended", "agency", "body", "valid_to_date", "as_of_date")
STARTS_LATER = Wording("quality.review_starts_later", "agency", "body", "valid_from_date")
NEGATIVE = Wording("quality.review_negative", "agency", "body", "valid_from_date")
SUPERSEDED = Wording("quality.review_superseded", "agency", "body", "valid_from_date", "as_of_date")
NO_DECISION = Wording("quality.review_without_decision", "agency", "body", "valid_from_date")
AGENCY_NOT_CONFIRMED = Wording("quality.reviewer_not_confirmed", "agency", "valid_from_date")
AWARDED_BY_OTHER = Wording("quality.other_body_not_covered", "body", "other")
OTHER_PROGRAMMES = Wording("quality.reviews_of_other_programmes", "body", "count")
ABOUT = Wording("quality.esg_is_about")

_WORDING = {
    (Covers.PROVIDER, Decision.POSITIVE): POSITIVE,
    (Covers.PROVIDER, Decision.CONDITIONAL): CONDITIONAL,
    (Covers.PROGRAMME, Decision.POSITIVE): PROGRAMME_POSITIVE,
    (Covers.PROGRAMME, Decision.CONDITIONAL): PROGRAMME_CONDITIONAL,
}
_GOOD = (Decision.POSITIVE, Decision.CONDITIONAL)
_NO_END_RULE = Evidence(
    source="DEQAR documentation",
    locator="docs/report_data.md, Validity",
    quote="If no valid to date is assigned, then the report will be treated as valid for six years after the valid "
    "from date.",
    url=DEQAR_REPORT_DATA,
)


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """What the reports we hold say about the bodies behind this offer, newest decision first; then labels, claims."""
    found = list(_reported(offer, registers, on))
    yield from found
    shown = next((finding for finding in found if finding.status is QualityStatus.VERIFIED), None)
    yield from family(Standard.ESG, ABOUT, swd.ESG_CHECKS, offer, registers, on, shown)


def _reported(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    for body in bodies(offer):
        held = registers.reports_on(body)
        reports = [r for r in held if _in_scope(r, offer)]
        for report in sorted(reports, key=lambda r: (r.valid_from, r.id, repr(r)), reverse=True):
            against = _later_refusal(report, reports, on)
            if against is None:
                yield from _weigh(report, body, offer, registers, on)
            elif report.decision in _GOOD:
                yield _superseded(report, against, body, registers)
        others = sorted((r for r in held if not _in_scope(r, offer)), key=lambda r: (r.id, repr(r)))
        if others:
            read = (report.evidence() for report in others[:_SHOWN])
            yield Finding(OTHER_PROGRAMMES(*read, body=shortened(body), count=len(others)))


_SHOWN = 3
"""Reports on other programmes that are cited; all are counted."""


def _in_scope(report: Report, offer: Offer) -> bool:
    """A report on another programme says nothing about this offer."""
    if report.covers is Covers.PROVIDER:
        return True
    return folded(report.programme or "") in {folded(offer.title), folded(offer.part_of or "")} - {""}


def _later_refusal(report: Report, reports: list[Report], on: date) -> Report | None:
    """The first negative decision on the same thing, begun by `on` and not before this report."""
    against = [
        other
        for other in reports
        if other.decision is Decision.NEGATIVE
        and other is not report
        and report.valid_from <= other.valid_from <= on
        and (other.covers, folded(other.programme or "")) == (report.covers, folded(report.programme or ""))
    ]
    return min(against, key=lambda r: (r.valid_from, r.id, repr(r)), default=None)


def _scope(report: Report) -> Scope:
    return Scope.PROVIDER if report.covers is Covers.PROVIDER else Scope.PROGRAMME


def _registered(name: str, day: date, registers: Registers) -> Agency | None:
    """The agency's row whose registration holds on `day`, the one that lasts longest."""
    rows = [row for row in registers.agencies_named(name) if row.registered_on(day)]
    return max(rows, key=lambda row: (row.registered_to, row.id, repr(row)), default=None)


def _superseded(report: Report, against: Report, body: str, registers: Registers) -> Finding:
    """It was, until a later decision: only where the agency that had decided was on the register."""
    say = SUPERSEDED(
        report.evidence(),
        against.evidence(),
        agency=report.agency,
        body=shortened(body),
        valid_from_date=against.valid_from,
        as_of_date=as_of(against.origin),
    )
    counted = _registered(report.agency, report.valid_from, registers) is not None
    status = QualityStatus.EXPIRED if counted else QualityStatus.NOT_STATED
    return _found(report, say, status)


def _found(report: Report, say: Statement, status: QualityStatus) -> Finding:
    return Finding(say, status, Standard.ESG, _scope(report), report.agency, report.valid_from, report.end)


def _weigh(report: Report, body: str, offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    read = report.evidence()
    name = shortened(body)
    who = {"agency": report.agency, "body": name}
    if report.decision is Decision.NEGATIVE:
        yield Finding(NEGATIVE(read, **who, valid_from_date=report.valid_from))
        return
    if report.decision not in _GOOD:
        yield Finding(NO_DECISION(read, **who, valid_from_date=report.valid_from))
        return
    if on < report.valid_from:
        yield Finding(STARTS_LATER(read, **who, valid_from_date=report.valid_from))
        return
    agency = _registered(report.agency, report.valid_from, registers)
    if agency is None:
        yield Finding(_not_confirmed(report, registers))
        return
    status, statement = _judged(report, agency, who, registers, on)
    yield _found(report, statement, status)
    if report.valid_to is None:
        yield Finding(SIX_YEARS(read, _NO_END_RULE, valid_to_date=report.end))
    yield _about(report, name, offer)
    if status is QualityStatus.VERIFIED and report.covers is Covers.PROVIDER:
        yield Finding(TRUSTED_PROVIDER(read, swd.TRUSTED_PROVIDERS, swd.TRUST_IN_PROVIDER, body=name))
    yield from (
        Finding(AWARDED_BY_OTHER(read, offer.evidence("awarding_body"), body=name, other=shortened(other)))
        for other in bodies(offer)
        if other != body
    )


def _judged(
    report: Report, agency: Agency, who: dict[str, str], registers: Registers, on: date
) -> tuple[QualityStatus, Statement]:
    read, day = (report.evidence(), agency.evidence()), as_of(report.origin)
    if report.end < on:
        return QualityStatus.EXPIRED, ENDED(*read, **who, valid_to_date=report.end, as_of_date=day)
    days = {"valid_from_date": report.valid_from, "valid_to_date": report.end, "as_of_date": day}
    if registers.out_of_date(REGISTER, on):
        return QualityStatus.EXPIRED, OUT_OF_DATE(*read, **who, **days)
    if report.covers is Covers.PROGRAMME:
        who = {**who, "programme": shortened(report.programme or "")}
    return QualityStatus.VERIFIED, _WORDING[report.covers, report.decision](*read, **who, **days)


def _about(report: Report, body: str, offer: Offer) -> Finding:
    """Institution or programme: what the check covers, in words (7.3.1)."""
    read = report.evidence()
    if report.covers is Covers.PROVIDER:
        return Finding(ABOUT_PROVIDER(read, swd.PROVIDERS_ASSESSED, body=body))
    programme = shortened(report.programme or "")
    if folded(programme) == folded(offer.title):
        return Finding(ABOUT_PROGRAMME(read, swd.PROGRAMME_OR_INSTITUTION, programme=programme, body=body))
    whole = offer.evidence("part_of")
    return Finding(ABOUT_WHOLE(read, whole, swd.PROGRAMME_OR_INSTITUTION, programme=programme, body=body))


def _not_confirmed(report: Report, registers: Registers) -> Statement:
    held = sorted(registers.agencies_named(report.agency), key=lambda row: (row.registered_to, row.id, repr(row)))
    read = tuple(agency.evidence() for agency in held)
    read = read or (registers.nothing_in("eqar_agencies", report.agency),)
    return AGENCY_NOT_CONFIRMED(report.evidence(), *read, agency=report.agency, valid_from_date=report.valid_from)
