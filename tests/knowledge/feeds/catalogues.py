"""Feeds made for tests of importing: JSON lines of few fields, in a format of their own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.feeds.delivery import Delivery, open_delivery
from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed, json_lines
from knowledge.feeds.records import FeedError, Record, Rejection
from knowledge.feeds.store import Store
from knowledge.offer import Source

SOURCE = Source("town", "Courses of the town", date(2026, 11, 1), "facts")
BROKEN_OFF = "#broken off"


def _records(feed: Feed) -> Iterator[Record | Rejection]:
    for record in json_lines(feed):
        if isinstance(record, Record) and record.values == BROKEN_OFF:
            raise FeedError(f"{feed.name}, {record.locator}: breaks off. Expected more. Get it again.")
        yield record


def _fill(record: Record, draft: Draft) -> None:
    draft.identify(record.values.get("key"))
    for field in ("title", "provider", "price", "ects", "url", "skills"):
        draft.read(field, record.values.get(field), field)
    if said := record.values.get("checked"):
        draft.claim(said, "checked")


LINES = Format("test-lines", "Lines of a test", lambda head, name: 0.0, _records, _fill)


def course(key: object, title: str = "Course", **more: Any) -> dict[str, Any]:
    return {"key": key, "title": title, "provider": "Town academy", **more}


def feed_file(path: Path, records: Iterable[object]) -> Path:
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def delivered(path: Path, records: Iterable[object]) -> Delivery:
    return open_delivery(feed_file(path, records), LINES)


def state(store: Store) -> dict[str, tuple[object, ...]]:
    """All that can be asked of every offer but the days, by id."""
    found: dict[str, tuple[object, ...]] = {}
    for (offer_id,) in store.db.execute("SELECT id FROM offers").fetchall():
        history = store.history(offer_id)
        assert history is not None
        found[offer_id] = (asdict(history.offer), history.feed, history.withdrawn_on is None)
    return found
