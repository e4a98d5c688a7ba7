"""Importing measured: `python -m tests.bench import [records] [published]`. Ratios of one run, no time is asserted.

A feed of a million records (made_feed) is imported by the command that an operator runs, in a process of its own:
once without a stop, once killed in the middle (SIGKILL) and begun again. Both must end with the same offers. Then a
later edition comes, and the same again. Publishing is measured at a smaller size, with the real encoder.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from bot.settings import load_settings
from knowledge.feeds.store import FILE, Store
from tests.bench.made_feed import write_feed

NAME = "made"
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Ran:
    """One command: wall-clock and CPU seconds, peak of resident memory in MB, what it printed as JSON."""

    seconds: float
    cpu: float
    peak_mb: float
    said: dict[str, Any]


def waymark(home: Path, *arguments: str) -> subprocess.Popen[bytes]:
    """The command as an operator runs it, its output in a file so that it never waits for a reader."""
    with (home / "said.json").open("wb") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "bot.cli", *arguments],
            cwd=ROOT,
            env={**os.environ, "WAYMARK_HOME": str(home), "OMP_NUM_THREADS": "1"},
            stdout=said,
        )


def ended(process: subprocess.Popen[bytes], home: Path, begun: float) -> Ran:
    """Waits for the command. Raises RuntimeError where it failed."""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - begun
    if process.returncode not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the import ended with {process.returncode}")
    said = json.loads((home / "said.json").read_bytes()) if process.returncode == 0 else {}
    return Ran(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000, said)


def imported(home: Path, feed: Path, *options: str) -> Ran:
    begun = time.monotonic()
    arguments = ("feeds", "import", str(feed), "--name", NAME, "--date", "2026-11-24", "--json")
    return ended(waymark(home, *arguments, *options), home, begun)


def killed_in_the_middle(home: Path, feed: Path, records: int) -> Ran:
    """An import that is killed once it has read half of the feed."""
    begun = time.monotonic()
    process = waymark(home, "feeds", "import", str(feed), "--name", NAME, "--date", "2026-11-24", "--no-publish")
    while process.poll() is None and records_read(home) < records // 2:
        time.sleep(0.2)
    process.kill()
    return ended(process, home, begun)


def records_read(home: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{home / 'data' / FILE}?mode=ro", uri=True)) as db:
            return int(db.execute("SELECT coalesce(max(read), 0) FROM runs").fetchone()[0])
    except sqlite3.OperationalError:  # not there yet
        return 0


def catalogue(home: Path) -> tuple[int, str]:
    """How many offers there are, and a digest of all of them."""
    with Store.open(home / "data") as store:
        return sum(feed.offers for feed in store.feeds()), store.fingerprint()


def homes(folder: Path, encoder: Path) -> Iterator[Path]:
    for name in ("whole", "killed", "published"):
        home = folder / name
        home.mkdir()
        (home / "encoder").symlink_to(encoder)
        yield home


def import_bench(console: Console, folder: Path, whole: Path, killed: Path, records: int) -> None:
    feed, later = folder / "feed.json", folder / "later" / "feed.json"
    later.parent.mkdir()
    write_feed(feed, records)
    write_feed(later, records, edition=2)
    table = Table(title=f"Importing a feed of {records:,} records ({feed.stat().st_size / 1e6:,.0f} MB)")
    for column in (
        "import",
        "records/s",
        "s",
        "CPU s",
        "peak MB",
        "offers",
        "new",
        "changed",
        "withdrawn",
        "rejected",
    ):
        table.add_column(column, justify="left" if column == "import" else "right")

    def row(title: str, ran: Ran, read: int, home: Path | None) -> None:
        said = ran.said
        counts = [f"{said[name]:,}" for name in ("new", "changed", "withdrawn", "rejected")] if said else ["-"] * 4
        offers = f"{catalogue(home)[0]:,}" if home else "0"
        console.print(f"{title}: {ran.seconds:.0f} s", style="dim")
        table.add_row(
            *(title, f"{read / ran.seconds:,.0f}", f"{ran.seconds:.0f}", f"{ran.cpu:.0f}", f"{ran.peak_mb:.0f}"),
            *(offers, *counts),
        )

    ran = imported(whole, feed, "--no-publish")
    row("without a stop", ran, ran.said["read"], whole)
    stopped = killed_in_the_middle(killed, feed, records)
    before = records_read(killed)
    row(f"killed after {before:,} records", stopped, before, None)
    resumed = imported(killed, feed, "--no-publish")
    row("begun again", resumed, resumed.said["read"] - resumed.said["resumed_after"], killed)
    same = catalogue(whole) == catalogue(killed)
    again = imported(whole, feed, "--no-publish")
    row("the same feed again", again, again.said["read"], whole)
    next_edition = imported(whole, later, "--no-publish")
    row("a later edition, 1 % changed", next_edition, next_edition.said["read"], whole)
    console.print(table)
    verdict = "the same offers, none lost, none double" if same else "DIFFERENT OFFERS"
    console.print(f"Killed and begun again beside without a stop: {verdict} (count and digest of every offer).")
    size = (whole / "data" / FILE).stat().st_size
    console.print(
        f"The catalogue's file: {size / 1e6:,.0f} MB. Changes of the same feed again: {again.said['changes']}."
    )


def publish_bench(console: Console, folder: Path, home: Path, records: int) -> None:
    feed = folder / "small.json"
    write_feed(feed, records)
    table = Table(title=f"Importing {records:,} records and publishing them beside the default catalogue")
    for column in ("import and publication", "s", "CPU s", "peak MB", "generation"):
        table.add_column(column, justify="left" if column == "import and publication" else "right")
    for title, edition in (("the first: every text is embedded", 1), ("a later edition: known texts are not", 2)):
        write_feed(feed, records, edition=edition)
        ran = imported(home, feed)
        table.add_row(title, f"{ran.seconds:.0f}", f"{ran.cpu:.0f}", f"{ran.peak_mb:.0f}", ran.said["generation"])
    console.print(table)


def main(arguments: list[str]) -> None:
    records, published = (int(number) for number in (*arguments, *("1000000", "50000")[len(arguments) :]))
    console = Console(width=140)
    with TemporaryDirectory() as name:
        folder = Path(name)
        whole, killed, publishing = homes(folder, load_settings().home / "encoder")
        if records:
            import_bench(console, folder, whole, killed, records)
        if published:
            publish_bench(console, folder, publishing, published)


if __name__ == "__main__":
    main(sys.argv[1:])
