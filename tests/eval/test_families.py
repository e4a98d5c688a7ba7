"""Language groups on figures worked out by hand."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from knowledge.languages import CODES
from nlu.understanding import Act, Understanding
from tests.eval.families import FAMILIES, FIRST_SIX, by_family, first_six, largest_gap, report
from tests.eval.judged import Query
from tests.eval.metrics import Quality
from tests.eval.retrieval import PRODUCT, Judged


def _judged(language: str, *found: float) -> list[Judged]:
    said = Understanding(text="", language=language, language_confidence=1.0, act=Act.STATE_GOAL, act_confidence=1.0)
    return [
        Judged(Query(f"{language}-{n}", language, "law", "", "fresh"), said, {PRODUCT: Quality(r5, r5, r5, r5)}, ())
        for n, r5 in enumerate(found)
    ]


def test_every_language_is_in_one_group() -> None:
    grouped = [code for codes in FAMILIES.values() for code in codes]
    assert sorted(grouped) == sorted(CODES)
    assert len(FIRST_SIX) == len(set(FIRST_SIX)) == 6
    assert set(FIRST_SIX) <= set(CODES)


def test_the_largest_gap_is_between_groups_and_names_the_language_that_is_behind() -> None:
    judged = [*_judged("de", 1, 1, 1, 1), *_judged("lt", 1, 1), *_judged("lv", 0, 1), *_judged("el", 1, 1, 1, 0)]
    found = largest_gap(judged)
    # Germanic 4/4; Baltic (1 + 1 + 0 + 1) / 4; Greek 3/4: of equals the first is named
    assert (found.best, found.worst, found.lowest_language) == ("Germanic", "Baltic", "lv")
    assert found.size == pytest.approx(0.25)
    assert found.lowest == pytest.approx(0.5)


def test_every_query_of_a_group_counts_the_same() -> None:
    groups = by_family([*_judged("lt", 1), *_judged("lv", 0, 0, 0)])
    assert [q.r5 for q in groups["Baltic"]] == [1, 0, 0, 0]
    assert groups["Celtic"] == []


def test_the_first_six_leave_the_others_out() -> None:
    assert [q.r5 for q in first_six([*_judged("pl", 1), *_judged("mt", 0)])] == [1]


@pytest.mark.parametrize(("latvian", "said"), [(0, "NOT met"), (1, "goal 5: met")])
def test_the_report_says_whether_the_goal_is_met_and_who_is_behind(latvian: float, said: str) -> None:
    written = StringIO()
    judged = [*_judged("de", 1, 1), *_judged("lv", latvian, 1)]
    report(Console(file=written, width=140), judged, "fresh")
    told = " ".join(written.getvalue().split())
    assert said in told
    assert ("Lowest language of Baltic: lv at 0.500" in told) is (not latvian)
