from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.columns import Fit
from index.contract import Query
from index.faiss_index import FaissOfferIndex
from index.limits import Stances
from index.profiles.folder_index import FolderProfileIndex
from index.profiles.record import Record, file_name, profile_from_json, profile_to_json
from index.profiles.wishes import keeps_to, limits_of, wishes_of
from index.wishes import Kind, Wishes
from knowledge.learner_profile import Experience, LearnerProfile
from knowledge.offer import Mode, Offer, Price
from tests.index.profiles.people import DATA_ANALYST, QueryEncoder, a_profile, esco, limit, offer_query
from tests.index.worlds import an_offer, offer

MARK = "Zyxwv-4711"
PYTHON = LearnerProfile(goal="python", language="en")


@pytest.fixture
def encoder() -> QueryEncoder:
    return QueryEncoder()


@pytest.fixture
def folder(quick_path: Path) -> Path:
    return quick_path / "data" / "people" / "profiles"


@pytest.fixture
def profiles(folder: Path, encoder: QueryEncoder) -> FolderProfileIndex:
    return FolderProfileIndex(folder, encoder, esco())


def found(profiles: FolderProfileIndex, encoder: QueryEncoder, title: str, **known: object) -> list[str]:
    query = offer_query(offer("o", title, **known), encoder)
    return [hit.profile_id for hit in profiles.search(query).hits]


def test_without_a_profile_there_is_no_folder(profiles: FolderProfileIndex, folder: Path) -> None:
    profiles.erase("nobody")
    profiles.rebuild(())
    assert profiles.get("nobody") is None
    assert profiles.vector("nobody") is None
    assert profiles.info().profiles == 0
    assert profiles.search(offer_query(offer("o", "python"), QueryEncoder())).hits == ()
    assert not folder.exists()
    assert not folder.parent.exists()


def test_whoever_wants_what_an_offer_teaches_is_found_nearest_first(
    profiles: FolderProfileIndex, encoder: QueryEncoder
) -> None:
    profiles.put("a", LearnerProfile(goal="python accounting"))
    profiles.put("b", PYTHON)
    profiles.put("c", LearnerProfile(goal="gardening"))
    profiles.put("d", LearnerProfile(skills=("x",)))
    assert found(profiles, encoder, "python") == ["b", "a"]
    result = profiles.search(offer_query(offer("o", "python"), encoder, limit=1))
    assert [hit.profile_id for hit in result.hits] == ["b"]
    assert (result.total, result.near) == (2, 2)


def test_a_profile_is_found_by_what_its_goal_is_called(profiles: FolderProfileIndex, encoder: QueryEncoder) -> None:
    profiles.put("a", LearnerProfile(goal="Datenmensch", goal_uris=(DATA_ANALYST,), language="de"))
    assert found(profiles, encoder, "Data analyst") == ["a"]


def test_both_directions_give_one_figure(
    quick_path: Path, profiles: FolderProfileIndex, encoder: QueryEncoder
) -> None:
    offers = FaissOfferIndex(quick_path / "index", encoder)
    offers.activate(offers.build([offer("a", "python accounting"), offer("b", "gardening"), offer("c", "python")]))
    profiles.put("p", LearnerProfile(goal="python", goal_uris=(DATA_ANALYST,)))
    hits = {hit.offer_id: hit.semantic for hit in offers.search(Query(vector=profiles.vector("p"))).hits}
    for offer_id, semantic in hits.items():
        vector, known = offers.vector(offer_id), offers.get(offer_id)
        assert vector is not None
        assert known is not None
        (hit,) = profiles.search(offer_query(known, encoder, least=-1.0)).hits[:1] or (None,)
        back = float(np.dot(vector, profiles.vector("p")))
        assert hit is not None
        assert back == pytest.approx(semantic, abs=2e-3)  # the index of offers holds float16
    assert offers.vector("nobody") is None


def test_the_files_are_for_their_owner_only(profiles: FolderProfileIndex, folder: Path) -> None:
    profiles.put("a", PYTHON)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_erasing_leaves_no_byte_of_the_person(
    quick_path: Path, profiles: FolderProfileIndex, encoder: QueryEncoder
) -> None:
    profiles.put(f"id-{MARK}", PYTHON)
    profiles.put(f"id-{MARK}", LearnerProfile(goal=f"python {MARK}", limits=(limit("exclude", MARK),)))
    profiles.put("other", PYTHON)
    assert any(MARK.encode() in path.read_bytes() for path in quick_path.rglob("*") if path.is_file())
    profiles.erase(f"id-{MARK}")
    for path in quick_path.rglob("*"):
        assert MARK not in path.name
        assert not path.is_file() or MARK.encode() not in path.read_bytes()
    assert profiles.get(f"id-{MARK}") is None
    assert MARK not in repr(profiles.__dict__)
    assert found(profiles, encoder, "python") == ["other"]


def test_what_another_process_erases_is_found_no_more(
    profiles: FolderProfileIndex, folder: Path, encoder: QueryEncoder
) -> None:
    other = FolderProfileIndex(folder, QueryEncoder(), esco())
    profiles.put("a", PYTHON)
    assert other.get("a") == PYTHON
    other.erase("a")
    assert found(profiles, encoder, "python") == []
    other.put("a", LearnerProfile(goal="gardening"))
    assert found(profiles, encoder, "python") == []
    assert found(profiles, encoder, "gardening") == ["a"]


def test_a_new_profile_of_the_same_words_is_not_embedded_again(
    profiles: FolderProfileIndex, encoder: QueryEncoder
) -> None:
    profiles.put("a", PYTHON)
    before = list(encoder.embedded)
    profiles.put("a", LearnerProfile(goal="python", schooling=3))
    assert encoder.embedded == before
    held = profiles.get("a")
    assert held is not None
    assert held.schooling == 3


def test_another_encoder_embeds_anew_and_finds(profiles: FolderProfileIndex, folder: Path) -> None:
    profiles.put("a", PYTHON)
    newer = QueryEncoder(dimension=300, fingerprint="words-2")
    again = FolderProfileIndex(folder, newer, esco())
    assert found(again, newer, "python") == ["a"]
    assert again.info().foreign == 1
    again.rebuild([("a", PYTHON)])
    assert again.info().foreign == 0
    assert found(again, newer, "python") == ["a"]


def test_rebuilding_holds_exactly_those_of_the_store(profiles: FolderProfileIndex, folder: Path) -> None:
    for name in "abc":
        profiles.put(name, PYTHON)
    profiles.rebuild([("b", LearnerProfile(goal="care")), ("d", PYTHON)])
    assert profiles.ids() == ("b", "d")
    assert profiles.get("b") == LearnerProfile(goal="care")
    profiles.rebuild([])
    assert profiles.ids() == ()
    assert [path.name for path in folder.iterdir()] == ["lock"]


def test_a_damaged_file_is_left_out_and_named_without_a_word_of_it(
    profiles: FolderProfileIndex, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    profiles.put("a", PYTHON)
    profiles.put("b", PYTHON)
    whole = (folder / file_name("a")).read_bytes()
    (folder / file_name("a")).write_bytes(whole[: len(whole) // 2])
    assert profiles.ids() == ("b",)
    assert file_name("a") in caplog.text
    assert "python" not in caplog.text
    profiles.put("a", PYTHON)
    assert profiles.ids() == ("a", "b")


def test_a_limit_that_is_not_understood_is_refused(profiles: FolderProfileIndex, folder: Path) -> None:
    with pytest.raises(ValueError, match="colour"):
        profiles.put("a", LearnerProfile(goal="python", limits=(limit("colour", "red"),)))
    assert not folder.exists()


def test_an_offers_vector_of_another_encoder_is_refused(profiles: FolderProfileIndex) -> None:
    profiles.put("a", PYTHON)
    with pytest.raises(ValueError, match="one encoder"):
        profiles.search(offer_query(offer("o", "python"), QueryEncoder(dimension=300)))


@pytest.mark.parametrize(
    ("said", "breaks", "keeps"),
    [
        (limit("free"), {"price": Price(49.0, "EUR")}, {"price": Price(0.0, "EUR")}),
        (limit("free"), {}, {"price": Price(0.0)}),
        (limit("max_price", 50.0), {"price": Price(51.0, "EUR")}, {"price": Price(50.0, "EUR")}),
        (limit("language", "de"), {"languages": ("en",)}, {"languages": ("en", "de")}),
        (limit("mode", "online"), {"mode": Mode.ONSITE}, {"mode": Mode.ONLINE}),
        (limit("max_hours", 20.0), {"workload_hours": (10.0, 30.0)}, {"workload_hours": (10.0, 20.0)}),
        (
            limit("hours_per_week", 5.0),
            {"workload_hours": (60.0, 60.0), "duration_weeks": (6.0, 6.0)},
            {"workload_hours": (30.0, 30.0), "duration_weeks": (6.0, 6.0)},
        ),
        (limit("exclude", "programming"), {"subject": "programming"}, {"subject": "writing"}),
    ],
)
def test_nobody_is_found_for_an_offer_that_breaks_what_they_said(
    profiles: FolderProfileIndex,
    encoder: QueryEncoder,
    said: dict[str, object],
    breaks: dict[str, object],
    keeps: dict[str, object],
) -> None:
    profiles.put("a", LearnerProfile(goal="python", limits=(said,)))
    assert found(profiles, encoder, "python", **breaks) == []
    assert found(profiles, encoder, "python", **keeps) == ["a"]


def test_an_onsite_offer_in_another_country_is_not_suggested(
    profiles: FolderProfileIndex, encoder: QueryEncoder
) -> None:
    profiles.put("a", LearnerProfile(goal="python", country="AT"))
    assert found(profiles, encoder, "python", country="DE", mode=Mode.ONSITE) == []
    assert found(profiles, encoder, "python", country="DE", mode=Mode.ONLINE) == ["a"]
    assert found(profiles, encoder, "python", country="AT", mode=Mode.ONSITE) == ["a"]


@pytest.mark.parametrize(("experience", "seen"), [("done", False), ("vetoed", False), ("liked", True)])
def test_history_moves_what_is_found(
    profiles: FolderProfileIndex, encoder: QueryEncoder, experience: str, seen: bool
) -> None:
    profile = LearnerProfile(goal="python", history=(("o", Experience(experience)),))
    profiles.put("a", profile)
    assert bool(found(profiles, encoder, "python")) is seen
    assert ("o" in wishes_of(profile, esco()).vetoed) is not seen


def test_a_profiles_wishes_are_those_of_the_conversation() -> None:
    profile = LearnerProfile(
        goal="Datenanalyst", goal_uris=(DATA_ANALYST,), language="de", country="AT", limits=(limit("free"),)
    )
    liked = offer("l", "Statistics", skills=("regression",))
    wishes = wishes_of(profile, esco(), liked=[liked])
    assert wishes.words == "Datenanalyst"
    assert wishes.kinds == (Kind.FREE, Kind.COUNTRY)
    assert "data analyst" in wishes.goal_labels
    assert wishes_of(LearnerProfile(goal="x"), esco(), liked=[liked]).liked_labels == ("regression",)


@given(profile=a_profile)
def test_a_profile_reads_as_it_was_written(profile: LearnerProfile) -> None:
    assert profile_from_json(profile_to_json(profile)) == profile
    made = Record("ä/\\..\n", profile, "e", "t", np.zeros((2, 3), dtype=np.float32))
    read = Record.from_bytes(made.to_bytes())
    assert (read.profile_id, read.profile, read.raw.shape) == (made.profile_id, profile, (2, 3))


@given(profile=a_profile, given_offer=an_offer)
def test_no_offer_that_keeps_to_a_profile_breaks_a_limit(profile: LearnerProfile, given_offer: Offer) -> None:
    limits = limits_of(profile)
    if keeps_to(given_offer, profile):
        standing = Stances(Wishes(limits=limits)).of(given_offer)
        assert Fit.UNMET not in standing.values()
        assert standing.get(Kind.FREE) in (None, Fit.MET)
        assert standing.get(Kind.PLACE) in (None, Fit.MET)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(st.sampled_from("abcd"), st.none() | a_profile), max_size=8))
def test_the_index_holds_what_a_dictionary_would(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, LearnerProfile | None]]
) -> None:
    folder = tmp_path_factory.mktemp("law") / "profiles"
    ours, other = (FolderProfileIndex(folder, QueryEncoder(), esco()) for _ in range(2))
    plain: dict[str, LearnerProfile] = {}
    for number, (name, profile) in enumerate(steps):
        writer = (ours, other)[number % 2]
        if profile is None:
            writer.erase(name)
            plain.pop(name, None)
        else:
            writer.put(name, profile)
            plain[name] = profile
        for reader in (ours, other):
            assert {each: reader.get(each) for each in reader.ids()} == plain
