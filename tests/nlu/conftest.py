"""The real models of .waymark, loaded once a run: `make test` brings them up."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import pytest

from nlu.encoder import Encoder
from tests.nlu.understanding_world import esco, labels

__all__ = ["esco", "labels"]  # fixtures

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "tests" / "eval" / "data"


@pytest.fixture(scope="session")
def home() -> Path:
    return Path(os.environ.get("WAYMARK_HOME", ROOT / ".waymark"))


@pytest.fixture(scope="session")
def encoder(home: Path) -> Encoder:
    return Encoder.load(home / "encoder")


@pytest.fixture(scope="session")
def sentences() -> list[tuple[str, str]]:
    """(language, text): 156 short messages in 26 languages."""
    with (DATA / "language.csv").open(encoding="utf-8", newline="") as file:
        return [(row["language"], row["text"]) for row in csv.DictReader(file)]
