"""The objects of a JSON or JSON-LD file, whichever of the usual ways it lists them: one alone, an array, an object
that holds the array under a known key (a "@graph", a page of an interface), an array of such, or one object a line;
or an archive of such files, as pages of an interface and nodes of a graph are kept.

A JSON-LD "@context" is read like any other value; the addresses in it are never fetched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import orjson

from knowledge.feeds.opening import Feed, json_lines, json_records
from knowledge.feeds.records import Record, Rejection

_LINES = (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
_HEAD = 65_536


def objects(feed: Feed, under: Sequence[str]) -> Iterator[Record | Rejection]:
    """The objects of the file, one at a time. `under` are keys of arrays that hold them.

    In an array, an object that itself holds an array under such a key is taken apart, as pages put together are.
    Raises FeedError where the file is no JSON.
    """
    for part in feed.parts():
        where = f"{part.entry}, " if part.entry else ""
        for found in _top(part, under):
            inside = _inside(found, under)
            if inside is None:
                yield replace(found, locator=where + found.locator)
                continue
            for place, value in enumerate(inside, 1):
                yield Record(f"{where}{found.locator}, {place}", value)


def one_a_line(feed: Feed) -> bool:
    """Whether the file holds one JSON value a line."""
    if feed.name.casefold().endswith(_LINES):
        return True
    first, found, rest = feed.head(_HEAD).lstrip().partition(b"\n")
    if not found or not rest.strip() or first[:1] not in (b"{", b"["):
        return False
    try:
        orjson.loads(first)
    except orjson.JSONDecodeError:
        return False
    return True


def _top(feed: Feed, under: Sequence[str]) -> Iterator[Record | Rejection]:
    if one_a_line(feed):
        return json_lines(feed)
    return json_records(feed, "item", *(f"{key}.item" for key in under), "")


def _inside(found: Record | Rejection, under: Sequence[str]) -> list[object] | None:
    if isinstance(found, Rejection) or not isinstance(found.values, dict):
        return None
    return next((found.values[key] for key in under if isinstance(found.values.get(key), list)), None)
