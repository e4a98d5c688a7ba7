"""Opening a feed: packed or plain, in any encoding, within limits."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from knowledge.feeds.opening import Feed, Limits, json_lines, json_records, open_feed
from knowledge.feeds.records import FeedError, Record, Rejection

TITLES = '[{"title": "Führung für Anfänger größer"}, {"title": "Écoute à Évreux"}]'


def feed(folder: Path, data: bytes, name: str = "feed.json", **limits: int) -> Feed:
    path = folder / name
    path.write_bytes(data)
    return open_feed(path, limits=Limits(**limits))


def zipped(**files: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()


def titles(opened: Feed) -> list[str]:
    return [record.values["title"] for record in json_records(opened, "item") if isinstance(record, Record)]


@pytest.mark.parametrize(
    "pack",
    [lambda data: data, gzip.compress, lambda data: zipped(courses=data)],
    ids=["plain", "gzip", "zip"],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_feed_reads_the_same_packed_or_not_and_in_any_encoding(tmp_path: Path, pack, encoding: str) -> None:  # type: ignore[no-untyped-def]
    opened = feed(tmp_path, pack(TITLES.encode(encoding)))

    assert titles(opened) == ["Führung für Anfänger größer", "Écoute à Évreux"]
    assert bool(opened.notes) == (encoding not in ("utf-8", "utf-8-sig"))
    assert opened.head(100).lstrip().startswith(b"[")


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "Führungskräfte müssen über Qualitätsmanagement alles können – für 100 €"),
        ("cp1250", "Zarządzanie jakością i ciągłe doskonalenie procesów w przedsiębiorstwie, część szósta źdźbło"),
        ("cp1251", "Управління якістю та постійне вдосконалення процесів на підприємстві"),
        ("cp1253", "Διαχείριση ποιότητας και συνεχής βελτίωση των διαδικασιών στην επιχείρηση"),
    ],
)
def test_an_older_encoding_is_found_and_said(tmp_path: Path, encoding: str, words: str) -> None:
    opened = feed(tmp_path, f'[{{"title": "{words}"}}]'.encode(encoding))

    assert titles(opened) == [words]
    assert "Ask its provider for UTF-8" in opened.notes[0]


def test_where_the_encoding_is_not_clear_no_letter_is_guessed(tmp_path: Path) -> None:
    opened = feed(tmp_path, '["plain", "Gestion de la qualité à Évreux"]'.encode("latin-1"))

    assert [record.values for record in json_records(opened, "item") if isinstance(record, Record)] == [
        "plain",
        "Gestion de la qualit\ufffd \ufffd \ufffdvreux",
    ]
    assert "not clear" in opened.notes[0]


def test_foreign_bytes_in_utf_8_spoil_their_own_text_only(tmp_path: Path) -> None:
    opened = feed(tmp_path, '["Führung für Anfänger", "'.encode() + b"Gr\xfc\xdfe" + '", "größer"]'.encode())

    assert [record.values for record in json_records(opened, "item") if isinstance(record, Record)] == [
        "Führung für Anfänger",
        "Gr\ufffd\ufffde",
        "größer",
    ]
    assert "not in utf-8" in opened.notes[0]


def test_foreign_bytes_far_into_the_file_are_told_too(tmp_path: Path) -> None:
    opened = feed(tmp_path, b'["' + b"a" * 200_000 + b'", "\xfc", "b"]')

    read = [record.values for record in json_records(opened, "item") if isinstance(record, Record)]
    assert read[1:] == ["\ufffd", "b"]
    assert len(opened.notes) == 1


def test_a_small_packed_file_that_unpacks_to_a_huge_one_is_refused(tmp_path: Path) -> None:
    bomb = b"[" + b" " * 20_000_000 + b"0]"
    for data in (gzip.compress(bomb), zipped(bomb=bomb)):
        with pytest.raises(FeedError, match="at most 200 for each packed byte"):
            list(json_records(feed(tmp_path, data), "item"))


def test_a_feed_over_the_total_limit_is_refused_packed_or_not(tmp_path: Path) -> None:
    data = b"[" + b"0," * 5000 + b"0]"
    for held in (data, gzip.compress(data)):
        with pytest.raises(FeedError, match="Expected at most 9000 bytes"):
            list(json_records(feed(tmp_path, held, total_bytes=9000), "item"))


def test_a_cut_off_packed_file_gives_its_good_records_first(tmp_path: Path) -> None:
    lines = b"".join(b'{"n": %d, "x": "%s"}\n' % (n, bytes(str(hash(str(n))), "ascii")) for n in range(20_000))
    packed = gzip.compress(lines)
    records = json_lines(feed(tmp_path, packed[: len(packed) // 2]))

    good: list[Record | Rejection] = []
    with pytest.raises(FeedError, match="Get it again"):
        good.extend(records)
    assert len(good) > 1000
    assert [record.values["n"] for record in good if isinstance(record, Record)] == list(range(len(good)))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (zipped(a=b"[]", b=b"[]"), "Expected one file of offers"),
        (zipped(), "holds nothing"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (b"\x1f\x8b\x08broken gzip data", "cannot be read"),
    ],
    ids=["two files", "no file", "broken zip", "broken gzip"],
)
def test_a_damaged_or_unclear_archive_says_what_to_do(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(FeedError, match=said):
        list(json_records(feed(tmp_path, data), "item"))


def test_what_an_archiver_adds_beside_the_file_is_passed_over(tmp_path: Path) -> None:
    data = zipped(**{"__MACOSX/._courses.json": b"x", ".DS_Store": b"x", "courses.json": b"[1]"})

    assert list(json_records(feed(tmp_path, data), "item")) == [Record("item 1", 1)]


def test_a_workbook_is_not_unpacked_and_one_that_is_a_bomb_is_refused(tmp_path: Path) -> None:
    parts = {"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b"<sheet/>"}
    assert feed(tmp_path, zipped(**parts)).head(4) == b"PK\x03\x04"

    parts["xl/worksheets/sheet1.xml"] = b"0" * 40_000_000
    with pytest.raises(FeedError, match="unpacks to"):
        feed(tmp_path, zipped(**parts)).head(4)


def test_a_missing_or_empty_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match="no such file"):
        open_feed(tmp_path / "none.json")
    with pytest.raises(FeedError, match="is empty"):
        feed(tmp_path, b"")


def test_lines_of_text_come_in_the_files_encoding_and_none_is_endless(tmp_path: Path) -> None:
    assert list(feed(tmp_path, "name;größe\r\na;1\nb;2".encode("utf-16")).text()) == [
        "name;größe\r\n",
        "a;1\n",
        "b;2",
    ]
    with pytest.raises(FeedError, match="line 2: longer than 10"):
        list(feed(tmp_path, b"a\n" + b"b" * 50, record_chars=10).text())


def test_a_feed_says_how_far_it_was_read_and_from_which_day_it_is(tmp_path: Path) -> None:
    opened = feed(tmp_path, b'{"a": 1}\n' * 100_000)
    assert opened.bytes_read == 0

    records = json_lines(opened)
    next(records)
    assert 0 < opened.bytes_read < 900_000
    assert sum(1 for _ in records) == 99_999
    assert opened.bytes_read == 900_000
    assert opened.day.year >= 2024


def test_a_line_that_is_no_json_is_rejected_and_the_others_are_read(tmp_path: Path) -> None:
    data = b'{"a": 1}\n\n{"b": \nNaN\n{"c": NaN}\n"\\ud800"\n[[[[1]]]]\n{"d": "' + b"x" * 50 + b'"}\n{"e": 5}\n'
    outcomes = list(json_lines(feed(tmp_path, data, depth=3, field_chars=20)))

    assert [outcome.locator for outcome in outcomes] == [f"line {n}" for n in (1, 3, 4, 5, 6, 7, 8, 9)]
    assert [type(outcome) for outcome in outcomes] == [Record, *[Rejection] * 6, Record]


def test_a_line_longer_than_a_record_may_be_is_rejected_and_the_next_is_read(tmp_path: Path) -> None:
    data = b'{"a": "' + b"x" * 300_000 + b'"}\n{"b": 2}\n'
    first, second = json_lines(feed(tmp_path, data, record_chars=1000))

    assert isinstance(first, Rejection)
    assert second == Record("line 2", {"b": 2})


def test_a_last_line_that_breaks_off_means_a_cut_off_file(tmp_path: Path) -> None:
    records = json_lines(feed(tmp_path, b'{"a": 1}\n{"b": '))

    assert next(records) == Record("line 1", {"a": 1})
    with pytest.raises(FeedError, match=r"line 2: .*ends too early"):
        next(records)
