"""The Europass data embedded in a PDF: PDF on standard input, XML or JSON on standard output. A process of its own.

Exit codes: 0 found, 3 locked with a password, 4 none embedded, anything else damaged or over the limits. Nothing is
written to disk, and nothing of the file to standard error.
"""

from __future__ import annotations

import io
import resource
import sys
import zlib
from collections.abc import Iterator
from typing import Any

MEMORY = 512 * 2**20
SECONDS = 10
MOST_BYTES = 5 * 2**20
LOCKED, NONE, DAMAGED = 3, 4, 5
_MARKS = (b"SkillsPassport", b"Candidate", b"LearnerInfo")


def main() -> int:
    """Finds the first embedded file that is Europass data and writes it out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import pikepdf  # after the limits

    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            for stream in embedded(pdf):
                found = unpacked(stream)
                head = found[:65_536].replace(b"\x00", b"")
                if head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] in (b"<", b"{") and any(m in head for m in _MARKS):
                    sys.stdout.buffer.write(found)
                    return 0
    except pikepdf.PasswordError:
        return LOCKED
    except (pikepdf.PdfError, MemoryError, ValueError, TypeError, KeyError, AttributeError, zlib.error):
        return DAMAGED
    return NONE


def embedded(pdf: Any) -> Iterator[Any]:
    """The streams of embedded files: of the catalogue's tree of names, its associated files, and of annotations."""
    import pikepdf

    specifications = []
    names = pdf.Root.get("/Names", {}).get("/EmbeddedFiles")
    if names is not None:
        specifications += [value for _, value in pikepdf.NameTree(names).items()]
    specifications += list(pdf.Root.get("/AF", []))
    for page in pdf.pages:
        specifications += [note["/FS"] for note in page.get("/Annots", []) if "/FS" in note]
    for each in specifications[:100]:
        files: Any = each.get("/EF", {})
        for key in ("/F", "/UF"):
            if key in files:
                yield files[key]
                break


def unpacked(stream: Any) -> bytes:
    """The bytes of a stream, at most MOST_BYTES: none for a longer one, and for packings nobody needs here."""
    raw = bytes(stream.read_raw_bytes())
    packing = stream.get("/Filter")
    named = (
        [str(packing)] if packing is not None and not _is_array(packing) else [str(each) for each in packing or ()]
    )
    for name in named:
        if name not in ("/FlateDecode", "/Fl") or stream.get("/DecodeParms") is not None:
            return b""
        unpacking = zlib.decompressobj()
        raw = unpacking.decompress(raw, MOST_BYTES)
        if unpacking.unconsumed_tail:
            return b""
    return raw if len(raw) <= MOST_BYTES else b""


def _is_array(value: Any) -> bool:
    import pikepdf

    return isinstance(value, pikepdf.Array)


if __name__ == "__main__":
    sys.exit(main())
