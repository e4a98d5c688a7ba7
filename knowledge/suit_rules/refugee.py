"""After fleeing: earlier learning without full papers, the office that assesses it, study made for it."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import ask_where
from knowledge.recognition_rules.references import FEES_OF_REFUGEES, WITHOUT_DOCUMENTS
from knowledge.register_rows import Role
from knowledge.suit_rules import Situation
from knowledge.suit_rules.fits import fits
from knowledge.wording import Wording

ASK = Wording("suits.refugee_ask")
WITHOUT_PAPERS = Wording("suits.refugee_without_papers")
KIRON = Wording("suits.refugee_kiron")


def suits(case: Situation) -> tuple[Statement, ...]:
    """Ask which papers are needed; that an assessment without them can be asked for; an example to ask about."""
    return (
        ASK(WITHOUT_DOCUMENTS, FEES_OF_REFUGEES),
        WITHOUT_PAPERS(WITHOUT_DOCUMENTS),
        *fits(case, "free", "online", "own_pace", "no_prerequisites"),
        KIRON(swd.KIRON),
        *ask_where.ask(case, Role.RECOGNITION_CENTRE),
    )
