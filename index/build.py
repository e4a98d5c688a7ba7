"""Builds the index of the default catalogue: what `waymark index build` and set-up run."""

from __future__ import annotations

from pathlib import Path

from index.contract import DocumentEncoder
from index.faiss_index import FaissOfferIndex, Progress
from knowledge.catalogue import default_offers


def build_default(home: Path, encoder: DocumentEncoder, progress: Progress | None = None) -> str:
    """Builds a generation of the default catalogue in `home`/index and activates it. Returns its name."""
    index = FaissOfferIndex(home / "index", encoder)
    generation = index.build(default_offers(), progress)
    index.activate(generation)
    return generation
