"""A brought file as a feed in memory: the guards of feeds against bombs, entities and odd encodings, and no file."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeAlias

from knowledge.feeds.json_guard import GuardedJson
from knowledge.feeds.opening import Feed, Limits, xml_records
from knowledge.feeds.records import FeedError, Rejection
from knowledge.profiles.refusal import ProfileError, Refusal

Tree: TypeAlias = dict[str, Any]
"""A node of XML or JSON: local name -> value, or list of values. "#" is the text of an XML element, "@x" its
attribute x. Values are texts, numbers, further nodes, or lists of these."""

LONGEST_TEXT = 100_000
"""Characters of one text. Longer ones are pictures; of JSON they are cut, of XML not kept."""
DEEPEST = 40
_LIMITS = Limits(total_bytes=5 * 2**20, field_chars=5 * 2**20, record_chars=32 * 2**20, depth=DEEPEST)


class InMemory(Feed):
    """A feed whose bytes are held, not on disk."""

    def __init__(self, data: bytes) -> None:
        super().__init__(Path("the file"), _LIMITS)
        self._data = data

    @contextmanager
    def binary(self, *, first_page: bool = False) -> Iterator[IO[bytes]]:
        yield io.BytesIO(self._data)


def xml_tree(data: bytes, *roots: str) -> tuple[str, Tree]:
    """(local name, tree) of the first element that is called one of `roots`. Raises ProfileError."""
    if b"<!DOCTYPE" in data[:65_536].upper() or b"<!ENTITY" in data.upper():
        raise ProfileError(Refusal.DOCTYPE)
    try:
        for record in xml_records(InMemory(data), *roots):
            if isinstance(record, Rejection):
                raise ProfileError(Refusal.TOO_DEEP)
            return _local(record.values), _tree(record.values)
    except FeedError as error:
        raise ProfileError(Refusal.DOCTYPE if "DOCTYPE" in str(error) else Refusal.DAMAGED) from None
    raise ProfileError(Refusal.DAMAGED)


def _local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _tree(element: Any) -> Tree:
    tree: Tree = {f"@{name.rsplit('}', 1)[-1]}": value for name, value in element.attrib.items()}
    text = element.text or ""
    if text.strip() and len(text) <= LONGEST_TEXT:
        tree["#"] = text
    for child in element:
        if isinstance(child.tag, str):
            tree.setdefault(_local(child), []).append(_tree(child))
    return tree


def json_tree(data: bytes) -> Any:
    """The value of a JSON file. Raises ProfileError."""
    feed = InMemory(data)
    try:
        with feed.utf8() as stream:
            guarded = GuardedJson(stream, LONGEST_TEXT)
            whole = bytearray()
            while chunk := guarded.read():
                whole += chunk
        value = json.loads(whole)
    except RecursionError:
        raise ProfileError(Refusal.TOO_DEEP) from None
    except ValueError:
        raise ProfileError(Refusal.DAMAGED) from None
    if not _is_shallow(value, DEEPEST):
        raise ProfileError(Refusal.TOO_DEEP)
    return value


def _is_shallow(value: Any, depth: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return depth > 0 and all(_is_shallow(each, depth - 1) for each in inside)


def nodes(tree: Any, *path: str) -> Iterator[Tree]:
    """The nodes under a path of local names, whether one or several are written. Texts become {"#": text}."""
    here = tree if isinstance(tree, list) else [tree]
    for name in path:
        here = [each for node in here if isinstance(node, dict) for each in _listed(node.get(name))]
    for each in here:
        if isinstance(each, dict):
            yield each
        elif isinstance(each, str | int | float) and not isinstance(each, bool):
            yield {"#": str(each)}


def text_at(tree: Any, *path: str) -> str | None:
    """The first text under a path."""
    return next((node["#"].strip() for node in nodes(tree, *path) if str(node.get("#", "")).strip()), None)


def every_text(tree: Any) -> Iterator[str]:
    """Every text in a node."""
    if isinstance(tree, str):
        yield tree
    elif isinstance(tree, dict | list):
        for each in tree.values() if isinstance(tree, dict) else tree:
            yield from every_text(each)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
