"""The encoding of a feed's text: a byte order mark, else UTF-8, else found by charset-normalizer and said."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable
from typing import IO, Any

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_EUROPEAN = (
    *(
        "cp1252",
        "cp1250",
        "cp1251",
        "cp1253",
        "cp1257",
        "cp1256",
        "iso8859_2",
        "iso8859_5",
        "iso8859_7",
        "iso8859_13",
    ),
    *("iso8859_15", "koi8_u", "mac_roman"),
)
_CHUNK = 65_536
_UNCLEAR = (
    "not in UTF-8, and in which encoding is not clear; only texts in plain English letters are used. Ask its "
    "provider for UTF-8."
)


def encoding_of(head: bytes) -> tuple[str, str]:
    """(encoding, what to tell about it or ""), from the first bytes of a file."""
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return (
                encoding,
                "" if encoding == "utf-8-sig" else f"read as {encoding}; UTF-8 is what a feed should be in.",
            )
    unmarked = _utf16_without_mark(head)
    if unmarked:
        return unmarked, f"read as {unmarked}, which it does not say; UTF-8 is what a feed should be in."
    if _is_utf8(head):
        return "utf-8", ""
    if b"\x00" in head:
        return "utf-8", ""  # no text at all, such as a workbook
    return _detected(head)


def _utf16_without_mark(head: bytes) -> str | None:
    """Text of mostly Latin letters in UTF-16 has a NUL in every second byte."""
    start = head[:64]
    if len(start) >= 4 and len(start) % 2 == 0 and b"\x00" in start:
        if not any(start[1::2]) and all(start[0::2]):
            return "utf-16-le"
        if not any(start[0::2]) and all(start[1::2]):
            return "utf-16-be"
    return None


def _is_utf8(head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(head)  # not final: the last character may be cut
    except UnicodeDecodeError:
        return False
    return True


def _detected(head: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes

    if _mostly_utf8(head):
        return "utf-8", ""
    found = from_bytes(head, cp_isolation=list(_EUROPEAN))
    best = found.best()
    if best is None:
        return "ascii", _UNCLEAR
    as_likely = [one for one in found if one.chaos <= best.chaos and one.coherence >= best.coherence]
    if len({str(one) for one in as_likely}) > 1:
        return "ascii", _UNCLEAR
    return best.encoding, f"not in UTF-8; read as {best.encoding}, the most likely. Ask its provider for UTF-8."


def _mostly_utf8(head: bytes) -> bool:
    """Whether more letters beyond ASCII are whole in UTF-8 than are broken: a UTF-8 file with foreign bytes in it."""
    text = head.decode("utf-8", errors="replace")
    broken = text.count("\N{REPLACEMENT CHARACTER}")
    whole = sum(1 for char in text if char > "\x7f") - broken
    return whole > broken


class Utf8(io.RawIOBase):
    """A stream in any encoding as one in UTF-8. What cannot be decoded becomes U+FFFD, and is told once."""

    def __init__(self, stream: IO[bytes], encoding: str, tell: Callable[[str], None], name: str) -> None:
        super().__init__()
        self._stream, self._tell, self._name, self._encoding = stream, tell, name, encoding
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="strict")
        self._lenient = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._left = b""
        self._ended = False

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1) -> bytes:
        wanted = _CHUNK if size is None or size < 0 else size
        while len(self._left) < wanted and not self._ended:
            self._left += self._next()
        data, self._left = self._left[:wanted], self._left[wanted:]
        return data

    def _next(self) -> bytes:
        raw = self._stream.read(_CHUNK)
        self._ended = not raw
        state = self._decoder.getstate()
        try:
            text = self._decoder.decode(raw, final=self._ended)
        except UnicodeDecodeError:
            self._tell(
                f"{self._name}: some bytes are not in {self._encoding}; texts that hold them are not used. Ask its "
                "provider for UTF-8."
            )
            self._lenient.setstate(state)
            text = self._lenient.decode(raw, final=self._ended)
            self._decoder.reset()
            self._decoder.setstate(self._lenient.getstate())
        return text.encode("utf-8", errors="replace")

    def readinto(self, buffer: Any) -> int:
        data = self.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)
