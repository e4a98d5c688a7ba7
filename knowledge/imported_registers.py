"""Registers that the operator imported: they take the place of the ones that come with the product.

    registers/
      sources.csv      what is held, one line a register, and which file holds its rows; written last, by one rename
      previous.csv     the same for what was held before the last import of each, to compare and to go back
      REGISTER.HASH.csv.gz     its rows, in our own form
      deqar_reports.HASH.sqlite     the same rows, indexed
      lock             held by the one process that imports

A process killed at any point leaves the registers as they were before the import.
"""

from __future__ import annotations

import csv
import fcntl
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from knowledge.register_file import (
    SOURCE_COLUMNS,
    SOURCES,
    Cells,
    Extract,
    Origin,
    RegisterError,
    extract_in,
    read_lines,
)

PREVIOUS = "previous.csv"
_COLUMNS = (*SOURCE_COLUMNS, "file")


@dataclass(frozen=True, slots=True)
class Imported:
    """One imported register: what it is, and the file of its rows."""

    extract: Extract
    rows: Path

    @property
    def index(self) -> Path:
        """Where the indexed rows lie, for registers that have them."""
        return self.rows.with_name(self.rows.name.removesuffix(".csv.gz") + ".sqlite")


class ImportedRegisters:
    """The folder of imported registers; empty where it is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def held(self) -> dict[str, Imported]:
        """What is held now, by register. Raises RegisterError when a file is not as expected."""
        return self._read(SOURCES)

    def before(self) -> dict[str, Imported]:
        """What was held before the last import of each register, as far as it is kept."""
        return self._read(PREVIOUS)

    def _read(self, name: str) -> dict[str, Imported]:
        path, found = self.folder / name, {}
        if not path.exists():
            return {}
        for line, values in read_lines(path, _COLUMNS):
            if isinstance(values, RegisterError):
                raise values
            cells = Cells(path, line, values, Origin(""))
            rows = self.folder / cells.text("file")
            if rows.parent != self.folder or not rows.is_file():
                cells.fail("file", f"the name of a file in {self.folder}")
            extract = extract_in(cells, imported=True)
            found[extract.register] = Imported(extract, rows)
        return found

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the importer's lock, and sweeps away what a killed import left. The kernel frees it on death."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise RegisterError(
                    f"Another process is importing into {self.folder}. Wait until it has finished, then try again."
                ) from None
            for left in self.folder.glob(".writing-*"):
                left.unlink()
            yield

    def draft(self, ending: str) -> Path:
        """A name for a file that is being written. Needs `writing()`."""
        return self.folder / f".writing-{secrets.token_hex(8)}{ending}"

    def keep(self, extract: Extract, rows: Path, name: str, index: Path | None = None) -> Imported:
        """Make the drafts `rows` (and `index`) the held register, the one before the previous. Needs `writing()`."""
        imported = Imported(extract, self.folder / name)
        held, before = self.held(), self.before()
        _settle(rows, imported.rows)
        if index is not None:
            _settle(index, imported.index)
        _flush(self.folder)
        now = held.pop(extract.register, None)
        if now is not None and now.rows != imported.rows:
            before[extract.register] = now
            self._write(PREVIOUS, before.values())
        self._write(SOURCES, [*held.values(), imported])
        self._sweep()
        return imported

    def go_back(self, register: str) -> Imported | None:
        """Undo the last import of `register`: hold what was held before. None when that is what the product ships.

        Raises RegisterError when nothing was imported. Needs `writing()`.
        """
        held, before = self.held(), self.before()
        if register not in held:
            raise RegisterError(
                f"'{register}' was not imported; what is held comes with the product. Expected one of: "
                f"{', '.join(sorted(held)) or 'nothing was imported'}."
            )
        del held[register]
        last = before.pop(register, None)
        self._write(SOURCES, [*held.values(), *([last] if last else [])])
        self._write(PREVIOUS, before.values())
        self._sweep()
        return last

    def _write(self, name: str, all_held: Iterable[Imported]) -> None:
        draft = self.draft(".csv")
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(_COLUMNS)
            writer.writerows(_line(one) for one in sorted(all_held, key=lambda one: one.extract.register))
        _settle(draft, self.folder / name)
        _flush(self.folder)

    def _sweep(self) -> None:
        """Remove rows that nothing names any more."""
        named = {*self.held().values(), *self.before().values()}
        kept = {path.name for one in named for path in (one.rows, one.index)}
        for path in (*self.folder.glob("*.csv.gz"), *self.folder.glob("*.sqlite")):
            if path.name not in kept:
                path.unlink()


def _line(one: Imported) -> tuple[str, ...]:
    extract, origin = one.extract, one.extract.origin
    told: Mapping[str, str] = {
        "register": extract.register,
        "title": origin.title,
        "date": origin.day.isoformat() if origin.day else "",
        "period": origin.period,
        "url": origin.url or "",
        "licence": extract.licence,
        "valid_for_days": str(extract.valid_for_days),
        "proves": extract.proves,
        "note": extract.note,
        "file": one.rows.name,
    }
    return tuple(told[column] for column in _COLUMNS)


def _settle(draft: Path, path: Path) -> None:
    """Bring a draft to its place, whole on disk before it can be seen there."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)


def _flush(folder: Path) -> None:
    """The folder's own entries to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
