"""Validation of prior learning: a person's learning is assessed, whatever course it came from."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import Case, answer, ask_where
from knowledge.recognition_rules import speaks_for as point
from knowledge.register_rows import Role, ValidationOutput
from knowledge.trust import Outlook, Purpose, RecognitionOutlook
from knowledge.wording import Wording

WHO_DECIDES = Wording("recognition.prior_learning_who_decides")
FULL = Wording("recognition.validation_full_qualification", "country")
PART = Wording("recognition.validation_part_of_qualification", "country")
CREDITS = Wording("recognition.validation_credits_or_exemption", "country")
ACCESS = Wording("recognition.validation_access_to_programmes", "country")
WORK = Wording("recognition.validation_access_to_labour_market", "country")
OTHER = Wording("recognition.validation_other_certificate", "country")
PLAN = Wording("recognition.validation_training_plan", "country")
REGIONS = Wording("recognition.validation_differs_in_regions", "country", "regions")
NO_ROW = Wording("recognition.validation_no_row", "country")
GENERAL = Wording("recognition.validation_in_general")
WHAT_TO_ASK = Wording("recognition.prior_learning_what_to_ask")

_RESULTS: tuple[tuple[Wording, frozenset[ValidationOutput]], ...] = (
    (FULL, frozenset({ValidationOutput.FULL_QUALIFICATION})),
    (PART, frozenset({ValidationOutput.PART_OF_QUALIFICATION})),
    (CREDITS, frozenset({ValidationOutput.CREDIT_POINTS, ValidationOutput.MODULES, ValidationOutput.EXEMPTION})),
    (ACCESS, frozenset({ValidationOutput.ACCESS_TO_PROGRAMMES})),
    (WORK, frozenset({ValidationOutput.ACCESS_TO_LABOUR_MARKET})),
    (OTHER, frozenset({ValidationOutput.OTHER_CERTIFICATE})),
    (PLAN, frozenset({ValidationOutput.TRAINING_PLAN})),
)
"""What is said, and the columns of Figure 17 it rests on."""

_INFORMAL = frozenset({ValidationOutput.OTHER_CERTIFICATE, ValidationOutput.TRAINING_PLAN})
"""Results that change nothing in formal education or at work."""


def outlook(case: Case) -> RecognitionOutlook:
    """Possible where Figure 17 shows the country with a formal result and the offer says what is learnt."""
    rows = case.registers.validation_in(case.country)
    learnt, assessed = point.what_is_learnt(case), point.assessment(case)
    formal = any(row.output not in _INFORMAL for row in rows)
    return answer(
        case,
        Purpose.PRIOR_LEARNING,
        Outlook.POSSIBLE if formal and learnt.holds else Outlook.UNKNOWN,
        WHO_DECIDES(swd.VALIDATION, swd.VALIDATION_DIFFERS),
        *_results(case),
        *point.said((learnt, assessed, point.level(case))),
        WHAT_TO_ASK(swd.VALIDATION),
        *ask_where.ask(case, Role.EUROGUIDANCE_CENTRE, Role.EMPLOYMENT_SERVICE, Role.RECOGNITION_CENTRE),
    )


def _results(case: Case) -> tuple[Statement, ...]:
    """What validation could lead to in the country, by Figure 17: the most formal results, not each column."""
    if case.country is None:
        return (GENERAL(swd.VALIDATION_ALL),)
    rows = case.registers.validation_in(case.country)
    if not rows:
        return (NO_ROW(case.registers.nothing_in("validation_outputs", case.country), country=case.country),)
    found = {row.output for row in rows}
    if found - _INFORMAL:
        found -= _INFORMAL
    if ValidationOutput.FULL_QUALIFICATION in found:
        found.discard(ValidationOutput.PART_OF_QUALIFICATION)
    said = [
        say(*(row.evidence() for row in rows if row.output in outputs), country=case.country)
        for say, outputs in _RESULTS
        if outputs & found
    ]
    regions = tuple(dict.fromkeys(row.region for row in rows if row.region))
    if regions:
        said.append(REGIONS(*(row.evidence() for row in rows), country=case.country, regions=regions))
    return tuple(said)
