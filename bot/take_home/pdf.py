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

from bot.take_home.blocks import Document, told

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
                return await self._run(json.dumps(_printed(document), ensure_ascii=False).encode())
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


def _printed(document: Document) -> dict[str, Any]:
    """The document as the template reads it, every text printable; addresses stay as they are."""
    paper = told(document)
    blocks = paper.pop("blocks")
    set_apart = document.direction == "rtl"
    return {**_set(paper, set_apart=False), "blocks": _set(blocks, set_apart=set_apart)}


def _set(value: Any, *, set_apart: bool) -> Any:
    match value:
        case str():
            return _apart(printable(value)) if set_apart else printable(value)
        case Mapping():
            return {
                name: each if name in ("url", "is") else _set(each, set_apart=set_apart)
                for name, each in value.items()
            }
        case list():
            return [_set(each, set_apart=set_apart) for each in value]
    return value


def _apart(text: str) -> str:
    """Words of a left-to-right language keep their own direction on a right-to-left page (Unicode isolates)."""
    directions = {unicodedata.bidirectional(letter) for letter in text}
    return f"\u2068{text}\u2069" if "L" in directions and not directions & {"R", "AL"} else text


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
