"""When money is short: who pays, and what happens to benefits, before anything is signed."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import ask_where
from knowledge.register_rows import Role
from knowledge.suit_rules import Situation
from knowledge.suit_rules.fits import fits
from knowledge.suit_rules.money import funding, price
from knowledge.wording import Wording

ASK = Wording("suits.low_income_ask")


def who_pays() -> Statement:
    """Who pays the fee, and whether benefits go on: to be asked before signing."""
    return ASK(swd.TARGET_GROUPS, swd.SUPPORT_FOR_TRAINING)


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask the employment service first; then what the offer says of money."""
    return (
        who_pays(),
        *price(case),
        *fits(case, "free", "few_hours", "online"),
        *funding(case),
        *ask_where.ask(case, Role.EMPLOYMENT_SERVICE),
    )
