"""Two vectors side by side, one inner product: how the halves of a query are centred and weighted.

Raw vectors rank by language as much as by meaning; taking the mean off undoes most of that. Queries and documents
have means of their own: the queries' come from nlu.train, one a language, the documents' from the index.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float32]

E5_DIMENSION = 384
USE_DIMENSION = 512
DIMENSION = E5_DIMENSION + USE_DIMENSION  # of our own build; another model (nlu.export) may have a longer first half

WEIGHTS_FILE = Path(__file__).with_name("language_weights.csv")
QUERY_MEAN_FILE = "query_mean.npy"
LANGUAGE_MEANS_FILE = "language_means.npz"
OTHER_LANGUAGE_WEIGHT = 0.2  # of USE, for a language that the table does not name


def read_weights(path: Path = WEIGHTS_FILE) -> dict[str, float]:
    """Language -> share of the USE half, 0..1; e5 has the rest."""
    with path.open(encoding="utf-8", newline="") as file:
        return {row["language"]: float(row["use"]) for row in csv.DictReader(file)}


def unit(vectors: Vector) -> Vector:
    """Rows of unit length; a zero row stays zero."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


def halves(vectors: Vector) -> tuple[Vector, Vector]:
    """The e5 half [..., 384] and the USE half [..., 512] of vectors [..., 896]: USE is always the last 512."""
    return vectors[..., :-USE_DIMENSION], vectors[..., -USE_DIMENSION:]


def centred(vectors: Vector, mean: Vector) -> Vector:
    """Each half minus its mean, unit length again. `vectors` [..., 896], `mean` [896]."""
    return np.concatenate([unit(half) for half in halves(vectors - mean)], axis=-1)


def weighted(vectors: Vector, use_weight: float) -> Vector:
    """The e5 half times 1 - weight, the USE half times weight: with unit halves the inner product is at most 1."""
    e5, use = halves(vectors)
    return np.concatenate([e5 * np.float32(1 - use_weight), use * np.float32(use_weight)], axis=-1)
