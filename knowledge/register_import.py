"""Bringing a register in: every row read and judged first, then the whole put in place of the one before."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from knowledge.deqar_files import DEQAR_FILES, DeqarFile
from knowledge.imported_registers import Imported, ImportedRegisters
from knowledge.register_file import (
    Cells,
    Extract,
    Origin,
    RegisterError,
    Row,
    csv_rows,
    read_extracts,
    read_lines,
    register_path,
)
from knowledge.register_form import Form
from knowledge.register_forms import FORMS, REPORTS
from knowledge.register_rows import Report
from knowledge.report_index import write_index

MOST_BAD = 0.05
"""Share of rows that may be bad: beyond it the file is not what it is taken for, and nothing is imported."""
_TOLD = 200
"""Bad rows told one by one; all are counted."""

Progress = Callable[[int], None]
"""Called with the number of rows read so far."""


@dataclass
class Judged:
    """What a file holds: rows that can be used, and those that cannot, with what is wrong with each."""

    good: int = 0
    bad: int = 0
    passed_over: int = 0
    errors: list[RegisterError] = field(default_factory=list)

    def reject(self, error: RegisterError) -> None:
        self.bad += 1
        if len(self.errors) < _TOLD:
            self.errors.append(error)

    @property
    def too_bad(self) -> bool:
        return self.bad > MOST_BAD * (self.good + self.bad)


class ImportRefusedError(RegisterError):
    """A file was not imported. `judged` tells the rows that speak against it."""

    def __init__(self, message: str, judged: Judged) -> None:
        super().__init__(message)
        self.judged = judged


@dataclass(frozen=True)
class About:
    """What the operator says of the file; what is left out is taken from the register it replaces."""

    day: date
    title: str | None = None
    url: str | None = None
    licence: str | None = None


def form_of(register: str) -> Form[Any]:
    """The form of a register. Raises RegisterError for a name that is none."""
    if register not in FORMS:
        raise RegisterError(f"'{register}' was read. Expected a register: one of {', '.join(FORMS)}.")
    return FORMS[register]


def rows_in(register: str, path: Path, origin: Origin, judged: Judged) -> Iterator[tuple[Row, Any]]:
    """Each usable row of `path` as cells and as read; what is wrong with the others goes to `judged`.

    The file is in our own form, plain or .gz, or one of DEQAR's daily files. Raises RegisterError for what spoils it
    as a whole.
    """
    form = form_of(register)
    first: dict[tuple[str, ...], tuple[int, int]] = {}
    for line, values in _lines(form, path):
        if values is None:
            judged.passed_over += 1
            continue
        try:
            if isinstance(values, RegisterError):
                raise values
            cells = Cells(path, line, values, origin)
            row = form.read(cells)
            key, told = tuple(values[c] for c in form.key), hash(tuple(sorted(values.items())))
            stands, before = first.setdefault(key, (line, told)) if form.key else (line, told)
            if stands != line and before == told:
                judged.passed_over += 1  # the same once more, such as a line for each location
                continue
            if stands != line:
                cells.fail(form.key[0], f"what line {stands} says of the same {', '.join(form.key)}")
        except RegisterError as error:
            judged.reject(error)
            continue
        judged.good += 1
        yield values, row


def _lines(form: Form[Any], path: Path) -> Iterator[tuple[int, Row | RegisterError | None]]:
    deqar = _deqar_file(form, path)
    return deqar.lines(path) if deqar else iter(read_lines(path, form.columns, form.optional))


def _deqar_file(form: Form[Any], path: Path) -> DeqarFile | None:
    """The daily file that `path` is one of, by its first line; None when it is in our own form."""
    file = DEQAR_FILES.get(form.register)
    if file is None:
        return None
    _, header = next(csv_rows(path), (1, []))
    theirs = {*file.needs, *file.may} - {*form.columns, *form.optional}
    if theirs & set(header):
        return file
    if not set(form.columns) & set(header):
        raise RegisterError(
            f"{path.name}, line 1: the columns read '{','.join(header)[:400]}'. Expected DEQAR's daily file with "
            f"{', '.join(file.needs)}, or our own form with {', '.join(form.columns)}. Give the file of "
            f"'{form.register}'."
        )
    return None


def extract_for(register: str, about: About, shipped: Path) -> Extract:
    """What the imported register says of itself: as the shipped one, but with the operator's date."""
    known = read_extracts(shipped)[register]
    origin = replace(known.origin, day=about.day, period="", title=about.title or known.origin.title)
    if register in DEQAR_FILES and about.title is None:
        origin = replace(origin, title=_TITLES[register])
    note = f"Imported by the operator, as of {about.day}."
    return replace(
        known,
        origin=replace(origin, url=about.url or (_DEQAR_URL if register in DEQAR_FILES else origin.url)),
        licence=about.licence or known.licence,
        note=note,
        imported=True,
    )


_DEQAR_URL = "https://www.eqar.eu/qa-results/download-data-sets/"
_TITLES = {
    "deqar_reports": "DEQAR, reports of external quality assurance",
    "deqar_providers": "DEQAR, list of providers",
    "eqar_agencies": "EQAR register of quality assurance agencies",
}


def import_register(
    register: str,
    path: Path,
    about: About,
    *,
    shipped: Path,
    overlay: ImportedRegisters,
    skip_bad: bool = False,
    progress: Progress = lambda rows: None,
) -> tuple[Imported, Judged]:
    """Read `path` whole, then make it the held register. Raises ImportRefusedError, or RegisterError for the file.

    Bad rows: more than 5 in 100 refuse the file; fewer do too, unless `skip_bad`.
    """
    form, judged = form_of(register), Judged()
    extract = extract_for(register, about, shipped)
    with overlay.writing():
        rows, index = overlay.draft(".csv.gz"), overlay.draft(".sqlite") if form is REPORTS else None
        try:
            with (
                rows.open("wb") as file,
                gzip.GzipFile(filename="", mode="wb", fileobj=file, compresslevel=6, mtime=0) as packed,
            ):
                written = _write(packed, form, rows_in(register, path, extract.origin, judged), progress)
                reports = (row for row in written if isinstance(row, Report))
                if index is not None:
                    write_index(index, reports)
                else:
                    for _ in written:
                        pass
            _weigh(path, judged, skip_bad)
            digest = _digest(rows, extract)
            return overlay.keep(extract, rows, f"{register}.{digest}.csv.gz", index), judged
        finally:
            for draft in filter(None, (rows, index)):
                draft.unlink(missing_ok=True)


def _write(
    packed: gzip.GzipFile, form: Form[Any], rows: Iterator[tuple[Row, Any]], progress: Progress
) -> Iterator[Any]:
    """Write each row in our own form, and pass on what was read in it."""
    text = TextIOWrapper(packed, encoding="utf-8", newline="", write_through=True)
    columns = (*form.columns, *form.optional)
    writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for number, (values, row) in enumerate(rows, start=1):
        writer.writerow(values)
        if number % 1000 == 0:
            progress(number)
        yield row
    text.flush()
    text.detach()


def _weigh(path: Path, judged: Judged, skip_bad: bool) -> None:
    total = judged.good + judged.bad
    if not judged.good:
        raise ImportRefusedError(
            f"{path.name}: none of {total} rows could be used. Expected at least one. Nothing was changed.", judged
        )
    if judged.too_bad:
        raise ImportRefusedError(
            f"{path.name}: {judged.bad} of {total} rows cannot be used. Expected at most {MOST_BAD:.0%}: the file is "
            "perhaps not what it is taken for. Nothing was changed. Correct the rows, or get the file again.",
            judged,
        )
    if judged.bad and not skip_bad:
        raise ImportRefusedError(
            f"{path.name}: {judged.bad} of {total} rows cannot be used. Nothing was changed. Correct them, or import "
            "the others with --skip-bad.",
            judged,
        )


def _digest(rows: Path, extract: Extract) -> str:
    with rows.open("rb") as file:
        content = hashlib.file_digest(file, "sha256").hexdigest()
    return hashlib.sha256(f"{content} {extract.origin}".encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Difference:
    """How two states of a register differ. Rows are told by their key, or whole where the form has none."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    same: int
    judged: Judged


def difference(register: str, old: Path | None, new: Path) -> Difference:
    """What `new` would change against `old` (nothing held: None). Raises RegisterError for what spoils a file."""
    judged = Judged()
    before = _by_key(register, old, Judged()) if old else {}
    after = _by_key(register, new, judged)
    both = before.keys() & after.keys()
    changed = sorted(key for key in both if before[key] != after[key])
    return Difference(
        added=tuple(sorted(after.keys() - both)),
        removed=tuple(sorted(before.keys() - both)),
        changed=tuple(changed),
        same=len(both) - len(changed),
        judged=judged,
    )


def _by_key(register: str, path: Path, judged: Judged) -> dict[str, int]:
    form = form_of(register)
    columns = (*form.columns, *form.optional)
    return {
        ", ".join(filter(None, (values[c] for c in form.key or form.columns))): hash(
            tuple(values.get(c, "") for c in columns)
        )
        for values, _ in rows_in(register, path, Origin(register), judged)
    }


def held_rows(register: str, shipped: Path, overlay: ImportedRegisters) -> Path:
    """The file of the rows that are held now."""
    imported = overlay.held().get(register)
    return imported.rows if imported else register_path(shipped, form_of(register).register)
