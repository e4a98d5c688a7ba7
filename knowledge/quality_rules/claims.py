"""What the offer itself claims: never more than a claim. What we know of the body it names is said beside it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.evidence import Evidence
from knowledge.offer import Offer, QualityClaim
from knowledge.quality_rules import Finding
from knowledge.registers import Registers
from knowledge.standards import standard_named
from knowledge.trust import QualityStatus
from knowledge.wording import Wording

ORDER = 30

CLAIMED = Wording("quality.claimed", "claim")
CLAIM_ENDED = Wording("quality.claim_ended", "claim", "valid_to_date")
CLAIM_STARTS_LATER = Wording("quality.claim_starts_later", "claim", "valid_from_date")
AGENCY_ON_REGISTER = Wording("quality.claim_names_registered_agency", "agency", "valid_to_date")
AGENCY_RAN_OUT = Wording("quality.claim_names_agency_whose_registration_ended", "agency", "valid_to_date")
AGENCY_NOT_YET = Wording("quality.claim_names_agency_not_yet_registered", "agency", "valid_from_date")
BODY_UNKNOWN = Wording("quality.claim_names_unknown_body", "agency")
NOTHING_CLAIMED = Wording("quality.nothing_claimed")

_LONGEST_CLAIM = 200
"""Characters of a claim that are said; the evidence carries it whole."""


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """Each claim of the offer with what we know about it; or that there is none."""
    if not offer.quality_claims:
        yield Finding(NOTHING_CLAIMED(offer.evidence("quality_claims")))
    for claim in offer.quality_claims:
        yield _claim(claim, offer, on)
        if claim.body:
            yield _body(claim, claim.body, offer, registers, on)


def _read(claim: QualityClaim, offer: Offer) -> Evidence:
    return Evidence(offer.source.title, claim.locator, offer.source.date, claim.text, offer.url)


def _claim(claim: QualityClaim, offer: Offer, on: date) -> Finding:
    read, words = _read(claim, offer), _shortened(claim.text)
    standard = standard_named(claim.standard)
    if claim.valid_to is not None and claim.valid_to < on:
        ended = CLAIM_ENDED(read, claim=words, valid_to_date=claim.valid_to)
        return Finding(ended, QualityStatus.EXPIRED, standard)
    if claim.valid_from is not None and on < claim.valid_from:
        return Finding(CLAIM_STARTS_LATER(read, claim=words, valid_from_date=claim.valid_from))
    return Finding(CLAIMED(read, claim=words), QualityStatus.CLAIMED, standard)


def _body(claim: QualityClaim, body: str, offer: Offer, registers: Registers, on: date) -> Finding:
    read, rows = _read(claim, offer), registers.agencies_named(body)
    if not rows:
        return Finding(BODY_UNKNOWN(read, registers.nothing_in("eqar_agencies", body), agency=body))
    evidence = (read, *(row.evidence() for row in rows))
    now = registers.agency_registered(body, on)
    if now is not None:
        return Finding(AGENCY_ON_REGISTER(*evidence, agency=body, valid_to_date=now.registered_to))
    ended = [row.registered_to for row in rows if row.registered_to < on]
    if ended:
        return Finding(AGENCY_RAN_OUT(*evidence, agency=body, valid_to_date=max(ended)))
    starts = min(row.registered_from for row in rows)
    return Finding(AGENCY_NOT_YET(*evidence, agency=body, valid_from_date=starts))


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _LONGEST_CLAIM else words[: _LONGEST_CLAIM - 1].rstrip() + "…"
