"""After a long time without work: agree the course with the employment service first."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import ask_where
from knowledge.register_rows import Role
from knowledge.suit_rules import Situation
from knowledge.suit_rules.fits import fits
from knowledge.suit_rules.low_income import who_pays
from knowledge.suit_rules.money import funding
from knowledge.wording import Wording

ASK = Wording("suits.long_unemployed_ask")
ASK_EMPLOYERS = Wording("suits.long_unemployed_ask_employers")


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask the employment service before signing, employers whether they look for it."""
    return (
        ASK(swd.TARGET_GROUPS, swd.SUPPORT_FOR_TRAINING),
        who_pays(),
        ASK_EMPLOYERS(swd.EMPLOYERS_TRUST),
        *fits(case, "free", "few_hours", "beginners", "no_prerequisites"),
        *funding(case),
        *ask_where.ask(case, Role.EMPLOYMENT_SERVICE),
    )
