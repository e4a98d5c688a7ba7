"""Reading a register extract: one CSV a register, what it is in sources.csv, and errors that say what to do."""

from __future__ import annotations

import csv
import gzip
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NoReturn, TypeVar

from knowledge.evidence import Evidence

Choice = TypeVar("Choice", bound=StrEnum)

SOURCES = "sources.csv"
SOURCE_COLUMNS = ("register", "title", "date", "period", "url", "licence", "valid_for_days", "proves", "note")
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
class Extract:
    """What we hold of one register: where from, of which day, under which licence, and how long it can prove.

    `rows` is how many were read (0 until they are).

    `valid_for_days` is our own rule: after so many days an extract may lack a withdrawal or a newer decision, so it
    informs and no longer proves. `imported` tells an operator's import from what comes with the product.
    """

    register: str
    origin: Origin
    valid_for_days: int = 0
    licence: str = ""
    proves: str = ""
    note: str = ""
    imported: bool = False
    rows: int = 0

    def age(self, on: date) -> int | None:
        """Days from the extract's date to `on`; None where the source bears no date to the day."""
        return None if self.origin.day is None else (on - self.origin.day).days

    def out_of_date(self, on: date) -> bool:
        """Too old on `on` to prove a check. Without a date nobody can tell, so it proves none."""
        age = self.age(on)
        return age is None or age > self.valid_for_days


@lru_cache(maxsize=4096)
def _row_origin(source: str, stamp: str, url: str | None) -> Origin:
    try:
        day, period = (date.fromisoformat(stamp), "") if stamp else (None, "")
    except ValueError:  # a month or a year is all that some pages bear
        day, period = None, stamp
    return Origin(title=source, day=day, period=period, url=url)


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

    def several(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that holds several values, parted by ' ; '."""
        return tuple(filter(None, (part.strip() for part in self.values[column].split(" ; "))))

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
        value = self.values[column]
        digits = value.isascii() and value.isdecimal() and len(value) <= len(str(highest))
        if not digits or not lowest <= int(value) <= highest:
            self.fail(column, f"a whole number from {lowest} to {highest}")
        return int(value)

    def maybe_whole(self, column: str, lowest: int, highest: int) -> int | None:
        return self.whole(column, lowest, highest) if self.values[column] else None

    def number(self, column: str) -> float | None:
        if not self.values[column]:
            return None
        try:
            found = float(self.values[column])
        except ValueError:
            found = math.nan
        return found if math.isfinite(found) else self.fail(column, "a number such as 25 or 7.5, or nothing")

    def country(self, column: str = "country") -> str:
        if not _COUNTRY.match(self.values[column]):
            self.fail(column, "a country as two capital letters (ISO 3166), such as 'DE'")
        return self.values[column]

    def maybe_country(self, column: str = "country") -> str | None:
        return self.country(column) if self.values[column] else None

    def choice(self, column: str, choices: type[Choice]) -> Choice:
        try:
            return choices(self.values[column])
        except ValueError:
            self.fail(column, "one of " + ", ".join(f"'{c.value}'" for c in choices))

    def origin(self) -> Origin:
        """The row's own source where it names one, else the register's."""
        source = self.maybe("source")
        if source is None:
            return self.register_origin
        day = self.register_origin.day  # a row without a day of its own is as of the list's
        stamp = self.values.get("source_date", "") or (day.isoformat() if day else "")
        return _row_origin(source, stamp, self.maybe("source_url"))

    def not_checked(self) -> frozenset[str]:
        """The cells that nothing we hold confirms."""
        named = frozenset(filter(None, self.values["not_checked"].split(";")))
        if named - self.values.keys() - {"relation"}:
            self.fail("not_checked", "names of columns of this file, parted by ';'")
        return named


Row = dict[str, str]


def read_lines(
    path: Path, columns: tuple[str, ...], optional: tuple[str, ...] = ()
) -> Iterator[tuple[int, Row | RegisterError]]:
    """Line number and cells of each row of a CSV file (plain or .gz); for a row of another shape, the error to raise.

    `columns` must all stand in the first line, in any order; `optional` ones may; no others. Raises RegisterError
    for what spoils the file as a whole.
    """
    header: list[str] = []
    for line, cells in csv_rows(path):
        if not header:
            header = cells
            _look_at(header, path, columns, optional)
            absent = dict.fromkeys(set(optional) - set(header), "")
        elif len(cells) == len(header):
            yield line, absent | dict(zip(header, cells, strict=True))
        else:
            yield line, wrong_shape(path, line, cells, header)
    if not header:
        _look_at([], path, columns, optional)


def _look_at(header: list[str], path: Path, columns: tuple[str, ...], optional: tuple[str, ...]) -> None:
    if len(set(header)) != len(header) or not set(columns) <= set(header) <= {*columns, *optional}:
        raise RegisterError(
            f"{path.name}, line 1: the columns read '{','.join(header)}'. Expected '{','.join(columns)}'"
            f"{' and, where known, ' + repr(','.join(optional)) if optional else ''}. Give {path} these columns."
        )


def wrong_shape(path: Path, line: int, cells: list[str], header: list[str]) -> RegisterError:
    """That a row has not as many cells as the first line."""
    return RegisterError(
        f"{path.name}, line {line}: {len(cells)} cells were read ('{','.join(cells)[:300]}'). Expected "
        f"{len(header)}: {','.join(header)}. Quote a cell that holds a comma, or take the line out of {path}."
    )


def csv_rows(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Line number and trimmed cells of every line that is not empty, the first line included."""
    try:
        with (
            gzip.open(path, "rt", encoding="utf-8-sig", newline="")
            if path.suffix == ".gz"
            else path.open(encoding="utf-8-sig", newline="")
        ) as file:
            reader = csv.reader(file)
            for cells in reader:
                if cells:
                    yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise RegisterError(
            f"{path.name}, line {reader.line_num}: not CSV ({error}). Expected cells parted by commas, quoted where "
            f"they hold one. Correct this line in {path}."
        ) from error
    except UnicodeDecodeError as error:
        raise RegisterError(
            f"{path.name}: byte {error.start} is not UTF-8. Expected a UTF-8 file. Save {path} as UTF-8."
        ) from error
    except (OSError, EOFError) as error:  # a damaged .gz is an OSError or ends too early
        raise RegisterError(
            f"{path.name} could not be opened ({getattr(error, 'strerror', None) or error}). Expected a register "
            f"extract at {path}. Put the file back, or point to the folder that holds it."
        ) from error


def read_extracts(folder: Path) -> dict[str, Extract]:
    """What sources.csv in `folder` says of every register, by the register's file name without ending."""
    path, found = folder / SOURCES, {}
    for line, values in read_lines(path, SOURCE_COLUMNS):
        if isinstance(values, RegisterError):
            raise values
        extract = extract_in(Cells(path, line, values, Origin("")))
        found[extract.register] = extract
    return found


def extract_in(cells: Cells, imported: bool = False) -> Extract:
    """The extract that one line of a sources.csv describes."""
    return Extract(
        register=cells.text("register"),
        origin=Origin(cells.text("title"), cells.day("date"), cells.values["period"], cells.maybe("url")),
        valid_for_days=cells.whole("valid_for_days", 1, 36_500),
        licence=cells.text("licence"),
        proves=cells.values["proves"],
        note=cells.values["note"],
        imported=imported,
    )


def register_path(folder: Path, register: str) -> Path:
    """The file of a register: CSV, or the same compressed."""
    packed = folder / f"{register}.csv.gz"
    return packed if packed.exists() else folder / f"{register}.csv"


def read_register(
    path: Path, origin: Origin, columns: tuple[str, ...], optional: tuple[str, ...] = (), key: tuple[str, ...] = ()
) -> Iterator[Cells | RegisterError]:
    """The lines of one register; a row that cannot be read, or repeats another's `key`, as the error to raise.

    Raises RegisterError for what spoils the file as a whole.
    """
    first: dict[tuple[str, ...], int] = {}
    for line, values in read_lines(path, columns, optional):
        if isinstance(values, RegisterError):
            yield values
            continue
        cells = Cells(path, line, values, origin)
        stands = first.setdefault(tuple(values[column] for column in key), line) if key else line
        if stands == line:
            yield cells
        else:
            yield _repeated(cells, key, stands)


def _repeated(cells: Cells, key: tuple[str, ...], stands: int) -> RegisterError:
    try:
        together = f" (with {', '.join(key[1:])})" if key[1:] else ""
        cells.fail(key[0], f"a value that stands once{together}; it stands in line {stands} already")
    except RegisterError as error:
        return error
