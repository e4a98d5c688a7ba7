"""Rules of who it suits: one module a circumstance, named like it. Each exposes `suits(case)`.

A circumstance is used only when the person said it or asked. The rules speak of situations and questions, never of
what a person is. Each says, most useful first: what to ask before signing, what of the offer fits, what support
there is to ask for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.offer import Offer
from knowledge.registers import Registers


class Circumstance(StrEnum):
    """Situations that change what to ask (SWD(2021) 367, 7.4 and 1.4)."""

    LOW_INCOME = "low_income"
    LONG_UNEMPLOYED = "long_unemployed"
    NO_CERTIFICATE = "no_certificate"
    SELF_EMPLOYED = "self_employed"
    REQUIRED_TRAINING = "required_training"
    REFUGEE = "refugee"
    CARE = "care"
    ACCESS = "access"
    YOUNG = "young"


@dataclass(frozen=True, slots=True)
class Situation:
    """One question: does this offer suit this situation? `country` is ISO alpha-2, None where it was not said."""

    offer: Offer
    country: str | None
    registers: Registers
    on: date
