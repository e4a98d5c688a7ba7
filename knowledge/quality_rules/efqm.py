"""The EFQM model: a framework for managing any organisation."""

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

ORDER = 33

ABOUT = Wording("quality.efqm_is_about")


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """What is known and claimed of it."""
    yield from family(Standard.EFQM, ABOUT, swd.EFQM_CHECKS, offer, registers, on)
