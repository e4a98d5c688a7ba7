"""Validation of prior learning: a person's learning is assessed, whatever course it came from."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import Case, answer, ask_where
from knowledge.recognition_rules import speaks_for as point
from knowledge.reference_rows import SubSector
from knowledge.register_rows import Role, ValidationOutput
from knowledge.trust import Outlook, Purpose, RecognitionOutlook
from knowledge.wording import Wording

WHO_DECIDES = Wording("recognition.prior_learning_who_decides")
LEADS_TO = Wording("recognition.validation_leads_to", "country", "outputs")
LEADS_TO_IN_REGION = Wording("recognition.validation_leads_to_in_region", "country", "region", "outputs")
"""`outputs` are columns of Figure 17, said by the texts `word.validation.…`."""
NOT_IN_EDUCATION = Wording("recognition.validation_not_in_education", "country")
NO_ROW = Wording("recognition.validation_no_row", "country")
GENERAL = Wording("recognition.validation_in_general")
SECTORS = Wording("recognition.validation_sectors", *(sector.value for sector in SubSector))
WHAT_TO_ASK = Wording("recognition.prior_learning_what_to_ask")

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
        *point.said((learnt, assessed)),
        WHAT_TO_ASK(swd.VALIDATION),
        *ask_where.ask(case, Role.EUROGUIDANCE_CENTRE, Role.EMPLOYMENT_SERVICE),
    )


def _results(case: Case) -> tuple[Statement, ...]:
    """What validation could lead to in the country by Figure 17, one sentence for each part that the figure names."""
    country = case.country
    if country is None:
        return (GENERAL(swd.VALIDATION_ALL), *_sectors(case))
    rows = case.registers.validation_in(country)
    if not rows and country == "HR":
        return (NOT_IN_EDUCATION(swd.VALIDATION_NOT_IN_CROATIA, swd.VALIDATION_ALL, country=country),)
    if not rows:
        return (NO_ROW(case.registers.nothing_in("validation_outputs", country), country=country),)
    said = []
    for region in sorted({row.region for row in rows}, key=lambda name: name or ""):
        there = [row for row in rows if row.region == region]
        outputs = tuple(o.value for o in ValidationOutput if any(row.output is o for row in there))
        read = [row.evidence() for row in there]
        if region is None:
            said.append(LEADS_TO(*read, country=country, outputs=outputs))
        else:
            said.append(LEADS_TO_IN_REGION(*read, country=country, region=region, outputs=outputs))
    return tuple(said)


def _sectors(case: Case) -> tuple[Statement, ...]:
    """In how many of the countries each sub-sector of education has validation, by Figure 16, where all are held."""
    rows = {row.sector: row for row in case.registers.validation_sectors()}
    if rows.keys() != set(SubSector):
        return ()
    counted = {sector.value: rows[sector].countries for sector in SubSector}
    return (SECTORS(*(row.evidence() for row in rows.values()), swd.VALIDATION_SECTORS, **counted),)
