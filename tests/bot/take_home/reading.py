"""Reading a PDF as a program for the blind does: through its structure, by the text that each glyph stands for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Pdf


@dataclass(frozen=True)
class Element:
    """A structure element: its type (mapped to a standard one), its dictionary, how deep it is, and what it holds."""

    kind: str
    node: Dictionary
    depth: int
    text: str


def opened(content: bytes) -> Pdf:
    return pikepdf.open(BytesIO(content))


def elements(pdf: Pdf) -> list[Element]:
    """Every structure element in reading order."""
    texts = [marked_text(page) for page in pdf.pages]
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    return list(_walked(pdf.Root.StructTreeRoot.K, None, 0, texts, pages))


def _walked(node, page, depth, texts, pages) -> Iterator[Element]:  # type: ignore[no-untyped-def]
    if isinstance(node, Array):
        for child in node:
            yield from _walked(child, page, depth, texts, pages)
    elif isinstance(node, Dictionary) and "/S" in node:
        page = pages[node.Pg.objgen] if "/Pg" in node else page
        yield Element(str(node.S)[1:], node, depth, _text(node, page, texts, pages))
        if "/K" in node:
            yield from _walked(node.K, page, depth + 1, texts, pages)


def _text(node, page, texts, pages) -> str:  # type: ignore[no-untyped-def]
    if isinstance(node, Array):
        return "".join(_text(child, page, texts, pages) for child in node)
    if isinstance(node, int):
        return texts[page].get(node, "") if page is not None else ""
    if isinstance(node, Dictionary):
        page = pages[node.Pg.objgen] if "/Pg" in node else page
        if "/MCID" in node:
            return texts[page].get(int(node.MCID), "")
        return _text(node.K, page, texts, pages) if "/K" in node else ""
    return ""


def marked_text(page: pikepdf.Page) -> dict[int, str]:
    """Text by marked content id. What is marked ReversedChars (a right-to-left script is drawn from the left) is
    turned around, and put before what it stands left of: Typst marks word by word, the last word of a line first.
    A reader that knows right-to-left lines does the same; one that does not hears these words in the wrong order."""
    fonts = {name: unicode_map(font) for name, font in page.Resources.Font.items()}
    found: dict[int, str] = {}
    marks: list[_Mark] = []
    font: dict[int, str] = {}

    def say(pieces: list[str]) -> None:
        """To the innermost mark that takes text: one drawn backwards, or one of the structure."""
        if any(mark.instead is not None for mark in marks):
            return
        for mark in reversed(marks):
            if mark.backwards is not None:
                mark.backwards += pieces
                return
            if mark.number is not None:
                found[mark.number] = found.get(mark.number, "") + "".join(pieces)
                return

    for step in pikepdf.parse_content_stream(page):
        match str(step.operator):
            case "BDC" | "BMC":
                given = step.operands[1] if len(step.operands) > 1 else Dictionary()
                marks.append(
                    _Mark(
                        int(given.MCID) if "/MCID" in given else None,
                        [] if str(step.operands[0]) == "/ReversedChars" else None,
                        str(given.ActualText) if "/ActualText" in given else None,
                    )
                )
            case "EMC":
                ended = marks.pop()
                here = next((mark.number for mark in reversed(marks) if mark.number is not None), None)
                if ended.instead is not None and _is_right_to_left(ended.instead) and here is not None:
                    found[here] = ended.instead + found.get(here, "")
                elif ended.instead is not None:
                    say([ended.instead])
                elif ended.backwards is not None and here is not None:
                    found[here] = "".join(reversed(ended.backwards)) + found.get(here, "")
            case "Tf":
                font = fonts[str(step.operands[0])]
            case "Tj" | "TJ":
                say(_glyphs(step.operands[0], font))
    return found


def _is_right_to_left(text: str) -> bool:
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text)


@dataclass
class _Mark:
    """Marked content that is open: its number in the structure, what is drawn backwards in it, its ActualText."""

    number: int | None
    backwards: list[str] | None
    instead: str | None


def _glyphs(shown: object, font: dict[int, str]) -> list[str]:
    parts = [each for each in shown if isinstance(each, pikepdf.String)] if isinstance(shown, Array) else [shown]
    codes = [data[i : i + 2] for data in map(bytes, parts) for i in range(0, len(data), 2)]  # type: ignore[arg-type]
    return [font[int.from_bytes(code, "big")] for code in codes]


def unicode_map(font: Dictionary) -> dict[int, str]:
    """ToUnicode: code of a glyph -> the text that it stands for."""
    told = font.ToUnicode.read_bytes().decode("latin-1")
    found: dict[int, str] = {}
    for part in re.findall(r"beginbfchar(.*?)endbfchar", told, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]*)>", part):
            found[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for part in re.findall(r"beginbfrange(.*?)endbfrange", told, re.S):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", part):
            for code in range(int(first, 16), int(last, 16) + 1):
                found[code] = chr(int(text, 16) + code - int(first, 16))
    return found


def words(text: str) -> set[str]:
    """Words of a text: runs of letters, without marks of direction."""
    return set(re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFC", text)))
