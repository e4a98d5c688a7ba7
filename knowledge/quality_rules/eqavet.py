"""EQAVET, the European framework for the quality of vocational education and training."""

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

ORDER = 30

ABOUT = Wording("quality.eqavet_is_about")


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """What is known and claimed of it."""
    yield from family(Standard.EQAVET, ABOUT, swd.EQAVET_CHECKS, offer, registers, on)
