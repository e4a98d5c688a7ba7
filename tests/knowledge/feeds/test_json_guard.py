"""The guard leaves JSON as it is, and cuts only what no parser should hold in memory."""

from __future__ import annotations

import io
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from knowledge.feeds.json_guard import GuardedJson

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=20,
)


class Dripping(io.BytesIO):
    """A stream that gives a few bytes at a time, so that chunks end anywhere."""

    def __init__(self, data: bytes, sizes: list[int]) -> None:
        super().__init__(data)
        self._sizes = sizes

    def read(self, size: int | None = -1) -> bytes:
        self._sizes.append(self._sizes.pop(0))
        return super().read(self._sizes[0])


def guarded(data: bytes, most_chars: int, sizes: list[int]) -> bytes:
    stream = GuardedJson(Dripping(data, sizes), most_chars)
    return b"".join(iter(lambda: stream.read(7), b""))


@given(value=JSON, sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5), ascii_only=st.booleans())
def test_json_within_the_limits_passes_unchanged(value: Any, sizes: list[int], ascii_only: bool) -> None:
    data = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")

    assert guarded(data, 1000, sizes) == data


@given(
    value=st.lists(st.text(max_size=60) | st.integers(0, 10**6), max_size=12),
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    ascii_only=st.booleans(),
)
def test_a_cut_string_ends_where_it_ended_and_is_seen_to_be_too_long(
    value: list[str | int], sizes: list[int], ascii_only: bool
) -> None:
    text = json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")

    read = json.loads(guarded(text, 2, sizes).decode("utf-8", "surrogatepass"))

    assert len(read) == len(value)
    for given_value, read_value in zip(value, read, strict=True):
        if isinstance(given_value, str) and read_value != given_value:
            assert len(read_value.encode("utf-16-le", "surrogatepass")) // 2 > 2
            assert given_value.encode("utf-16-le", "surrogatepass").startswith(
                read_value.encode("utf-16-le", "surrogatepass")
            )
        else:
            assert read_value == given_value


@given(digits=st.integers(300, 3000), sizes=st.lists(st.integers(1, 999), min_size=1, max_size=5))
def test_a_number_of_hundreds_of_digits_becomes_one_that_is_too_large(digits: int, sizes: list[int]) -> None:
    data = b'["' + b"7" * digits + b'",' + b"7" * digits + b",5]"

    assert guarded(data, 10_000, sizes) == b'["' + b"7" * digits + b'",1e999,5]'


def test_an_endless_exponent_becomes_a_number_that_is_too_large() -> None:
    assert guarded(b"[1e99999999999999999999,2]", 10, [64]) == b"[1e999,2]"
