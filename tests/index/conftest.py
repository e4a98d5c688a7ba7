"""Indexes under test. A further implementation joins the contract suite with one more entry in `NEW_INDEX`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from index.contract import DocumentEncoder, OfferIndex
from index.faiss_index import FaissOfferIndex
from tests.index.worlds import WordEncoder

NEW_INDEX: dict[str, Callable[[Path, DocumentEncoder], OfferIndex]] = {"faiss": FaissOfferIndex}


@pytest.fixture
def quick_path() -> Iterator[Path]:
    """A folder in memory where there is one: publishing waits for the disk many times, the laws publish often."""
    memory = "/dev/shm"
    with TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def encoder() -> WordEncoder:
    return WordEncoder()


@pytest.fixture(params=sorted(NEW_INDEX))
def open_index(request: pytest.FixtureRequest, quick_path: Path) -> Callable[[DocumentEncoder], OfferIndex]:
    """Opens the index of this test: always the same one, as another process would."""
    return lambda encoder: NEW_INDEX[request.param](quick_path / "index", encoder)


@pytest.fixture
def index(open_index: Callable[[DocumentEncoder], OfferIndex], encoder: WordEncoder) -> OfferIndex:
    return open_index(encoder)
