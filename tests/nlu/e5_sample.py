"""A tiny model in the E5S1 layout, random but fixed, to check reader, graph and folder without the real weights."""

from __future__ import annotations

import struct

import numpy as np
import numpy.typing as npt

HIDDEN, LAYERS, HEADS, WIDE, POSITIONS, TYPES = 32, 2, 4, 64, 12, 2
PIECES = ("<s>", "<pad>", "</s>", "<unk>", "▁", "a", "b", "▁ab", "語", "é", "<mask>")
EPSILON = 1e-5


def tensors() -> dict[str, npt.NDArray[np.float32]]:
    """float32 values by name; the matrices are drawn so that 4 bits hold them exactly."""
    random = np.random.default_rng(7)

    def matrix(*shape: int) -> npt.NDArray[np.float32]:
        return (random.integers(-8, 8, shape) * np.float32(0.0625)).astype(np.float32)

    def vector(size: int) -> npt.NDArray[np.float32]:
        return random.normal(0, 0.5, size).astype(np.float32)

    made = {"emb.word": matrix(len(PIECES), HIDDEN), "emb.pos": vector(POSITIONS * HIDDEN).reshape(POSITIONS, HIDDEN)}
    made["emb.type"] = vector(TYPES * HIDDEN).reshape(TYPES, HIDDEN)
    made["emb.ln.w"], made["emb.ln.b"] = vector(HIDDEN) + 1, vector(HIDDEN)
    for layer in range(LAYERS):
        for name, rows, columns in (
            ("q", HIDDEN, HIDDEN),
            ("k", HIDDEN, HIDDEN),
            ("v", HIDDEN, HIDDEN),
            ("ao", HIDDEN, HIDDEN),
            ("fi", WIDE, HIDDEN),
            ("fo", HIDDEN, WIDE),
        ):
            made[f"l{layer}.{name}.w"], made[f"l{layer}.{name}.b"] = matrix(rows, columns), vector(rows)
        for name in ("aln", "oln"):
            made[f"l{layer}.{name}.w"], made[f"l{layer}.{name}.b"] = vector(HIDDEN) + 1, vector(HIDDEN)
    return made


def _quantised(values: npt.NDArray[np.float32]) -> bytes:
    codes = np.rint(values.reshape(-1, 32) / 0.0625).astype(np.int8) + 8
    scale = np.float16(0.0625).tobytes()
    packed = (codes[:, :16] | (codes[:, 16:] << 4)).astype(np.uint8)
    return b"".join(scale + row.tobytes() for row in packed)


def file_bytes() -> bytes:
    blob = "".join(PIECES).encode()
    ends = np.cumsum([0, *(len(piece.encode()) for piece in PIECES)]).astype("<u4")
    scores = np.array([0, 0, 0, 0, -2, -3, -3, -2.5, -9, -5, 0], "<f4")
    head = b"E5S1" + struct.pack("<I7ifi", 1, HIDDEN, LAYERS, HEADS, WIDE, len(PIECES), POSITIONS, TYPES, EPSILON, 32)
    head += struct.pack("<5iQ", len(PIECES), 0, 2, 1, 3, len(blob)) + ends.tobytes() + scores.tobytes() + blob
    head += struct.pack("<iI", 1, 5) + b"\0" * 5
    stored = {}
    for name, values in tensors().items():
        four_bits = (name.endswith(".w") and values.ndim == 2) or name == "emb.word"
        stored[name] = (1 if four_bits else 0, values.size, _quantised(values) if four_bits else values.tobytes())
    directory = sum(2 + len(name) + 1 + 4 + 16 for name in stored)
    at = len(head) + 4 + directory
    listed, body = b"", b""
    for name, (kind, count, raw) in stored.items():
        listed += struct.pack("<H", len(name)) + name.encode() + struct.pack("<BIQQ", kind, count, at, len(raw))
        body += raw
        at += len(raw)
    return head + struct.pack("<i", len(stored)) + listed + body


def bert(ids: list[int]) -> npt.NDArray[np.float64]:
    """The reference: a BERT over one sequence in plain numpy, mean of the last states, unit length."""
    weights = {name: values.astype(np.float64) for name, values in tensors().items()}

    def normalised(states: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        centred = states - states.mean(-1, keepdims=True)
        scaled = centred / np.sqrt((centred**2).mean(-1, keepdims=True) + EPSILON)
        return scaled * weights[f"{name}.w"] + weights[f"{name}.b"]

    def linear(states: npt.NDArray[np.float64], name: str) -> npt.NDArray[np.float64]:
        return states @ weights[f"{name}.w"].T + weights[f"{name}.b"]

    def erf(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        from math import erf as one

        return np.vectorize(one)(values)

    states = weights["emb.word"][ids] + weights["emb.pos"][: len(ids)] + weights["emb.type"][0]
    states = normalised(states, "emb.ln")
    size = HIDDEN // HEADS
    for layer in range(LAYERS):
        query, key, value = (
            linear(states, f"l{layer}.{name}").reshape(len(ids), HEADS, size).transpose(1, 0, 2) for name in "qkv"
        )
        scores = query @ key.transpose(0, 2, 1) / np.sqrt(size)
        shares = np.exp(scores - scores.max(-1, keepdims=True))
        shares /= shares.sum(-1, keepdims=True)
        context = (shares @ value).transpose(1, 0, 2).reshape(len(ids), HIDDEN)
        states = normalised(linear(context, f"l{layer}.ao") + states, f"l{layer}.aln")
        inner = linear(states, f"l{layer}.fi")
        inner = inner * (1 + erf(inner / np.sqrt(2))) / 2
        states = normalised(linear(inner, f"l{layer}.fo") + states, f"l{layer}.oln")
    mean = states.mean(0)
    return mean / np.linalg.norm(mean)
