"""Limits: precision, recall and F1 of what a person sets as a condition, by kind and by language.

A line of limits_dev.csv and limits_test.csv is a message and its limits, `kind=value` apart by semicolons; none at
all is a trap. The cues are mended on dev; test is only reported.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table

from nlu.folding import fold
from nlu.places import Gazetteer
from nlu.understand import Hint
from nlu.understanding import Limit, LimitKind
from tests.eval.judged import rows
from tests.eval.world import World

Said = tuple[str, str]
"""A limit as it is compared: kind and value."""


@dataclass
class Counts:
    """Right, wrongly found and missed limits of one kind or language."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    @property
    def f1(self) -> float:
        both = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / both if both else 1.0


@dataclass
class Measured:
    """One file's counts. `whole` is the share of lines whose limits are all right and no other was found; `traps` the
    share of lines without a limit in which none was found."""

    name: str
    every: Counts = field(default_factory=Counts)
    by_kind: dict[str, Counts] = field(default_factory=dict)
    by_language: dict[str, Counts] = field(default_factory=dict)
    lines: list[bool] = field(default_factory=list)
    traps: list[bool] = field(default_factory=list)

    @property
    def whole(self) -> float:
        return sum(self.lines) / len(self.lines)

    def add(self, language: str, wanted: Counter[Said], found: Counter[Said]) -> None:
        for kind, value in wanted | found:
            said = (kind, value)
            right = min(wanted[said], found[said])
            for counts in (
                self.every,
                self.by_kind.setdefault(kind, Counts()),
                self.by_language.setdefault(language, Counts()),
            ):
                counts.right += right
                counts.wrong += found[said] - right
                counts.missed += wanted[said] - right
        self.lines.append(wanted == found)
        if not wanted:
            self.traps.append(not found)


def run(world: World) -> list[Measured]:
    """Every file of limits, read as the advisor reads the message that opens a conversation."""
    return [
        measure(name, lambda text, code: world.understander.understand(text, Hint(code)).limits) for name in NAMES
    ]


NAMES = ("limits_dev.csv", "limits_test.csv")


def measure(name: str, read: Callable[[str, str], Iterable[Limit]]) -> Measured:
    """`read` gives the limits of a message (text, language)."""
    measured = Measured(name)
    for row in rows(name):
        found = Counter(said(limit) for limit in read(row["text"], row["language"]) if not limit.removed)
        measured.add(row["language"], expected(row["limits"]), found)
    return measured


def expected(written: str) -> Counter[Said]:
    """The limits of a line; a place by the name that the gazetteer has for it."""
    wanted: Counter[Said] = Counter()
    for part in filter(None, written.split(";")):
        kind, _, value = part.partition("=")
        if kind == LimitKind.PLACE and (city := Gazetteer.load().exact(fold(value))):
            value = city.name
        wanted[LimitKind(kind).value, fold(value)] += 1
    return wanted


def said(limit: Limit) -> Said:
    """A limit as the files write it: money in the currency that was said, a start as it was said."""
    value: object = limit.value
    if limit.kind is LimitKind.MAX_PRICE and "currency" in limit.detail:
        value = f"{limit.detail['amount']:g}{limit.detail['currency']}"
    elif limit.kind is LimitKind.START and value is None:
        value = ":".join(f"{key}:{part}" for key, part in limit.detail.items())
    elif isinstance(value, float):
        value = f"{value:g}"
    return limit.kind.value, fold("" if value is None else str(value))


def report(console: Console, measured: Iterable[Measured]) -> None:
    for one in measured:
        console.print(
            f"[bold]Limits ({one.name})[/bold]: precision {one.every.precision:.3f}, recall {one.every.recall:.3f}, "
            f"F1 {one.every.f1:.3f}; lines all right {one.whole:.3f} of {len(one.lines)}; "
            f"no limit where none is {sum(one.traps)} of {len(one.traps)}"
        )
        for title, counted in (("kind", one.by_kind), ("language", one.by_language)):
            table = Table(title_justify="left")
            for column in (title, "said", "precision", "recall", "F1"):
                table.add_column(column, justify="left" if column == title else "right")
            for name, counts in sorted(counted.items()):
                figures = (f"{figure:.2f}" for figure in (counts.precision, counts.recall, counts.f1))
                table.add_row(name, str(counts.right + counts.missed), *figures)
            console.print(table)
