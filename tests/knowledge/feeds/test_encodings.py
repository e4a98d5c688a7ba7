"""Any bytes become text in UTF-8, however they arrive; what cannot be read is told."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from knowledge.feeds.encodings import Utf8, encoding_of


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time, so that letters are cut anywhere."""

    def __init__(self, data: bytes, size: int) -> None:
        super().__init__(data)
        self._size = size

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self._size)


def as_utf8(data: bytes, encoding: str, size: int) -> tuple[str, list[str]]:
    told: list[str] = []
    stream = Utf8(Dripping(data, size), encoding, told.append, "feed")
    return b"".join(iter(lambda: stream.read(5), b"")).decode("utf-8"), told


@given(text=st.text(), encoding=st.sampled_from(["utf-8", "utf-16", "utf-32", "utf-8-sig"]), size=st.integers(1, 7))
def test_a_text_comes_back_in_any_encoding_however_it_is_cut(text: str, encoding: str, size: int) -> None:
    assert as_utf8(text.encode(encoding), encoding, size) == (text, [])


@given(data=st.binary(max_size=60), size=st.integers(1, 7))
def test_bytes_that_are_no_text_are_replaced_and_told(data: bytes, size: int) -> None:
    read, told = as_utf8(data, "utf-8", size)

    assert read == data.decode("utf-8", errors="replace")
    assert bool(told) == (not _decodes(data))


def _decodes(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@given(data=st.binary(max_size=200))
def test_any_bytes_have_an_encoding_that_python_knows(data: bytes) -> None:
    encoding, note = encoding_of(data)

    data.decode(encoding, errors="replace")
    assert isinstance(note, str)
