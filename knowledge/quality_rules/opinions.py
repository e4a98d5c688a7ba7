"""Ratings on a platform are opinions of learners: said as such, never counted as quality assurance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import swd
from knowledge.offer import Offer
from knowledge.quality_rules import Finding
from knowledge.registers import Registers
from knowledge.wording import Wording

ORDER = 50

RATED = Wording("quality.rating_is_opinion", "rating")


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """The rating, where the feed states one."""
    if offer.rating is not None:
        yield Finding(RATED(offer.evidence("rating"), swd.RATINGS, rating=offer.rating))
