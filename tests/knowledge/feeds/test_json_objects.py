"""The ways in which files list their records: all give the same ones."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from knowledge.feeds.format import format_of
from knowledge.feeds.formats import ctdl, moochub
from knowledge.feeds.json_objects import objects
from knowledge.feeds.opening import Limits, open_feed
from knowledge.feeds.reading import read_feed
from knowledge.feeds.records import Accepted, FeedError, Record
from tests.knowledge.feeds.formats_reading import SAMPLES, SOURCE

TWO = [{"name": "A", "list": [1]}, {"name": "B"}]


def values(path: Path) -> list[Any]:
    return [item.values for item in objects(open_feed(path), ("@graph", "data")) if isinstance(item, Record)]


def archive(path: Path, files: dict[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in files.items():
            held.writestr(name, content)
    return path


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(TWO),
        json.dumps(TWO, indent=2),
        json.dumps({"@context": ["x"], "@graph": TWO}),
        json.dumps({"links": {"next": "x"}, "data": TWO}),
        json.dumps([{"data": TWO[:1]}, {"data": TWO[1:]}]),
        "\n".join(map(json.dumps, TWO)) + "\n",
        json.dumps({"@graph": TWO[:1]}) + "\n" + json.dumps({"@graph": TWO[1:]}) + "\n",
    ],
)
def test_every_way_of_listing_gives_the_same_records(content: str, tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    path.write_text(content)
    assert values(path) == TWO


def test_one_object_alone_is_one_record(tmp_path: Path) -> None:
    path = tmp_path / "feed.json"
    for content in (json.dumps(TWO[0]), json.dumps(TWO[0], indent=1), json.dumps(TWO[0]) + "\n"):
        path.write_text(content)
        assert values(path) == [TWO[0]]


def test_an_archive_of_documents_is_one_feed(tmp_path: Path) -> None:
    files = {"1.json": json.dumps({"data": TWO[:1]}), "2.json": json.dumps({"data": TWO[1:]})}
    path = archive(tmp_path / "feed.zip", files)
    found = list(objects(open_feed(path), ("data",)))
    assert [(item.locator, item.values["name"]) for item in found if isinstance(item, Record)] == [
        ("1.json, item 1", "A"),
        ("2.json, item 1", "B"),
    ]


def test_nodes_in_files_of_their_own_are_resolved_in_their_archive(tmp_path: Path) -> None:
    graph = json.loads((SAMPLES / "ctdl_graph.json").read_text())
    context = {"@context": graph["@context"]}
    files = {f"{place}.json": json.dumps({**context, **node}) for place, node in enumerate(graph["@graph"])}
    feed = open_feed(archive(tmp_path / "nodes.zip", files))
    assert format_of(feed) is ctdl.FORMAT
    (offer,) = [o.offer for o in read_feed(feed, ctdl.FORMAT, SOURCE) if isinstance(o, Accepted)]
    assert offer.provider == "Example College"
    assert offer.locator == "0.json, document"


def test_a_page_in_an_archive_of_pages_is_not_said_to_lack_the_others(tmp_path: Path) -> None:
    page = (SAMPLES / "moochub_page.json").read_text()
    feed = open_feed(archive(tmp_path / "pages.zip", {"1.json": page, "2.json": page.replace('"next"', '"prev"')}))
    assert len(list(read_feed(feed, moochub.FORMAT, SOURCE))) == 2
    assert feed.notes == []


def test_an_archive_that_unpacks_without_end_or_holds_something_else_is_refused(tmp_path: Path) -> None:
    bomb = archive(tmp_path / "bomb.zip", {f"{n}.json": "[" + " " * 9_000_000 + "]" for n in range(4)})
    with pytest.raises(FeedError, match="unpacks to"):
        values(bomb)
    mixed = archive(tmp_path / "mixed.zip", {"1.json": "[]", "2.exe": "x"})
    with pytest.raises(FeedError, match="Expected one file"):
        values(mixed)
    locked = archive(tmp_path / "broken.zip", {"1.json": json.dumps(TWO), "2.json": "[{"})
    with pytest.raises(FeedError, match=r"broken.zip/2.json"):
        values(locked)


def test_a_record_over_the_limits_keeps_its_place_in_the_archive(tmp_path: Path) -> None:
    path = archive(tmp_path / "feed.zip", {"1.json": "[]", "2.json": json.dumps([{"name": "x" * 500}])})
    (item,) = objects(open_feed(path, limits=Limits(field_chars=100)), ())
    assert item.locator == "2.json, item 1"
