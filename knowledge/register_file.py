"""Reading a register extract: one CSV a register, title and date in sources.csv, and errors that say what to do."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import NoReturn, TypeVar

from knowledge.evidence import Evidence

Choice = TypeVar("Choice", bound=StrEnum)

SOURCES = "sources.csv"
_COUNTRY = re.compile(r"[A-Z]{2}\Z")


class RegisterError(ValueError):
    """A register file cannot be used. The message names file, line, what was read, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a register or one of its rows comes from.

    `day` is the source's own date, None where it bears none to the day; `period` is then what it does bear ("2019").
    """

    title: str
    day: date | None = None
    period: str = ""
    url: str | None = None

    def evidence(self, locator: str, quote: str = "") -> Evidence:
        """`quote` as it stands at `locator` of this source."""
        title = f"{self.title} ({self.period})" if self.period and self.period not in self.title else self.title
        return Evidence(source=title, locator=locator, date=self.day, quote=quote, url=self.url)


@dataclass(frozen=True, slots=True)
class Cells:
    """One line of a register file; reads its cells as the type that is expected there."""

    path: Path
    line: int
    values: Mapping[str, str]
    register_origin: Origin

    def fail(self, column: str, expected: str) -> NoReturn:
        raise RegisterError(
            f"{self.path.name}, line {self.line}: column '{column}' reads '{self.values.get(column, '')}'. "
            f"Expected {expected}. Correct this cell in {self.path} or take the line out."
        )

    def text(self, column: str) -> str:
        return self.values[column] or self.fail(column, "some text, not nothing")

    def maybe(self, column: str) -> str | None:
        return self.values[column] or None

    def day(self, column: str) -> date | None:
        if not self.values[column]:
            return None
        try:
            return date.fromisoformat(self.values[column])
        except ValueError:
            self.fail(column, "a day as YYYY-MM-DD, or nothing where it is unknown")

    def first_day(self, column: str) -> date:
        return self.day(column) or self.fail(column, "a day as YYYY-MM-DD")

    def whole(self, column: str, lowest: int, highest: int) -> int:
        if not self.values[column].isdecimal() or not lowest <= int(self.values[column]) <= highest:
            self.fail(column, f"a whole number from {lowest} to {highest}")
        return int(self.values[column])

    def country(self, column: str = "country") -> str:
        if not _COUNTRY.match(self.values[column]):
            self.fail(column, "a country as two capital letters (ISO 3166), such as 'DE'")
        return self.values[column]

    def choice(self, column: str, choices: type[Choice]) -> Choice:
        try:
            return choices(self.values[column])
        except ValueError:
            self.fail(column, "one of " + ", ".join(f"'{c.value}'" for c in choices))

    def origin(self) -> Origin:
        """The row's own source where it names one, else the register's."""
        source, stamp = self.maybe("source"), self.values.get("source_date", "")
        if source is None:
            return self.register_origin
        try:
            day, period = (date.fromisoformat(stamp), "") if stamp else (None, "")
        except ValueError:  # a month or a year is all that some pages bear
            day, period = None, stamp
        return Origin(title=source, day=day, period=period, url=self.maybe("source_url"))

    def not_checked(self) -> frozenset[str]:
        """The cells that nothing we hold confirms."""
        named = frozenset(filter(None, self.values["not_checked"].split(";")))
        if named - self.values.keys() - {"relation"}:
            self.fail("not_checked", "names of columns of this file, parted by ';'")
        return named


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        file = path.open(encoding="utf-8", newline="")
    except OSError as error:
        raise RegisterError(
            f"{path.name} could not be opened ({error.strerror}). Expected a register extract at {path}. "
            "Put the file back, or point to the folder that holds it."
        ) from error
    with file:
        reader = csv.reader(file)
        try:
            header = next(reader, [])
            if set(header) != set(columns) or len(header) != len(columns):
                raise RegisterError(
                    f"{path.name}, line 1: the columns read '{','.join(header)}'. Expected '{','.join(columns)}'. "
                    f"Give {path} these columns."
                )
            for cells in reader:
                if len(cells) != len(header):
                    raise RegisterError(
                        f"{path.name}, line {reader.line_num}: {len(cells)} cells were read ('{','.join(cells)}'). "
                        f"Expected {len(header)}: {','.join(header)}. Quote a cell that holds a comma, or take the "
                        f"line out of {path}."
                    )
                yield reader.line_num, {name: cell.strip() for name, cell in zip(header, cells, strict=True)}
        except UnicodeDecodeError as error:
            raise RegisterError(
                f"{path.name}: byte {error.start} is not UTF-8. Expected a UTF-8 file. Save {path} as UTF-8."
            ) from error


def read_origins(folder: Path) -> dict[str, Origin]:
    """Title, date and address of every register in `folder`, by the register's file name without ending."""
    columns = ("register", "title", "date", "period", "url", "licence", "note")
    found: dict[str, Origin] = {}
    for line, values in _lines(folder / SOURCES, columns):
        cells = Cells(folder / SOURCES, line, values, Origin(""))
        found[cells.text("register")] = Origin(
            cells.text("title"), cells.day("date"), values["period"], cells.maybe("url")
        )
    return found


def read_register(
    folder: Path, register: str, origins: Mapping[str, Origin], columns: tuple[str, ...], once: str | None = None
) -> Iterator[Cells]:
    """The lines of one register; each value of the column `once` may stand in one line only.

    Raises RegisterError where the file, its source or a line is not as expected.
    """
    if register not in origins:
        raise RegisterError(
            f"{SOURCES} has no line for '{register}'. Expected one with title, date and licence. Add it to "
            f"{folder / SOURCES}."
        )
    first: dict[str, int] = {}
    for line, values in _lines(folder / f"{register}.csv", columns):
        cells = Cells(folder / f"{register}.csv", line, values, origins[register])
        if once is not None and first.setdefault(values[once], line) != line:
            cells.fail(once, f"a value that stands once; it stands in line {first[values[once]]} already")
        yield cells
