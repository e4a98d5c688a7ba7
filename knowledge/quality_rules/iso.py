"""ISO 21001 (how an educational organisation is managed) and ISO 29993 (learning services outside formal education).

Neither recognises a credential, and a certificate of either is the certifier's word until a list we hold has it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import swd
from knowledge.offer import Offer
from knowledge.quality_labels import family
from knowledge.quality_rules import Finding
from knowledge.registers import Registers
from knowledge.standards import Standard
from knowledge.wording import Wording

ORDER = 32

ABOUT_MANAGEMENT = Wording("quality.iso_21001_is_about")
ABOUT_SERVICES = Wording("quality.iso_29993_is_about")


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """What is known and claimed of each."""
    yield from family(Standard.ISO_21001, ABOUT_MANAGEMENT, swd.ISO_21001_CHECKS, offer, registers, on)
    yield from family(Standard.ISO_29993, ABOUT_SERVICES, swd.ISO_29993_CHECKS, offer, registers, on)
