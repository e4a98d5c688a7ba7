"""Reading the ESCO portal's CSV download of the classification in one language: a zip of `skills_uk.csv` and others.

Nothing is unpacked to the disk; sizes are limited before anything is read.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from knowledge.compile_facts.gender_forms import gender_forms
from knowledge.esco import Esco
from knowledge.languages import CODES

FILES = {"occupation": "occupations", "skill": "skills", "skillgroup": "skillGroups", "isco": "ISCOGroups"}
_COLUMNS = ("conceptUri", "preferredLabel", "altLabels")
_NAME = re.compile(r"(occupations|skills|skillGroups|ISCOGroups)_([a-z]{2})\.csv", re.IGNORECASE)
_VERSION = re.compile(r"v(\d+(?:\.\d+){1,2})", re.IGNORECASE)
_URI = "http://data.europa.eu/esco/"

# The English download of v1.1.1 holds 13 files, 17 MB in all, its largest 9 MB, packed to a fifth.
_MOST_FILES = 200
_LARGEST_FILE = 100_000_000
_LARGEST_ALL = 300_000_000
_MOST_PACKED = 200  # times smaller than what comes out: text does not pack so well, a bomb does
_LONGEST_LABEL = 500
_LONGEST_FIELD = 1_000_000
_LEAST_KNOWN = 0.5  # of the concepts: newer versions rename few; a file of something else names none of ours


class EscoZipError(ValueError):
    """The file is not a download of ESCO's classification that can be used: what was read, what was expected."""


@dataclass(frozen=True, slots=True)
class EscoDownload:
    """`labels`: (uri, label) -> preferred, of concepts that we hold; `unknown`: concepts that we do not."""

    language: str
    version: str
    labels: dict[tuple[str, str], bool]
    named: dict[str, int]
    unknown: int


def read(path: Path, esco: Esco, version: str | None = None) -> EscoDownload:
    """The labels of a downloaded zip. Raises EscoZipError (nothing is half read) and OSError."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = _members(path, archive)
            (language,) = {language for _, language in members}
            return _download(path, archive, members, language, esco, version or _version(path))
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise EscoZipError(f"{path.name} is no zip file that can be read ({error}). {_expected()}") from None


def _expected() -> str:
    return (
        "Expected the ESCO portal's download of the classification in one language as CSV, a zip that holds "
        "occupations_xx.csv, skills_xx.csv or both."
    )


def _version(path: Path) -> str:
    found = _VERSION.search(path.name)
    if found is None:
        raise EscoZipError(
            f"The name {path.name} tells no version of ESCO. Say which it was downloaded of: --version 1.2.0"
        )
    return found.group(1)


def _members(path: Path, archive: zipfile.ZipFile) -> dict[tuple[str, str], zipfile.ZipInfo]:
    """(type, language) -> file, all of one language."""
    entries = archive.infolist()
    if len(entries) > _MOST_FILES:
        raise EscoZipError(f"{path.name} holds {len(entries)} files, more than {_MOST_FILES}. {_expected()}")
    if sum(entry.file_size for entry in entries) > _LARGEST_ALL:
        raise EscoZipError(f"{path.name} unpacks to more than {_LARGEST_ALL // 1_000_000} MB. {_expected()}")
    kinds = {stem.casefold(): kind for kind, stem in FILES.items()}
    found: dict[tuple[str, str], zipfile.ZipInfo] = {}
    for entry in entries:
        name = PurePosixPath(entry.filename.replace("\\", "/")).name
        match = _NAME.fullmatch(name)
        if match is None:
            continue
        key = kinds[match.group(1).casefold()], match.group(2).casefold()
        if key in found:
            raise EscoZipError(f"{path.name} holds {name} twice. {_expected()}")
        if entry.file_size > _LARGEST_FILE or entry.file_size > _MOST_PACKED * max(entry.compress_size, 1):
            raise EscoZipError(
                f"{name} in {path.name} unpacks from {entry.compress_size} to {entry.file_size} bytes. {_expected()}"
            )
        found[key] = entry
    languages = sorted({language for _, language in found})
    if not any(kind in ("occupation", "skill") for kind, _ in found):
        raise EscoZipError(f"{path.name} holds neither occupations nor skills. {_expected()}")
    if len(languages) > 1:
        raise EscoZipError(
            f"{path.name} holds files in several languages ({', '.join(languages)}). {_expected()} "
            "Import each language's own zip."
        )
    if languages[0] not in CODES:
        raise EscoZipError(
            f"{path.name} is in the language '{languages[0]}', which the advisor does not speak. "
            f"Expected one of {', '.join(CODES)}."
        )
    return found


def _download(
    path: Path,
    archive: zipfile.ZipFile,
    members: dict[tuple[str, str], zipfile.ZipInfo],
    language: str,
    esco: Esco,
    version: str,
) -> EscoDownload:
    labels: dict[tuple[str, str], bool] = {}
    named = dict.fromkeys(FILES, 0)
    unknown = 0
    for (kind, _), entry in sorted(members.items(), key=lambda item: item[0]):
        for uri, preferred, others in _rows(path, archive, entry):
            if uri not in esco or esco.type_of(uri) != kind:
                unknown += 1
                continue
            named[kind] += 1
            labels[uri, preferred] = True
            for label in (*others, *gender_forms(preferred, language)):
                labels.setdefault((uri, label), False)
    known = sum(named.values())
    if known < _LEAST_KNOWN * (known + unknown) or not known:
        raise EscoZipError(f"{path.name} names {known + unknown} concepts, of which we hold {known}. {_expected()}")
    if language != "en":
        _not_english(path, labels, esco, language)
    return EscoDownload(language, version, labels, named, unknown)


def _rows(path: Path, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[tuple[str, str, list[str]]]:
    """(uri, preferred label, other labels) of every concept that has a preferred label."""
    csv.field_size_limit(_LONGEST_FIELD)
    with archive.open(entry) as raw:
        reader = csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8-sig", newline=""), strict=True)
        try:
            missing = [name for name in _COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise EscoZipError(
                    f"{entry.filename} in {path.name} has no column {', '.join(missing)}; its columns are "
                    f"{', '.join((reader.fieldnames or ())[:20])[:300]!r}. {_expected()}"
                )
            for row in reader:
                where = f"{entry.filename} in {path.name}, line {reader.line_num}"
                uri, preferred = (row["conceptUri"] or "").strip(), _tidy(row["preferredLabel"], where)
                if not uri.startswith(_URI):
                    raise EscoZipError(f"{where}: read the concept {uri[:100]!r}. Expected {_URI}…")
                if preferred:
                    yield (
                        uri,
                        preferred,
                        [t for t in (_tidy(x, where) for x in (row["altLabels"] or "").split("\n")) if t],
                    )
        except (csv.Error, UnicodeDecodeError, zipfile.BadZipFile, zlib.error) as error:
            raise EscoZipError(
                f"{entry.filename} in {path.name} cannot be read at line {reader.line_num + 1} ({error}). "
                f"{_expected()}"
            ) from None


def _tidy(label: str | None, where: str) -> str:
    tidy = " ".join((label or "").split())
    if len(tidy) > _LONGEST_LABEL or any(unicodedata.category(character) in ("Cc", "Cs", "Co") for character in tidy):
        raise EscoZipError(
            f"{where}: read a label of {len(tidy)} characters beginning {tidy[:40]!r}. Expected a name of at most "
            f"{_LONGEST_LABEL} characters without control characters."
        )
    return tidy


def _not_english(path: Path, labels: dict[tuple[str, str], bool], esco: Esco, language: str) -> None:
    """An English file under another language's name would make everything of that language English."""
    preferred = [(uri, label) for (uri, label), flag in labels.items() if flag]
    same = sum(esco.label(uri, "en").casefold() == label.casefold() for uri, label in preferred)
    if same > len(preferred) / 2:
        raise EscoZipError(
            f"{path.name} says it is in '{language}', but {same} of its {len(preferred)} labels are the English "
            "ones. Expected labels in that language."
        )
