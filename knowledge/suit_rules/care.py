"""Looking after children or relatives: fixed times, sessions missed, care paid for while learning."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.offer import Mode
from knowledge.recognition_rules import ask_where
from knowledge.register_rows import Role
from knowledge.suit_rules import Situation
from knowledge.suit_rules.fits import fits
from knowledge.wording import Wording

ASK_PROVIDER = Wording("suits.care_ask_provider")
ASK_PROVIDER_ONLINE = Wording("suits.care_ask_provider_online")
ASK_SERVICE = Wording("suits.care_ask_service")


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask the provider about fixed times, the employment service about care; what leaves the times free."""
    online = case.offer.mode is Mode.ONLINE
    return (
        ASK_PROVIDER_ONLINE(swd.FLEXIBLE) if online else ASK_PROVIDER(swd.FLEXIBLE),
        ASK_SERVICE(swd.SUPPORT_FOR_TRAINING),
        *fits(case, "own_pace", "online", "part_time", "few_hours"),
        *ask_where.ask(case, Role.EMPLOYMENT_SERVICE),
    )
