"""Reasons are said in the person's language; their evidence keeps the offer's own words."""

from __future__ import annotations

from actions.reasons import reasons_of
from index.explain import Reason
from tests.knowledge.trust_examples import offer

ACCOUNTING = offer(title="Accounting basics", skills=("accounting",))


def test_what_an_offer_names_in_english_is_said_in_the_persons_language() -> None:
    (said,) = reasons_of(
        ACCOUNTING, [Reason("why.goal_match", {"skills": ("Accounting",)})], {"accounting": "Buchführung"}
    )
    assert said.sentence.params["skills"] == ("Buchführung",)
    assert {evidence.locator.rsplit(" ", 1)[-1] for evidence in said.evidence} == {"title", "skills"}


def test_two_names_of_one_thing_are_said_once() -> None:
    named = {"accounting": "Buchführung", "bookkeeping": "Buchführung"}
    (said,) = reasons_of(ACCOUNTING, [Reason("why.goal_match", {"skills": ("accounting", "bookkeeping")})], named)
    assert said.sentence.params["skills"] == ("Buchführung",)


def test_what_has_no_name_in_the_language_is_said_as_the_offer_has_it() -> None:
    (said,) = reasons_of(ACCOUNTING, [Reason("why.goal_match", {"skills": ("accounting",)})], {})
    assert said.sentence.params["skills"] == ("accounting",)
