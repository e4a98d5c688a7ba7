"""Further study: the receiving institution decides."""

from __future__ import annotations

from knowledge import swd
from knowledge.recognition_rules import Case, answer, ask_where, convention, framework
from knowledge.recognition_rules import speaks_for as point
from knowledge.register_rows import Role
from knowledge.trust import Outlook, Purpose, RecognitionOutlook
from knowledge.wording import Wording

WHO_DECIDES = Wording("recognition.study_who_decides")
WHAT_TO_ASK = Wording("recognition.study_what_to_ask")


def outlook(case: Case) -> RecognitionOutlook:
    """Possible once a formal provider's name meets assessment, credits or a place in a qualification."""
    provider, assessed, counted = point.formal_provider(case), point.assessment(case), point.credit_points(case)
    supported = convention.supports(case)
    if supported:
        result = Outlook.SUPPORTED
    elif provider.holds and (assessed.holds or counted.holds or case.larger):
        result = Outlook.POSSIBLE
    else:
        result = Outlook.UNKNOWN
    automatic = convention.automatic(case)
    points = (
        provider, assessed, counted, point.level(case), point.what_is_learnt(case), point.checked_quality(case),
        point.leads_on(case),
    )  # fmt: skip
    return answer(
        case,
        Purpose.STUDY,
        result,
        WHO_DECIDES(swd.RECEIVER_DECIDES, swd.KEY_ACTORS),
        *((supported,) if supported else ()),
        *point.said(points),
        *framework.stands(case),
        *convention.stands(case, also_automatic=bool(automatic)),
        *automatic,
        WHAT_TO_ASK(swd.RECEIVER_DECIDES),
        *ask_where.ask(case, Role.RECOGNITION_CENTRE),
    )
