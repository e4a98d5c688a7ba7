"""The PDF of a document: tagged, PDF/UA-1, set by Typst in a process of its own, in memory only."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from bot.take_home.blocks import Block, Bullets, Document, Heading, Line, Notice, Paragraph, Table, Terms

TYPESETTER = Path(__file__).parent / "typesetter.py"
COVERAGE = Path(__file__).parent / "fonts" / "coverage.txt"
TIME_LIMIT_S = 20.0
MOST_WAITING = 16
REPLACEMENT = "\ufffd"
"""Stands for a letter that the fonts lack (they hold Latin, Greek, Cyrillic and Arabic)."""


class TypesettingError(RuntimeError):
    """The PDF could not be made: in time, or at all. The message holds no word of the document."""


class TooManyFilesError(RuntimeError):
    """More files are asked for at once than are made."""


@dataclass(slots=True)
class Typesetter:
    """Makes PDFs, one at a time a core. `time_limit_s` is for one file, waiting not counted."""

    time_limit_s: float = TIME_LIMIT_S
    _free: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(os.cpu_count() or 1))
    _waiting: int = 0

    async def pdf(self, document: Document) -> bytes:
        """The file. Raises TypesettingError, or TooManyFilesError when MOST_WAITING wait already."""
        if self._waiting >= MOST_WAITING:
            raise TooManyFilesError(f"{MOST_WAITING} files are being made")
        self._waiting += 1
        try:
            async with self._free:
                return await self._run(json.dumps(told(document), ensure_ascii=False).encode())
        finally:
            self._waiting -= 1

    async def _run(self, document: bytes) -> bytes:
        # -I: neither the folder it runs in nor the environment changes what is run
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-I",
            str(TYPESETTER),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # what it complains of may quote the person
        )
        try:
            async with asyncio.timeout(self.time_limit_s):
                made, _ = await process.communicate(document)
        except TimeoutError:
            raise TypesettingError(f"the PDF was not ready after {self.time_limit_s:g} seconds") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode != 0 or not made.startswith(b"%PDF-"):
            raise TypesettingError(f"the typesetter ended with {process.returncode} and no PDF")
        return made


def told(document: Document) -> dict[str, Any]:
    """The document as the template reads it (`document.typ`)."""
    return {
        "title": printable(document.title),
        "language": document.language,
        "direction": document.direction,
        "description": printable(document.description),
        "author": printable(document.author),
        "footer": printable(document.footer),
        "page_of": printable(document.page_of),
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    match block:
        case Heading():
            return {"is": "heading", "level": block.level, "text": printable(block.text)}
        case Paragraph():
            return {"is": "paragraph", "line": _line(block.line), "small": block.small}
        case Notice():
            return {"is": "notice", "line": _line(block.line)}
        case Bullets():
            return {"is": "bullets", "items": [_line(item) for item in block.items], "small": block.small}
        case Terms():
            return {"is": "terms", "pairs": [[printable(label), _line(value)] for label, value in block.pairs]}
        case Table():
            return {
                "is": "table",
                "caption": printable(block.caption),
                "columns": [printable(column) for column in block.columns],
                "rows": [[_line(cell) for cell in row] for row in block.rows],
                "total": block.last_is_total,
            }


def _line(line: Line) -> list[Mapping[str, Any]]:
    return [{"text": printable(span.text), "url": span.url, "strong": span.strong} for span in line]


def printable(text: str) -> str:
    """The text with what the fonts lack replaced, and without what is no letter (control characters)."""
    covered = _covered()
    kept = []
    for letter in unicodedata.normalize("NFC", text):
        if letter in "\n\t\r":
            kept.append(" ")
        elif ord(letter) in covered:
            kept.append(letter)
        elif unicodedata.category(letter) not in ("Cc", "Cf", "Mn", "Cs"):
            kept.append(REPLACEMENT)
    return "".join(kept)


@cache
def _covered() -> frozenset[int]:
    """Code points that the fonts have."""
    ranges = (row.split("-") for row in COVERAGE.read_text("ascii").split())
    return frozenset(point for first, last in ranges for point in range(int(first, 16), int(last, 16) + 1))
