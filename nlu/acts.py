"""Dialogue act of a message: multinomial logistic regression on the encoder's two vectors, with calibrated shares.

A phrase that stands in the examples of the message's language is that act: "tak" is yes in Polish and thanks in
Danish, which no vector knows. What is like nothing we know is out of scope.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from nlu import fusion
from nlu.fusion import Vector
from nlu.understanding import Act

Ranking: TypeAlias = tuple[tuple[Act, float], ...]
Phrases: TypeAlias = Mapping[tuple[str, str], Act]

FILE = "acts.npz"
FORMAT = 1
# A question for a term is told by the glossary's names (nlu/terms): no examples could stand for every term there is.
TOLD_BY_RULES = frozenset({Act.ASK_TERM})
LEARNT: tuple[Act, ...] = tuple(act for act in Act if act not in TOLD_BY_RULES)
USE_WEIGHT = 0.4  # of the USE half: chosen by cross-validation, one for all languages
_KNOWN_PHRASE = 0.99
_LONGEST_PHRASE = 6  # words: a longer sentence is judged by its meaning
_NOT_WORDS = re.compile(r"[\W_]+")


class ActModelUnusableError(RuntimeError):
    """The stored model cannot be used; the message says what was found and what to do."""


def phrase_key(text: str) -> str | None:
    """The text as phrases are compared: lower case, no punctuation; a question mark stays. None when too long."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    words = _NOT_WORDS.sub(" ", folded).split()
    if not words or len(words) > _LONGEST_PHRASE:
        return None
    return " ".join(words) + ("?" if folded.rstrip().endswith(("?", "؟", ";")) else "")


def features(raw: Vector, mean: Vector) -> npt.NDArray[np.float64]:
    """What the regression sees of raw vectors [n, 896]: halves centred on `mean`, of unit length, weighted."""
    return fusion.weighted(fusion.centred(raw, mean), USE_WEIGHT).astype(np.float64)


@dataclass(frozen=True, slots=True)
class ActModel:
    """`coefficients` [acts, 896] and `intercepts` [acts] give logits; shares are their softmax at `temperature`.
    Below `threshold` the best act is not believed. `mean` [896] is taken off first."""

    acts: tuple[Act, ...]
    coefficients: npt.NDArray[np.float32]
    intercepts: npt.NDArray[np.float32]
    mean: Vector
    temperature: float
    threshold: float
    phrases: Phrases

    def predict(self, vectors: Vector, text: str, language: str | None = None) -> Ranking:
        """Acts, best first, with shares that sum to 1. `vectors` [1, 896] is the text as Encoder.encode_documents
        gives it. `language` decides a phrase that two languages use for different things."""
        shares = self.shares(vectors)[0]
        known = self._known(text, language)
        if known is not None:
            shares = shares * ((1 - _KNOWN_PHRASE) / max(1e-9, 1 - shares[known]))
            shares[known] = _KNOWN_PHRASE
        elif shares.max() < self.threshold:
            outside = self.acts.index(Act.OUT_OF_SCOPE)
            shares = shares.copy()
            shares[outside] = shares.max() + 1e-3
            shares /= shares.sum()
        order = np.argsort(-shares, kind="stable")
        return tuple((self.acts[place], float(shares[place])) for place in order)

    def shares(self, raw: Vector) -> npt.NDArray[np.float64]:
        """Calibrated shares [n, acts] of raw vectors [n, 896], by the regression alone."""
        logits = features(raw, self.mean) @ self.coefficients.T.astype(np.float64) + self.intercepts
        return softmax(logits / self.temperature)

    def _known(self, text: str, language: str | None) -> int | None:
        key = phrase_key(text)
        if key is None:
            return None
        if language is not None:
            found = self.phrases.get((language, key))
        else:
            acts = {act for (_, phrase), act in self.phrases.items() if phrase == key}
            found = acts.pop() if len(acts) == 1 else None
        return None if found is None else self.acts.index(found)

    def save(self, folder: Path) -> None:
        """Arrays and strings only: reading the file runs no code."""
        keys = sorted(self.phrases)
        np.savez_compressed(
            folder / FILE,
            format=np.int64(FORMAT),
            acts=np.array([act.value for act in self.acts]),
            coefficients=self.coefficients,
            intercepts=self.intercepts,
            mean=self.mean,
            temperature=np.float64(self.temperature),
            threshold=np.float64(self.threshold),
            phrase_languages=np.array([language for language, _ in keys]),
            phrase_texts=np.array([text for _, text in keys]),
            phrase_acts=np.array([self.phrases[key].value for key in keys]),
        )

    @staticmethod
    def load(folder: Path | str) -> ActModel:
        """Raises ActModelUnusableError with the remedy."""
        path = Path(folder) / FILE
        remedy = "Run `python -m nlu.train` (set-up does it)."
        if not path.is_file():
            raise ActModelUnusableError(f"{path} is missing. {remedy}")
        with np.load(path, allow_pickle=False) as stored:
            if int(stored["format"]) != FORMAT:
                raise ActModelUnusableError(f"{path} has format {stored['format']}, expected {FORMAT}. {remedy}")
            keys = zip(stored["phrase_languages"].tolist(), stored["phrase_texts"].tolist(), strict=True)
            return ActModel(
                acts=tuple(Act(name) for name in stored["acts"].tolist()),
                coefficients=stored["coefficients"],
                intercepts=stored["intercepts"],
                mean=stored["mean"],
                temperature=float(stored["temperature"]),
                threshold=float(stored["threshold"]),
                phrases=dict(zip(keys, map(Act, stored["phrase_acts"].tolist()), strict=True)),
            )


def softmax(logits: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Shares along the last axis."""
    grown = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return np.asarray(grown / grown.sum(axis=-1, keepdims=True), dtype=np.float64)
