"""The provider's own quality assurance: the provider's word, which no list can confirm."""

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

ORDER = 35

ABOUT = Wording("quality.provider_own_is_about")


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """What is claimed of it."""
    yield from family(Standard.PROVIDER_OWN, ABOUT, swd.INTERNAL, offer, registers, on)
