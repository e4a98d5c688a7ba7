"""Is this checked? The best that the evidence supports, with every finding said.

What each status rests on:
- verified: a report row we hold: positive decision, about this provider or programme, valid on the day, by an agency
  that was on the European register when the decision began.
- claimed: the offer says so; we cannot confirm it.
- expired: such a row, or the offer's own claim, whose end has passed.
- not stated: none of these. A provider that DEQAR lists without a decision stays here, for the list does not say what
  was decided: the listing is the first statement, and `badge` names it so that the status does not hide it.
"""

from __future__ import annotations

from datetime import date

from knowledge import swd
from knowledge.offer import Offer
from knowledge.quality_rules import Finding, rules
from knowledge.quality_rules.listing import LISTINGS
from knowledge.registers import Registers
from knowledge.trust import Quality, QualityStatus
from knowledge.wording import Wording

ASK_PROVIDER = Wording("quality.ask_provider", "provider")


def assess_quality(offer: Offer, registers: Registers, on: date) -> Quality:
    """The quality of `offer` as the registers and the offer show it for the day `on`."""
    findings = [finding for rule in rules() for finding in rule(offer, registers, on)]
    best = _best(findings)
    statements = [finding.statement for finding in _best_first(findings, best)]
    if best.status is not QualityStatus.VERIFIED:
        statements.append(ASK_PROVIDER(swd.QUALITY_DOCUMENTED, provider=offer.provider))
    return Quality(best.status, tuple(statements), standard=best.standard, scope=best.scope)


def badge(quality: Quality) -> str:
    """The status as a label's name: `not_stated_but_listed` where DEQAR lists the provider, else the status."""
    listed = any(statement.id in LISTINGS for statement in quality.statements)
    if quality.status is QualityStatus.NOT_STATED and listed:
        return "not_stated_but_listed"
    return quality.status.value


def _best(findings: list[Finding]) -> Finding:
    return max(findings, key=lambda finding: finding.status.rank)  # the first of equals: rules come in their order


def _best_first(findings: list[Finding], best: Finding) -> list[Finding]:
    """What the status rests on is said first; a finding that lifts no status stays where its rule put it."""
    if best.status is QualityStatus.NOT_STATED:
        return findings
    return [best, *(finding for finding in findings if finding is not best)]
