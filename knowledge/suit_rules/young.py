"""At school, in studies or at the start: whether it counts in the present programme, and a lower price."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import ask_where
from knowledge.register_rows import Role
from knowledge.suit_rules import Situation
from knowledge.suit_rules.fits import fits
from knowledge.wording import Wording

ASK = Wording("suits.young_ask")


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask one's school or university, and the provider for a price for learners."""
    return (
        ASK(swd.FIRST_EXPERIENCE, swd.RECEIVER_DECIDES),
        *fits(case, "free", "beginners", "no_prerequisites", "few_hours"),
        *ask_where.ask_first(case, Role.EUROGUIDANCE_CENTRE, Role.EMPLOYMENT_SERVICE),
    )
