"""`make eval`: how well the advisor understands and finds, in 26 languages.

    python -m tests.eval [retrieval|language|acts|goals|weights|all] [--json PATH]

`weights` chooses nlu/language_weights.csv on the dev queries and writes it; `all` measures and writes nothing.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import Any

from rich.console import Console

from tests.eval import lines, report, retrieval, weights
from tests.eval.world import World

PARTS = ("retrieval", "language", "acts", "goals", "weights", "all")
_LINES = {"language": lines.language, "acts": lines.acts, "goals": lines.goals}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.eval", description="How well the advisor understands and finds."
    )
    parser.add_argument("part", nargs="?", choices=PARTS, default="all")
    parser.add_argument("--json", type=Path, help="write the figures here too, with each query's shortlist")
    options = parser.parse_args()
    console = Console(width=140)
    started = time.monotonic()
    world = World.load()
    data: dict[str, Any] = {}
    if options.part == "weights":
        chosen = weights.choose(world)
        weights.write(chosen.weights)
        report.choice(console, chosen)
        world.encoder.language_weights = chosen.weights
    if options.part in ("retrieval", "weights", "all"):
        judged = retrieval.run(world)
        report.retrieval(console, judged, world.esco)
        data["retrieval"] = retrieval.as_data(judged)
    for name, measure in _LINES.items():
        if options.part in (name, "all"):
            counted = measure(world)
            report.lines(console, counted)
            data[name] = [{"name": one.name, "figure": one.figure, "lines": one.lines} for one in counted]
    if options.json is not None:
        options.json.write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    console.print(f"{time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
