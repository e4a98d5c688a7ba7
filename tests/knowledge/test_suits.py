"""Who it suits: what to ask, what fits, what support there is. Situations, never a label on a person."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.countries import COUNTRIES
from knowledge.evidence import Statement
from knowledge.offer import Level, Mode, Offer, Price, Schedule
from knowledge.reference_rows import FundingLead
from knowledge.register_rows import Role
from knowledge.registers import Registers
from knowledge.suits import ASKS, RULES, Circumstance, first_questions, suits
from tests.knowledge.trust_examples import REGISTER, TODAY, contact, offer


@pytest.fixture(scope="module")
def held() -> Registers:
    return Registers.load()


def ids(said: tuple[Statement, ...]) -> list[str]:
    return [statement.id.removeprefix("statement.") for statement in said]


def one(circumstance: Circumstance, registers: Registers, country: str | None = "DE", **fields: Any) -> list[str]:
    return ids(suits(offer(**fields), [circumstance], country, registers, TODAY))


def test_there_is_a_rule_for_every_circumstance() -> None:
    assert set(RULES) == set(Circumstance)


def test_nothing_is_said_of_a_situation_that_nobody_named(held: Registers) -> None:
    assert suits(offer(), [], "DE", held, TODAY) == ()


@pytest.mark.parametrize("circumstance", Circumstance)
@pytest.mark.parametrize("country", [*COUNTRIES, "BR", None])
def test_every_answer_begins_with_a_question_to_ask(
    held: Registers, circumstance: Circumstance, country: str | None
) -> None:
    said = suits(offer(), [circumstance], country, held, TODAY)
    assert ASKS.search(said[0].id)
    assert said[0].id.startswith("statement.suits.")
    for statement in said:
        assert statement.evidence
        assert all(evidence.source and evidence.locator for evidence in statement.evidence)


FITTING = {
    "price": Price(0.0, "EUR"),
    "workload_hours": (10.0, 20.0),
    "schedules": (Schedule.SELF_PACED, Schedule.EVENING),
    "mode": Mode.ONLINE,
    "level": Level.BEGINNER,
    "prerequisites": "None",
}


def fits_of(said: tuple[Statement, ...]) -> tuple[str, ...]:
    lists = [statement for statement in said if statement.id == "statement.suits.fits"]
    assert len(lists) <= 1
    names = lists[0].params["fits"] if lists else ()
    assert isinstance(names, tuple)
    return names


def test_only_what_the_offer_states_is_said_to_fit(held: Registers) -> None:
    everything = suits(offer(**FITTING), Circumstance, "DE", held, TODAY)
    assert set(fits_of(everything)) == {
        "free", "few_hours", "own_pace", "evening", "online", "no_prerequisites", "beginners"
    }  # fmt: skip
    assert fits_of(suits(offer(), Circumstance, "DE", held, TODAY)) == ()


@pytest.mark.parametrize("prerequisites", ["No admission without a bachelor", "Nothing but a degree", "B2 English"])
def test_a_condition_that_begins_with_no_is_a_condition(held: Registers, prerequisites: str) -> None:
    said = suits(offer(prerequisites=prerequisites), [Circumstance.NO_CERTIFICATE], "DE", held, TODAY)
    assert "no_prerequisites" not in fits_of(said)
    assert "suits.no_certificate_prerequisites" in ids(said)


def test_a_price_from_is_not_free(held: Registers) -> None:
    at_least = one(Circumstance.LOW_INCOME, held, price=Price(0.0, "EUR", at_least=True))
    assert "suits.price_stated" in at_least
    assert "suits.free_but_ask" in one(Circumstance.LOW_INCOME, held, price=Price(0.0, "EUR"))
    assert "suits.price_not_stated" in one(Circumstance.LOW_INCOME, held)


def test_funding_is_the_offers_own_words_or_a_lead_that_says_it_is_not_checked(held: Registers) -> None:
    assert "suits.funding_stated" in one(Circumstance.LOW_INCOME, held, funding="Bildungsgutschein")
    assert "suits.funding_lead_not_checked" in one(Circumstance.LOW_INCOME, held, "FR")
    assert "suits.funding_list_not_checked" in one(Circumstance.LOW_INCOME, held, "DE")
    assert "suits.funding_not_checked" in one(Circumstance.LOW_INCOME, held, "CH")
    assert "suits.funding_not_checked" in one(Circumstance.LOW_INCOME, held, None)


def test_a_lead_for_certain_people_is_not_offered_to_everybody() -> None:
    lead = FundingLead(
        "DE", "A scheme", "money", "people with disabilities", None, frozenset({"what"}), None, REGISTER
    )
    said = one(Circumstance.LOW_INCOME, Registers(funding=(lead,)))
    assert "suits.funding_lead_not_checked" not in said


def test_required_training_asks_who_accepts_it_and_for_how_long(held: Registers) -> None:
    stated = one(Circumstance.REQUIRED_TRAINING, held, validity="2 years", mode=Mode.ONLINE)
    assert stated == [
        f"suits.required_training_{name}" for name in ("ask", "valid", "online", "must_show")
    ]  # fmt: skip
    assert "suits.required_training_validity_not_stated" in one(Circumstance.REQUIRED_TRAINING, held)


def test_an_assessment_without_papers_rests_on_a_source_that_says_so(held: Registers) -> None:
    said = suits(offer(), [Circumstance.REFUGEE], "DE", held, TODAY)
    without = next(s for s in said if s.id.endswith("without_papers"))
    assert "should have a right to have their qualifications assessed" in without.evidence[0].quote
    assert "recognition.ask_recognition_centre_address_not_checked" in ids(said)
    assert "suits.refugee_kiron" in ids(said)


@pytest.mark.parametrize("circumstance", [Circumstance.ACCESS, Circumstance.CARE])
def test_online_nobody_is_asked_about_rooms_or_childcare(held: Registers, circumstance: Circumstance) -> None:
    assert f"suits.{circumstance.value}_ask_provider_online" in one(circumstance, held, mode=Mode.ONLINE)
    assert f"suits.{circumstance.value}_ask_provider" in one(circumstance, held, mode=Mode.BLENDED)
    assert f"suits.{circumstance.value}_ask_provider" in one(circumstance, held)


def test_where_we_hold_nobody_we_say_so() -> None:
    assert "recognition.no_contact_held" in one(Circumstance.CARE, Registers())
    assert "recognition.which_country" in one(Circumstance.CARE, Registers(), None)


def test_two_situations_say_nothing_twice_whatever_their_order(held: Registers) -> None:
    asked: Offer = offer(**FITTING)
    for first, second in combinations(Circumstance, 2):
        said = suits(asked, [first, second], "FR", held, TODAY)
        assert said == suits(asked, [second, first, first], "FR", held, TODAY)
        assert len({(s.id, tuple(s.params.items())) for s in said}) == len(said)


def test_first_questions_give_each_situation_its_turn() -> None:
    registers = Registers(contacts=(contact(Role.EMPLOYMENT_SERVICE),))
    named = [Circumstance.CARE, Circumstance.LOW_INCOME]
    asked = first_questions(offer(), named, "DE", registers, TODAY, 3)
    assert ids(asked) == ["suits.low_income_ask", "suits.care_ask_provider", "suits.care_ask_service"]
    only = first_questions(offer(), [Circumstance.LOW_INCOME], "DE", registers, TODAY, 3)
    assert ids(only) == ["suits.low_income_ask", "recognition.ask_employment_service"]
    assert first_questions(offer(), [], "DE", registers, TODAY, 3) == ()


@settings(max_examples=200)
@given(
    st.sets(st.sampled_from(Circumstance)),
    st.sampled_from(["DE", "UA", "US", None]),
    st.fixed_dictionaries({}, optional={name: st.just(value) for name, value in FITTING.items()}),
    st.text(max_size=40),
)
def test_any_offer_and_any_situations_get_an_answer_with_evidence(
    named: set[Circumstance], country: str | None, fields: dict[str, Any], text: str
) -> None:
    asked = offer(**fields, funding=text or None, validity=text or None)
    said = suits(asked, named, country, Registers(), TODAY)
    assert bool(said) == bool(named)
    assert said == suits(asked, named, country, Registers(), TODAY)
    fewer = suits(offer(), named, country, Registers(), TODAY)
    assert set(fits_of(fewer)) <= set(fits_of(said))
