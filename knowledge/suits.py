"""Who does it suit? What to ask, what of the offer fits, what support there is, for the situations a person named."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from knowledge.evidence import Statement
from knowledge.offer import Offer
from knowledge.registers import Registers
from knowledge.suit_rules import (
    Circumstance,
    Situation,
    access,
    care,
    long_unemployed,
    low_income,
    no_certificate,
    refugee,
    required_training,
    self_employed,
    young,
)
from knowledge.suit_rules.fits import FITS, STATED

ASKS = re.compile(r"[._]ask(_|$)")
"""Ids of statements that ask something, or say whom to ask."""

__all__ = ["RULES", "Circumstance", "first_questions", "suits"]

RULES: dict[Circumstance, Callable[[Situation], tuple[Statement, ...]]] = {
    Circumstance.LOW_INCOME: low_income.suits,
    Circumstance.LONG_UNEMPLOYED: long_unemployed.suits,
    Circumstance.NO_CERTIFICATE: no_certificate.suits,
    Circumstance.SELF_EMPLOYED: self_employed.suits,
    Circumstance.REQUIRED_TRAINING: required_training.suits,
    Circumstance.REFUGEE: refugee.suits,
    Circumstance.CARE: care.suits,
    Circumstance.ACCESS: access.suits,
    Circumstance.YOUNG: young.suits,
}


def suits(
    offer: Offer, circumstances: Iterable[Circumstance], country: str | None, registers: Registers, on: date
) -> tuple[Statement, ...]:
    """What to say of `offer` for these situations in `country` (ISO alpha-2; None where it was not said) on the day
    `on`. In the order of Circumstance, whatever order they come in; nothing is said twice; none, nothing."""
    said = [statement for rule in _said(offer, circumstances, country, registers, on) for statement in rule]
    found = {(statement.id, tuple(statement.params.items())): statement for statement in reversed(said)}
    once = [
        statement for statement in said if found.get((statement.id, tuple(statement.params.items()))) is statement
    ]
    return tuple(sorted(_with_one_list(once), key=_place))


def first_questions(
    offer: Offer,
    circumstances: Iterable[Circumstance],
    country: str | None,
    registers: Registers,
    on: date,
    at_most: int,
) -> tuple[Statement, ...]:
    """The first question of each situation, then their second ones, until there are `at_most`."""
    each = _said(offer, circumstances, country, registers, on)
    in_turn = (rule[place] for place in range(max(map(len, each), default=0)) for rule in each if place < len(rule))
    questions = {statement.id: statement for statement in in_turn if ASKS.search(statement.id)}
    return tuple(questions.values())[:at_most]


def _said(
    offer: Offer, circumstances: Iterable[Circumstance], country: str | None, registers: Registers, on: date
) -> list[tuple[Statement, ...]]:
    case, asked = Situation(offer, country, registers, on), set(circumstances)
    return [RULES[circumstance](case) for circumstance in Circumstance if circumstance in asked]


def _place(statement: Statement) -> int:
    """Questions first, then what the offer says, then whom to ask."""
    if not statement.id.startswith("statement.suits."):
        return 2
    return 0 if ASKS.search(statement.id) else 1


def _with_one_list(said: list[Statement]) -> Iterator[Statement]:
    """The statements with all that fits in one sentence, where the first such sentence stood."""
    lists = [statement for statement in said if statement.id == FITS.id]
    named = {name for statement in lists for name in _names(statement)}
    read = dict.fromkeys(evidence for statement in lists for evidence in statement.evidence)
    for statement in said:
        if statement.id != FITS.id:
            yield statement
        elif statement is lists[0]:
            yield FITS(*read, fits=tuple(name for name in STATED if name in named))


def _names(statement: Statement) -> tuple[str, ...]:
    names = statement.params["fits"]
    return names if isinstance(names, tuple) else ()
