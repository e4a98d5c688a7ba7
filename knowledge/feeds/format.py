"""What a feed format provides, and the formats we have: one module each in knowledge/feeds/formats.

A module exposes `FORMAT`. To add a format, add a module; nothing else needs to know it.
"""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from knowledge.feeds.draft import Draft
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import FeedError, Record, Rejection

HEAD_BYTES = 65_536
"""Bytes of the (decompressed) file that a format is recognised by."""


@dataclass(frozen=True, slots=True)
class Format:
    """One feed format.

    `recognises` tells from the first bytes and the file's name how sure it is that this is its format: 0 (no) to 1.
    `records` streams the file; a record that cannot even be separated is a Rejection, a file that cannot be read on
    raises FeedError. `fill` puts a record's values into the draft; it raises NotAnOfferError for a record that is no
    offer, and may raise any ValueError, LookupError, TypeError or AttributeError for one of an unexpected shape.
    """

    id: str
    title: str
    recognises: Callable[[bytes, str], float]
    records: Callable[[Feed], Iterator[Record | Rejection]]
    fill: Callable[[Record, Draft], None]


@cache
def formats() -> dict[str, Format]:
    """Every format by id."""
    from knowledge.feeds import formats as folder

    modules = [import_module(f"{folder.__name__}.{found.name}") for found in pkgutil.iter_modules(folder.__path__)]
    return {module.FORMAT.id: module.FORMAT for module in modules if hasattr(module, "FORMAT")}


def format_named(name: str) -> Format:
    """The format of this id. Raises FeedError, which names those there are."""
    try:
        return formats()[name]
    except KeyError:
        raise FeedError(
            f"The format '{name}' is not known. Expected one of {', '.join(sorted(formats()))}. Name one of these, "
            "or leave the format out to have it recognised."
        ) from None


def format_of(feed: Feed) -> Format:
    """The format that is surest of this file. Raises FeedError where none is."""
    head = feed.head(HEAD_BYTES)
    sure = [(one.recognises(head, feed.name), one.id) for one in formats().values()]
    best, name = max(sure)
    if best <= 0:
        raise FeedError(
            f"{feed.name}: the format was not recognised from its first bytes ({head[:60]!r}). Expected one of "
            f"{', '.join(sorted(formats()))}. Say which with --format; for a table give its mapping with --mapping."
        )
    return formats()[name]
