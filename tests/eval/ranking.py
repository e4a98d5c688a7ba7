"""The full ranking, goal and limits together, against judged offers: nDCG@3, and what each feature is worth.

The pools that were judged came from the whole ranking, from nearness in meaning, from words, and from looking through
the catalogue for offers that meet the limits. An offer shown that nobody judged counts as 0, so a ranking that finds
what the pools lack is measured too low; the share of such offers stands beside each figure.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from statistics import fmean
from typing import Any, TypeAlias

from rich.console import Console
from rich.table import Table

from bot.house import QualityScores
from index.contract import Query as Search
from index.finder import Finder
from index.weights import Weights, default_weights
from index.wishes import Kind, Wish, Wishes
from knowledge.registers import Registers
from nlu.understanding import Understanding
from tests.eval.judged import SPLITS, Request, requests
from tests.eval.metrics import SHOWN, interval, ndcg, unjudged
from tests.eval.world import World

FULL = "full ranking"
HOW_FAR = frozenset({"pool", "fitting", "weak"})
"""Numbers of weights.toml that say how far is looked: no features."""

Ranking: TypeAlias = Callable[[World, Request, Understanding], list[str]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """One request: the offers that each row shows, and their nDCG@3."""

    request: Request
    shown: Mapping[str, tuple[str, ...]]
    ndcg: Mapping[str, float]


def run(world: World, splits: Collection[str] = SPLITS) -> list[Ranked]:
    """All requests of these splits, all rows."""
    rows = rankings()
    found = []
    for request in (request for request in requests() if request.split in splits):
        said = world.understand(request.text)
        shown = {name: tuple(row(world, request, said)[:SHOWN]) for name, row in rows.items()}
        found.append(Ranked(request, shown, {name: ndcg(ids, request.grades) for name, ids in shown.items()}))
    return found


def rankings() -> dict[str, Ranking]:
    """Rows by name: the ranking, then with less and less of it."""
    weights = default_weights()
    registers = Registers.load()
    quality = QualityScores(lambda: registers)
    rows: dict[str, Ranking] = {
        "words only": _words,
        "meaning of the goal only": _meaning,
        "full ranking, limits left out": _finder(weights, quality, limits=False),
        FULL: _finder(weights, quality),
        "full ranking, limits as a reader finds them": _finder(weights, quality, written=True),
    }
    for field in fields(weights):
        if field.name not in HOW_FAR and getattr(weights, field.name):
            less = replace(weights, **{field.name: 0.0})
            rows[f"without {field.name}"] = _finder(less, quality)
    return rows


def written(limits: Mapping[str, Any]) -> tuple[Wish, ...]:
    """The limits of a request as wishes."""
    return tuple(_wish(Kind(kind), value) for kind, value in limits.items())


def _wish(kind: Kind, value: Any) -> Wish:
    if kind is Kind.PLACE:
        return Wish(kind, value["name"], {"latitude": value["latitude"], "longitude": value["longitude"]})
    return Wish(kind) if value is True else Wish(kind, value)


def _words(world: World, request: Request, said: Understanding) -> list[str]:
    return [hit.offer_id for hit in world.index.search(Search(words=request.text, limit=SHOWN)).hits]


def _meaning(world: World, request: Request, said: Understanding) -> list[str]:
    return [] if said.vector is None else world.nearest(said.vector, world.documents, SHOWN)


def _finder(weights: Weights, quality: QualityScores, *, limits: bool = True, written: bool = False) -> Ranking:
    def ranking(world: World, request: Request, said: Understanding) -> list[str]:
        wishes: Wishes = world.wishes(said, limits=limits)
        if wishes.vector is None:
            return []
        if written:
            wishes = replace(wishes, limits=_written(request))
        finder = Finder(world.index, weights, quality=quality)
        return [ranked.offer.id for ranked in finder.find(wishes, SHOWN).ranked]

    return ranking


def _written(request: Request) -> tuple[Wish, ...]:
    return written(request.limits)


def of(ranked: Sequence[Ranked], split: str) -> list[Ranked]:
    return [one for one in ranked if one.request.split == split]


def _splits(ranked: Sequence[Ranked]) -> list[str]:
    return [split for split in SPLITS if of(ranked, split)]


def report(console: Console, ranked: Sequence[Ranked]) -> None:
    for split in _splits(ranked):
        part = of(ranked, split)
        title = f"Full ranking on judged offers, {split}, nDCG@{SHOWN}: what each part is worth"
        table = Table(title=title, title_justify="left")
        for name in ("row", f"nDCG@{SHOWN}", "less full", "not judged", "nothing"):
            table.add_column(name, justify="left" if name == "row" else "right")
        for row in ranked[0].ndcg:
            table.add_row(row, *_cells(part, row), style="bold" if row == FULL else None)
        console.print(table)
        low, high = interval([one.ndcg[FULL] for one in part])
        judged = sum(len(one.request.grades) for one in part)
        console.print(
            f"{split}: {len(part)} requests in {len({one.request.language for one in part})} languages, {judged} "
            f"judged offers; 95 % interval of {FULL}: {low:.3f} to {high:.3f}"
        )
        worst = sorted(part, key=lambda one: one.ndcg[FULL])[:6]
        console.print("  lowest: " + ", ".join(f"{one.request.id} {one.ndcg[FULL]:.2f}" for one in worst))
    console.print(
        "“less full”: mean difference to the full ranking with its 95 % interval; “nothing”: requests for which "
        "the row shows nothing.\n"
    )


def _cells(part: Sequence[Ranked], row: str) -> list[str]:
    differences = [one.ndcg[row] - one.ndcg[FULL] for one in part]
    low, high = interval(differences)
    share = unjudged([(one.shown[row], one.request.grades) for one in part])
    return [
        f"{fmean(one.ndcg[row] for one in part):.3f}",
        "" if row == FULL else f"{fmean(differences):+.3f} ({low:+.2f} to {high:+.2f})",
        f"{share:.0%}",
        str(sum(not one.shown[row] for one in part)),
    ]


def as_data(ranked: Sequence[Ranked]) -> dict[str, Any]:
    """For --json: means by split and row, and each request's shortlist with the grades of what is shown."""
    splits = _splits(ranked)
    return {
        split: {
            "rows": {row: round(fmean(one.ndcg[row] for one in of(ranked, split)), 4) for row in ranked[0].ndcg},
            "requests": {
                one.request.id: {
                    "ndcg": round(one.ndcg[FULL], 4),
                    "shown": {offer: one.request.grades.get(offer) for offer in one.shown[FULL]},
                }
                for one in of(ranked, split)
            },
        }
        for split in splits
    }
