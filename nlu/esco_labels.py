"""ESCO labels on disk, found by their character n-grams, one index a language.

    python -m nlu.esco_labels OUT

Half a million labels in memory would cost more than the rest of the advisor: postings and labels stay on disk, only
what a look-up needs is read. A label's score is the cosine of the inverse document frequencies of the n-grams
(3-5 letters within words) that it shares with the text. Languages without ESCO labels (ga, mt, uk, ar) are looked up
in our own glossary (nlu/glossary).
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any
from weakref import finalize

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer

from knowledge.esco import Esco
from nlu.folding import fold
from nlu.glossary import glossary
from nlu.understanding import Concept

FORMAT = 2
TYPES = ("occupation", "skill")
_COLUMNS = 2**18
_STARTS, _POSTINGS, _TEXT, _ROWS = "starts.i32", "postings.i32", "labels.utf8", "rows.npz"
# Frequent n-grams say little and cost most: the rarest are read until this many postings.
_POSTINGS_READ = 250_000
_POSTINGS_COMPARED = 500_000  # of a sentence: it has more n-grams than a goal
_ROWS_COMPARED = 3_000
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
    idf = _idf(len(rows), frequency)
    norms = np.sqrt(np.asarray(matrix @ (idf**2))).astype(np.float32)
    encoded = [text.encode() for text in texts]
    folder = out / language
    shutil.rmtree(folder, ignore_errors=True)  # nothing of another format stays
    folder.mkdir()
    columns.indptr.astype(np.int32).tofile(folder / _STARTS)
    columns.indices.astype(np.int32).tofile(folder / _POSTINGS)
    (folder / _TEXT).write_bytes(b"".join(encoded))
    np.savez(
        folder / _ROWS,
        norms=np.maximum(norms, 1e-6),
        concept=np.array([uris.setdefault(uri, len(uris)) for uri, _, _ in rows], dtype=np.int32),
        kind=np.array([TYPES.index(kind) for _, _, kind in rows], dtype=np.int8),
        text_ends=np.cumsum([0, *(len(e) for e in encoded)], dtype=np.int64).astype(np.int32),
    )


def _idf(rows: int, frequency: npt.NDArray[np.int32]) -> npt.NDArray[np.float32]:
    weights: npt.NDArray[np.float32] = (np.log((1 + rows) / (1 + frequency)) + 1).astype(np.float32)
    return weights


@dataclass(frozen=True, slots=True)
class LabelMatches:
    """Labels near to a text: `concept` [labels] (a place in EscoLabels.uris), the cosine with the whole text [labels]
    and with each of its parts [parts, labels]."""

    concept: npt.NDArray[np.int32]
    whole: npt.NDArray[np.float32]
    parts: npt.NDArray[np.float32]


class _Language:
    """One language: what every look-up needs of each row is in memory, postings and texts are read when needed.

    Reads go past the process's memory (pread): mapped files would count as ours, 200 MB after a look-up in each.
    """

    def __init__(self, folder: Path) -> None:
        with np.load(folder / _ROWS, allow_pickle=False) as rows:
            self.norms: npt.NDArray[np.float32] = rows["norms"]
            self.concept: npt.NDArray[np.int32] = rows["concept"]
            self.kind: npt.NDArray[np.int8] = rows["kind"]
            self._text_ends: npt.NDArray[np.int32] = rows["text_ends"]
        self._starts, self._postings, self._text = (
            os.open(folder / name, os.O_RDONLY) for name in (_STARTS, _POSTINGS, _TEXT)
        )
        for file in (self._starts, self._postings, self._text):
            finalize(self, os.close, file)

    def label(self, row: int) -> str:
        start, end = int(self._text_ends[row]), int(self._text_ends[row + 1])
        return os.pread(self._text, end - start, start).decode()

    def scores(self, columns: npt.NDArray[np.int32]) -> npt.NDArray[np.float64]:
        """Cosine of every label with a text of these n-grams [labels]."""
        bounds = np.array([_read(self._starts, int(column), 2) for column in columns], dtype=np.int32)
        low, frequency = bounds[:, 0], bounds[:, 1] - bounds[:, 0]
        weights = _idf(len(self.norms), frequency)
        norm = float(np.sqrt((weights**2).sum()))
        rarest = np.argsort(frequency, kind="stable")
        rarest = rarest[(frequency[rarest] > 0) & (np.cumsum(frequency[rarest]) <= _POSTINGS_READ)]
        if not len(rarest):
            return np.zeros(len(self.norms))
        runs = [_read(self._postings, int(low[i]), int(frequency[i])) for i in rarest]
        shared = np.repeat(weights[rarest] ** 2, frequency[rarest])
        found = np.bincount(np.concatenate(runs), shared, minlength=len(self.norms))
        cosine: npt.NDArray[np.float64] = np.asarray(found / (self.norms * max(norm, 1e-6)), dtype=np.float64)
        return cosine

    @cached_property
    def skills(self) -> int:
        return len(np.unique(self.concept[self.kind == TYPES.index("skill")]))

    def compare(
        self, words: Sequence[str], parts: Sequence[tuple[int, int]], without: frozenset[str]
    ) -> LabelMatches:
        """How near the labels are to all the words and to each part of them (see EscoLabels.compare)."""
        by_word = [_columns_of(word) for word in words]
        columns = np.unique(np.concatenate([*by_word, np.zeros(0, dtype=np.int32)]))
        bounds = np.array([_read(self._starts, int(column), 2) for column in columns], dtype=np.int32).reshape(-1, 2)
        low, frequency = bounds[:, 0], bounds[:, 1] - bounds[:, 0]
        weights = _idf(len(self.norms), frequency) ** 2
        rarest = np.argsort(frequency, kind="stable")
        rarest = rarest[(frequency[rarest] > 0) & (np.cumsum(frequency[rarest]) <= _POSTINGS_COMPARED)]
        runs = [_read(self._postings, int(low[i]), int(frequency[i])) for i in rarest]
        postings = np.concatenate([*runs, np.zeros(0, dtype=np.int32)])
        shared = np.bincount(postings, np.repeat(weights[rarest], frequency[rarest]), minlength=len(self.norms))
        whole = shared / (self.norms * max(float(np.sqrt(weights.sum())), 1e-6))
        rows = np.union1d(_largest(whole), _largest(shared / self.norms**2))  # near to all, or wholly among the words
        rows = rows[shared[rows] > 0]
        if without:
            rows = np.array([row for row in rows.tolist() if fold(self.label(row)) not in without], dtype=np.int64)
        place = np.full(len(self.norms), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        at = place[postings]
        kept, of = at >= 0, np.repeat(rarest, frequency[rarest])
        bears = csr_matrix((weights[of[kept]], (of[kept], at[kept])), shape=(len(columns), len(rows)))
        found = np.zeros((len(parts), len(rows)), dtype=np.float32)
        for number, (first, last) in enumerate(parts):
            own = np.searchsorted(columns, np.unique(np.concatenate(by_word[first:last])))
            norm = max(float(np.sqrt(weights[own].sum())), 1e-6)
            found[number] = np.asarray(bears[own].sum(axis=0)).ravel() / (self.norms[rows] * norm)
        return LabelMatches(self.concept[rows], whole[rows].astype(np.float32), found)


def _columns_of(text: str) -> npt.NDArray[np.int32]:
    return np.unique(_NGRAMS.transform([text]).indices).astype(np.int32)


def _largest(values: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """Rows of the largest values, those equal to the last of them left out: which they are hangs on no order."""
    if len(values) <= _ROWS_COMPARED:
        return np.arange(len(values))
    least = np.partition(values, len(values) - _ROWS_COMPARED)[len(values) - _ROWS_COMPARED]
    return np.flatnonzero(values > least)


def _read(file: int, first: int, count: int) -> npt.NDArray[np.int32]:
    """`count` numbers of an open file of int32, from number `first` on."""
    return np.frombuffer(os.pread(file, 4 * count, 4 * first), dtype=np.int32)


class EscoLabels:
    """The index on disk. Safe to share between threads: it is only read."""

    def __init__(
        self,
        folder: Path,
        languages: Collection[str],
        uris: list[str],
        imported: Mapping[str, EscoLabels] | None = None,
    ) -> None:
        self._folder = folder
        self._imported = dict(imported or {})
        self.languages = tuple(sorted({*languages, *self._imported}))
        self._uris = uris
        self._numbers = {uri: number for number, uri in enumerate(uris)}
        self._load = lru_cache(maxsize=None)(self._open)

    @classmethod
    def load(cls, folder: Path | str, imported: Mapping[str, Path] | None = None) -> EscoLabels:
        """Open what `build` wrote; `imported`: language -> another such folder, which stands in for it there.

        Raises EscoLabelsUnusableError with the remedy.
        """
        folder = Path(folder)
        marker = folder / "format.json"
        remedy = f"Run `python -m nlu.esco_labels {folder}` (set-up does it)."
        if not marker.is_file():
            raise EscoLabelsUnusableError(f"Looked for the index of ESCO labels in {folder} and found none. {remedy}")
        about: dict[str, Any] = json.loads(marker.read_text(encoding="utf-8"))
        if about.get("format") != FORMAT:
            raise EscoLabelsUnusableError(f"{folder} has format {about.get('format')}, expected {FORMAT}. {remedy}")
        uris = json.loads((folder / "uris.json").read_text(encoding="utf-8"))
        others = {language: cls.load(path) for language, path in (imported or {}).items()}
        return cls(folder, about["labels"], uris, others)

    def look_up(self, text: str, language: str, types: Iterable[str] = TYPES, k: int = 5) -> list[Concept]:
        """The k concepts whose labels in `language` are nearest to the text, best first, each once; [] for a language
        without labels or a text without letters."""
        if language in self._imported:
            return self._imported[language].look_up(text, language, types, k)
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

    def skills(self, language: str) -> int:
        """Skills that have a label in a language."""
        if language in self._imported:
            return self._imported[language].skills(language)
        return self._load(language).skills if language in self.languages else 0

    def compare(
        self,
        words: Sequence[str],
        parts: Sequence[tuple[int, int]],
        language: str,
        without: frozenset[str] = frozenset(),
    ) -> tuple[list[str], LabelMatches] | None:
        """The labels nearest to the words of a text and to parts of it, each words first..last (last excluded), with
        the URIs that they number; None for a language without labels or a text without words. A label's n-grams lie
        within words: one reading of the index serves all parts. `without`: labels, folded, taken for absent."""
        if language in self._imported:
            return self._imported[language].compare(words, parts, language, without)
        if language not in self.languages or not words:
            return None
        found = self._load(language).compare([word[:_LONGEST_TEXT] for word in words], parts, without)
        return self._uris, found

    def preferred(self, uri: str, language: str) -> str | None:
        """The preferred label of a concept in a language; None where the language has none."""
        if language in self._imported:
            return self._imported[language].preferred(uri, language)
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

    def _open(self, language: str) -> _Language:
        return _Language(self._folder / language)


if __name__ == "__main__":
    written = build(Path(sys.argv[1]), Esco.load())
    sys.stdout.write(f"{sum(written.values())} labels in {len(written)} languages\n")
