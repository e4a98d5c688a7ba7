"""What speaks for a concept being named in a text: words and meaning, of the whole text and of its parts.

    words_whole, words_part   cosine of character n-grams with the concept's nearest label, in the text's language
    e5_whole, e5_part         cosine of the e5 vectors with the concept's English name
    use_whole, use_part       the same with USE

A part's value is that of the best part.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.fusion import OTHER_LANGUAGE_WEIGHT
from nlu.linking.parts import Part, Word, parts_of, words_of
from nlu.linking.vectors import TYPES, ConceptVectors

NAMES = ("words_whole", "words_part", "e5_whole", "e5_part", "use_whole", "use_part")
LEXICAL = ("words_whole", "words_part")
MOST_WORDS = 400
MOST_ENCODED = 8  # parts whose meaning is looked at: a vector costs more than all the words
_FEW_SKILLS = 0.5  # of the concepts: where fewer have a label, English names are looked for as well

Scores = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Features:
    """`values` [NAMES, concepts]; `parts` of the text, and which of them was best by words and by meaning
    [concepts]."""

    values: Scores
    parts: list[Part]
    best_by_words: npt.NDArray[np.int64]
    best_by_meaning: npt.NDArray[np.int64]


class FeatureReader:
    """Reads the features of texts. Safe to share between threads."""

    def __init__(self, encoder: Encoder, labels: EscoLabels, concepts: ConceptVectors) -> None:
        self._encoder, self._labels, self._concepts = encoder, labels, concepts
        self._places = {uri: place for place, uri in enumerate(concepts.uris)}
        kinds = concepts.types
        self._ranges = {kind: (kinds.index(kind), kinds.index(kind) + kinds.count(kind)) for kind in TYPES}
        self._english = encoder.language_weights.get("en", OTHER_LANGUAGE_WEIGHT)

    def read(self, text: str, language: str, without: frozenset[str] = frozenset()) -> Features:
        """The features of a text. `without`: labels, folded, taken for absent (to learn from)."""
        text = text.encode("utf-8", "replace").decode()  # half a character, as no text may hold: "?"
        words = words_of(text, language)[:MOST_WORDS]
        parts = parts_of(text, words)
        values = np.zeros((len(NAMES), len(self._concepts.uris)), dtype=np.float32)
        best_by_words = np.zeros(values.shape[1], dtype=np.int64)
        for spoken in self._languages(language):
            self._compare(words, parts, spoken, without, values, best_by_words)
        best_by_meaning = self._meant(text, parts, language, values) if words else best_by_words
        return Features(values, parts, best_by_words, best_by_meaning)

    def _languages(self, language: str) -> tuple[str, ...]:
        """Where few skills have a label, words are looked for among the English ones too: "Python", "CSS"."""
        few = self._labels.skills(language) < _FEW_SKILLS * self._concepts.types.count("skill")
        return (language, "en") if few and language != "en" else (language,)

    def _compare(
        self,
        words: list[Word],
        parts: list[Part],
        language: str,
        without: frozenset[str],
        values: Scores,
        best: npt.NDArray[np.int64],
    ) -> None:
        spans = [(part.first, part.last) for part in parts]
        found = self._labels.compare([word.text for word in words], spans, language, without)
        if found is None:
            return
        uris, near = found
        places = np.array([self._places.get(uris[number], -1) for number in near.concept], dtype=np.int64)
        known = places >= 0
        places = places[known]
        np.maximum.at(values[0], places, near.whole[known])
        if not parts or not len(places):
            return
        scores = near.parts[:, known]
        of_label, part = scores.max(axis=0), scores.argmax(axis=0)
        order = np.argsort(of_label, kind="stable")  # the best label of a concept is written last
        better = of_label[order] > values[1][places[order]]
        best[places[order][better]] = part[order][better]
        np.maximum.at(values[1], places, of_label)

    def _meant(self, text: str, parts: list[Part], language: str, values: Scores) -> npt.NDArray[np.int64]:
        encoded = parts[:MOST_ENCODED]
        raw = self._encoder.encode_documents([text, *(part.text for part in encoded)])
        # USE speaks sixteen languages: where it is weak its cosines count for less
        share = self._encoder.language_weights.get(language, OTHER_LANGUAGE_WEIGHT) / self._english
        best = np.zeros(values.shape[1], dtype=np.int64)
        sums = np.zeros((max(len(encoded), 1), values.shape[1]), dtype=np.float32)
        for kind, (first, last) in self._ranges.items():
            sides = self._concepts.turned(raw, self._centre(kind, language))
            for side, (weight, row) in enumerate(((1.0, 2), (min(share, 1.0), 4))):
                cosines = np.float32(weight) * (sides[side] @ self._concepts.rows[side, first:last].T)
                values[row, first:last] = cosines[0]
                values[row + 1, first:last] = cosines[1:].max(axis=0) if encoded else cosines[0]
                sums[:, first:last] += cosines[1:] if encoded else cosines[:1]
        return sums.argmax(axis=0, out=best)

    def _centre(self, kind: str, language: str) -> npt.NDArray[np.float32]:
        """Names are English: a text in another language is centred on the mean of its own."""
        mean = self._concepts.means[kind]
        return mean if language == "en" else self._encoder.language_means.get(language, mean)
