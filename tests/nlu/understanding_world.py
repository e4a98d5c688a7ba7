"""An understander whose models are plain: the real ones are measured by `make eval`, here the structure is tested."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
import pytest

from knowledge.esco import Esco
from nlu.act_rules import Ranking
from nlu.esco_labels import EscoLabels, build
from nlu.understand import Understander
from nlu.understanding import Act, Vector

LANGUAGES = ("de", "en", "ga")


class PlainEncoder:
    """Each text its own direction; a query is its document, so that what was embedded can be told from the vector."""

    dimension = 32

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        rows = [np.random.default_rng(zlib.crc32(text.encode())).standard_normal(self.dimension) for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32)

    def as_query(self, raw: Vector, language: str) -> Vector:
        return raw


class PlainActs:
    """Always the same ranking."""

    def __init__(self, act: Act = Act.OUT_OF_SCOPE, share: float = 0.3) -> None:
        self.ranking: Ranking = ((act, share), (Act.GREET, (1 - share) / 2))

    def predict(self, vectors: Vector, text: str, language: str | None = None) -> Ranking:
        return self.ranking


class PlainDetector:
    """The language of the hint."""

    def detect(self, text: str, hint: str | None = None) -> tuple[str, float]:
        return hint or "en", 1.0


@pytest.fixture(scope="session")
def esco() -> Esco:
    return Esco.load()


@pytest.fixture(scope="session")
def labels(esco: Esco, tmp_path_factory: pytest.TempPathFactory) -> EscoLabels:
    folder = tmp_path_factory.mktemp("esco")
    build(folder, esco, LANGUAGES)
    return EscoLabels.load(folder)


def understander(found: EscoLabels, esco: Esco, acts: PlainActs | None = None) -> Understander:
    return Understander(PlainDetector(), PlainEncoder(), acts or PlainActs(), esco, found)  # type: ignore[arg-type]
