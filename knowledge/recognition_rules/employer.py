"""For an employer: the employer decides, and judges by what the paper shows."""

from __future__ import annotations

from knowledge import swd
from knowledge.recognition_rules import Case, answer, ask_where
from knowledge.recognition_rules import speaks_for as point
from knowledge.register_rows import Role
from knowledge.trust import Outlook, Purpose, RecognitionOutlook
from knowledge.wording import Wording

WHO_DECIDES = Wording("recognition.employer_who_decides")
TRUST = Wording("recognition.employer_figures")
WHAT_TO_ASK = Wording("recognition.employer_what_to_ask")


def outlook(case: Case) -> RecognitionOutlook:
    """Possible once the offer says what is learnt: an employer may count it, and needs something to judge by."""
    learnt = point.what_is_learnt(case)
    points = (
        learnt, point.assessment(case), point.level(case), point.checked_quality(case), point.leads_on(case)
    )  # fmt: skip
    return answer(
        case,
        Purpose.EMPLOYER,
        Outlook.POSSIBLE if learnt.holds else Outlook.UNKNOWN,
        WHO_DECIDES(swd.RECEIVER_DECIDES),
        *point.said(points),
        TRUST(swd.EMPLOYERS_TRUST, swd.RECOGNITION_MATTERS),
        WHAT_TO_ASK(swd.EMPLOYERS_TRUST),
        *ask_where.ask(case, Role.EMPLOYMENT_SERVICE, Role.EUROGUIDANCE_CENTRE),
    )
