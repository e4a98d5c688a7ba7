"""Aims: which of the subjects that a message names are what the person wants to learn.

A subject inside the goal's words is. Where those name none ("how do I get one without a degree?") one beside them is,
unless it stands in a clause about the past or the place. Where a first message has no goal at all, a subject alone is
one ("English for work, in the evening").
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from nlu.clauses import ClauseKind, Clauses, Core
from nlu.lexicon import Reading
from nlu.limits import Found
from nlu.subjects.subjects import Named
from nlu.understanding import LimitKind

_NOT_WISHED = frozenset({ClauseKind.PAST, ClauseKind.WHERE})


def aimed(named: Iterable[Named], parts: Clauses, goal: Core | None, unwanted: Collection[int]) -> tuple[Named, ...]:
    """The subjects wished for: those in the goal's words, else those beside it. `unwanted` tokens are limits."""
    free = [one for one in named if unwanted_not(one, unwanted)]
    if goal is not None:
        inside = [one for one in free if any(first < one.last and one.first < last for first, last in goal.pieces)]
        if inside:
            return tuple(inside)
    return tuple(one for one in free if (clause := parts.at(one.first)) is None or clause.kind not in _NOT_WISHED)


def unwanted_not(one: Named, unwanted: Collection[int]) -> bool:
    return not any(i in unwanted for i in range(one.first, one.last))


def subject_alone(reading: Reading, named: Sequence[Named], parts: Clauses, found: Iterable[Found]) -> Core | None:
    """The goal of a message that has no other: the subjects it names, from the first to the last in one clause."""
    limits = list(found)
    taken = {i for f in limits if f.limit.kind is not LimitKind.LANGUAGE for i in range(f.first, f.last)}
    asked = {c.last for c in reading.cues("in_language")}
    for one in aimed(named, parts, None, taken):
        if one.first in asked:
            continue  # "in English, please"
        clause = parts.at(one.first)
        end = max(n.last for n in named if n is one or (clause is not None and clause.first <= n.first < clause.last))
        span = reading.span(one.first, end)
        return Core(span.of(reading.folded.original), span, pieces=((one.first, end),))
    return None


def without_languages(found: Iterable[Found], goal: Core) -> list[Found]:
    """The limits less the language that is itself to be learnt."""
    return [
        f
        for f in found
        if f.limit.kind is not LimitKind.LANGUAGE
        or not any(first < f.last and f.first < last for first, last in goal.pieces)
    ]
