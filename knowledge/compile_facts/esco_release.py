"""ESCO v1.1.1 (English, relations) and the labels of 21 more languages as columnar files in knowledge/facts/esco.

Concepts are numbered by their URI's order; every other file speaks of concepts by that number. Labels lie in one file
a language, sorted by concept, the preferred label first, so that a language is read only when somebody speaks it.
"""

from __future__ import annotations

import csv
import gzip
import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from knowledge.compile_facts.gender_forms import gender_forms
from knowledge.languages import CODES

CLASSIFICATION = "esco_v1.1.1_classification_en_csv.zip"
RELATIONS = "esco_v1.1.1_relations_csv.zip"
LABELS = "labels_multilingual.csv.gz"
TYPES = {
    "occupation": "occupations_en.csv",
    "skill": "skills_en.csv",
    "skillgroup": "skillGroups_en.csv",
    "isco": "ISCOGroups_en.csv",
}
COLLECTIONS = ("digital", "green", "language", "transversal")
_MAX_FIELD = 1_000_000


@dataclass
class EscoCounts:
    """What was read and written; printed by the compile command."""

    concepts: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    gender_forms: Counter[str] = field(default_factory=Counter)
    unknown_concepts: int = 0
    relations: Counter[str] = field(default_factory=Counter)

    def report(self) -> str:
        return "\n".join(
            [
                f"esco concepts: {dict(self.concepts)}",
                f"esco labels: {sum(self.labels.values())} in {len(self.labels)} languages: {dict(self.labels)}",
                f"esco labels taken apart into gender forms: {dict(self.gender_forms)}",
                f"esco labels left out, of concepts that v1.1.1 does not have: {self.unknown_concepts}",
                f"esco relations: {dict(self.relations)}",
            ]
        )


def compile_esco(data: Path, target: Path) -> EscoCounts:
    """Writes concepts, relations and labels/<language> as parquet files into `target`."""
    csv.field_size_limit(_MAX_FIELD)
    folder = data / "esco"
    target.mkdir(parents=True, exist_ok=True)
    (target / "labels").mkdir(exist_ok=True)
    counts = EscoCounts()
    relations = {
        name: list(_rows(folder / RELATIONS, f"{name}.csv"))
        for name in ("occupationSkillRelations", "skillSkillRelations")
    }
    numbers = _write_concepts(folder, target, relations["occupationSkillRelations"], counts)
    _write_relations(folder, target, relations, numbers, counts)
    _write_labels(folder, target, numbers, counts)
    return counts


def _rows(archive: Path, member: str) -> Iterator[dict[str, str]]:
    with zipfile.ZipFile(archive) as opened, opened.open(member) as raw:
        yield from csv.DictReader(io.TextIOWrapper(raw, encoding="utf-8", newline=""))


def _write_concepts(
    folder: Path, target: Path, occupation_skills: list[dict[str, str]], counts: EscoCounts
) -> dict[str, int]:
    rows: dict[str, dict[str, str | None]] = {}
    for kind, member in TYPES.items():
        for row in _rows(folder / CLASSIFICATION, member):
            rows[row["conceptUri"]] = {
                "uri": row["conceptUri"],
                "type": kind,
                "code": row.get("code") or None,
                "isco": row.get("iscoGroup") or (row["code"] if kind == "isco" else None),
                "skill_type": row.get("skillType") or None,
                "reuse_level": row.get("reuseLevel") or None,
                "regulated": (row.get("regulatedProfessionNote") or "").rsplit("/", 1)[-1] or None,
            }
    for relation in occupation_skills:
        # One occupation has relations and labels in other languages, but no row in the English file.
        uri = relation["occupationUri"]
        if uri not in rows:
            rows[uri] = dict.fromkeys(("code", "isco", "skill_type", "reuse_level", "regulated"), None)
            rows[uri] |= {"uri": uri, "type": "occupation"}
    ordered = [rows[uri] for uri in sorted(rows)]
    counts.concepts.update(str(row["type"]) for row in ordered)
    columns: dict[str, pa.Array] = {"uri": pa.array([row["uri"] for row in ordered], pa.string())}
    for name in ("type", "code", "isco", "skill_type", "reuse_level", "regulated"):
        columns[name] = pa.array([row[name] for row in ordered], pa.string()).dictionary_encode()
    for collection in COLLECTIONS:
        members = {
            row["conceptUri"] for row in _rows(folder / CLASSIFICATION, f"{collection}SkillsCollection_en.csv")
        }
        columns[collection] = pa.array([row["uri"] in members for row in ordered], pa.bool_())
    _write(target / "concepts.parquet", columns)
    return {str(row["uri"]): number for number, row in enumerate(ordered)}


def _write_relations(
    folder: Path,
    target: Path,
    relations: dict[str, list[dict[str, str]]],
    numbers: dict[str, int],
    counts: EscoCounts,
) -> None:
    occupation_skill = sorted(
        (numbers[row["occupationUri"]], numbers[row["skillUri"]], row["relationType"] == "essential")
        for row in relations["occupationSkillRelations"]
    )
    counts.relations["occupation-skill essential"] = sum(essential for _, _, essential in occupation_skill)
    counts.relations["occupation-skill optional"] = sum(not essential for _, _, essential in occupation_skill)
    _write_triples(target / "occupation_skill.parquet", ("occupation", "skill", "essential"), occupation_skill)
    skill_skill = sorted(
        (numbers[row["originalSkillUri"]], numbers[row["relatedSkillUri"]], row["relationType"] == "essential")
        for row in relations["skillSkillRelations"]
    )
    counts.relations["skill-skill"] = len(skill_skill)
    _write_triples(target / "skill_skill.parquet", ("skill", "related", "essential"), skill_skill)
    broader = set()
    for member in ("broaderRelationsOccPillar.csv", "broaderRelationsSkillPillar.csv"):
        for row in _rows(folder / RELATIONS, member):
            if row["conceptUri"] in numbers and row["broaderUri"] in numbers:
                broader.add((numbers[row["conceptUri"]], numbers[row["broaderUri"]]))
            else:
                counts.relations["broader, left out (concept without a label)"] += 1
    counts.relations["broader"] = len(broader)
    narrow, wide = zip(*sorted(broader), strict=True)
    columns = {"concept": pa.array(narrow, pa.int32()), "broader": pa.array(wide, pa.int32())}
    _write(target / "broader.parquet", columns)


def _write_triples(path: Path, names: tuple[str, str, str], triples: list[tuple[int, int, bool]]) -> None:
    first, second, essential = zip(*triples, strict=True)
    columns = {
        names[0]: pa.array(first, pa.int32()),
        names[1]: pa.array(second, pa.int32()),
        names[2]: pa.array(essential, pa.bool_()),
    }
    _write(path, columns)


def _write_labels(folder: Path, target: Path, numbers: dict[str, int], counts: EscoCounts) -> None:
    for language, labels in _all_labels(folder, numbers, counts).items():
        ordered = sorted((number, not preferred, label) for (number, label), preferred in labels.items())
        counts.labels[language] = len(ordered)
        columns = {
            "concept": pa.array([number for number, _, _ in ordered], pa.int32()),
            "label": pa.array([label for _, _, label in ordered], pa.string()),
            "preferred": pa.array([not alternative for _, alternative, _ in ordered], pa.bool_()),
        }
        _write(target / "labels" / f"{language}.parquet", columns)


def _all_labels(folder: Path, numbers: dict[str, int], counts: EscoCounts) -> dict[str, dict[tuple[int, str], bool]]:
    """Language -> (concept's number, label) -> preferred. Preferred labels stay as ESCO writes them (both gender
    forms); the forms taken apart join the alternative labels."""
    found: dict[str, dict[tuple[int, str], bool]] = {code: {} for code in ("en", *CODES)}
    for uri, label, preferred in _english(folder):
        _add(found["en"], numbers[uri], (label,), preferred)
    with gzip.open(folder / LABELS, "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            language = row["lang"]
            if language not in found:
                continue
            number = numbers.get(row["concept_uri"])
            if number is None:
                counts.unknown_concepts += 1
                continue
            label = " ".join(row["label"].split())
            forms = gender_forms(label, language)
            if row["is_preferred"] == "1":
                _add(found[language], number, (label,), preferred=True)
            _add(found[language], number, forms, preferred=False)
            counts.gender_forms[language] += len(forms) > 1
    return {language: labels for language, labels in found.items() if labels}


def _add(labels: dict[tuple[int, str], bool], number: int, forms: tuple[str, ...], preferred: bool) -> None:
    for form in forms:
        if form:
            labels[number, form] = labels.get((number, form), False) or preferred


def _english(folder: Path) -> Iterator[tuple[str, str, bool]]:
    for member in TYPES.values():
        for row in _rows(folder / CLASSIFICATION, member):
            yield row["conceptUri"], " ".join(row["preferredLabel"].split()), True
            for label in (row.get("altLabels") or "").split("\n"):
                if label.strip():
                    yield row["conceptUri"], " ".join(label.split()), False


def _write(path: Path, columns: dict[str, pa.Array]) -> None:
    strings = [name for name, column in columns.items() if pa.types.is_dictionary(column.type)]
    pq.write_table(
        pa.table(columns),
        path,
        compression="zstd",
        compression_level=19,
        use_dictionary=strings,
        column_encoding=None,
        write_statistics=False,
        store_schema=False,
        data_page_size=1 << 20,
    )
