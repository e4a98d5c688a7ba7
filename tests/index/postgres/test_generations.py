"""Generations in PostgreSQL: writers that are killed, servers that crash, readers that hold on, and what is swept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from index.contract import IndexUnusableError, Query
from index.generations import IndexLockedError
from index.postgres import tables
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.server import Server
from index.postgres.stored import current
from index.postgres.stored import offer as stored_offer
from tests.index.worlds import WordEncoder, offer

ROOT = Path(__file__).parents[3]
FIRST = [offer(f"{row}", f"edition0 row{row}") for row in range(5)]
SECOND = [offer(f"{row}", f"edition1 row{row}") for row in range(5)]
Connect = Callable[[], Server]


@pytest.fixture
def server(postgres: Connect) -> Server:
    return postgres()


@pytest.fixture
def index(server: Server, encoder: WordEncoder, quick_path: Path) -> PostgresOfferIndex:
    index = PostgresOfferIndex(server, encoder, scratch=quick_path)
    index.activate(index.build(FIRST))
    return index


def edition(index: PostgresOfferIndex) -> set[str]:
    with index.reading() as reading:
        hits = reading.search(Query(words="row1 row2 row3 row4 row0")).hits
        assert len(hits) == 5
        return {str(reading.get(hit.offer_id)).split("title='")[1].split()[0] for hit in hits}


def relations(server: Server) -> set[str]:
    with server.reading() as connection:
        rows = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relkind IN ('r', 'p')",
            [server.schema],
        ).fetchall()
    return {name for (name,) in rows}


def test_only_the_last_two_generations_stay_and_vectors_of_no_use_go(
    server: Server, index: PostgresOfferIndex
) -> None:
    for number in range(4):
        index.upsert([offer("new", f"Number {number}")])
    assert {name for name in relations(server) if name.startswith("offers_")} == {"offers_4", "offers_5"}
    with server.reading() as connection:
        (kept,) = connection.execute(f"SELECT count(*) FROM {server.schema}.vectors").fetchone() or (0,)
    assert kept == len(FIRST) + 2
    index.activate("gen-4")
    assert index.get("new") == offer("new", "Number 2")
    assert index.upsert(SECOND) == "gen-6"


def test_a_generation_that_is_read_is_dropped_later(server: Server, index: PostgresOfferIndex) -> None:
    with index.reading() as reading:
        for _ in range(3):
            index.upsert(SECOND)
        assert reading.generation == "gen-1"
        assert reading.get("1") == FIRST[1]
        assert reading.search(Query(words="edition0")).total == 5
    assert "offers_1" in relations(server)
    index.upsert(SECOND)
    assert "offers_1" not in relations(server)


def test_only_new_texts_are_embedded(index: PostgresOfferIndex, encoder: WordEncoder) -> None:
    encoder.embedded.clear()
    index.upsert([FIRST[0], offer("1", "A new title"), offer("9", "A new title")])
    assert encoder.embedded == ["A new title"]


def test_a_build_that_was_broken_off_goes_on_where_it_was(
    server: Server, index: PostgresOfferIndex, quick_path: Path
) -> None:
    class Weary(WordEncoder):
        def encode_documents(self, texts: list[str]) -> object:  # type: ignore[override]
            if len(self.embedded) >= 256:
                raise MemoryError
            return super().encode_documents(texts)

    many = [offer(f"{row}", f"course {row}") for row in range(400)]
    with pytest.raises(MemoryError):
        PostgresOfferIndex(server, Weary(), scratch=quick_path).build(many)
    assert {name for name in relations(server) if name.startswith("offers_")} == {"offers_1"}
    again = WordEncoder()
    PostgresOfferIndex(server, again, scratch=quick_path).build(many)
    assert len(again.embedded) == 400 - 256


def test_another_format_forces_a_rebuild(index: PostgresOfferIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.postgres.generations.FORMAT", tables.FORMAT + 1)
    with pytest.raises(IndexUnusableError, match=r"format 1.*reads 2.*waymark index build"):
        index.info()


def test_a_second_writer_is_told_to_wait(postgres: Connect, index: PostgresOfferIndex) -> None:
    with postgres().writing():
        for write in (lambda: index.build(FIRST), lambda: index.upsert(FIRST), lambda: index.activate("gen-1")):
            with pytest.raises(IndexLockedError, match="Wait until it has finished"):
                write()
        assert edition(index) == {"edition0"}
    assert index.upsert(SECOND) == "gen-2"


def test_what_is_stored_is_told_without_a_model(server: Server, index: PostgresOfferIndex, postgres: Connect) -> None:
    assert current(server) == "gen-1"
    assert stored_offer(server, "2") == FIRST[2]
    assert stored_offer(server, "nobody") is None
    assert stored_offer(server, "\0") is None


def test_an_index_whose_tables_are_gone_says_so(server: Server, index: PostgresOfferIndex) -> None:
    with server.acting() as connection:
        connection.execute(f"DROP TABLE {server.schema}.offers_1")
    with pytest.raises(IndexUnusableError, match=r"gen-1 are missing.*waymark index build"):
        index.search(Query())
    index.activate(index.build(SECOND))
    assert edition(index) == {"edition1"}


KILLED_BEFORE = {
    "while texts are embedded": ("loading.Vectors.keep = die", "edition0"),
    "while offers are written": ("loading._write_texts = die", "edition0"),
    "while graphs are made": ("loading.INDEXES = None", "edition0"),
    "before it is finished": ("generations.Generations.finish = die", "edition0"),
    "before the swap": ("generations.Generations.activate = die", "edition0"),
    "after the swap": ("generations.Generations._prune = die", "edition1"),
}
WRITERS = """
import json, os, signal, sys
from pathlib import Path
from index.postgres import generations, loading
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.server import Server
from index.postgres.tables import Tables
from tests.index.postgres.test_generations import SECOND
from tests.index.worlds import WordEncoder

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

for line in sys.stdin:
    url, schema, change = json.loads(line)
    writer = os.fork()
    if not writer:
        if change == "loading.INDEXES = None":
            whole = Tables.script
            Tables.script = lambda self, script, **more: die() if script is None else whole(self, script, **more)
        exec(change)
        PostgresOfferIndex(Server(url, schema), WordEncoder()).upsert(SECOND)
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(writer, 0)[1]), flush=True)
"""


def test_a_writer_killed_at_any_step_leaves_a_good_generation_active(
    postgres_url: str, server: Server, index: PostgresOfferIndex, encoder: WordEncoder, quick_path: Path
) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WRITERS], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as writers:
        assert writers.stdin is not None
        assert writers.stdout is not None
        for step, (change, afterwards) in KILLED_BEFORE.items():
            writers.stdin.write(json.dumps([postgres_url, server.schema, change]) + "\n")
            writers.stdin.flush()
            assert writers.stdout.readline() == "-9\n", step
            assert edition(index) == {afterwards}, step
            wait_for_the_lock(index)
            assert edition(index) == {"edition0"}, step
            with server.reading() as connection:
                left = connection.execute(
                    f"SELECT count(*) FROM {server.schema}.generations WHERE state = 'writing'"
                ).fetchone()
            assert left == (0,), step


def wait_for_the_lock(index: PostgresOfferIndex) -> None:
    """The server lets go of a killed writer's lock as soon as it looks at the connection."""
    for _ in range(100):
        try:
            index.upsert(FIRST)
        except IndexLockedError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the lock of a killed writer was never let go")


@pytest.fixture
def crash(postgres_url: str) -> Iterator[Callable[[], None]]:
    """Kills a server process with SIGKILL: PostgreSQL throws every connection out and recovers from its log."""

    def kill() -> None:
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            (pid,) = connection.execute("SELECT pg_backend_pid()").fetchone() or (0,)
            os.kill(pid, signal.SIGKILL)
            with pytest.raises(psycopg.OperationalError):
                connection.execute("SELECT 1")

    yield kill
    for _ in range(200):
        try:
            psycopg.connect(postgres_url).close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("PostgreSQL did not come back")


def test_a_server_that_crashes_is_told_of_and_searched_again_when_it_is_back(
    index: PostgresOfferIndex, crash: Callable[[], None]
) -> None:
    assert edition(index) == {"edition0"}
    index.upsert(SECOND)
    crash()
    told: list[str] = []
    for _ in range(400):
        try:
            found = edition(index)
            break
        except IndexUnusableError as fault:
            told.append(str(fault))
            time.sleep(0.02)
    assert found == {"edition1"}, "every acknowledged generation is there"
    assert all("WAYMARK_INDEX_URL" in each for each in told)
