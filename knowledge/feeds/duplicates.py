"""Ids that occur twice in one feed: the first record counts, the others are rejections that name both places."""

from __future__ import annotations

import sqlite3

from knowledge.feeds.records import Accepted, Outcome, Rejection, shown


def repeated(outcome: Accepted, first: str) -> Rejection:
    """The rejection of a record whose id the record at `first` has."""
    return Rejection(
        outcome.locator,
        shown(f"{outcome.offer.title} (id {outcome.offer.id})"),
        f"an id that no other record has; {first} has the same, and that record counts",
        "Ask the provider of the feed for one lasting id a record.",
    )


class Places:
    """Where each id was seen first. A temporary database, which spills to the disk: feeds may be of any size."""

    def __init__(self) -> None:
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA cache_size = -8192")
        self._db.execute("PRAGMA journal_mode = OFF")
        self._db.execute("CREATE TABLE places (id TEXT PRIMARY KEY, locator TEXT) WITHOUT ROWID")

    def first(self, outcome: Outcome) -> Outcome:
        """The outcome itself, or the rejection of a record whose id was seen before."""
        if isinstance(outcome, Rejection):
            return outcome
        entry = (outcome.offer.id, outcome.locator)
        if self._db.execute("INSERT OR IGNORE INTO places VALUES (?, ?)", entry).rowcount:
            return outcome
        (first,) = self._db.execute("SELECT locator FROM places WHERE id = ?", entry[:1]).fetchone()
        return repeated(outcome, first)

    def close(self) -> None:
        self._db.close()
