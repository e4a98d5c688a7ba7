"""Every format is read for what a person can do, and without the person."""

from __future__ import annotations

import json
import time
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.profiles import MOST_BYTES, Brought, ProfileError, Refusal, read_profile, read_text
from knowledge.profiles.personal import Personal
from tests.knowledge.profiles import made_files as made

SPREADSHEETS = "http://data.europa.eu/esco/skill/1973c966-f236-40c9-b2d4-5d71a89019be"
FILES = {
    "cv.xml": made.CANDIDATE,
    "old.xml": made.PASSPORT_XML,
    "old.json": made.as_json(made.PASSPORT),
    "cv.pdf": made.pdf_with(made.CANDIDATE),
    "badge.json": made.as_json(made.BADGE),
    "credential.jsonld": made.as_json(made.DIGITAL_CREDENTIAL),
    "export.zip": made.linkedin_zip(),
}


def words(brought: Brought) -> set[str]:
    return {one.words for one in (*brought.occupations, *brought.skills)} | {one.words for one in brought.texts}


@pytest.mark.parametrize("name", FILES)
def test_nothing_of_the_person_leaves_a_reader(name: str) -> None:
    said = repr(read_profile(FILES[name], f"{made.MARK}.{name}")).casefold()
    for mark in (made.MARK, "555", "1975", "anna", "Via "):
        assert mark.casefold() not in said


@pytest.mark.parametrize("name", ["cv.xml", "cv.pdf"])
def test_a_candidate_of_the_portal_is_read_from_xml_and_from_the_pdf_around_it(name: str) -> None:
    brought = read_profile(FILES[name], name)
    assert brought.language == "it"
    assert [one.words for one in brought.occupations] == ["cameriere"]
    assert [one.words for one in brought.skills] == ["usare fogli elettronici"]
    assert [(one.title, one.eqf, one.country) for one in brought.qualifications] == [
        ("Diploma di istruzione tecnica", 4, "IT")
    ]
    assert [(one.code, one.cefr, one.mother_tongue) for one in brought.languages] == [
        ("it", None, True),
        ("en", "B1", False),
    ]
    assert {one.words for one in brought.texts} == {"servire i clienti ai tavoli", "contabilità"}


@pytest.mark.parametrize("name", ["old.xml", "old.json"])
def test_a_skills_passport_says_the_same_in_xml_and_json(name: str) -> None:
    brought = read_profile(FILES[name], name)
    assert [one.words for one in brought.occupations] == ["waiter"]
    assert [(one.title, one.eqf, one.country) for one in brought.qualifications] == [("Bachelor of Arts", 6, "IE")]
    assert [(one.code, one.cefr) for one in brought.languages] == [("en", None), ("fr", "B2")]
    assert {"serve food in table service", "use spreadsheets software"} <= words(brought)
    assert brought.left_out == 2


@pytest.mark.parametrize(
    ("name", "title", "body", "eqf"),
    [
        ("badge.json", "Spreadsheets", "Example College", None),
        ("credential.jsonld", "Data analysis", "Example University", 5),
    ],
)
def test_a_credential_gives_its_title_its_body_its_level_and_its_skills(
    name: str, title: str, body: str, eqf: int | None
) -> None:
    brought = read_profile(FILES[name], name)
    (held,) = brought.held
    assert brought.is_credential
    assert (held.title, held.awarding_body, held.eqf) == (title, body, eqf)
    assert SPREADSHEETS in {skill.uri for skill in held.skills}


def test_an_export_of_linkedin_gives_five_of_its_files_and_no_level_of_a_language() -> None:
    brought = read_profile(FILES["export.zip"], "Basic.zip")
    assert {"waiter", "use spreadsheets software", "Project management", "First aid"} <= words(brought)
    assert [one.title for one in brought.qualifications] == ["Bachelor of Arts"]
    assert [(one.code, one.cefr, one.mother_tongue) for one in brought.languages] == [("it", None, False)]


def test_columns_of_linkedin_in_another_language_are_known_by_their_place() -> None:
    table = "Unternehmen,Position,Beschreibung,Ort,Beginn,Ende\nMuster GmbH,Kellnerin,,Wien,2015,\n"
    brought = read_profile(made.linkedin_zip({"Positions.csv": table}), "export.zip")
    assert [one.words for one in brought.occupations] == ["Kellnerin"]


def test_one_table_of_linkedin_alone_is_read() -> None:
    assert words(read_profile(made.LINKEDIN["Skills.csv"].encode(), "Skills.csv")) == {
        "use spreadsheets software",
        "Project management",
    }


def test_a_text_is_read_by_its_lines_without_addresses_and_numbers() -> None:
    brought = read_text(f"I was a waiter 2010-2015\ncall {made.PHONE}\nwrite {made.MAIL}\nI use spreadsheets")
    assert words(brought) == {"I was a waiter 2010-2015", "I use spreadsheets"}
    assert brought.left_out == 2


BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">]><SkillsPassport>europass &a;</SkillsPassport>'
HOSTILE: dict[str, tuple[bytes, Refusal]] = {
    "empty.xml": (b"  \n", Refusal.EMPTY),
    "big.xml": (b"<Candidate europass>" + b" " * MOST_BYTES, Refusal.TOO_LARGE),
    "entities.xml": (BOMB, Refusal.DOCTYPE),
    "late.xml": (b"<!-- " + b"x" * 70_000 + b" -->" + BOMB, Refusal.UNKNOWN),
    "deep.xml": (b"<SkillsPassport v='europass'>" + b"<a>" * 5_000, Refusal.DAMAGED),
    "deep.json": (b'{"SkillsPassport":' + b'{"a":' * 9_000 + b"1" + b"}" * 9_001, Refusal.TOO_DEEP),
    "cut.xml": (made.CANDIDATE[:2_000], Refusal.DAMAGED),
    "cut.json": (made.as_json(made.PASSPORT)[:900], Refusal.DAMAGED),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + b"x" * 50, Refusal.UNKNOWN),
    "script.txt": (b"#!/bin/sh\nrm -rf /", Refusal.UNKNOWN),
    "page.html": (b"<html><script>alert(1)</script></html>", Refusal.UNKNOWN),
    "plain.pdf": (made.pdf_with(None), Refusal.PDF_WITHOUT_DATA),
    "other.pdf": (made.pdf_with(b"<invoice/>"), Refusal.PDF_WITHOUT_DATA),
    "locked.pdf": (made.pdf_with(made.CANDIDATE, password="secret"), Refusal.PDF_LOCKED),
    "broken.pdf": (b"%PDF-1.7\n" + b"\x00" * 500, Refusal.PDF_DAMAGED),
    "half.zip": (made.linkedin_zip()[:300], Refusal.ARCHIVE),
    "bomb.zip": (made.linkedin_zip({"Skills.csv": "Name\n" + "x" * (2 * MOST_BYTES)}), Refusal.ARCHIVE),
    "photos.zip": (made.linkedin_zip({"photo.jpg": "x"}), Refusal.UNKNOWN),
    "nothing.json": (b'{"SkillsPassport": {"LearnerInfo": {}}}', Refusal.NOTHING_IN_IT),
    "odd.json": (b'{"LearnerInfo": {"WorkExperience": 7, "Skills": [[]]}}', Refusal.NOTHING_IN_IT),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_wrong_file_is_refused_with_its_reason(name: str) -> None:
    data, reason = HOSTILE[name]
    began = time.monotonic()
    with pytest.raises(ProfileError) as refused:
        read_profile(data, name)
    assert refused.value.refusal is reason
    assert time.monotonic() - began < 5


def test_an_embedded_file_that_unpacks_to_a_hundred_megabytes_is_not_unpacked() -> None:
    import io

    import pikepdf

    packed = zlib.compress(b"<Candidate europass>" + b" " * 100_000_000, 9)
    pdf = pikepdf.new()
    pdf.add_blank_page()
    stream = pikepdf.Stream(pdf, b"")
    stream.write(packed, filter=pikepdf.Name.FlateDecode)
    pdf.Root.AF = pikepdf.Array([pdf.make_indirect(pikepdf.Dictionary(EF=pikepdf.Dictionary(F=stream)))])
    out = io.BytesIO()
    pdf.save(out, recompress_flate=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    with pytest.raises(ProfileError) as refused:
        read_profile(out.getvalue(), "cv.pdf")
    assert refused.value.refusal in (Refusal.PDF_WITHOUT_DATA, Refusal.PDF_DAMAGED)


def test_scripts_in_a_cv_are_no_words() -> None:
    document: dict[str, Any] = json.loads(made.as_json(made.PASSPORT))
    job = document["SkillsPassport"]["LearnerInfo"]["WorkExperience"][0]
    job["Position"]["Label"] = "waiter<script>alert(1)</script><img src=x onerror=alert(2)>"
    brought = read_profile(made.as_json(document), "cv.json")
    assert [one.words for one in brought.occupations] == ["waiter"]


def test_no_file_is_written_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name, data in FILES.items():
        read_profile(data, name)
    assert list(tmp_path.iterdir()) == []


def said_of(data: bytes, name: str) -> str:
    try:
        brought = read_profile(data, name)
    except ProfileError as refused:
        return refused.refusal
    return "empty" if brought.is_empty else "read"


@given(st.binary(max_size=400), st.sampled_from(["a.xml", "a.json", "a.csv", "a.txt", "a.zip", ""]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    assert said_of(data, name) in {"read", *Refusal}


NAMES = [
    *("LearnerInfo", "WorkExperience", "Position", "Label", "Skills", "Linguistic", "MotherTongue", "Description"),
    *("Code", "Education", "Title", "Level", "#"),
]
SHAPES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inside, max_size=4),
    max_leaves=20,
)


@given(SHAPES)
@settings(max_examples=150, deadline=None)
def test_a_skills_passport_of_any_shape_is_read_or_refused(learner: Any) -> None:
    document = made.as_json({"SkillsPassport": {"LearnerInfo": learner}})
    assert said_of(document, "cv.json") in {"read", Refusal.NOTHING_IN_IT, Refusal.DAMAGED}


@given(st.from_regex(r"[A-Z][a-z]{3,9}", fullmatch=True), st.text(max_size=30), st.text(max_size=30))
def test_a_text_with_a_name_of_the_person_is_never_read(name: str, before: str, after: str) -> None:
    personal = Personal([f"{name} Example"])
    assert not any(f" {name} " in f" {said} " for said in personal.phrases(f"{before} {name} {after}"))
