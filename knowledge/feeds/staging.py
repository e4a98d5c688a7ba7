"""Staging: what a run reads is written aside in batches, so that a run that is killed goes on where it was.

Each batch is one transaction: its records, its rejections and doubts, and how far the run has come. What is written
twice is not: a record that the catalogue already holds is only pointed at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from knowledge.feeds.comparing import Written, source_record, written
from knowledge.feeds.duplicates import repeated
from knowledge.feeds.records import Accepted, Doubt, Outcome, Rejection, shown
from knowledge.feeds.store import Store
from knowledge.offer import Source

KEPT_OF_A_RUN = 10_000
"""Rejections, and doubts, that are kept word for word of one run; all are counted."""

STAGING, STAGED, APPLIED = "staging", "staged", "applied"


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be imported: the same order again goes on with a run that was not finished.

    `delivery` is a digest of all that decides what will be read: the files' bytes, format, mapping and source.
    """

    feed: str
    source: Source
    format: str
    file: str
    sha256: str
    delivery: str


class Run:
    """One run of one feed, staged. `read` records are behind it already when it was taken up again."""

    def __init__(self, store: Store, number: int, feed: str) -> None:
        self._store, self.number, self._feed = store, number, feed
        self._db = store.db
        row = self._db.execute(
            "SELECT state, read, rejected, doubts FROM runs WHERE number = ?", (number,)
        ).fetchone()
        self.state: str = row[0]
        self.read, self._rejected, self._doubts = int(row[1]), int(row[2]), int(row[3])

    def stage(self, outcomes: Sequence[Outcome]) -> None:
        """Writes one batch, in the order of the feed."""
        rejected = [outcome for outcome in outcomes if isinstance(outcome, Rejection)]
        accepted = [(outcome, written(outcome.offer)) for outcome in outcomes if isinstance(outcome, Accepted)]
        with self._store.transaction():
            fresh = self._without_duplicates(accepted, rejected)
            self._write(fresh)
            self._note_rejections(rejected)
            doubts = self._note_doubts((entry.id, doubt) for outcome, entry in fresh for doubt in outcome.doubts)
            self._db.execute(
                "UPDATE runs SET read = read + ?, accepted = accepted + ?, rejected = rejected + ?, "
                "doubts = doubts + ? WHERE number = ?",
                (len(outcomes), len(fresh), len(rejected), doubts, self.number),
            )
        self.read += len(outcomes)
        self._rejected += len(rejected)
        self._doubts += doubts

    def finish(self, fault: str | None) -> None:
        """All is staged that could be read; `fault` says why the feed could not be read to its end."""
        self._db.execute("UPDATE runs SET state = ?, fault = ? WHERE number = ?", (STAGED, fault, self.number))
        self.state = STAGED

    def _without_duplicates(
        self, accepted: list[tuple[Accepted, Written]], rejected: list[Rejection]
    ) -> list[tuple[Accepted, Written]]:
        """The first record of an id counts; others become rejections, and so do ids that another feed holds."""
        asked = json.dumps([entry.id for _, entry in accepted])
        places: dict[str, str] = dict(
            self._db.execute(
                "SELECT s.id, s.locator FROM json_each(?) j CROSS JOIN staged s ON s.run = ? AND s.id = j.value",
                (asked, self.number),
            )
        )
        others: dict[str, str] = dict(
            self._db.execute(
                "SELECT o.id, o.feed FROM json_each(?) j CROSS JOIN offers o ON o.id = j.value WHERE o.feed <> ?",
                (asked, self._feed),
            )
        )
        first = []
        for outcome, entry in accepted:
            if entry.id in others:
                rejected.append(_held_elsewhere(outcome, others[entry.id]))
            elif entry.id in places:
                rejected.append(repeated(outcome, places[entry.id]))
            else:
                places[entry.id] = outcome.locator
                first.append((outcome, entry))
        return first

    def _write(self, accepted: Sequence[tuple[Accepted, Written]]) -> None:
        asked = json.dumps([entry.id for _, entry in accepted])
        held = {
            offer_id: (whole, record)
            for offer_id, whole, record in self._db.execute(
                "SELECT o.id, o.whole, o.record FROM json_each(?) j CROSS JOIN offers o ON o.id = j.value", (asked,)
            )
        }
        (number,) = self._db.execute("SELECT coalesce(max(number), 0) FROM records").fetchone()
        records, staged = [], []
        for outcome, entry in accepted:
            whole, record = held.get(entry.id, (None, None))
            fresh = whole != entry.whole
            if fresh:
                number += 1
                record = number
                records.append((number, entry.content, entry.evidence))
            staged.append((self.number, entry.id, outcome.locator, entry.digest, entry.whole, record, fresh))
        self._db.executemany("INSERT INTO records VALUES (?, ?, ?)", records)
        self._db.executemany("INSERT INTO staged VALUES (?, ?, ?, ?, ?, ?, ?)", staged)

    def _note_rejections(self, rejected: Sequence[Rejection]) -> None:
        room = max(0, KEPT_OF_A_RUN - self._rejected)
        self._db.executemany(
            "INSERT INTO rejections (run, locator, read, expected, remedy) VALUES (?, ?, ?, ?, ?)",
            [(self.number, *map(_bounded, (r.locator, r.read, r.expected, r.remedy))) for r in rejected[:room]],
        )

    def _note_doubts(self, doubts: Iterable[tuple[str, Doubt]]) -> int:
        found = list(doubts)
        room = max(0, KEPT_OF_A_RUN - self._doubts)
        self._db.executemany(
            "INSERT INTO doubts (run, offer, field, locator, read, expected) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (self.number, offer_id, *map(_bounded, (d.field, d.locator, d.read, d.expected)))
                for offer_id, d in found[:room]
            ],
        )
        return len(found)


def take_up(store: Store, order: Order, now: datetime) -> Run:
    """The run of this order that was not finished, else a new one; other unfinished runs of the feed are given up."""
    with store.transaction():
        unfinished = store.db.execute(
            "SELECT number, delivery FROM runs WHERE feed = ? AND state <> ? ORDER BY number", (order.feed, APPLIED)
        ).fetchall()
        going_on = next((number for number, delivery in unfinished if delivery == order.delivery), None)
        for number, _ in unfinished:
            if number != going_on:
                give_up(store, number)
        if going_on is None:
            source = json.dumps(source_record(order.source), ensure_ascii=False)
            going_on = store.db.execute(
                "INSERT INTO runs (feed, delivery, file, sha256, format, source, state, started_at) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(order.feed, order.delivery, order.file, order.sha256, order.format, source, STAGING),
                    now.isoformat(),
                ),
            ).lastrowid
    assert going_on is not None
    return Run(store, going_on, order.feed)


def give_up(store: Store, run: int) -> None:
    """Takes away all that an unfinished run has staged. Needs a transaction."""
    store.db.execute(
        "DELETE FROM records WHERE number IN (SELECT record FROM staged WHERE run = ? AND fresh)", (run,)
    )
    for statement in (
        "DELETE FROM staged WHERE run = ?",
        "DELETE FROM rejections WHERE run = ?",
        "DELETE FROM doubts WHERE run = ?",
        "DELETE FROM runs WHERE number = ?",
    ):
        store.db.execute(statement, (run,))


def _held_elsewhere(outcome: Accepted, feed: str) -> Rejection:
    return Rejection(
        outcome.locator,
        shown(f"{outcome.offer.title} (id {outcome.offer.id})"),
        f"an id that no other feed has; the feed '{feed}' holds it already",
        "Import one of the two feeds under another name.",
    )


def _bounded(text: str) -> str:
    return text if len(text) <= 300 else text[:299] + "…"
