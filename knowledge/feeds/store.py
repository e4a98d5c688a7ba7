"""The catalogue of imported offers: feeds, their offers, and what became of them, in one SQLite file.

Any number of processes read; one writes at a time (`writing`). Nothing is deleted that was once an offer: an offer
that left its feed is withdrawn, and comes back when the feed brings it again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from knowledge.feeds.comparing import offer_of
from knowledge.feeds.records import Rejection
from knowledge.feeds.store_schema import StoreError, connect
from knowledge.offer import Offer, Source

__all__ = ["Change", "FeedState", "OfferHistory", "Store", "StoreError", "StoreLockedError"]

FILE = "catalogue.sqlite"
LOCK = "catalogue.lock"


class StoreLockedError(StoreError):
    """Another process is changing the catalogue; the message says which."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """One feed as it stands: `offers` are in the catalogue, `withdrawn` were; the figures are of its last run."""

    name: str
    format: str
    source: Source
    offers: int
    withdrawn: int
    last_run_at: datetime
    read: int
    rejected: int
    doubts: int
    fault: str | None
    withdrawn_on: date | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field of an offer that changed: from `old` to `new`, None where not stated; values as JSON, shortened."""

    at: datetime
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class OfferHistory:
    """What the catalogue knows of one offer."""

    offer: Offer
    feed: str
    first_seen: date
    last_changed: date
    withdrawn_on: date | None
    changes: tuple[Change, ...]


class Store:
    """The catalogue in one folder. `db` is the connection that the other modules of importing work with."""

    def __init__(self, folder: Path, db: sqlite3.Connection) -> None:
        self.folder, self.db = folder, db

    @classmethod
    def open(cls, folder: Path) -> Self:
        """The catalogue in `folder`, made where there is none. Raises StoreError where it cannot be used."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as fault:
            raise StoreError(
                f"{folder} cannot be made ({fault.strerror}). Set WAYMARK_HOME to a folder that may be written."
            ) from fault
        return cls(folder, connect(folder / FILE))

    @classmethod
    def existing(cls, folder: Path) -> Self | None:
        """The catalogue in `folder`; None where nothing was ever imported."""
        return cls.open(folder) if (folder / FILE).exists() else None

    def close(self) -> None:
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # One writer

    @contextmanager
    def writing(self, what: str) -> Iterator[None]:
        """Holds the writer's lock, with a note of who holds it. The system drops it when its holder ends."""
        with (self.folder / LOCK).open("a+", encoding="utf-8") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                holder = lock.read().strip() or "another process"
                raise StoreLockedError(
                    f"The catalogue is being changed by {holder}. Wait until that has finished, then repeat the "
                    "command."
                ) from None
            lock.truncate(0)
            lock.write(f"process {os.getpid()} ({what}, since {datetime.now(UTC):%Y-%m-%d %H:%M} UTC)\n")
            lock.flush()
            yield

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is changed within."""
        self.db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.db.execute("ROLLBACK")
            raise
        self.db.execute("COMMIT")

    # Reading

    def offers(self) -> Iterator[Offer]:
        """Every offer that is not withdrawn, by id."""
        sources = self._sources()
        rows = self.db.execute(
            "SELECT r.content, r.evidence, o.source FROM offers o JOIN records r ON r.number = o.record "
            "WHERE o.withdrawn_on IS NULL ORDER BY o.id"
        )
        for content, evidence, source in rows:
            yield offer_of(content, evidence, sources[source])

    def holds(self, offer_id: str) -> bool:
        """Whether an offer of this id was ever imported."""
        return self.db.execute("SELECT 1 FROM offers WHERE id = ?", (offer_id,)).fetchone() is not None

    def feed_names(self) -> frozenset[str]:
        """Names of all feeds, withdrawn ones too."""
        return frozenset(name for (name,) in self.db.execute("SELECT name FROM feeds"))

    def feeds(self) -> tuple[FeedState, ...]:
        """Every feed, by name."""
        counted = {
            (feed, gone): many
            for feed, gone, many in self.db.execute(
                "SELECT feed, withdrawn_on IS NOT NULL, count(*) FROM offers GROUP BY 1, 2"
            )
        }
        rows = self.db.execute(
            "SELECT f.name, f.format, s.record, r.finished_at, r.read, r.rejected, r.doubts, r.fault, f.withdrawn_on "
            "FROM feeds f JOIN sources s ON s.number = f.source JOIN runs r ON r.number = f.last_run ORDER BY f.name"
        )
        return tuple(
            FeedState(
                name=name,
                format=form,
                source=_source(record),
                offers=counted.get((name, 0), 0),
                withdrawn=counted.get((name, 1), 0),
                last_run_at=datetime.fromisoformat(at),
                read=read,
                rejected=rejected,
                doubts=doubts,
                fault=fault,
                withdrawn_on=date.fromisoformat(gone) if gone else None,
            )
            for name, form, record, at, read, rejected, doubts, fault, gone in rows
        )

    def history(self, offer_id: str) -> OfferHistory | None:
        """What became of one offer since it was first imported, oldest first; None for an id never imported."""
        row = self.db.execute(
            "SELECT o.feed, r.content, r.evidence, o.source, o.first_seen, o.last_changed, o.withdrawn_on "
            "FROM offers o JOIN records r ON r.number = o.record WHERE o.id = ?",
            (offer_id,),
        ).fetchone()
        if row is None:
            return None
        feed, content, evidence, source, first, last, gone = row
        changes = self.db.execute(
            "SELECT at, field, old, new FROM changes WHERE offer = ? ORDER BY number", (offer_id,)
        )
        return OfferHistory(
            offer=offer_of(content, evidence, self._sources()[source]),
            feed=feed,
            first_seen=date.fromisoformat(first),
            last_changed=date.fromisoformat(last),
            withdrawn_on=date.fromisoformat(gone) if gone else None,
            changes=tuple(Change(datetime.fromisoformat(at), field, old, new) for at, field, old, new in changes),
        )

    def rejections(self, feed: str, limit: int = 20) -> tuple[Rejection, ...]:
        """The first rejections of the feed's last run."""
        rows = self.db.execute(
            "SELECT r.locator, r.read, r.expected, r.remedy FROM feeds f JOIN rejections r ON r.run = f.last_run "
            "WHERE f.name = ? ORDER BY r.number LIMIT ?",
            (feed, limit),
        )
        return tuple(Rejection(*row) for row in rows)

    def fingerprint(self) -> str:
        """A digest of every offer, its source and whether it is withdrawn: equal catalogues have equal ones."""
        digest = hashlib.sha256()
        rows = self.db.execute(
            "SELECT o.id, o.whole, s.record, o.withdrawn_on FROM offers o JOIN sources s ON s.number = o.source "
            "ORDER BY o.id"
        )
        for offer_id, whole, source, gone in rows:
            digest.update(f"{offer_id}\n{whole.hex()}\n{source}\n{gone}\n".encode())
        return digest.hexdigest()

    # Changing

    def withdraw(self, feed: str, now: datetime) -> int:
        """Takes a whole feed out, with the default source of its name; importing it again brings it back.

        Returns how many offers left. Raises StoreError for a feed that was never imported.
        """
        day = now.date().isoformat()
        with self.writing(f"withdrawing the feed '{feed}'"), self.transaction():
            if feed not in self.feed_names():
                raise StoreError(
                    f"There is no feed '{feed}' in the catalogue. There are: "
                    f"{', '.join(sorted(self.feed_names())) or 'none'}. Name one of these."
                )
            (run,) = self.db.execute("SELECT last_run FROM feeds WHERE name = ?", (feed,)).fetchone()
            self.db.execute(
                "INSERT INTO changes (run, offer, field, old, new, at) SELECT ?, id, 'withdrawn_on', NULL, ?, ? "
                "FROM offers WHERE feed = ? AND withdrawn_on IS NULL ORDER BY id",
                (run, day, now.isoformat(), feed),
            )
            gone = self.db.execute(
                "UPDATE offers SET withdrawn_on = ? WHERE feed = ? AND withdrawn_on IS NULL", (day, feed)
            ).rowcount
            again = self.db.execute(
                "UPDATE feeds SET withdrawn_on = ? WHERE name = ? AND withdrawn_on IS NULL", (day, feed)
            ).rowcount
            if gone or again:
                self.db.execute("UPDATE catalogue SET revision = revision + 1")
        return int(gone)

    def revision(self) -> int:
        """Grows with every change of what can be found."""
        return int(self.db.execute("SELECT revision FROM catalogue").fetchone()[0])

    def _sources(self) -> dict[int, dict[str, str]]:
        return {
            number: json.loads(record) for number, record in self.db.execute("SELECT number, record FROM sources")
        }


def _source(record: str) -> Source:
    values = json.loads(record)
    return Source(**{**values, "date": date.fromisoformat(values["date"])})
