"""What comes out of a feed: for every record an offer, or a rejection that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from knowledge.offer import Offer

SHOWN = 120
"""Characters of a value that a message shows."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record as its format gives it: `values` is what a JSON or XML parser or a table row yields.

    `locator` finds it in the file: "item 12", "line 3", "row 7 of sheet 'Courses'".
    """

    locator: str
    values: Any


@dataclass(frozen=True, slots=True)
class Doubt:
    """One value of a record that could not be used. The offer is kept without it."""

    field: str
    locator: str
    read: str
    expected: str


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that is no offer: what was read, what was expected, what to do."""

    locator: str
    read: str
    expected: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Accepted:
    """A record that is an offer, with what of it could not be used."""

    locator: str
    offer: Offer
    doubts: tuple[Doubt, ...] = ()


Outcome: TypeAlias = Accepted | Rejection


class NotAnOfferError(ValueError):
    """Raised by a format for a record that is no offer."""

    def __init__(self, read: object, expected: str, remedy: str) -> None:
        super().__init__(f"read {shown(read)!r}; expected {expected}. {remedy}")
        self.read, self.expected, self.remedy = shown(read), expected, remedy


class FeedError(ValueError):
    """The file cannot be read, or not read on. The message says file, what was read, what was expected, what to do.

    Records before the fault were good and were given; since the rest is unknown, nothing may be taken as vanished.
    """


def shown(value: object) -> str:
    """`value` on one line, at most SHOWN characters: for messages, never for storage."""
    text = value if isinstance(value, str) else repr(value)[: 10 * SHOWN]
    words = " ".join(text[: 10 * SHOWN].split())
    return words if len(words) <= SHOWN else words[: SHOWN - 1] + "…"
