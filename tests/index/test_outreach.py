"""The laws of outreach: who is suggested, in which order, and what is shown of how fair it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.columns import Fit
from index.contract import Vector
from index.explain import Reason
from index.limits import Stances
from index.outreach import (
    Candidate,
    contacted,
    fair_order,
    floor_of,
    gini,
    is_least_schooled,
    is_open,
    measure,
    suggest,
)
from index.profiles.folder_index import FolderProfileIndex
from index.profiles.wishes import limits_of
from index.weights import default_weights
from index.wishes import Wishes
from knowledge.learner_profile import Experience, LearnerProfile
from knowledge.offer import Offer
from tests.index.profiles.people import QueryEncoder, a_profile, esco, limit, offer_vector
from tests.index.worlds import offer, some_offers

TODAY = date(2026, 11, 24)
OFFER = offer("o", "python")


class Vectors:
    """The vectors of these offers."""

    def __init__(self, *offers: Offer) -> None:
        self._vectors = {each.id: offer_vector(each, QueryEncoder()) for each in offers}

    def vector(self, offer_id: str) -> Vector | None:
        return self._vectors.get(offer_id)


def candidate(name: str, fit: float, schooling: int | None = 6, contacts: int = 0) -> Candidate:
    return Candidate(
        profile_id=name, profile=LearnerProfile(schooling=schooling), offer=OFFER, fit=fit, contacts=contacts
    )


some_candidates = st.lists(
    st.tuples(
        st.sampled_from((0.22, 0.3, 0.5, 0.77)) | st.floats(0.22, 1.0),
        st.none() | st.integers(1, 8),
        st.integers(0, 4),
    ),
    max_size=14,
).map(lambda rows: [candidate(f"p{number:02}", *row) for number, row in enumerate(rows)])
places = st.integers(0, 16)


@settings(max_examples=1000)
@given(people=some_candidates, many=places)
def test_the_floor_of_the_least_schooled_holds_in_every_beginning(people: list[Candidate], many: int) -> None:
    listed = fair_order(people, many)
    assert len(listed) == min(many, len(people))
    least = sum(each.least_schooled for each in people)
    for length in range(1, len(listed) + 1):
        have = sum(each.candidate.least_schooled for each in listed[:length])
        assert have >= least * length // len(people)
    found = measure(people, listed)
    assert found.least_suggested >= found.floor == floor_of(least, len(people), len(listed))
    if listed:
        assert found.least_suggested / len(listed) >= least / len(people) - 1e-12
    assert found.holds
    assert found.ratio is None or found.ratio >= 1.0 - 1e-12


@given(people=some_candidates, many=places, seed=st.randoms(use_true_random=False))
def test_the_order_is_always_the_same(people: list[Candidate], many: int, seed: object) -> None:
    shuffled = list(people)
    seed.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fair_order(shuffled, many) == fair_order(people, many)
    assert measure(shuffled, fair_order(shuffled, many)) == measure(people, fair_order(people, many))


@given(people=some_candidates, many=places)
def test_within_a_group_a_better_fit_comes_first_unless_contacted_more(people: list[Candidate], many: int) -> None:
    listed = [each.candidate for each in fair_order(people, many)]
    for group in (True, False):
        here = [each for each in listed if each.least_schooled is group]
        left = [each for each in people if each.least_schooled is group and each not in here]
        for at, ahead in enumerate(here):
            for behind in (*here[at + 1 :], *left):
                assert behind.fit <= ahead.fit or behind.contacts > ahead.contacts


@given(people=some_candidates, many=places)
def test_a_place_is_by_floor_only_where_fit_alone_gives_it_to_somebody_else(
    people: list[Candidate], many: int
) -> None:
    listed = fair_order(people, many)
    left = list(people)
    for each in listed:
        best = min(left, key=lambda person: (-person.claim, person.contacts, person.profile_id))
        assert each.by_floor is (best != each.candidate)
        left.remove(each.candidate)


@given(people=some_candidates.filter(bool), rounds=st.integers(1, 12))
def test_contacts_go_round(people: list[Candidate], rounds: int) -> None:
    """With one place each time and everybody fitting equally well, nobody is a second time before all were once."""
    now = [replace(each, fit=0.5, contacts=0) for each in people]
    for _ in range(rounds):
        chosen = fair_order(now, 1)[0].candidate
        others = [each.contacts for each in now if each.least_schooled is chosen.least_schooled]
        assert chosen.contacts == min(others)
        now = [contacted(each) if each.profile_id == chosen.profile_id else each for each in now]


def test_whoever_was_contacted_often_stands_behind_one_of_like_fit() -> None:
    people = [candidate("often", 0.60, contacts=2), candidate("never", 0.45), candidate("once", 0.61, contacts=1)]
    assert [each.candidate.profile_id for each in fair_order(people, 3)] == ["never", "once", "often"]


def test_the_least_schooled_are_not_crowded_out_by_those_who_fit_a_little_better() -> None:
    people = [candidate(f"degree-{number}", 0.9 - number / 100) for number in range(6)]
    people += [candidate("lower", 0.5, schooling=3), candidate("unknown", 0.4, schooling=None)]
    listed = fair_order(people, 4)
    assert [(each.candidate.profile_id, each.by_floor) for each in listed] == [
        ("degree-0", False), ("degree-1", False), ("degree-2", False), ("lower", True),
    ]  # fmt: skip
    found = measure(people, listed)
    assert (found.fitting, found.least_fitting, found.suggested, found.least_suggested) == (8, 2, 4, 1)
    assert found.ratio == pytest.approx((1 / 2) / (3 / 6))
    assert (found.spread_before, found.spread_after) == (0.0, pytest.approx(0.5))


@pytest.mark.parametrize(("schooling", "least"), [(None, True), (1, True), (4, True), (5, False), (8, False)])
def test_the_least_schooled_are_those_up_to_level_4_or_not_known(schooling: int | None, least: bool) -> None:
    assert is_least_schooled(LearnerProfile(schooling=schooling)) is least


@given(amounts=st.lists(st.integers(0, 50), max_size=12))
def test_gini_is_half_the_relative_mean_difference(amounts: list[int]) -> None:
    many, total = len(amounts), sum(amounts)
    plain = sum(abs(one - other) for one in amounts for other in amounts) / (2 * many * total) if total else 0.0
    assert gini(amounts) == pytest.approx(plain, abs=1e-12)


@pytest.fixture
def profiles(quick_path: Path) -> FolderProfileIndex:
    return FolderProfileIndex(quick_path / "profiles", QueryEncoder(), esco())


def names(profiles: FolderProfileIndex, *, gone: str = "", contacts: Mapping[str, int] | None = None) -> list[str]:
    found = suggest(
        [OFFER], 10, profiles, Vectors(OFFER), contacts=contacts or {}, may=lambda name: name != gone, today=TODAY
    )
    return [each.candidate.profile_id for each in found.suggested]


def test_whoever_takes_their_consent_back_is_not_suggested_even_where_the_index_lags(
    profiles: FolderProfileIndex,
) -> None:
    profiles.put("a", LearnerProfile(goal="python"))
    profiles.put("b", LearnerProfile(goal="python"))
    assert names(profiles) == ["a", "b"]
    assert names(profiles, gone="a") == ["b"]
    profiles.erase("b")
    assert names(profiles, gone="a") == []


def test_contacts_and_limits_are_told(profiles: FolderProfileIndex) -> None:
    profiles.put("a", LearnerProfile(goal="python", limits=(limit("language", "de"), limit("max_price", 20.0))))
    open_offer = offer("o", "python", languages=("de",))
    found = suggest(
        [open_offer], 1, profiles, Vectors(open_offer), contacts={"a": 2}, may=lambda _: True, today=TODAY
    )
    (one,) = found.suggested
    assert one.candidate.contacts == 2
    assert (one.candidate.met, one.candidate.unknown) == (("language",), ("max_price",))
    assert found.near == 1


def test_of_several_offers_everybody_is_suggested_for_the_one_that_suits_best(profiles: FolderProfileIndex) -> None:
    profiles.put("a", LearnerProfile(goal="python accounting"))
    profiles.put("b", LearnerProfile(goal="care"))
    offers = [offer("1", "python"), offer("2", "python accounting"), offer("3", "care")]
    found = suggest(offers, 5, profiles, Vectors(*offers), contacts={}, may=lambda _: True, today=TODAY)
    assert [(each.candidate.profile_id, each.candidate.offer.id) for each in found.suggested] == [
        ("a", "2"), ("b", "3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("days", "still"),
    [({}, True), ({"start": date(2026, 11, 23)}, False), ({"start": TODAY}, True),
     ({"start": date(2027, 1, 1), "apply_by": date(2026, 11, 1)}, False)],
)  # fmt: skip
def test_nobody_is_suggested_for_what_one_cannot_join_any_more(
    profiles: FolderProfileIndex, days: dict[str, date], still: bool
) -> None:
    profiles.put("a", LearnerProfile(goal="python"))
    begun = replace(OFFER, **days)
    assert is_open(begun, TODAY) is still
    found = suggest([begun], 5, profiles, Vectors(begun), contacts={}, may=lambda _: True, today=TODAY)
    assert bool(found.suggested) is still


def test_whoever_was_written_to_about_an_offer_is_left_out(profiles: FolderProfileIndex) -> None:
    profiles.put("a", LearnerProfile(goal="python"))
    found = suggest(
        [OFFER], 5, profiles, Vectors(OFFER), contacts={}, may=lambda _: True, today=TODAY, leave_out={"a"}
    )
    assert found.suggested == ()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.dictionaries(st.sampled_from("abcdef"), a_profile, max_size=6),
    offers=some_offers,
    refused=st.frozensets(st.sampled_from("abcdef")),
    erased=st.frozensets(st.sampled_from("abcdef")),
    many=places,
)
def test_nobody_unconsented_erased_or_with_a_limit_broken_is_ever_suggested(
    tmp_path_factory: pytest.TempPathFactory,
    people: dict[str, LearnerProfile],
    offers: list[Offer],
    refused: frozenset[str],
    erased: frozenset[str],
    many: int,
) -> None:
    profiles = FolderProfileIndex(tmp_path_factory.mktemp("law") / "profiles", QueryEncoder(), esco())
    for name, profile in people.items():
        profiles.put(name, profile)
    for name in erased:
        profiles.erase(name)
    found = suggest(
        offers, many, profiles, Vectors(*offers), contacts={}, may=lambda name: name not in refused, today=TODAY
    )
    suggested = [each.candidate for each in found.suggested]
    assert len({each.profile_id for each in suggested}) == len(suggested) <= many
    for each in suggested:
        assert each.profile_id in people.keys() - refused - erased
        assert each.profile == people[each.profile_id]
        standing = Stances(Wishes(limits=limits_of(each.profile))).of(each.offer)
        assert Fit.UNMET not in standing.values()
        assert set(each.met) | set(each.unknown) == set(standing)


def test_whoever_liked_what_the_offer_teaches_comes_first_and_it_is_said_why(profiles: FolderProfileIndex) -> None:
    profiles.put("a", LearnerProfile(goal="python"))
    profiles.put("b", LearnerProfile(goal="python", history=(("old", Experience.LIKED),)))
    asked, old = offer("o", "python", skills=("Testing",)), offer("old", "Quality", skills=("testing", "music"))
    offers = {"old": old}
    found = suggest(
        [asked], 5, profiles, Vectors(asked), contacts={}, may=lambda _: True, today=TODAY, get=offers.get
    )
    first, second = (each.candidate for each in found.suggested)
    assert (first.profile_id, second.profile_id) == ("b", "a")
    assert first.fit - second.fit == pytest.approx(default_weights().liked * 0.5)
    assert first.liked == Reason("why.liked", {"title": "Quality", "skills": ("testing",)})
    assert second.liked is None
