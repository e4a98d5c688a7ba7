"""`make eval`: how well the advisor understands and finds, in 26 languages.

    python -m tests.eval [PART] [--split SPLIT] [--json PATH] [--samples FOLDER] [--data FOLDER]

PART is retrieval, ranking, profiles, counterfactuals, language, acts, goals, limits, feeds, systems, laws, linking,
weights or all.

Whoever tunes asks `--split dev` only. `weights` chooses nlu/language_weights.csv on the dev queries and writes it;
`all` measures and writes nothing.
`linking` needs `--data FOLDER` of published benchmarks.
`feeds` reads the samples of the tests and, with `--samples`, every feed file in a folder of real ones.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.eval import lines, profiles, report, retrieval, weights
from tests.eval.judged import QUERY_SPLITS, SPLITS
from tests.eval.world import World

PARTS = (
    "retrieval",
    "ranking",
    "profiles",
    "counterfactuals",
    "limits",
    "language",
    "acts",
    "goals",
    "feeds",
    "systems",
    "laws",
    "linking",
    "weights",
    "all",
)
WITHOUT_MODELS = ("feeds", "systems", "laws", "linking")
_LINES = {"language": lines.language, "acts": lines.acts, "goals": lines.goals}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.eval", description="How well the advisor understands and finds."
    )
    parser.add_argument("part", nargs="?", choices=PARTS, default="all")
    parser.add_argument("--samples", type=Path, action="append", default=[], help="folder of real feed files (feeds)")
    parser.add_argument("--data", type=Path, help="folder of published benchmarks (linking)")
    parser.add_argument("--titles", type=int, help="job titles a benchmark, evenly taken (linking; all by default)")
    parser.add_argument("--json", type=Path, help="write the figures here too, with each query's shortlist")
    parser.add_argument(
        "--split", action="append", choices=QUERY_SPLITS, help="only these queries and requests (retrieval, ranking)"
    )
    options = parser.parse_args()
    console = Console(width=140)
    started = time.monotonic()
    data: dict[str, Any] = {}
    if options.part in ("feeds", "all"):
        from tests.eval import feeds

        read = feeds.run([feeds.MADE, *options.samples])
        feeds.report(console, read)
        data["feeds"] = [asdict(one) for one in read]
    if options.part in ("systems", "all"):
        from tests.eval import systems

        systems.report(console)
    if options.part in ("laws", "all"):
        from tests.eval import laws

        data["laws"] = laws.report(console)
    if options.part == "linking" or (options.part == "all" and options.data is not None):
        if options.data is None:
            parser.error("linking needs --data FOLDER, with skill_extraction_esco/ and melo/ in it")
        from bot.settings import load_settings
        from tests.eval import linking

        data["linking"] = linking.report(console, load_settings().home, options.data, options.titles)
    if options.part not in WITHOUT_MODELS:
        _with_models(options.part, console, data, options.split or QUERY_SPLITS)
    if options.json is not None:
        options.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"{time.monotonic() - started:.0f} s")


def _with_models(part: str, console: Console, data: dict[str, Any], splits: Collection[str]) -> None:
    world = World.load()
    if part == "weights":
        chosen = weights.choose(world)
        weights.write(chosen.weights)
        report.choice(console, chosen)
        world.encoder.language_weights = chosen.weights
    if part in ("retrieval", "weights", "all"):
        judged = retrieval.run(world, splits)
        report.retrieval(console, judged, world.esco)
        data["retrieval"] = retrieval.as_data(judged)
    if part in ("ranking", "all"):
        from tests.eval import ranking

        ranked = ranking.run(world, splits)
        ranking.report(console, ranked)
        data["ranking"] = ranking.as_data(ranked)
    if part in ("profiles", "all"):
        figures = profiles.run(world)
        profiles.report(console, figures)
        data["profiles"] = [asdict(one) for one in figures]
    if part in ("counterfactuals", "all"):
        from tests.eval import counterfactuals

        data["counterfactuals"] = {split: counterfactuals.measured(console, world, split) for split in SPLITS}
    if part in ("limits", "all"):
        from tests.eval import limits

        set_limits = limits.run(world)
        limits.report(console, set_limits)
        data["limits"] = {one.name: asdict(one.every) for one in set_limits}
    for name, measure in _LINES.items():
        if part in (name, "all"):
            counted = measure(world)
            report.lines(console, counted)
            data[name] = [{"name": one.name, "figure": one.figure, "lines": one.lines} for one in counted]


if __name__ == "__main__":
    main()
