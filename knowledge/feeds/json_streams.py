"""JSON feeds, read one record at a time: items of arrays (ijson), whole documents, and one record a line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

import ijson
import ijson.backends.yajl2_c as yajl
import orjson

from knowledge.feeds.feed_file import CHUNK, Feed
from knowledge.feeds.json_guard import GuardedJson
from knowledge.feeds.records import FeedError, Record, Rejection, shown

_A_VALUE = 16
"""Characters that a number, a bracket or a key counts as, besides its own."""
_STARTS = {"start_map": dict, "start_array": list}
_ENDS = frozenset({"end_map", "end_array"})


class _TooBigError(Exception):
    """The record is over a limit; the message is the limit that was kept to."""


class _Builder:
    """Builds one value from a parser's events. Over a limit it goes on counting brackets, and keeps nothing."""

    def __init__(self, feed: Feed) -> None:
        self._limits = feed.limits
        self._open: list[Any] = []
        self._keys: list[str] = []
        self._left = feed.limits.record_chars
        self.depth = 0
        self.value: Any = None
        self.over: str | None = None

    def take(self, event: str, value: Any) -> bool:
        """Takes an event; returns whether the value is complete."""
        if self.over is not None:
            self.depth += (event in _STARTS) - (event in _ENDS)
            return self.depth == 0 and event != "map_key"
        try:
            return self._take(event, value)
        except _TooBigError as error:
            self.over = str(error)
            self._open, self._keys, self.value = [], [], None
            return self.depth == 0 and event != "map_key"

    def _take(self, event: str, value: Any) -> bool:
        if event in _STARTS:
            self.depth += 1
            self._spend(_A_VALUE)
            if self.depth > self._limits.depth:
                raise _TooBigError(f"a record at most {self._limits.depth} levels deep")
            made = _STARTS[event]()
            self._add(made)
            self._open.append(made)
            self._keys.append("")
        elif event in _ENDS:
            self.depth -= 1
            self._open.pop()
            self._keys.pop()
        elif event == "map_key":
            self._measure(value)
            self._keys[-1] = value
        else:
            if isinstance(value, str):
                self._measure(value)
            else:
                self._spend(_A_VALUE)
                value = float(value) if isinstance(value, Decimal) else value
            self._add(value)
        return self.depth == 0 and event != "map_key"

    def _measure(self, text: str) -> None:
        if len(text) > self._limits.field_chars:
            raise _TooBigError(f"texts of at most {self._limits.field_chars} characters")
        self._spend(len(text) + _A_VALUE)

    def _spend(self, chars: int) -> None:
        self._left -= chars
        if self._left < 0:
            raise _TooBigError(f"a record of at most {self._limits.record_chars} characters")

    def _add(self, value: Any) -> None:
        if not self._open:
            self.value = value
        elif isinstance(self._open[-1], dict):
            self._open[-1][self._keys[-1]] = value
        else:
            self._open[-1].append(value)

    def outcome(self, locator: str) -> Record | Rejection:
        return Record(locator, self.value) if self.over is None else too_big(locator, self.over)


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
    wanted = [tuple(prefix.split(".")) if prefix else () for prefix in prefixes]
    parents = {path[:-1] for path in wanted if path}
    whole = _Builder(feed) if () in wanted else None
    builder: _Builder | None = None
    path: list[str] = []
    found, number = False, 0
    for event, value in _events(feed):
        if whole is not None and not found:
            whole.take(event, value)
        if builder is None:
            if event == "map_key":
                path[-1] = value
                continue
            if event in _ENDS:
                path.pop()
                continue
            at = tuple(path)
            if at and at in wanted:
                builder = _Builder(feed)
                whole, found = None, True
            elif event in _STARTS:
                if event == "start_array" and at in parents and (*at, "item") in wanted:
                    whole, found = None, True
                path.append("item" if event == "start_array" else "")
                continue
            else:
                continue
        if builder.take(event, value):
            number += 1
            _count(feed, number)
            yield builder.outcome(f"item {number}")
            builder = None
    if whole is not None:
        yield whole.outcome("document")
    elif not found:
        places = " or ".join(f"'{prefix}'" for prefix in prefixes)
        raise FeedError(
            f"{feed.name}: no records were found at {places}. Expected records there. Check that the file is of this "
            "format, or name another with --format."
        )


def json_members(feed: Feed, prefix: str = "") -> Iterator[Record | Rejection]:
    """The members of the object at `prefix` ("" for the file's own): records whose values are (key, value)."""
    wanted = prefix.split(".") if prefix else []
    builder: _Builder | None = None
    path: list[str] = []
    number, key = 0, ""
    for event, value in _events(feed):
        if builder is None:
            if event == "map_key":
                path[-1] = value
                if path[:-1] == wanted:
                    key, builder = value, _Builder(feed)
            elif event in _ENDS:
                path.pop()
            elif event in _STARTS:
                path.append("item" if event == "start_array" else "")
        elif builder.take(event, value):
            number += 1
            _count(feed, number)
            made = builder.outcome(f"member {shown(key)}")
            yield Record(made.locator, (key, made.values)) if isinstance(made, Record) else made
            builder = None


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
