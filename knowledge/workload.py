"""Workload: the learner's effort, in credits and hours. Hours that follow from credits are never shown as stated."""

from __future__ import annotations

import math

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.offer import Offer
from knowledge.reference_rows import EuropeanRule
from knowledge.registers import Registers
from knowledge.trust import Element, ElementState
from knowledge.wording import Wording

MISSING = Wording("element.workload_missing")
ECTS = Wording("element.workload_ects", "ects")
ECTS_DERIVED = Wording("element.workload_ects_derived", "ects")
HOURS = Wording("element.workload_hours", "hours")
HOURS_RANGE = Wording("element.workload_hours_range", "hours_from", "hours_to")
BY_THE_GUIDE = Wording("element.workload_hours_by_guide", "hours_from", "hours_to", "lowest", "highest")
DO_NOT_FIT = Wording("element.workload_does_not_fit", "hours_from", "hours_to")
ONLY_WEEKS = Wording("element.workload_only_weeks")

_TOLERANCE = 1.25
"""How far stated hours may lie outside what the guide gives before we say that the two do not fit."""


def workload(offer: Offer, registers: Registers) -> Element:
    """Credits where stated, else hours. Calendar weeks are no workload."""
    hours = _hours(offer)
    if offer.ects is not None:
        derived = offer.provenance.get("ects")
        if derived is not None and derived.derived is not None:
            state, say = ElementState.DERIVED, ECTS_DERIVED
        else:
            state, say = ElementState.STATED, ECTS
        more = _hours_beside(offer, hours, registers)
        said = say(offer.evidence("ects"), ects=offer.ects)
        return Element("workload", True, state, said, f"{offer.ects:g} ECTS", more)
    if hours is not None:
        low, high = offer.workload_hours or (0.0, 0.0)
        value = f"{low:g} h" if low == high else f"{low:g}–{high:g} h"
        return Element("workload", True, ElementState.STATED, hours, value)
    if offer.duration_weeks is not None:
        read = (offer.evidence("workload_hours"), offer.evidence("duration_weeks"))
        return Element("workload", True, ElementState.MISSING, ONLY_WEEKS(*read))
    read = (offer.evidence("ects"), offer.evidence("workload_hours"))
    return Element("workload", True, ElementState.MISSING, MISSING(*read, swd.WORKLOAD_IN_ECTS))


def _hours(offer: Offer) -> Statement | None:
    if offer.workload_hours is None:
        return None
    low, high = offer.workload_hours
    read = offer.evidence("workload_hours")
    return HOURS(read, hours=low) if low == high else HOURS_RANGE(read, hours_from=low, hours_to=high)


def _hours_beside(offer: Offer, hours: Statement | None, registers: Registers) -> tuple[Statement, ...]:
    """The hours beside the credits: as stated, else by the ECTS Users' Guide."""
    guide = _guide(registers)
    if guide is None or offer.ects is None or not math.isfinite(offer.ects):
        return (hours,) if hours else ()
    lowest, highest = guide.lowest or 0.0, guide.highest or 0.0
    usual = {"hours_from": offer.ects * lowest, "hours_to": offer.ects * highest}
    read = (offer.evidence("ects"), guide.evidence())
    if hours is None:
        return (BY_THE_GUIDE(*read, **usual, lowest=lowest, highest=highest),)
    low, high = offer.workload_hours or (0.0, 0.0)
    if high * _TOLERANCE < usual["hours_from"] or low > usual["hours_to"] * _TOLERANCE:
        return (hours, DO_NOT_FIT(*hours.evidence, *read, **usual))
    return (hours,)


def _guide(registers: Registers) -> EuropeanRule | None:
    """The rule that gives a credit its hours, where we hold it."""
    rules = [r for r in registers.ects_facts() if r.id == "ects_hours" and r.lowest is not None and r.highest]
    return rules[0] if rules else None
