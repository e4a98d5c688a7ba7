"""Recognition rules: one module a purpose, named like the purpose. Each exposes `outlook(case)`.

Every rule starts from "we do not know" and lifts the outlook for what is there, so that less evidence never gives a
better answer. `supported` needs a rule with its source: today only `convention.supports`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from knowledge.evidence import Evidence, Statement
from knowledge.offer import Offer
from knowledge.registers import Registers
from knowledge.trust import Kind, Outlook, Purpose, Quality, RecognitionOutlook


@dataclass(frozen=True, slots=True)
class Case:
    """One question: will this offer count in this country? `country` is ISO alpha-2, None where it was not said.

    `profession_note` is what ESCO notes on the regulation of the occupation aimed at, where there is one, and
    `profession` its name in the language of the conversation.
    """

    offer: Offer
    quality: Quality
    kind: Kind
    kind_statement: Statement
    country: str | None
    registers: Registers
    on: date
    profession_note: Evidence | None = None
    profession: str | None = None

    @property
    def larger(self) -> bool:
        """Whether the offer is a qualification of higher education, or part of one."""
        return self.kind in (Kind.PART_OF_QUALIFICATION, Kind.QUALIFICATION)

    @property
    def at_home(self) -> bool:
        """Whether the offer is known to be of the country where it is to count: no border is crossed."""
        return self.country is not None and self.offer.country == self.country


def answer(case: Case, purpose: Purpose, outlook: Outlook, who: Statement, *said: Statement) -> RecognitionOutlook:
    """The outlook with its statements in reading order."""
    return RecognitionOutlook(purpose, case.country, outlook, who, said)
