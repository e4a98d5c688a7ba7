"""The two indexes as the benchmark opens them, each in a folder of its own that is gone afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from index.contract import DocumentEncoder, OfferIndex
from index.faiss_index import FaissOfferIndex


@dataclass(frozen=True, slots=True)
class Engine:
    """Where one index is: plain words, so that another process can open it. `server` is the process id of the
    database that holds it, None for the folder index."""

    name: str
    where: str
    server: int | None = None

    def open(self, encoder: DocumentEncoder) -> OfferIndex:
        return FaissOfferIndex(Path(self.where), encoder)

    def disk_mb(self) -> float:
        """What the active generation takes on disk, in MB."""
        folder = Path(self.where)
        active = folder / (folder / "current").read_text(encoding="utf-8").strip()
        return sum(path.stat().st_size for path in active.rglob("*") if path.is_file()) / 1e6

    def memory_mb(self) -> float:
        """Memory of who searches: this process, or the database and all it started (shared pages once), in MB."""
        if self.server is None:
            return float(psutil.Process().memory_info().rss) / 1e6
        return float(sum(process.memory_full_info().pss for process in self._family())) / 1e6

    def cpu_seconds(self) -> float:
        """CPU seconds so far of who works: this process, and the database and all it started."""
        spent = sum(_ran(process.pid) for process in self._family()) if self.server is not None else 0.0
        return spent + time.process_time()

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


ENGINES = {"faiss": faiss}
