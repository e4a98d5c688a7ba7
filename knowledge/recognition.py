"""Will it count? By purpose and country: who decides, what speaks for it, what is missing, what and whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from knowledge.evidence import Evidence
from knowledge.kind import kind_of
from knowledge.offer import Offer
from knowledge.recognition_rules import Case, abroad, employer, prior_learning, regulated, study
from knowledge.registers import Registers
from knowledge.trust import Purpose, Quality, RecognitionOutlook

RULES: dict[Purpose, Callable[[Case], RecognitionOutlook]] = {
    Purpose.STUDY: study.outlook,
    Purpose.ABROAD: abroad.outlook,
    Purpose.EMPLOYER: employer.outlook,
    Purpose.REGULATED: regulated.outlook,
    Purpose.PRIOR_LEARNING: prior_learning.outlook,
}


def recognition_outlook(
    offer: Offer,
    quality: Quality,
    purpose: Purpose,
    country: str | None,
    registers: Registers,
    on: date,
    *,
    profession_note: Evidence | None = None,
    profession: str | None = None,
) -> RecognitionOutlook:
    """The outlook for `purpose` in `country` (ISO 3166 alpha-2; None where it was not said) on the day `on`.

    `quality` is what assess_quality gave for the same offer, registers and day. `profession_note` is what ESCO notes
    on the regulation of the occupation aimed at, `profession` that occupation's name as the person reads it.
    """
    kind, why = kind_of(offer)
    return RULES[purpose](Case(offer, quality, kind, why, country, registers, on, profession_note, profession))
