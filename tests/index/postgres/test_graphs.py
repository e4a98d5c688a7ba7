"""Where many offers pass, HNSW graphs answer: they must lose next to nothing, whatever the filters cut away."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import psycopg
import pytest

from index.contract import Filters, Query, Vector
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.server import Server
from knowledge.offer import Mode, Offer
from tests.index.worlds import WordEncoder, offer

SCHEMA = "test_graphs"
MANY = 2_000
TOPICS = 120


class Cloud(WordEncoder):
    """Points around topics, and languages apart from one another: the hard case for a graph that is filtered."""

    def __init__(self) -> None:
        super().__init__(dimension=48, fingerprint="cloud-1")
        chance = np.random.default_rng(3)
        self._topics = chance.standard_normal((TOPICS, 48))
        self._languages = {language: chance.standard_normal(48) for language in ("en", "de", "el")}

    def encode_documents(self, texts: list[str]) -> Vector:  # type: ignore[override]
        rows = []
        for text in texts:
            language, topic, number = text.split()[:3]
            noise = np.random.default_rng(int(number)).standard_normal(48)
            row = self._topics[int(topic)] + 1.2 * self._languages[language] + 0.8 * noise
            rows.append(row / np.linalg.norm(row))
        return np.asarray(rows, dtype=np.float32)

    def asked(self, language: str, topic: int) -> Vector:
        vector: Vector = (self._topics[topic] + 1.2 * self._languages[language]).astype(np.float32)
        return vector / np.linalg.norm(vector) * np.float32(0.7)


def crowd() -> list[Offer]:
    chance = random.Random(4)
    offers = []
    for number in range(MANY):
        language = chance.choices(("en", "de", "el"), (6, 3, 1))[0]
        topic = chance.randrange(TOPICS)
        # the mode goes with the topic, as in real catalogues
        mode = Mode.ONLINE if topic % 3 else Mode.ONSITE
        taught = ("en", "de") if number % 10 == 0 and language != "el" else () if number % 17 == 0 else (language,)
        offers.append(offer(f"{number:05}", f"{language} {topic} {number}", languages=taught, mode=mode))
    return offers


@pytest.fixture(scope="module")
def built(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, PostgresOfferIndex]]:
    server = Server(postgres_url, SCHEMA)
    graphs = PostgresOfferIndex(server, Cloud(), exact_up_to=100, scratch=tmp_path_factory.mktemp("scratch"))
    graphs.activate(graphs.build(crowd()))
    yield server, graphs
    server.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"SET client_min_messages = warning; DROP SCHEMA {SCHEMA} CASCADE")


@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(languages=frozenset({"en"})),
        Filters(languages=frozenset({"el"})),
        Filters(languages=frozenset({"en", "el"})),
        Filters(languages=frozenset({"de"}), keep_unknown=frozenset({"languages"})),
        Filters(modes=frozenset({"onsite"})),
        Filters(languages=frozenset({"de"}), modes=frozenset({"onsite"})),
        Filters(within=Filters(languages=frozenset({"de"}))),
    ],
    ids=["all", "en", "el", "en or el", "de or unknown", "onsite", "de and onsite", "catalogue in de"],
)
def test_graphs_find_what_comparing_everything_finds(
    built: tuple[Server, PostgresOfferIndex], filters: Filters
) -> None:
    server, graphs = built
    exact = PostgresOfferIndex(server, Cloud(), exact_up_to=10 * MANY)
    encoder = Cloud()
    right = wanted = 0
    with graphs.reading() as fast, exact.reading() as slow:
        for topic in range(0, TOPICS, 5):
            # always asked in English: the filter cuts away what is nearest
            query = Query(vector=encoder.asked("en", topic), filters=filters, limit=10)
            found, best = fast.search(query), slow.search(query)
            assert found.total == best.total > 100
            assert len(found.hits) == len({hit.offer_id for hit in found.hits}) == 10
            assert [hit.score for hit in found.hits] == sorted((hit.score for hit in found.hits), reverse=True)
            right += len({hit.offer_id for hit in found.hits} & {hit.offer_id for hit in best.hits})
            wanted += len(best.hits)
    assert right / wanted >= 0.98


def test_the_graphs_are_really_asked(built: tuple[Server, PostgresOfferIndex]) -> None:
    """Else this file would compare exact search with itself."""
    server, graphs = built
    query = Query(vector=Cloud().asked("en", 3), filters=Filters(languages=frozenset({"en"})), limit=10)
    with graphs.reading() as reading:
        reading.search(query)
        reading._connection.execute("SELECT pg_stat_force_next_flush()")
    with server.reading() as connection:
        scans = connection.execute(
            "SELECT relname, pg_stat_get_numscans(oid) FROM pg_class WHERE relname LIKE 'texts_%%_vector_idx' "
            "AND relnamespace = %s::regnamespace",
            [SCHEMA],
        ).fetchall()
    assert len(scans) == 4, "en, de and el have graphs of their own, and so have the others together"
    assert sum(count for _, count in scans) > 0


def test_a_graph_that_gives_up_is_not_believed(built: tuple[Server, PostgresOfferIndex]) -> None:
    """What passes is far from the question: the graph stops looking before it has found ten."""
    server, graphs = built
    far = Query(
        vector=Cloud().asked("en", 3),
        filters=Filters(modes=frozenset({"onsite"}), languages=frozenset({"el"})),
        limit=60,
    )
    with graphs.reading() as reading:
        reading._connection.execute("SET LOCAL hnsw.max_scan_tuples = 1")
        reading._connection.execute("SET LOCAL hnsw.ef_search = 10")
        found = reading.search(far)
    with PostgresOfferIndex(server, Cloud(), exact_up_to=10 * MANY).reading() as reading:
        assert found.hits == reading.search(far).hits


def test_the_same_question_gets_the_same_answer_every_time(built: tuple[Server, PostgresOfferIndex]) -> None:
    _, graphs = built
    query = Query(vector=Cloud().asked("de", 7), words="en 7", filters=Filters(modes=frozenset({"online"})), limit=20)
    first = graphs.search(query)
    assert all(graphs.search(query) == first for _ in range(5))
