"""Working for oneself or through platforms: time without income, and who supports learning without an employer."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import ask_where
from knowledge.register_rows import Role
from knowledge.suit_rules import Situation
from knowledge.suit_rules.fits import fits
from knowledge.wording import Wording

ASK = Wording("suits.self_employed_ask")
ASK_TAX = Wording("suits.self_employed_ask_tax")


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask for support that needs no employer; whether the fee is a business cost; what leaves time to work."""
    return (
        ASK(swd.SELF_EMPLOYED),
        ASK_TAX(swd.SELF_EMPLOYED),
        *fits(case, "own_pace", "evening", "weekend", "part_time", "online", "few_hours"),
        *ask_where.ask_first(case, Role.EUROGUIDANCE_CENTRE, Role.EMPLOYMENT_SERVICE),
    )
