"""Limits over a conversation."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.limits import CLOSED, against, from_slot, merge, to_slot
from knowledge.offer import Offer, Price
from nlu.understanding import ACCESS, Limit, LimitKind

PLAIN = (LimitKind.FREE, LimitKind.CHEAP, LimitKind.CERTIFICATE, LimitKind.CHILDCARE, LimitKind.FUNDING)
CODES = (LimitKind.LANGUAGE, LimitKind.NOT_LANGUAGE, LimitKind.COUNTRY)
WORDS = (LimitKind.PLACE, LimitKind.EXCLUDE)
NUMBERS = sorted(set(LimitKind) - set(CLOSED) - {*PLAIN, *CODES, *WORDS, LimitKind.START, LimitKind.ACCESSIBILITY})
limits = st.one_of(
    st.builds(Limit, st.sampled_from(PLAIN)),
    st.builds(Limit, st.just(LimitKind.START), st.just("soon") | st.dates().map(date.isoformat)),
    st.builds(Limit, st.just(LimitKind.ACCESSIBILITY), st.none() | st.sampled_from(ACCESS)),
    *(st.builds(Limit, st.just(kind), st.sampled_from([v.value for v in values])) for kind, values in CLOSED.items()),
    st.builds(Limit, st.sampled_from(CODES), st.sampled_from(("de", "FR"))),
    st.builds(Limit, st.sampled_from(WORDS), st.text(min_size=1, max_size=5)),
    st.builds(
        Limit,
        st.sampled_from(NUMBERS),
        st.floats(0, 1e6),
        detail=st.dictionaries(st.text(max_size=3), st.text(max_size=3) | st.floats(allow_nan=False), max_size=2),
    ),
)


def test_the_same_kind_replaces() -> None:
    held = (Limit(LimitKind.MAX_PRICE, 50.0),)
    assert merge(held, [Limit(LimitKind.MAX_PRICE, 20.0)]) == (Limit(LimitKind.MAX_PRICE, 20.0),)


def test_free_replaces_a_price_and_a_price_replaces_free() -> None:
    assert merge((Limit(LimitKind.MAX_PRICE, 50.0),), [Limit(LimitKind.FREE)]) == (Limit(LimitKind.FREE),)
    price = Limit(LimitKind.MAX_PRICE, 50.0)
    assert merge((Limit(LimitKind.FREE),), [price]) == (price,)


def test_price_does_not_matter_ends_everything_about_money() -> None:
    held = (Limit(LimitKind.MAX_PRICE, 50.0), Limit(LimitKind.CHEAPER, 20.0), Limit(LimitKind.MODE, "online"))
    assert merge(held, [Limit(LimitKind.FREE, removed=True)]) == (Limit(LimitKind.MODE, "online"),)


def test_two_languages_said_together_both_stay() -> None:
    both = [Limit(LimitKind.LANGUAGE, "de"), Limit(LimitKind.LANGUAGE, "en")]
    assert merge((), both) == tuple(both)


def test_taking_one_of_two_languages_back_keeps_the_other() -> None:
    german, english = Limit(LimitKind.LANGUAGE, "de"), Limit(LimitKind.LANGUAGE, "en")
    assert merge((german, english), [dataclasses.replace(german, removed=True)]) == (english,)


def test_what_is_said_last_of_one_language_or_time_counts() -> None:
    english, without = Limit(LimitKind.LANGUAGE, "en"), Limit(LimitKind.NOT_LANGUAGE, "en")
    assert merge((english,), [without]) == (without,)
    assert merge((without,), [english]) == (english,)
    evening, never = Limit(LimitKind.SCHEDULE, "evening"), Limit(LimitKind.NOT_SCHEDULE, "evening")
    assert merge((evening, Limit(LimitKind.FREE)), [never]) == (Limit(LimitKind.FREE), never)


def test_cheap_stays_beside_a_price_and_goes_with_it() -> None:
    price, cheap = Limit(LimitKind.MAX_PRICE, 50.0), Limit(LimitKind.CHEAP)
    assert merge((price,), [cheap]) == (price, cheap)
    assert merge((price, cheap), [Limit(LimitKind.FREE, removed=True)]) == ()


def test_what_is_not_wanted_adds_up() -> None:
    first, second = Limit(LimitKind.EXCLUDE, "Udemy"), Limit(LimitKind.EXCLUDE, "maths")
    assert merge((first,), [second]) == (first, second)


@given(st.lists(limits, max_size=4), st.lists(limits, max_size=4))
def test_saying_the_same_twice_changes_nothing(held: list[Limit], said: list[Limit]) -> None:
    once = merge(held, said)
    assert set(map(_key, merge(once, said))) == set(map(_key, once))


def _key(limit: Limit) -> tuple[LimitKind, object]:
    return limit.kind, limit.value


@given(limits)
def test_a_limit_survives_its_slot(limit: Limit) -> None:
    assert from_slot(to_slot(limit)) == limit


@pytest.mark.parametrize(
    "value",
    [
        None,
        3,
        "free",
        {},
        {"kind": "nonsense"},
        {"kind": "free", "value": [1]},
        {"kind": "mode", "value": "psychic"},
        {"kind": "max_price", "value": "cheap"},
        {"kind": "max_price", "value": float("nan")},
        {"kind": "max_hours"},
        {"kind": "language", "value": "../x"},
        {"kind": "exclude", "value": "x" * 1000},
        {"kind": "free", "value": True},
    ],
)
def test_a_slot_that_holds_no_limit_is_not_believed(value: object) -> None:
    assert from_slot(value) is None


def _priced(offer: Offer, amount: float, currency: str | None) -> Offer:
    return dataclasses.replace(offer, price=Price(amount, currency))


def test_cheaper_counts_from_the_cheapest_that_costs_something(offers: tuple[Offer, ...]) -> None:
    shown = [_priced(offers[0], amount, "EUR") for amount in (0.0, 40.0, 90.0)]
    assert against(Limit(LimitKind.CHEAPER), shown) == Limit(LimitKind.CHEAPER, 40.0)


def test_cheaper_than_free_asks_for_free(offers: tuple[Offer, ...]) -> None:
    assert against(Limit(LimitKind.CHEAPER), [_priced(offers[0], 0.0, "EUR")]) == Limit(LimitKind.FREE)


def test_prices_in_another_currency_are_not_compared(offers: tuple[Offer, ...]) -> None:
    assert against(Limit(LimitKind.CHEAPER), [_priced(offers[0], 40.0, "PLN")]) is None


def test_shorter_counts_hours_before_weeks(offers: tuple[Offer, ...]) -> None:
    weeks = dataclasses.replace(offers[0], workload_hours=None, duration_weeks=(2.0, 4.0))
    hours = dataclasses.replace(offers[0], workload_hours=(20.0, 30.0))
    assert against(Limit(LimitKind.SHORTER), [weeks, hours]) == Limit(
        LimitKind.SHORTER, 30.0, detail={"unit": "hours"}
    )
    assert against(Limit(LimitKind.SHORTER), [weeks]) == Limit(LimitKind.SHORTER, 4.0, detail={"unit": "weeks"})
