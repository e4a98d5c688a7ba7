"""Vectors of offers' texts: kept raw for the next generation, centred for searching, found by exact inner product.

Raw vectors point as much to the language and manner of a text as to its meaning; taking out the mean of the documents
leaves the meaning. Each part of a vector (one encoder each) is centred and brought to length 1 by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import faiss as _faiss
import numpy as np
import numpy.typing as npt

from index.columns import Mask
from index.contract import Vector

faiss: Any = _faiss
"""Its type stubs describe the C++ classes, not the Python ones around them."""

Half: TypeAlias = npt.NDArray[np.float16]
Found: TypeAlias = dict[int, float]

EXACT_UP_TO = 100_000
"""So many texts passing the filters are searched exactly; beyond, the nearest cells of an inverted file are."""
CELLS_AT_FIRST = 64
STEADY = 20
"""Twice as many cells are searched until the best so many stay the same (recall: `make bench ARGS=index`)."""
RAW = "vectors.raw.npy"
MEAN = "vectors.mean.npy"
FEW = 50
"""Weight of the origin in the mean, in texts: the mean of a handful is mostly those texts themselves, and taking
it out would take out what they are about."""

# One search is one thread: the advisor answers several people at once, and each search would otherwise start its own
# team of threads.
faiss.omp_set_num_threads(1)


def centre(raw: Half) -> Vector:
    """What is taken out of every document, float32[dimension]. Texts count once, however many offers have them: a
    course that is given again and again would otherwise have its own meaning taken out."""
    total = np.zeros(raw.shape[1], dtype=np.float64)
    for start in range(0, len(raw), 8192):
        total += raw[start : start + 8192].sum(axis=0, dtype=np.float64)
    return (total / (len(raw) + FEW)).astype(np.float32)


def centred(raw: npt.NDArray[np.floating], mean: Vector, parts: Sequence[int]) -> Vector:
    """`raw` without `mean`, every part at length 1; a part that is nothing but the mean becomes 0."""
    rest: Vector = raw.astype(np.float32) - mean
    start = 0
    for width in parts:
        piece = rest[:, start : start + width]
        length = np.linalg.norm(piece, axis=1, keepdims=True)
        piece /= np.where(length > 1e-6, length, np.inf)
        start += width
    return rest


class StoredVectors:
    """The vectors of one generation, searchable. Scores are inner products of float16 vectors."""

    def __init__(self, folder: Path, *, exact_up_to: int = EXACT_UP_TO) -> None:
        self._index = faiss.read_index(str(folder / "vectors.faiss"))
        self._exact_up_to = exact_up_to
        self.dimension: int = self._index.d

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def nearest(self, vector: Vector, passing: Mask, limit: int) -> Found:
        """The `limit` passing rows with the largest inner product, and all that tie with the last of them."""
        many = int(np.count_nonzero(passing))
        if many == 0 or limit <= 0:
            return {}
        asked = min(limit + 16, many)
        while True:
            found = self._found(vector, passing, asked, exact=many <= self._exact_up_to)
            scores = sorted(found.values(), reverse=True)
            if asked >= many or len(scores) < asked or scores[limit - 1] > scores[-1]:
                break
            asked = min(asked * 4, many)
        last = scores[min(limit, len(scores)) - 1]
        return {row: score for row, score in found.items() if score >= last}

    def scores(self, vector: Vector, rows: Sequence[int]) -> Found:
        """The inner product of each of `rows`."""
        if not rows:
            return {}
        these: Mask = np.zeros(self._index.ntotal, dtype=np.bool_)
        these[np.asarray(rows)] = True
        return self._found(vector, these, len(set(rows)), exact=True)

    def _found(self, vector: Vector, passing: Mask, limit: int, *, exact: bool) -> Found:
        """Best first. Where a filter goes with the question, as a language does, the offers that pass lie in cells
        far from it: a fixed number of the nearest cells found half of them or less."""
        bits = np.packbits(passing, bitorder="little")
        selector = faiss.IDSelectorBitmap(bits)
        if not isinstance(self._index, faiss.IndexIVF):
            return self._search(vector, limit, faiss.SearchParameters(sel=selector))
        every = self._index.nlist
        cells = every if exact else min(CELLS_AT_FIRST, every)
        best: list[int] = []
        while True:
            found = self._search(vector, limit, faiss.SearchParametersIVF(sel=selector, nprobe=cells))
            before, best = best, list(found)[:STEADY]
            if cells == every or (len(found) == limit and best == before):
                return found
            cells = min(2 * cells, every)

    def _search(self, vector: Vector, limit: int, parameters: Any) -> Found:
        scores, rows = self._index.search(vector[np.newaxis], limit, params=parameters)
        return {row: score for row, score in zip(rows[0].tolist(), scores[0].tolist(), strict=True) if row >= 0}

    @staticmethod
    def write(
        folder: Path,
        raw: Half,
        parts: Sequence[int],
        *,
        exact_up_to: int = EXACT_UP_TO,
    ) -> None:
        """Writes what is searched; `raw` itself is in the folder already (`room_for`)."""
        mean = centre(raw)
        np.save(folder / MEAN, mean, allow_pickle=False)
        count, dimension = raw.shape
        if count > exact_up_to:
            index = _inverted_file(raw, mean, parts)
        else:
            index = faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        for start in range(0, count, 8192):
            index.add(centred(raw[start : start + 8192], mean, parts))
        faiss.write_index(index, str(folder / "vectors.faiss"))

    @staticmethod
    def raw(folder: Path) -> Half:
        """The vectors as the encoder gave them, float16[texts, dimension], mapped into memory."""
        vectors: Half = np.load(folder / RAW, mmap_mode="r", allow_pickle=False)
        return vectors

    @staticmethod
    def mean(folder: Path) -> Vector:
        """The mean of these documents, taken out of each, float32[dimension]."""
        mean: Vector = np.load(folder / MEAN, allow_pickle=False)
        return mean

    @staticmethod
    def room_for(folder: Path, count: int, dimension: int) -> Half:
        """Room on disk for `count` raw vectors, to be filled in."""
        if count == 0:  # nothing cannot be mapped into memory
            nothing: Half = np.empty((0, dimension), dtype=np.float16)
            np.save(folder / RAW, nothing, allow_pickle=False)
            return nothing
        room: Half = np.lib.format.open_memmap(folder / RAW, mode="w+", dtype=np.float16, shape=(count, dimension))
        return room


def _inverted_file(raw: Half, mean: Vector, parts: Sequence[int]) -> Any:
    count, dimension = raw.shape
    cells = int(4 * np.sqrt(count))
    index = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimension),
        dimension,
        cells,
        faiss.ScalarQuantizer.QT_fp16,
        faiss.METRIC_INNER_PRODUCT,
        False,
    )
    # A fixed sample, so that the same offers give the same file.
    sample = np.random.default_rng(0).choice(count, size=min(count, 40 * cells), replace=False)
    index.train(centred(raw[np.sort(sample)], mean, parts))
    return index
