"""What the offer claims beside the standards we know: other standards, or none named. And that it claims nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import swd
from knowledge.kind import shortened
from knowledge.names import folded
from knowledge.offer import Offer
from knowledge.quality_claims import read_in, said_of
from knowledge.quality_rules import Finding
from knowledge.quality_rules.national import SCHEMES
from knowledge.registers import Registers
from knowledge.standards import Standard, standard_claimed
from knowledge.wording import Wording

ORDER = 40

UNKNOWN_STANDARD = Wording("quality.unknown_standard", "standard")
NOTHING_CLAIMED = Wording("quality.nothing_claimed")


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """Each such claim with what we know about it; or that there is no claim at all."""
    if not offer.quality_claims:
        yield Finding(NOTHING_CLAIMED(offer.evidence("quality_claims")))
    for claim in offer.quality_claims:
        standard = standard_claimed(claim)
        if standard in list(Standard):
            continue
        yield from said_of(claim, offer, registers, on)
        scheme = SCHEMES.get(folded(standard or ""))
        if scheme is not None:
            about, law = scheme
            yield Finding(about(law, read_in(claim, offer)))
        elif standard:
            say = UNKNOWN_STANDARD(read_in(claim, offer), swd.OTHER_INSTRUMENTS, standard=shortened(standard))
            yield Finding(say)
