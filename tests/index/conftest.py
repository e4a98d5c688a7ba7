"""Indexes under test: every implementation runs the contract suite."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest
from psycopg import sql

from index.contract import DocumentEncoder, OfferIndex
from index.faiss_index import FaissOfferIndex
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.server import Server
from tests.index.worlds import WordEncoder

INDEXES = ("faiss", "postgresql")


@pytest.fixture
def quick_path() -> Iterator[Path]:
    """A folder in memory where there is one: publishing waits for the disk many times, the laws publish often."""
    memory = "/dev/shm"
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Callable[[], Server]]:
    """Gives connections to a schema of this test's own, a new pool each time, as another process would have."""
    schema = f"test_{secrets.token_hex(6)}"
    opened: list[Server] = []

    def connect() -> Server:
        opened.append(Server(postgres_url, schema))
        return opened[-1]

    yield connect
    for server in opened:
        server.close()
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(schema)))


@pytest.fixture(params=INDEXES)
def open_index(request: pytest.FixtureRequest, quick_path: Path) -> Callable[[DocumentEncoder], OfferIndex]:
    """Opens the index of this test: always the same one, as another process would."""
    if request.param == "faiss":
        return lambda encoder: FaissOfferIndex(quick_path / "index", encoder)
    connect: Callable[[], Server] = request.getfixturevalue("postgres")
    return lambda encoder: PostgresOfferIndex(connect(), encoder, scratch=quick_path)


@pytest.fixture
def opening(
    request: pytest.FixtureRequest, open_index: Callable[[DocumentEncoder], OfferIndex], quick_path: Path
) -> str:
    """The same as an expression, for another process."""
    if request.node.callspec.params["open_index"] == "faiss":
        return (
            "__import__('index.faiss_index').faiss_index.FaissOfferIndex("
            f"Path({str(quick_path / 'index')!r}), WordEncoder())"
        )
    server: Server = request.getfixturevalue("postgres")()
    url: str = request.getfixturevalue("postgres_url")
    return (
        "__import__('index.postgres.offer_index').postgres.offer_index.PostgresOfferIndex("
        f"__import__('index.postgres.server').postgres.server.Server({url!r}, {server.schema!r}), WordEncoder())"
    )


@pytest.fixture
def index(open_index: Callable[[DocumentEncoder], OfferIndex], encoder: WordEncoder) -> OfferIndex:
    return open_index(encoder)
