"""Linking measured on published benchmarks: skills of English job advertisements, job titles of three countries.

`python -m tests.eval linking --data FOLDER`: the folder holds skill_extraction_esco/ and melo/ as published. Skills:
R-precision@k of a sentence is the gold skills among the first k, divided by min(k, gold skills); those whose spans
have no ESCO label are left out, as in the benchmark's own loader. Titles: trec_eval's measures over the corpus's
surface forms; ISCO groups, which the linker does not name, come last. Nothing is chosen by these figures.
"""

from __future__ import annotations

import csv
import io
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.progress import track
from rich.table import Table
from sklearn.feature_extraction.text import TfidfVectorizer

from knowledge.esco import Esco
from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.linking.features import NAMES, FeatureReader
from nlu.linking.linker import Weights
from nlu.linking.vectors import ConceptVectors
from tests.eval.metrics import interval

SKILLS = {"house": "published_irera_house.json", "tech": "published_irera_tech.json"}
TITLES = {"usa_q_en_c_en": "en", "deu_q_de_c_de": "de", "fra_q_fr_c_en": "fr"}
NO_LABEL = frozenset({"LABEL NOT PRESENT", "UNDERSPECIFIED"})
ROWS: dict[str, tuple[str, ...]] = {
    "words, whole text": ("words_whole",),
    "words": ("words_whole", "words_part"),
    "e5, whole text": ("e5_whole",),
    "e5": ("e5_whole", "e5_part"),
    "USE": ("use_whole", "use_part"),
    "e5 + USE": ("e5_whole", "e5_part", "use_whole", "use_part"),
    "words + e5 + USE, whole text": ("words_whole", "e5_whole", "use_whole"),
    "words + e5": ("words_whole", "words_part", "e5_whole", "e5_part"),
    "words + USE": ("words_whole", "words_part", "use_whole", "use_part"),
    "linker": NAMES,
}
MEASURES = ("recip_rank", "map", "success_1", "success_5", "recall_10")
CONCEPTS = (
    "MRR of concepts",
    "right in 5 concepts",
)  # each concept one rank: the published results have no such figure

Ranking = Sequence[int]
Scores = npt.NDArray[np.float32]


@dataclass
class Measured:
    """Values by row, one a sentence or query."""

    rows: dict[str, list[tuple[float, ...]]] = field(default_factory=dict)

    def add(self, row: str, *values: float) -> None:
        self.rows.setdefault(row, []).append(values)

    def means(self, row: str) -> list[float]:
        return [float(mean) for mean in np.mean(self.rows[row], axis=0)]

    def interval(self, row: str, column: int) -> tuple[float, float]:
        return interval([values[column] for values in self.rows[row]])


@dataclass(frozen=True)
class LinkingWorld:
    """What linking reads, loaded from what set-up built."""

    esco: Esco
    reader: FeatureReader
    concepts: ConceptVectors
    weights: Weights

    @classmethod
    def load(cls, home: Path) -> LinkingWorld:
        encoder, labels = Encoder.load(home / "encoder"), EscoLabels.load(home / "esco")
        concepts = ConceptVectors.load(home / "linking", encoder.fingerprint)
        return cls(Esco.load(), FeatureReader(encoder, labels, concepts), concepts, Weights.read())

    def places(self, kind: str) -> npt.NDArray[np.int64]:
        return np.flatnonzero([one == kind for one in self.concepts.types])


def r_precision(gold: set[str], ranking: Sequence[str], k: int) -> float:
    """Gold ones among the first k, of as many as could be there."""
    return sum(one in gold for one in ranking[:k]) / min(k, len(gold))


def gold_skills(path: Path, esco: Esco) -> dict[str, set[str]]:
    """Sentence -> URIs. Raises ValueError for a label that no skill has."""
    named = {esco.label(uri, "en").casefold(): uri for uri in esco.uris("skill")}
    found: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["label"] in NO_LABEL:
                continue
            if row["label"].casefold() not in named:
                raise ValueError(f"{path.name} names the skill {row['label']!r}, which ESCO v1.1.1 does not have.")
            found.setdefault(row["sentence"], set()).add(named[row["label"].casefold()])
    return found


def tfidf_rankings(sentences: Sequence[str], esco: Esco) -> Iterator[list[str]]:
    """The baseline: cosine of char_wb 3-5-grams (sublinear TF-IDF) with each skill's nearest label, ten best."""
    rows = [(uri, label) for uri, label, _, _ in esco.labels("en", ("skill",))]
    uris = [uri for uri, _ in rows]
    starts = np.array([i for i, uri in enumerate(uris) if i == 0 or uris[i - 1] != uri])
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    labels = vectorizer.fit_transform([label for _, label in rows])
    for scores in (vectorizer.transform(sentences) @ labels.T).toarray():
        best = np.argsort(-np.maximum.reduceat(scores, starts), kind="stable")[:10]
        yield [uris[starts[place]] for place in best]


def rankings(world: LinkingWorld, text: str, language: str, kind: str) -> Iterator[tuple[str, list[str]]]:
    """(row, URIs best first) for each row of the ablation, from one reading of the text."""
    values = world.reader.read(text, language).values
    places = world.places(kind)
    for row, names in ROWS.items():
        weights = np.where([name in names for name in NAMES], world.weights.of, 0)
        scores = np.round(weights @ values[:, places], 5)
        yield row, [world.concepts.uris[places[i]] for i in np.argsort(-scores, kind="stable")]


def skills(world: LinkingWorld, folder: Path) -> dict[str, Measured]:
    found = {}
    for name in SKILLS:
        gold = gold_skills(folder / f"{name}_validation_annotations.csv", world.esco)
        measured = found[name] = Measured()
        for sentence, ranking in zip(gold, tfidf_rankings(list(gold), world.esco), strict=True):
            measured.add("char TF-IDF", *(r_precision(gold[sentence], ranking, k) for k in (5, 10)))
        for sentence, wanted in track(gold.items(), f"skills, {name}", transient=True):
            for row, ranking in rankings(world, sentence, "en", "skill"):
                measured.add(row, *(r_precision(wanted, ranking, k) for k in (5, 10)))
    return found


def title_measures(ranking: Sequence[str], gold: str, surface_forms: Mapping[str, int]) -> tuple[float, ...]:
    """trec_eval's measures (as MEASURES): every surface form of the gold concept is relevant, and a ranked concept
    stands for all its forms. Then CONCEPTS. A concept that is not ranked: 0."""
    relevant = surface_forms[gold]
    if gold not in ranking:
        return (0.0,) * (len(MEASURES) + len(CONCEPTS))
    place = ranking.index(gold) + 1
    before = sum(surface_forms.get(uri, 0) for uri in ranking[: place - 1])
    precision = sum(i / (before + i) for i in range(1, relevant + 1)) / relevant
    recall = min(max(10 - before, 0), relevant) / relevant
    by_form = 1 / (before + 1), precision, float(before < 1), float(before < 5), recall
    return *by_form, 1 / place, float(place <= 5)


def titles(world: LinkingWorld, folder: Path, most: int | None) -> dict[str, Measured]:
    found = {}
    for name, language in TITLES.items():
        queries, gold, forms = _melo(folder / f"{name}.tar.gz")
        ids = sorted(queries)
        ids = ids if most is None else ids[:: max(1, len(ids) // most)]
        measured = found[name] = Measured()
        for query in track(ids, f"job titles, {name}", transient=True):
            for row, ranking in rankings(world, queries[query], language, "occupation"):
                measured.add(row, *title_measures(ranking, gold[query], forms))
    return found


def _melo(path: Path) -> tuple[dict[str, str], dict[str, str], dict[str, int]]:
    """Query -> text, query -> URI of its concept, URI -> surface forms in the corpus."""
    name = path.name.removesuffix(".tar.gz")
    with tarfile.open(path) as archive:
        tables = {
            table: [line.split("\t") for line in _text(archive, f"{name}/{table}.tsv").splitlines()]
            for table in ("queries", "annotations", "concept_mapping")
        }
    concept = dict(_pairs(tables["concept_mapping"]))
    forms: dict[str, int] = {}
    for uri in concept.values():
        forms[uri] = forms.get(uri, 0) + 1
    gold = {query: concept[element] for query, _, element, *_ in tables["annotations"]}
    return dict(_pairs(tables["queries"])), gold, forms


def _pairs(table: list[list[str]]) -> Iterator[tuple[str, str]]:
    return ((first, second) for first, second, *_ in table)


def _text(archive: tarfile.TarFile, member: str) -> str:
    file = archive.extractfile(member)
    assert file is not None
    return io.TextIOWrapper(file, encoding="utf-8").read()


def published(folder: Path) -> dict[str, dict[str, dict[str, float]]]:
    """Benchmark -> model -> measure -> value, of the results that come with it."""
    found: dict[str, dict[str, dict[str, float]]] = {name: {} for name in TITLES}
    with tarfile.open(folder / "published_results_summary.tar.gz") as archive:
        for member in archive.getnames():
            model, name = [*member.split("/"), "", ""][1:3]
            if name in found and member.endswith("summary.tsv"):
                lines = [line.split("\t") for line in _text(archive, member).splitlines()[1:]]
                found[name][model] = {measure: float(value) for measure, value in lines}
    return found


def report(console: Console, home: Path, data: Path, most: int | None) -> dict[str, object]:
    """Prints the tables; returns the means. `most`: titles a benchmark, evenly taken (all by default)."""
    world = LinkingWorld.load(home)
    told: dict[str, object] = {}
    by_skill = skills(world, data / "skill_extraction_esco")
    table = Table(title="Skills of job advertisements: R-precision, validation sets", title_justify="left")
    for heading in ("row", *(f"{name}\n{what}" for name in SKILLS for what in ("RP@5", "95 %", "RP@10"))):
        table.add_column(heading, justify="left" if heading == "row" else "right")
    for row in ("char TF-IDF", *ROWS):
        cells = []
        for measured in by_skill.values():
            five, ten = measured.means(row)
            low, high = measured.interval(row, 0)
            cells += [f"{100 * five:.1f}", f"{100 * low:.1f}–{100 * high:.1f}", f"{100 * ten:.1f}"]
        table.add_row(row, *cells, style="bold" if row == "linker" else None)
    told["skills"] = {name: {row: one.means(row) for row in one.rows} for name, one in by_skill.items()}
    cells = []
    for file in SKILLS.values():
        result = _json(data / "skill_extraction_esco" / file)
        cells += [f"{result['validation_rp5']:.1f}", "", f"{result['validation_rp10']:.1f}"]
    table.add_row("published: IReRa, Llama 2 and GPT-4", *cells)
    console.print(table)
    console.print(", ".join(f"{name}: {len(one.rows['linker'])} sentences" for name, one in by_skill.items()))
    results = published(data / "melo")
    for name, measured in titles(world, data / "melo", most).items():
        _titles_table(console, name, measured, results[name])
        told[name] = {
            row: dict(zip((*MEASURES, *CONCEPTS), measured.means(row), strict=True)) for row in measured.rows
        }
    return told


def _titles_table(console: Console, name: str, measured: Measured, results: dict[str, dict[str, float]]) -> None:
    size = len(measured.rows["linker"])
    table = Table(title=f"Job titles, MELO {name}: {size} titles", title_justify="left")
    for heading in ("row", "recip_rank", "95 %", *MEASURES[1:], *CONCEPTS):
        table.add_column(heading, justify="left" if heading == "row" else "right")
    for row in ROWS:
        means, (low, high) = measured.means(row), measured.interval(row, 0)
        cells = [f"{value:.3f}" for value in means]
        table.add_row(row, cells[0], f"{low:.3f}–{high:.3f}", *cells[1:], style="bold" if row == "linker" else None)
    for model, result in sorted(results.items(), key=lambda item: -item[1]["recip_rank"])[:4]:
        first, *rest = (f"{result[measure]:.3f}" for measure in MEASURES)
        table.add_row(f"published: {model}", first, "", *rest)
    console.print(table)


def _json(path: Path) -> dict[str, float]:
    import json

    return dict(json.loads(path.read_text(encoding="utf-8")))
