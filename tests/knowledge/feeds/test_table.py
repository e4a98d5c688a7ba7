"""Tables with a mapping: columns become fields, formulas stay what they are, and a wrong mapping is explained."""

from __future__ import annotations

import io
import time
import tracemalloc
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.feeds.draft import READERS
from knowledge.feeds.format import format_of
from knowledge.feeds.formats.table import FORMAT, skeleton
from knowledge.feeds.opening import Limits, open_feed
from knowledge.feeds.reading import read_feed
from knowledge.feeds.records import Accepted, FeedError, Outcome, Rejection
from knowledge.feeds.table_mapping import read_mapping
from knowledge.offer import Mode, Price
from tests.knowledge.feeds.formats_reading import SAMPLES, SOURCE

PLAIN = '[columns]\ntitle = "title"\nprovider = "provider"\n'


def read(path: Path, mapping: Path, limits: Limits | None = None) -> list[Outcome]:
    return list(read_feed(open_feed(path, mapping, limits=limits), FORMAT, SOURCE))


def text_table(
    folder: Path, content: str | bytes, mapping: str = PLAIN, limits: Limits | None = None
) -> list[Outcome]:
    path, rules = folder / "table.csv", folder / "mapping.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    rules.write_text(mapping)
    return read(path, rules, limits)


def workbook(folder: Path, rows: list[list[Any]], mapping: str = PLAIN) -> list[Outcome]:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(folder / "table.xlsx")
    (folder / "mapping.toml").write_text(mapping)
    return read(folder / "table.xlsx", folder / "mapping.toml")


def offers(outcomes: list[Outcome]) -> list[Any]:
    return [outcome.offer for outcome in outcomes if isinstance(outcome, Accepted)]


def test_a_row_becomes_an_offer_by_its_mapping() -> None:
    outcomes = read(SAMPLES / "courses.csv", SAMPLES / "courses.mapping.toml")
    offer = offers(outcomes)[0]
    assert (offer.id, offer.title, offer.provider) == ("made-17", 'Schweißen "MAG"', "Werkstatt Beispiel")
    assert (offer.languages, offer.country, offer.mode) == (("de", "en"), "DE", Mode.ONSITE)
    assert offer.price == Price(1299.0, "EUR", at_least=True)
    assert (offer.workload_hours, offer.start) == ((40.0, 40.0), date(2027, 4, 3))
    assert offer.learning_outcomes == ("kann eine Kehlnaht schweißen", "kann ein Schweißgerät einstellen")
    (claim,) = offer.quality_claims
    assert (claim.text, claim.standard, claim.body) == ("ISO 29993", "ISO 29993", "Prüfstelle Beispiel")
    assert claim.valid_to == date(2027, 12, 31)
    assert offer.provenance["country"].derived


def test_a_formula_in_a_text_table_is_text_and_a_cell_the_mapping_does_not_know_a_doubt() -> None:
    second = read(SAMPLES / "courses.csv", SAMPLES / "courses.mapping.toml")[1]
    assert isinstance(second, Accepted)
    assert second.offer.title == "=cmd|' /C calc'!A0"
    assert second.offer.price is None
    assert [(doubt.field, doubt.read) for doubt in second.doubts] == [("mode", "X")]


def test_a_row_without_title_and_a_row_that_slipped_are_rejected_with_their_place() -> None:
    rejected = [
        o for o in read(SAMPLES / "courses.csv", SAMPLES / "courses.mapping.toml") if isinstance(o, Rejection)
    ]
    assert [one.locator for one in rejected] == ["line 4", "line 5"]
    assert "14 cells" in rejected[1].read


def test_a_table_is_recognised_and_without_a_mapping_says_what_to_copy() -> None:
    feed = open_feed(SAMPLES / "courses.csv")
    assert format_of(feed) is FORMAT
    with pytest.raises(FeedError) as error:
        list(FORMAT.records(feed))
    said = str(error.value)
    assert "'Nr', 'Kurs', 'Anbieter'" in said
    assert skeleton(feed) in said
    assert "--mapping" in said


def test_the_skeleton_is_a_mapping_once_what_it_needs_is_filled_in(tmp_path: Path) -> None:
    rules = tmp_path / "mapping.toml"
    rules.write_text(skeleton(open_feed(SAMPLES / "courses.csv")))
    mapping = read_mapping(rules)
    assert {column.field: column.names for column in mapping.columns} == {
        "title": ("Kurs",),
        "provider": ("Anbieter",),
        "languages": ("Sprache",),
        "price": ("Preis",),
        "start": ("Beginn",),
        "learning_outcomes": ("Lernergebnisse",),
    }
    assert all(field in rules.read_text() for field in READERS)


def test_a_skeleton_of_unusual_columns_asks_for_title_and_provider(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('"a ""b"" \\ c",x\n1,2\n')
    rules = tmp_path / "m.toml"
    rules.write_text(skeleton(open_feed(path)))
    with pytest.raises(FeedError, match="without a column"):
        read_mapping(rules)


def test_yaml_and_toml_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(
        "columns:\n  title: title\n  provider: {column: provider}\nconstants: {country: DE}\n"
    )
    (tmp_path / "m.toml").write_text(PLAIN + '[constants]\ncountry = "DE"\n')
    assert read_mapping(tmp_path / "m.yaml") == read_mapping(tmp_path / "m.toml")


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("m.toml", "[columns]\ntitle = ", "no TOML or YAML"),
        ("m.toml", PLAIN + 'price_eur = "x"', "unknown price_eur"),
        ("m.toml", PLAIN + "[colums]", "unknown colums"),
        ("m.toml", '[columns]\ntitle = "title"', "no provider"),
        ("m.toml", PLAIN + 'ects = { column = "x", unitt = "h" }', "unknown unitt"),
        ("m.toml", PLAIN + "ects = 5", "as int"),
        ("m.toml", PLAIN + 'price = { column = "x", decimal = "x" }', "decimal"),
        ("m.toml", PLAIN + "[table]\nheader = 0", "header"),
        ("m.toml", PLAIN + "[table]\nheader = true", "as bool"),
        ("m.toml", PLAIN + '[[claims]]\nstandard = "ESG"', "claim without a column"),
        ("m.toml", "x = " + "[" * 5_000, "no TOML or YAML"),
        ("m.yaml", "a: &a [x]\nb: *a\n", "alias"),
        ("m.yaml", "- 1\n", "settings"),
        ("m.yaml", "columns: !!python/object/apply:os.system ['true']\n", "no TOML or YAML"),
        ("m.toml", "# " + "x" * 300_000, "262144 bytes"),
    ],
)
def test_what_is_wrong_with_a_mapping_is_said(name: str, content: str, said: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(FeedError, match=said) as error:
        read_mapping(tmp_path / name)
    assert name in str(error.value)


def test_a_column_that_the_table_does_not_have_is_named_with_those_it_has(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"no column 'provider'. Read the columns 'title', 'anbieter'"):
        text_table(tmp_path, "title,anbieter\nA,B\n")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter: str, tmp_path: Path) -> None:
    rows = [["title", "provider"], ['"A, B; C | D"', "P"]]
    (offer,) = offers(text_table(tmp_path, "\n".join(delimiter.join(row) for row in rows) + "\n"))
    assert (offer.title, offer.provider) == ("A, B; C | D", "P")


def test_a_line_that_names_the_delimiter_is_no_header(tmp_path: Path) -> None:
    (offer,) = offers(text_table(tmp_path, "sep=;\ntitle;provider\nA;P\n"))
    assert (offer.title, offer.locator) == ("A", "line 3")


def test_other_encodings_are_read_and_noted(tmp_path: Path) -> None:
    content = "title;provider\nPrüfung für Führungskräfte über Größe;Akademie Köln\n"
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        (offer,) = offers(text_table(tmp_path, content.encode(encoding)))
        assert offer.provider == "Akademie Köln", encoding


def test_line_breaks_in_cells_keep_the_place_of_the_row(tmp_path: Path) -> None:
    outcomes = text_table(tmp_path, 'title,provider\n"A\nB",P\nC,P\n')
    assert [(offer.title, offer.locator) for offer in offers(outcomes)] == [("A B", "line 2"), ("C", "line 4")]


def test_a_quotation_mark_that_is_never_closed_is_one_rejection(tmp_path: Path) -> None:
    content = "title,provider\nA,P\n" + '"open,P\n' + "x,P\n" * 2_000 + "B,P\n"
    outcomes = text_table(tmp_path, content, limits=Limits(field_chars=5_000))
    assert isinstance(outcomes[1], Rejection)
    assert "quotation mark" in outcomes[1].remedy
    assert offers(outcomes)[-1].title == "B"


def test_a_row_of_a_million_columns_is_one_rejection_and_as_header_a_refusal(tmp_path: Path) -> None:
    wide = ",".join(["x"] * 1_000_000)
    outcomes = text_table(tmp_path, f"title,provider\nA,P\n{wide}\nB,P\n")
    assert [type(outcome) for outcome in outcomes] == [Accepted, Rejection, Accepted]
    with pytest.raises(FeedError, match="more than 2000 columns"):
        text_table(tmp_path, f"{wide}\n{wide}\n")


def test_short_rows_and_empty_rows_are_no_fault(tmp_path: Path) -> None:
    outcomes = text_table(tmp_path, "title,provider,url\nA,P\n,,\n\nB,P,\n")
    assert [offer.title for offer in offers(outcomes)] == ["A", "B"]
    assert len(outcomes) == 2


def test_a_column_that_comes_twice_gets_a_number(tmp_path: Path) -> None:
    rules = PLAIN + 'skills = { column = ["skill", "skill (2)"] }\n'
    (offer,) = offers(text_table(tmp_path, "title,provider,skill,skill\nA,P,one,two\n", rules))
    assert offer.skills == ("one", "two")


def test_a_header_further_down_is_found_by_its_row(tmp_path: Path) -> None:
    (offer,) = offers(text_table(tmp_path, "Courses 2027\ntitle,provider\nA,P\n", PLAIN + "[table]\nheader = 2\n"))
    assert offer.title == "A"


def test_a_bare_number_of_credits_is_ects_only_by_a_column_that_is_mapped_so(tmp_path: Path) -> None:
    assert offers(text_table(tmp_path, "title,provider,credits\nA,P,5\n"))[0].ects is None
    rules = PLAIN + 'ects = "credits"\n'
    assert offers(text_table(tmp_path, "title,provider,credits\nA,P,5\n", rules))[0].ects == 5


def test_a_workbook_is_read_with_its_own_kinds_of_cells(tmp_path: Path) -> None:
    rules = (
        PLAIN + 'start = "begin"\nprice = { column = "fee", currency = "EUR" }\nects = "ects"\n[table]\nkey = "no"\n'
    )
    rows = [
        ["no", "title", "provider", "begin", "fee", "ects"],
        [7, "A", "P", date(2027, 3, 1), 99.5, 2.5],
    ]
    (offer,) = offers(workbook(tmp_path, rows, rules))
    assert (offer.id, offer.start, offer.price, offer.ects) == ("made-7", date(2027, 3, 1), Price(99.5, "EUR"), 2.5)
    assert offer.locator == "row 2 of sheet 'Sheet'"


def test_formulas_of_a_workbook_are_not_computed(tmp_path: Path) -> None:
    rules = PLAIN + 'ects = "ects"\n'
    rows = [["title", "provider", "ects"], ["A", "P", "=1+1"], ['=HYPERLINK("http://x.example","B")', "P", 1]]
    outcomes = workbook(tmp_path, rows, rules)
    assert isinstance(outcomes[0], Accepted)
    assert outcomes[0].offer.ects is None
    assert [doubt.read for doubt in outcomes[0].doubts] == ["=1+1"]
    assert isinstance(outcomes[1], Rejection)
    assert "formulas are not computed" in outcomes[1].expected


def test_a_sheet_is_chosen_by_its_name_and_those_there_are_told(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["nothing"])
    sheet = book.create_sheet("Courses")
    sheet.append(["title", "provider"])
    sheet.append(["A", "P"])
    book.save(tmp_path / "t.xlsx")
    (tmp_path / "m.toml").write_text(PLAIN + '[table]\nsheet = "Courses"\n')
    assert len(offers(read(tmp_path / "t.xlsx", tmp_path / "m.toml"))) == 1
    (tmp_path / "m.toml").write_text(PLAIN + '[table]\nsheet = "Kurse"\n')
    with pytest.raises(FeedError, match="Expected one of 'Sheet', 'Courses'"):
        read(tmp_path / "t.xlsx", tmp_path / "m.toml")


def _rewritten(path: Path, member: str, content: bytes) -> None:
    """The workbook with one of its files replaced."""
    with zipfile.ZipFile(path) as archive:
        held = {entry.filename: archive.read(entry) for entry in archive.infolist()}
    held[member] = content
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in held.items():
            archive.writestr(name, data)


def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    workbook(tmp_path, [["title", "provider"]])
    filling = b"<!--" + b" " * 60_000_000 + b"-->"
    _rewritten(tmp_path / "table.xlsx", "xl/worksheets/sheet1.xml", filling)
    with pytest.raises(FeedError, match="unpacks to"):
        read(tmp_path / "table.xlsx", tmp_path / "mapping.toml")


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    workbook(tmp_path, [["title", "provider"]])
    layers = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    bomb = (
        f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "AAAAAAAAAA">{layers}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>title</t></is></c>'
        '<c r="B1" t="inlineStr"><is><t>provider</t></is></c></row>'
        '<row r="2"><c r="A2" t="inlineStr"><is><t>&a9;</t></is></c></row></sheetData></worksheet>'
    )
    _rewritten(tmp_path / "table.xlsx", "xl/worksheets/sheet1.xml", bomb.encode())
    tracemalloc.start()
    try:
        with pytest.raises(FeedError, match="cannot be read") as error:
            read(tmp_path / "table.xlsx", tmp_path / "mapping.toml")
        fault: BaseException | None = error.value
        while fault is not None and type(fault).__name__ != "EntitiesForbidden":
            fault = fault.__cause__ or fault.__context__
        assert fault is not None
        assert tracemalloc.get_traced_memory()[1] < 50_000_000
    finally:
        tracemalloc.stop()


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is(tmp_path: Path) -> None:
    outcomes = workbook(tmp_path, [["title", "provider"], ["A", "P"]])
    with zipfile.ZipFile(tmp_path / "table.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    lying = sheet.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"')
    assert lying != sheet
    _rewritten(tmp_path / "table.xlsx", "xl/worksheets/sheet1.xml", lying)
    started = time.monotonic()
    assert read(tmp_path / "table.xlsx", tmp_path / "mapping.toml") == outcomes
    assert time.monotonic() - started < 5


def test_a_file_that_is_no_workbook_inside_is_refused(tmp_path: Path) -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
    (tmp_path / "t.xlsx").write_bytes(held.getvalue())
    (tmp_path / "m.toml").write_text(PLAIN)
    with pytest.raises(FeedError, match="cannot be read"):
        read(tmp_path / "t.xlsx", tmp_path / "m.toml")


def test_a_long_table_is_streamed_in_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    with path.open("w") as file:
        file.write("title,provider\n")
        file.writelines(f"Course {n},Provider {n % 7}\n" for n in range(5_000))
    (tmp_path / "m.toml").write_text(PLAIN)
    feed = open_feed(path, tmp_path / "m.toml")
    tracemalloc.start()
    try:
        count = sum(isinstance(outcome, Accepted) for outcome in read_feed(feed, FORMAT, SOURCE))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == 5_000
    assert peak < 5_000_000


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_whatever_stands_in_a_table_every_row_is_an_offer_or_a_rejection(content: str, tmp_path: Path) -> None:
    outcomes = text_table(tmp_path, b"title,provider,fee\n" + content.encode() + b"\n", PLAIN + 'price = "fee"\n')
    assert all(isinstance(outcome, Accepted | Rejection) for outcome in outcomes)


def test_a_workbook_with_its_mapping_beside_it_is_read() -> None:
    outcomes = read(SAMPLES / "courses_workbook.xlsx", SAMPLES / "courses_workbook.mapping.toml")
    first, second = offers(outcomes)
    assert (first.title, first.ects, first.eqf, first.start) == ("First Aid at Work", 0.5, 3, date(2027, 3, 1))
    assert (first.price, first.assessment, first.id) == (Price(80.0, "EUR"), "practical exam", "made-101")
    assert second.price is None
