"""The meaning of every ESCO skill and occupation: the vectors of its English preferred label, made once at set-up.

    python -m nlu.linking.vectors OUT --encoder DIR

Each half (e5, USE) is centred on the mean of its type and turned into its principal axes; the first are kept:
less than half the size. An interrupted run goes on where it stopped.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.esco import Esco
from nlu.encoder import Encoder
from nlu.fusion import Vector, halves, unit
from nlu.manifest import EncoderUnusableError

FORMAT = 1
TYPES = ("occupation", "skill")
MARKER, VECTORS, AXES = "linking.json", "concepts.f32", "axes.npz"
AXES_KEPT = 192  # of each half: 16,904 concepts then take 26 MB, mapped from the disk
_SHARD = 1024


class LinkingUnusableError(RuntimeError):
    """The vectors of ESCO's concepts are not there or of another model; the message says what to do."""


@dataclass(frozen=True, slots=True)
class ConceptVectors:
    """`rows` [2, concepts, AXES_KEPT]: e5 and USE, of unit length, type by type; `uris` and `types` in that order.
    `means`: type -> [896]."""

    uris: list[str]
    types: list[str]
    rows: Vector
    means: dict[str, Vector]
    axes: tuple[Vector, Vector]

    @classmethod
    def load(cls, folder: Path, fingerprint: str) -> ConceptVectors:
        """Raises LinkingUnusableError with the remedy."""
        remedy = (
            f"Run `python -m nlu.linking.vectors {folder} --encoder {folder.parent / 'encoder'}` (set-up does it)."
        )
        try:
            about = json.loads((folder / MARKER).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            raise LinkingUnusableError(f"The vectors of ESCO's concepts are missing in {folder}. {remedy}") from None
        if (about.get("format"), about.get("encoder")) != (FORMAT, fingerprint):
            raise LinkingUnusableError(
                f"{folder} has format {about.get('format')} of the encoder {about.get('encoder')}, expected {FORMAT} "
                f"of {fingerprint}. {remedy}"
            )
        with np.load(folder / AXES, allow_pickle=False) as stored:
            means, e5, use = {kind: stored[kind] for kind in TYPES}, stored["e5"], stored["use"]
        shape = (2, len(about["uris"]), AXES_KEPT)
        rows = np.memmap(folder / VECTORS, dtype=np.float32, mode="r", shape=shape)
        return cls(about["uris"], about["types"], rows, means, (e5, use))

    def turned(self, raw: Vector, mean: Vector) -> Vector:
        """Vectors [n, 896] of texts, centred on `mean` [896], on these axes [2, n, AXES_KEPT]."""
        return turned(raw - mean, self.axes)


def turned(centred: Vector, axes: tuple[Vector, Vector]) -> Vector:
    """Halves of unit length on their axes, of unit length again."""
    sides = [unit(unit(half) @ axis) for half, axis in zip(halves(centred), axes, strict=True)]
    return np.ascontiguousarray(np.stack(sides), dtype=np.float32)


def build(out: Path, encoder: Encoder, esco: Esco) -> int:
    """Writes the vectors of all concepts into `out`; returns how many. What an earlier run encoded is taken over."""
    concepts = [(uri, kind) for kind in TYPES for uri in sorted(esco.uris(kind))]
    labels = [esco.label(uri, "en") for uri, _ in concepts]
    (out / MARKER).unlink(missing_ok=True)
    raw = _encoded(out / "encoding", labels, encoder)
    rows = {kind: [i for i, (_, one) in enumerate(concepts) if one == kind] for kind in TYPES}
    means = {kind: raw[rows[kind]].mean(axis=0) for kind in TYPES}
    centred = np.concatenate([raw[rows[kind]] - means[kind] for kind in TYPES])
    e5, use = (_axes(unit(half)) for half in halves(centred))
    part = out / ".part"  # a running advisor has the old file mapped: it is replaced, never written into
    turned(centred, (e5, use)).tofile(part)
    part.replace(out / VECTORS)
    with part.open("wb") as file:
        np.savez(file, e5=e5, use=use, **means)
    part.replace(out / AXES)
    about = {
        "format": FORMAT,
        "encoder": encoder.fingerprint,
        "uris": [uri for uri, _ in concepts],
        "types": [kind for _, kind in concepts],
    }
    part.write_text(json.dumps(about), encoding="utf-8")
    part.replace(out / MARKER)
    for shard in (out / "encoding").iterdir():
        shard.unlink()
    (out / "encoding").rmdir()
    return len(concepts)


def _axes(vectors: Vector) -> Vector:
    """[dimension, AXES_KEPT]: the directions in which these vectors differ most."""
    _, directions = np.linalg.eigh(np.cov(vectors.T, bias=True))
    return np.ascontiguousarray(directions[:, -AXES_KEPT:], dtype=np.float32)


def _encoded(folder: Path, labels: Sequence[str], encoder: Encoder) -> Vector:
    """[labels, 896], a file for each thousand: a killed run loses one at most."""
    folder.mkdir(parents=True, exist_ok=True)
    done = []
    for start in range(0, len(labels), _SHARD):
        texts = labels[start : start + _SHARD]
        digest = hashlib.sha256("\n".join([encoder.fingerprint, *texts]).encode()).hexdigest()
        path = folder / f"{digest[:16]}.npy"
        if not path.is_file():
            part = folder / f"{digest[:16]}.part"
            with part.open("wb") as file:
                np.save(file, encoder.encode_documents(texts))
            part.replace(path)
        done.append(np.load(path, allow_pickle=False))
        sys.stdout.write(f"{min(start + _SHARD, len(labels))} of {len(labels)} names of ESCO\n")
        sys.stdout.flush()
    return np.concatenate(done)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.linking.vectors", description="Vectors of ESCO's concepts.")
    parser.add_argument("out", type=Path, help="for example .waymark/linking")
    parser.add_argument("--encoder", type=Path, required=True, help="the folder nlu.weights made")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="for encoding; all cores by default")
    options = parser.parse_args(arguments)
    try:
        encoder = Encoder.load(options.encoder, threads=options.threads)
    except EncoderUnusableError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    options.out.mkdir(parents=True, exist_ok=True)
    sys.stdout.write(f"{build(options.out, encoder, Esco.load())} concepts\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
