"""The plan's form: what is written comes back, what cannot be read is said, nobody overwrites another, keeping needs
consent to be asked for first."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.copilot.plan import fields_of, read_form
from bot.people.database import Database
from bot.take_home.drafts import LONGEST, STEPS, Draft, Step
from bot.take_home.given import Plans, StaleError, Written, handed_over, written_over

WORDS = st.text("abc äß ά ش", max_size=30).map(lambda text: " ".join(text.split()))
A_STEP = st.builds(
    Step,
    what=WORDS.filter(bool),
    by=st.none() | st.dates(),
    amount=st.none() | st.integers(0, 100_000).map(float),
    currency=st.sampled_from(["EUR", "SEK", None]),
    at_least=st.booleans(),
    who=WORDS,
    offer=st.none() | st.just("some-offer"),
)
A_DRAFT = st.builds(
    Draft,
    st.just("de"),
    goal=WORDS,
    gap=st.lists(WORDS.filter(bool), max_size=3).map("\n".join),
    steps=st.tuples(A_STEP, A_STEP, A_STEP),
    note=WORDS,
)


@given(A_DRAFT)
def test_a_draft_comes_back_from_the_form_as_it_was(draft: Draft) -> None:
    filled = read_form(fields_of(draft), "de")
    assert filled.wrong == {}
    assert filled.draft == draft


def test_a_number_without_a_currency_gets_none_from_the_form() -> None:
    bare = Draft("en", steps=(Step("Take it", amount=35.0),))
    assert read_form(fields_of(bare), "en").draft.steps[0].currency is None


@pytest.mark.parametrize(
    ("said", "amount"), [("49", 49.0), ("49,50", 49.5), (" 1 000 ", 1000.0), ("0", 0.0), ("", None)]
)
def test_amounts_are_read_as_people_write_them(said: str, amount: float | None) -> None:
    filled = read_form({"what_1": "Ask", "amount_1": said}, "en")
    assert filled.wrong == {}
    assert filled.draft.steps[0].amount == amount


@pytest.mark.parametrize("said", ["many", "-1", "nan", "inf", "1e9", "1.000,00"])
def test_an_amount_that_cannot_be_read_is_said_and_guessed_by_nobody(said: str) -> None:
    filled = read_form({"what_1": "Ask", "amount_1": said}, "en")
    assert filled.wrong == {"amount_1": "plan.wrong_amount"}
    assert filled.draft.steps[0].amount is None


def test_a_plan_needs_a_step_and_a_step_says_what_to_do() -> None:
    assert read_form({}, "en").wrong == {"what_1": "plan.wrong_none"}
    assert read_form({"what_1": "Ask", "who_2": "Anna"}, "en").wrong == {"what_2": "plan.wrong_what"}
    assert read_form({"what_1": "Ask", "by_1": "soon"}, "en").wrong == {"by_1": "plan.wrong_date"}
    assert read_form({"what_1": "x" * (LONGEST["what"] + 1)}, "en").wrong == {"what_1": "plan.wrong_long"}
    assert len(read_form({}, "en").draft.steps) == STEPS


DRAFT = Draft("en", "goal", steps=(Step("Ask", date(2027, 1, 1)),))


def test_two_counsellors_do_not_overwrite_each_other() -> None:
    first = written_over(None, DRAFT, 0, "Anna")
    assert (first.version, first.name) == (1, "Anna")
    with pytest.raises(StaleError):
        written_over(first, DRAFT, 0, "Berta")
    second = written_over(first, DRAFT, 1, "Berta")
    assert (second.version, second.name) == (2, "Berta")


def test_what_was_given_stays_what_the_person_has_until_the_next_is_given() -> None:
    given_once = handed_over(written_over(None, DRAFT, 0, "Anna"), "Anna")
    changed = written_over(given_once, Draft("en", "another goal"), 1, "Berta")
    assert changed.given == DRAFT
    assert changed.given_by == "Anna"
    again = handed_over(changed, "Berta")
    assert again.given is not None
    assert again.given.goal == "another goal"


def test_plans_that_are_kept_are_found_exported_and_erased(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'people.db'}")
    plans = Plans(database)
    assert plans.find("one") is None
    plans.erase("one")
    assert not (tmp_path / "people.db").exists(), "who only looks makes no file"
    written = handed_over(Written(DRAFT, 1, "Anna"), "Anna")
    plans.keep("one", written)
    plans.keep("one", written)
    plans.keep("two", Written(DRAFT, 1, "Anna"))
    assert plans.find("one") == written
    assert plans.export("one") == written.told()
    plans.erase("one")
    plans.expire(datetime.now(UTC))
    assert plans.find("one") is None
    assert plans.export("one") == {}
    assert plans.find("two") is not None
    database.close()
