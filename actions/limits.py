"""Limits over a conversation: what a new message sets, replaces and lifts; relative ones against what was shown."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from actions.starting import SOON, is_day
from index.columns import facts
from knowledge.offer import Level, Mode, Offer, Schedule
from nlu.understanding import ACCESS, Limit, LimitKind

MONEY = frozenset({LimitKind.FREE, LimitKind.MAX_PRICE, LimitKind.CHEAPER, LimitKind.CHEAP})
TIME = frozenset({LimitKind.MAX_HOURS, LimitKind.MAX_WEEKS, LimitKind.SHORTER})

GATHERING = frozenset({LimitKind.EXCLUDE, LimitKind.NOT_LANGUAGE, LimitKind.NOT_SCHEDULE, LimitKind.ACCESSIBILITY})
"""Kinds that add up instead of replacing one another."""

OPPOSITE: Mapping[LimitKind, LimitKind] = {
    LimitKind.LANGUAGE: LimitKind.NOT_LANGUAGE,
    LimitKind.NOT_LANGUAGE: LimitKind.LANGUAGE,
    LimitKind.SCHEDULE: LimitKind.NOT_SCHEDULE,
    LimitKind.NOT_SCHEDULE: LimitKind.SCHEDULE,
}
"""Kinds that say yes and no to the same value: what is said last counts."""

RELATIVE = frozenset({LimitKind.CHEAPER, LimitKind.SHORTER})

CLOSED: Mapping[LimitKind, type[StrEnum]] = {
    LimitKind.MODE: Mode,
    LimitKind.SCHEDULE: Schedule,
    LimitKind.NOT_SCHEDULE: Schedule,
    LimitKind.LEVEL: Level,
}
LONGEST_NAME = 100
"""Characters of a place or a topic that is not wanted."""


def replaced_by(kind: LimitKind) -> frozenset[LimitKind]:
    """The kinds that a new limit of this kind ends. “Cheaper” goes with “at most 50 €”; a new price ends both."""
    if kind in RELATIVE or kind is LimitKind.CHEAP or kind not in MONEY | TIME:
        return frozenset({kind})
    if kind in MONEY:
        return MONEY
    return frozenset({kind, LimitKind.SHORTER})


def lifted_by(kind: LimitKind) -> frozenset[LimitKind]:
    """The kinds that end when the person lifts this one: “price does not matter” ends all about money."""
    return next((kinds for kinds in (MONEY, TIME) if kind in kinds), frozenset({kind}))


def merge(held: Sequence[Limit], said: Iterable[Limit]) -> tuple[Limit, ...]:
    """Limits after a message: the same kind replaces, a lifted one goes; values said together stay together."""
    new = [limit for limit in said if not limit.removed]
    lifted = [limit for limit in said if limit.removed]
    replaced = frozenset[LimitKind]().union(*(replaced_by(n.kind) for n in new if n.kind not in GATHERING))
    kept = [
        limit
        for limit in held
        if limit.kind not in replaced
        and not any(lifts(gone, limit) for gone in lifted)
        and not any(OPPOSITE.get(n.kind) is limit.kind and n.value == limit.value for n in new)
    ]
    result: list[Limit] = []
    for limit in (*kept, *new):
        if not any(limit.kind == other.kind and limit.value == other.value for other in result):
            result.append(limit)
    return tuple(result)


def lifts(removal: Limit, limit: Limit) -> bool:
    """Does a lifted limit end this one? Without a value it ends its whole family."""
    if removal.value is None:
        return limit.kind in lifted_by(removal.kind)
    return limit.kind == removal.kind and limit.value == removal.value


def against(limit: Limit, shown: Sequence[Offer]) -> Limit | None:
    """A relative limit with the figure it counts from; None when nothing shown states price or time.

    “Cheaper” is cheaper than the cheapest offer shown that costs something (euro, as the index compares prices); when
    all that state a price are free, it asks for free ones. “Shorter” is below the fewest hours shown, else below the
    fewest weeks.
    """
    if limit.kind is LimitKind.CHEAPER:
        prices = [price for offer in shown if not math.isnan(price := facts(offer).price)]
        paid = [price for price in prices if price > 0]
        if paid:
            return Limit(LimitKind.CHEAPER, min(paid))
        return Limit(LimitKind.FREE) if prices else None
    if limit.kind is LimitKind.SHORTER:
        hours = [offer.workload_hours[1] for offer in shown if offer.workload_hours is not None]
        if hours:
            return Limit(LimitKind.SHORTER, min(hours), detail={"unit": "hours"})
        weeks = [offer.duration_weeks[1] for offer in shown if offer.duration_weeks is not None]
        return Limit(LimitKind.SHORTER, min(weeks), detail={"unit": "weeks"}) if weeks else None
    return limit


def to_slot(limit: Limit) -> dict[str, Any]:
    """A limit as a slot holds it: plain JSON."""
    return {"kind": limit.kind.value, "value": limit.value, "detail": dict(limit.detail)}


def from_slot(value: object) -> Limit | None:
    """A limit read from a slot or a quick reply; None when it is none (the browser may send anything)."""
    if not isinstance(value, Mapping):
        return None
    try:
        kind = LimitKind(str(value.get("kind")))
    except ValueError:
        return None
    said, detail = value.get("value"), value.get("detail")
    if isinstance(said, int) and not isinstance(said, bool):
        said = float(said)
    if not (said is None or isinstance(said, str | float)) or not is_sound(kind, said):
        return None
    plain = detail if isinstance(detail, Mapping) else {}
    return Limit(kind, said, detail={str(k): v for k, v in plain.items() if isinstance(v, str | int | float)})


def is_sound(kind: LimitKind, value: str | float | None) -> bool:
    """Is `value` of the sort that this kind of limit takes (nlu.understanding.LimitKind)?"""
    match kind:
        case LimitKind.FREE | LimitKind.CHEAP | LimitKind.CERTIFICATE | LimitKind.CHILDCARE | LimitKind.FUNDING:
            return value is None
        case LimitKind.ACCESSIBILITY:
            return value is None or value in ACCESS
        case LimitKind.START:
            return isinstance(value, str) and (value == SOON or is_day(value))
        case LimitKind.MODE | LimitKind.SCHEDULE | LimitKind.NOT_SCHEDULE | LimitKind.LEVEL:
            return isinstance(value, str) and value in set(CLOSED[kind])
        case LimitKind.LANGUAGE | LimitKind.NOT_LANGUAGE | LimitKind.COUNTRY:
            return isinstance(value, str) and len(value) == 2 and value.isascii() and value.isalpha()
        case LimitKind.PLACE | LimitKind.EXCLUDE:
            return isinstance(value, str) and 0 < len(value) <= LONGEST_NAME
        case _:
            return isinstance(value, float) and math.isfinite(value) and value >= 0
