"""LinkedIn's export of one's own data: five of its CSV files, alone or in the ZIP. The others are never opened.

The columns are known by their English names; where the headers are in another language, by their place, which is the
same in every language. Profile, e-mail addresses, connections and messages are in other files of the export.
LinkedIn's words for how well a language is spoken are no CEFR levels and are not turned into some.

Columns as exported 2020-2026: https://www.linkedin.com/help/linkedin/answer/a1339364
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator

from knowledge.feeds.encodings import encoding_of
from knowledge.feeds.values import UnreadableError
from knowledge.feeds.values.languages import languages
from knowledge.profiles.brought import Brought, FreeText, Named, Qualification, Spoken
from knowledge.profiles.personal import Personal
from knowledge.profiles.refusal import MOST_BYTES, ProfileError, Refusal

FORMAT = "linkedin"

COLUMNS = {
    "skills.csv": ("Name",),
    "positions.csv": ("Company Name", "Title", "Description", "Location", "Started On", "Finished On"),
    "education.csv": ("School Name", "Start Date", "End Date", "Notes", "Degree Name", "Activities"),
    "languages.csv": ("Name", "Proficiency"),
    "certifications.csv": ("Name", "Url", "Authority", "Started On", "Finished On", "License Number"),
}
_MOST_ROWS = 1_000
_MOST_CELL = 100_000


def recognises(head: bytes, name: str) -> float:
    if head.startswith(b"PK\x03\x04"):
        return 0.5
    if not name.endswith(".csv"):
        return 0.0
    return 0.8 if _kind(name, _header(head)) else 0.0


def read(data: bytes) -> Brought:
    parts = list(_of_archive(data) if data.startswith(b"PK\x03\x04") else _alone(data))
    if not parts:
        raise ProfileError(Refusal.UNKNOWN)
    personal = Personal()
    occupations: list[Named] = []
    skills: list[Named] = []
    qualifications: list[Qualification] = []
    spoken: list[Spoken] = []
    texts: list[FreeText] = []
    for kind, rows in parts:
        for number, row in enumerate(rows, start=2):
            where = f"{kind.capitalize()}, row {number}"
            if kind == "positions.csv":
                if title := personal.words(row.get("Title")):
                    occupations.append(Named(title, where))
                texts += [FreeText(said, where) for said in personal.phrases(row.get("Description"))]
            elif kind == "skills.csv" and (said := personal.words(row.get("Name"))):
                skills.append(Named(said, where))
            elif kind == "education.csv" and (said := personal.words(row.get("Degree Name"))):
                qualifications.append(Qualification(said, where))
            elif kind == "languages.csv" and (code := _language(row.get("Name"))):
                spoken.append(Spoken(code, where))
            elif kind == "certifications.csv":
                texts += [FreeText(said, where) for said in personal.phrases(row.get("Name"))]
    return Brought(
        format=FORMAT,
        occupations=tuple(occupations),
        skills=tuple(skills),
        qualifications=tuple(qualifications),
        languages=tuple(spoken),
        texts=tuple(texts),
        left_out=personal.left_out,
    )


def _of_archive(data: bytes) -> Iterator[tuple[str, Iterator[dict[str, str]]]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            left = MOST_BYTES
            for entry in archive.infolist()[:2_000]:
                kind = entry.filename.rsplit("/", 1)[-1].casefold()
                if kind not in COLUMNS or entry.is_dir():
                    continue
                with archive.open(entry) as file:
                    table = file.read(left + 1)
                left -= len(table)
                if left < 0:
                    raise ProfileError(Refusal.ARCHIVE)
                yield kind, _rows(table, COLUMNS[kind])
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        if isinstance(error, ProfileError):
            raise
        raise ProfileError(Refusal.ARCHIVE) from None


def _alone(data: bytes) -> Iterator[tuple[str, Iterator[dict[str, str]]]]:
    kind = _kind("", _header(data[:65_536]))
    if kind:
        yield kind, _rows(data, COLUMNS[kind])


def _header(head: bytes) -> tuple[str, ...]:
    try:
        return tuple(cell.strip() for cell in next(csv.reader(io.StringIO(_text(head))), []))
    except csv.Error:
        return ()


def _kind(name: str, header: tuple[str, ...]) -> str | None:
    """Which file of the export it is: by its columns, else by its name where the columns are as many."""
    for kind, columns in COLUMNS.items():
        if header == columns or (len(columns) > 2 and set(columns) <= set(header)):
            return kind
    columns = COLUMNS.get(name, ())
    return name if columns and len(header) == len(columns) else None


def _rows(table: bytes, columns: tuple[str, ...]) -> Iterator[dict[str, str]]:
    rows = csv.reader(io.StringIO(_text(table)))
    try:
        header = [cell.strip() for cell in next(rows, [])]
        names = header if set(header) & set(columns) else columns if len(header) == len(columns) else ()
        for number, row in enumerate(rows):
            if number >= _MOST_ROWS:
                return
            yield {name: cell[:_MOST_CELL] for name, cell in zip(names, row, strict=False)}
    except csv.Error:
        raise ProfileError(Refusal.DAMAGED) from None


def _text(data: bytes) -> str:
    return data.decode(encoding_of(data[:65_536])[0], errors="replace").lstrip("\ufeff")


def _language(named: str | None) -> str | None:
    try:
        return languages(named)[0] if named else None
    except UnreadableError:
        return None
