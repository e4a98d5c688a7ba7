"""ESCO labels on disk, found by their character n-grams, one index a language.

    python -m nlu.esco_labels OUT

Half a million labels in memory would cost more than the rest of the advisor: postings and labels are memory-mapped,
only what a look-up touches is read. A label's score is the cosine of the inverse document frequencies of the n-grams
(3-5 letters within words) that it shares with the text. Languages without ESCO labels (ga, mt, uk, ar) are looked up
in our own glossary (nlu/glossary).
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer

from knowledge.esco import Esco
from nlu.folding import fold
from nlu.glossary import glossary
from nlu.understanding import Concept

FORMAT = 1
TYPES = ("occupation", "skill")
_COLUMNS = 2**18
_ARRAYS = ("starts", "postings", "idf", "norms", "concept", "kind", "text", "text_ends")
# Frequent n-grams say little and cost most: the rarest are read until this many postings.
_POSTINGS_READ = 250_000
_LONGEST_TEXT = 400

_NGRAMS = HashingVectorizer(
    analyzer="char_wb", ngram_range=(3, 5), n_features=_COLUMNS, alternate_sign=False, norm=None, binary=True,
    lowercase=False, preprocessor=fold, dtype=np.float32,
)  # fmt: skip


class EscoLabelsUnusableError(RuntimeError):
    """The index of labels is not there or of another format; the message says what to do."""


def build(out: Path, esco: Esco, languages: Iterable[str] | None = None) -> dict[str, int]:
    """Write the index of these languages (all by default): how many labels each has. An interrupted build leaves no
    `format.json`, so it is not loaded."""
    out.mkdir(parents=True, exist_ok=True)
    marker = out / "format.json"
    marker.unlink(missing_ok=True)
    uris: dict[str, int] = {}
    counts: dict[str, int] = {}
    for language in sorted(languages or {*esco.languages, *glossary.languages()}):
        rows = [(uri, label, kind) for uri, label, kind in _labels(esco, language) if label.strip()]
        _write(out, language, rows, uris)
        counts[language] = len(rows)
    (out / "uris.json").write_text(json.dumps(list(uris)), encoding="utf-8")
    marker.write_text(json.dumps({"format": FORMAT, "labels": counts}), encoding="utf-8")
    return counts


def _labels(esco: Esco, language: str) -> Iterator[tuple[str, str, str]]:
    for uri, label, _preferred, kind in esco.labels(language, TYPES):
        yield uri, label, kind
    yield from glossary.entries(language, esco)


def _write(out: Path, language: str, rows: list[tuple[str, str, str]], uris: dict[str, int]) -> None:
    texts = [label for _, label, _ in rows]
    matrix: Any = _NGRAMS.transform(texts)
    columns: Any = matrix.tocsc()
    columns.sort_indices()
    frequency = np.diff(columns.indptr)
    idf = (np.log((1 + len(rows)) / (1 + frequency)) + 1).astype(np.float32)
    norms = np.sqrt(np.asarray(matrix @ (idf**2))).astype(np.float32)
    encoded = [text.encode() for text in texts]
    arrays = {
        "starts": columns.indptr.astype(np.int32),
        "postings": columns.indices.astype(np.int32),
        "idf": idf,
        "norms": np.maximum(norms, 1e-6),
        "concept": np.array([uris.setdefault(uri, len(uris)) for uri, _, _ in rows], dtype=np.int32),
        "kind": np.array([TYPES.index(kind) for _, _, kind in rows], dtype=np.int8),
        "text": np.frombuffer(b"".join(encoded), dtype=np.uint8),
        "text_ends": np.cumsum([len(e) for e in encoded], dtype=np.int64).astype(np.int32),
    }
    folder = out / language
    folder.mkdir(exist_ok=True)
    for name in _ARRAYS:
        np.save(folder / f"{name}.npy", arrays[name])


@dataclass(frozen=True, slots=True)
class _Language:
    starts: npt.NDArray[np.int32]
    postings: npt.NDArray[np.int32]
    idf: npt.NDArray[np.float32]
    norms: npt.NDArray[np.float32]
    concept: npt.NDArray[np.int32]
    kind: npt.NDArray[np.int8]
    text: npt.NDArray[np.uint8]
    text_ends: npt.NDArray[np.int32]

    def label(self, row: int) -> str:
        start = int(self.text_ends[row - 1]) if row else 0
        return bytes(self.text[start : int(self.text_ends[row])]).decode()

    def scores(self, columns: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
        """Cosine of every label with a text of these n-grams [labels]."""
        weights = self.idf[columns]
        norm = float(np.sqrt((weights**2).sum()))
        low, high = self.starts[columns], self.starts[columns + 1]
        rarest = np.argsort(high - low, kind="stable")
        rarest = rarest[np.cumsum((high - low)[rarest]) <= _POSTINGS_READ]
        runs = [self.postings[low[i] : high[i]] for i in rarest]
        if not runs:
            return np.zeros(len(self.norms))
        shared = np.repeat(weights[rarest] ** 2, (high - low)[rarest])
        found = np.bincount(np.concatenate(runs), shared, minlength=len(self.norms))
        cosine: npt.NDArray[np.float64] = np.asarray(found / (self.norms * max(norm, 1e-6)), dtype=np.float64)
        return cosine


class EscoLabels:
    """The index on disk. Safe to share between threads: it is only read."""

    def __init__(self, folder: Path, languages: Collection[str], uris: list[str]) -> None:
        self._folder = folder
        self.languages = tuple(sorted(languages))
        self._uris = uris
        self._numbers = {uri: number for number, uri in enumerate(uris)}
        self._load = lru_cache(maxsize=None)(self._map)

    @classmethod
    def load(cls, folder: Path | str) -> EscoLabels:
        """Open what `build` wrote. Raises EscoLabelsUnusableError with the remedy."""
        folder = Path(folder)
        marker = folder / "format.json"
        remedy = f"Run `python -m nlu.esco_labels {folder}` (set-up does it)."
        if not marker.is_file():
            raise EscoLabelsUnusableError(f"Looked for the index of ESCO labels in {folder} and found none. {remedy}")
        about: dict[str, Any] = json.loads(marker.read_text(encoding="utf-8"))
        if about.get("format") != FORMAT:
            raise EscoLabelsUnusableError(f"{folder} has format {about.get('format')}, expected {FORMAT}. {remedy}")
        return cls(folder, about["labels"], json.loads((folder / "uris.json").read_text(encoding="utf-8")))

    def look_up(self, text: str, language: str, types: Iterable[str] = TYPES, k: int = 5) -> list[Concept]:
        """The k concepts whose labels in `language` are nearest to the text, best first, each once; [] for a language
        without labels or a text without letters."""
        if language not in self.languages or k <= 0:
            return []
        columns = np.unique(_NGRAMS.transform([text[:_LONGEST_TEXT]]).indices).astype(np.int32)
        if not len(columns):
            return []
        labels = self._load(language)
        scores = labels.scores(columns)
        wanted = np.array([name in set(types) for name in TYPES])
        scores *= wanted[labels.kind]
        # A concept has several labels: look at more rows than concepts are asked for.
        nearest = np.argpartition(-scores, min(len(scores) - 1, 12 * k))[: 12 * k]
        best = sorted(nearest.tolist(), key=lambda row: (-scores[row], row))
        found: dict[int, Concept] = {}
        for row in best:
            concept = int(labels.concept[row])
            if scores[row] <= 0 or len(found) >= k:
                break
            if concept not in found:
                kind = TYPES[int(labels.kind[row])]
                score = min(1.0, float(scores[row]))
                found[concept] = Concept(self._uris[concept], self._preferred(labels, row), kind, score)
        return list(found.values())

    def preferred(self, uri: str, language: str) -> str | None:
        """The preferred label of a concept in a language; None where the language has none."""
        number = self._numbers.get(uri)
        if number is None or language not in self.languages:
            return None
        labels = self._load(language)
        rows = np.flatnonzero(labels.concept == number)
        return labels.label(int(rows[0])) if len(rows) else None

    def _preferred(self, labels: _Language, row: int) -> str:
        """The first label of the concept at `row`: rows stand by concept, the preferred label first."""
        while row > 0 and labels.concept[row - 1] == labels.concept[row]:
            row -= 1
        return labels.label(row)

    def _map(self, language: str) -> _Language:
        folder = self._folder / language
        return _Language(**{name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in _ARRAYS})


if __name__ == "__main__":
    written = build(Path(sys.argv[1]), Esco.load())
    sys.stdout.write(f"{sum(written.values())} labels in {len(written)} languages\n")
