"""A disability or a need for access: rooms, material and the exam, and who pays for help."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.offer import Mode
from knowledge.recognition_rules import ask_where
from knowledge.register_rows import Role
from knowledge.suit_rules import Situation
from knowledge.suit_rules.fits import fits
from knowledge.wording import Wording

ASK_PROVIDER = Wording("suits.access_ask_provider")
ASK_PROVIDER_ONLINE = Wording("suits.access_ask_provider_online")
NOT_STATED = Wording("suits.access_not_stated")
ASK_SERVICE = Wording("suits.access_ask_service")


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask the provider about rooms, material and exam; the employment service about help. No feed states access."""
    online = case.offer.mode is Mode.ONLINE
    return (
        ASK_PROVIDER_ONLINE(swd.ACCESSIBLE) if online else ASK_PROVIDER(swd.ACCESSIBLE),
        ASK_SERVICE(swd.SUPPORT_FOR_TRAINING),
        *fits(case, "own_pace", "online", "part_time"),
        NOT_STATED(case.offer.evidence("accessibility")),
        *ask_where.ask(case, Role.EMPLOYMENT_SERVICE),
    )
