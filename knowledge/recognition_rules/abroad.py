"""Abroad: the standard procedures for foreign qualifications, with the recognition centre to inform."""

from __future__ import annotations

from knowledge import swd
from knowledge.recognition_rules import Case, answer, ask_where, convention, framework
from knowledge.recognition_rules import speaks_for as point
from knowledge.recognition_rules.references import DOCUMENTS
from knowledge.register_rows import Role
from knowledge.trust import Outlook, Purpose, RecognitionOutlook
from knowledge.wording import Wording

WHO_DECIDES = Wording("recognition.abroad_who_decides")
WHAT_TO_ASK = Wording("recognition.abroad_what_to_ask")
WHAT_TO_BRING = Wording("recognition.abroad_what_to_bring")


def outlook(case: Case) -> RecognitionOutlook:
    """Possible for a formal provider's offer that is assessed and counted in credits, or part of a qualification."""
    provider, assessed, counted = point.formal_provider(case), point.assessment(case), point.credit_points(case)
    supported = convention.supports(case)
    if supported:
        result = Outlook.SUPPORTED
    elif provider.holds and ((assessed.holds and counted.holds) or case.larger):
        result = Outlook.POSSIBLE
    else:
        result = Outlook.UNKNOWN
    points = (
        provider, assessed, counted, point.level(case), point.what_is_learnt(case), point.checked_quality(case)
    )  # fmt: skip
    return answer(
        case,
        Purpose.ABROAD,
        result,
        WHO_DECIDES(swd.STANDARD_PROCEDURES, swd.KEY_ACTORS),
        *((supported,) if supported else ()),
        *point.said(points),
        *framework.stands(case),
        *convention.stands(case),
        WHAT_TO_BRING(DOCUMENTS),
        WHAT_TO_ASK(swd.STANDARD_PROCEDURES, DOCUMENTS),
        *ask_where.ask_first(case, Role.RECOGNITION_CENTRE, Role.EUROPASS_CENTRE),
    )
