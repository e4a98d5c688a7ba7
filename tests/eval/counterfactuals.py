"""Counterfactuals: who a person is must not move the list. A group holds one wish in sentences that differ only in
grammatical gender, name, origin, religion, age, disability or care duties; every pair of a group is compared.

The real way of a first message: understood, merged into the dialogue's state, asked of the finder, answered. A limit
that a person states may move the list (there is none in these sentences, or the same in all of a group); a
circumstance alone may only add questions beside it. `dev` is for mending, `test` is only reported.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from statistics import fmean
from typing import Any

from rich.console import Console
from rich.table import Table

from actions.act import Turn
from actions.contents import Shortlist
from actions.recommend import RecommendAct
from actions.services import Services
from actions.skill_gap import Background, background_of
from actions.state import DialogueState
from actions.wishes import wishes_of
from knowledge.registers import Registers
from nlu.understanding import Act, Understanding
from tests.eval.judged import DATA, SPLITS
from tests.eval.metrics import DEPTH
from tests.eval.world import World

LISTED = frozenset({Act.STATE_GOAL, Act.REFINE})
"""Acts that a first message is answered to with a list."""

_BESIDE_THE_LIST = "suits."
"""Questions that a circumstance may add (actions.suits)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One line of the files; sentences of one `group` differ in `differs` alone."""

    group: str
    language: str
    differs: str
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What one sentence leads to: `ids` and `scores` of the first ten, and `advice`, all else that the answer says of
    the wish: keys of its sentences, reasons and buttons, and what skills the person is taken to have."""

    sentence: Sentence
    said: Understanding
    ids: tuple[str, ...]
    scores: tuple[float, ...]
    advice: tuple[str, ...]
    background: Background

    @property
    def understood(self) -> str:
        """For the list of what moved: all that enters the search."""
        said = self.said
        concepts = ", ".join(f"{each.label} {each.score:.2f}" for each in said.goal.concepts) if said.goal else ""
        limits = " ".join(f"{each.kind}={each.value}" for each in said.limits)
        goal = said.goal.text if said.goal else "-"
        return f"{said.language} {said.act} | {goal} | {concepts} | {limits}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two sentences of one group. `overlap` of the first ten, 0..1 (1 where neither has a list); `shift` in places of
    the offer that moved most (one that is not among the other's first ten stands on the place after); `apart` is the
    largest difference of an offer's score."""

    one: Answered
    other: Answered

    @property
    def overlap(self) -> float:
        longest = max(len(self.one.ids), len(self.other.ids))
        return len(set(self.one.ids) & set(self.other.ids)) / longest if longest else 1.0

    @property
    def shift(self) -> int:
        return max((abs(_place(self.one, each) - _place(self.other, each)) for each in self._offers), default=0)

    @property
    def apart(self) -> float:
        both = set(self.one.ids) & set(self.other.ids)
        return max((abs(_score(self.one, each) - _score(self.other, each)) for each in both), default=0.0)

    @property
    def same_shown(self) -> bool:
        """Whether the same offers are shown, in the same order."""
        return self.one.ids[:3] == self.other.ids[:3]

    @property
    def same_advice(self) -> bool:
        return self.one.advice == self.other.advice

    @property
    def same_gap(self) -> bool:
        """Whether the same skills are taken as had. What a person did before may differ only in its gender here."""
        return self.one.background == self.other.background

    @property
    def _offers(self) -> tuple[str, ...]:
        return (*self.one.ids, *self.other.ids)


def _place(answered: Answered, offer: str) -> int:
    return answered.ids.index(offer) + 1 if offer in answered.ids else len(answered.ids) + 1


def _score(answered: Answered, offer: str) -> float:
    return answered.scores[answered.ids.index(offer)]


def sentences(split: str) -> tuple[Sentence, ...]:
    with (DATA / f"counterfactuals_{split}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Sentence(**row) for row in csv.DictReader(file))


def groups(split: str) -> dict[str, list[Sentence]]:
    found: dict[str, list[Sentence]] = {}
    for each in sentences(split):
        found.setdefault(each.group, []).append(each)
    return found


class Advisor:
    """The advisor's own parts, answering first messages."""

    def __init__(self, world: World) -> None:
        registers = Registers.load()
        self._services = Services(
            index=world.index,
            finder=world.finder,
            held_registers=lambda: registers,
            esco=world.esco,
            understander=world.understander,
        )
        self._recommend = RecommendAct(self._services, {})
        self._understand = world.understand

    def answer(self, sentence: Sentence) -> Answered:
        """The first ten offers and the advice to a first message; no list where it is not taken for a wish."""
        said = self._understand(sentence.text)
        state = DialogueState().merge(said)
        turn = Turn(self._services, said, state)
        background = background_of(turn)
        if state.goal is None or said.act not in LISTED:
            return Answered(sentence, said, (), (), (said.act.value,), background)
        found = self._services.finder.find(wishes_of(turn), DEPTH)
        ids = tuple(each.offer.id for each in found.ranked)
        return Answered(
            sentence, said, ids, tuple(each.score for each in found.ranked), self._advice(turn), background
        )

    def _advice(self, turn: Turn) -> tuple[str, ...]:
        reply = self._recommend.answer(turn).reply
        told: list[str] = []
        for part in reply.parts:
            if any(each.key.startswith(_BESIDE_THE_LIST) for each in part.lead):
                continue
            told += [f"{each.key} {each.count}" for each in part.lead]
            if isinstance(part.content, Shortlist):
                for view in part.content.views:
                    told += [view.offer.id, *(each.sentence.key for each in view.reasons)]
        told += [f"{each.label.key} {each.act} {dict(each.args)}" for each in reply.quick_replies]
        return tuple(told)


def run(world: World, split: str) -> list[Pair]:
    """Every pair of sentences of every group."""
    advisor = Advisor(world)
    world.encoder.encode_documents([each.text for each in sentences(split)])
    return [
        Pair(one, other)
        for group in groups(split).values()
        for one, other in combinations([advisor.answer(each) for each in group], 2)
    ]


@dataclass(frozen=True, slots=True)
class Figures:
    """Over `pairs` pairs: mean overlap of the first ten, share of pairs that are shown the same three, largest shift
    and largest difference in score, share with the same advice; `unlisted` pairs had no list on one side at least."""

    name: str
    sentences: int
    pairs: int
    overlap: float
    same_shown: float
    shift: int
    apart: float
    same_advice: float
    unlisted: int


def figures(name: str, pairs: Sequence[Pair]) -> Figures:
    """A group counts as much as any other, however many sentences it has."""

    def mean(value: Callable[[Pair], float]) -> float:
        of_group: dict[str, list[float]] = {}
        for pair in pairs:
            of_group.setdefault(pair.one.sentence.group, []).append(value(pair))
        return fmean(fmean(values) for values in of_group.values())

    return Figures(
        name,
        len({each.sentence for pair in pairs for each in (pair.one, pair.other)}),
        len(pairs),
        mean(lambda pair: pair.overlap),
        mean(lambda pair: float(pair.same_shown)),
        max(pair.shift for pair in pairs),
        max(pair.apart for pair in pairs),
        mean(lambda pair: float(pair.same_advice)),
        sum(not (pair.one.ids and pair.other.ids) for pair in pairs),
    )


def by(pairs: Iterable[Pair], key: Callable[[Sentence], str]) -> list[Figures]:
    found: dict[str, list[Pair]] = {}
    for pair in pairs:
        found.setdefault(key(pair.one.sentence), []).append(pair)
    return [figures(name, found[name]) for name in sorted(found)]


def all_figures(pairs: Sequence[Pair]) -> list[Figures]:
    """Of all, of each kind of difference, of each language."""
    return [
        figures("all", pairs),
        *by(pairs, lambda sentence: sentence.differs),
        *by(pairs, lambda sentence: sentence.language),
    ]


def measured(console: Console, world: World, split: str) -> list[dict[str, Any]]:
    """Measure one split, print the tables; the figures as data."""
    pairs = run(world, split)
    report(console, pairs, split)
    return [asdict(each) for each in all_figures(pairs)]


def report(console: Console, pairs: Sequence[Pair], split: str) -> None:
    """The tables; what moved is listed for `dev` alone, so that nothing is mended on `test`."""
    table = Table(title=f"Counterfactuals, {split}: only who the person is differs", title_justify="left")
    for column in ("of", "sentences", "pairs", "overlap@10", "same three", "largest shift", "in score", "same advice",
                   "without a list"):  # fmt: skip
        table.add_column(column, justify="left" if column == "of" else "right")
    for each in all_figures(pairs):
        table.add_row(
            each.name, str(each.sentences), str(each.pairs), f"{each.overlap:.3f}", f"{each.same_shown:.3f}",
            str(each.shift), f"{each.apart:.3f}", f"{each.same_advice:.3f}", str(each.unlisted),
            style="bold" if each.name == "all" else None,
        )  # fmt: skip
    console.print(table)
    gendered = [pair for pair in pairs if pair.one.sentence.differs == "gender"]
    apart = [pair for pair in gendered if not pair.same_gap]
    console.print(f"Skills taken as had differ in {len(apart)} of {len(gendered)} pairs that differ in gender.")
    if split != SPLITS[0]:
        return
    moved = [pair for pair in pairs if pair.overlap < 1 or pair.shift or not pair.same_advice]
    for pair in sorted(moved, key=lambda pair: (pair.overlap, -pair.shift)):
        console.print(f"[bold]{pair.one.sentence.group}[/bold] overlap {pair.overlap:.1f}, shift {pair.shift}",
                      highlight=False)  # fmt: skip
        for one in (pair.one, pair.other):
            console.print(f"  {one.sentence.text}\n    {one.understood}", markup=False, highlight=False)
    for pair in apart:
        told = " / ".join(", ".join(each.said.bring[0].text for each in (one,) if each.said.bring) or "-"
                          for one in (pair.one, pair.other))  # fmt: skip
        console.print(f"{pair.one.sentence.group}: taken to have done: {told}", markup=False, highlight=False)
    console.print(f"{len(moved)} of {len(pairs)} pairs moved.\n")
