"""Character n-grams of our 26 languages: a naive Bayes model, small enough to train at set-up and to keep in memory.

It sees what a general language identifier does not: names of occupations and skills, and sentences of jobseekers.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from sklearn.feature_extraction.text import HashingVectorizer

FILE = "language_ngrams.npz"
FORMAT = 1
_BINS = 2**17
_SMOOTHING = 0.05
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_LONGEST = 1_000  # characters looked at: a language shows early

WeightedText: TypeAlias = tuple[str, float]


def _vectorizer() -> HashingVectorizer:
    return HashingVectorizer(
        analyzer="char_wb", ngram_range=(1, 4), n_features=_BINS, alternate_sign=False, norm=None, lowercase=False
    )


def letters(text: str) -> str:
    """Lower case, composed, letters only: digits, addresses and punctuation say nothing of the language."""
    return _NOT_LETTERS.sub(" ", unicodedata.normalize("NFC", text[:_LONGEST]).lower()).strip()


@dataclass(frozen=True, slots=True)
class NgramModel:
    """`log_ratios` float16 [languages, bins]: log p(n-gram | language) - mean of that over the languages."""

    languages: tuple[str, ...]
    log_ratios: npt.NDArray[np.float16]

    def scores(self, text: str) -> npt.NDArray[np.float64]:
        """Mean log ratio an n-gram, one a language; zeros when the text has no letters."""
        row = _vectorizer().transform([letters(text)])
        if row.nnz == 0:
            return np.zeros(len(self.languages))
        picked = self.log_ratios[:, row.indices].astype(np.float64)
        return np.asarray(picked @ row.data / row.data.sum(), dtype=np.float64)

    def save(self, folder: Path) -> None:
        np.savez(
            folder / FILE, format=np.int64(FORMAT), languages=np.array(self.languages), log_ratios=self.log_ratios
        )

    @staticmethod
    def load(folder: Path) -> NgramModel:
        path = folder / FILE
        remedy = "Run `python -m nlu.train` (set-up does it)."
        if not path.is_file():
            raise FileNotFoundError(f"{path} is missing. {remedy}")
        with np.load(path, allow_pickle=False) as stored:
            if int(stored["format"]) != FORMAT:
                raise ValueError(f"{path} has format {stored['format']}, expected {FORMAT}. {remedy}")
            return NgramModel(tuple(str(code) for code in stored["languages"]), stored["log_ratios"])


def train(texts: Mapping[str, Iterable[WeightedText]], languages: Sequence[str]) -> NgramModel:
    """`texts`: language -> (text, weight). A weight of 3 counts the text three times."""
    vectorizer = _vectorizer()
    rows = []
    for code in languages:
        pairs = list(texts.get(code, ()))
        counted = vectorizer.transform([letters(text) for text, _ in pairs]) if pairs else None
        weights = np.array([weight for _, weight in pairs], dtype=np.float64)
        counts = np.zeros(_BINS) if counted is None else np.asarray(counted.T @ weights).ravel()
        total = counts.sum() or 1.0
        # Languages differ in how much text we have: smoothing is a share of what was counted, not a constant.
        counts = counts / total * 1e6 + _SMOOTHING
        rows.append(np.log(counts / counts.sum()))
    logs = np.stack(rows)
    return NgramModel(tuple(languages), (logs - logs.mean(axis=0)).astype(np.float16))
