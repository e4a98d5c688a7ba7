"""The PDFs hold what a machine can check of PDF/UA-1. Numbers are those of the Matterhorn Protocol 1.1."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pikepdf
import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Pdf

from bot.take_home.blocks import Document, Heading, Notice, Paragraph, Span, Table, line
from bot.take_home.files import Form, What
from bot.take_home.pdf import Typesetter, TypesettingError, _covered, _printed, printable
from bot.take_home.typesetter import typeset
from knowledge.languages import CODES
from tests.bot.take_home.conftest import Make
from tests.bot.take_home.reading import elements, opened, unicode_map, words

ANNOTATION_FLAG_HIDDEN = 2
STANDARD_NAMES = (
    "Document Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 H3 H4 H5 H6 L LI Lbl "
    "LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code Link Annot Figure Formula Form"
)
STANDARD = frozenset(f"/{name}" for name in STANDARD_NAMES.split())
"""Standard structure types of ISO 32000-1, 14.8.4."""


CHECKED = (
    *((What.PLAN, language) for language in ("en", "de", "el", "bg", "ar")),
    (What.LIST, "en"),
    (What.LIST, "ar"),
    (What.PROFILE, "en"),
)
MADE: dict[tuple[What, str], bytes] = {}
"""Each file is made once for all that is checked of it."""


@pytest.fixture(params=CHECKED, ids=lambda checked: "-".join(checked))
def pdf(request: pytest.FixtureRequest, make: Make) -> Iterator[Pdf]:
    what, language = request.param
    if request.param not in MADE:
        MADE[request.param] = make(what, Form.PDF, language).content
    with opened(MADE[request.param]) as found:
        yield found


def test_it_says_that_it_is_pdf_ua_and_names_itself(pdf: Pdf) -> None:
    """05-001, 06-001 to 06-004, 07-001, 07-002, 11-006: identification, title in metadata and window, language."""
    with pdf.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["dc:title"]
    assert pdf.Root.ViewerPreferences.DisplayDocTitle == True  # noqa: E712 (a pikepdf object)
    assert re.fullmatch("[a-z]{2}", str(pdf.Root.Lang))


def test_it_is_tagged_and_marks_all_content(pdf: Pdf) -> None:
    """01-003 to 01-007, 02-001, 02-004: all content is marked, as content or as artifact, none as both."""
    assert pdf.Root.MarkInfo.Marked == True  # noqa: E712
    assert not bool(pdf.Root.MarkInfo.get("/Suspects", False))
    roles = {str(name): str(means) for name, means in pdf.Root.StructTreeRoot.get("/RoleMap", Dictionary()).items()}
    assert set(roles.values()) <= STANDARD, "02-001: every type means a standard one"
    assert not set(roles) & STANDARD, "02-004: no standard type is made to mean another"
    assert {f"/{e.kind}" for e in elements(pdf)} <= STANDARD | set(roles)
    for page in pdf.pages:
        marks: list[str] = []
        for step in pikepdf.parse_content_stream(page):
            operator = str(step.operator)
            if operator in ("BDC", "BMC"):
                marks.append(str(step.operands[0]))
                assert not ("/Artifact" in marks and set(marks) - {"/Artifact", "/Span", "/ReversedChars"}), marks
            elif operator == "EMC":
                marks.pop()
            elif operator in ("Tj", "TJ", "Do", "S", "f", "f*", "B", "sh"):
                assert marks, f"{operator} stands outside all marked content"


def test_every_marked_content_is_in_the_structure_once(pdf: Pdf) -> None:
    """01-005, 09-004: the parent tree leads from content to structure, and back to it."""
    held = _contents(pdf)
    assert len(held) == len(set(held))
    tree = {int(number): parents for number, parents in _pairs(pdf.Root.StructTreeRoot.ParentTree)}
    for number, page in enumerate(pdf.pages):
        on_page = {mcid for where, mcid in held if where == number}
        assert on_page, "a page has content"
        parents = tree[int(page.StructParents)]
        assert on_page == {place for place, parent in enumerate(parents) if isinstance(parent, Dictionary)}


def test_headings_go_down_one_level_at_a_time_and_begin_with_the_title(pdf: Pdf) -> None:
    """14-002, 14-003, 14-006: H1 first, no level is left out, one kind of headings."""
    levels = [int(e.kind[1]) for e in elements(pdf) if re.fullmatch("H[1-6]", e.kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert not any(e.kind == "H" for e in elements(pdf))


def test_tables_have_heads_with_their_scope_and_even_rows(pdf: Pdf) -> None:
    """15-001, 15-003, 15-005: every table has header cells, each with a scope, and rows of one length."""
    tables = [e for e in elements(pdf) if e.kind == "Table"]
    for table in tables:
        rows = [row for part in _kids(table.node) for row in _kids(part)]
        assert {str(row.S) for row in rows} == {"/TR"}
        assert len({len(_kids(row)) for row in rows}) == 1
        heads = [cell for row in rows for cell in _kids(row) if str(cell.S) == "/TH"]
        assert heads
        assert all(_attribute(head, "/Scope") in ("/Column", "/Row", "/Both") for head in heads)
        cells = [cell for row in rows for cell in _kids(row) if str(cell.S) == "/TD"]
        ids = {bytes(head.ID) for head in heads}
        assert all(bytes(one) in ids for cell in cells for one in _attribute(cell, "/Headers"))


def test_lists_hold_items_with_label_and_body(pdf: Pdf) -> None:
    """16-001, 09-005: L holds LI, LI holds Lbl and LBody."""
    lists = [e for e in elements(pdf) if e.kind == "L"]
    assert lists
    for found in lists:
        items = _kids(found.node)
        assert [str(item.S) for item in items] == ["/LI"] * len(items) != []
        assert all([str(part.S) for part in _kids(item)] == ["/Lbl", "/LBody"] for item in items)


def test_links_are_in_the_structure_with_their_words(pdf: Pdf) -> None:
    """28-002, 28-004, 28-005, 28-010, 28-011, 28-012: Link elements with annotation, words and alternative text."""
    links = [e for e in elements(pdf) if e.kind == "Link"]
    for page in pdf.pages:
        annotations = list(page.get("/Annots", []))
        assert not annotations or page.Tabs == "/S", "28-008, 28-009: the tab key follows the structure"
        for annotation in annotations:
            assert annotation.Subtype == "/Link"
            assert not int(annotation.get("/F", 0)) & ANNOTATION_FLAG_HIDDEN
            assert str(annotation.get("/Contents", "")).strip()
            assert "/StructParent" in annotation
            assert str(annotation.A.URI).startswith(("http://", "https://"))
    in_structure = sum(1 for e in links for child in _children(e.node) if child.get("/Type") == "/OBJR")
    assert in_structure == sum(len(page.get("/Annots", [])) for page in pdf.pages)
    assert all(e.text.strip() for e in links)


def test_fonts_are_embedded_with_what_each_glyph_means(pdf: Pdf) -> None:
    """31-001 to 31-030 as far as they apply: Identity-H, embedded, every glyph has a text, none is .notdef."""
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            below = font.DescendantFonts[0]
            assert font.Encoding == "/Identity-H"
            assert below.get("/CIDToGIDMap", "/Identity") == "/Identity"
            assert {"/FontFile2", "/FontFile3"} & set(below.FontDescriptor.keys())
            assert below.CIDSystemInfo.Ordering is not None
            texts = unicode_map(font).values()
            assert all(text and not {"\0", "\ufeff", "\ufffe"} & set(text) for text in texts)
        assert all(code != 0 for code in _codes(page)), "31-030: glyph 0 is .notdef"


def test_nothing_in_it_acts_plays_or_is_locked(pdf: Pdf) -> None:
    """20, 21, 25, 26, 27, 29, 30: no layers, files, forms, locks, article threads, scripts, foreign objects."""
    assert not {"/OCProperties", "/AcroForm", "/Threads", "/OpenAction", "/AA"} & set(pdf.Root.keys())
    assert "/EmbeddedFiles" not in pdf.Root.get("/Names", Dictionary())
    assert not pdf.is_encrypted
    assert all(page.Resources.get("/XObject", Dictionary()).keys() == set() for page in pdf.pages)


@pytest.mark.parametrize("language", CODES)
def test_every_language_is_read_back_word_for_word(make: Make, language: str) -> None:
    """10-001: the words that a screen reader gets, in the order of the structure, are those of the text form."""
    with opened(make(What.PLAN, Form.PDF, language).content) as pdf:
        assert str(pdf.Root.Lang) == language
        told = " ".join(
            e.text
            for e in elements(pdf)
            if e.kind in {"H1", "H2", "H3", "H4", "P", "LBody", "Lbl", "TD", "TH", "Caption"}
        )
    written = make(What.PLAN, Form.TEXT, language).content.decode()
    written = re.sub(r"<?https?://\S+", " ", written)
    body, _, _footer = written.strip().rpartition("\n\n")
    lacking = words(body) - words(told)
    if language == "ar":
        # where two runs meet, a space may belong to neither; a letter and the mark above it may be drawn as two
        lacking = {word for word in lacking if word not in told and not re.search("[\u064b-\u0652]", word)}
    assert lacking == set()


def test_a_right_to_left_file_begins_on_the_right(make: Make) -> None:
    with opened(make(What.LIST, Form.PDF, "ar").content) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
    with opened(make(What.LIST, Form.PDF, "en").content) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/L2R"


def document(text: str, direction: str = "ltr") -> Document:
    """A document that says `text` everywhere where a person's or a provider's words may stand."""
    said = line(text)
    return Document(
        title="Title", language="ar" if direction == "rtl" else "en", direction=direction, description=text,
        author="W",
        made_on=date(2026, 11, 24), footer=text, page_of="{page}/{pages}",
        blocks=(
            Heading(2, f"1. {text}"), Paragraph(said), Notice(said), Paragraph((Span(text, strong=True),)),
            Table("Caption", ("A", "B"), ((said, said),)),
        ),
    )  # fmt: skip


def test_every_letter_that_the_fonts_are_said_to_have_can_be_set() -> None:
    letters = "".join(map(chr, sorted(_covered())))
    for direction in ("ltr", "rtl"):
        pieces = tuple(Paragraph(line(letters[at : at + 50])) for at in range(0, len(letters), 50))
        paper = document("x", direction)
        whole = Document(**{name: getattr(paper, name) for name in paper.__slots__} | {"blocks": pieces})
        assert typeset(json.dumps(_printed(whole))).startswith(b"%PDF-")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.sampled_from(["ltr", "rtl"]))
def test_whatever_a_person_writes_becomes_an_accessible_file(text: str, direction: str) -> None:
    """The typesetter refuses what is not PDF/UA-1: with every text there is a file, and it is one."""
    assert typeset(json.dumps(_printed(document(text, direction)))).startswith(b"%PDF-")


@pytest.mark.parametrize(
    "text", ["#panic()", "*bold* _it_ $x$", "= no heading", '#import "@preview/x:1"', "\\u{41}", "<a>"]
)
def test_what_a_person_writes_is_never_read_as_markup(text: str) -> None:
    with opened(typeset(json.dumps(_printed(document(text))))) as pdf:
        told = [e.text.strip() for e in elements(pdf) if e.kind == "P"]
    assert text in told


def test_letters_that_no_font_has_are_shown_as_missing_and_control_characters_go() -> None:
    assert (
        printable("a😀b漢\x00c\u202e\n") == "a\ufffdb\ufffdc\u202e "
        or printable("a😀b漢\x00c\n") == "a\ufffdb\ufffdc "
    )


def test_a_file_that_takes_too_long_is_given_up() -> None:
    maker = Typesetter(time_limit_s=0.0)
    with pytest.raises(TypesettingError, match="not ready"):
        asyncio.run(maker.pdf(document("x")))


def test_the_typesetter_refuses_what_is_not_accessible() -> None:
    told = _printed(document("x"))
    told["blocks"].append({"is": "heading", "level": 2, "text": "漢"})
    with pytest.raises(typst.TypstError):
        typeset(json.dumps(told))


def _kids(node: Dictionary) -> list[Dictionary]:
    return [child for child in _children(node) if "/S" in child]


def _children(node: Dictionary) -> list[Dictionary]:
    held = node.get("/K", Array())
    return [child for child in (held if isinstance(held, Array) else [held]) if isinstance(child, Dictionary)]


def _attribute(node: Dictionary, name: str) -> object:
    held = node.get("/A", Array())
    for each in held if isinstance(held, Array) else [held]:
        if isinstance(each, Dictionary) and name in each:
            return each[name] if isinstance(each[name], Array) else str(each[name])
    return Array()


def _pairs(tree: Dictionary) -> Iterator[tuple[object, Array]]:
    if "/Nums" in tree:
        held = list(tree.Nums)
        yield from zip(held[::2], held[1::2], strict=True)
    for kid in tree.get("/Kids", Array()):
        yield from _pairs(kid)


def _contents(pdf: Pdf) -> list[tuple[int, int]]:
    """(page, marked content id) of everything in the structure."""
    pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
    found: list[tuple[int, int]] = []

    def walk(node: object, page: int | None) -> None:
        if isinstance(node, Array):
            for child in node:
                walk(child, page)
        elif isinstance(node, int) and page is not None:
            found.append((page, int(node)))
        elif isinstance(node, Dictionary):
            page = pages[node.Pg.objgen] if "/Pg" in node else page
            if "/MCID" in node and page is not None:
                found.append((page, int(node.MCID)))
            elif "/K" in node:
                walk(node.K, page)

    walk(pdf.Root.StructTreeRoot.K, None)
    return found


def _codes(page: pikepdf.Page) -> Iterator[int]:
    for step in pikepdf.parse_content_stream(page):
        if str(step.operator) in ("Tj", "TJ"):
            shown = step.operands[0]
            for part in shown if isinstance(shown, Array) else [shown]:
                if isinstance(part, pikepdf.String):
                    data = bytes(part)
                    yield from (int.from_bytes(data[i : i + 2], "big") for i in range(0, len(data), 2))
