"""Profiles: is who wants to learn a subject found for its offers? Judged queries stand for the goals of made
profiles, the fitting offers of their topic for what a counsellor looks people up for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table

from index.profiles.meaning import meaning, texts
from index.vectors import centre, centred
from knowledge.learner_profile import LearnerProfile
from nlu.understanding import Vector
from tests.eval.judged import SPLITS, Query, queries, topics
from tests.eval.world import World

OFFERS_OF_TOPIC = 5
THREE = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A made profile: the query its goal is taken from, and its vector in each row of the table."""

    query: Query
    profile: LearnerProfile
    raw: Vector


@dataclass(frozen=True, slots=True)
class Figure:
    """Over offers: mean average precision of the profiles found, share of the first three that want the topic; over
    languages, the mean place (0 first, 1 last) of those who want it, lowest and highest."""

    row: str
    split: str
    profiles: int
    offers: int
    average_precision: float
    first_three: float
    best_language: tuple[str, float]
    worst_language: tuple[str, float]


def made_profiles(world: World, split: str) -> list[Made]:
    """A profile for each judged query that states a goal."""
    found = []
    for query in (query for query in queries() if query.split == split):
        said = world.understand(query.text)
        if said.goal is None:
            continue
        uris = tuple(concept.uri for concept in said.goal.concepts)
        profile = LearnerProfile(goal=said.goal.text, goal_uris=uris, language=said.language)
        found.append(Made(query, profile, world.encoder.encode_documents(texts(profile, world.esco, world.encoder))))
    return found


Vectors = Callable[[World, list[Made]], Vector]


def _as_query(world: World, made: list[Made]) -> Vector:
    return np.stack([meaning(each.raw, each.profile, world.encoder) for each in made])


def _words_only(world: World, made: list[Made]) -> Vector:
    return np.stack([world.encoder.as_query(each.raw[0], each.profile.language or "en") for each in made])


def _as_document(world: World, made: list[Made]) -> Vector:
    raw = np.stack([each.raw[0] for each in made])
    half: Vector = centred(raw, centre(raw.astype(np.float16)), world.encoder.parts) / 2
    return half


def _share_of_closest(world: World, made: list[Made]) -> Vector:
    vectors = _as_query(world, made)
    closest = (world.documents @ vectors.T).max(axis=0)
    shares: Vector = vectors / closest[:, np.newaxis]
    return shares


ROWS: Mapping[str, Vectors] = {
    "a document: centred on the mean of profiles": _as_document,
    "a query: its words alone": _words_only,
    "a query: words and concepts (kept)": _as_query,
    "the same, as a share of the person's closest offer": _share_of_closest,
}


def run(world: World) -> list[Figure]:
    row_of = {offer_id: row for row, offer_id in enumerate(world.ids)}
    figures = []
    for split in SPLITS:
        made = made_profiles(world, split)
        for name, vectors in ROWS.items():
            scores = world.documents @ vectors(world, made).T
            precisions, firsts, places = [], [], dict[str, list[float]]()
            for topic in topics().values():
                wants = np.asarray([each.query.topic == topic.topic for each in made])
                if not wants.any():
                    continue
                for offer_id in sorted(topic.offers)[:OFFERS_OF_TOPIC]:
                    order = np.argsort(-scores[row_of[offer_id]], kind="stable")
                    right = wants[order]
                    ranks = np.flatnonzero(right)
                    precisions.append(float(np.mean((np.arange(len(ranks)) + 1) / (ranks + 1))))
                    firsts.append(float(right[:THREE].sum() / min(THREE, wants.sum())))
                    for rank in ranks:
                        language = made[order[rank]].query.language
                        places.setdefault(language, []).append(float(rank / (len(made) - 1)))
            by_language = sorted((float(np.mean(each)), language) for language, each in places.items())
            (low, best), (high, worst) = by_language[0], by_language[-1]
            figures.append(
                Figure(name, split, len(made), len(precisions), float(np.mean(precisions)), float(np.mean(firsts)),
                       (best, low), (worst, high))
            )  # fmt: skip
    return figures


def report(console: Console, figures: list[Figure]) -> None:
    table = Table(title="Offer → profiles: are those who want its subject found first?")
    for column in (
        "profile as",
        "split",
        "profiles",
        "offers",
        "MAP",
        "right in first 3",
        "mean place, best",
        "worst",
    ):
        table.add_column(column, justify="left" if column in ("profile as", "split") else "right")
    for each in figures:
        table.add_row(
            each.row, each.split, str(each.profiles), str(each.offers), f"{each.average_precision:.3f}",
            f"{each.first_three:.3f}", *(f"{language} {place:.3f}" for language, place in
                                         (each.best_language, each.worst_language)),
        )  # fmt: skip
    console.print(table)
