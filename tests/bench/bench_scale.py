"""The indexes at growing sizes: `make bench ARGS="index 10000 100000 1000000 engine=faiss"`. No time is asserted.

Offers are made around the real ones (made_offers) and go through the real way of each index: built, activated, asked,
a few of them changed. Every step runs in a process of its own, so that its memory is its own. A line through the
sizes says what to expect of a catalogue as large as the German employment service's.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.settings import load_settings
from index.contract import Query
from index.weights import default_weights
from knowledge.offer import Offer, Price
from tests.bench import goals
from tests.bench.engines import ENGINES, Engine
from tests.bench.fitted import Line, line_through
from tests.bench.made_offers import MadeOffers, Real
from tests.bench.questions import ASKED, Question, questions

GERMAN_SERVICE = 5_400_000
"""So many sessions, in round numbers, lie behind the German employment service's search for training."""
ROUNDS = 4
CHANGED = 10
MACHINE = "one search is one thread"


@dataclass(frozen=True, slots=True)
class Place:
    """Where one size is measured: plain words, so that another process can begin there."""

    folder: Path
    home: Path
    count: int

    def made(self) -> MadeOffers:
        offers = MadeOffers(Real.load(self.home / "index"), self.count)
        offers.keep_vectors(self.folder / "raw.npy")
        return offers


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds by the clock and of CPU, the database's included."""

    clock: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Built:
    """`peak_mb` is of the process that builds, the making of the offers included."""

    build: Spent
    activation: Spent
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Case:
    """Answers to one kind of question: milliseconds of each search by the clock and of CPU, share of the exact ten
    found."""

    passing: float
    milliseconds: tuple[float, ...]
    cpu: tuple[float, ...]
    recall: float

    def waited(self, share: int) -> float:
        """Milliseconds on the clock that `share` percent of the searches stay within."""
        return float(np.percentile(self.milliseconds, share))

    def worked(self, share: int) -> float:
        """The same of milliseconds of CPU, the database's included: other work on the machine adds nothing to it."""
        return float(np.percentile(self.cpu, share))


@dataclass(frozen=True, slots=True)
class Asked:
    opening: Spent
    memory_mb: float
    cases: dict[str, Case]


@dataclass(frozen=True, slots=True)
class Changed:
    """What it takes until a few changed offers are found, and until a few deleted ones are not."""

    upsert: Spent
    delete: Spent


@dataclass(frozen=True, slots=True)
class Measured:
    built: Built
    asked: Asked
    changed: Changed
    disk_mb: float


def apart(work: Callable[..., Any], *arguments: object) -> Any:
    """Runs `work` in a fresh process and returns what it returns."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def ask_exactly(place: Place, vectors: np.ndarray[Any, Any]) -> list[Question]:
    made = place.made()
    return questions(made, made.keep_vectors(place.folder / "raw.npy"), vectors)


def timed(engine: Engine, work: Callable[[], object]) -> Spent:
    used, begun = engine.cpu_seconds(), time.monotonic()
    work()
    return Spent(time.monotonic() - begun, engine.cpu_seconds() - used)


def build(place: Place, engine: Engine) -> Built:
    made = place.made()
    _ = made.columns  # drawn before the clock runs
    index = engine.open(made)
    generations: list[str] = []
    built = timed(engine, lambda: generations.append(index.build(made.offers())))
    activation = timed(engine, lambda: index.activate(generations[0]))
    return Built(built, activation, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)


class Encoderless:
    """Stands for the encoder where nothing is embedded: it only says whose vectors they are."""

    def __init__(self, fingerprint: str, parts: tuple[int, ...]) -> None:
        self.fingerprint, self.parts, self.dimension = fingerprint, parts, sum(parts)

    def encode_documents(self, texts: Sequence[str]) -> np.ndarray[Any, Any]:
        raise RuntimeError(f"Asked to embed {len(texts)} texts in a search.")


def ask(engine: Engine, encoder: Encoderless, asked: Sequence[Question], vectors: np.ndarray[Any, Any]) -> Asked:
    """Every question several times, kinds of questions in turn: what slows the machine down slows all of them."""
    index = engine.open(encoder)
    opening = timed(engine, index.info)
    pool = int(default_weights().pool)
    taken: dict[str, list[tuple[float, float]]] = {}
    hit: dict[str, list[float]] = {}
    for turn in range(1 + ROUNDS):
        for question in asked:
            query = Query(vector=vectors[question.goal], filters=question.filters, limit=pool)
            used, begun = engine.cpu_seconds(), time.perf_counter()
            hits = index.search(query).hits
            waited, worked = time.perf_counter() - begun, engine.cpu_seconds() - used
            if turn:  # the first is a warm-up, and says what is found
                taken.setdefault(question.case, []).append((1000 * waited, 1000 * worked))
            elif question.exact:
                found = {each.offer_id for each in hits[:ASKED]}
                hit.setdefault(question.case, []).append(len(found & set(question.exact)) / len(question.exact))
    passing = {case: [q.passing for q in asked if q.case == case] for case in taken}
    cases = {
        case: Case(
            passing=float(np.mean(passing[case])),
            milliseconds=tuple(waited for waited, _ in taken[case]),
            cpu=tuple(worked for _, worked in taken[case]),
            recall=float(np.mean(hit.get(case, [1.0]))),
        )
        for case in taken
    }
    return Asked(opening, engine.memory_mb(), cases)


def change(place: Place, engine: Engine) -> Changed:
    """A few offers cost something else, then are gone. Raises RuntimeError where the index does not show it."""
    made = place.made()
    index = engine.open(made)
    index.info()
    few = [_changed(offer) for offer in made.offers(place.count - CHANGED)]
    upsert = timed(engine, lambda: index.upsert(few))
    if [index.get(offer.id) for offer in few] != few:
        raise RuntimeError("The changed offers were not found.")
    delete = timed(engine, lambda: index.delete([offer.id for offer in few]))
    if any(index.get(offer.id) for offer in few) or index.info().offers != place.count - CHANGED:
        raise RuntimeError("The deleted offers are still there.")
    return Changed(upsert, delete)


def _changed(offer: Offer) -> Offer:
    return replace(offer, price=Price(12_345.0, "EUR"))


def measure(
    open_engine: Callable[[Path], AbstractContextManager[Engine]],
    place: Place,
    asked: Sequence[Question],
    vectors: np.ndarray[Any, Any],
    say: Callable[[str], None],
) -> Measured:
    with TemporaryDirectory(dir=place.folder) as folder, open_engine(Path(folder)) as engine:
        built = apart(build, place, engine)
        say(f"{engine.name}, {place.count:,}: built in {built.build.clock:.0f} s, CPU {built.build.cpu:.0f} s")
        disk = engine.disk_mb()
        made = place.made()
        encoder = Encoderless(made.fingerprint, made.parts)
        answers = apart(ask, engine, encoder, asked, vectors)
        for name, case in answers.cases.items():
            say(f"  {name}: p50 {case.waited(50):.2f} ms, CPU {case.worked(50):.2f} ms, recall {case.recall:.3f}")
        changed = apart(change, place, engine)
        say(f"  {CHANGED} changed: CPU {changed.upsert.cpu:.1f} s, deleted: {changed.delete.cpu:.1f} s")
        return Measured(built, answers, changed, disk)


def cell(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 10 else f"{value:.3f}"


def report(console: Console, results: dict[str, dict[int, Measured]], sizes: Sequence[int]) -> None:
    for engine, measured in results.items():
        table = Table(title=f"{engine}: {', '.join(f'{size:,}' for size in sizes)} offers in one run")
        table.add_column("")
        for title in (*(f"{size:,}" for size in sizes), "line", f"{GERMAN_SERVICE:,} by the line"):
            table.add_column(title, justify="right")
        row = partial(_row, table, measured)
        for case in next(iter(measured.values())).asked.cases:
            for name, of in _FIGURES.items():
                row(name.format(case=case), partial(_of_case, case, of), line=name.endswith("CPU"))
        table.add_section()
        for name, spent in _STEPS.items():
            row(f"{name}, s", partial(_clock, spent), line=False)
            row("  s of CPU", partial(_cpu, spent))
        row("peak memory of building, MB", lambda m: m.built.peak_mb)
        row("memory after the searches, MB", lambda m: m.asked.memory_mb)
        row("on disk, MB", lambda m: m.disk_mb)
        console.print(table)
    console.print(
        "The line is a + b · (million offers), least squares of relative distances, a and b not below 0; ± is how "
        "far off a measured size it lies at most. Beyond the largest size measured it is an extrapolation: it knows "
        "nothing of memory that runs out, nor of a change of method between sizes.",
        soft_wrap=True,
    )


_FIGURES: dict[str, Callable[[Case], float]] = {
    "{case} (% of all)": lambda case: 100 * case.passing,
    "  p50 ms": lambda case: case.waited(50),
    "  p95 ms": lambda case: case.waited(95),
    "  p50 ms of CPU": lambda case: case.worked(50),
    "  p95 ms of CPU": lambda case: case.worked(95),
    f"  recall@{ASKED} against exact": lambda case: case.recall,
}


_STEPS: dict[str, Callable[[Measured], Spent]] = {
    "build": lambda measured: measured.built.build,
    "activation": lambda measured: measured.built.activation,
    "opening": lambda measured: measured.asked.opening,
    f"{CHANGED} offers changed and found": lambda measured: measured.changed.upsert,
    f"{CHANGED} offers deleted and gone": lambda measured: measured.changed.delete,
}


def _clock(of: Callable[[Measured], Spent], measured: Measured) -> float:
    return of(measured).clock


def _cpu(of: Callable[[Measured], Spent], measured: Measured) -> float:
    return of(measured).cpu


def _of_case(name: str, of: Callable[[Case], float], measured: Measured) -> float:
    return of(measured.asked.cases[name])


def _row(
    table: Table,
    measured: dict[int, Measured],
    name: str,
    of: Callable[[Measured], float],
    *,
    line: bool = True,
) -> None:
    values = {size: of(each) for size, each in measured.items()}
    fitted = line_through(values) if line else None
    table.add_row(name, *(cell(value) for value in values.values()), *_said(fitted))


def _said(line: Line | None) -> tuple[str, str]:
    if line is None:
        return "", ""
    return (
        f"{cell(line.at_none)} + {cell(line.per_million)} · M ±{100 * line.apart:.0f} %",
        cell(line.at(GERMAN_SERVICE)),
    )


def main(arguments: Iterable[str]) -> None:
    given = list(arguments)
    sizes = sorted({int(each) for each in given if each.isdigit()}) or [10_000]
    wanted = [each.removeprefix("engine=") for each in given if each.startswith("engine=")] or list(ENGINES)
    unknown = [each for each in wanted if each not in ENGINES]
    odd = [each for each in given if not each.isdigit() and not each.startswith("engine=")]
    if unknown or odd:
        raise SystemExit(
            f"Cannot measure {', '.join(unknown + odd)}. Expected sizes and engine=NAME of {', '.join(ENGINES)}: "
            'make bench ARGS="index 10000 100000 engine=faiss"'
        )
    console = Console(width=150)
    home = load_settings().home
    with TemporaryDirectory(prefix="bench-") as name:
        vectors, embedding = goals.embedded(home)
        console.print(
            f"One embedding of a goal: p50 {embedding:.1f} ms. {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} "
            f"before the run; faiss {version('faiss-cpu')}, tantivy {version('tantivy')}; {MACHINE}."
        )
        results: dict[str, dict[int, Measured]] = {engine: {} for engine in wanted}
        for size in sizes:
            folder = Path(name) / str(size)
            folder.mkdir()
            place = Place(folder, home, size)
            asked = apart(ask_exactly, place, vectors)
            for engine in wanted:
                results[engine][size] = measure(
                    ENGINES[engine], place, asked, vectors, lambda text: console.print(text, style="dim")
                )
            (folder / "raw.npy").unlink()
        report(console, results, sizes)
