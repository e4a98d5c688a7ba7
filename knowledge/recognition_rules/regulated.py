"""A regulated job: the competent authority decides. A short course or micro-credential alone gives no licence."""

from __future__ import annotations

from knowledge import swd
from knowledge.recognition_rules import Case, answer, ask_where
from knowledge.recognition_rules import speaks_for as point
from knowledge.register_rows import Role
from knowledge.trust import Kind, Outlook, Purpose, RecognitionOutlook
from knowledge.wording import Wording

WHO_DECIDES = Wording("recognition.regulated_who_decides")
NOT_ALONE = Wording("recognition.regulated_not_alone")
QUALIFICATION = Wording("recognition.regulated_qualification")
REQUIRED_TRAINING = Wording("recognition.regulated_required_training")
NOTED = Wording("recognition.regulated_noted")
ASK_FIRST = Wording("recognition.regulated_ask_first")


def outlook(case: Case) -> RecognitionOutlook:
    """Unlikely, whatever else is stated; possible only for a whole qualification, which the authority must accept."""
    whole = case.kind is Kind.QUALIFICATION
    reads = case.kind_statement.evidence
    database = tuple(c.evidence() for c in case.registers.asked(Role.PROFESSIONS_INFORMATION, "EU"))
    noted = (NOTED(case.profession_note),) if case.profession_note else ()
    return answer(
        case,
        Purpose.REGULATED,
        Outlook.POSSIBLE if whole else Outlook.UNLIKELY,
        WHO_DECIDES(*database, swd.NOT_A_DEGREE),
        *noted,
        QUALIFICATION(*reads) if whole else NOT_ALONE(swd.NOT_A_DEGREE, *reads),
        REQUIRED_TRAINING(swd.REQUIRED_TRAINING),
        *point.said((point.assessment(case), point.level(case), point.checked_quality(case))),
        ASK_FIRST(*database, swd.REQUIRED_TRAINING),
        *ask_where.ask(case, Role.ASSISTANCE_CENTRE, Role.PROFESSIONS_INFORMATION, Role.RECOGNITION_CENTRE),
        *ask_where.in_the_union(case, Role.PROFESSIONS_INFORMATION),
    )
