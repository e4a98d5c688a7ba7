"""Labels on lists that the operator holds: the second thing, after a decision in DEQAR, that verifies.

A label verifies its own standard in its own scope, on the days for which it was given, while the list is young enough
to show a withdrawal. A programme's label counts for the offer that bears the programme's name, and for no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import swd
from knowledge.evidence import Evidence, Statement
from knowledge.kind import shortened
from knowledge.names import folded
from knowledge.offer import Offer
from knowledge.quality_claims import read_in, said_of
from knowledge.quality_rules import Finding, as_of, bodies
from knowledge.reference_rows import LabelScope, LabelStatus, QualityLabel
from knowledge.registers import Registers
from knowledge.standards import Standard, speaks_of, standard_claimed
from knowledge.trust import QualityStatus
from knowledge.wording import Wording

REGISTER = "quality_labels"

HOLDS = Wording("quality.label_holds", "label", "body", "valid_from_date", "as_of_date")
HOLDS_UNTIL = Wording("quality.label_holds_until", "label", "body", "valid_from_date", "valid_to_date", "as_of_date")
OUT_OF_DATE = Wording("quality.label_list_out_of_date", "label", "body", "as_of_date")
ENDED = Wording("quality.label_ended", "label", "body", "valid_to_date", "as_of_date")
WITHDRAWN = Wording("quality.label_withdrawn", "label", "body", "as_of_date")
NOT_CHECKED = Wording("quality.label_row_not_checked", "label", "body")
ABOUT_PROVIDER = Wording("quality.label_is_about_provider", "body")
ABOUT_PROGRAMME = Wording("quality.label_is_about_programme", "programme", "body")


def family(
    standard: Standard,
    about: Wording,
    paragraph: Evidence,
    offer: Offer,
    registers: Registers,
    on: date,
    shown: Finding | None = None,
) -> Iterator[Finding]:
    """All there is on one standard: labels we hold, the offer's claims, and what the standard checks and does not.

    `shown` is what another register shows of this standard, when it verifies.
    """
    labels = list(_labels(standard, offer, registers, on))
    shows = next((found.statement for found in (shown, *labels) if found and _verifies(found)), None)
    claims = [claim for claim in offer.quality_claims if standard_claimed(claim) == standard]
    yield from labels
    for claim in claims:
        yield from said_of(claim, offer, registers, on, shows)
    named = tuple(read_in(claim, offer) for claim in offer.quality_claims if speaks_of(claim, standard))
    if labels or named:
        yield Finding(about(paragraph, *named))


def _verifies(found: Finding) -> bool:
    return found.status is QualityStatus.VERIFIED


def _labels(standard: Standard, offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    for body in bodies(offer):
        held = [
            label
            for label in registers.labels_of(body, on)
            if label.standard.value == standard.value and in_scope(label, offer)
        ]
        for label in sorted(held, key=lambda label: (label.valid_from, label.label, repr(label)), reverse=True):
            yield from _weigh(label, held, shortened(body), registers, on)


def in_scope(label: QualityLabel, offer: Offer) -> bool:
    """A label of another programme or credential says nothing about this offer."""
    if label.scope is LabelScope.PROVIDER:
        return True
    return bool(folded(label.programme or "")) and folded(label.programme or "") == folded(offer.title)


def _weigh(
    label: QualityLabel, held: list[QualityLabel], body: str, registers: Registers, on: date
) -> Iterator[Finding]:
    status, statement = _judged(label, held, body, registers, on)
    yield Finding(
        statement,
        status,
        label.standard.value,
        label.scope.value,
        label.origin.title,
        label.valid_from,
        label.valid_to,
    )
    if status is not QualityStatus.VERIFIED:
        return
    if label.scope is LabelScope.PROVIDER:
        yield Finding(ABOUT_PROVIDER(label.evidence(), swd.PROVIDERS_ASSESSED, body=body))
    else:
        programme = shortened(label.programme or "")
        say = ABOUT_PROGRAMME(label.evidence(), swd.PROGRAMME_OR_INSTITUTION, programme=programme, body=body)
        yield Finding(say)


def _judged(
    label: QualityLabel, held: list[QualityLabel], body: str, registers: Registers, on: date
) -> tuple[QualityStatus, Statement]:
    read = label.evidence()
    what = {"label": label.label, "body": body}
    day = as_of(label.origin)
    if not label.checked:
        return QualityStatus.NOT_STATED, NOT_CHECKED(read, **what)
    against = [other for other in held if _withdraws(other, label)]
    if against:
        rows = dict.fromkeys([read, *sorted((other.evidence() for other in against), key=repr)])
        return QualityStatus.EXPIRED, WITHDRAWN(*rows, **what, as_of_date=day)
    if label.valid_to is not None and label.valid_to < on:
        return QualityStatus.EXPIRED, ENDED(read, **what, valid_to_date=label.valid_to, as_of_date=day)
    if registers.out_of_date(REGISTER, on):
        return QualityStatus.EXPIRED, OUT_OF_DATE(read, swd.OTHER_INSTRUMENTS, **what, as_of_date=day)
    since = {"valid_from_date": label.valid_from, "as_of_date": day}
    if label.valid_to is None:
        return QualityStatus.VERIFIED, HOLDS(read, **what, **since)
    return QualityStatus.VERIFIED, HOLDS_UNTIL(read, **what, **since, valid_to_date=label.valid_to)


def _withdraws(other: QualityLabel, label: QualityLabel) -> bool:
    """A row that the same label on the same thing was withdrawn, not before this one was given."""
    return (
        other.status is LabelStatus.WITHDRAWN
        and label.valid_from <= other.valid_from
        and (folded(other.label), other.scope, folded(other.programme or ""))
        == (folded(label.label), label.scope, folded(label.programme or ""))
    )
