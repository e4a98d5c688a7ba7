"""Both indexes answer alike: the same offers in the same order, with the same figures for meaning and for words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.contract import Filters, Query
from index.faiss_index import FaissOfferIndex
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.server import Server
from index.postgres.words import NORMS, Asked, WordStatistics, kept_length
from knowledge.offer import Offer
from tests.index.postgres.test_filters import crowd
from tests.index.worlds import WORDS, WordEncoder, gentle_filters, offer

SCHEMA = "test_alike"
PROVIDERS = ("Provider", "Python School", "Università di Città", "care")
ASKED = (
    "python",
    "python python excel",
    "Python School",
    "a course of Università di Città please",
    "Γλώσσα ļoti",
    "gardening and care " * 12,
    "nothing of this",
    "",
)


def wordy(number: int) -> Offer:
    """Offers with many words, in fields of very different lengths."""
    words = [WORDS[(number * step) % len(WORDS)] for step in range(1, 2 + number % 70)]
    return offer(
        f"wordy-{number:02}",
        " ".join(words[:4]),
        provider=PROVIDERS[number % 4],
        platform="Coursera" if number % 3 else None,
        skills=tuple(words),
        subject=WORDS[number % 10],
        start=date(2026, 1 + number % 12, 5),
    )


@pytest.fixture(scope="module")
def both(
    postgres_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[PostgresOfferIndex, FaissOfferIndex]]:
    offers = [*crowd()[:200], *(wordy(number) for number in range(60))]
    folder = tmp_path_factory.mktemp("alike")
    server = Server(postgres_url, SCHEMA)
    ours = PostgresOfferIndex(server, WordEncoder(), scratch=folder)
    theirs = FaissOfferIndex(folder / "index", WordEncoder())
    for index in (ours, theirs):
        index.activate(index.build(offers))
    yield ours, theirs
    server.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"SET client_min_messages = warning; DROP SCHEMA {SCHEMA} CASCADE")


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    filters=gentle_filters,
    goal=st.sampled_from(("python care", "Excel", "course", None)),
    words=st.sampled_from(ASKED),
    limit=st.sampled_from((3, 9, 60, 400)),
    sessions=st.sampled_from((None, 1, 3)),
)
def test_both_indexes_give_the_same_hits(
    both: tuple[PostgresOfferIndex, FaissOfferIndex],
    filters: Filters,
    goal: str | None,
    words: str,
    limit: int,
    sessions: int | None,
) -> None:
    vector = None if goal is None else WordEncoder().query(goal)
    query = Query(vector, words, filters, limit, sessions, date(2026, 6, 1))
    found, wanted = (index.search(query) for index in both)
    assert found.total == wanted.total
    assert [hit.words for hit in found.hits] == pytest.approx([hit.words for hit in wanted.hits], abs=1e-5)
    assert [hit.semantic for hit in found.hits] == pytest.approx([hit.semantic for hit in wanted.hits], abs=1e-5)
    assert [hit.offer_id for hit in found.hits] == [hit.offer_id for hit in wanted.hits]


def test_lengths_of_fields_are_kept_as_coarsely_as_tantivy_keeps_them() -> None:
    assert [kept_length(n) for n in (0, 7, 40, 41, 42, 55, 57, 63, 87, 95, 1000)] == [
        0, 7, 40, 40, 42, 54, 56, 60, 84, 88, 984,
    ]  # fmt: skip
    assert len(NORMS) == 256
    assert list(NORMS) == sorted(set(NORMS))


def test_common_words_do_not_make_a_search_look_at_everything() -> None:
    asked = Asked.of("course python basics")
    assert asked is not None
    known = {"course": (900_000, 0, 0, 0), "python": (12_000, 0, 3_000, 0), "basics": (4_000, 0, 0, 2)}
    assert asked.rarest(known, alone=True) == (["basics", "python"], ["basics"])
    assert asked.rarest(known, alone=False) == ([], ["basics"])
    assert asked.rarest({"course": (900_000, 0, 0, 0)}, alone=True) == (["course"], [])


def test_a_word_that_a_feed_repeats_without_end_is_stored(postgres: Callable[[], Server], quick_path: Path) -> None:
    index = PostgresOfferIndex(postgres(), WordEncoder(), scratch=quick_path)
    flood = offer("flood", "word " * 20_000, skills=("x" * 5_000, "' \\ '::"))
    index.activate(index.build([flood, offer("a", "word")]))
    assert {hit.offer_id for hit in index.search(Query(words="word")).hits} == {"flood", "a"}
    assert index.get("flood") == flood


def test_words_are_counted_once_an_offer() -> None:
    from index.postgres.words import OfferWords

    statistics = WordStatistics()
    for each in (offer("a", "go go stop"), replace(offer("b", "go"), provider="Go")):
        statistics.add(OfferWords.of(each))
    rows = {word: counts for word, *counts in statistics.rows()}
    assert rows["go"] == [2, 1, 0, 1]
    assert statistics.tokens == [4, 2, 0]


def test_the_vector_of_an_offer_is_the_one_it_is_found_by(postgres: Callable[[], Server], quick_path: Path) -> None:
    encoder = WordEncoder()
    index = PostgresOfferIndex(postgres(), encoder, scratch=quick_path)
    index.activate(index.build([offer("a", "python"), offer("b", "python care"), offer("c", "gardening")]))
    query = encoder.query("python")
    for hit in index.search(Query(vector=query)).hits:
        vector = index.vector(hit.offer_id)
        assert vector is not None
        assert float(np.dot(vector, query)) == pytest.approx(hit.semantic, abs=1e-5)
    assert index.vector("nobody") is None
    assert index.vector("\0") is None


def test_beside_a_meaning_common_words_are_looked_at_only_where_it_is_near(
    both: tuple[PostgresOfferIndex, FaissOfferIndex], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if two offers were too many to look through."""
    for module in ("words", "reading"):
        monkeypatch.setattr(f"index.postgres.{module}.FOUND_AT_MOST", 2)
    ours, theirs = both
    query = Query(WordEncoder().query("python"), "python Coursera", limit=5)
    wanted = {hit.offer_id: hit for hit in theirs.search(replace(query, limit=400)).hits}
    hits = ours.search(query).hits
    assert len(hits) == 5
    assert any(hit.words > 0 for hit in hits)
    for hit in hits:
        assert hit.semantic == pytest.approx(wanted[hit.offer_id].semantic, abs=1e-5)
        assert hit.words == pytest.approx(wanted[hit.offer_id].words, abs=1e-5)
    assert ours.search(Query(words="python Coursera", limit=5)).hits
