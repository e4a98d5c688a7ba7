"""Explanations say what was added up, what was filtered, and what a search without a limit really finds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.columns import Fit
from index.explain import KEYS, Reason, why
from index.faiss_index import FaissOfferIndex
from index.features import stances
from index.finder import Finder
from index.why_not import why_not
from index.wishes import Kind, Wish, Wishes
from knowledge.offer import Level, Mode, Offer, Place, Price, Schedule
from tests.index.test_limits import GRAZ, some_wishes
from tests.index.worlds import WordEncoder, an_offer, offer

ENCODER = WordEncoder()
RICH = offer(
    "rich",
    "Accounting in practice",
    languages=("de",),
    mode=Mode.ONSITE,
    place=Place("Graz", "AT", 47.07, 15.44),
    country="AT",
    level=Level.BEGINNER,
    schedules=(Schedule.EVENING,),
    price=Price(0.0),
    workload_hours=(10.0, 20.0),
    duration_weeks=(4.0, 4.0),
    credential_type="Certificate",
    skills=("Tax law",),
)
CROWD = [offer(f"crowd-{number:02}", f"accounting {number}", provider=f"p{number}", languages=("en",),
               price=Price(float(number))) for number in range(12)]  # fmt: skip


@pytest.fixture
def finder_of(quick_path: Path) -> Callable[..., Finder]:
    index = FaissOfferIndex(quick_path / "index", ENCODER)

    def make(offers: list[Offer]) -> Finder:
        index.activate(index.build(offers))
        return Finder(index, today=lambda: date(2026, 11, 24))

    return make


def wishing(*limits: Wish, goal: str = "accounting", **more: Any) -> Wishes:
    return Wishes(vector=ENCODER.query(goal), words=goal, limits=limits, **more)


def reasons(finder: Finder, wishes: Wishes, offer_id: str) -> tuple[Reason, ...]:
    found = finder.find(wishes, limit=20)
    return why(next(each for each in found.ranked if each.offer.id == offer_id), wishes)


@pytest.mark.parametrize(
    ("limit", "reason"),
    [
        (Wish(Kind.FREE), Reason("why.free")),
        (Wish(Kind.MAX_PRICE, 5.0), Reason("why.price", {"amount": 0.0, "currency": None, "most": 5.0})),
        (Wish(Kind.CHEAPER, 5.0), Reason("why.cheaper", {"amount": 0.0, "currency": None})),
        (Wish(Kind.MAX_HOURS, 20.0), Reason("why.hours", {"hours": 20.0, "most": 20.0})),
        (Wish(Kind.MAX_WEEKS, 5.0), Reason("why.weeks", {"weeks": 4.0, "most": 5.0})),
        (Wish(Kind.SHORTER, 21.0), Reason("why.shorter", {"hours": 20.0, "weeks": 4.0})),
        (Wish(Kind.HOURS_PER_WEEK, 6.0), Reason("why.hours_per_week", {"hours": 5.0, "most": 6.0})),
        (Wish(Kind.MODE, "onsite"), Reason("why.mode", {"mode": "onsite"})),
        (Wish(Kind.SCHEDULE, "evening"), Reason("why.schedule", {"schedules": ("evening",)})),
        (Wish(Kind.LANGUAGE, "de"), Reason("why.language", {"languages": ("de",)})),
        (Wish(Kind.LEVEL, "beginner"), Reason("why.level", {"level": "beginner"})),
        (Wish(Kind.PLACE, "Graz", GRAZ), Reason("why.place", {"place": "Graz", "km": 0})),
        (Wish(Kind.COUNTRY, "AT"), Reason("why.country", {"country": "AT", "online": False})),
        (Wish(Kind.CERTIFICATE), Reason("why.certificate", {"credential": "Certificate"})),
        (Wish(Kind.EXCLUDE, "beta"), Reason("why.without", {"unwanted": ("beta",)})),
    ],
    ids=lambda value: value.kind.value if isinstance(value, Wish) else "",
)
def test_a_limit_that_is_met_is_a_reason(finder_of: Callable[..., Finder], limit: Wish, reason: Reason) -> None:
    assert reasons(finder_of([RICH, *CROWD]), wishing(limit), "rich") == (reason,)


def test_matched_names_of_the_goal_come_first_and_are_said_once(finder_of: Callable[..., Finder]) -> None:
    wishes = wishing(
        Wish(Kind.FREE), goal_labels=("accounting", "Tax Law"), skill_labels=("tax law", "audit", "practice")
    )
    found = reasons(finder_of([RICH, *CROWD]), wishes, "rich")
    assert [reason.key for reason in found] == ["why.goal_match", "why.skill_match", "why.free"]
    assert found[0].params == {"skills": ("accounting", "Tax Law")}
    assert "practice" in found[1].params["skills"]  # type: ignore[operator]


def test_where_only_nearness_speaks_for_an_offer_this_is_said(finder_of: Callable[..., Finder]) -> None:
    assert reasons(finder_of([RICH, *CROWD]), wishing(), "rich") == (Reason("why.closest"),)


def test_what_is_not_stated_and_what_was_lifted_is_said_last(finder_of: Callable[..., Finder]) -> None:
    bare = [offer(f"bare-{number}", "accounting", provider=str(number), price=Price(9.0)) for number in range(3)]
    found = reasons(finder_of(bare), wishing(Wish(Kind.FREE), Wish(Kind.LEVEL, "beginner")), "bare-1")
    assert found[-2:] == (Reason("why.unknown", {"limit": "level"}), Reason("why.unmet", {"limit": "free"}))


def test_who_is_on_the_list_or_was_shown_is_told_so(finder_of: Callable[..., Finder]) -> None:
    finder = finder_of(CROWD)
    wishes = wishing(shown=frozenset({"crowd-03"}))
    found = finder.find(wishes)
    assert why_not(found.ranked[1].offer, wishes, found) == (Reason("why_not.on_list", {"rank": 2}),)
    assert why_not(CROWD[3], wishes, found) == (Reason("why_not.shown"),)


def test_a_limit_that_shut_an_offer_out_is_named_with_the_rank_it_would_have_without(
    finder_of: Callable[..., Finder],
) -> None:
    dear = offer("dear", "accounting", price=Price(50.0))
    finder = finder_of([*CROWD, dear])
    wishes = wishing(Wish(Kind.MAX_PRICE, 20.0))
    answer = why_not(dear, wishes, finder.find(wishes))
    assert answer[0] == Reason("why_not.limit", {"limit": "max_price", "wanted": 20.0, "has": 50.0})
    without = finder.find(replace(wishes, limits=()), limit=20)
    rank = [each.offer.id for each in without.ranked].index("dear") + 1
    assert answer[1] == Reason("why_not.without", {"limits": ("max_price",), "rank": rank})
    assert rank <= 2


def test_what_an_offer_does_not_say_shuts_it_out_of_free(finder_of: Callable[..., Finder]) -> None:
    silent = offer("silent", "accounting")
    free = [replace(each, id=f"free-{each.id}", price=Price(0.0)) for each in CROWD[:4]]
    wishes = wishing(Wish(Kind.FREE))
    finder = finder_of([silent, *free])
    assert why_not(silent, wishes, finder.find(wishes))[0] == Reason(
        "why_not.limit", {"limit": "free", "wanted": None, "has": None}
    )


def test_an_offer_that_passes_is_told_its_rank_and_what_cost_it_most(finder_of: Callable[..., Finder]) -> None:
    late = offer("late", "accounting", provider="late", start=date(2020, 1, 1))
    finder = finder_of([*CROWD[:5], late])
    assert why_not(late, wishing(), finder.find(wishing())) == (
        Reason("why_not.rank", {"rank": 6}),
        Reason("why_not.feature", {"feature": "over"}),
        Reason("why_not.would", {"feature": "over", "rank": 1}),
    )


def test_an_offer_too_far_to_be_ranked_is_told_how_many_are_nearer(finder_of: Callable[..., Finder]) -> None:
    near = [offer(f"near-{number:03}", "accounting", provider=str(number)) for number in range(160)]
    far = offer("far", "gardening")
    finder = finder_of([*near, far])
    assert why_not(far, wishing(), finder.find(wishing())) == (Reason("why_not.far", {"nearer": 100}),)


@settings(
    max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(offers=st.lists(an_offer, min_size=4, max_size=12), wishes=some_wishes)
def test_every_explanation_holds_when_it_is_tried(
    finder_of: Callable[..., Finder], offers: list[Offer], wishes: Wishes
) -> None:
    """Whatever is said would change the rank does change it to just that rank, when the limits are really dropped."""
    offers = [replace(each, id=f"{number:02}") for number, each in enumerate(offers)]
    finder = finder_of(offers)
    wishes = replace(wishes, vector=ENCODER.query("python"), words="python")
    found = finder.find(wishes)
    for each in found.ranked:
        assert {reason.key for reason in why(each, wishes)} <= KEYS
    lifted = tuple(Kind(name) for name in found.relaxed)
    for each in offers:
        said = {reason.key: reason.params for reason in why_not(each, wishes, found)}
        assert set(said) <= KEYS
        on_list = [ranked.offer.id for ranked in found.ranked]
        assert ("why_not.on_list" in said) == (each.id in on_list)
        if "why_not.without" in said:
            dropped = tuple(Kind(str(name)) for name in said["why_not.without"]["limits"])  # type: ignore[union-attr]
            place = int(str(said["why_not.without"]["rank"]))
            never_set = replace(wishes, limits=tuple(wish for wish in wishes.limits if wish.kind not in dropped))
            shown = [ranked.offer.id for ranked in finder.find(never_set).ranked]
            assert shown[place - 1 : place] == [each.id] if place <= 3 else each.id not in shown
        for key in ("why_not.rank", "why_not.place"):
            if key in said:
                assert said[key]["rank"] == finder.standing(each.id, wishes, lifted).rank
                assert int(str(said[key]["rank"])) > len(on_list)
        assert ("why_not.rank" in said) <= all(fit is Fit.MET for fit in stances(each, wishes).values())
