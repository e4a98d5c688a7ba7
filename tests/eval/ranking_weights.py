"""Chooses the weights of features and limits of index/weights.toml on the dev requests only, and says what they are.

    python -m tests.eval.ranking_weights [--write]

A few dozen requests are too few to trust a best value of each of a dozen weights. So few values are tried: each
weight halved or doubled, one at a time, the change that gains most first, again and again until none does (at most STEPS
changes). A change is kept only where the gain in nDCG@3 passes one standard error of the difference on the same
requests, so what is in force stays unless there is reason to change it. How much of the gain is luck is judged by
leave-one-out: each request is ranked with weights that were chosen without it.

Features are linear in the weights: each request's offers are weighed once, with every weight 1, and only added up
again. `semantic` is the scale and stays 1; what says how far is looked (pool, fitting, weak) stays; `liked` and
`price` are of no account in requests without history and stay.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

from rich.console import Console

from bot.house import QualityScores
from index.features import contributions
from index.finder import SHORTLIST
from index.limits import SOFT, Stances
from index.ranking import ranked
from index.searching import Searching
from index.weights import DEFAULT, Weights, default_weights
from knowledge.offer import Offer
from knowledge.registers import Registers
from tests.eval.judged import Request, requests
from tests.eval.metrics import ndcg
from tests.eval.world import World

STAYS = frozenset({"semantic", "liked", "pool", "fitting", "weak"})
CHOSEN = tuple(field.name for field in fields(Weights) if field.name not in STAYS)
TIMES = (0.5, 2.0)
STEPS = 6


@dataclass(frozen=True, slots=True)
class Weighed:
    """A request's offers with the values of their features, every weight being 1."""

    request: Request
    offers: Sequence[tuple[Offer, Mapping[str, float]]]


def weigh(world: World) -> list[Weighed]:
    """The dev requests, understood as the advisor understands them, with their offers."""
    ours = default_weights()
    units = replace(
        ours, **{field.name: 1.0 for field in fields(ours) if field.name not in STAYS - {"semantic", "liked"}}
    )
    registers = Registers.load()
    quality, today = QualityScores(lambda: registers), datetime.now(UTC).date()
    found = []
    for request in requests():
        if request.split != "dev":
            continue
        wishes = world.wishes(world.understand(request.text), limits=True)
        if wishes.vector is None:
            found.append(Weighed(request, ()))
            continue
        with world.index.reading() as reading:
            searching = Searching(reading, wishes, units, today)
            hits, _ = searching.pool(searching.relaxed(SHORTLIST).kinds)
            stances = Stances(wishes)
            valued = [
                (
                    offer,
                    contributions(
                        offer, hit, wishes, units, standing=stances.of(offer), closest=searching.closest,
                        quality=quality, today=today,
                    ),
                )
                for hit in hits
                if (offer := reading.get(hit.offer_id)) is not None
            ]  # fmt: skip
            found.append(Weighed(request, valued))
    return found


def weight_of(feature: str, weights: Weights) -> float:
    """The weight of a feature by its name in a score."""
    name, _, limit = feature.partition(":")
    if not limit:
        return float(getattr(weights, name))
    if limit in SOFT:
        return weights.limit_soft if name == "unmet" else weights.limit_soft_unknown
    return weights.limit_unmet if name == "unmet" else weights.limit_unknown


def scores(weighed: Sequence[Weighed], weights: Weights) -> list[float]:
    """nDCG@3 of each request with these weights."""
    found = []
    for one in weighed:
        pool = [
            (offer, {name: value * weight_of(name, weights) for name, value in values.items()})
            for offer, values in one.offers
        ]
        shown = [each.offer.id for each in ranked(pool, weights, SHORTLIST)]
        found.append(ndcg(shown, one.request.grades))
    return found


def choose(weighed: Sequence[Weighed], start: Weights) -> Weights:
    """The weights after every change that gains more than one standard error."""
    best, reached = start, scores(weighed, start)
    for _ in range(STEPS):
        gains = []
        for name in CHOSEN:
            for times in TIMES:
                tried = replace(best, **{name: round(getattr(best, name) * times, 4)})
                now = scores(weighed, tried)
                differences = [a - b for a, b in zip(now, reached, strict=True)]
                error = stdev(differences) / len(differences) ** 0.5
                if fmean(differences) > error:
                    gains.append((fmean(differences), name, times, tried, now))
        if not gains:
            break
        _, _, _, best, reached = max(gains, key=lambda gain: gain[0])
    return best


def left_out(weighed: Sequence[Weighed], start: Weights) -> list[float]:
    """nDCG@3 of each request with weights chosen without it."""
    found = []
    for place, one in enumerate(weighed):
        rest = [*weighed[:place], *weighed[place + 1 :]]
        found += scores([one], choose(rest, start))
    return found


def write(weights: Weights, path: Path = DEFAULT) -> None:
    """Puts the weights in the file in place of those there; comments stay."""
    text = path.read_text(encoding="utf-8")
    for name in CHOSEN:
        key, value = name.removeprefix("limit_"), getattr(weights, name)
        text = re.sub(rf"(?m)^({key} = )[0-9.]+", rf"\g<1>{value:g}", text, count=1)
    path.write_text(text, encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.eval.ranking_weights")
    parser.add_argument("--write", action="store_true", help="write what was chosen into index/weights.toml")
    parser.add_argument("--left-out", action="store_true", help="also judge by leave-one-out (slower)")
    options = parser.parse_args()
    console = Console(width=120)
    weighed, start = weigh(World.load()), default_weights()
    before = scores(weighed, start)
    chosen = choose(weighed, start)
    after = scores(weighed, chosen)
    console.print(f"{len(weighed)} dev requests: nDCG@3 {fmean(before):.3f} now, {fmean(after):.3f} chosen")
    changes: dict[str, Any] = {
        name: (getattr(start, name), getattr(chosen, name))
        for name in CHOSEN
        if getattr(start, name) != getattr(chosen, name)
    }
    for name, (old, new) in changes.items():
        console.print(f"  {name}: {old:g} -> {new:g}")
    if options.left_out:
        honest = left_out(weighed, start)
        console.print(f"leave-one-out: {fmean(honest):.3f}")
    if options.write and changes:
        write(chosen)


if __name__ == "__main__":
    main()
