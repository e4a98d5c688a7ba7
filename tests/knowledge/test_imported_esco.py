"""The ESCO portal's downloads: read whole or refused, kept whole or not at all."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

import pytest

from knowledge.esco import Esco
from knowledge.esco_zip import EscoZipError, read

WAITER = "http://data.europa.eu/esco/occupation/d5db9d5c-2ebf-4a54-a79a-1b7e7ff70471"
COLUMNS = ("conceptType", "conceptUri", "preferredLabel", "altLabels", "description")


@pytest.fixture(scope="module")
def esco() -> Esco:
    return Esco.load()


def table(*rows: tuple[str, str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", extrasaction="ignore")
    writer.writeheader()
    for uri, preferred, others in rows:
        writer.writerow({"conceptUri": uri, "preferredLabel": preferred, "altLabels": others})
    return out.getvalue()


def made_zip(folder: Path, name: str = "ESCO dataset - v1.2.0 - uk - csv.zip", **files: str | bytes) -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for stem, content in files.items():
            archive.writestr(f"folder/{stem}.csv", content)
    return path


def test_a_download_gives_names_other_words_and_the_version_its_name_tells(tmp_path: Path, esco: Esco) -> None:
    path = made_zip(tmp_path, occupations_uk=table((WAITER, " офіціант ", "кельнер\nофіціантка")))
    found = read(path, esco)
    assert (found.language, found.version, found.unknown) == ("uk", "1.2.0", 0)
    assert found.labels == {(WAITER, "офіціант"): True, (WAITER, "кельнер"): False, (WAITER, "офіціантка"): False}


def test_concepts_of_a_newer_version_are_counted_and_left_out(tmp_path: Path, esco: Esco) -> None:
    new = "http://data.europa.eu/esco/occupation/ffffffff-0000-0000-0000-000000000000"
    path = made_zip(tmp_path, occupations_uk=table((WAITER, "офіціант", ""), (new, "новий", "")))
    found = read(path, esco)
    assert found.unknown == 1
    assert {uri for uri, _ in found.labels} == {WAITER}


GOOD = table((WAITER, "офіціант", ""))


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "neither occupations nor skills"),
        ({"occupationSkillRelations": "occupationUri,skillUri\n"}, "neither occupations nor skills"),
        ({"occupations_uk": GOOD, "skills_bg": table()}, "several languages"),
        ({"occupations_no": GOOD}, "does not speak"),
        ({"occupations_uk": table(columns=("conceptUri", "label"))}, "has no column preferredLabel, altLabels"),
        ({"occupations_uk": table(("http://example.org/1", "a", ""))}, "line 2: read the concept"),
        ({"occupations_uk": table((f"{WAITER}0", "a", ""))}, "of which we hold 0"),
        ({"occupations_uk": table((WAITER, "a" * 501, ""))}, "501 characters"),
        ({"occupations_uk": table((WAITER, "waiter/waitress", ""))}, "are the English ones"),
        ({"occupations_uk": table((WAITER, "ofi\x07", ""))}, "control characters"),
        ({"occupations_uk": GOOD.encode("utf-16")}, "cannot be read"),
        ({"occupations_uk": b"0" * 2_000_000}, "unpacks from"),
        ({f"file{i}": "" for i in range(201)}, "201 files"),
    ],
)  # fmt: skip
def test_what_is_no_download_of_one_language_is_refused_in_words(
    tmp_path: Path, esco: Esco, files: dict[str, str | bytes], told: str
) -> None:
    with pytest.raises(EscoZipError, match=told):
        read(made_zip(tmp_path, **files), esco)


def test_a_file_that_is_no_zip_or_a_torn_one_is_refused(tmp_path: Path, esco: Esco) -> None:
    path = made_zip(tmp_path, occupations_uk=GOOD)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(EscoZipError, match="no zip file that can be read"):
        read(path, esco)
    path.write_bytes(whole[:60] + b"\0\0\0\0" + whole[64:])
    with pytest.raises(EscoZipError):
        read(path, esco)


def test_a_name_without_a_version_asks_for_it(tmp_path: Path, esco: Esco) -> None:
    path = made_zip(tmp_path, name="download.zip", occupations_uk=GOOD)
    with pytest.raises(EscoZipError, match="--version"):
        read(path, esco)
    assert read(path, esco, "1.2.1").version == "1.2.1"
