"""Reading a brought file: its format recognised, its size bounded, everything in it read without the person.

A format is a module in knowledge/profiles/formats with `FORMAT` (its id), `recognises(head, name)` (0 to 1) and
`read(data)`. To add one, add a module; nothing else needs to know it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Hashable, Iterable
from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import Protocol, TypeVar, cast

from knowledge.profiles.brought import Brought, FreeText
from knowledge.profiles.personal import Personal
from knowledge.profiles.refusal import MOST_BYTES, ProfileError, Refusal

__all__ = ["MOST_BYTES", "ProfileError", "Refusal", "formats", "read_profile", "read_text"]

Part = TypeVar("Part")

HEAD_BYTES = 65_536
MOST_PARTS = 60
"""Occupations, skills, texts … of one file that are read: more is nobody's CV, and cannot be confirmed."""


class ProfileFormat(Protocol):
    """One format of a profile."""

    FORMAT: str

    def recognises(self, head: bytes, name: str) -> float:
        """How sure it is, 0 to 1, from the first bytes and the file's name."""

    def read(self, data: bytes) -> Brought:
        """What the file says. Raises ProfileError."""


@cache
def formats() -> tuple[ProfileFormat, ...]:
    """Every format."""
    from knowledge.profiles import formats as folder

    found = (import_module(f"{folder.__name__}.{module.name}") for module in pkgutil.iter_modules(folder.__path__))
    return tuple(cast(ProfileFormat, module) for module in found if hasattr(module, "FORMAT"))


def read_profile(data: bytes, name: str = "") -> Brought:
    """What a file says. `name` helps to recognise it and is not kept. Raises ProfileError."""
    if not data.strip():
        raise ProfileError(Refusal.EMPTY)
    if len(data) > MOST_BYTES:
        raise ProfileError(Refusal.TOO_LARGE)
    head, ending = data[:HEAD_BYTES], name.rsplit("/", 1)[-1].casefold()
    sure, form = max(((form.recognises(head, ending), form) for form in formats()), key=lambda pair: pair[0])
    if sure <= 0:
        raise ProfileError(Refusal.UNKNOWN)
    try:
        brought = bounded(form.read(data))
    except (LookupError, TypeError, AttributeError, RecursionError, OverflowError):
        raise ProfileError(Refusal.DAMAGED) from None  # a shape that no documentation knows
    if brought.is_empty:
        raise ProfileError(Refusal.NOTHING_IN_IT)
    return brought


def read_text(text: str) -> Brought:
    """What a person wrote of themselves, as free text without addresses and numbers."""
    personal = Personal()
    said = tuple(FreeText(phrase, f"line {number}") for number, phrase in enumerate(personal.phrases(text), start=1))
    if not said:
        raise ProfileError(Refusal.NOTHING_IN_IT)
    return bounded(Brought(format="text", texts=said, left_out=personal.left_out))


def bounded(brought: Brought) -> Brought:
    """The same, each thing once and no more than MOST_PARTS of a kind."""
    return replace(
        brought,
        occupations=_first(brought.occupations, lambda one: (one.words.casefold(), one.uri)),
        skills=_first(brought.skills, lambda one: (one.words.casefold(), one.uri)),
        qualifications=_first(brought.qualifications, lambda one: (one.title.casefold(), one.eqf)),
        languages=_first(brought.languages, lambda one: one.code),
        texts=_first(brought.texts, lambda one: one.words.casefold()),
        held=_first(brought.held, lambda one: (one.title, one.awarding_body)),
    )


def _first(parts: Iterable[Part], key: Callable[[Part], Hashable]) -> tuple[Part, ...]:
    once: dict[Hashable, Part] = {}
    for part in parts:
        once.setdefault(key(part), part)
    return tuple(once.values())[:MOST_PARTS]
