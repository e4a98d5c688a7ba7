"""From wishes to a shortlist: limits, lifting them, ranking."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.columns import passes
from index.contract import Filters
from index.faiss_index import FaissOfferIndex
from index.finder import Finder, Found
from index.limits import hard_filters
from index.weights import DEFAULT, Weights, WeightsError, default_weights
from index.wishes import Kind, Wish, Wishes
from knowledge.offer import Level, Mode, Offer, Price, Schedule
from tests.index.test_limits import some_wishes
from tests.index.worlds import SOURCE, WordEncoder, an_offer, offer

TODAY = date(2026, 11, 24)
ENCODER = WordEncoder()
Search = Callable[..., Found]


@pytest.fixture
def finder_of(quick_path: Path) -> Callable[..., Finder]:
    index = FaissOfferIndex(quick_path / "index", ENCODER)

    def make(offers: Iterable[Offer], **options: Any) -> Finder:
        index.activate(index.build(offers))
        return Finder(index, today=lambda: TODAY, **options)

    return make


def wishing(goal: str, *limits: Wish, **more: Any) -> Wishes:
    return Wishes(vector=ENCODER.query(goal), words=goal, limits=limits, **more)


def shortlist(found: Found) -> list[str]:
    return [ranked.offer.id for ranked in found.ranked]


FREE, GERMAN = Wish(Kind.FREE), Wish(Kind.LANGUAGE, "de")
ACCOUNTING = [
    offer(f"acc-{number}", f"accounting {name}", provider=name, languages=("de",), price=Price(40.0 * number))
    for number, name in enumerate(("alpha", "beta", "gamma", "delta", "epsilon"))
]
OTHER = [offer(f"other-{number}", f"gardening topic{number}", provider=f"p{number}") for number in range(6)]


def test_what_passes_every_limit_is_found_and_nothing_is_lifted(finder_of: Callable[..., Finder]) -> None:
    found = finder_of([*ACCOUNTING, *OTHER]).find(wishing("accounting", Wish(Kind.MAX_PRICE, 80.0), GERMAN))
    assert set(shortlist(found)) == {"acc-0", "acc-1", "acc-2"}
    assert (found.relaxed, found.weak) == ((), False)


def test_an_offer_that_does_not_say_its_language_stays_but_ranks_below_and_is_flagged(
    finder_of: Callable[..., Finder],
) -> None:
    silent = replace(ACCOUNTING[0], id="a-silent", languages=(), provider="zeta")
    other = replace(ACCOUNTING[0], id="a-other", languages=("en",))
    found = finder_of([silent, other, *ACCOUNTING]).find(wishing("accounting", GERMAN), limit=6)
    assert set(shortlist(found)[:5]) == {each.id for each in ACCOUNTING}
    assert shortlist(found)[5:] == ["a-silent"]
    assert found.ranked[5].unknown == ("language",)
    assert found.relaxed == ()


def test_an_unknown_price_never_passes_free(finder_of: Callable[..., Finder]) -> None:
    silent = [replace(each, id=f"silent-{each.id}", price=None) for each in ACCOUNTING]
    free = [replace(each, id=f"free-{each.id}", price=Price(0.0)) for each in ACCOUNTING[:3]]
    found = finder_of([*silent, *free]).find(wishing("accounting", FREE), limit=3)
    assert set(shortlist(found)) == {"free-acc-0", "free-acc-1", "free-acc-2"}
    assert found.relaxed == ()


def test_nothing_free_is_said_and_what_is_not_free_is_shown_below(finder_of: Callable[..., Finder]) -> None:
    found = finder_of([*ACCOUNTING, *OTHER]).find(wishing("accounting", FREE, GERMAN))
    assert found.relaxed == ("free",)
    assert shortlist(found)[0] == "acc-0"
    assert [each.features.get("unmet:free", 0.0) < 0 for each in found.ranked] == [False, True, True]


def test_one_limit_that_suffices_is_lifted_rather_than_several(finder_of: Callable[..., Finder]) -> None:
    courses = [replace(each, level=Level.BEGINNER, schedules=(Schedule.FULL_TIME,)) for each in ACCOUNTING]
    limits = (Wish(Kind.LEVEL, "beginner"), Wish(Kind.SCHEDULE, "evening"), GERMAN)
    assert finder_of(courses).find(wishing("accounting", *limits)).relaxed == ("schedule",)


def test_limits_are_lifted_in_the_stated_order_and_only_where_it_helps(finder_of: Callable[..., Finder]) -> None:
    courses = [
        replace(each, level=Level.ADVANCED, mode=Mode.ONSITE, languages=("de",), price=Price(90.0))
        for each in ACCOUNTING
    ]
    limits = (FREE, Wish(Kind.MODE, "online"), Wish(Kind.LEVEL, "beginner"), Wish(Kind.MAX_HOURS, 10.0))
    found = finder_of(courses).find(wishing("accounting", *limits))
    assert found.relaxed == ("level", "mode", "free")
    assert len(found.ranked) == 3


def test_what_is_not_wanted_is_never_shown_even_when_too_little_is_left(finder_of: Callable[..., Finder]) -> None:
    wishes = wishing(
        "accounting", Wish(Kind.EXCLUDE, "Beta"), Wish(Kind.EXCLUDE, "gamma"), shown=frozenset({"acc-0"})
    )
    found = finder_of(ACCOUNTING).find(wishes)
    assert set(shortlist(found)) == {"acc-3", "acc-4"}
    assert (found.relaxed, found.total) == ((), 2)


def test_an_offer_about_something_else_does_not_stand_in_for_a_limit(finder_of: Callable[..., Finder]) -> None:
    """Free gardening is no answer to a wish for free accounting."""
    free_gardening = [replace(each, price=Price(0.0)) for each in OTHER]
    found = finder_of([*free_gardening, *ACCOUNTING[1:]]).find(wishing("accounting", FREE))
    assert found.relaxed == ("free",)
    assert all(offer_id.startswith("acc") for offer_id in shortlist(found))


def test_a_goal_that_no_offer_is_about_is_called_weak(finder_of: Callable[..., Finder]) -> None:
    finder = finder_of([*ACCOUNTING, *OTHER])
    assert finder.find(wishing("welding")).weak
    assert not finder.find(wishing("accounting")).weak


def test_cheaper_and_shorter_are_strictly_below_what_was_shown(finder_of: Callable[..., Finder]) -> None:
    hours = [replace(each, workload_hours=(1.0, 10.0 * number)) for number, each in enumerate(ACCOUNTING)]
    finder = finder_of(hours)
    assert set(shortlist(finder.find(wishing("accounting", Wish(Kind.CHEAPER, 80.0)), limit=2))) == {"acc-0", "acc-1"}
    shorter = finder.find(wishing("accounting", Wish(Kind.SHORTER, 20.0)), limit=2)
    assert set(shortlist(shorter)) == {"acc-0", "acc-1"}


def test_who_cannot_pay_sees_free_first_then_cheap_then_unknown(finder_of: Callable[..., Finder]) -> None:
    same = [
        offer("a-dear", "accounting", provider="a", price=Price(900.0)),
        offer("b-unknown", "accounting", provider="b"),
        offer("c-cheap", "accounting", provider="c", price=Price(10.0)),
        offer("d-free", "accounting", provider="d", price=Price(0.0)),
    ]
    no_variety = replace(default_weights(), twin=0.0, provider=0.0)
    finder = finder_of(same, weights=no_variety)
    assert shortlist(finder.find(wishing("accounting"), limit=4)) == ["a-dear", "b-unknown", "c-cheap", "d-free"]
    assert shortlist(finder.find(wishing("accounting", cannot_pay=True), limit=4)) == [
        "d-free", "c-cheap", "b-unknown", "a-dear",
    ]  # fmt: skip


def test_evidence_of_quality_and_a_start_to_come_count(finder_of: Callable[..., Finder]) -> None:
    same = [offer(name, "accounting", provider=name) for name in ("a", "b", "c")]
    same[0] = replace(same[0], start=date(2026, 1, 1))
    finder = finder_of(
        same, weights=replace(default_weights(), twin=0.0), quality=lambda each: float(each.id == "c") * 5
    )
    found = finder.find(wishing("accounting"))
    assert shortlist(found) == ["c", "b", "a"]
    assert found.ranked[0].features["quality"] == default_weights().quality
    assert found.ranked[2].features["over"] == -default_weights().over


def test_names_of_the_goal_and_its_skills_lift_an_offer(finder_of: Callable[..., Finder]) -> None:
    named = offer("b", "numbers", provider="b", skills=("Book-keeping", "Tax law"))
    found = finder_of([offer("a", "numbers", provider="a"), named, *OTHER]).find(
        wishing("numbers", goal_labels=("book keeping", "accountant"), skill_labels=("tax law", "tax"))
    )
    of_b = next(each.features for each in found.ranked if each.offer.id == "b")
    of_a = next(each.features for each in found.ranked if each.offer.id == "a")
    assert of_b["goal"] == 0.5 * default_weights().goal
    assert of_b["skills"] == 0.75 * default_weights().skills
    assert not {"goal", "skills"} & set(of_a)


def test_twins_and_one_provider_do_not_fill_the_shortlist(finder_of: Callable[..., Finder]) -> None:
    twins = [offer(f"twin-{number}", "accounting basics course", provider="one") for number in range(5)]
    other = offer("z", "basics accounting", provider="two", skills=("ledgers",))
    wishes = wishing("accounting basics course ledgers")
    found = finder_of([*twins, other, *OTHER]).find(wishes)
    assert shortlist(found)[:2] == ["twin-0", "z"]
    without = finder_of([*twins, other, *OTHER], weights=replace(default_weights(), twin=0.0, provider=0.0))
    assert shortlist(without.find(wishes)) == ["twin-0", "twin-1", "twin-2"]


def test_an_offer_of_older_news_ranks_below_its_equal(finder_of: Callable[..., Finder]) -> None:
    old = offer("a", "accounting", provider="a", source=replace(SOURCE, date=date(2017, 7, 6)))
    new = offer("b", "accounting", provider="b")
    assert shortlist(finder_of([old, new]).find(wishing("accounting"))) == ["b", "a"]


def test_without_a_goal_all_that_pass_are_ranked(finder_of: Callable[..., Finder]) -> None:
    found = finder_of(ACCOUNTING).find(Wishes(limits=(FREE,)), limit=1)
    assert (shortlist(found), found.closest, found.weak, found.total) == (["acc-0"], None, False, 1)


@settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    offers=st.lists(an_offer, min_size=1, max_size=15),
    wishes=some_wishes,
    goal=st.sampled_from(("python", "care English")),
)
def test_a_shortlist_keeps_its_promises(
    finder_of: Callable[..., Finder], offers: list[Offer], wishes: Wishes, goal: str
) -> None:
    finder = finder_of([replace(each, id=f"{number:02}") for number, each in enumerate(offers)])
    wishes = replace(wishes, vector=ENCODER.query(goal), words=goal)
    found = finder.find(wishes)
    assert found == finder.find(wishes)
    lifted = tuple(Kind(name) for name in found.relaxed)
    assert all(passes(each.offer, hard_filters(wishes, lifted)) for each in found.ranked)
    for each in found.ranked:
        assert each.score == math.fsum(each.features.values())
        assert {f"unknown:{kind}" for kind in each.unknown} <= set(each.features)
    if Kind.FREE in wishes.kinds and "free" not in found.relaxed:
        assert all(each.offer.price is not None and each.offer.price.is_free for each in found.ranked)


def test_the_weights_file_is_read_and_a_wrong_one_named(tmp_path: Path) -> None:
    assert default_weights().semantic == 1.0
    text = DEFAULT.read_text(encoding="utf-8")
    wrong = tmp_path / "weights.toml"
    for old, new in (("semantic = 1.0", "semantic = 'much'"), ("goal = 0.06", ""), ("pool = 100", "pool = -1")):
        assert old in text
        wrong.write_text(text.replace(old, new), encoding="utf-8")
        with pytest.raises(WeightsError, match=old.split()[0]):
            Weights.load(wrong)
    wrong.write_text("[", encoding="utf-8")
    with pytest.raises(WeightsError, match="TOML"):
        Weights.load(wrong)


def test_a_course_that_is_given_every_week_does_not_fill_the_shortlist(finder_of: Callable[..., Finder]) -> None:
    weekly = [
        offer(
            f"weekly-{number:03}", "accounting basics", provider="alpha", start=date(2026, 1, 5) + timedelta(number)
        )
        for number in range(400)
    ]
    found = finder_of([*weekly, *ACCOUNTING, *OTHER]).find(wishing("accounting basics"))
    assert len({ranked.offer.title for ranked in found.ranked}) == 3
    first = found.ranked[0].offer
    assert first.title == "accounting basics"
    assert first.start is not None
    assert first.start >= TODAY, "the next session stands for the course"


@given(wishes=some_wishes, lifted=st.integers(1, 6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
def test_a_portals_catalogue_is_never_widened_whatever_limits_are_lifted(
    finder_of: Callable[..., Finder], wishes: Wishes, lifted: int
) -> None:
    catalogue = Filters(languages=frozenset({"de"}))
    within = replace(wishes, vector=ENCODER.query("accounting"), words="accounting", catalogue=catalogue)
    found = finder_of([*ACCOUNTING, *OTHER]).find(within, lifted)
    assert all("de" in ranked.offer.languages for ranked in found.ranked)


def test_a_portals_catalogue_of_another_feed_shows_nothing(finder_of: Callable[..., Finder]) -> None:
    finder = finder_of(ACCOUNTING)
    assert shortlist(finder.find(wishing("accounting", catalogue=Filters(sources=frozenset({SOURCE.id})))))
    nothing = finder.find(wishing("accounting", FREE, catalogue=Filters(sources=frozenset({"another-feed"}))))
    assert (shortlist(nothing), nothing.total, nothing.closest) == ([], 0, None)
