"""What every ProfileIndex does (index.profiles.contract), run for each implementation."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.choice import SearchableOffers
from index.contract import Query
from index.faiss_index import FaissOfferIndex
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.profile_index import PostgresProfileIndex
from index.postgres.server import Server
from index.postgres.stored import erase, profile_bytes
from index.profiles.contract import ProfileIndex
from index.profiles.folder_index import FolderProfileIndex
from knowledge.learner_profile import LearnerProfile
from knowledge.offer import Mode, Price
from tests.index.profiles.people import DATA_ANALYST, QueryEncoder, a_profile, esco, limit, offer_query
from tests.index.worlds import offer

Opened = Callable[[QueryEncoder], ProfileIndex]
PYTHON = LearnerProfile(goal="python", language="en")
MARK = "Zyxwv-4711"


@pytest.fixture
def encoder() -> QueryEncoder:
    return QueryEncoder()


@pytest.fixture(params=["folder", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def open_profiles(kind: str, request: pytest.FixtureRequest, quick_path: Path) -> Opened:
    """Opens the index of this test: always the same one, as another process would."""
    if kind == "folder":
        return lambda encoder: FolderProfileIndex(quick_path / "profiles", encoder, esco())
    connect: Callable[[], Server] = request.getfixturevalue("postgres")
    return lambda encoder: PostgresProfileIndex(connect(), encoder, esco())


@pytest.fixture
def profiles(open_profiles: Opened, encoder: QueryEncoder) -> ProfileIndex:
    return open_profiles(encoder)


def found(profiles: ProfileIndex, encoder: QueryEncoder, title: str, **known: object) -> list[str]:
    return [hit.profile_id for hit in profiles.search(offer_query(offer("o", title, **known), encoder)).hits]


def test_nobody_is_there_at_first(profiles: ProfileIndex, encoder: QueryEncoder) -> None:
    assert profiles.get("nobody") is None
    assert profiles.vector("nobody") is None
    assert profiles.ids() == ()
    assert profiles.info().profiles == 0
    assert found(profiles, encoder, "python") == []
    profiles.erase("nobody")
    profiles.rebuild(())


def test_whoever_wants_what_an_offer_teaches_is_found_nearest_first(
    profiles: ProfileIndex, encoder: QueryEncoder
) -> None:
    profiles.put("a", LearnerProfile(goal="python accounting"))
    profiles.put("b", PYTHON)
    profiles.put("b-twin", PYTHON)
    profiles.put("c", LearnerProfile(goal="gardening"))
    profiles.put("d", LearnerProfile(skills=("x",)))
    assert found(profiles, encoder, "python") == ["b", "b-twin", "a"]
    result = profiles.search(offer_query(offer("o", "python"), encoder, limit=1))
    assert [hit.profile_id for hit in result.hits] == ["b"]
    assert (result.total, result.near) == (3, 3)
    assert profiles.vector("d") is None


def test_a_profile_is_found_by_what_its_goal_is_called(profiles: ProfileIndex, encoder: QueryEncoder) -> None:
    profiles.put("a", LearnerProfile(goal="Datenmensch", goal_uris=(DATA_ANALYST,), language="de"))
    assert found(profiles, encoder, "Data analyst") == ["a"]


def test_both_directions_give_one_figure(
    kind: str,
    request: pytest.FixtureRequest,
    quick_path: Path,
    profiles: ProfileIndex,
    encoder: QueryEncoder,
) -> None:
    offers: SearchableOffers = FaissOfferIndex(quick_path / "index", encoder)
    if kind == "postgresql":
        offers = PostgresOfferIndex(request.getfixturevalue("postgres")(), encoder, scratch=quick_path)
    offers.activate(offers.build([offer("a", "python accounting"), offer("b", "gardening"), offer("c", "python")]))
    profiles.put("p", LearnerProfile(goal="python", goal_uris=(DATA_ANALYST,)))
    goal = profiles.vector("p")
    assert goal is not None
    for hit in offers.search(Query(vector=goal)).hits:
        vector = offers.vector(hit.offer_id)
        known = offers.get(hit.offer_id)
        assert vector is not None
        assert known is not None
        assert float(np.dot(vector, goal)) == pytest.approx(hit.semantic, abs=2e-3)


def test_what_is_erased_is_found_no_more_by_anybody(
    open_profiles: Opened, profiles: ProfileIndex, encoder: QueryEncoder
) -> None:
    other = open_profiles(QueryEncoder())
    profiles.put("a", PYTHON)
    profiles.put("b", PYTHON)
    assert other.get("a") == PYTHON
    other.erase("a")
    assert found(profiles, encoder, "python") == ["b"]
    assert profiles.get("a") is None
    assert profiles.vector("a") is None
    other.put("a", LearnerProfile(goal="gardening"))
    assert found(profiles, encoder, "gardening") == ["a"]


def test_a_new_profile_of_the_same_words_is_not_embedded_again(profiles: ProfileIndex, encoder: QueryEncoder) -> None:
    profiles.put("a", PYTHON)
    before = list(encoder.embedded)
    profiles.put("a", LearnerProfile(goal="python", schooling=3))
    assert encoder.embedded == before
    assert profiles.get("a") == LearnerProfile(goal="python", schooling=3)


def test_another_encoder_embeds_anew_and_finds(open_profiles: Opened, profiles: ProfileIndex) -> None:
    profiles.put("a", PYTHON)
    newer = QueryEncoder(dimension=300, fingerprint="words-2")
    again = open_profiles(newer)
    assert found(again, newer, "python") == ["a"]
    assert again.info().foreign == 1
    again.rebuild([("a", PYTHON)])
    assert again.info().foreign == 0
    assert found(again, newer, "python") == ["a"]


def test_other_means_or_weights_of_the_same_encoder_move_the_figure(
    open_profiles: Opened, profiles: ProfileIndex, encoder: QueryEncoder
) -> None:
    class Lighter(QueryEncoder):
        def as_query(self, raw: np.ndarray, language: str) -> np.ndarray:  # type: ignore[type-arg]
            return np.float32(0.9) * super().as_query(raw, language)

    profiles.put("a", PYTHON)
    query = offer_query(offer("o", "python"), encoder)
    whole = profiles.search(query).hits[0].score
    assert open_profiles(Lighter()).search(query).hits[0].score == pytest.approx(0.9 * whole, abs=1e-4)


def test_rebuilding_holds_exactly_those_of_the_store(profiles: ProfileIndex) -> None:
    for name in "abc":
        profiles.put(name, PYTHON)
    profiles.rebuild([("b", LearnerProfile(goal="care")), ("d", PYTHON)])
    assert profiles.ids() == ("b", "d")
    assert profiles.get("b") == LearnerProfile(goal="care")
    profiles.rebuild([])
    assert profiles.ids() == ()


def test_a_limit_that_is_not_understood_is_refused(profiles: ProfileIndex) -> None:
    with pytest.raises(ValueError, match="colour"):
        profiles.put("a", LearnerProfile(goal="python", limits=(limit("colour", "red"),)))
    assert profiles.ids() == ()


def test_an_offers_vector_of_another_encoder_is_refused(profiles: ProfileIndex) -> None:
    profiles.put("a", PYTHON)
    with pytest.raises(ValueError, match="one encoder"):
        profiles.search(offer_query(offer("o", "python"), QueryEncoder(dimension=300)))


def test_nobody_is_found_for_an_offer_that_breaks_what_they_said(
    profiles: ProfileIndex, encoder: QueryEncoder
) -> None:
    profiles.put("a", LearnerProfile(goal="python", limits=(limit("free"),), country="AT"))
    assert found(profiles, encoder, "python", price=Price(49.0, "EUR")) == []
    assert found(profiles, encoder, "python", price=Price(0.0), country="DE", mode=Mode.ONSITE) == []
    assert found(profiles, encoder, "python", price=Price(0.0), country="DE", mode=Mode.ONLINE) == ["a"]


@settings(
    max_examples=10, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(st.tuples(st.sampled_from("ab\0ä"), st.none() | a_profile), max_size=6))
def test_the_index_holds_what_a_dictionary_would(
    open_profiles: Opened, steps: list[tuple[str, LearnerProfile | None]]
) -> None:
    ours, other = open_profiles(QueryEncoder()), open_profiles(QueryEncoder())
    ours.rebuild(())
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


@pytest.mark.parametrize("alone", [False, True], ids=["by the index", "where no model is loaded"])
def test_erasing_leaves_no_row_and_no_byte_in_the_tables_of_postgresql(
    postgres: Callable[[], Server], encoder: QueryEncoder, alone: bool
) -> None:
    """Its write-ahead log is another matter, and the operator's: docs/privacy.md says so."""
    server = postgres()
    profiles = PostgresProfileIndex(server, encoder, esco())
    profiles.put(f"id-{MARK}", PYTHON)
    profiles.put(f"id-{MARK}", LearnerProfile(goal=f"python {MARK}", limits=(limit("exclude", MARK),)))
    profiles.put("other", PYTHON)
    assert mark_in_tables(server)
    assert (profile_bytes(server, f"id-{MARK}") or 0) > 100
    if alone:
        erase(server, f"id-{MARK}")
    else:
        profiles.erase(f"id-{MARK}")
    assert not mark_in_tables(server)
    assert profile_bytes(server, f"id-{MARK}") is None
    assert found(profiles, encoder, "python") == ["other"]


def mark_in_tables(server: Server) -> bool:
    """Whether any file of the schema's tables and indexes holds the mark, read behind PostgreSQL's back."""
    with server.acting() as connection:
        connection.execute("CHECKPOINT")
        (folder,) = connection.execute("SELECT current_setting('data_directory')").fetchone() or ("",)
        files = connection.execute(
            "SELECT pg_relation_filepath(c.oid) FROM pg_class c WHERE c.relkind IN ('r', 'i', 't') AND "
            "(c.relnamespace = %(s)s::regnamespace OR c.oid IN (SELECT reltoastrelid FROM pg_class "
            "WHERE relnamespace = %(s)s::regnamespace))",
            {"s": server.schema},
        ).fetchall()
    read = [Path(folder, name).read_bytes() for (name,) in files]
    assert sum(map(len, read)) > 0
    return any(MARK.encode() in each for each in read)
