"""XML feeds: no document type, no entities, bounded memory, and the good records before a fault."""

from __future__ import annotations

import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from knowledge.feeds.opening import Feed, Limits, open_feed, xml_records
from knowledge.feeds.records import FeedError, Record, Rejection

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY lol1 "&lol;&lol;&lol;&lol;"><!ENTITY lol2 "&lol1;&lol1;&lol1;">]>
<courses><course><title>&lol2;</title></course></courses>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY xxe SYSTEM "file:///etc/hostname">]>
<courses><course><title>&xxe;</title></course></courses>"""
REMOTE = b"""<?xml version="1.0"?><!DOCTYPE courses SYSTEM "http://example.invalid/courses.dtd">
<courses><course><title>x</title></course></courses>"""


def feed(folder: Path, data: bytes, **limits: int) -> Feed:
    path = folder / "feed.xml"
    path.write_bytes(data)
    return open_feed(path, limits=Limits(**limits))


def titles(folder: Path, data: bytes, *tags: str) -> list[Any]:
    records = xml_records(feed(folder, data), *(tags or ("course",)))
    return [record.values.findtext("{*}title") for record in records if isinstance(record, Record)]


@pytest.mark.parametrize("bomb", [LAUGHS, OUTSIDE, REMOTE], ids=["many laughs", "a file", "a remote type"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(tmp_path: Path, bomb: bytes, encoding: str) -> None:
    with pytest.raises(FeedError, match="DOCTYPE"):
        titles(tmp_path, bomb.decode().encode(encoding))


def test_a_document_type_behind_a_long_comment_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="DOCTYPE"):
        titles(tmp_path, LAUGHS.replace(b"<!DOCTYPE", b"<!--" + b"x" * 100_000 + b"--><!DOCTYPE"))


def test_an_entity_that_is_not_declared_is_an_error_of_the_feed(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no XML from line 1 on"):
        titles(tmp_path, b"<courses><course><title>&lol;</title></course></courses>")


def test_records_are_found_by_name_in_any_namespace_or_in_one(tmp_path: Path) -> None:
    data = b"""<courses xmlns:a="urn:a" xmlns:b="urn:b"><a:course><a:title>A</a:title></a:course><other/>
    <b:course><b:title>B</b:title><b:course><b:title>inner</b:title></b:course></b:course></courses>"""

    assert titles(tmp_path, data) == ["A", "B"]
    assert titles(tmp_path, data, "{urn:b}course") == ["B"]


def test_a_record_says_where_it_stands(tmp_path: Path) -> None:
    records = xml_records(feed(tmp_path, b"<r>\n<course/>\n<x/>\n<course/>\n</r>"), "course")

    assert [record.locator for record in records] == ["record 1, line 2", "record 2, line 4"]


def test_a_cut_off_file_gives_its_good_records_first(tmp_path: Path) -> None:
    records = xml_records(feed(tmp_path, b"<r><course>1</course><course>2</course><cour"), "course")

    assert [next(records).locator, next(records).locator] == ["record 1, line 1", "record 2, line 1"]
    with pytest.raises(FeedError, match="ends too early"):
        next(records)


def test_a_file_without_the_records_says_so(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no element course or programme"):
        titles(tmp_path, b"<r><x/></r>", "course", "programme")


def test_a_record_over_a_limit_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    records = [
        b"<course><title>" + b"x" * 60 + b"</title></course>",
        b"<course a='" + b"x" * 60 + b"'/>",
        b"<course>" + b"<x>" * 9 + b"</x>" * 9 + b"</course>",
        b"<course>" + b"<x>yy</x>" * 200 + b"</course>",
        b"<course><title>ok</title></course>",
    ]
    opened = feed(tmp_path, b"<r>" + b"".join(records) + b"</r>", field_chars=50, depth=5, record_chars=5000)

    assert [type(outcome) for outcome in xml_records(opened, "course")] == [*[Rejection] * 4, Record]


@pytest.mark.parametrize(
    "data",
    [b"<r><course>" + b"<x>" * 100_000, b"<r><course>" + b"x" * 12_000_000 + b"</course></r>"],
    ids=["endless nesting", "an endless text"],
)
def test_what_the_parser_refuses_is_an_error_of_the_feed(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(FeedError, match="no XML from line"):
        titles(tmp_path, data)


def test_memory_does_not_grow_with_the_records(tmp_path: Path) -> None:
    one = b"<course><title>x</title><text>" + b"word " * 50 + b"</text></course><junk><a>1</a></junk>\n"
    opened = feed(tmp_path, b"<r>" + one * 5_000 + b"</r>")

    tracemalloc.start()
    held = 0
    for record in xml_records(opened, "course"):
        assert isinstance(record, Record)
        held = max(held, len(record.values.getparent()))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert held < 1000
    assert peak < 2_000_000


def test_a_wrong_encoding_is_an_error_of_the_feed(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no XML"):
        titles(tmp_path, b"<r><course><title>Gr\xfc\xdfe</title></course></r>")
    declared = "<?xml version='1.0' encoding='iso-8859-1'?><r><course><title>Grüße</title></course></r>"
    assert titles(tmp_path, declared.encode("latin-1")) == ["Grüße"]
