"""Is this checked? The best that the evidence supports, with every finding said.

What each status rests on:
- verified: a row we hold, valid on the day, about this provider or programme: a positive decision by an agency that
  was on the European register when it began (quality_rules/esg), or a label on a list (quality_labels). Our copy of
  the register must be young enough to show a withdrawal.
- claimed: the offer says so; we cannot confirm it.
- expired: such a row, or the offer's own claim, whose end has passed; or such a row in a copy that is too old.
- not stated: none of these. A provider that DEQAR lists without a decision stays here, for the list does not say what
  was decided: the listing is the first statement, and `badge` names it so that the status does not hide it.
"""

from __future__ import annotations

from datetime import date

from knowledge import swd
from knowledge.kind import shortened
from knowledge.offer import Offer
from knowledge.quality_rules import Finding, rules
from knowledge.quality_rules.listing import LISTINGS
from knowledge.registers import Registers
from knowledge.trust import Quality, QualityStatus
from knowledge.wording import Wording

ASK_PROVIDER = Wording("quality.ask_provider", "provider")


def assess_quality(offer: Offer, registers: Registers, on: date) -> Quality:
    """The quality of `offer` as the registers and the offer show it for the day `on`."""
    groups = [list(rule(offer, registers, on)) for rule in rules()]
    best = _best(groups)
    statements = [finding.statement for finding in _best_first(groups, best)]
    if best.status is QualityStatus.VERIFIED:
        # a listing says that it shows no decision: beside a decision that we hold, this would only confuse
        statements = [statement for statement in statements if statement.id not in LISTINGS]
    else:
        statements.append(ASK_PROVIDER(swd.QUALITY_DOCUMENTED, provider=shortened(offer.provider)))
    return Quality(
        best.status,
        tuple(statements),
        standard=best.standard,
        scope=best.scope,
        by=best.by,
        valid_from=best.valid_from,
        valid_to=best.valid_to,
    )


def badge(quality: Quality) -> str:
    """The status as a label's name: `not_stated_but_listed` where DEQAR lists the provider, else the status."""
    listed = any(statement.id in LISTINGS for statement in quality.statements)
    if quality.status is QualityStatus.NOT_STATED and listed:
        return "not_stated_but_listed"
    return quality.status.value


def _best(groups: list[list[Finding]]) -> Finding:
    """The first of the best: rules come in their order."""
    return max((finding for group in groups for finding in group), key=lambda finding: finding.status.rank)


def _best_first(groups: list[list[Finding]], best: Finding) -> list[Finding]:
    """What the status rests on is said first, then the rest of its rule; what lifts no status stays in its place."""
    if best.status is QualityStatus.NOT_STATED:
        return [finding for group in groups for finding in group]
    own = next(group for group in groups if any(finding is best for finding in group))
    rest = [finding for group in groups if group is not own for finding in group]
    return [best, *(finding for finding in own if finding is not best), *rest]
