"""Set cover: the least costly offers that together cover all skills. Exact where it can be, else greedy with a bound.

The cost of an offer is a row of figures, compared from the left: the first may be “1 an offer”, the next its price.
Rows add up figure by figure, so the least total is well defined.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

Cost: TypeAlias = tuple[float, ...]
T = TypeVar("T", bound=Hashable)

STATES_AT_MOST = 20_000
"""Sets of skills still to be covered that are looked at before greed takes over: about a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Choice(Generic[T]):
    """One thing to choose: what it covers, and its cost (figures of at least 0)."""

    key: T
    covers: frozenset[str]
    cost: Cost


@dataclass(frozen=True, slots=True)
class Cover(Generic[T]):
    """The chosen, in the order given, and their total. `times` bounds the first figure of the total: at most this
    many times the least possible; 1 when the answer is exact."""

    chosen: tuple[T, ...]
    cost: Cost
    times: float

    @property
    def exact(self) -> bool:
        return self.times == 1.0


def least_cover(choices: Sequence[Choice[T]], states_at_most: int = STATES_AT_MOST) -> Cover[T]:
    """The least costly choices that cover all that any choice covers. Of equal ones those given first."""
    width = len(choices[0].cost) if choices else 0
    masks = _masks(choices)
    kept = _undominated(
        [(mask, choice.cost, place) for place, (mask, choice) in enumerate(zip(masks, choices, strict=True))]
    )
    whole = 0
    for mask, _, _ in kept:
        whole |= mask
    try:
        places = _Exact(kept, width, states_at_most).solve(whole)
        times = 1.0
    except _TooManyError:
        places = _greedy(kept, whole)
        widest = max(mask.bit_count() for mask, _, _ in kept)
        times = sum(1 / n for n in range(1, widest + 1))
    total = tuple(sum(choices[place].cost[figure] for place in places) for figure in range(width))
    return Cover(tuple(choices[place].key for place in sorted(places)), total, times)


_Kept: TypeAlias = tuple[int, Cost, int]
"""What is covered as bits, the cost, the place among the choices."""


def _masks(choices: Sequence[Choice[T]]) -> list[int]:
    skills = sorted({skill for choice in choices for skill in choice.covers})
    bit: Mapping[str, int] = {skill: 1 << number for number, skill in enumerate(skills)}
    return [sum(bit[skill] for skill in choice.covers) for choice in choices]


def _undominated(rows: list[_Kept]) -> list[_Kept]:
    """Without the choices that another one makes useless: it covers as much, costs no more, and comes first."""
    cheapest: dict[int, _Kept] = {}
    for row in sorted(rows, key=lambda row: (row[1], row[2])):
        cheapest.setdefault(row[0], row)
    kept = [row for row in cheapest.values() if row[0]]
    return [
        row
        for row in kept
        if not any(row[0] & ~other[0] == 0 and row[0] != other[0] and other[1] <= row[1] for other in kept)
    ]


class _TooManyError(Exception):
    """More sets of skills to look at than allowed."""


class _Exact:
    """Covers the skill that fewest choices cover in every way there is, and remembers what is left."""

    def __init__(self, kept: list[_Kept], width: int, states_at_most: int) -> None:
        self._kept = sorted(kept, key=lambda row: row[2])
        self._zero: Cost = (0.0,) * width
        self._most = states_at_most
        self._known: dict[int, tuple[Cost, tuple[int, ...]]] = {0: (self._zero, ())}
        bits = max((mask.bit_length() for mask, _, _ in kept), default=0)
        self._of = {1 << at: [row for row in self._kept if row[0] >> at & 1] for at in range(bits)}
        self._rarest = sorted(self._of, key=lambda bit: (len(self._of[bit]), bit))

    def solve(self, left: int) -> tuple[int, ...]:
        return self._least(left)[1]

    def _least(self, left: int) -> tuple[Cost, tuple[int, ...]]:
        if left in self._known:
            return self._known[left]
        if len(self._known) > self._most:
            raise _TooManyError
        bit = next(bit for bit in self._rarest if bit & left)
        best: tuple[Cost, tuple[int, ...]] | None = None
        for mask, cost, place in self._of[bit]:
            rest, places = self._least(left & ~mask)
            total = tuple(a + b for a, b in zip(cost, rest, strict=True))
            chosen = tuple(sorted((place, *places)))
            if best is None or (total, chosen) < best:
                best = total, chosen
        assert best is not None  # every skill is covered by some choice
        self._known[left] = best
        return best


def _greedy(kept: list[_Kept], whole: int) -> tuple[int, ...]:
    """Again and again the choice that costs least for each skill it adds."""
    chosen: list[int] = []
    left = whole
    while left:
        mask, _, place = min(
            (row for row in kept if row[0] & left),
            key=lambda row: (*(figure / (row[0] & left).bit_count() for figure in row[1]), row[2]),
        )
        chosen.append(place)
        left &= ~mask
    return tuple(chosen)
