"""Laws of the ranking: what always holds, whatever is offered and wished."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.columns import Fit, passes
from index.contract import Hit
from index.explain import Reason, why
from index.faiss_index import FaissOfferIndex
from index.features import contributions, most_to_gain
from index.finder import Finder
from index.limits import SOFT, Stances, hard_filters
from index.profiles.wishes import liked_by, wishes_of
from index.ranking import ranked
from index.relaxing import relax
from index.weights import default_weights
from index.why_not import why_not
from index.wishes import Kind, Liked, Wish, Wishes
from knowledge.esco import Esco
from knowledge.learner_profile import Experience, LearnerProfile
from knowledge.offer import Offer, Price
from tests.index.test_limits import some_wishes
from tests.index.worlds import WordEncoder, an_offer, offer, some_offers

TODAY = date(2026, 11, 24)
ENCODER = WordEncoder()
WEIGHTS = default_weights()
some_hits = st.builds(Hit, st.just("?"), st.just(0.0), st.floats(-1, 1), st.floats(0, 1.5))


@pytest.fixture
def finder_of(quick_path: Path) -> Callable[..., Finder]:
    index = FaissOfferIndex(quick_path / "index", ENCODER)

    def make(offers: Iterable[Offer], **options: Any) -> Finder:
        index.activate(index.build(offers))
        return Finder(index, today=lambda: TODAY, **options)

    return make


def features(each: Offer, hit: Hit, wishes: Wishes) -> dict[str, float]:
    standing = Stances(wishes).of(each)
    return contributions(
        each, hit, wishes, WEIGHTS, standing=standing, closest=0.5, quality=lambda _: 0.5, today=TODAY
    )


@given(each=an_offer, hit=some_hits, wishes=some_wishes)
def test_no_offer_has_more_than_was_thought_possible_before_it_was_looked_at(
    each: Offer, hit: Hit, wishes: Wishes
) -> None:
    wishes = replace(wishes, goal_labels=("python",), skill_labels=("Excel", "care"), liked=(Liked("x", ("music",)),))
    score = math.fsum(features(each, hit, wishes).values())
    assert score <= most_to_gain(hit, wishes, WEIGHTS, closest=0.5, quality=lambda _: 0.5)


@given(each=an_offer, wishes=some_wishes, kinds=st.sets(st.sampled_from(Kind)))
def test_a_limit_that_is_taken_back_never_shuts_out_an_offer_that_passed(
    each: Offer, wishes: Wishes, kinds: set[Kind]
) -> None:
    if passes(each, hard_filters(wishes)):
        assert passes(each, hard_filters(wishes.without(kinds)))


@given(each=an_offer, hit=some_hits, wishes=some_wishes, other=an_offer)
def test_of_two_offers_alike_but_for_the_limits_they_meet_the_one_that_meets_more_ranks_above(
    each: Offer, hit: Hit, wishes: Wishes, other: Offer
) -> None:
    """`other` gives the fields that limits ask about. What is free is not compared: there the price counts too."""
    wishes = replace(wishes, limits=tuple(wish for wish in wishes.limits if wish.kind is not Kind.FREE))
    facts = ("languages", "country", "place", "mode", "level", "schedules", "workload_hours", "duration_weeks")
    twin = replace(each, **{name: getattr(other, name) for name in facts})
    met = {Fit.MET: 2, Fit.UNKNOWN: 1, Fit.UNMET: 0}
    ours, theirs = Stances(wishes).of(each), Stances(wishes).of(twin)
    no_better = all(met[theirs[kind]] <= met[ours[kind]] for kind in ours)
    if no_better:
        first, second = replace(each, id="b-better"), replace(twin, id="c-worse", provider="another", title="another")
        second = replace(second, title=each.title)
        pool = [(second, features(second, hit, wishes)), (first, features(first, hit, wishes))]
        assert ranked(pool, WEIGHTS, 1)[0].offer.id == "b-better"


@given(offers=some_offers, wishes=some_wishes, hits=st.lists(some_hits, min_size=12, max_size=12), seed=st.integers())
def test_the_order_does_not_depend_on_the_order_that_offers_are_given_in(
    offers: list[Offer], wishes: Wishes, hits: list[Hit], seed: int
) -> None:
    pool = [(each, features(each, hit, wishes)) for each, hit in zip(offers, hits, strict=False)]
    mixed = list(pool)
    random.Random(seed).shuffle(mixed)
    in_order = ranked(pool, WEIGHTS, len(pool))
    assert in_order == ranked(mixed, WEIGHTS, len(pool))
    assert all(each.score == math.fsum(each.features.values()) for each in in_order)
    assert [each.score for each in in_order] == sorted((each.score for each in in_order), reverse=True)


@settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(offers=st.lists(an_offer, min_size=18, max_size=20), wishes=some_wishes, seed=st.integers(0, 9))
def test_the_first_three_are_those_of_the_whole_order_and_of_any_other_way_to_import(
    finder_of: Callable[..., Finder], offers: list[Offer], wishes: Wishes, seed: int
) -> None:
    offers = [replace(each, id=f"{number:02}") for number, each in enumerate(offers)]
    wishes = replace(wishes, vector=ENCODER.query("python care"), words="python care")
    finder = finder_of(offers)
    found = finder.find(wishes)
    lifted = tuple(Kind(name) for name in found.relaxed)
    for place, each in enumerate(found.ranked, start=1):
        whole = finder.standing(each.offer.id, wishes, lifted)
        assert whole.rank == place
        assert whole.ranked == found.ranked[:place]
    random.Random(seed).shuffle(offers)
    again = finder_of(offers).find(wishes)
    assert (again.ranked, again.relaxed, again.closest) == (found.ranked, found.relaxed, found.closest)


@given(
    worth=st.dictionaries(st.sampled_from("abcde"), st.integers(0, 3), min_size=1),
    start=st.integers(0, 3),
    wanted=st.integers(1, 4),
)
def test_as_few_limits_as_help_are_lifted_and_none_that_brings_nothing(
    worth: dict[Any, int], start: int, wanted: int
) -> None:
    def fitting(lifted: tuple[Any, ...]) -> int:
        return min(start + sum(worth[each] for each in lifted), wanted)

    relaxed = relax(sorted(worth), fitting, wanted)
    reached = fitting(relaxed.kinds)
    assert relaxed.fitted == min(start, wanted)
    assert reached == fitting(tuple(worth)) or reached == wanted
    assert all(fitting(tuple(k for k in relaxed.kinds if k != each)) < reached for each in relaxed.kinds)
    assert not (relaxed.fitted == wanted and relaxed.kinds)


def test_what_offers_taught_that_somebody_liked_lifts_others_and_is_said(finder_of: Callable[..., Finder]) -> None:
    both = [offer(each, "numbers", provider=each, skills=(f"skill {each}",)) for each in ("a", "b")]
    finder = finder_of(both, weights=replace(WEIGHTS, liked=0.5))
    known = {"done": offer("done", "Ledgers for all", skills=("Skill A", "Skill B", "tax audits"))}
    profile = LearnerProfile(goal="numbers", history=(("done", Experience.LIKED), ("gone", Experience.LIKED)))
    wishes = wishes_of(profile, Esco.load(), ENCODER.query("numbers"))
    first, second = (each.offer.id for each in finder.find(wishes).ranked)
    (liked,) = liked_by(profile, known.get)
    only_second = replace(liked, skills=tuple(skill for skill in liked.skills if skill != f"Skill {first.upper()}"))
    moved = finder.find(replace(wishes, liked=(only_second,))).ranked
    assert [each.offer.id for each in moved] == [second, first]
    assert [each.features.get("liked") for each in moved] == [0.25, None]
    assert Reason("why.liked", {"title": "Ledgers for all", "skills": (f"Skill {second.upper()}",)}) in why(
        moved[0], replace(wishes, liked=(only_second,))
    )


@pytest.mark.parametrize("experience", [Experience.DONE, Experience.VETOED])
def test_what_is_settled_is_not_found_again_whatever_is_lifted(
    finder_of: Callable[..., Finder], experience: Experience
) -> None:
    offers = [offer(each, "accounting", provider=each, price=Price(9.0)) for each in "abcd"]
    limits = ({"kind": "free", "value": None},)
    profile = LearnerProfile(goal="accounting", history=(("a", experience),), limits=limits)
    wishes = wishes_of(profile, Esco.load(), ENCODER.query("accounting"))
    found = finder_of(offers).find(wishes)
    assert found.relaxed == ("free",)
    assert {each.offer.id for each in found.ranked} == {"b", "c", "d"}
    assert [reason.key for reason in why_not(offers[0], wishes, found)] == ["why_not.settled"]


def test_a_limit_that_alone_keeps_an_offer_back_is_found_among_several(finder_of: Callable[..., Finder]) -> None:
    crowd = [offer(each, "accounting", provider=each, languages=("de",), price=Price(5.0)) for each in "abcd"]
    silent = offer("e", "accounting", provider="e", price=Price(5.0))
    wishes = Wishes(
        vector=ENCODER.query("accounting"),
        words="accounting",
        limits=(Wish(Kind.LANGUAGE, "de"), Wish(Kind.MAX_PRICE, 10.0), Wish(Kind.CERTIFICATE)),
    )
    finder = finder_of([*crowd, replace(silent, id="0")])
    found = finder.find(wishes)
    said = {reason.key: reason.params for reason in why_not(replace(silent, id="0"), wishes, found)}
    assert said["why_not.place"] == {"rank": 5}
    assert said["why_not.limit"] == {"limit": "language", "wanted": ("de",), "has": None}
    assert said["why_not.without"] == {"limits": ("language",), "rank": 1}
    assert Kind.CERTIFICATE in SOFT
