"""JSON text in which no string and no number is endless, so that a parser's memory stays bounded.

A string far longer than a field may be is cut, and a number with hundreds of digits becomes one that is too large;
who builds the records sees both. Whole chunks are looked over by C code; only one that is over a limit is rewritten.
"""

from __future__ import annotations

import re
from typing import IO

_CHUNK = 65_536
_BYTES_A_CHAR = 12
"""Longest way to write one character in JSON: two escapes of six."""
MOST_DIGITS = 300
TOO_LARGE = b"1e999"

_ESCAPE = re.compile(rb"(?<!\\)(?:\\\\)*(\\(?:u[0-9a-fA-F]{0,3})?)\Z")
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_REST_OF_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_OF_NUMBERS = b"0123456789eE+-."
_DIGITS_AS_0 = bytes(48 if byte in _OF_NUMBERS else 32 for byte in range(256))
_A_LONG_RUN = b"0" * 16
"""Shorter than any number that must be replaced: where there is none, there is nothing to do."""
_LONG_EXPONENT = re.compile(rb"[eE][+\-]?[0-9]{16,}")
_STRING_OR_NUMBER = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\Z)|[0-9eE+.\-]+', re.DOTALL)


class GuardedJson:
    """A binary stream of JSON, to be read in order. `most_chars` is what one string may have."""

    def __init__(self, stream: IO[bytes], most_chars: int) -> None:
        self._stream = stream
        self._most = most_chars * _BYTES_A_CHAR
        self._raw = b""
        self._ready = bytearray()
        self._in_string = False
        self._length = 0
        self._dropping = False
        self._ended = False

    def read(self, size: int = _CHUNK) -> bytes:
        while not self._ready and not self._ended:
            self._ready += self._next()
        data = bytes(self._ready[:size])
        del self._ready[:size]
        return data

    def _next(self) -> bytes:
        fresh = self._stream.read(_CHUNK)
        self._ended = not fresh
        chunk = self._raw + fresh
        self._raw = b""
        if fresh and (partial := _partial(chunk)):
            chunk, self._raw = chunk[:-partial], chunk[-partial:]
        return self._looked_over(chunk)

    def _looked_over(self, chunk: bytes) -> bytes:
        if self._in_string and self._length > self._most:
            self._dropping = True
        if self._dropping:
            end = _REST_OF_STRING.match(chunk)
            chunk = chunk[end.end() if end else 0 :]
            if not chunk:
                return b""
            self._dropping = False  # at the closing quote
        started_in_string = self._in_string
        plain = _ESCAPE.sub(b"", chunk) if b"\\" in chunk else chunk
        quotes = plain.count(b'"')
        self._length = len(plain) - plain.rfind(b'"') - 1 if quotes else self._length + len(plain)
        self._in_string ^= bool(quotes % 2)
        return self._without_long_numbers(chunk, started_in_string)

    def _without_long_numbers(self, chunk: bytes, in_string: bool) -> bytes:
        """Numbers with too many digits as TOO_LARGE; one that may go on in the next chunk is kept for it."""
        if not self._in_string and not self._ended:
            before = chunk.rstrip(_OF_NUMBERS)
            self._raw = chunk[len(before) :][: 2 * MOST_DIGITS] + self._raw
            chunk = before
        if _A_LONG_RUN not in chunk.translate(_DIGITS_AS_0):
            return chunk
        start = b""
        if in_string:
            end = _REST_OF_STRING.match(chunk)
            cut = (end.end() if end else 0) + 1
            start, chunk = chunk[:cut], chunk[cut:]
        return start + _STRING_OR_NUMBER.sub(_shortened, chunk)


def _partial(chunk: bytes) -> int:
    """How many bytes at the end are the start of an escape or of a letter whose rest is in the next chunk."""
    at = chunk.rfind(b"\\", max(0, len(chunk) - 5))
    if at >= 0 and (at + 1 - len(chunk[: at + 1].rstrip(b"\\"))) % 2:
        rest = chunk[at + 1 :]
        if not rest or (rest[:1] == b"u" and len(rest) < 5):
            return len(chunk) - at
    for back in range(1, min(4, len(chunk) + 1)):
        byte = chunk[-back]
        if byte >= 0xC0:
            whole = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return back if back < whole else 0
        if byte < 0x80:
            break
    return 0


def _shortened(found: re.Match[bytes]) -> bytes:
    text = found[0]
    if text.startswith(b'"') or (len(text) < MOST_DIGITS and not _LONG_EXPONENT.search(text)):
        return text
    return TOO_LARGE
