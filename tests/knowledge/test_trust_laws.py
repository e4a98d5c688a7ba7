"""Laws of trust: less evidence never gives a better answer, free text never verifies, nothing is said unsourced.

The laws stand in trust_laws.py, the worlds they are held against in trust_worlds.py; a long run holds each against
10,000 cases. Here each is held against a few, and shown to fail where the rules are sabotaged.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from knowledge import quality, quality_claims, quality_labels
from knowledge.quality_rules import Finding, esg
from knowledge.register_rows import Agency, Decision, Report
from knowledge.registers import Registers
from knowledge.trust import Outlook, Purpose, QualityStatus
from tests.knowledge import trust_laws
from tests.knowledge.trust_cases import Case
from tests.knowledge.trust_examples import agency, report
from tests.knowledge.trust_laws import LAWS, Law, hold, name_of
from tests.knowledge.trust_worlds import BEST, World, carried

EXAMPLES = 25


@pytest.mark.parametrize("law", LAWS, ids=name_of)
def test_the_law_holds(law: Law) -> None:
    assert hold([law], EXAMPLES)[name_of(law)] >= EXAMPLES


def test_the_best_world_is_verified_and_supported() -> None:
    """The laws are not empty: what must not be lost too late is there to be lost."""
    assert BEST.status is QualityStatus.VERIFIED
    assert carried(BEST)
    assert BEST.outlooks[Purpose.STUDY] is Outlook.SUPPORTED


@pytest.mark.parametrize("place", range(len(BEST.facts)))
def test_losing_any_single_fact_of_the_best_world_gives_no_better_answer(place: int) -> None:
    less = replace(BEST, facts=(*BEST.facts[:place], *BEST.facts[place + 1 :]))
    assert less.status.rank <= BEST.status.rank
    assert all(outlook.rank <= BEST.outlooks[purpose].rank for purpose, outlook in less.outlooks.items())


def _ended_is_no_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = esg._judged

    def of_the_first_day(report: Report, agency: Any, who: Any, registers: Any, on: date) -> Any:
        return judged(report, agency, who, registers, report.valid_from)

    monkeypatch.setattr(esg, "_judged", of_the_first_day)


def _a_copy_is_never_too_old(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Registers, "out_of_date", lambda registers, register, on: False)


def _any_programme_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(esg, "_in_scope", lambda report, offer: True)
    monkeypatch.setattr(quality_labels, "in_scope", lambda label, offer: True)


def _claims_are_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    believed = quality_claims._claim

    def claim(*read: Any) -> Finding:
        return replace(believed(*read), status=QualityStatus.VERIFIED)

    monkeypatch.setattr(quality_claims, "_claim", claim)


def _the_worst_finding_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    def worst(groups: list[list[Finding]]) -> Finding:
        found = [finding for group in groups for finding in group]
        return min((f for f in found if f.status is not QualityStatus.NOT_STATED), key=_rank, default=found[0])

    monkeypatch.setattr(quality, "_best", worst)


def _rank(finding: Finding) -> int:
    return finding.status.rank


def _the_first_row_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    def first(name: str, day: date, registers: Registers) -> Agency | None:
        return next(iter(registers.agencies_named(name)), None)

    monkeypatch.setattr(esg, "_registered", first)


SABOTAGE: dict[Callable[[pytest.MonkeyPatch], None], tuple[Law, ...]] = {
    _ended_is_no_matter: (trust_laws.nothing_is_verified_after_its_end_or_by_an_agency_off_the_register,),
    _a_copy_is_never_too_old: (trust_laws.an_older_copy_never_proves_more,),
    _any_programme_will_do: (trust_laws.a_check_of_another_programme_says_nothing,),
    _the_first_row_speaks: (trust_laws.nothing_is_verified_after_its_end_or_by_an_agency_off_the_register,),
    _claims_are_believed: (trust_laws.free_text_never_verifies,),
    _the_worst_finding_decides: (trust_laws.losing_any_piece_of_evidence_never_gives_a_better_answer,),
}


@pytest.mark.parametrize("sabotage", SABOTAGE, ids=lambda sabotage: sabotage.__name__.strip("_").replace("_", " "))
def test_a_sabotaged_rule_breaks_its_law(
    sabotage: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    sabotage(monkeypatch)
    with pytest.raises(AssertionError):
        hold(SABOTAGE[sabotage], 200, shrink=False)


def test_a_rule_that_forgets_a_refusal_breaks_the_law_of_what_a_row_carries(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = (("agencies", agency()), ("reports", report()), ("reports", report(id="no", decision=Decision.NEGATIVE)))
    trust_laws.verified_is_what_a_row_carries_on_the_day_and_nothing_else(_case(World(rows)))
    monkeypatch.setattr(esg, "_later_refusal", lambda report, reports, on: None)
    with pytest.raises(AssertionError):
        trust_laws.verified_is_what_a_row_carries_on_the_day_and_nothing_else(_case(World(rows)))


def _case(world: World) -> Case:
    return Case(world, 0, "", "title", None)


def test_a_long_run_fails_when_it_left_a_state_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust_laws, "LAWS", (trust_laws.the_title_decides_no_kind,))
    with pytest.raises(AssertionError, match="No case reached: quality not_stated"):
        trust_laws.run(5)


def test_a_refusal_alone_makes_no_provider_of_higher_education() -> None:
    """Found by a long run: the refused body was counted as named in a register, and study became possible."""
    stated = World((("offer", ("assessment", "written exam")),))
    refused = stated.also(("reports", report(decision=Decision.NEGATIVE)))
    assert stated.outlooks[Purpose.STUDY] is Outlook.UNKNOWN
    assert refused.outlooks[Purpose.STUDY] is Outlook.UNKNOWN
