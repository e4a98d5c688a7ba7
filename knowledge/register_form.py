"""What a register's form is: its columns, what makes two rows one, and how a row is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, TypeVar

from knowledge.register_file import Cells, Origin, RegisterError, read_register

Row = TypeVar("Row")


@dataclass(frozen=True)
class Form(Generic[Row]):
    """One register's form. The values of the `key` columns together stand in one row only (any row, if none)."""

    register: str
    read: Callable[[Cells], Row]
    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    key: tuple[str, ...] = ()

    def rows(self, path: Path, origin: Origin) -> Iterator[Row | RegisterError]:
        """Each row; for one that cannot be read, the error to raise. Raises RegisterError for the whole file."""
        for cells in read_register(path, origin, self.columns, self.optional, self.key):
            if isinstance(cells, RegisterError):
                yield cells
                continue
            try:
                yield self.read(cells)
            except RegisterError as error:
                yield error

    def all_rows(self, path: Path, origin: Origin) -> tuple[Row, ...]:
        """Every row of the file. Raises RegisterError at the first that cannot be read."""
        return tuple(_or_raise(row) for row in self.rows(path, origin))


def _or_raise(row: Row | RegisterError) -> Row:
    if isinstance(row, RegisterError):
        raise row
    return row


SOURCED = ("source", "source_url", "source_date", "not_checked", "note")


def ordered(c: Cells, start: str, end: str) -> tuple[date, date | None]:
    first, last = c.first_day(start), c.day(end)
    if last is not None and last < first:
        c.fail(end, f"a day not before {start} ({first}), or nothing")
    return first, last
