"""The document as plain text, to be read, spoken or sent by e-mail; and as a message without sender and recipient."""

from __future__ import annotations

import textwrap
import unicodedata
from email.message import EmailMessage
from email.policy import SMTP

from bot.take_home.blocks import Block, Bullets, Document, Heading, Line, Notice, Paragraph, Table, Terms

WIDTH = 72
"""Characters of a line, as e-mail has them (RFC 3676)."""

UNDERLINES = {1: "=", 2: "-"}
ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))
"""Marks of direction that a plain text program may show as boxes; each value stands on its own line or in quotes."""


def subject(document: Document) -> str:
    """What the e-mail is about, in one line."""
    return " ".join(document.title.split())


def plain_text(document: Document) -> str:
    """The whole document. Links stand behind what they are about; a link is never broken over two lines."""
    parts = [_headed(document.title, 1), *(_block(block) for block in document.blocks), document.footer]
    return "\n\n".join(part for part in parts if part).translate(ISOLATES) + "\n"


def message(document: Document) -> bytes:
    """An e-mail to be sent by the person: no From, no To, marked as not sent (RFC 5322, X-Unsent)."""
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = subject(document)
    mail["X-Unsent"] = "1"
    mail.set_content(plain_text(document), cte="quoted-printable")
    mail["Content-Language"] = document.language  # after the content, which brings its own Content-… lines
    return bytes(mail)


def _block(block: Block) -> str:
    match block:
        case Heading():
            return _headed(block.text, block.level)
        case Paragraph():
            return _wrapped(_words(block.line))
        case Notice():
            return _wrapped(_words(block.line), "* ", "  ")
        case Bullets():
            return "\n".join(_wrapped(_words(item), "- ", "  ") for item in block.items)
        case Terms():
            return "\n".join(_wrapped(f"{label} {_words(value)}", "", "  ") for label, value in block.pairs)
        case Table():
            rows = [_row(block.columns, row) for row in block.rows]
            return "\n".join([f"{block.caption}:", *rows])


def _row(columns: tuple[str, ...], row: tuple[Line, ...]) -> str:
    """A row as “first: second; third”: columns of spaces are no table when they are read aloud."""
    cells = [_words(cell) for cell in row]
    rest = "; ".join(cell.rstrip(".") for cell in cells[1:] if cell)
    return _wrapped(f"{cells[0]}: {rest}", "- ", "  ")


def _words(line: Line) -> str:
    return "".join(f"{span.text} <{span.url}>" if span.url and span.url != span.text else span.text for span in line)


def _headed(text: str, level: int) -> str:
    mark = UNDERLINES.get(level)
    return f"{text}\n{mark * min(_width(text), WIDTH)}" if mark else text


def _width(text: str) -> int:
    """Columns that a text takes: marks that stand on the letter before take none."""
    return sum(1 for letter in text if not unicodedata.combining(letter))


def _wrapped(text: str, first: str = "", then: str = "") -> str:
    return textwrap.fill(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
