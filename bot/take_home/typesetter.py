"""Typesetting in a process of its own: a document as JSON comes in, a PDF goes out, nothing is left behind.

Run as a program. A process, because it can be stopped after a time, and because the typesetter remembers what it set
for the next run: with the process that memory goes, too.
"""

from __future__ import annotations

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent
TEMPLATE = HERE / "document.typ"
FONTS = HERE / "fonts"
STANDARD: typst.PDFStandard = "ua-1"


def typeset(document: str) -> bytes:
    """The PDF (PDF/UA-1) of a document of `bot.take_home.blocks.told`. Raises typst.TypstError for one that cannot be
    made accessible, such as one with a letter that the fonts lack."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
    return typst.compile(
        TEMPLATE, root=HERE, font_paths=fonts, sys_inputs={"document": document}, pdf_standards=STANDARD
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(typeset(sys.stdin.buffer.read().decode()))
