"""Rows of a table, one at a time: text with a delimiter (CSV, TSV), or a sheet of a workbook (XLSX).

Formulas are not computed: a cell with one is given as Formula. In a text table "=…" is text like any other.
"""

from __future__ import annotations

import csv
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from knowledge.feeds.opening import Feed
from knowledge.feeds.records import FeedError, Rejection, shown

MOST_COLUMNS = 2_000
_SHARED_STRINGS = 128 * 2**20
"""Bytes of a workbook's texts, which its reader holds in memory."""

_DELIMITERS = ",;\t|"
_SEP_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*\Z", re.IGNORECASE)
_FAULTS = (
    *(OSError, KeyError, ValueError, TypeError, AttributeError, IndexError, EOFError, AssertionError),
    *(SyntaxError, ParseError, zipfile.BadZipFile, InvalidFileException, NotImplementedError),
)


class Formula(str):
    """A cell that holds a formula, not a value."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """A row of the table."""

    locator: str
    cells: list[Any]


@dataclass(slots=True)
class Table:
    """The names of the columns, and the rows below them."""

    columns: list[str]
    rows: Iterator[Cells | Rejection]


def is_workbook(feed: Feed) -> bool:
    return feed.head(4) == b"PK\x03\x04"


def table_of(feed: Feed, *, sheet: str | None = None, header: int = 1, delimiter: str | None = None) -> Table:
    """The table in the file. Raises FeedError where it has no header, or cannot be read."""
    rows = _of_workbook(feed, sheet) if is_workbook(feed) else _of_text(feed, delimiter)
    named: list[Any] = []
    for number, row in enumerate(rows, 1):
        if isinstance(row, Rejection):
            raise FeedError(f"{feed.name}, {row.locator}: {row.read}. Expected the names of the columns.")
        if number == header:
            named = row.cells
            break
    names = [" ".join(str(cell).split()) if cell is not None else "" for cell in named[: MOST_COLUMNS + 1]]
    while names and not names[-1]:
        names.pop()
    if not any(names):
        raise FeedError(
            f"{feed.name}, row {header}: no names of columns. Expected them there. Say which row has them."
        )
    if len(names) > MOST_COLUMNS:
        raise FeedError(f"{feed.name}: more than {MOST_COLUMNS} columns. Expected a table of offers, a row each.")
    return Table(_distinct(names), _fitting(rows, len(names)))


def _distinct(names: list[str]) -> list[str]:
    """A name that comes again gets its number: "Skill", "Skill (2)"."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def _fitting(rows: Iterator[Cells | Rejection], width: int) -> Iterator[Cells | Rejection]:
    """Rows as wide as the header. One with more cells has slipped, and is no record; an empty one is passed over."""
    for row in rows:
        if isinstance(row, Rejection):
            yield row
            continue
        if all(cell is None or cell == "" for cell in row.cells):
            continue
        beyond = row.cells[width:]
        if any(cell is not None and cell != "" for cell in beyond):
            yield Rejection(
                row.locator,
                f"{len(row.cells)} cells, beginning {shown(row.cells[:6])}",
                f"{width} cells, as the header has",
                "Look whether a delimiter stands within a text without quotation marks; the other rows were read.",
            )
            continue
        yield Cells(row.locator, row.cells[:width] + [None] * (width - len(row.cells)))


def _of_text(feed: Feed, delimiter: str | None) -> Iterator[Cells | Rejection]:
    csv.field_size_limit(feed.limits.field_chars)
    lines = feed.text()
    first = next(lines, "")
    said = _SEP_LINE.match(first)  # spreadsheets write "sep=;" as a first line
    if said:
        delimiter, first = said[1], next(lines, "")
    chosen = delimiter or max(_DELIMITERS, key=lambda one: (_outside_quotes(first[:65_536], one), one == ","))
    reader = csv.reader(_again(first, lines), delimiter=chosen)
    skipped = 1 if said else 0
    while True:
        number = reader.line_num + 1 + skipped
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            remedy = "Look for a quotation mark that is not closed; the rows after this one were read."
            yield Rejection(
                f"line {number}", shown(str(error)), f"texts of at most {feed.limits.field_chars}", remedy
            )
            continue
        yield Cells(f"line {number}", list(cells))


def _again(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _outside_quotes(line: str, delimiter: str) -> int:
    return sum(part.count(delimiter) for part in line.split('"')[::2])


def _of_workbook(feed: Feed, sheet: str | None) -> Iterator[Cells | Rejection]:
    with feed.binary():  # refuses a workbook that unpacks beyond the limits
        pass
    with feed.path.open("rb") as file:  # closed here, as the workbook's reader leaves it open on a fault
        try:
            with zipfile.ZipFile(file) as archive:
                texts = [one.file_size for one in archive.infolist() if one.filename.endswith("sharedStrings.xml")]
            if sum(texts) > _SHARED_STRINGS:
                raise FeedError(
                    f"{feed.name}: {sum(texts)} bytes of texts in a workbook. Expected at most {_SHARED_STRINGS}. "
                    "Save the sheet as CSV: a text table of any size can be read."
                )
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of what a workbook holds besides cells
                book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        except _FAULTS as error:
            raise error if isinstance(error, FeedError) else feed.damaged(error) from error
        try:
            yield from _of_sheet(_chosen(book, sheet, feed), feed)
        finally:
            book.close()


def _chosen(book: Any, sheet: str | None, feed: Feed) -> Any:
    shown_sheets = [one for one in book.worksheets if getattr(one, "sheet_state", "visible") == "visible"]
    if sheet is None:
        if not shown_sheets:
            raise FeedError(f"{feed.name}: the workbook shows no sheet. Expected one with offers.")
        return shown_sheets[0]
    for one in book.worksheets:
        if one.title == sheet:
            return one
    named = ", ".join(repr(one.title) for one in book.worksheets[:20])
    raise FeedError(f"{feed.name}: no sheet {sheet!r}. Expected one of {named}. Correct the sheet in the mapping.")


def _of_sheet(sheet: Any, feed: Feed) -> Iterator[Cells | Rejection]:
    sheet.reset_dimensions()  # what a sheet says of its own size may be wrong
    rows = sheet.iter_rows()
    number = 0
    while True:
        number += 1
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                row = next(rows)
        except StopIteration:
            return
        except _FAULTS as error:
            raise feed.damaged(error) from error
        yield Cells(f"row {number} of sheet {sheet.title!r}", [_value(cell, feed) for cell in row])


def _value(cell: Any, feed: Feed) -> Any:
    value = cell.value
    if isinstance(value, str):
        value = value[: feed.limits.field_chars]
        return Formula(value) if cell.data_type == "f" else value
    if value is not None and type(value).__module__.startswith("openpyxl"):
        return Formula(str(getattr(value, "text", value)))
    return value
