"""A regulated job: the competent authority decides. A short course or micro-credential alone gives no licence."""

from __future__ import annotations

from knowledge import swd
from knowledge.countries import EEA_ONLY, EU
from knowledge.evidence import Statement
from knowledge.recognition_rules import Case, answer, ask_where
from knowledge.recognition_rules import speaks_for as point
from knowledge.recognition_rules.references import PROFESSIONS_DIRECTIVE
from knowledge.register_rows import Role
from knowledge.trust import Kind, Outlook, Purpose, RecognitionOutlook
from knowledge.wording import Wording

WHO_DECIDES = Wording("recognition.regulated_who_decides")
NOT_ALONE = Wording("recognition.regulated_not_alone")
QUALIFICATION = Wording("recognition.regulated_qualification")
REQUIRED_TRAINING = Wording("recognition.regulated_required_training")
NOTED = Wording("recognition.regulated_noted")
NOTED_FOR = Wording("recognition.regulated_noted_for", "profession")
NOT_NOTED = Wording("recognition.regulated_not_noted", "profession")
DIRECTIVE = Wording("recognition.regulated_procedure_in_europe")
ASK_FIRST = Wording("recognition.regulated_ask_first")

DIRECTIVE_APPLIES = frozenset((*EU, *EEA_ONLY, "CH"))
"""Where Directive 2005/36/EC has its procedure: the Union, the European Economic Area and Switzerland."""


def outlook(case: Case) -> RecognitionOutlook:
    """Unlikely, whatever else is stated; possible only for a whole qualification, which the authority must accept."""
    whole = case.kind is Kind.QUALIFICATION
    reads = case.kind_statement.evidence
    in_database = case.country is None or case.country in DIRECTIVE_APPLIES
    database = tuple(c.evidence() for c in case.registers.asked(Role.PROFESSIONS_INFORMATION, "EU"))
    across = (
        whole and case.country in DIRECTIVE_APPLIES and case.offer.country in DIRECTIVE_APPLIES and not case.at_home
    )
    return answer(
        case,
        Purpose.REGULATED,
        Outlook.POSSIBLE if whole else Outlook.UNLIKELY,
        WHO_DECIDES(*database, swd.NOT_A_DEGREE),
        *_noted(case),
        QUALIFICATION(*reads) if whole else NOT_ALONE(swd.NOT_A_DEGREE, *reads),
        *((DIRECTIVE(PROFESSIONS_DIRECTIVE),) if across else ()),
        *(() if whole else (REQUIRED_TRAINING(swd.REQUIRED_TRAINING, swd.MANDATORY_TRAINING),)),
        *point.said((point.assessment(case),)),
        ASK_FIRST(*database, swd.REQUIRED_TRAINING),
        *ask_where.ask_first(case, (Role.ASSISTANCE_CENTRE, Role.PROFESSIONS_INFORMATION), Role.RECOGNITION_CENTRE),
        *(ask_where.in_the_union(case, Role.PROFESSIONS_INFORMATION) if in_database else ()),
    )


def _noted(case: Case) -> tuple[Statement, ...]:
    """ESCO's note on the occupation aimed at. It marks a few as regulated; no mark proves nothing."""
    note = case.profession_note
    if note is None:
        return ()
    if note.quote != "regulated":
        return (NOT_NOTED(note, profession=case.profession),) if case.profession else ()
    return (NOTED_FOR(note, profession=case.profession) if case.profession else NOTED(note),)
