"""Training that a job requires (first aid, manual handling, machinery): who accepts it and for how long."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.kind import shortened
from knowledge.offer import Mode
from knowledge.suit_rules import Situation
from knowledge.wording import Wording

ASK = Wording("suits.required_training_ask")
MUST_SHOW = Wording("suits.required_training_must_show")
VALID = Wording("suits.required_training_valid", "validity")
VALIDITY_NOT_STATED = Wording("suits.required_training_validity_not_stated")
ONLINE = Wording("suits.required_training_online")


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask whoever requires it first; how long it is valid; what the certificate must show."""
    offer = case.offer
    read = offer.evidence("validity")
    valid = VALID(read, validity=shortened(offer.validity)) if offer.validity else VALIDITY_NOT_STATED(read)
    online = (ONLINE(offer.evidence("mode")),) if offer.mode is Mode.ONLINE else ()
    return (
        ASK(swd.MANDATORY_TRAINING, swd.REQUIRED_TRAINING),
        valid,
        *online,
        MUST_SHOW(swd.AUTHENTIC, swd.MUST_PROVIDE, swd.VALID_ASSESSMENT),
    )
