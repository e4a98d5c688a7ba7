"""What the benchmark asks: goals in every language, under filters of known strictness, with the exact answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from index.contract import Filters, Vector
from index.vectors import centre, centred
from tests.bench.made_offers import BLOCK, LANGUAGES, MOST_HOURS, MadeOffers

ASKED = 10
"""The answers compared with the exact ones: recall@10."""
_NEAR, _FAR = 200, 2_000
_KEPT = frozenset({"languages", "max_hours"})  # as a person's limits are asked: what an offer does not say passes


@dataclass(frozen=True, slots=True)
class Question:
    """One search: `case` names the kind of filter, `goal` the row of the query's vector. `passing` is the share of
    offers that pass; `exact` the ids of the best ten by plain arithmetic over all of them."""

    case: str
    goal: int
    filters: Filters
    passing: float
    exact: tuple[str, ...]


def questions(made: MadeOffers, raw: npt.NDArray[np.float16], goals: Vector) -> list[Question]:
    """Every goal (float32[goals, dimension], as the encoder's queries) under every kind of filter."""
    scores = _scores(raw, made.parts, goals)
    share = np.bincount(made.columns.language, minlength=len(LANGUAGES)) / len(made)
    found = []
    for goal in range(len(goals)):
        nearest = made.columns.language[np.argsort(-scores[:, goal], kind="stable")[: min(_FAR, len(made) // 5)]]
        near = np.bincount(nearest[:_NEAR], minlength=len(LANGUAGES))
        # Of the languages that are not rare, the one that the offers about this goal are least often in.
        rare = np.bincount(nearest, minlength=len(LANGUAGES)) / len(nearest) / np.maximum(share, 1e-9)
        rare[share < 0.01] = np.inf
        own, another = (LANGUAGES[place] for place in (int(np.argmax(near)), int(np.argmin(rare))))
        for case, filters in _cases(own, another):
            passing = made.passing(filters)
            rows = np.flatnonzero(passing)
            best = rows[np.argsort(-scores[rows, goal], kind="stable")[:ASKED]]
            ids = tuple(f"made-{row:08d}" for row in best)
            found.append(Question(case, goal, filters, float(passing.mean()), ids))
    return found


def _cases(own: str, another: str) -> Iterable[tuple[str, Filters]]:
    for name, share in (("100 %", None), ("10 %", 0.1), ("1 %", 0.01), ("0.1 %", 0.001)):
        hours = None if share is None else share * MOST_HOURS
        yield f"{name} pass", Filters(max_hours=hours, keep_unknown=_KEPT)
    yield "the subject's own language", Filters(languages=frozenset({own}), keep_unknown=_KEPT)
    yield "a language not of the subject", Filters(languages=frozenset({another}), keep_unknown=_KEPT)
    yield (
        "that language, 10 % of it",
        Filters(languages=frozenset({another}), max_hours=0.1 * MOST_HOURS, keep_unknown=_KEPT),
    )


def _scores(raw: npt.NDArray[np.float16], parts: tuple[int, ...], goals: Vector) -> Vector:
    """Inner products of all offers with all goals, float32[offers, goals], of vectors as they are searched."""
    mean = centre(raw)
    scores = np.empty((len(raw), len(goals)), dtype=np.float32)
    for start in range(0, len(raw), BLOCK):
        documents = centred(raw[start : start + BLOCK], mean, parts).astype(np.float16).astype(np.float32)
        scores[start : start + BLOCK] = documents @ goals.T
    return scores
