"""What one search costs by stage, as a ratio to one embedding and faiss alone in the same run:
`make bench ARGS=stages`.

CPU time of the one thread that works, so that other work on the machine hardly counts. Every question goes through
all stages in turn. No time is asserted; the goal of the project is a whole search of at most 1.5 times, at p95.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

import numpy as np
from rich.console import Console
from rich.table import Table

from bot.house import QualityScores
from bot.settings import load_settings
from index.contract import Query
from index.faiss_index import FaissOfferIndex
from index.finder import Finder
from index.generations import Generations
from index.limits import hard_filters
from index.searching import SESSIONS, Searching
from index.vectors import StoredVectors
from index.weights import default_weights
from index.wishes import Kind, Wish, Wishes
from knowledge.esco import Esco
from knowledge.registers import Registers
from nlu.encoder import Encoder
from nlu.understand import Hint, Understander
from tests.bench.goals import ABOUT

ROUNDS = 3
GOAL = 1.5
LIMITS: tuple[tuple[Wish, ...], ...] = (
    (),
    (Wish(Kind.LANGUAGE, "en"),),
    (Wish(Kind.MODE, "online"), Wish(Kind.MAX_PRICE, 50.0)),
    (Wish(Kind.FREE), Wish(Kind.SCHEDULE, "evening"), Wish(Kind.LANGUAGE, "de")),
)
"""What people set beside a goal: nothing, a language, two limits that much fits, three that little does."""
SENTENCES = (
    "I was a waiter, I want to become a data analyst, online and free",
    "Ich bin Verkäuferin und möchte Buchhaltung lernen, am liebsten abends, kostet hoffentlich nichts",
    "j'aimerais apprendre le marketing digital, je n'ai pas d'argent",
    "quiero ser programador web, tengo poco tiempo, 5 horas a la semana",
    "vorrei imparare a suonare la chitarra online",
    "chcę zostać grafikiem komputerowym, kurs online, do 50 euro",
    "I lost my job in a warehouse and need project management skills",
    "Ik wil leren programmeren in Python, in de avond",
)


EMBED, ALONE, BASE = "one embedding", "faiss alone", "one embedding + faiss alone"
WHOLE = "a whole search: embedding, searches, ranking"
UNDERSTAND, TURN = "understanding a sentence", "understanding a sentence and finding"
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Parts:
    """The real parts, as the advisor loads them."""

    encoder: Encoder
    index: FaissOfferIndex
    vectors: StoredVectors
    finder: Finder
    understander: Understander

    @classmethod
    def load(cls) -> Parts:
        """Raises the parts' own errors, which name the remedy."""
        home = load_settings().home
        encoder = Encoder.load(home / "encoder")
        index = FaissOfferIndex(home / "index", encoder)
        path = Generations(home / "index").path(index.info().generation)
        registers = Registers.load()
        finder = Finder(index, quality=QualityScores(lambda: registers))
        return cls(encoder, index, StoredVectors(path), finder, Understander.load(home, encoder, Esco.load()))


def stages(parts: Parts, goal: str, language: str, limits: tuple[Wish, ...]) -> dict[str, float]:
    """CPU milliseconds of each stage of one search for a goal under limits."""
    vector, embed = timed(lambda: parts.encoder.encode_query(goal, language))
    everything = np.ones(len(parts.vectors), dtype=np.bool_)
    pool = int(default_weights().pool)
    wishes = Wishes(vector=vector, words=goal, limits=limits, goal_labels=(goal,))
    today = datetime.now(UTC).date()
    query = Query(vector=vector, words=goal, filters=hard_filters(wishes), limit=pool, sessions=SESSIONS, on=today)

    def searches() -> None:
        with parts.index.reading() as reading:
            searching = Searching(reading, wishes, default_weights(), today)
            searching.pool(searching.relaxed(3).kinds)
            _ = searching.closest

    _, alone = timed(lambda: parts.vectors.nearest(vector, everything, pool))
    _, search = timed(lambda: parts.index.search(query))
    _, every = timed(searches)
    _, find = timed(lambda: parts.finder.find(wishes))
    return {
        EMBED: embed,
        ALONE: alone,
        BASE: embed + alone,
        "one search of the index (meaning, words, limits)": search,
        "all searches of one answer": every,
        "ranking: the rest of finding": find - every,
        WHOLE: embed + find,
    }


def turn(parts: Parts, text: str) -> dict[str, float]:
    """CPU milliseconds of understanding one sentence and finding what it asks for."""
    said, understand = timed(lambda: parts.understander.understand(text, Hint()))
    wishes = Wishes()
    if said.goal is not None:
        labels = (said.goal.text, *(concept.label for concept in said.goal.concepts))
        limits = Wishes.limits_from(said.limits)
        wishes = Wishes(vector=said.vector, words=said.goal.text, limits=limits, goal_labels=labels)
    _, find = timed(lambda: parts.finder.find(wishes))
    return {UNDERSTAND: understand, TURN: understand + find}


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What `work` returns, and the milliseconds of CPU of this thread that it took."""
    begun = time.thread_time()
    result = work()
    return result, 1000 * (time.thread_time() - begun)


def measured(parts: Parts) -> dict[str, list[float]]:
    taken: dict[str, list[float]] = {}
    for round_ in range(1 + ROUNDS):
        asked = [stages(parts, *goal, limits) for goal in ABOUT for limits in LIMITS]
        asked += [turn(parts, text) for text in SENTENCES]
        for spent in asked if round_ else ():  # the first is a warm-up
            for name, milliseconds in spent.items():
                taken.setdefault(name, []).append(milliseconds)
    return taken


def report(console: Console, taken: dict[str, list[float]], offers: int) -> None:
    table = Table(title=f"One search among {offers:,} offers by stage: CPU of one thread, one run")
    table.add_column("stage")
    for column in ("p50 ms", "p95 ms", "p50 ratio", "p95 ratio"):
        table.add_column(column, justify="right")
    base = [float(np.percentile(taken[BASE], share)) for share in (50, 95)]
    for name, milliseconds in taken.items():
        found = [float(np.percentile(milliseconds, share)) for share in (50, 95)]
        ratios = (f"{own / of_base:.2f}" for own, of_base in zip(found, base, strict=True))
        table.add_row(name, *(f"{each:.1f}" for each in found), *ratios)
    console.print(table)
    whole = float(np.percentile(taken[WHOLE], 95)) / base[1]
    met = "met" if whole <= GOAL else "NOT met"
    console.print(
        f"The goal, a whole search of at most {GOAL} times one embedding + faiss alone at p95: {whole:.2f}, {met}."
    )


def main() -> None:
    parts = Parts.load()
    report(Console(width=120), measured(parts), parts.index.info().offers)
