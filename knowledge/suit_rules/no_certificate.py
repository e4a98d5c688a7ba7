"""Without a school or vocational certificate: whether one is needed to join, and what this can lead to."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.kind import shortened
from knowledge.recognition_rules import ask_where
from knowledge.register_rows import Role
from knowledge.suit_rules import Situation
from knowledge.suit_rules.fits import fits
from knowledge.wording import Wording

ASK = Wording("suits.no_certificate_ask")
PREREQUISITES = Wording("suits.no_certificate_prerequisites", "prerequisites")
VALIDATION = Wording("suits.no_certificate_validation")


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask the provider; what the offer requires; that what a person can do already may be assessed."""
    stated = case.offer.prerequisites
    needs = (
        (PREREQUISITES(case.offer.evidence("prerequisites"), prerequisites=shortened(stated).rstrip(" .")),)
        if stated
        else ()
    )
    return (
        ASK(swd.TARGET_GROUPS),
        *needs,
        *fits(case, "no_prerequisites", "beginners", "free"),
        VALIDATION(swd.VALIDATION),
        *ask_where.ask_first(case, Role.EUROGUIDANCE_CENTRE, Role.EMPLOYMENT_SERVICE),
    )
