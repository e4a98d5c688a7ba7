"""JSON feeds, read one record at a time: items of arrays (ijson), whole documents, and one record a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any, TypeAlias

import ijson
import ijson.backends.yajl2_c as yajl
import orjson

from knowledge.feeds.feed_file import CHUNK, Feed, Limits
from knowledge.feeds.json_guard import GuardedJson
from knowledge.feeds.records import FeedError, Record, Rejection, shown

_A_VALUE = 16
"""Characters that a number, a bracket or a key counts as, besides its own."""
_STARTS = frozenset({"start_map", "start_array"})
_ENDS = frozenset({"end_map", "end_array"})
_Event: TypeAlias = tuple[str, Any]


def _built(first: _Event, events: Iterator[_Event], limits: Limits) -> tuple[Any, str | None]:
    """(value, None) of the value that `first` starts; (None, the limit) where it is over one, read to its end."""
    around: list[Any] = []
    keys: list[str] = []
    here: Any = None
    key = ""
    left, longest, deepest = limits.record_chars, limits.field_chars, limits.depth
    event, value = first
    while True:
        made = value
        left -= _A_VALUE
        if event == "map_key" or event == "string":
            left -= len(value)
            if len(value) > longest:
                return _passed_over(len(around), event, events, f"texts of at most {longest} characters")
        if left < 0:
            return _passed_over(len(around), event, events, f"a record of at most {limits.record_chars} characters")
        if event == "map_key":
            key = value
        elif event in _ENDS:
            made, here = here, around.pop()
            key = keys.pop()
            if not around:
                return made, None
        else:
            if event in _STARTS:
                made = {} if event == "start_map" else []
            elif event == "number" and not isinstance(value, int):
                made = float(value)  # a Decimal; beyond a float's range it is infinite, which no reader takes
            if here is None:
                pass
            elif type(here) is dict:
                here[key] = made
            else:
                here.append(made)
            if event in _STARTS:
                if len(around) == deepest:
                    return _passed_over(len(around), event, events, f"a record at most {deepest} levels deep")
                around.append(here)
                keys.append(key)
                here = made
            elif not around:
                return made, None
        event, value = next(events)


def _passed_over(depth: int, event: str, events: Iterator[_Event], limit: str) -> tuple[None, str]:
    """Reads on to the end of a value that is over a limit, and keeps nothing of it."""
    depth += (event in _STARTS) - (event in _ENDS)
    while depth > 0:
        event = next(events)[0]
        depth += (event in _STARTS) - (event in _ENDS)
    return None, limit


def _outcome(locator: str, first: _Event, events: Iterator[_Event], feed: Feed) -> Record | Rejection:
    value, over = _built(first, events, feed.limits)
    return Record(locator, value) if over is None else too_big(locator, over)


def too_big(locator: str, expected: str) -> Rejection:
    return Rejection(
        locator,
        "a record over the limits",
        expected,
        "Look at the record in the file. If it is good, raise the limits; the other records were read.",
    )


def json_records(feed: Feed, *prefixes: str) -> Iterator[Record | Rejection]:
    """The values at `prefixes`, in the order of the file: "item" for the items of the file's array, "items.item" for
    those of the array named items, "a" for the value named a, "" for the whole document where none of the others is.

    A record over the limits is a Rejection. Raises FeedError where the file is no JSON, or ends early.
    """
    wanted = frozenset(tuple(prefix.split(".")) for prefix in prefixes if prefix)
    if "" in prefixes and not any(_places(_events(feed), wanted)):
        events = _events(feed)
        yield _outcome("document", next(events), events, feed)
        return
    events = _events(feed)
    number, found = 0, False
    for first in _places(events, wanted):
        found = True
        if first is not _NO_ITEMS:
            number += 1
            _count(feed, number)
            yield _outcome(f"item {number}", first, events, feed)
    if not found:
        places = " or ".join(f"'{prefix}'" for prefix in prefixes)
        raise FeedError(
            f"{feed.name}: no records were found at {places}. Expected records there. Check that the file is of this "
            "format, or name another with --format."
        )


_NO_ITEMS: _Event = ("start_array", None)
"""Given for an array of records, before its records: it may be empty."""


def _places(events: Iterator[_Event], wanted: frozenset[tuple[str, ...]]) -> Iterator[_Event]:
    """The first event of each value at one of the places `wanted`; whoever asks reads the value to its end."""
    path: list[str] = []
    for event in events:
        kind, value = event
        if kind == "map_key":
            path[-1] = value
        elif kind in _ENDS:
            path.pop()
        elif tuple(path) in wanted:
            yield event
        elif kind in _STARTS:
            if kind == "start_array" and (*path, "item") in wanted:
                yield _NO_ITEMS
            path.append("item" if kind == "start_array" else "")


def json_members(feed: Feed, prefix: str = "") -> Iterator[Record | Rejection]:
    """The members of the object at `prefix` ("" for the file's own): records whose values are (key, value)."""
    wanted = prefix.split(".") if prefix else []
    events = _events(feed)
    path: list[str] = []
    number = 0
    for kind, value in events:
        if kind == "map_key":
            path[-1] = value
            if path[:-1] == wanted:
                number += 1
                _count(feed, number)
                made = _outcome(f"member {shown(value)}", next(events), events, feed)
                yield Record(made.locator, (value, made.values)) if isinstance(made, Record) else made
        elif kind in _ENDS:
            path.pop()
        elif kind in _STARTS:
            path.append("item" if kind == "start_array" else "")


def json_document(feed: Feed) -> Record:
    """The file as one record. Raises FeedError where it is no JSON or over the limits of a record."""
    outcome = next(json_records(feed, ""))
    if isinstance(outcome, Rejection):
        raise FeedError(f"{feed.name}: the document is over the limits. Expected {outcome.expected}.")
    return outcome


def json_lines(feed: Feed) -> Iterator[Record | Rejection]:
    """One record a line (JSON Lines); lines without text are passed over. A line that is no JSON is a Rejection; as
    the last one, without a line end, it means that the file was cut off: FeedError."""
    longest = feed.limits.record_chars
    with feed.utf8() as stream:
        for number, (line, whole, ended) in enumerate(_lines(stream, longest), start=1):
            if whole and not line.strip():
                continue
            _count(feed, number)
            locator = f"line {number}"
            if not whole:
                yield too_big(locator, f"a line of at most {longest} bytes")
                continue
            try:
                values = orjson.loads(line)
            except (orjson.JSONDecodeError, RecursionError) as error:
                if not ended:
                    raise _cut_off(feed, locator, str(error)) from None
                yield Rejection(
                    locator,
                    shown(line[:400].decode("utf-8", errors="replace")),
                    "one JSON object a line",
                    f"Correct the line ({shown(str(error))}); the other records were read.",
                )
                continue
            over = _over(values, feed)
            yield too_big(locator, over) if over else Record(locator, values)


def _lines(stream: IO[bytes], longest: int) -> Iterator[tuple[bytes, bool, bool]]:
    """(line, whether it is whole, whether it has a line end); of a line over `longest` only its start."""
    left = b""
    skipping = False
    while data := stream.read(CHUNK):
        first, *rest = data.split(b"\n")
        left += first
        for follows in rest:
            yield (left[:longest], not skipping and len(left) <= longest, True)
            left, skipping = follows, False
        if len(left) > longest:
            left, skipping = left[:64], True
    if left:
        yield (left, not skipping, False)


def _over(values: object, feed: Feed) -> str | None:
    """The limit that the parsed value is over, if any."""
    level = [values]
    for _ in range(feed.limits.depth + 1):
        below: list[Any] = []
        for each in level:
            if isinstance(each, str):
                if len(each) > feed.limits.field_chars:
                    return f"texts of at most {feed.limits.field_chars} characters"
            elif isinstance(each, dict):
                below.extend(each)
                below.extend(each.values())
            elif isinstance(each, list):
                below.extend(each)
        if not below:
            return None
        level = below
    return f"a record at most {feed.limits.depth} levels deep"


def _events(feed: Feed) -> Iterator[tuple[str, Any]]:
    """Events of the parser. Raises FeedError where the file is no JSON, or ends early."""
    with feed.utf8() as stream:
        guarded = GuardedJson(stream, feed.limits.field_chars)
        try:
            yield from yajl.basic_parse(guarded, buf_size=CHUNK)
        except (ijson.JSONError, SystemError, ArithmeticError, UnicodeError) as error:
            if isinstance(error.__cause__, FeedError):
                raise error.__cause__ from None
            raise _cut_off(feed, "", str(error)) from error


def _count(feed: Feed, number: int) -> None:
    if number > feed.limits.records:
        raise FeedError(f"{feed.name}: more than {feed.limits.records} records. Split the file, or raise the limits.")


def _cut_off(feed: Feed, locator: str, said: str) -> FeedError:
    where = f"{feed.name}, {locator}" if locator else feed.name
    return FeedError(
        f"{where}: the file is no JSON from here on, or ends too early ({shown(said)}). Expected a whole "
        "JSON file. Get it again; the records before this place are good."
    )
