"""Quality rules: one module a family of standards, and one each for lists and opinions.

Each exposes `find(offer, registers, on)`, which yields what it found. A finding can only ever lift the status
(assess_quality takes the best), so no rule can be outvoted and less evidence never gives a better answer. A new rule
is a new module in this folder.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import import_module
from typing import TypeAlias

from knowledge.evidence import Statement
from knowledge.offer import Offer
from knowledge.register_file import Origin
from knowledge.registers import Registers
from knowledge.trust import QualityStatus


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about quality, and the status it supports: none where it only informs.

    `standard` is a Standard value or the standard as the offer names it; `scope` is a Scope value; `by` is who
    checked, or is said to have.
    """

    statement: Statement
    status: QualityStatus = QualityStatus.NOT_STATED
    standard: str | None = None
    scope: str | None = None
    by: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None


Rule: TypeAlias = Callable[[Offer, Registers, date], Iterator[Finding]]


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule of this folder, in the order in which their findings are read (`ORDER` of each module)."""
    modules = [import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__)]
    return tuple(m.find for m in sorted(modules, key=lambda m: m.ORDER))


def bodies(offer: Offer) -> tuple[str, ...]:
    """The bodies that answer for an offer: provider and awarding body, each once."""
    return tuple(dict.fromkeys(filter(None, (offer.provider, offer.awarding_body))))


def as_of(origin: Origin) -> date | str:
    """The day our copy shows; the period or title where the source bears no day."""
    return origin.day or origin.period or origin.title
