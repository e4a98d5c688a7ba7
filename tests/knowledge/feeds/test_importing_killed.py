"""Importing in a process of its own that is killed (SIGKILL) at any moment: nothing is lost, nothing is double."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from knowledge.feeds.delivery import open_delivery
from knowledge.feeds.importing import import_feed
from knowledge.feeds.store import Store
from tests.knowledge.feeds.catalogues import LINES, SOURCE, course, feed_file

ROOT = Path(__file__).parents[3]
RECORDS = 2_500
IMPORTER = """
import os, signal, sys
from pathlib import Path
from knowledge.feeds import applying, importing
from knowledge.feeds.delivery import open_delivery
from knowledge.feeds.store import Store
from tests.knowledge.feeds.catalogues import LINES, SOURCE

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

importing.BATCH = 100
exec(sys.argv[3])
with Store.open(Path(sys.argv[1])) as store:
    report = importing.import_feed(
        store, open_delivery(Path(sys.argv[2]), LINES), SOURCE, progress=lambda *read: print(read[2], flush=True)
    )
print("resumed after", report.resumed_after, flush=True)
"""


@pytest.fixture(scope="module")
def feed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Thousands of records; some are wrong, some repeat an id, some hold what cannot be read."""

    def records() -> Iterator[object]:
        for number in range(RECORDS):
            if number % 97 == 0:
                yield {"key": number}
            elif number % 89 == 0:
                yield course(number // 2, "A double")
            else:
                yield course(number, f"Course {number}", price="on request" if number % 53 == 0 else f"{number} EUR")

    return feed_file(tmp_path_factory.mktemp("feed") / "feed.jsonl", records())


@pytest.fixture(scope="module")
def never_stopped(feed: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, list[tuple[int, ...]]]:
    with Store.open(tmp_path_factory.mktemp("whole")) as store:
        import_feed(store, open_delivery(feed, LINES), SOURCE)
        return outcome(store)


def outcome(store: Store) -> tuple[int, str, list[tuple[int, ...]]]:
    """How many offers, their digest without the day, and the counts of the run with its details."""
    counts = [
        store.db.execute("SELECT read, accepted, rejected, doubts, new FROM runs").fetchone(),
        *(
            store.db.execute(f"SELECT count(*) FROM {table}").fetchone()
            for table in ("runs", "records", "staged", "rejections", "doubts")
        ),
    ]
    return sum(1 for _ in store.offers()), store.fingerprint(), counts


def importer(folder: Path, feed: Path, change: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", IMPORTER, str(folder), str(feed), change],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_again_and_again_it_ends_as_if_it_never_stopped(
    tmp_path: Path, feed: Path, never_stopped: tuple[int, str, list[tuple[int, ...]]]
) -> None:
    came_to = [0]
    for kills in range(3):
        with importer(tmp_path, feed) as process:
            assert process.stdout is not None
            came_to += [int(process.stdout.readline()) for _ in range(3)]
            time.sleep(random.uniform(0.0, 0.05))
            process.kill()
            assert process.wait() == -9
        assert came_to[-1] >= 300 * (kills + 1), "it did not go on where it was"
        with Store.open(tmp_path) as store:
            assert list(store.offers()) == []
    with importer(tmp_path, feed) as process:
        said, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, wrong
    assert int(said.split()[-1]) >= came_to[-1]
    with Store.open(tmp_path) as store:
        assert outcome(store) == never_stopped


@pytest.mark.parametrize(
    "moment",
    [
        "applying._Application._write_history = die",
        "applying._Application._close = die",
        "importing.Run.finish = die",
    ],
)
def test_killed_while_the_catalogue_is_changed_it_reads_nothing_again_and_ends_the_same(
    tmp_path: Path, feed: Path, never_stopped: tuple[int, str, list[tuple[int, ...]]], moment: str
) -> None:
    with importer(tmp_path, feed, moment) as process:
        process.communicate(timeout=60)
        assert process.returncode == -9
    with Store.open(tmp_path) as store:
        assert list(store.offers()) == []
    with importer(tmp_path, feed) as process:
        said, wrong = process.communicate(timeout=60)
    assert process.returncode == 0, wrong
    assert said.splitlines()[-1] == f"resumed after {RECORDS}"
    with Store.open(tmp_path) as store:
        assert outcome(store) == never_stopped
