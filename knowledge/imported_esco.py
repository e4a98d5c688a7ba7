"""ESCO labels that the operator imported: they stand in for the ones of their language that come with the product.

    esco/
      held.json           what is held for each language, and what was held before its last import; written last, by
                          one rename
      LANGUAGE-HASH/      labels.parquet, and index/, the look-up of the same labels
      lock                held by the one process that imports

A process killed at any point leaves the labels as they were before the import.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from knowledge.esco import FACTS, TYPES, Esco
from knowledge.esco_zip import EscoDownload

HELD, LABELS, INDEX = "held.json", "labels.parquet", "index"


class EscoImportError(RuntimeError):
    """The imported labels cannot be read or changed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ImportedLabels:
    """What was imported for one language. `named`: type -> concepts with a label; `concepts`: digest of the concepts
    that the labels were numbered by; `before`: what the import took the place of (one step is kept)."""

    language: str
    version: str
    file: str
    sha256: str
    imported_on: str
    named: dict[str, int]
    unknown: int
    folder: str
    concepts: str
    before: ImportedLabels | None = None

    @staticmethod
    def read(told: dict[str, Any]) -> ImportedLabels:
        before = told.get("before")
        return ImportedLabels(**{**told, "before": ImportedLabels.read(before) if before else None})


def concepts_digest(facts: Path = FACTS) -> str:
    """Labels are held by the numbers of these concepts: another digest, other numbers."""
    with (facts / "concepts.parquet").open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class ImportedEsco:
    """The folder of imported labels; empty where it is not there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def held(self) -> dict[str, ImportedLabels]:
        """What is held now, by language. Raises EscoImportError when a file is not as expected."""
        path = self.folder / HELD
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
            return {language: ImportedLabels.read(one) for language, one in told.items()}
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, TypeError, AttributeError) as error:
            raise EscoImportError(
                f"{path} cannot be read ({error}). Remove the folder {self.folder}, then import again."
            ) from None

    def current(self) -> dict[str, ImportedLabels]:
        """What is held and fits the concepts of this version of the product."""
        held = self.held()
        digest = concepts_digest() if held else ""
        return {
            language: one
            for language, one in held.items()
            if one.concepts == digest and (self.folder / one.folder / LABELS).is_file()
        }

    def labels(self) -> dict[str, Path]:
        """Language -> its labels, as knowledge.esco reads them."""
        return {language: self.folder / one.folder / LABELS for language, one in self.current().items()}

    def indexes(self) -> dict[str, Path]:
        """Language -> the look-up of its labels, as nlu.esco_labels reads it."""
        return {language: self.folder / one.folder / INDEX for language, one in self.current().items()}

    @contextmanager
    def writing(self) -> Iterator[Path]:
        """Holds the importer's lock and gives a folder to write a draft in; what a killed import left is swept away.
        The kernel frees the lock on death."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "lock").open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise EscoImportError(
                    f"Another process is importing into {self.folder}. Wait until it has finished, then try again."
                ) from None
            for left in self.folder.glob(".writing-*"):
                shutil.rmtree(left, ignore_errors=True)
            draft = self.folder / f".writing-{secrets.token_hex(8)}"
            draft.mkdir()
            try:
                yield draft
            finally:
                shutil.rmtree(draft, ignore_errors=True)

    def keep(self, imported: ImportedLabels, draft: Path) -> None:
        """Make the draft what is held for its language. Needs `writing()`."""
        held = self.held()
        place = self.folder / imported.folder
        if place.exists():  # the same file, imported again
            shutil.rmtree(draft)
        else:
            _flush(draft)
            draft.rename(place)
        before = held.get(imported.language)
        if before is not None and before.folder == imported.folder:
            before = before.before
        held[imported.language] = replace(imported, before=replace(before, before=None) if before else None)
        self._write(held)

    def go_back(self, language: str) -> ImportedLabels | None:
        """Undo the last import of a language: what is held now, None when that is what the product ships.

        Raises EscoImportError when nothing was imported. Needs `writing()`.
        """
        held = self.held()
        if language not in held:
            raise EscoImportError(
                f"No labels were imported in '{language}'; what is held comes with the product. Expected one of: "
                f"{', '.join(sorted(held)) or 'nothing was imported'}."
            )
        before = held.pop(language).before
        if before is not None:
            held[language] = before
        self._write(held)
        return before

    def _write(self, held: dict[str, ImportedLabels]) -> None:
        draft = self.folder / f".writing-{secrets.token_hex(8)}.json"
        with draft.open("w", encoding="utf-8") as file:
            json.dump({language: asdict(held[language]) for language in sorted(held)}, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.folder / HELD)
        _flush_entries(self.folder)
        named = {one.folder for one in held.values()} | {one.before.folder for one in held.values() if one.before}
        for folder in self.folder.iterdir():
            if folder.is_dir() and not folder.name.startswith(".") and folder.name not in named:
                shutil.rmtree(folder, ignore_errors=True)


def write_labels(path: Path, download: EscoDownload, shipped: Esco) -> None:
    """The imported labels with those that come with the product, as knowledge.esco reads them: the imported name is
    the preferred one, the other words that people may use stay."""
    named = {uri for (uri, _), preferred in download.labels.items() if preferred}
    labels = {(shipped.number(uri), label): flag for (uri, label), flag in download.labels.items()}
    for uri, label, preferred, _ in shipped.labels(download.language, TYPES):
        key = shipped.number(uri), label
        labels[key] = labels.get(key, False) or (preferred and uri not in named)
    rows = sorted((number, not preferred, label) for (number, label), preferred in labels.items())
    table = pa.table(
        {
            "concept": pa.array([number for number, _, _ in rows], pa.int32()),
            "label": pa.array([label for _, _, label in rows], pa.string()),
            "preferred": pa.array([not alternative for _, alternative, _ in rows], pa.bool_()),
        }
    )
    pq.write_table(table, path, compression="zstd")


def _flush(folder: Path) -> None:
    """Every file of a folder whole on disk before the folder can be seen in its place."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _flush_entries(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
