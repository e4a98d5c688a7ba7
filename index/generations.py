"""Generations: immutable folders `gen-N`, written aside and swapped in whole.

    index/
      current          the active generation's name
      lock             held by the one process that writes
      gen-7/           manifest.json (sha256 and size of every file, its own checksum) and the files
      .writing-…/      a generation being written; never read, swept away by the next writer

A generation appears by one rename and becomes active by one `os.replace` of `current`, each after fsync: a process
killed at any point leaves the last good generation active.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from index.contract import IndexUnusableError

FORMAT = 4
"""Raised whenever the files of a generation change their meaning: older ones are then rebuilt, never guessed at."""

VECTORS_ALIKE = (1, 2, 3, 4)
"""Formats whose vectors lie alike, one a line of texts.txt: a rebuild takes them over."""

KEPT = 2
REMEDY = "Run `waymark index build`."
_NAME = re.compile(r"gen-(\d+)\Z")


class IndexLockedError(RuntimeError):
    """Another process is writing the index."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation says about itself. `encoder` is the fingerprint of the encoder that made its vectors."""

    format: int
    encoder: str
    dimension: int
    parts: tuple[int, ...]
    offers: int
    built_at: datetime
    files: Mapping[str, tuple[str, int]]


class Generations:
    """The folder of generations."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def names(self) -> tuple[str, ...]:
        """Generations on disk, oldest first."""
        if not self.folder.is_dir():
            return ()
        found = [entry.name for entry in self.folder.iterdir() if _NAME.match(entry.name)]
        return tuple(sorted(found, key=_number))

    def path(self, name: str) -> Path:
        return self.folder / name

    def stamp(self) -> tuple[int, int] | None:
        """Changes whenever another generation is activated; one `stat`, so it can be asked before every search."""
        try:
            status = (self.folder / "current").stat()
        except FileNotFoundError:
            return None
        return status.st_ino, status.st_mtime_ns

    def current(self) -> str | None:
        """The active generation's name; None where none was ever activated."""
        pointer = self.folder / "current"
        try:
            name = pointer.read_bytes().decode("utf-8", "replace").strip()
        except FileNotFoundError:
            return None
        if not _NAME.match(name):
            raise IndexUnusableError(
                f"{pointer} reads {name[:40]!r}. Expected the name of a generation such as 'gen-1'. {REMEDY}"
            )
        return name

    def manifest(self, name: str) -> Manifest:
        """The manifest of `name`, its own checksum verified."""
        path = self.path(name) / "manifest.json"
        try:
            outer = json.loads(path.read_bytes())
            body = outer["body"]
            if outer["sha256"] != _checksum(body):
                raise ValueError("its checksum does not match")
            return Manifest(
                format=int(body["format"]),
                encoder=str(body["encoder"]),
                dimension=int(body["dimension"]),
                parts=tuple(int(width) for width in body["parts"]),
                offers=int(body["offers"]),
                built_at=datetime.fromisoformat(body["built_at"]),
                files={file: (str(digest), int(size)) for file, (digest, size) in body["files"].items()},
            )
        except FileNotFoundError:
            raise IndexUnusableError(f"{path} is missing, so generation {name} cannot be read. {REMEDY}") from None
        except (ValueError, KeyError, TypeError) as fault:
            raise IndexUnusableError(f"{path} is damaged ({fault}). {REMEDY}") from fault

    def readable(self, name: str) -> Manifest:
        """The manifest of `name`. Raises IndexUnusableError where its files are in another format than ours."""
        manifest = self.manifest(name)
        if manifest.format != FORMAT:
            raise IndexUnusableError(
                f"The index {self.path(name)} is in format {manifest.format}, this version reads {FORMAT}. {REMEDY}"
            )
        return manifest

    def verify(self, name: str) -> Manifest:
        """The manifest of `name` after every file was read and compared with it."""
        manifest = self.manifest(name)
        for file, (digest, size) in manifest.files.items():
            path = self.path(name) / file
            if not path.is_file():
                raise IndexUnusableError(f"{path} is missing. {REMEDY}")
            found = path.stat().st_size
            if found != size:
                raise IndexUnusableError(f"{path} is damaged: {found} bytes, expected {size}. {REMEDY}")
            if _digest(path) != digest:
                raise IndexUnusableError(f"{path} is damaged: its content is not what was written. {REMEDY}")
        return manifest

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the writer's lock. The kernel lets go of it when the process dies, however it dies."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise IndexLockedError(
                    f"Another process is writing the index in {self.folder}. Wait until it has finished, then "
                    "try again."
                ) from None
            for left in self.folder.glob(".writing-*"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """A folder to write the next generation in; gone again if the writing fails. Needs `writing()`."""
        path = self.folder / f".writing-{secrets.token_hex(8)}"
        path.mkdir()
        try:
            yield path
        finally:
            shutil.rmtree(path, ignore_errors=True)

    def publish(self, draft: Path, about: Mapping[str, Any]) -> str:
        """Seals `draft` with its manifest and gives it the next generation's name. It is not active yet."""
        files = sorted(path for path in draft.rglob("*") if path.is_file())
        body = {
            **about,
            "files": {str(path.relative_to(draft)): [_digest(path), path.stat().st_size] for path in files},
        }
        (draft / "manifest.json").write_text(
            json.dumps({"sha256": _checksum(body), "body": body}, indent=1), encoding="utf-8"
        )
        for path in draft.rglob("*"):
            _sync(path)
        _sync(draft)
        name = f"gen-{max((_number(known) for known in self.names()), default=0) + 1}"
        draft.rename(self.path(name))
        _sync(self.folder)
        return name

    def require(self, name: str) -> None:
        """Raises IndexUnusableError where there is no generation `name`."""
        if name not in self.names():
            raise IndexUnusableError(
                f"There is no generation {name!r} in {self.folder}. There are: {', '.join(self.names()) or 'none'}."
            )

    def activate(self, name: str) -> None:
        """Makes `name` the active generation, in one step, and prunes older ones. Needs `writing()`."""
        pointer = self.folder / ".current"  # one name: the lock keeps others away, and a crash leaves at most one
        pointer.write_text(name + "\n", encoding="utf-8")
        _sync(pointer)
        pointer.replace(self.folder / "current")
        _sync(self.folder)
        self._prune(name)

    def _prune(self, active: str) -> None:
        """Keeps the active generation and the newest two. A reader that still holds an older one keeps its open
        files; a reader about to open it finds that `current` has moved on, and follows."""
        names = self.names()
        for name in names[:-KEPT]:
            if name != active:
                shutil.rmtree(self.path(name), ignore_errors=True)


def _number(name: str) -> int:
    return int(name.removeprefix("gen-"))


def _checksum(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
