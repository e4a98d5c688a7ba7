"""Retrieval: do fitting offers come first? Rows from plain words to the whole product, language by language."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.contract import Query as Search
from knowledge.esco import Esco
from nlu import fusion
from nlu.understanding import Understanding, Vector
from tests.eval.judged import QUERY_SPLITS, Query, queries, topics
from tests.eval.metrics import DEPTH, Quality, mean, quality
from tests.eval.world import World

PRODUCT = "finder, no limits"
USE_KNOWS = frozenset({"ar", "de", "en", "es", "fr", "it", "nl", "pl", "pt"})
SCRIPTS = {"el": "Greek", "bg": "Cyrillic", "uk": "Cyrillic", "ar": "Arabic"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One query with what was understood, and how good each row's ranking is."""

    query: Query
    said: Understanding
    rows: Mapping[str, Quality]
    shown: tuple[str, ...]  # the three offers that the product shows


def run(world: World, splits: Collection[str] = QUERY_SPLITS) -> list[Judged]:
    """All queries of these splits, all rows."""
    asked = [query for query in queries() if query.split in splits]
    world.encoder.encode_documents([query.text for query in asked])
    fitting = {name: topic.offers for name, topic in topics().items()}
    missing = {offer for offers in fitting.values() for offer in offers} - set(world.ids)
    if missing:
        raise LookupError(
            f"{len(missing)} judged offers are not in the index, {min(missing)} first. "
            "Expected the default catalogue: run `waymark index build`."
        )
    judged = []
    for query in asked:
        said = world.understand(query.text)
        rankings = {name: ranking(world, query, said) for name, ranking in ROWS.items()}
        rows = {name: quality(ranking, fitting[query.topic]) for name, ranking in rankings.items()}
        judged.append(Judged(query, said, rows, tuple(rankings[PRODUCT][:3])))
    return judged


Ranking = Callable[[World, Query, Understanding], list[str]]


def _words(world: World, query: Query, said: Understanding) -> list[str]:
    return [hit.offer_id for hit in world.index.search(Search(words=query.text, limit=DEPTH)).hits]


def _goal(world: World, said: Understanding) -> Vector | None:
    return None if said.goal is None else world.encoder.encode_documents([said.goal.text])[0]


def _half(use: bool) -> Ranking:
    def ranking(world: World, query: Query, said: Understanding) -> list[str]:
        raw = _goal(world, said)
        if raw is None:
            return []
        encoder = world.encoder
        assert encoder.query_mean is not None
        mean = encoder.language_means.get(said.language, encoder.query_mean)
        vector = fusion.weighted(fusion.centred(raw, mean), float(use))
        return world.nearest(vector, world.documents, DEPTH)

    return ranking


def _whole_raw(world: World, query: Query, said: Understanding) -> list[str]:
    weight = world.encoder.language_weights.get(said.language, fusion.OTHER_LANGUAGE_WEIGHT)
    vector = fusion.weighted(world.encoder.encode_documents([query.text])[0], weight)
    return world.nearest(vector, world.raw_documents, DEPTH)


def _whole(world: World, query: Query, said: Understanding) -> list[str]:
    raw = world.encoder.encode_documents([query.text])[0]
    return world.nearest(world.encoder.as_query(raw, said.language), world.documents, DEPTH)


def _clause(world: World, query: Query, said: Understanding) -> list[str]:
    raw = _goal(world, said)
    if raw is None:
        return []
    return world.nearest(world.encoder.as_query(raw, said.language), world.documents, DEPTH)


def _concepts(world: World, query: Query, said: Understanding) -> list[str]:
    if said.goal is None:
        return []
    return world.nearest(world.understander.query_vector(said.goal.text), world.documents, DEPTH)


def _searched(world: World, query: Query, said: Understanding) -> list[str]:
    return [] if said.vector is None else world.nearest(said.vector, world.documents, DEPTH)


def _finder(limits: bool) -> Ranking:
    def ranking(world: World, query: Query, said: Understanding) -> list[str]:
        if said.vector is None:
            return []
        found = world.finder.find(world.wishes(said, limits=limits), DEPTH)
        return [ranked.offer.id for ranked in found.ranked]

    return ranking


ROWS: dict[str, Ranking] = {
    "BM25 words, whole sentence": _words,
    "e5 only, goal centred": _half(use=False),
    "USE only, goal centred": _half(use=True),
    "both, whole sentence raw": _whole_raw,
    "both, whole sentence centred": _whole,
    "both, goal clause centred": _clause,
    "goal + ESCO concepts": _concepts,
    "goal + concepts + message": _searched,
    PRODUCT: _finder(limits=False),
    "finder, limits as understood": _finder(limits=True),
}


def of(judged: Iterable[Judged], split: str) -> list[Judged]:
    return [one for one in judged if one.query.split == split]


def splits_of(judged: Iterable[Judged]) -> list[str]:
    """The splits that were asked, in their order."""
    there = {one.query.split for one in judged}
    return [split for split in QUERY_SPLITS if split in there]


def by_language(judged: Iterable[Judged], row: str = PRODUCT) -> dict[str, list[Quality]]:
    found: dict[str, list[Quality]] = {}
    for one in judged:
        found.setdefault(one.query.language, []).append(one.rows[row])
    return dict(sorted(found.items()))


def groups(judged: Sequence[Judged], esco: Esco, row: str = PRODUCT) -> dict[str, dict[str, list[Quality]]]:
    """Grouping -> group -> qualities."""
    labelled = set(esco.languages)
    groupings: dict[str, Callable[[str], str]] = {
        "ESCO labels": lambda code: "with ESCO labels" if code in labelled else "with our glossary only",
        "script": lambda code: SCRIPTS.get(code, "Latin"),
        "USE": lambda code: "USE knows it" if code in USE_KNOWS else "USE does not",
    }
    found: dict[str, dict[str, list[Quality]]] = {}
    for name, group_of in groupings.items():
        for one in judged:
            found.setdefault(name, {}).setdefault(group_of(one.query.language), []).append(one.rows[row])
    return found


def as_data(judged: Sequence[Judged]) -> dict[str, Any]:
    """For --json: figures by split and row, by split and language, and each query's rank quality and shortlist."""
    return {
        split: {
            "rows": {row: _data(mean([one.rows[row] for one in of(judged, split)])) for row in ROWS},
            "languages": {code: _data(mean(q)) for code, q in by_language(of(judged, split)).items()},
            "queries": {
                one.query.id: {
                    **_data(one.rows[PRODUCT]),
                    "language": one.said.language,
                    "act": one.said.act.value,
                    "goal": one.said.goal.text if one.said.goal else None,
                    "concepts": [concept.label for concept in one.said.goal.concepts] if one.said.goal else [],
                    "shown": list(one.shown),
                }
                for one in of(judged, split)
            },
        }
        for split in splits_of(judged)
    }


def _data(q: Quality) -> dict[str, float]:
    return {name: round(float(np.round(getattr(q, name), 4)), 4) for name in ("r1", "r5", "mrr", "fit3")}
