"""Learning the dialogue acts: regression, calibration and threshold, each measured on examples it has not seen."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, log_loss

from nlu.acts import LEARNT, ActModel, features, phrase_key, softmax
from nlu.examples import Example
from nlu.fusion import Vector
from nlu.understanding import Act

INVERSE_PENALTY = 5.0  # scikit-learn's C
FOLDS = 3
_TEMPERATURES = np.geomspace(0.3, 2.0, 25)
_THRESHOLDS = np.linspace(0.0, 0.5, 26)
_AS_GOOD = 0.002  # of macro-F1


@dataclass(frozen=True, slots=True)
class Measured:
    """Cross-validated figures: macro-F1 over acts, by language and together; recall of distress. Optimistic for new
    wordings, as the same thing is said in the other languages; tests/eval/data holds sentences written apart."""

    macro_f1: float
    macro_f1_by_language: dict[str, float]
    accuracy: float
    distress_recall: float
    log_loss: float


def train(examples: Sequence[Example], raw: Vector) -> tuple[ActModel, Measured]:
    """`raw` [n, 896] are the examples' vectors as Encoder.encode_documents gives them, in their order. What is not
    LEARNT is left out."""
    learnt = [number for number, example in enumerate(examples) if example.act in LEARNT]
    examples, raw = [examples[number] for number in learnt], raw[learnt]
    acts = LEARNT
    place = {act: number for number, act in enumerate(acts)}
    wanted = np.array([place[example.act] for example in examples])
    mean = raw.mean(axis=0).astype(np.float32)
    seen = features(raw, mean)
    logits = _unseen_logits(seen, wanted, _folds(examples), len(acts))
    temperature = min(_TEMPERATURES, key=lambda t: float(log_loss(wanted, softmax(logits / t))))
    shares = softmax(logits / temperature)
    scores = [_macro_f1(wanted, _believed(shares, t, place[Act.OUT_OF_SCOPE])) for t in _THRESHOLDS]
    # The curve is flat at its top, and where on it the highest point lies is chance: the middle of those as good.
    as_good = [t for t, score in zip(_THRESHOLDS, scores, strict=True) if score >= max(scores) - _AS_GOOD]
    threshold = float(as_good[len(as_good) // 2])
    regression = _fitted(seen, wanted)
    model = ActModel(
        acts=acts,
        coefficients=regression.coef_.astype(np.float32),
        intercepts=regression.intercept_.astype(np.float32),
        mean=mean,
        temperature=float(temperature),
        threshold=float(threshold),
        phrases=_phrases(examples),
    )
    given = _believed(shares, threshold, place[Act.OUT_OF_SCOPE])
    return model, _measured(examples, wanted, given, shares, place[Act.DISTRESS])


def _fitted(seen: npt.NDArray[np.float64], wanted: npt.NDArray[np.int64]) -> LogisticRegression:
    return LogisticRegression(C=INVERSE_PENALTY, max_iter=500, tol=1e-3).fit(seen, wanted)


def _folds(examples: Sequence[Example]) -> npt.NDArray[np.int64]:
    """Fold by the text itself, so that the same sentence in two files is never both learnt and tested."""
    return np.array([zlib.crc32(example.text.casefold().encode()) % FOLDS for example in examples])


def _unseen_logits(
    seen: npt.NDArray[np.float64], wanted: npt.NDArray[np.int64], folds: npt.NDArray[np.int64], acts: int
) -> npt.NDArray[np.float64]:
    logits = np.zeros((len(wanted), acts))
    for fold in range(FOLDS):
        held = folds == fold
        logits[held] = _fitted(seen[~held], wanted[~held]).decision_function(seen[held])
    return logits


def _believed(shares: npt.NDArray[np.float64], threshold: float, outside: int) -> npt.NDArray[np.int64]:
    return np.where(shares.max(axis=1) < threshold, outside, shares.argmax(axis=1))


def _macro_f1(wanted: npt.NDArray[np.int64], given: npt.NDArray[np.int64]) -> float:
    return float(f1_score(wanted, given, average="macro", zero_division=0))


def _phrases(examples: Sequence[Example]) -> dict[tuple[str, str], Act]:
    """Phrases of one act only in their language."""
    found: dict[tuple[str, str], set[Act]] = {}
    for example in examples:
        key = phrase_key(example.text)
        if key is not None:
            found.setdefault((example.language, key), set()).add(example.act)
    return {key: next(iter(acts)) for key, acts in found.items() if len(acts) == 1}


def _measured(
    examples: Sequence[Example],
    wanted: npt.NDArray[np.int64],
    given: npt.NDArray[np.int64],
    shares: npt.NDArray[np.float64],
    distress: int,
) -> Measured:
    languages = np.array([example.language for example in examples])
    by_language = {}
    for code in sorted(set(languages.tolist())):
        here = languages == code
        by_language[code] = round(_macro_f1(wanted[here], given[here]), 3)
    return Measured(
        macro_f1=round(_macro_f1(wanted, given), 3),
        macro_f1_by_language=by_language,
        accuracy=round(float((wanted == given).mean()), 3),
        distress_recall=round(float((given[wanted == distress] == distress).mean()), 3),
        log_loss=round(float(log_loss(wanted, shares)), 3),
    )
