"""Steps and totals: unknown is never nothing, currencies are not mixed, stated dates come before suggested ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from actions.state import DialogueState
from bot.take_home.drafts import Draft, Step, drafted, stated_day, total
from bot.take_home.files import Files
from knowledge.offer import Offer
from tests.actions.conftest import TODAY

CURRENCIES = st.sampled_from(["EUR", "SEK", None])
STEPS = st.lists(
    st.builds(
        Step,
        what=st.text(min_size=1, max_size=20),
        by=st.none() | st.dates(),
        amount=st.none() | st.floats(0, 10_000).map(lambda amount: round(amount, 2)),
        currency=CURRENCIES,
        at_least=st.booleans(),
        who=st.text(max_size=20),
        offer=st.none() | st.text(min_size=1, max_size=10),
    ),
    max_size=5,
).map(tuple)


@given(STEPS)
def test_a_total_holds_every_known_cost_once_and_counts_the_unknown(steps: tuple[Step, ...]) -> None:
    found = total(steps)
    known = [step.amount for step in steps if step.amount is not None]
    assert round(sum(found.sums.values()), 2) == round(sum(known), 2)
    assert found.unknown == len(steps) - len(known)
    assert bool(found.sums) == bool(known), "nothing known is no sum, not a sum of zero"


@given(STEPS)
def test_currencies_are_not_added_to_each_other(steps: tuple[Step, ...]) -> None:
    paid = {step.currency for step in steps if step.amount}
    assert paid <= set(total(steps).sums)


@given(STEPS)
def test_a_step_whose_cost_is_not_known_changes_no_sum(steps: tuple[Step, ...]) -> None:
    more = (*steps, Step(what="x", amount=None))
    assert total(more).sums == total(steps).sums
    assert total(more).unknown == total(steps).unknown + 1


@given(STEPS, st.text(max_size=30))
def test_a_draft_comes_back_from_json(steps: tuple[Step, ...], words: str) -> None:
    draft = Draft("de", words, words, steps, words)
    assert Draft.from_told(draft.told()) == draft


def test_the_suggested_plan_has_a_step_for_each_of_the_best_offers(files: Files, state: DialogueState) -> None:
    held = files.held(state, "en")
    draft = drafted(held)
    assert [step.offer for step in draft.steps] == list(state.shortlist)
    assert all(step.amount is None for step in draft.steps), "none of these offers states a price"
    days = [step.by for step in draft.steps]
    assert all(day is not None and day > held.made_on for day in days)
    assert days == sorted(days)  # type: ignore[type-var]
    assert "statistics" in draft.gap.splitlines()


def test_a_day_that_the_offer_states_comes_before_a_suggestion(offers: tuple[Offer, ...]) -> None:
    offer = replace(offers[0], apply_by=date(2027, 1, 15), start=date(2027, 2, 1))
    assert stated_day(offer, TODAY) == date(2027, 1, 15)
    assert stated_day(replace(offer, apply_by=date(2026, 1, 1)), TODAY) == date(2027, 2, 1), "over is over"
    assert stated_day(replace(offer, apply_by=None, start=None), TODAY) is None


def test_a_goal_that_names_no_job_has_no_gap(files: Files, state: DialogueState) -> None:
    held = files.held(replace(state, goal="something with people"), "en")
    assert held.gap is None
    assert drafted(held).gap == ""
