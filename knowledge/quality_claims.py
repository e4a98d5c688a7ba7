"""What an offer itself claims about quality: never more than a claim, whatever it says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from knowledge.evidence import Evidence, Statement
from knowledge.kind import shortened
from knowledge.offer import Offer, QualityClaim
from knowledge.quality_rules import Finding
from knowledge.registers import Registers
from knowledge.standards import Standard, standard_claimed
from knowledge.trust import QualityStatus
from knowledge.wording import Wording

CLAIMED = Wording("quality.claimed", "claim")
CLAIM_FITS = Wording("quality.claim_fits_register", "claim")
CLAIM_ENDED = Wording("quality.claim_ended", "claim", "valid_to_date")
CLAIM_STARTS_LATER = Wording("quality.claim_starts_later", "claim", "valid_from_date")
AGENCY_ON_REGISTER = Wording("quality.claim_names_registered_agency", "agency", "valid_to_date")
AGENCY_RAN_OUT = Wording("quality.claim_names_agency_whose_registration_ended", "agency", "valid_to_date")
AGENCY_NOT_YET = Wording("quality.claim_names_agency_not_yet_registered", "agency", "valid_from_date")
BODY_UNKNOWN = Wording("quality.claim_names_unknown_body", "agency")
ASK_CERTIFIER = Wording("quality.claim_names_certifier", "certifier")

_OF_HIGHER_EDUCATION = frozenset({Standard.ESG.value, None})
"""Claims whose checker may be an agency of higher education: those by its standard, and those that name none."""


def said_of(
    claim: QualityClaim, offer: Offer, registers: Registers, on: date, shown: Statement | None = None
) -> Iterator[Finding]:
    """The claim, and what we know about the body that it names. `shown`: what a register shows of its standard."""
    read, words, standard = read_in(claim, offer), shortened(claim.text), standard_claimed(claim)
    found = _claim(claim, read, words, standard, on)
    if shown is not None and found.status is QualityStatus.CLAIMED:
        yield replace(found, statement=CLAIM_FITS(read, *shown.evidence, claim=words))
        return
    yield found
    if not claim.body:
        return
    if standard in _OF_HIGHER_EDUCATION:
        yield Finding(_agency(claim.body, read, registers, on))
    else:
        yield Finding(ASK_CERTIFIER(read, certifier=shortened(claim.body)))


def read_in(claim: QualityClaim, offer: Offer) -> Evidence:
    return Evidence(offer.source.title, claim.locator, offer.source.date, claim.text, offer.url)


def _claim(claim: QualityClaim, read: Evidence, words: str, standard: str | None, on: date) -> Finding:
    by, start, end = claim.body, claim.valid_from, claim.valid_to
    if end is not None and end < on:
        ended = CLAIM_ENDED(read, claim=words, valid_to_date=end)
        return Finding(ended, QualityStatus.EXPIRED, standard, None, by, start, end)
    if start is not None and on < start:
        return Finding(CLAIM_STARTS_LATER(read, claim=words, valid_from_date=start))
    return Finding(CLAIMED(read, claim=words), QualityStatus.CLAIMED, standard, None, by, start, end)


def _agency(body: str, read: Evidence, registers: Registers, on: date) -> Statement:
    rows = sorted(registers.agencies_named(body), key=lambda row: (row.registered_to, row.id))
    name = shortened(body)
    if not rows:
        return BODY_UNKNOWN(read, registers.nothing_in("eqar_agencies", name), agency=name)
    evidence = (read, *(row.evidence() for row in rows))
    now = [row.registered_to for row in rows if row.registered_on(on)]
    if now:
        return AGENCY_ON_REGISTER(*evidence, agency=name, valid_to_date=max(now))
    ended = [row.registered_to for row in rows if row.registered_to < on]
    if ended:
        return AGENCY_RAN_OUT(*evidence, agency=name, valid_to_date=max(ended))
    return AGENCY_NOT_YET(*evidence, agency=name, valid_from_date=min(row.registered_from for row in rows))
