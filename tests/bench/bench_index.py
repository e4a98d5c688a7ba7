"""The index measured: `python -m tests.bench.bench_index [vectors]`. Ratios of one run, no time is asserted.

Synthetic vectors show exact filtered search beside plain arithmetic and beside a graph index, also where the filter
goes with the question. The built index of the default catalogue shows memory, opening, search and shortlists, and at
which nearness goals that no offer is about part from goals that some are.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import faiss as typed_faiss
import numpy as np
import psutil
from rich.console import Console
from rich.table import Table

from bot.settings import load_settings
from index.contract import IndexUnusableError, Query
from index.faiss_index import FaissOfferIndex
from index.finder import Finder
from index.vectors import StoredVectors, centre, centred
from index.weights import default_weights
from index.wishes import Kind, Wish, Wishes
from nlu.encoder import Encoder
from tests.bench.goals import ABOUT, NOT_ABOUT

faiss: Any = typed_faiss  # as in index.vectors
DIMENSION, ASKED, LIMIT = 384, 40, 50


def percentiles(work: Callable[[int], object], times: int = ASKED) -> tuple[float, float]:
    """p50 and p95 of the milliseconds that `work` takes, after one warm-up."""
    work(0)
    taken = []
    for number in range(times):
        start = time.perf_counter()
        work(number)
        taken.append((time.perf_counter() - start) * 1000)
    return float(np.percentile(taken, 50)), float(np.percentile(taken, 95))


def synthetic(console: Console, count: int) -> None:
    random = np.random.default_rng(5)
    middles = random.standard_normal((200, DIMENSION)).astype(np.float32)
    cluster = random.integers(0, 200, count)
    noise = random.standard_normal((count, DIMENSION)).astype(np.float32)
    raw = (middles[cluster] + 0.8 * noise).astype(np.float16)
    del noise
    documents = centred(raw, centre(raw), (DIMENSION,))
    asked = middles[random.integers(0, 200, ASKED)] + 0.8 * random.standard_normal((ASKED, DIMENSION))
    questions = centred(asked.astype(np.float16), centre(raw), (DIMENSION,))
    graph = faiss.IndexHNSWFlat(DIMENSION, 16, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = 60
    faiss.omp_set_num_threads(2)
    graph.add(documents)
    faiss.omp_set_num_threads(1)
    with TemporaryDirectory() as folder:
        StoredVectors.write(Path(folder), raw, (DIMENSION,))
        vectors = StoredVectors(Path(folder))
    table = Table(title=f"{count} vectors of {DIMENSION}, nearest {LIMIT}, one thread")
    for column in ("filter passes", "index p50 ms", "p95 ms", "numpy p50 ms", "numpy / index", "recall"):
        table.add_column(column, justify="right")
    for column in ("graph p50 ms", "graph recall"):
        table.add_column(column, justify="right")
    filters = {
        f"{share:.1%}": np.repeat((random.random(count) < share)[None], ASKED, 0) for share in (1, 0.1, 0.01, 0.001)
    }
    # As a language filter does: what is nearest to the question does not pass.
    nearest = np.argmax(questions @ middles.T, axis=1)
    filters["all but its own topic"] = np.stack([cluster != topic for topic in nearest])
    filters["only another topic"] = np.stack([cluster == (topic + 1) % 200 for topic in nearest])
    for name, passing in filters.items():

        def plain(number: int, passing: Any = passing) -> set[int]:
            scores = np.where(passing[number], documents @ questions[number], -np.inf)
            best = np.argpartition(-scores, LIMIT)[:LIMIT]
            return {int(row) for row in best if scores[row] > -np.inf}

        def ours(number: int, passing: Any = passing) -> set[int]:
            return set(vectors.nearest(questions[number], passing[number], LIMIT))

        def by_graph(number: int, passing: Any = passing) -> set[int]:
            bits = np.packbits(passing[number], bitorder="little")
            chosen = faiss.SearchParametersHNSW(sel=faiss.IDSelectorBitmap(bits), efSearch=200)
            return {int(row) for row in graph.search(questions[number][None], LIMIT, params=chosen)[1][0] if row >= 0}

        (p50, p95), (numpy50, _), (graph50, _) = percentiles(ours), percentiles(plain), percentiles(by_graph)
        recall, graph_recall = (
            float(np.mean([len(way(n) & plain(n)) / max(len(plain(n)), 1) for n in range(ASKED)]))
            for way in (ours, by_graph)
        )
        table.add_row(
            name, f"{p50:.2f}", f"{p95:.2f}", f"{numpy50:.2f}", f"{numpy50 / p50:.1f}x", f"{recall:.3f}",
            f"{graph50:.2f}", f"{graph_recall:.3f}",
        )  # fmt: skip
    console.print(table)


def catalogue(console: Console) -> None:
    home = load_settings().home
    encoder = Encoder.load(home / "encoder")
    process = psutil.Process()
    before, start = process.memory_info().rss, time.perf_counter()
    index = FaissOfferIndex(home / "index", encoder)
    info = index.info()
    opened = time.perf_counter() - start
    vectors = {goal: encoder.encode_query(*goal) for goal in (*ABOUT, *NOT_ABOUT)}
    finder, goals = Finder(index), list(ABOUT)
    limits = (Wish(Kind.LANGUAGE, "en"), Wish(Kind.MAX_PRICE, 50.0))

    def goal(number: int) -> tuple[str, str]:
        return goals[number % len(goals)]

    works: dict[str, Callable[[int], object]] = {
        "search, meaning": lambda n: index.search(Query(vector=vectors[goal(n)])),
        "search, words": lambda n: index.search(Query(words=goal(n)[0])),
        "search, both": lambda n: index.search(Query(vector=vectors[goal(n)], words=goal(n)[0])),
        "shortlist": lambda n: finder.find(Wishes(vector=vectors[goal(n)], words=goal(n)[0])),
        "shortlist, two limits": lambda n: finder.find(
            Wishes(vector=vectors[goal(n)], words=goal(n)[0], limits=limits)
        ),
    }
    table = Table(title=f"{info.offers} offers, {info.generation}, opened in {opened * 1000:.0f} ms")
    for column in ("work", "p50 ms", "p95 ms"):
        table.add_column(column, justify="left" if column == "work" else "right")
    for name, work in works.items():
        p50, p95 = percentiles(work)
        table.add_row(name, f"{p50:.1f}", f"{p95:.1f}")
    console.print(table)
    console.print(f"Memory of the index after these searches: {(process.memory_info().rss - before) / 1e6:.0f} MB")
    weak = default_weights().weak
    for name, group in (("some offer is about", ABOUT), ("no offer is about", NOT_ABOUT)):
        closest = [index.search(Query(vector=vectors[each], limit=1)).hits[0].semantic for each in group]
        below = sum(each < weak for each in closest)
        console.print(f"Goals that {name}: closest offer below {weak} for {below} of {len(group)}")


def main() -> None:
    console = Console(width=140)
    synthetic(console, int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
    try:
        catalogue(console)
    except (IndexUnusableError, OSError, RuntimeError) as fault:
        console.print(f"The default catalogue was not measured: {fault}")


if __name__ == "__main__":
    main()
