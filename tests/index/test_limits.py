"""What each kind of limit asks of an offer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.columns import Fit, passes
from index.contract import Filters
from index.limits import RELAXED_IN_ORDER, SOFT, STATED_ONLY, filters_of, fit, hard_filters, mentions
from index.wishes import Kind, Wish, Wishes
from knowledge.offer import Level, Mode, Offer, Place, Price, Schedule
from nlu.understanding import Limit, LimitKind
from tests.index.worlds import an_offer, offer

GRAZ = {"latitude": 47.0707, "longitude": 15.4395, "country": "AT"}


def wished(kind: str, value: str | float | None = None, **detail: Any) -> Wishes:
    return Wishes(limits=(Wish(Kind(kind), value, detail),))


def test_the_kinds_are_those_that_are_understood() -> None:
    assert {kind.value for kind in Kind} == {kind.value for kind in LimitKind}


def test_understood_limits_become_wishes_and_lifted_ones_do_not() -> None:
    said = [
        Limit(LimitKind.FREE),
        Limit(LimitKind.LEVEL, "beginner", removed=True),
        Limit(LimitKind.PLACE, "Graz", detail=dict(GRAZ)),
    ]
    assert Wishes.limits_from(said) == (Wish(Kind.FREE), Wish(Kind.PLACE, "Graz", GRAZ))


def test_every_hard_limit_but_the_unwanted_can_be_lifted() -> None:
    assert set(RELAXED_IN_ORDER) == set(Kind) - SOFT - {Kind.EXCLUDE}


KNOWN = offer(
    "known",
    "Marketing in English",
    provider="Somewhere",
    languages=("en",),
    mode=Mode.ONSITE,
    place=Place("Graz", "AT", 47.07, 15.44),
    level=Level.MIXED,
    schedules=(Schedule.SELF_PACED,),
    price=Price(30.0),
    workload_hours=(10.0, 20.0),
    duration_weeks=(2.0, 4.0),
    credential_type="Certificate",
)
UNKNOWN = offer("unknown", "Marketing")


@pytest.mark.parametrize(
    ("wishes", "known", "unknown"),
    [
        (wished("free"), Fit.UNMET, Fit.UNKNOWN),
        (wished("max_price", 30.0), Fit.MET, Fit.UNKNOWN),
        (wished("cheaper", 30.0), Fit.UNMET, Fit.UNKNOWN),
        (wished("cheaper", 30.01), Fit.MET, Fit.UNKNOWN),
        (wished("max_hours", 15.0), Fit.UNMET, Fit.UNKNOWN),
        (wished("max_weeks", 4.0), Fit.MET, Fit.UNKNOWN),
        (wished("shorter", 20.0), Fit.UNMET, Fit.UNKNOWN),
        (wished("shorter", 5.0, unit="weeks"), Fit.MET, Fit.UNKNOWN),
        (wished("mode", "online"), Fit.UNMET, Fit.UNKNOWN),
        (wished("mode", "onsite"), Fit.MET, Fit.UNKNOWN),
        (wished("schedule", "evening"), Fit.MET, Fit.UNKNOWN),
        (wished("schedule", "full_time"), Fit.UNMET, Fit.UNKNOWN),
        (wished("language", "de"), Fit.UNMET, Fit.UNKNOWN),
        (wished("level", "beginner"), Fit.MET, Fit.UNKNOWN),
        (wished("place", "Graz", **GRAZ), Fit.MET, Fit.UNKNOWN),
        (wished("place", "Wien", latitude=48.2, longitude=16.37, within_km=30), Fit.UNMET, Fit.UNKNOWN),
        (wished("place", "Graz"), None, None),
        (wished("country", "at"), Fit.MET, Fit.UNKNOWN),
        (wished("country", "FR"), Fit.UNMET, Fit.UNKNOWN),
        (wished("certificate"), Fit.MET, Fit.UNKNOWN),
        (wished("hours_per_week", 1.0), Fit.MET, Fit.UNKNOWN),
        (wished("exclude", "english"), Fit.UNMET, Fit.MET),
        (wished("exclude", "market"), Fit.MET, Fit.MET),
        (wished("max_price", "a lot"), None, None),
    ],
    ids=lambda value: (
        str(value.limits[0].kind + ":" + str(value.limits[0].value)) if isinstance(value, Wishes) else ""
    ),
)
def test_an_offer_meets_breaks_or_leaves_open_a_limit(wishes: Wishes, known: Fit | None, unknown: Fit | None) -> None:
    kind = wishes.limits[0].kind
    assert (fit(KNOWN, wishes, kind), fit(UNKNOWN, wishes, kind)) == (known, unknown)


def test_hours_a_week_are_the_most_the_offer_states() -> None:
    paced = offer("a", workload_hours=(10.0, 40.0), duration_weeks=(2.0, 4.0), schedules=(Schedule.EVENING,))
    assert fit(paced, wished("hours_per_week", 10.0), Kind.HOURS_PER_WEEK) is Fit.MET
    assert fit(paced, wished("hours_per_week", 9.0), Kind.HOURS_PER_WEEK) is Fit.UNMET


def test_two_languages_are_either_or_and_of_two_amounts_the_smaller_counts() -> None:
    wishes = Wishes(
        limits=(
            Wish(Kind.LANGUAGE, "de"),
            Wish(Kind.LANGUAGE, "en"),
            Wish(Kind.MAX_PRICE, 9.0),
            Wish(Kind.MAX_PRICE, 5.0),
        )
    )
    assert hard_filters(wishes) == Filters(
        languages=frozenset({"de", "en"}), max_price=5.0, keep_unknown=frozenset({"languages", "max_price"})
    )


def test_a_limit_that_takes_only_what_is_stated_is_not_softened_by_another() -> None:
    """ "Up to 50 euro" keeps unknown prices, "free" does not: together they must not."""
    for kinds in ((Kind.MAX_PRICE, Kind.FREE), (Kind.FREE, Kind.MAX_PRICE), (Kind.CHEAPER, Kind.MAX_PRICE)):
        wishes = Wishes(limits=tuple(Wish(kind, 50.0) for kind in kinds))
        assert not passes(UNKNOWN, hard_filters(wishes))


@pytest.mark.parametrize(
    ("unwanted", "mentioned"),
    [("english", True), ("SOMEWHERE", True), ("engl", False), ("marketing in", True), ("", False), ("…", False)],
)
def test_unwanted_topics_and_providers_are_whole_words(unwanted: str, mentioned: bool) -> None:
    assert mentions(KNOWN, unwanted) is mentioned


a_wish = st.one_of(
    st.sampled_from((Kind.FREE, Kind.CERTIFICATE)).map(Wish),
    st.builds(
        Wish,
        st.sampled_from(
            (Kind.MAX_PRICE, Kind.MAX_HOURS, Kind.MAX_WEEKS, Kind.CHEAPER, Kind.SHORTER, Kind.HOURS_PER_WEEK)
        ),
        st.sampled_from((0.1, 5.0, 20.0, 100.0)),
    ),
    st.builds(Wish, st.just(Kind.MODE), st.sampled_from(Mode)),
    st.builds(Wish, st.just(Kind.SCHEDULE), st.sampled_from(Schedule)),
    st.builds(Wish, st.just(Kind.LEVEL), st.sampled_from(Level)),
    st.builds(Wish, st.just(Kind.LANGUAGE), st.sampled_from(("de", "en", "mt"))),
    st.just(Wish(Kind.PLACE, "Graz", GRAZ)),
)
some_wishes = st.lists(a_wish, max_size=4).map(lambda limits: Wishes(limits=tuple(limits)))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(each=an_offer, wishes=some_wishes, lifted=st.frozensets(st.sampled_from(RELAXED_IN_ORDER), max_size=2))
def test_the_filter_lets_through_exactly_what_the_verdicts_on_each_limit_let_through(
    each: Offer, wishes: Wishes, lifted: frozenset[Kind]
) -> None:
    verdicts = {kind: fit(each, wishes, kind) for kind in wishes.kinds if kind not in lifted | SOFT}
    expected = all(
        verdict in (None, Fit.MET) or (verdict is Fit.UNKNOWN and kind not in STATED_ONLY)
        for kind, verdict in verdicts.items()
    )
    assert passes(each, hard_filters(wishes, lifted)) == expected


@settings(max_examples=100, deadline=None, derandomize=True)
@given(each=an_offer, wishes=some_wishes)
def test_stating_less_never_opens_a_limit_that_takes_only_what_is_stated(each: Offer, wishes: Wishes) -> None:
    silent = replace(each, price=None, workload_hours=None, duration_weeks=None)
    strict = Wishes(limits=tuple(wish for wish in wishes.limits if wish.kind in STATED_ONLY - {Kind.PLACE}))
    assert passes(silent, hard_filters(strict)) == (not strict.limits)


def test_a_kind_that_was_not_wished_makes_no_filter() -> None:
    assert [filters_of(Wishes(), kind) for kind in Kind] == [None] * len(Kind)


AS_SOON = Wish(Kind.START, "soon", {"from": "2026-11-24", "until": "2027-01-23"})
TIMED = {"schedules": (Schedule.SELF_PACED,)}


@pytest.mark.parametrize(
    ("stated", "wish", "expected"),
    [
        ({"start": date(2027, 2, 1)}, Wish(Kind.START, "2027-01-01"), Fit.MET),
        ({"start": date(2026, 12, 1)}, Wish(Kind.START, "2027-01-01"), Fit.UNMET),
        ({}, Wish(Kind.START, "2027-01-01"), Fit.UNKNOWN),
        (TIMED, Wish(Kind.START, "2027-01-01"), Fit.MET),
        ({"start": date(2026, 12, 1)}, AS_SOON, Fit.MET),
        ({"start": date(2027, 3, 1)}, AS_SOON, Fit.UNMET),
        ({"start": date(2026, 9, 1)}, AS_SOON, Fit.UNMET),
        ({"funding": "Bildungsgutschein"}, Wish(Kind.FUNDING), Fit.MET),
        ({}, Wish(Kind.FUNDING), Fit.UNKNOWN),
        ({}, Wish(Kind.CHILDCARE), Fit.UNKNOWN),
        (TIMED, Wish(Kind.ACCESSIBILITY, "wheelchair"), Fit.UNKNOWN),
        ({"languages": ("en",)}, Wish(Kind.NOT_LANGUAGE, "en"), Fit.UNMET),
        ({"languages": ("en", "de")}, Wish(Kind.NOT_LANGUAGE, "en"), Fit.MET),
        ({}, Wish(Kind.NOT_LANGUAGE, "en"), Fit.UNKNOWN),
        ({"schedules": (Schedule.EVENING,)}, Wish(Kind.NOT_SCHEDULE, "evening"), Fit.UNMET),
        ({"schedules": (Schedule.WEEKEND,)}, Wish(Kind.NOT_SCHEDULE, "evening"), Fit.MET),
        ({}, Wish(Kind.NOT_SCHEDULE, "evening"), Fit.UNKNOWN),
        ({"schedules": (Schedule.EVENING,)}, Wish(Kind.SCHEDULE, "morning"), Fit.UNMET),
        (TIMED, Wish(Kind.SCHEDULE, "morning"), Fit.MET),
    ],
)  # fmt: skip
def test_starts_needs_and_denials_are_met_unmet_or_unknown(stated: dict[str, Any], wish: Wish, expected: Fit) -> None:
    assert fit(offer("one", "A course", **stated), Wishes(limits=(wish,)), wish.kind) is expected


def test_cheap_keeps_nothing_out_and_counts_money() -> None:
    wishes = Wishes(limits=(Wish(Kind.CHEAP),))
    assert fit(offer("one", "A course"), wishes, Kind.CHEAP) is None
    assert hard_filters(wishes) == hard_filters(Wishes())
    assert wishes.counts_money


def test_part_time_but_not_in_the_evening_is_both() -> None:
    wishes = Wishes(limits=(Wish(Kind.SCHEDULE, "part_time"), Wish(Kind.NOT_SCHEDULE, "evening")))
    assert hard_filters(wishes).schedules == {"part_time", "morning", "weekend", "self_paced"}
