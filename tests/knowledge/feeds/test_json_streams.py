"""JSON feeds: one outcome an item, bounded memory, and the good records before a fault."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.feeds.opening import Feed, Limits, json_document, json_members, json_records, open_feed
from knowledge.feeds.records import FeedError, Record, Rejection

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(max_size=8), below, max_size=4),
    max_leaves=15,
)


def feed(folder: Path, data: bytes | Any, **limits: int) -> Feed:
    path = folder / "feed.json"
    path.write_bytes(data if isinstance(data, bytes) else json.dumps(data).encode())
    return open_feed(path, limits=Limits(**limits))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("feeds")


@given(items=st.lists(JSON, max_size=6))
@settings(max_examples=80, deadline=None)
def test_every_item_of_a_list_is_one_outcome_and_holds_its_value(folder: Path, items: list[Any]) -> None:
    outcomes = list(
        json_records(feed(folder, json.dumps(items, ensure_ascii=False).encode("utf-8", "replace")), "item")
    )

    assert [outcome.locator for outcome in outcomes] == [f"item {n}" for n in range(1, len(items) + 1)]
    expected = json.loads(json.dumps(items, ensure_ascii=False).encode("utf-8", "replace"))
    assert [outcome.values for outcome in outcomes if isinstance(outcome, Record)] == expected


@given(items=st.lists(JSON, max_size=6), depth=st.integers(0, 2), chars=st.integers(1, 5))
@settings(max_examples=60, deadline=None)
def test_every_item_is_one_outcome_whatever_the_limits(
    folder: Path, items: list[Any], depth: int, chars: int
) -> None:
    outcomes = list(json_records(feed(folder, items, depth=depth, field_chars=chars), "item"))

    assert len(outcomes) == len(items)


@given(items=st.lists(JSON, min_size=1, max_size=5), share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=80, deadline=None)
def test_wherever_a_file_breaks_off_its_good_records_come_first(folder: Path, items: list[Any], share: float) -> None:
    data = json.dumps(items).encode()
    records = json_records(feed(folder, data[: 1 + int(share * (len(data) - 1))]), "item")

    good: list[Record | Rejection] = []
    with pytest.raises(FeedError, match="ends too early"):
        good.extend(records)
    expected = json.loads(data)
    for place, record in enumerate(good):
        assert isinstance(record, Record)
        cut_number = isinstance(record.values, int | float) and place == len(good) - 1
        assert record.values == expected[place] or cut_number


@pytest.mark.parametrize(
    ("document", "prefixes", "read"),
    [
        ([{"a": 1}, {"b": 2}], ("item", "items.item", ""), [{"a": 1}, {"b": 2}]),
        ({"items": [{"a": 1}, {"b": 2}], "n": 2}, ("item", "items.item", ""), [{"a": 1}, {"b": 2}]),
        ({"x": {"items": [{"a": 1}]}}, ("x.items.item",), [{"a": 1}]),
        ({"a": 1, "items": {}}, ("item", "items.item", ""), [{"a": 1, "items": {}}]),
        ({"items": []}, ("item", "items.item", ""), []),
        ([], ("item", ""), []),
        ({"course": {"a": 1}}, ("course",), [{"a": 1}]),
        ([[1], [2]], ("item",), [[1], [2]]),
        ({"items": [{"items": [1]}]}, ("items.item",), [{"items": [1]}]),
        ({"a": [1], "b": [2]}, ("a.item", "b.item"), [1, 2]),
    ],
)
def test_records_are_found_where_the_prefixes_say(
    folder: Path, document: Any, prefixes: tuple[str, ...], read: list[Any]
) -> None:
    assert [
        each.values for each in json_records(feed(folder, document), *prefixes) if isinstance(each, Record)
    ] == read


def test_a_document_without_records_in_their_place_says_so(folder: Path) -> None:
    with pytest.raises(FeedError, match=r"no records were found at 'item' or 'items\.item'"):
        list(json_records(feed(folder, {"a": 1}), "item", "items.item"))


def test_a_cut_off_file_gives_its_good_records_first(folder: Path) -> None:
    records = json_records(feed(folder, b'[{"a": 1}, {"b": 2}, {"c": '), "item")

    assert [next(records).locator, next(records).locator] == ["item 1", "item 2"]
    with pytest.raises(FeedError, match="ends too early"):
        next(records)


@pytest.mark.parametrize(
    "data", [b"", b"{", b"[1,]", b"[NaN]", b"[Infinity]", b"[-Infinity]", b"[1] [2]", b"not json", b"\x00"]
)
def test_what_is_no_json_is_an_error_of_the_feed(folder: Path, data: bytes) -> None:
    path = folder / "bad.json"
    path.write_bytes(data)
    with pytest.raises(FeedError, match=r"bad\.json"):
        list(json_records(open_feed(path), "item"))


def test_lists_in_lists_without_end_reject_their_item_and_the_next_is_read(folder: Path) -> None:
    data = b"[" + b'{"a":[' * 100_000 + b"]}" * 100_000 + b', {"ok": 1}]'
    first, second = json_records(feed(folder, data), "item")

    assert isinstance(first, Rejection)
    assert "levels deep" in first.expected
    assert second == Record("item 2", {"ok": 1})


def test_a_number_without_end_is_infinite_and_the_next_item_is_read(folder: Path) -> None:
    data = b"[" + b"9" * 1_000_000 + b", 1e999999999999, -" + b"9" * 5000 + b", 7]"

    assert [each.values for each in json_records(feed(folder, data), "item") if isinstance(each, Record)][::3] == [
        float("inf"),
        7,
    ]


def test_a_text_without_end_is_rejected_in_bounded_memory(folder: Path) -> None:
    text = b"x" * 4_000_000 + b'\\"\\u00e9' * 500_000
    opened = feed(folder, b'[{"a": "' + text + b'"}, {"' + text + b'": 1}, {"ok": 1}]', field_chars=10_000)
    del text

    tracemalloc.start()
    outcomes = list(json_records(opened, "item"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [type(outcome) for outcome in outcomes] == [Rejection, Rejection, Record]
    assert peak < 4_000_000


def test_a_record_of_countless_small_values_is_rejected_in_bounded_memory(folder: Path) -> None:
    opened = feed(folder, b"[[" + b"1," * 300_000 + b'1], {"ok": 1}]', record_chars=100_000)

    tracemalloc.start()
    first, second = json_records(opened, "item")
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert isinstance(first, Rejection)
    assert isinstance(second, Record)
    assert peak < 4_000_000


def test_too_many_records_stop_the_feed(folder: Path) -> None:
    records = json_records(feed(folder, [1, 2, 3], records=2), "item")

    assert [next(records).locator, next(records).locator] == ["item 1", "item 2"]
    with pytest.raises(FeedError, match="more than 2 records"):
        next(records)


def test_members_of_an_object_are_records_with_their_keys(folder: Path) -> None:
    document = {"courses": {"A1": {"n": 1}, "B2": "x", "C3": [[[[1]]]]}, "total": 3}
    outcomes = list(json_members(feed(folder, document, depth=3), "courses"))

    assert outcomes[:2] == [Record("member A1", ("A1", {"n": 1})), Record("member B2", ("B2", "x"))]
    assert isinstance(outcomes[2], Rejection)
    assert [each.values[0] for each in json_members(feed(folder, document)) if isinstance(each, Record)] == [
        "courses",
        "total",
    ]


def test_a_document_is_one_record_unless_it_is_over_the_limits(folder: Path) -> None:
    assert json_document(feed(folder, {"a": [1, 2.5]})) == Record("document", {"a": [1, 2.5]})
    with pytest.raises(FeedError, match="over the limits"):
        json_document(feed(folder, {"a": "x" * 100}, field_chars=50))
