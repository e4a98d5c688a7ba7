"""The least cover: against brute force, with any costs; greed keeps its bound."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from index.set_cover import Choice, least_cover

SKILLS = "abcdefgh"
CHOICES = st.lists(
    st.tuples(
        st.frozensets(st.sampled_from(SKILLS), max_size=5),
        st.integers(0, 3),
        st.integers(0, 50),
    ),
    max_size=9,
).map(lambda rows: [Choice(n, covers, (1.0, float(a), float(b))) for n, (covers, a, b) in enumerate(rows)])


def brute_force(choices: list[Choice[int]]) -> tuple[float, ...]:
    """The least cost of all combinations that cover everything coverable."""
    everything = frozenset().union(*(choice.covers for choice in choices))
    totals = [
        tuple(map(sum, zip((0.0, 0.0, 0.0), *(choice.cost for choice in some), strict=True)))
        for size in range(len(choices) + 1)
        for some in combinations(choices, size)
        if frozenset().union(*(choice.covers for choice in some)) == everything
    ]
    return min(totals)


@settings(max_examples=300, deadline=None)
@given(CHOICES)
def test_the_cover_costs_what_the_best_of_all_combinations_costs(choices: list[Choice[int]]) -> None:
    cover = least_cover(choices)
    assert cover.exact
    covered = frozenset().union(*(choices[key].covers for key in cover.chosen))
    assert covered == frozenset().union(*(choice.covers for choice in choices))
    if choices:
        assert cover.cost == brute_force(choices)


@settings(max_examples=200, deadline=None)
@given(CHOICES)
def test_greed_covers_everything_within_its_bound(choices: list[Choice[int]]) -> None:
    cover = least_cover(choices, states_at_most=0)
    covered = frozenset().union(*(choices[key].covers for key in cover.chosen))
    assert covered == frozenset().union(*(choice.covers for choice in choices))
    if choices:
        assert cover.cost[0] <= cover.times * brute_force(choices)[0] + 1e-9


@given(CHOICES)
def test_the_same_choices_give_the_same_cover(choices: list[Choice[int]]) -> None:
    assert least_cover(choices) == least_cover(choices)


def test_greed_can_be_worse_than_exact_and_says_so() -> None:
    # the classic trap: the widest choice first needs three, the best needs two
    choices = [
        Choice("wide", frozenset("bcfg"), (1.0,)),
        Choice("left", frozenset("abc"), (1.0,)),
        Choice("right", frozenset("efgh"), (1.0,)),
        Choice("four", frozenset("abcd"), (1.0,)),
    ]
    assert least_cover(choices).chosen == ("right", "four")
    greedy = least_cover(choices, states_at_most=0)
    assert not greedy.exact
    assert greedy.times > 2


def test_nothing_to_choose_from_is_an_empty_cover() -> None:
    cover = least_cover([])
    assert (cover.chosen, cover.cost, cover.exact) == ((), (), True)


def test_hundreds_of_offers_for_thirty_skills_are_answered() -> None:
    skills = [f"skill {n:02}" for n in range(30)]
    choices = [
        Choice(n, frozenset(skills[(n * step) % 30] for step in range(1, 2 + n % 6)), (1.0, float(n % 17)))
        for n in range(1, 400)
    ]
    cover = least_cover(choices)
    assert frozenset().union(*(choices[key - 1].covers for key in cover.chosen)) == frozenset().union(
        *(choice.covers for choice in choices)
    )
