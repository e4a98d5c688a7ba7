"""ESCO, the European classification of skills, competences and occupations: labels and relations.

Release 1.1.1 (English, relations) with the labels of 21 more languages of the EU; compiled by
knowledge.compile_facts.esco_release, attribution in facts/esco/ATTRIBUTION.txt. Tables stay in Arrow's columns and
are read a language at a time: half a million labels as Python strings would cost more than the whole of the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

FACTS = Path(__file__).parent / "facts" / "esco"
TYPES = ("occupation", "skill", "skillgroup", "isco")
OCCUPATION_PREFIX = "http://data.europa.eu/esco/occupation/"
SKILL_PREFIX = "http://data.europa.eu/esco/skill/"

Numbers: TypeAlias = npt.NDArray[np.int32]


class UnknownConceptError(KeyError):
    """A URI that ESCO v1.1.1 does not have."""

    def __init__(self, uri: str) -> None:
        super().__init__(f"Read ESCO URI {uri!r}. Expected one of ESCO v1.1.1, such as {OCCUPATION_PREFIX}….")


class EscoFactsMissingError(FileNotFoundError):
    """The compiled ESCO files are not where they should be."""


@dataclass(frozen=True, slots=True)
class EscoConcept:
    """One concept. `label` is the English preferred label ("" for the one occupation that has none).

    `isco` is the ISCO-08 group of an occupation; `skill_type` "knowledge" or "skill/competence"; `reuse_level` from
    "transversal" to "occupation-specific". `collections`: digital, green, language, transversal.
    """

    uri: str
    type: str
    label: str
    code: str | None = None
    isco: str | None = None
    skill_type: str | None = None
    reuse_level: str | None = None
    collections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Labels:
    """One language: labels sorted by concept, preferred first; `preferred_row` is a concept's row, -1 for none."""

    concept: Numbers
    label: pa.StringArray
    preferred: npt.NDArray[np.bool_]
    preferred_row: Numbers


class _Pairs:
    """Pairs of concept numbers, found from either side; `flag` marks the essential ones."""

    def __init__(self, left: Numbers, right: Numbers, flag: npt.NDArray[np.bool_]) -> None:
        self.left, self.right, self.flag = left, right, flag

    @cached_property
    def _by_right(self) -> npt.NDArray[np.int64]:
        return np.argsort(self.right, kind="stable")

    def rights_of(self, left: int, essential: bool) -> Numbers:
        low, high = np.searchsorted(self.left, [left, left + 1])
        rights: Numbers = self.right[low:high][self.flag[low:high] == essential]
        return rights

    def lefts_of(self, right: int, essential: bool) -> Numbers:
        order = self._by_right
        low, high = np.searchsorted(self.right, [right, right + 1], sorter=order)
        rows = order[low:high]
        lefts: Numbers = self.left[rows[self.flag[rows] == essential]]
        return lefts


class Esco:
    """ESCO in memory. Load once a process with `Esco.load()`; safe to read from several threads."""

    def __init__(self, folder: Path, imported: Mapping[str, Path] | None = None) -> None:
        self._folder = folder
        self._imported = dict(imported or {})
        concepts = _read(folder / "concepts.parquet")
        self._columns: dict[str, Any] = {name: _one(concepts[name]) for name in concepts.column_names}
        self._uris: list[str] = self._columns.pop("uri").to_pylist()
        self._numbers = {uri: number for number, uri in enumerate(self._uris)}
        self._types: list[str] = self._columns.pop("type").to_pylist()
        self._labels: dict[str, _Labels] = {}

    @classmethod
    def load(cls, folder: Path | None = None, imported: Mapping[str, Path] | None = None) -> Esco:
        """Reads the concepts; labels and relations follow when first asked for. `folder`: ours by default.

        `imported`: language -> a file of labels that stands in for ours (knowledge.imported_esco).
        """
        place = folder or FACTS
        if not (place / "concepts.parquet").is_file():
            raise EscoFactsMissingError(
                f"Looked for ESCO's concepts.parquet in {place.name!r} and found none. The files are part of the "
                "repository: restore knowledge/facts/esco, or run python -m knowledge.compile_facts."
            )
        return cls(place, imported)

    def __contains__(self, uri: object) -> bool:
        return uri in self._numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Languages that have labels, ISO 639-1, sorted."""
        return tuple(sorted({*self._imported, *(path.stem for path in (self._folder / "labels").glob("*.parquet"))}))

    def uris(self, type_: str) -> Iterator[str]:
        """All URIs of one type, in order."""
        return (uri for uri, kind in zip(self._uris, self._types, strict=True) if kind == type_)

    def type_of(self, uri: str) -> str:
        """occupation, skill, skillgroup or isco. Raises UnknownConceptError."""
        return self._types[self.number(uri)]

    def concept(self, uri: str) -> EscoConcept:
        """What ESCO says about a URI. Raises UnknownConceptError."""
        number = self.number(uri)
        columns = self._columns
        plain = {name: columns[name][number].as_py() for name in ("code", "isco", "skill_type", "reuse_level")}
        marks = ("digital", "green", "language", "transversal")
        return EscoConcept(
            uri=uri,
            type=self._types[number],
            label=self._preferred("en", number) or "",
            collections=tuple(name for name in marks if columns[name][number].as_py()),
            **plain,
        )

    def label(self, uri: str, lang: str) -> str:
        """The preferred label in `lang`, as ESCO writes it (often both gender forms: "Kellner/Kellnerin"); English
        where that language has none; the URI itself where English has none either. Raises UnknownConceptError."""
        number = self.number(uri)
        return self._preferred(lang, number) or self._preferred("en", number) or uri

    def has_label(self, uri: str, lang: str) -> bool:
        """Whether the concept has a preferred label in `lang` itself."""
        return self._preferred(lang, self.number(uri)) is not None

    def labels(
        self, lang: str, types: Collection[str] = ("occupation", "skill")
    ) -> Iterator[tuple[str, str, bool, str]]:
        """(uri, label, preferred, type) for every label of a language, by concept, the preferred one first.

        A preferred label that holds both gender forms is followed by each form as an alternative label. Nothing comes
        for a language ESCO has no labels in (ga, mt, uk, ar).
        """
        found = self._language(lang)
        if found is None:
            return
        wanted = set(types)
        step = 4096  # a slice of labels at a time becomes Python strings, never all of them
        for start in range(0, len(found.concept), step):
            numbers = found.concept[start : start + step].tolist()
            texts = found.label.slice(start, step).to_pylist()
            flags = found.preferred[start : start + step].tolist()
            for number, text, preferred in zip(numbers, texts, flags, strict=True):
                kind = self._types[number]
                if kind in wanted:
                    yield self._uris[number], text, preferred, kind

    def counts(self, lang: str) -> dict[str, tuple[int, int]]:
        """Type -> (concepts with a preferred label in `lang`, labels). Zeros where the language has none."""
        found = self._language(lang)
        kinds = np.array([TYPES.index(kind) for kind in self._types])
        if found is None:
            return dict.fromkeys(TYPES, (0, 0))
        rows = kinds[found.concept]
        named = np.bincount(kinds[found.preferred_row >= 0], minlength=len(TYPES))
        every = np.bincount(rows, minlength=len(TYPES))
        return {kind: (int(named[i]), int(every[i])) for i, kind in enumerate(TYPES)}

    def labels_of(self, uri: str, lang: str) -> tuple[str, ...]:
        """All labels of one concept in `lang`, the preferred first; () where there are none."""
        number, found = self.number(uri), self._language(lang)
        if found is None:
            return ()
        low, high = np.searchsorted(found.concept, [number, number + 1])
        return tuple(found.label.slice(low, high - low).to_pylist())

    def essential_skills(self, occupation: str) -> tuple[str, ...]:
        """URIs of the skills ESCO calls essential for an occupation."""
        return self._rights(self._occupation_skill, occupation, essential=True)

    def optional_skills(self, occupation: str) -> tuple[str, ...]:
        """URIs of the skills ESCO calls optional for an occupation."""
        return self._rights(self._occupation_skill, occupation, essential=False)

    def occupations_needing(self, skill: str, essential: bool = True) -> tuple[str, ...]:
        """URIs of the occupations for which a skill is essential (or, with `essential=False`, optional)."""
        return tuple(
            map(self._uris.__getitem__, self._occupation_skill.lefts_of(self.number(skill), essential).tolist())
        )

    def related_skills(self, skill: str, essential: bool = False) -> tuple[str, ...]:
        """URIs of the skills ESCO relates to a skill (most of these relations are optional ones)."""
        return self._rights(self._skill_skill, skill, essential)

    def broader(self, uri: str) -> tuple[str, ...]:
        """URIs of the concepts one step up: group of a skill, ISCO group or broader occupation of an occupation."""
        return self._rights(self._broader, uri, essential=True)

    def narrower(self, uri: str) -> tuple[str, ...]:
        """URIs of the concepts one step down."""
        return tuple(map(self._uris.__getitem__, self._broader.lefts_of(self.number(uri), True).tolist()))

    def regulated_note(self, occupation: str) -> str | None:
        """ESCO's note on regulation, "regulated" or "unregulated"; None for concepts that carry none.

        "unregulated" is the note's default in ESCO (2,992 of 3,007 occupations, among them ones that countries do
        regulate): it is no evidence that an occupation is free to enter. Only "regulated" says something.
        """
        note = self._columns["regulated"][self.number(occupation)].as_py()
        return str(note) if note else None

    def relation_counts(self) -> dict[str, int]:
        """Numbers of relations held, to compare with ESCO's own release notes."""
        flags = self._occupation_skill.flag
        return {
            "occupation-skill essential": int(flags.sum()),
            "occupation-skill optional": int((~flags).sum()),
            "skill-skill": len(self._skill_skill.flag),
            "broader": len(self._broader.flag),
        }

    def number(self, uri: str) -> int:
        """The concept's number in the compiled files. Raises UnknownConceptError."""
        number = self._numbers.get(uri)
        if number is None:
            raise UnknownConceptError(uri)
        return number

    def _rights(self, pairs: _Pairs, uri: str, essential: bool) -> tuple[str, ...]:
        return tuple(map(self._uris.__getitem__, pairs.rights_of(self.number(uri), essential).tolist()))

    @cached_property
    def _occupation_skill(self) -> _Pairs:
        return self._pairs("occupation_skill.parquet")

    @cached_property
    def _skill_skill(self) -> _Pairs:
        return self._pairs("skill_skill.parquet")

    @cached_property
    def _broader(self) -> _Pairs:
        return self._pairs("broader.parquet")

    def _pairs(self, file: str) -> _Pairs:
        table = _read(self._folder / file)
        left, right, *flags = (table[name].to_numpy() for name in table.column_names)
        return _Pairs(left, right, flags[0] if flags else np.ones(len(left), dtype=np.bool_))

    def _preferred(self, lang: str, number: int) -> str | None:
        found = self._language(lang)
        row = -1 if found is None else int(found.preferred_row[number])
        return None if found is None or row < 0 else str(found.label[row].as_py())

    def _language(self, lang: str) -> _Labels | None:
        if lang not in self._labels:
            if lang not in self.languages:
                return None
            table = _read(self._imported.get(lang, self._folder / "labels" / f"{lang}.parquet"))
            concept = table["concept"].to_numpy()
            preferred = table["preferred"].to_numpy()
            preferred_row = np.full(len(self._numbers), -1, dtype=np.int32)
            rows = np.flatnonzero(preferred)
            preferred_row[concept[rows]] = rows
            self._labels[lang] = _Labels(concept, _one(table["label"]), preferred, preferred_row)
        return self._labels[lang]


def _read(path: Path) -> pa.Table:
    """A table, read without Arrow's thread pool, its work space given back: the files are small, memory is not."""
    table = pq.read_table(path, use_threads=False)
    pa.default_memory_pool().release_unused()
    return table


def _one(column: pa.ChunkedArray) -> Any:
    """The column as one Arrow array."""
    return column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
