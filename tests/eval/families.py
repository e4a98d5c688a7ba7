"""Groups of languages, for asking whether the advisor serves some people worse than others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from rich.console import Console
from rich.table import Table

from tests.eval.judged import new_topics
from tests.eval.metrics import DEPTH, Quality, gap, gap_by_chance, interval, mean
from tests.eval.retrieval import PRODUCT, Judged, by_language

FAMILIES: Mapping[str, tuple[str, ...]] = {
    "Germanic": ("da", "de", "en", "nl", "sv"),
    "Romance": ("es", "fr", "it", "pt", "ro"),
    "Slavic": ("bg", "cs", "hr", "pl", "sk", "sl", "uk"),
    "Baltic": ("lt", "lv"),
    "Finno-Ugric": ("et", "fi", "hu"),
    "Greek": ("el",),
    "Celtic": ("ga",),
    "Semitic": ("ar", "mt"),
}
FIRST_SIX = ("en", "de", "fr", "es", "it", "pl")
"""The languages that were served well first."""
GOAL_GAP = 0.05
GOAL_FIRST_SIX = 0.95


@dataclass(frozen=True, slots=True)
class Gap:
    """Best less worst group by R@5, and by how much of that a group's language is behind the mean of all."""

    best: str
    worst: str
    size: float
    by_chance: float
    lowest_language: str
    lowest: float


def by_family(judged: Sequence[Judged]) -> dict[str, list[Quality]]:
    languages = by_language(judged)
    return {name: [q for code in codes for q in languages.get(code, [])] for name, codes in FAMILIES.items()}


def largest_gap(judged: Sequence[Judged]) -> Gap:
    """Between the groups' shares of queries with a fitting offer among the first five."""
    values = {name: [q.r5 for q in qualities] for name, qualities in by_family(judged).items() if qualities}
    means = {name: fmean(v) for name, v in values.items()}
    best, worst = max(means, key=lambda name: means[name]), min(means, key=lambda name: means[name])
    languages = {code: fmean(q.r5 for q in qualities) for code, qualities in by_language(judged).items()}
    inside = {code: languages[code] for code in FAMILIES[worst] if code in languages}
    lowest = min(inside, key=lambda code: inside[code])
    return Gap(best, worst, gap(values), gap_by_chance(values), lowest, inside[lowest])


def first_six(judged: Sequence[Judged]) -> list[Quality]:
    return [one for code, qualities in by_language(judged).items() if code in FIRST_SIX for one in qualities]


def report(console: Console, judged: Sequence[Judged], split: str) -> None:
    """By language and by group, each figure with its 95 % interval, and the goals met or not."""
    table = Table(title=f"By language, {split} (95 % intervals)", title_justify="left")
    _columns(table, "language")
    for code, qualities in by_language(judged).items():
        table.add_row(code, str(len(qualities)), *_with_intervals(qualities))
    console.print(table)
    groups = Table(title=f"By group of languages, {split}", title_justify="left")
    _columns(groups, "group")
    for name, qualities in by_family(judged).items():
        groups.add_row(f"{name} ({', '.join(FAMILIES[name])})", str(len(qualities)), *_with_intervals(qualities))
    groups.add_row("all", str(len(judged)), *_with_intervals([q for v in by_family(judged).values() for q in v]))
    six = first_six(judged)
    groups.add_row(f"first six ({', '.join(FIRST_SIX)})", str(len(six)), *_with_intervals(six))
    console.print(groups)
    _new(console, judged, split)
    _goals(console, judged, split, six)


def _goals(console: Console, judged: Sequence[Judged], split: str, six: Sequence[Quality]) -> None:
    found = largest_gap(judged)
    said = "met" if found.size <= GOAL_GAP else "NOT met"
    console.print(
        f"{split}: largest gap between groups, R@5: {found.size * 100:.1f} points, {found.best} over {found.worst} "
        f"(goal {GOAL_GAP * 100:.0f}: {said}; {found.by_chance * 100:.1f} to expect by chance). Lowest language of "
        f"{found.worst}: {found.lowest_language} at {found.lowest:.3f}."
    )
    r5 = mean(six).r5
    said = "met" if r5 >= GOAL_FIRST_SIX else "NOT met"
    console.print(f"{split}: first six languages, R@5: {r5:.3f} (goal {GOAL_FIRST_SIX:.2f}: {said}).\n")


def _new(console: Console, judged: Sequence[Judged], split: str) -> None:
    """Where a split has topics that nothing was chosen by, how those fare beside the others."""
    unseen = set(new_topics())
    table = Table(title=f"By topic, {split}", title_justify="left")
    _columns(table, "topics")
    for name, there in (("asked for in dev and test too", False), ("asked for in fresh only", True)):
        qualities = [one.rows[PRODUCT] for one in judged if (one.query.topic in unseen) is there]
        if there and not qualities:
            return
        table.add_row(name, str(len(qualities)), *_with_intervals(qualities))
    by_topic: dict[str, list[Quality]] = {}
    for one in judged:
        by_topic.setdefault(one.query.topic, []).append(one.rows[PRODUCT])
    for topic in sorted(by_topic, key=lambda topic: mean(by_topic[topic]).r5)[:8]:
        table.add_row(f"lowest: {topic}", str(len(by_topic[topic])), *_with_intervals(by_topic[topic]))
    console.print(table)


def _columns(table: Table, first: str) -> None:
    table.add_column(first)
    for name in ("n", "R@1", "R@5", f"MRR@{DEPTH}", "fit of 3"):
        table.add_column(name, justify="right")


def _with_intervals(qualities: Sequence[Quality]) -> list[str]:
    if not qualities:
        return [""] * 4
    cells = []
    for name in ("r1", "r5", "mrr", "fit3"):
        values = [float(getattr(q, name)) for q in qualities]
        low, high = interval(values)
        cells.append(f"{fmean(values):.3f} ({low:.2f}–{high:.2f})")
    return cells
