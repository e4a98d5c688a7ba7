"""Chooses how much USE counts beside e5, a language, on the dev queries only, and writes nlu/language_weights.csv.

A language has a dozen dev queries, too few to trust a best weight of its own. So there are few weights to choose,
and three schemes: one weight for all; one for the languages that USE was trained on and one for the rest; one a
language, where the language's own mean is drawn towards its group's as if the group added SHRINK queries. Each scheme
is judged by leave-one-out: every query is scored with weights that were chosen without it. The weights in force stay
unless the best scheme beats them by more than one standard error of the difference; else the simplest scheme within
one standard error of the best is taken. (The weights in force came from 96 other queries, so dev judges them fairly.)
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import TypeAlias

from nlu.fusion import WEIGHTS_FILE
from tests.eval.judged import Query, queries, topics
from tests.eval.metrics import DEPTH, quality
from tests.eval.retrieval import USE_KNOWS
from tests.eval.world import World

CANDIDATES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
SHRINK = 28
IN_FORCE = -1.0  # stands for the weights in force among the candidates
Scores: TypeAlias = Mapping[str, Mapping[float, float]]
"""Query id -> weight -> objective."""

Scheme: TypeAlias = Callable[[Scores, Mapping[str, str]], dict[str, float]]
"""Chooses a weight a language from scores and the queries' languages."""


@dataclass(frozen=True, slots=True)
class Choice:
    """`left_out`: mean objective of each scheme by leave-one-out; `now`: of the weights in force; `error`:
    standard error of the difference between the best scheme and those."""

    left_out: dict[str, float]
    error: float
    now: float
    scheme: str
    weights: dict[str, float]


def choose(world: World) -> Choice:
    dev = [query for query in queries() if query.split == "dev"]
    languages = {query.id: query.language for query in dev}
    now = scored(world, dev, {})
    english = _one_for_all(scored(world, [q for q in dev if q.language == "en"]), languages)["en"]
    scores = scored(world, dev, english=english)
    left_out = {name: _leave_one_out(scheme, scores, languages) for name, scheme in SCHEMES.items()}
    means = {name: fmean(values) for name, values in left_out.items()}
    best = max(means, key=lambda name: means[name])
    in_force = [one[IN_FORCE] for one in now.values()]
    gain, doubt = means[best] - fmean(in_force), _paired_error(left_out[best], in_force)
    if gain <= doubt:
        kept = {code: world.encoder.language_weights[code] for code in sorted(set(languages.values()))}
        return Choice(means, doubt, fmean(in_force), "weights in force", kept)
    # SCHEMES stand from the simplest to the one with the most weights.
    scheme = next(
        name for name in SCHEMES if means[name] >= means[best] - _paired_error(left_out[name], left_out[best])
    )
    weights = SCHEMES[scheme](scores, languages)
    return Choice(means, doubt, fmean(in_force), scheme, weights)


def scored(
    world: World, asked: list[Query], candidates: Mapping[str, float] | None = None, *, english: float | None = None
) -> dict[str, dict[float, float]]:
    """Objective of each query with each candidate weight, as the advisor would search (goal and concepts). With
    `candidates` = {} only the weights in force, as key IN_FORCE. `english` is the weight of the concepts' vectors."""
    found: dict[str, dict[float, float]] = {query.id: {} for query in asked}
    fitting = {name: topic.offers for name, topic in topics().items()}
    in_force = world.encoder.language_weights
    for weight in CANDIDATES if candidates is None else (IN_FORCE,):
        if candidates is None:
            world.encoder.language_weights = dict.fromkeys(in_force, weight)
            if english is not None:
                world.encoder.language_weights["en"] = english
        for query in asked:
            if candidates is None and english is not None and query.language == "en":
                world.encoder.language_weights["en"] = weight
            said = world.understand(query.text)
            if candidates is None and english is not None:
                world.encoder.language_weights["en"] = english
            ranking = [] if said.vector is None else world.nearest(said.vector, world.documents, DEPTH)
            found[query.id][weight] = quality(ranking, fitting[query.topic]).objective
    world.encoder.language_weights = in_force
    return found


def _best(means: Mapping[float, float]) -> float:
    """The weight with the largest mean; among those within a hair of it the middle one, which noise moves least."""
    top = max(means.values())
    near = [weight for weight, value in sorted(means.items()) if value >= top - 0.005]
    return near[len(near) // 2]


def _means(scores: Scores, ids: list[str]) -> dict[float, float]:
    weights = next(iter(scores.values()))
    return {weight: fmean(scores[one][weight] for one in ids) for weight in weights}


def _one_for_all(scores: Scores, languages: Mapping[str, str]) -> dict[str, float]:
    best = _best(_means(scores, list(scores)))
    return dict.fromkeys(sorted(set(languages.values())), best)


def _two_groups(scores: Scores, languages: Mapping[str, str]) -> dict[str, float]:
    chosen = {}
    for known in (True, False):
        ids = [one for one in scores if (languages[one] in USE_KNOWS) is known]
        best = _best(_means(scores, ids))
        chosen |= {code: best for code in set(languages.values()) if (code in USE_KNOWS) is known}
    return dict(sorted(chosen.items()))


def _each_drawn_to_group(scores: Scores, languages: Mapping[str, str]) -> dict[str, float]:
    chosen = {}
    for code in sorted(set(languages.values())):
        own = [one for one in scores if languages[one] == code]
        group = [one for one in scores if (languages[one] in USE_KNOWS) is (code in USE_KNOWS)]
        ours, theirs = _means(scores, own), _means(scores, group)
        drawn = {w: (len(own) * ours[w] + SHRINK * theirs[w]) / (len(own) + SHRINK) for w in ours}
        chosen[code] = _best(drawn)
    return chosen


SCHEMES: dict[str, Scheme] = {
    "one for all": _one_for_all,
    "two groups": _two_groups,
    "one a language": _each_drawn_to_group,
}


def _leave_one_out(scheme: Scheme, scores: Scores, languages: Mapping[str, str]) -> list[float]:
    found = []
    for left in scores:
        rest = {one: by_weight for one, by_weight in scores.items() if one != left}
        found.append(scores[left][scheme(rest, languages)[languages[left]]])
    return found


def _paired_error(ours: list[float], theirs: list[float]) -> float:
    """Standard error of the difference of two schemes on the same queries."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    return stdev(differences) / len(differences) ** 0.5


def write(weights: Mapping[str, float]) -> None:
    with WEIGHTS_FILE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["language", "use"])
        writer.writerows([code, f"{weight:g}"] for code, weight in sorted(weights.items()))
