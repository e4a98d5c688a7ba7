"""Servers that are not there, not new enough, or come back: what is said, and that the advisor goes on by itself."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg import conninfo

from index.contract import IndexUnusableError, Query
from index.finder import Finder
from index.postgres import server as servers
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.server import Server
from index.wishes import Wishes
from tests.index.worlds import WordEncoder, offer


class Line:
    """The line to a server: it can be cut, and mended again. What runs on it is passed on byte by byte."""

    def __init__(self, folder: Path, behind: str) -> None:
        self.folder, self._behind = folder, behind
        self._path = folder / ".s.PGSQL.5432"
        self._open: list[socket.socket] = []
        self._ear: socket.socket | None = None
        self.mend()

    def mend(self) -> None:
        self._ear = socket.socket(socket.AF_UNIX)
        self._ear.bind(str(self._path))
        self._ear.listen()
        threading.Thread(target=self._answer, args=[self._ear], daemon=True).start()

    def cut(self) -> None:
        self._path.unlink(missing_ok=True)
        for each in [*self._open, *([self._ear] if self._ear else [])]:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._open.clear()

    def _answer(self, ear: socket.socket) -> None:
        while True:
            try:
                near, _ = ear.accept()
            except OSError:
                return
            far = socket.socket(socket.AF_UNIX)
            far.connect(self._behind)
            self._open += [near, far]
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._pass_on, args=[one, other], daemon=True).start()

    @staticmethod
    def _pass_on(one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while passed := one.recv(65536):
                other.sendall(passed)
            other.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def line(postgres_url: str, quick_path: Path) -> Iterator[Line]:
    host = conninfo.conninfo_to_dict(postgres_url)["host"]
    line = Line(quick_path, f"{host}/.s.PGSQL.5432")
    yield line
    line.cut()


def test_a_search_while_the_server_is_down_says_what_to_do_and_the_next_one_after_it_is_back_is_answered(
    postgres: Callable[[], Server], postgres_url: str, line: Line, quick_path: Path
) -> None:
    near = postgres()
    writer = PostgresOfferIndex(near, WordEncoder(), scratch=quick_path)
    writer.activate(writer.build([offer("a", "python"), offer("b", "gardening")]))
    url = conninfo.make_conninfo(postgres_url, host=str(line.folder))
    through = Server(url, near.schema)
    index = PostgresOfferIndex(through, WordEncoder())
    finder = Finder(index)
    wishes = Wishes(vector=WordEncoder().query("python"), words="python")
    assert finder.find(wishes).ranked[0].offer.id == "a"
    line.cut()
    for ask in (lambda: finder.find(wishes), lambda: index.search(Query()), index.info, lambda: index.get("a")):
        with pytest.raises(IndexUnusableError, match=r"does not answer.*Start it.*docs/postgresql\.md"):
            ask()
    line.mend()
    assert finder.find(wishes).ranked[0].offer.id == "a"
    through.close()


def test_a_line_that_is_cut_within_a_reading_is_told_of_and_mended_for_the_next(
    postgres: Callable[[], Server], postgres_url: str, line: Line, quick_path: Path
) -> None:
    near = postgres()
    writer = PostgresOfferIndex(near, WordEncoder(), scratch=quick_path)
    writer.activate(writer.build([offer("a", "python")]))
    through = Server(conninfo.make_conninfo(postgres_url, host=str(line.folder)), near.schema)
    index = PostgresOfferIndex(through, WordEncoder())

    def cut_within() -> None:
        with index.reading() as reading:
            line.cut()
            reading.search(Query(words="python"))

    with pytest.raises(IndexUnusableError, match="does not answer"):
        cut_within()
    line.mend()
    assert index.search(Query(words="python")).total == 1
    through.close()


def test_neither_user_nor_password_is_told(quick_path: Path) -> None:
    server = Server(f"postgresql://someone:secret-4711@/waymark?host={quick_path}")
    with pytest.raises(IndexUnusableError) as fault, server.reading():
        pass
    assert "secret" not in str(fault.value)
    assert "waymark" in server.place


@pytest.mark.parametrize("url", ["nonsense", "postgresql://host/x?nonsense=1"])
def test_what_is_no_address_is_refused_at_once(url: str) -> None:
    with pytest.raises(ValueError, match="No address of a PostgreSQL database"):
        Server(url)


def test_too_old_a_server_or_extension_is_named(
    postgres: Callable[[], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(servers, "SERVER_AT_LEAST", 99)
    with pytest.raises(IndexUnusableError, match=r"Expected 99 or newer.*docs/postgresql\.md"):
        postgres().versions()
    monkeypatch.setattr(servers, "SERVER_AT_LEAST", 17)
    with postgres().acting():
        pass
    monkeypatch.setattr(servers, "VECTOR_AT_LEAST", (99, 0))
    with pytest.raises(IndexUnusableError, match=r"Expected 99\.0 or newer.*ALTER EXTENSION vector UPDATE"):
        postgres().versions()


def test_versions_are_told_for_the_doctor(postgres: Callable[[], Server]) -> None:
    with postgres().acting():
        pass
    assert postgres().versions().startswith("PostgreSQL ")
    assert "pgvector 0." in postgres().versions()


def test_a_search_that_takes_too_long_is_given_up(
    postgres: Callable[[], Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(servers.SESSION, "statement_timeout", "50")
    with pytest.raises(IndexUnusableError, match="given up"), postgres().reading() as connection:
        connection.execute("SELECT pg_sleep(5)")


def test_what_the_url_says_of_a_session_stays(postgres: Callable[[], Server], postgres_url: str) -> None:
    with postgres().acting():
        pass
    server = Server(conninfo.make_conninfo(postgres_url, options="-c hnsw.ef_search=77"))
    with server.reading() as connection:
        told = connection.execute(
            "SELECT current_setting('hnsw.ef_search'), current_setting('hnsw.iterative_scan')"
        ).fetchone()
    server.close()
    assert told == ("77", "relaxed_order")


def test_a_reader_cannot_write(postgres: Callable[[], Server]) -> None:
    with postgres().acting():
        pass
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction), postgres().reading() as connection:
        connection.execute("CREATE TABLE anything (x int)")


def test_a_role_without_rights_is_told_so(
    postgres: Callable[[], Server], postgres_url: str, quick_path: Path
) -> None:
    near = postgres()
    writer = PostgresOfferIndex(near, WordEncoder(), scratch=quick_path)
    writer.activate(writer.build([offer("a", "python")]))
    role = f"{near.schema}_reader"
    with near.acting() as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN")
    reader = Server(conninfo.make_conninfo(postgres_url, user=role), near.schema)
    index = PostgresOfferIndex(reader, WordEncoder())
    with pytest.raises(IndexUnusableError, match=r"lacks a right.*docs/postgresql\.md"):
        index.search(Query())
    with near.acting() as connection:
        connection.execute(f"GRANT USAGE ON SCHEMA {near.schema} TO {role}")
        connection.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {near.schema} TO {role}")
    assert index.search(Query(words="python")).total == 1
    with pytest.raises(IndexUnusableError, match="lacks a right"):
        index.upsert([offer("b", "care")])
    reader.close()
    with near.acting() as connection:
        connection.execute(f"DROP OWNED BY {role}; DROP ROLE {role}")
