"""A delivery: the file, or the folder of files, that an operator hands over as one feed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TypeAlias

from knowledge.feeds.format import Format, format_of
from knowledge.feeds.opening import Feed, Limits, open_feed
from knowledge.feeds.reading import offer_of
from knowledge.feeds.records import FeedError, Outcome, Record, Rejection
from knowledge.offer import Source

Seen: TypeAlias = tuple[int, int]
"""Size and time of change of a file: what tells that it was written to while it was read."""


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a delivery with its format; `prefix` names it in locators where there are several."""

    feed: Feed
    form: Format
    prefix: str
    seen: Seen


@dataclass(slots=True)
class Delivery:
    """What is read as one feed. `faults` are the files that could not be read, or not to their end."""

    path: Path
    parts: tuple[Part, ...]
    faults: list[str] = field(default_factory=list)

    @property
    def format(self) -> str:
        """The format's id; several, if the files of a folder are of several."""
        return ", ".join(sorted({part.form.id for part in self.parts}))

    @property
    def bytes(self) -> int:
        """Size on disk."""
        return sum(part.seen[0] for part in self.parts)

    @property
    def bytes_read(self) -> int:
        """How many of them were read so far."""
        return sum(part.feed.bytes_read for part in self.parts)

    @property
    def day(self) -> date:
        """The day of the newest file."""
        return max(part.feed.day for part in self.parts)

    @property
    def notes(self) -> list[str]:
        """What was noticed on opening, such as a guessed encoding."""
        return [f"{part.prefix or part.feed.name}: {note}" for part in self.parts for note in part.feed.notes]

    def sha256(self) -> str:
        """Of the file's bytes; of a folder, of its files' names and digests."""
        digests = [(part.prefix, _sha256(part.feed.path)) for part in self.parts]
        return digests[0][1] if not digests[0][0] else hashlib.sha256(repr(digests).encode()).hexdigest()

    def settings(self) -> str:
        """What besides the bytes decides how they are read: the formats and the mappings of columns."""
        mappings = {part.feed.mapping for part in self.parts} - {None}
        return f"{self.format}; {sorted(_sha256(mapping) for mapping in mappings if mapping)}"

    def outcomes(self, source: Source, skip: int = 0) -> Iterator[Outcome]:
        """An outcome a record, without the first `skip`. Raises FeedError where a file cannot be read on; of a folder
        the other files are read first."""
        faults = list(self.faults)
        for form, record in islice(self._records(faults), skip, None):
            yield record if isinstance(record, Rejection) else offer_of(record, form, source)
        for part in self.parts:
            if _seen(part.feed.path) != part.seen:
                faults.append(
                    f"{part.feed.name} was written to while it was read. Repeat the command when it is whole."
                )
        if faults:
            raise FeedError(" ".join(faults))

    def _records(self, faults: list[str]) -> Iterator[tuple[Format, Record | Rejection]]:
        for part in self.parts:
            try:
                for record in part.form.records(part.feed):
                    locator = f"{part.prefix}, {record.locator}" if part.prefix else record.locator
                    yield part.form, replace(record, locator=locator)
            except FeedError as fault:
                faults.append(str(fault))


def open_delivery(
    path: Path, form: Format | None = None, *, mapping: Path | None = None, limits: Limits | None = None
) -> Delivery:
    """Opens a file or folder; `form` where the format is not to be recognised, `mapping` says what the columns of a
    table mean. Raises FeedError where nothing can be read; a single file of a folder that cannot is one of the
    delivery's faults."""
    if not path.exists():
        raise FeedError(f"{path} is not there. Expected a file, or a folder of files. Check the path.")
    if not path.is_dir():
        return Delivery(path, (_part(path, form, "", mapping, limits),))
    files = sorted(p for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
    parts, faults = [], []
    for file in files:
        try:
            parts.append(_part(file, form, str(file.relative_to(path)), mapping, limits))
        except FeedError as fault:
            faults.append(str(fault))
    if not parts:
        raise FeedError(" ".join(faults) or f"{path} holds no file. Expected the files of one feed.")
    return Delivery(path, tuple(parts), faults)


def _part(path: Path, form: Format | None, prefix: str, mapping: Path | None, limits: Limits | None) -> Part:
    seen = _seen(path)
    feed = open_feed(path, mapping, limits=limits)
    return Part(feed, form or format_of(feed), prefix, seen)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seen(path: Path) -> Seen:
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _hidden(path: Path) -> bool:
    return any(name.startswith(".") for name in path.parts)
