"""The linker: the ESCO skills and occupations that a text names, best first, each with the words that name it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.linking.features import NAMES, FeatureReader, Features, Scores
from nlu.linking.vectors import TYPES, ConceptVectors
from nlu.understanding import Span

WEIGHTS_FILE = Path(__file__).with_name("weights.toml")
_DIGITS = 5  # beyond, floating point depends on what else was encoded in the batch


class WeightsError(ValueError):
    """The file of weights is not as expected; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Weights:
    """Log-odds that a concept is named: `bias` + `of` . features."""

    of: Scores
    bias: float

    @classmethod
    def read(cls, path: Path = WEIGHTS_FILE) -> Weights:
        try:
            told = tomllib.loads(path.read_text(encoding="utf-8"))
            return cls(np.array([told["weights"][name] for name in NAMES], dtype=np.float32), float(told["bias"]))
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise WeightsError(
                f"{path.name} cannot be read ({error!r}). Restore it, or run `python -m nlu.linking.train`."
            ) from None


@dataclass(frozen=True, slots=True)
class Linked:
    """A concept that a text names. `score` 0..1: how sure; `span`: the words that name it, None where it is the whole
    text."""

    uri: str
    type: str
    score: float
    span: Span | None


class Linker:
    """Safe to share between threads: nothing of a text is kept."""

    def __init__(
        self, encoder: Encoder, labels: EscoLabels, concepts: ConceptVectors, weights: Weights | None = None
    ) -> None:
        self._reader = FeatureReader(encoder, labels, concepts)
        self._weights = weights or Weights.read()
        self._uris, self._types = concepts.uris, concepts.types
        self._is = {kind: np.array([one == kind for one in concepts.types]) for kind in TYPES}

    @classmethod
    def load(cls, folder: Path, encoder: Encoder, labels: EscoLabels) -> Linker:
        """`folder` is what nlu.linking.vectors wrote. Raises LinkingUnusableError or WeightsError with the remedy."""
        return cls(encoder, labels, ConceptVectors.load(folder, encoder.fingerprint))

    def link(self, text: str, language: str, k: int = 10, types: Iterable[str] = TYPES) -> list[Linked]:
        """The `k` concepts of these types together that the text most likely names, best first; equal ones by URI.
        [] for a text without words. Never raises on any text."""
        features = self._reader.read(text, language)
        return self._best(features, self.scores(features), k, types)

    def link_each(self, text: str, language: str, k: int = 10) -> list[Linked]:
        """As `link`, the `k` best of each type, from one reading of the text."""
        features = self._reader.read(text, language)
        scores = self.scores(features)
        return [one for kind in TYPES for one in self._best(features, scores, k, (kind,))]

    def _best(self, features: Features, scores: Scores, k: int, types: Iterable[str]) -> list[Linked]:
        if not features.parts or k <= 0:
            return []
        wanted = np.flatnonzero(np.logical_or.reduce([self._is[kind] for kind in types]))
        order = sorted(_top(scores, wanted, k), key=lambda place: (-scores[place], self._uris[place]))[:k]
        return [self._linked(features, scores, place) for place in order]

    def scores(self, features: Features) -> Scores:
        """0..1 for every concept, as `uris` has them [concepts]."""
        odds = self._weights.of @ features.values + np.float32(self._weights.bias)
        return np.round(1 / (1 + np.exp(-odds.astype(np.float64))), _DIGITS).astype(np.float32)

    def _linked(self, features: Features, scores: Scores, place: int) -> Linked:
        by_words = features.values[1, place] > 0
        best = features.best_by_words if by_words else features.best_by_meaning
        span = features.parts[int(best[place])].span if features.parts else None
        return Linked(self._uris[place], self._types[place], float(scores[place]), span)


def _top(scores: Scores, wanted: np.typing.NDArray[np.int64], k: int) -> list[int]:
    """Places of the k largest and of all equal to the last of them."""
    values = scores[wanted]
    least = np.partition(values, len(values) - k)[len(values) - k] if k < len(values) else values.min()
    return [int(place) for place in wanted[values >= least]]
