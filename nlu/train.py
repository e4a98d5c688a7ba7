"""Set-up's learning: `python -m nlu.train OUT --encoder DIR` writes what nlu reads at start.

    query_mean.npy        mean vector of goals, for centring queries (nlu.fusion)
    language_means.npz    the same, one a language
    language_ngrams.npz   languages by character n-grams (nlu.ngrams)
    acts.npz              dialogue acts (nlu.acts)
    metrics.json          what was measured, and what it was made from

The same inputs give the same files. Each is written beside its place and renamed; metrics.json comes last and says
that the rest is there.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import numpy as np

from knowledge.esco import Esco
from knowledge.languages import CODES
from nlu import act_training, fusion, ngrams
from nlu.encoder import Encoder
from nlu.examples import Example, ExamplesError, read_all
from nlu.fusion import Vector
from nlu.language_texts import texts_of
from nlu.manifest import EncoderUnusableError
from nlu.understanding import Act

METRICS_FILE = "metrics.json"
# A language's own mean is drawn to the mean of all as if that counted so many examples: a few sentences share topics.
_DRAWN = 8


def query_mean(examples: Sequence[Example], raw: Vector) -> Vector:
    """[896]: the mean over languages of the mean of their goals: no language counts more for having more examples."""
    means = []
    for code in CODES:
        goals = [
            i for i, example in enumerate(examples) if example.language == code and example.act is Act.STATE_GOAL
        ]
        if goals:
            means.append(raw[goals].mean(axis=0))
    return np.asarray(np.mean(means, axis=0), dtype=np.float32)


def language_means(examples: Sequence[Example], raw: Vector, mean: Vector) -> dict[str, Vector]:
    """Language -> [896]: the mean of its goals, drawn to `mean`, the fewer examples the more."""
    means = {}
    for code in CODES:
        goals = [
            i for i, example in enumerate(examples) if example.language == code and example.act is Act.STATE_GOAL
        ]
        if goals:
            own = raw[goals].sum(axis=0) + _DRAWN * mean
            means[code] = np.asarray(own / (len(goals) + _DRAWN), dtype=np.float32)
    return means


def language_model(examples: Sequence[Example], esco: Esco) -> ngrams.NgramModel:
    texts = {}
    for code in CODES:
        written = [example.text for example in examples if example.language == code]
        labels = sorted(label for _, label, _, _ in esco.labels(code))
        texts[code] = list(texts_of(code, written, labels))
    return ngrams.train(texts, CODES)


def train(out: Path, encoder: Encoder, examples: Sequence[Example]) -> dict[str, object]:
    """Writes all files into `out`, returns the metrics."""
    started = time.monotonic()
    out.mkdir(parents=True, exist_ok=True)
    raw = _encoded(examples, encoder)
    acts, measured = act_training.train(examples, raw)
    metrics: dict[str, object] = {
        "encoder": encoder.fingerprint,
        "examples": len(examples),
        "examples_sha256": _digest(examples),
        "acts": asdict(measured),
        "act_temperature": round(acts.temperature, 3),
        "act_threshold": round(acts.threshold, 3),
    }
    with tempfile.TemporaryDirectory(prefix=".made-", dir=out) as temporary:
        made = Path(temporary)
        mean = query_mean(examples, raw)
        np.save(made / fusion.QUERY_MEAN_FILE, mean)
        np.savez(made / fusion.LANGUAGE_MEANS_FILE, **language_means(examples, raw, mean))  # type: ignore[arg-type]
        language_model(examples, Esco.load()).save(made)
        acts.save(made)
        metrics["seconds"] = round(time.monotonic() - started, 1)
        (made / METRICS_FILE).write_text(json.dumps(metrics, indent=1) + "\n", encoding="utf-8")
        for path in sorted(made.iterdir(), key=lambda path: (path.name == METRICS_FILE, path.name)):
            path.replace(out / path.name)
    return metrics


def is_current(out: Path, encoder_fingerprint: str, examples: Sequence[Example]) -> bool:
    """True when `out` was made from these examples with this encoder."""
    try:
        metrics = json.loads((out / METRICS_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    names = (fusion.QUERY_MEAN_FILE, fusion.LANGUAGE_MEANS_FILE, ngrams.FILE, "acts.npz")
    return (
        all((out / name).is_file() for name in names)
        and metrics.get("encoder") == encoder_fingerprint
        and metrics.get("examples_sha256") == _digest(examples)
    )


def _encoded(examples: Sequence[Example], encoder: Encoder) -> Vector:
    """[n, 896], each distinct text encoded once."""
    texts = sorted({example.text for example in examples})
    vectors = encoder.encode_documents(texts)
    place = {text: number for number, text in enumerate(texts)}
    return vectors[[place[example.text] for example in examples]]


def _digest(examples: Sequence[Example]) -> str:
    lines = "\n".join(f"{example.language}\t{example.act}\t{example.text}" for example in examples)
    return hashlib.sha256(lines.encode()).hexdigest()


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m nlu.train", description="Learns acts and languages for nlu.")
    parser.add_argument("out", type=Path, help="for example .waymark/nlu")
    parser.add_argument("--encoder", type=Path, required=True, help="the folder nlu.weights made")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="for encoding; all cores by default")
    parser.add_argument("--force", action="store_true", help="learn even when the folder is current")
    options = parser.parse_args(arguments)
    try:
        examples = read_all()
        encoder = Encoder.load(options.encoder, threads=options.threads)
    except (EncoderUnusableError, ExamplesError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if not options.force and is_current(options.out, encoder.fingerprint, examples):
        sys.stdout.write(f"{options.out} is current.\n")
        return 0
    sys.stdout.write(f"Learning from {len(examples)} examples in {len({e.language for e in examples})} languages.\n")
    sys.stdout.flush()
    sys.stdout.write(json.dumps(train(options.out, encoder, examples), indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
