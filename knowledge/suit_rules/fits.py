"""What of an offer fits a situation: only what it states, each with the field it was read from."""

from __future__ import annotations

from collections.abc import Callable

from knowledge.evidence import Statement
from knowledge.names import folded
from knowledge.offer import Level, Mode, Offer, Schedule
from knowledge.suit_rules import Situation
from knowledge.wording import Wording

FITS = Wording("suits.fits", "fits")
"""`fits` are names of what fits, said by the texts `word.fit.…`."""

SHORT_HOURS = 50.0
"""Hours of work up to which an offer is called one of at most 50 hours."""

_NOTHING_NEEDED = frozenset(
    {
        "none",
        "no",
        "no prerequisites",
        "no prior knowledge",
        "no prior knowledge required",
        "keine",
        "aucun",
        "aucune",
    }
    | {"keine vorkenntnisse", "keine vorkenntnisse erforderlich", "ninguno", "nessuno", "brak", "geen", "ingen"}
)
"""Prerequisites that are none, as offers write it (folded). Anything longer may be a condition after all."""


def _no_prerequisites(offer: Offer) -> bool:
    return folded(offer.prerequisites or "") in _NOTHING_NEEDED


def _at_most_50_hours(offer: Offer) -> bool:
    return offer.workload_hours is not None and offer.workload_hours[1] <= SHORT_HOURS


STATED: dict[str, tuple[str, Callable[[Offer], bool]]] = {
    "free": ("price", lambda offer: offer.price is not None and offer.price.is_free),
    "few_hours": ("workload_hours", _at_most_50_hours),
    "own_pace": ("schedules", lambda offer: Schedule.SELF_PACED in offer.schedules),
    "part_time": ("schedules", lambda offer: Schedule.PART_TIME in offer.schedules),
    "evening": ("schedules", lambda offer: Schedule.EVENING in offer.schedules),
    "weekend": ("schedules", lambda offer: Schedule.WEEKEND in offer.schedules),
    "online": ("mode", lambda offer: offer.mode is Mode.ONLINE),
    "no_prerequisites": ("prerequisites", _no_prerequisites),
    "beginners": ("level", lambda offer: offer.level is Level.BEGINNER),
}
"""What may fit: the field of the offer, and whether it states so."""


def fits(case: Situation, *names: str) -> tuple[Statement, ...]:
    """One sentence for what the offer states of `names`; none where it states nothing of them."""
    found = [name for name in names if STATED[name][1](case.offer)]
    if not found:
        return ()
    read = dict.fromkeys(case.offer.evidence(STATED[name][0]) for name in found)
    return (FITS(*read, fits=tuple(found)),)
