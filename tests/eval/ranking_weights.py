"""Chooses the weights of features and limits of index/weights.toml on dev data only, and says what they are.

    python -m tests.eval.ranking_weights [--write]

Asked are the judged dev requests with their limits, and every third dev query for what it asks of the goal alone.
They are too few to trust a best value of each of a dozen weights. So few values are tried: each weight halved or
doubled, one at a time, the change that gains most first, until none gains more than one standard error of the
difference (at most STEPS changes). How much of that is luck is judged by leaving out: each is ranked with weights
that were chosen on the other folds. The weights in force stay unless that gain passes one standard error, so
`--write` may write nothing.

Features are linear in the weights: the offers are weighed once, with every weight 1, and only added up again.
`semantic` is the scale and stays 1; what says how far is looked (pool, fitting, weak) stays; `liked` is of no account
for who has no history and stays.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import fmean, stdev

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
from tests.eval.judged import queries, requests, topics
from tests.eval.metrics import ndcg
from tests.eval.world import World

STAYS = frozenset({"semantic", "liked", "pool", "fitting", "weak"})
CHOSEN = tuple(field.name for field in fields(Weights) if field.name not in STAYS)
TIMES = (0.5, 2.0)
STEPS = 6
FOLDS = 5
EVERY = 3


@dataclass(frozen=True, slots=True)
class Weighed:
    """One thing asked: its offers with the values of their features, every weight being 1, and the judged grades."""

    name: str
    grades: Mapping[str, int]
    offers: Sequence[tuple[Offer, Mapping[str, float]]]
    limits: bool


def asked() -> Iterator[tuple[str, str, Mapping[str, int], bool]]:
    """Id, text, grades by offer, and whether limits count: the dev requests; then every third of the dev queries, a
    fitting offer being worth 1, for what they ask of the goal alone."""
    for request in requests():
        if request.split == "dev":
            yield request.id, request.text, request.grades, True
    fitting = {name: topic.offers for name, topic in topics().items()}
    for place, query in enumerate(each for each in queries() if each.split == "dev"):
        if place % EVERY == 0:
            yield query.id, query.text, dict.fromkeys(fitting[query.topic], 1), False


def weigh(world: World) -> list[Weighed]:
    """What is asked, understood as the advisor understands it, with its offers."""
    ours = default_weights()
    stays = STAYS - {"semantic", "liked"}
    units = replace(ours, **{field.name: 1.0 for field in fields(ours) if field.name not in stays})
    registers = Registers.load()
    quality, today = QualityScores(lambda: registers), datetime.now(UTC).date()
    found = []
    for name, text, grades, limits in asked():
        wishes = world.wishes(world.understand(text), limits=limits)
        if wishes.vector is None:
            found.append(Weighed(name, grades, (), limits))
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
            found.append(Weighed(name, grades, valued, limits))
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
        found.append(ndcg(shown, one.grades))
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
    """nDCG@3 of each request with weights chosen without its fold."""
    found: dict[str, float] = {}
    for fold in range(FOLDS):
        rest = [one for place, one in enumerate(weighed) if place % FOLDS != fold]
        left = [one for place, one in enumerate(weighed) if place % FOLDS == fold]
        for one, score in zip(left, scores(left, choose(rest, start)), strict=True):
            found[one.name] = score
    return [found[one.name] for one in weighed]


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
    options = parser.parse_args()
    console = Console(width=120)
    weighed, start = weigh(World.load()), default_weights()
    before = scores(weighed, start)
    chosen = choose(weighed, start)
    after = scores(weighed, chosen)
    console.print(f"{len(weighed)} dev requests and queries, nDCG@{SHORTLIST}: chosen on all of them")
    for name, limits in (("requests with limits", True), ("queries", False)):
        part = [place for place, one in enumerate(weighed) if one.limits is limits]
        old, new = (fmean(found[place] for place in part) for found in (before, after))
        console.print(f"  {len(part)} {name}: {old:.3f} now, {new:.3f} chosen")
    changes = {
        name: (getattr(start, name), getattr(chosen, name))
        for name in CHOSEN
        if getattr(start, name) != getattr(chosen, name)
    }
    for name, (old, new) in changes.items():
        console.print(f"  {name}: {old:g} -> {new:g}")
    honest = left_out(weighed, start)
    gained = [a - b for a, b in zip(honest, before, strict=True)]
    error = stdev(gained) / len(gained) ** 0.5
    console.print(
        f"left out, {FOLDS} folds: {fmean(honest):.3f}; gain {fmean(gained):+.3f}, standard error {error:.3f}"
    )
    if not fmean(gained) > error:
        console.print("No more than luck may give: the weights in force stay.")
    elif options.write and changes:
        write(chosen)


if __name__ == "__main__":
    main()
