"""The real thing, loaded from what set-up built: encoder, index, understanding, finder. Each text is encoded once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

from actions.skill_gap import lacking, linked_background
from actions.state import DialogueState
from actions.wishes import meaning_of
from bot.house import QualityScores
from bot.settings import load_settings
from index.faiss_index import FaissOfferIndex
from index.finder import Finder
from index.generations import Generations
from index.spool import TEXT_OF_ROW
from index.vectors import StoredVectors, centre, centred
from index.wishes import Wishes
from knowledge.esco import Esco
from knowledge.registers import Registers
from nlu.encoder import Encoder, Progress
from nlu.understand import Hint, Understander
from nlu.understanding import Understanding, Vector


class RememberingEncoder(Encoder):
    """The encoder, keeping the vector of every text of the run; `language_weights` may be set between uses."""

    def encode_documents(self, texts: Sequence[str], progress: Progress | None = None) -> Vector:
        known: dict[str, Vector] = self.__dict__.setdefault("_known", {})
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known.update(zip(new, super().encode_documents(new, progress), strict=True))
        return np.stack([known[text] for text in texts])


@dataclass
class World:
    """`ids` and `documents` [offers, dimension] (centred) are the active generation's, in one order."""

    encoder: RememberingEncoder
    esco: Esco
    index: FaissOfferIndex
    finder: Finder
    understander: Understander
    home: Path

    @classmethod
    def load(cls) -> World:
        """Raises the parts' own errors, which name the remedy."""
        settings = load_settings()
        encoder = RememberingEncoder.load(settings.home / "encoder", threads=2)
        assert isinstance(encoder, RememberingEncoder)
        esco = Esco.load()
        index = FaissOfferIndex(settings.home / "index", encoder)
        index.info()
        registers = Registers.load()
        finder = Finder(index, quality=QualityScores(lambda: registers))
        understander = Understander.load(settings.home, encoder, esco)
        return cls(encoder, esco, index, finder, understander, settings.home)

    @cached_property
    def ids(self) -> tuple[str, ...]:
        with self.index.reading() as reading:
            return tuple(offer.id for offer in reading.offers())

    @cached_property
    def _folder(self) -> Path:
        generations = Generations(self.home / "index")
        current = generations.current()
        assert current is not None
        return generations.path(current)

    @cached_property
    def raw_documents(self) -> Vector:
        """Offers that say the same share one stored vector; here each offer has its row."""
        text_of = np.load(self._folder / TEXT_OF_ROW, allow_pickle=False)
        raw: Vector = np.asarray(StoredVectors.raw(self._folder), dtype=np.float32)[text_of]
        return raw

    @cached_property
    def documents(self) -> Vector:
        return centred(self.raw_documents, centre(StoredVectors.raw(self._folder)), self.encoder.parts)

    def understand(self, text: str) -> Understanding:
        """As a first message of a conversation whose language is not known."""
        return self.understander.understand(text, Hint())

    def nearest(self, vector: Vector, documents: Vector, depth: int) -> list[str]:
        """Ids of the `depth` offers with the largest inner product; ties by id, as in the index."""
        scores = documents @ vector
        return [self.ids[row] for row in np.argsort(-scores, kind="stable")[:depth]]

    def wishes(self, said: Understanding, *, limits: bool) -> Wishes:
        """What the advisor asks the finder after this message."""
        if said.goal is None:
            return Wishes()
        state = DialogueState(
            goal=said.goal.text,
            goal_uris=tuple(concept.uri for concept in said.goal.concepts),
            language=said.language,
        )
        services: Any = SimpleNamespace(esco=self.esco)
        meaning = meaning_of(said, state, services)
        return Wishes(
            vector=meaning.vector,
            words=said.goal.text,
            limits=Wishes.limits_from(said.limits) if limits else (),
            goal_labels=meaning.labels,
            skill_labels=lacking(
                meaning.skills, linked_background((clause.concepts for clause in said.bring), self.esco), self.esco
            ),
        )
