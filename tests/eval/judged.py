"""What is judged: topics with all their fitting offers, queries, and lines for language, acts and goal clauses.

A topic's offers were chosen by reading titles, subjects and skills of the whole default catalogue, with words and
nearness in meaning to propose candidates; `rule` says what counts, `traps` what looks alike and does not. Queries
were written for these files, language by language. `dev` is for choosing weights, `test` is not.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent / "data"
SPLITS = ("dev", "test")
QUERY_SPLITS = (*SPLITS, "fresh")
"""`fresh` are queries written without running anything on them: the same topics in every language, and much the same
persons and situations in all 26, so that languages can be compared; they are 35 situations, not 910."""


@dataclass(frozen=True, slots=True)
class Topic:
    """`offers` are the ids of all offers of the default catalogue that fit."""

    topic: str
    title: str
    rule: str
    traps: str
    offers: frozenset[str]


@dataclass(frozen=True, slots=True)
class Query:
    """One first message, `language` as written."""

    id: str
    language: str
    topic: str
    text: str
    split: str


@dataclass(frozen=True, slots=True)
class Request:
    """One message with a goal and limits, and what each judged offer is worth to who wrote it.

    `limits` are the limits that a reader finds in the text: kind -> value (index.wishes.Kind; a place has name,
    latitude and longitude). `grades`: 3 a counsellor would put it first: it fits the goal and all limits; 2 it fits
    the goal, and a limit is unknown or lightly broken; 1 near; 0 no. `reasons` says why, offer by offer.
    """

    id: str
    language: str
    text: str
    goal: str
    limits: Mapping[str, Any]
    grades: Mapping[str, int]
    reasons: Mapping[str, str]
    split: str


def requests() -> tuple[Request, ...]:
    """All judged requests, dev before test, in the order written."""
    found = []
    for split in (split for split in SPLITS if (DATA / f"ranking_{split}.jsonl").exists()):
        for line in (DATA / f"ranking_{split}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            judged = record.pop("judged")
            grades = {one["offer"]: one["grade"] for one in judged}
            reasons = {one["offer"]: one["reason"] for one in judged}
            found.append(Request(**record, grades=grades, reasons=reasons, split=split))
    return tuple(found)


def topics() -> dict[str, Topic]:
    """All topics: those of all queries, then those that only fresh queries ask for."""
    return _topics("topics.jsonl") | new_topics()


def new_topics() -> dict[str, Topic]:
    """Topics that only fresh queries ask for, taken because nlu/subjects had no words for them: how the advisor does
    where nobody prepared it."""
    return _topics("topics_fresh.jsonl")


def _topics(name: str) -> dict[str, Topic]:
    records = (json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines())
    return {record["topic"]: Topic(**{**record, "offers": frozenset(record["offers"])}) for record in records}


def queries() -> tuple[Query, ...]:
    """All queries, dev before test before fresh, in the order written."""
    return tuple(Query(**row, split=split) for split in QUERY_SPLITS for row in rows(f"queries_{split}.csv"))


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file of the data folder."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def files(kind: str) -> list[str]:
    """The files of a kind: `kind`.csv, `kind`_<split>.csv, and those of `short` lines and `outside` our languages."""
    return [
        path.name
        for path in sorted(DATA.glob(f"{kind}*.csv"))
        if path.stem in {kind, *(f"{kind}_{s}" for s in (*SPLITS, "short", "outside"))}
    ]
