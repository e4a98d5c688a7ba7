"""Annex IV of the EQF Recommendation: quality principles for qualifications of all sectors."""

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

ORDER = 31

ABOUT = Wording("quality.eqf_annex_iv_is_about")


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """What is known and claimed of them."""
    yield from family(Standard.EQF_ANNEX_IV, ABOUT, swd.EQF_ANNEX_IV_CHECKS, offer, registers, on)
