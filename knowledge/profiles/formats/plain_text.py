"""Plain text: what a person wrote of themselves, without addresses of mail, links and long numbers."""

from __future__ import annotations

from knowledge.feeds.encodings import encoding_of
from knowledge.profiles.brought import Brought, FreeText
from knowledge.profiles.personal import Personal

FORMAT = "text"
_MARKUP = (b"<", b"{", b"[", b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"MZ", b"\x7fELF", b"#!", b"\x89PNG", b"\xff\xd8")


def recognises(head: bytes, name: str) -> float:
    """Text by its name; a program or a picture is none, whatever it is called."""
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if plain.startswith(_MARKUP) or (b"\x00" in plain and not head.startswith((b"\xff\xfe", b"\xfe\xff"))):
        return 0.0
    return 0.3 if name.endswith((".txt", ".md", ".text")) else 0.0


def read(data: bytes) -> Brought:
    personal = Personal()
    text = data.decode(encoding_of(data[:65_536])[0], errors="replace").lstrip("\ufeff")
    said = tuple(FreeText(phrase, "the text") for phrase in personal.phrases(text))
    return Brought(format=FORMAT, texts=said, left_out=personal.left_out)
