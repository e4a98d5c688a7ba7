"""Tables (CSV, TSV, XLSX) with a mapping: a file that says which column holds which field (see table_mapping)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

from knowledge.feeds.draft import READERS, Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import FeedError, NotAnOfferError, Record, Rejection
from knowledge.feeds.table_mapping import SHOWN_COLUMNS, Claim, Column, TableMapping, read_mapping, skeleton_of
from knowledge.feeds.table_rows import Formula, Table, table_of
from knowledge.feeds.values import UnreadableError, days

_NEEDED = ("title", "provider")
_NO_VALUE = "a value: formulas are not computed"


@dataclass(frozen=True, slots=True)
class Row:
    """A row with the mapping it is read by."""

    mapping: TableMapping
    cells: dict[str, Any]

    def __repr__(self) -> str:
        return repr(self.cells)

    def cell(self, name: str) -> Any:
        """The cell in the column; None where it is empty, or says so."""
        value = self.cells.get(name)
        if isinstance(value, str) and not isinstance(value, Formula):
            value = value.strip()
            return None if not value or value in self.mapping.empty else value
        return value


def recognises(head: bytes, name: str) -> float:
    lower = name.casefold().removesuffix(".gz").removesuffix(".zip")
    if head.startswith(b"PK\x03\x04"):
        return 0.9 if lower.endswith((".xlsx", ".xlsm")) or b"xl/" in head or b"[Content_Types].xml" in head else 0.0
    if lower.endswith((".csv", ".tsv", ".tab")):
        return 0.6
    first, second = (*head.splitlines()[:2], b"", b"")[:2]
    marks = [
        mark
        for mark in (b",", b";", b"\t", b"|")
        if first.count(mark) >= 2 and first.count(mark) == second.count(mark)
    ]
    return 0.2 if marks and not first.lstrip().startswith((b"{", b"[", b"<")) else 0.0


def skeleton(feed: Feed) -> str:
    """A mapping to fill in, with the columns of this table."""
    return skeleton_of(feed.name, table_of(feed).columns)


def records(feed: Feed) -> Iterator[Record | Rejection]:
    if feed.mapping is None:
        raise _without_mapping(feed)
    mapping = read_mapping(feed.mapping)
    table = table_of(feed, sheet=mapping.sheet, header=mapping.header, delimiter=mapping.delimiter)
    _check(feed, mapping, table)
    for number, row in enumerate(table.rows, 1):
        if number > feed.limits.records:
            raise FeedError(
                f"{feed.name}: more than {feed.limits.records} rows. Split the table, or raise the limits."
            )
        if isinstance(row, Rejection):
            yield row
        else:
            yield Record(row.locator, Row(mapping, dict(zip(table.columns, row.cells, strict=True))))


def _without_mapping(feed: Feed) -> FeedError:
    columns = table_of(feed).columns
    named = ", ".join(repr(name) for name in columns[:SHOWN_COLUMNS])
    more = f" and {len(columns) - SHOWN_COLUMNS} more" if len(columns) > SHOWN_COLUMNS else ""
    return FeedError(
        f"{feed.name}: a table without a mapping. Read the columns {named}{more}. Expected a file that says which "
        f"column is what: copy this one, fill it in and give it with --mapping.\n\n{skeleton_of(feed.name, columns)}"
    )


def _check(feed: Feed, mapping: TableMapping, table: Table) -> None:
    missing = [name for name in mapping.named if name not in table.columns]
    if missing:
        raise FeedError(
            f"{feed.name}: no column {', '.join(repr(name) for name in missing[:20])}. Read the columns "
            f"{', '.join(repr(name) for name in table.columns[:SHOWN_COLUMNS])}. Correct the mapping "
            f"{feed.mapping.name if feed.mapping else ''}, or its row of the header."
        )


def fill(record: Record, draft: Draft) -> None:
    row: Row = record.values
    mapping = row.mapping
    if mapping.key:
        key = row.cell(mapping.key)
        draft.identify(int(key) if isinstance(key, float) and key.is_integer() else key)
    if "languages" in mapping.constants:
        _constant("languages", mapping, draft)
    for column in mapping.columns:
        for name in column.names:
            _read(column, name, row.cell(name), draft)
    for field in mapping.constants:
        _constant(field, mapping, draft)
    for claim in mapping.claims:
        _claim(claim, row, draft)


def _constant(field: str, mapping: TableMapping, draft: Draft) -> None:
    draft.read(field, mapping.constants[field], "constant of the mapping", derived="the same for the whole table")


def _read(column: Column, name: str, cell: Any, draft: Draft) -> None:
    at = f"column {name!r}"
    if cell is None:
        return
    if isinstance(cell, Formula):
        if column.field in _NEEDED:
            raise NotAnOfferError(cell, _NO_VALUE, "Save the table with values in place of formulas.")
        draft.doubt(column.field, at, cell, _NO_VALUE)
        return
    try:
        value = _as_written(column, cell)
    except UnreadableError as error:
        draft.doubt(column.field, at, cell, str(error))
        return
    if column.at_least and column.field == "price":
        try:
            price = READERS["price"](value)
        except UnreadableError as error:
            draft.doubt("price", at, cell, str(error))
            return
        draft.put("price", replace(price, at_least=True), at, quote=str(cell))
    else:
        draft.read(column.field, value, at)


def _as_written(column: Column, cell: Any) -> Any:
    """The cell as its reader takes it, by the hints of the mapping."""
    if column.values is not None:
        known = _text_of(cell)
        if known not in column.values:
            raise UnreadableError(f"one of {', '.join(list(column.values)[:10])}, as the mapping has it")
        return column.values[known]
    if column.date and isinstance(cell, str):
        try:
            return days.day(datetime.strptime(cell, column.date).replace(tzinfo=UTC).date())
        except ValueError:
            raise UnreadableError(f"a day as in {date(2026, 3, 15).strftime(column.date)}") from None
    if column.separator and isinstance(cell, str):
        return [part.strip() for part in cell.split(column.separator) if part.strip()]
    if column.decimal and isinstance(cell, str):
        cell = _number(cell, column.decimal)
    if column.currency:
        return {"amount": cell, "currency": column.currency}
    if column.unit and re.fullmatch(r"[\d.,\s–-]+", _text_of(cell)):
        return f"{_text_of(cell)} {column.unit}"
    return cell


def _text_of(cell: Any) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _number(cell: str, decimal: str) -> str | float:
    """A number whose decimal mark is known; other text as it stands."""
    thousands = "." if decimal == "," else ","
    bare = re.sub(rf"[\s'’{re.escape(thousands)}]", "", cell)
    return float(bare.replace(",", ".")) if re.fullmatch(rf"[+-]?\d{{1,12}}(?:[{decimal}]\d{{1,6}})?", bare) else cell


def _claim(claim: Claim, row: Row, draft: Draft) -> None:
    words = row.cell(claim.column)
    if words is None:
        return
    at = f"column {claim.column!r}"
    if isinstance(words, Formula):
        draft.doubt("quality_claims", at, words, _NO_VALUE)
        return
    body = row.cell(claim.body_column) if claim.body_column else claim.body
    starts, ends = (_day(row, name, draft) for name in (claim.valid_from_column, claim.valid_to_column))
    named = str(body) if body is not None and not isinstance(body, Formula) else None
    draft.claim(words, at, standard=claim.standard, body=named, valid_from=starts, valid_to=ends)


def _day(row: Row, name: str | None, draft: Draft) -> date | None:
    cell = row.cell(name) if name else None
    if cell is None:
        return None
    try:
        return days.day(cell)
    except UnreadableError as error:
        draft.doubt("quality_claims", f"column {name!r}", cell, str(error))
        return None


FORMAT = Format("table", "table with a mapping", recognises, records, fill)
