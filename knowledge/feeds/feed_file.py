"""A feed's file: opened plain or unpacked, within limits, its encoding found; read as a stream, never as a whole."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO, Any

from knowledge.feeds.encodings import Utf8, encoding_of
from knowledge.feeds.records import FeedError

CHUNK = 65_536
_HEAD_BYTES = 65_536
_MOST_PARTS = 10_000
"""Files of an archive that are read as one feed: each is found anew in the archive."""
_FREE_BYTES = 16 * 2**20
"""Unpacked bytes that any packed file may have, however well it is packed."""
_FAULTS = (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a feed may hold.

    total_bytes: of the unpacked file; field_chars: of one text; record_chars: of one record, about; depth: of lists
    and objects in each other; ratio: unpacked bytes for each packed byte; records: in one feed.
    """

    total_bytes: int = 64 * 2**30
    field_chars: int = 1_000_000
    record_chars: int = 8_000_000
    depth: int = 64
    ratio: int = 200
    records: int = 50_000_000


@dataclass(slots=True)
class Feed:
    """A file of learning offers. `notes` says what was noticed while reading, such as another encoding than UTF-8.

    `mapping` is the file that says which column of a table is what (see formats/table.py); `entry` the file of an
    archive of several that is read.
    """

    path: Path
    limits: Limits = field(default_factory=Limits)
    notes: list[str] = field(default_factory=list)
    mapping: Path | None = None
    entry: str | None = None
    _head: bytes | None = None
    _encoding: str | None = None
    _file: IO[bytes] | None = None
    _bytes_read: int = 0

    @property
    def name(self) -> str:
        return f"{self.path.name}/{self.entry}" if self.entry else self.path.name

    @property
    def day(self) -> date:
        """The day the file was last written (UTC)."""
        return datetime.fromtimestamp(self.path.stat().st_mtime, UTC).date()

    @property
    def encoding(self) -> str:
        """The encoding the file's text is read in, as Python names it."""
        if self._encoding is None:
            self._encoding, note = encoding_of(self._raw_head())
            if note:
                self.note(f"{self.name}: {note}")
        return self._encoding

    @property
    def bytes_read(self) -> int:
        """How many bytes of the file on disk were read so far: how far a reader has come."""
        if self._file is not None and not self._file.closed:
            self._bytes_read = max(self._bytes_read, self._file.tell())
        return self._bytes_read

    def note(self, said: str) -> None:
        if said not in self.notes:
            self.notes.append(said)

    def head(self, size: int) -> bytes:
        """The first bytes (at most 65 536), unpacked; of a text in UTF-8, without a byte order mark."""
        raw = self._raw_head()
        if self.encoding.startswith(("utf-16", "utf-32", "utf-8-sig")):
            return raw.decode(self.encoding, errors="replace").encode("utf-8", errors="replace")[:size]
        return raw[:size]

    def _raw_head(self) -> bytes:
        if self._head is None:
            with self.binary(first_page=True) as stream:
                self._head = stream.read(_HEAD_BYTES)
        return self._head

    @contextmanager
    def binary(self, *, first_page: bool = False) -> Iterator[IO[bytes]]:
        """The unpacked bytes. Reading raises FeedError for a damaged file, and for one that unpacks beyond limits.

        `first_page`: of an archive of web pages or JSON documents, which is no one file, the first.
        """
        try:
            with self._unpacked(first_page) as (stream, packed_size):
                yield Counted(stream, self, packed_size)  # type: ignore[misc]
        except _FAULTS as error:
            raise self.damaged(error) from error

    @contextmanager
    def utf8(self) -> Iterator[IO[bytes]]:
        """The text of the file as bytes in UTF-8 without a byte order mark, whatever its encoding."""
        encoding = self.encoding
        with self.binary() as stream:
            yield Utf8(stream, encoding, self.note, self.name)  # type: ignore[misc]

    def text(self) -> Iterator[str]:
        """The lines of the file with their line ends. Raises FeedError for a line longer than a record may be."""
        with self.utf8() as stream, io.TextIOWrapper(stream, encoding="utf-8", newline="") as lines:
            number = 0
            while line := lines.readline(self.limits.record_chars + 1):
                number += 1
                if len(line) > self.limits.record_chars:
                    raise FeedError(
                        f"{self.name}, line {number}: longer than {self.limits.record_chars} characters. Expected "
                        "one record a line. Check that the file is a table of text with line ends."
                    )
                yield line

    def parts(self) -> Iterator[Feed]:
        """Of an archive of JSON documents each as a feed; any other feed itself. They share limits and notes."""
        inside = self._documents()
        if len(inside) < 2:
            yield self
            return
        unpacked, packed = sum(entry.file_size for entry in inside), self.path.stat().st_size
        if unpacked > min(self.limits.total_bytes, max(_FREE_BYTES, packed * self.limits.ratio)):
            raise self.too_much(unpacked)
        if len(inside) > _MOST_PARTS:
            raise FeedError(f"{self.name}: more than {_MOST_PARTS} files. Put the records into one, a record a line.")
        done = 0
        for entry in inside:
            yield Feed(self.path, self.limits, self.notes, self.mapping, entry.filename)
            done += entry.compress_size
            self._bytes_read = max(self._bytes_read, done)

    def _documents(self) -> list[zipfile.ZipInfo]:
        """The files of an archive that holds nothing but JSON documents."""
        if self.entry is not None or not zipfile.is_zipfile(self.path):
            return []
        try:
            with zipfile.ZipFile(self.path) as archive:
                inside = entries(archive)
        except _FAULTS as error:
            raise self.damaged(error) from error
        return inside if all(map(is_json, inside)) else []

    def damaged(self, error: BaseException) -> FeedError:
        return FeedError(
            f"{self.name}: the file cannot be read, or not read on ({type(error).__name__}: {str(error)[:200]}). "
            "Expected a whole file, plain, .gz or .zip. Get it again; if it stays so, tell the provider of the feed."
        )

    @contextmanager
    def _unpacked(self, first_page: bool) -> Iterator[tuple[IO[bytes], int | None]]:
        """(stream, packed size or None for a plain file)."""
        size = self.path.stat().st_size
        with self.path.open("rb") as file:
            self._file = file
            magic = file.read(4)
            file.seek(0)
            if magic[:2] == b"\x1f\x8b":
                with gzip.GzipFile(fileobj=file, mode="rb") as stream:
                    yield stream, size  # type: ignore[misc]
            elif magic in (b"PK\x03\x04", b"PK\x05\x06"):
                with zipfile.ZipFile(file) as archive:
                    if "[Content_Types].xml" in archive.namelist():
                        self._check_workbook(archive, size)
                        file.seek(0)
                        yield file, None
                    else:
                        entry = self._only_entry(archive, first_page)
                        with archive.open(entry) as inner:
                            yield inner, min(entry.compress_size, size)
            else:
                yield file, None
            self._bytes_read = max(self._bytes_read, min(file.tell(), size))

    def _only_entry(self, archive: zipfile.ZipFile, first_page: bool) -> zipfile.ZipInfo:
        inside = entries(archive)
        if self.entry is not None:
            inside = [entry for entry in inside if entry.filename == self.entry][:1]
        if first_page and inside and (all(map(is_page, inside)) or all(map(is_json, inside))):
            return inside[0]
        if len(inside) != 1:
            named = ", ".join(repr(entry.filename[:60]) for entry in inside[:5]) or "nothing"
            raise FeedError(
                f"{self.name}: the archive holds {named}{' and more' if len(inside) > 5 else ''}. Expected one file "
                "of offers. Unpack it and read each file on its own."
            )
        if inside[0].flag_bits & 0x1:
            raise FeedError(f"{self.name}: the archive is locked with a password. Unpack it first.")
        return inside[0]

    def _check_workbook(self, archive: zipfile.ZipFile, size: int) -> None:
        """A workbook is unpacked by who reads it: what it says it holds must be within the limits."""
        unpacked = sum(entry.file_size for entry in archive.infolist())
        if unpacked > min(self.limits.total_bytes, max(_FREE_BYTES, size * self.limits.ratio)):
            raise self.too_much(unpacked)

    def too_much(self, unpacked: int) -> FeedError:
        return FeedError(
            f"{self.name}: unpacks to {unpacked} bytes or more. Expected at most {self.limits.total_bytes} bytes, "
            f"and at most {self.limits.ratio} for each packed byte. If the file is good, unpack it or raise the "
            "limits."
        )


def entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The files of an archive, without folders and what systems leave in archives."""
    return [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and not entry.filename.startswith("__MACOSX/") and not _base(entry).startswith(".")
    ]


def is_page(entry: zipfile.ZipInfo) -> bool:
    """Whether the entry is a web page, by its name."""
    return entry.filename.casefold().endswith((".html", ".htm", ".xhtml"))


def is_json(entry: zipfile.ZipInfo) -> bool:
    """Whether the entry is a JSON document or lines of JSON, by its name."""
    return entry.filename.casefold().endswith((".json", ".jsonld", ".jsonl", ".ndjson"))


def _base(entry: zipfile.ZipInfo) -> str:
    return entry.filename.rsplit("/", 1)[-1]


class Counted(io.RawIOBase):
    """A stream that stops where the limits of its feed are, and says what is wrong with a damaged file."""

    def __init__(self, stream: IO[bytes], feed: Feed, packed_size: int | None) -> None:
        super().__init__()
        self._stream, self._feed, self._read = stream, feed, 0
        self._most = feed.limits.total_bytes
        if packed_size is not None:
            self._most = min(self._most, max(_FREE_BYTES, packed_size * feed.limits.ratio))

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        """At most CHUNK bytes when no size is given: a whole file is never read at once."""
        wanted = CHUNK if size is None or size < 0 else size
        try:
            data = self._stream.read(wanted)
        except _FAULTS as error:
            raise self._feed.damaged(error) from error
        self._read += len(data)
        if self._read > self._most:
            raise self._feed.too_much(self._read)
        return data

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def open_feed(path: Path, mapping: Path | None = None, *, limits: Limits | None = None) -> Feed:
    """The feed in the file at `path`. Raises FeedError where there is no such file, or an empty one."""
    if not path.is_file():
        raise FeedError(f"{path.name}: no such file. Expected a file of learning offers. Check the path.")
    if path.stat().st_size == 0:
        raise FeedError(f"{path.name}: the file is empty. Expected learning offers. Get it again.")
    return Feed(path, limits or Limits(), mapping=mapping)
