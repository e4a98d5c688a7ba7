"""Blocks: a file to take home as headings, paragraphs, lists and tables in one language; each form lays them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a line. `url`: it is a link, http(s) only; `strong`: it matters more than what stands beside it;
    `small`: where a thing was read, less than what is said."""

    text: str
    url: str | None = None
    strong: bool = False
    small: bool = False


Line: TypeAlias = tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title's own, so parts begin at 2."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    line: Line


@dataclass(frozen=True, slots=True)
class Notice:
    """A paragraph that must not be missed, set apart."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """Points, one below the other."""

    items: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Terms:
    """Label and value, pair by pair."""

    pairs: tuple[tuple[str, Line], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `columns` are its header cells; the first cell of each row heads the row. `last_is_total`: the last
    row sums up those before it."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Line, ...], ...]
    last_is_total: bool = False


Block: TypeAlias = Heading | Paragraph | Notice | Bullets | Terms | Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One file in one language. `direction` is ltr or rtl. `footer` stands on every page; `page_of` is the wording of
    the page number with {page} and {pages}."""

    title: str
    language: str
    direction: str
    description: str
    author: str
    made_on: date
    footer: str
    page_of: str
    blocks: tuple[Block, ...]


def line(text: str, url: str | None = None) -> Line:
    """A line of one piece."""
    return (Span(text, url),)


def lines(texts: Iterable[str]) -> tuple[Line, ...]:
    """Lines of one piece each."""
    return tuple(line(text) for text in texts)


def told(document: Document) -> dict[str, Any]:
    """The document as templates read it: JSON, each block with what it `is`."""
    return {
        "title": document.title,
        "language": document.language,
        "direction": document.direction,
        "description": document.description,
        "author": document.author,
        "footer": document.footer,
        "page_of": document.page_of,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"is": "heading", "level": block.level, "text": block.text}
        case Paragraph():
            return {"is": "paragraph", "line": _line(block.line)}
        case Notice():
            return {"is": "notice", "line": _line(block.line)}
        case Bullets():
            return {"is": "bullets", "items": [_line(item) for item in block.items]}
        case Terms():
            return {"is": "terms", "pairs": [[label, _line(value)] for label, value in block.pairs]}
        case Table():
            return {
                "is": "table",
                "caption": block.caption,
                "columns": list(block.columns),
                "rows": [[_line(cell) for cell in row] for row in block.rows],
                "total": block.last_is_total,
            }


def _line(line: Line) -> list[dict[str, Any]]:
    return [asdict(span) for span in line]
