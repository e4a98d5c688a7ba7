"""Relaxing: which limits to lift when too little fits. As few as help, the least dear first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from index.wishes import Kind

Fitting: TypeAlias = Callable[[tuple[Kind, ...]], int]
"""How many offers fit with these kinds of limits lifted, counted up to what is wanted. More lifted is never fewer."""


@dataclass(frozen=True, slots=True)
class Relaxed:
    """`kinds` had to be lifted, in the order they were; `fitted` offers fit before any was, counted up to what was
    wanted; None where no limit could be lifted, so that nothing was counted."""

    kinds: tuple[Kind, ...] = ()
    fitted: int | None = None


def relax(could: Sequence[Kind], fitting: Fitting, wanted: int) -> Relaxed:
    """Lifts the kinds that `could` be one after the other until `wanted` offers fit. Kinds that were lifted on the
    way and are of no account are set again, the dearest (last) first."""
    if not could:
        return Relaxed()
    known: dict[frozenset[Kind], int] = {}

    def count(lifted: tuple[Kind, ...]) -> int:
        key = frozenset(lifted)
        if key not in known:
            known[key] = fitting(lifted)
        return known[key]

    fitted = reached = count(())
    lifted: tuple[Kind, ...] = ()
    for kind in could:
        if reached >= wanted:
            break
        lifted = (*lifted, kind)
        reached = count(lifted)
    if reached == fitted:
        return Relaxed((), fitted)
    for kind in reversed(lifted):
        fewer = tuple(each for each in lifted if each is not kind)
        if count(fewer) >= reached:
            lifted = fewer
    return Relaxed(lifted, fitted)
