"""Format × sample: what is read of each sample, which elements of the EU standard it states, what is rejected."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from knowledge.elements import standard_elements
from knowledge.feeds.format import format_of
from knowledge.feeds.opening import open_feed
from knowledge.feeds.reading import read_feed
from knowledge.feeds.records import Accepted, FeedError, Rejection
from knowledge.offer import Source
from knowledge.quality import assess_quality
from knowledge.registers import Registers
from knowledge.trust import ElementState

MADE = Path(__file__).parent.parent / "knowledge" / "feeds" / "samples"
"""Samples that were made for the tests; `--samples FOLDER` adds real ones."""

_FEEDS = frozenset({".json", ".jsonld", ".xml", ".csv", ".tsv", ".xlsx", ".jsonl", ".ndjson", ".html", ".zip", ".gz"})


@dataclass(slots=True)
class SampleRead:
    """One sample: `stated` counts records by element; `refused` is why the file as a whole could not be read (on)."""

    sample: str
    format: str = ""
    read: int = 0
    accepted: int = 0
    doubts: int = 0
    stated: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    rejected: list[str] = field(default_factory=list)
    refused: str = ""

    @property
    def elements(self) -> str:
        """Elements stated in at least one record, and on average."""
        mean = sum(self.stated.values()) / self.accepted if self.accepted else 0.0
        return f"{len(self.stated)} ({mean:.1f} a record)"


def samples(folder: Path) -> Iterator[Path]:
    """Files that may be feeds, by name."""
    return (path for path in sorted(folder.rglob("*")) if path.suffix.lower() in _FEEDS and path.is_file())


def read_sample(path: Path, registers: Registers, on: date, root: Path) -> SampleRead:
    found = SampleRead(str(path.relative_to(root)))
    mapping = path.with_suffix(".mapping.toml")
    try:
        feed = open_feed(path, mapping=mapping) if mapping.exists() else open_feed(path)
        form = format_of(feed)
        found.format = form.id
        source = Source("sample", path.name, on, "sample")
        for outcome in read_feed(feed, form, source):
            found.read += 1
            if isinstance(outcome, Rejection):
                found.rejected.append(f"{outcome.locator}: expected {outcome.expected}")
            else:
                _count(outcome, found, registers, on)
    except FeedError as error:
        found.refused = str(error)
    return found


def _count(outcome: Accepted, found: SampleRead, registers: Registers, on: date) -> None:
    found.accepted += 1
    found.doubts += len(outcome.doubts)
    quality = assess_quality(outcome.offer, registers, on)
    for element in standard_elements(outcome.offer, quality):
        counts = {ElementState.STATED: found.stated, ElementState.MISSING: found.missing}.get(element.state)
        if counts is not None:
            counts[element.id] += 1


def run(folders: list[Path]) -> list[SampleRead]:
    registers, on = Registers.load(), date.today()  # noqa: DTZ011 - the day of the measurement
    return [read_sample(path, registers, on, folder) for folder in folders for path in samples(folder)]


def report(console: Console, read: list[SampleRead]) -> None:
    table = Table(title="Feeds: format × sample", title_justify="left")
    for name in ("format", "sample"):
        table.add_column(name, overflow="fold")
    for name in ("read", "offers", "rejected", "doubts", "elements stated"):
        table.add_column(name, justify="right")
    for one in sorted(read, key=lambda one: (one.format, one.sample)):
        table.add_row(
            one.format or "none",
            one.sample,
            *(f"{n:,}" for n in (one.read, one.accepted, len(one.rejected), one.doubts)),
            one.elements if one.accepted else "–",
        )
    console.print(table)
    for one in read:
        for reason in [one.refused] if one.refused else one.rejected[:2]:
            console.print(f"{one.sample}: {reason[:220]}", style="dim", markup=False)
    formats = sorted({one.format for one in read if one.accepted})
    console.print(f"{len(formats)} formats gave offers: {', '.join(formats)}\n")
