"""Importing a feed: read, staged in batches, applied at once. The same feed again changes nothing.

An import that was killed goes on where it was, as long as file, format and source are the same; what was read is
never in the catalogue by half.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias

from knowledge.feeds.applying import apply
from knowledge.feeds.comparing import source_record
from knowledge.feeds.delivery import Delivery
from knowledge.feeds.records import FeedError, Outcome
from knowledge.feeds.staging import STAGED, Order, Run, give_up, take_up
from knowledge.feeds.store import Store, StoreError
from knowledge.offer import Source

BATCH = 1_000
"""Records of one transaction: what a kill loses at most."""

Progress: TypeAlias = Callable[[int, int, int], None]
"""Called with the bytes of the file read, its size, and how many records were read."""

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. Records: `read` = accepted + rejected. Offers: accepted = new + changed + renewed +
    unchanged + returned; `renewed` have the same content, read at another place or of another date.

    `resumed_after`: records an earlier, killed run had read. `fault`: why the feed was not read to its end; then
    nothing was withdrawn. `revision` of the catalogue it ended at.
    """

    feed: str
    format: str
    read: int
    accepted: int
    rejected: int
    doubts: int
    new: int
    changed: int
    renewed: int
    unchanged: int
    withdrawn: int
    returned: int
    resumed_after: int
    fault: str | None
    revision: int

    @property
    def changes(self) -> int:
        """Offers that are not what they were."""
        return self.new + self.changed + self.renewed + self.withdrawn + self.returned


def import_feed(
    store: Store,
    delivery: Delivery,
    source: Source,
    *,
    withdraw_many: bool = False,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> ImportReport:
    """Imports a delivery as the feed `source.id`.

    Raises FeedError where nothing could be read, MassWithdrawalError where most of the feed would vanish and
    `withdraw_many` does not allow it, StoreLockedError while another process imports; nothing is changed then.
    """
    name = source.id
    if not _NAME.match(name) or len(name) > _LONGEST_NAME:
        raise StoreError(
            f"A feed cannot be named '{name}'. Expected lower-case letters, digits and single hyphens, at most "
            f"{_LONGEST_NAME} characters, such as 'city-academy'."
        )
    with store.writing(f"importing the feed '{name}'"):
        order = _order(delivery, source)
        run = take_up(store, order, now or datetime.now(UTC))
        resumed = run.read
        if run.state != STAGED:
            run.finish(_read(delivery, source, run, progress))
        return _applied(store, run, order, now or datetime.now(UTC), resumed, withdraw_many)


def _order(delivery: Delivery, source: Source) -> Order:
    sha256 = delivery.sha256()
    parts = (sha256, delivery.settings(), sorted(source_record(source).items()))
    return Order(
        feed=source.id,
        source=source,
        format=delivery.format,
        file=delivery.path.name,
        sha256=sha256,
        delivery=hashlib.sha256(repr(parts).encode()).hexdigest(),
    )


def _read(delivery: Delivery, source: Source, run: Run, progress: Progress | None) -> str | None:
    """Stages all that is not staged yet. Returns why the feed could not be read to its end, None where it was."""
    size = delivery.bytes
    outcomes = delivery.outcomes(source, skip=run.read)
    while True:
        batch, fault = _batch(outcomes)
        if batch:
            run.stage(batch)
        if progress is not None:
            progress(delivery.bytes_read, size, run.read)
        if fault is not None or len(batch) < BATCH:
            return fault


def _batch(outcomes: Iterator[Outcome]) -> tuple[list[Outcome], str | None]:
    """The next records, and why there are no more if that is no good end."""
    batch: list[Outcome] = []
    try:
        for outcome in outcomes:
            batch.append(outcome)
            if len(batch) == BATCH:
                break
    except FeedError as fault:
        return batch, str(fault)
    return batch, None


def _applied(store: Store, run: Run, order: Order, now: datetime, resumed: int, withdraw_many: bool) -> ImportReport:
    accepted, fault = store.db.execute("SELECT accepted, fault FROM runs WHERE number = ?", (run.number,)).fetchone()
    if fault is not None and accepted == 0:
        with store.transaction():
            give_up(store, run.number)
        raise FeedError(fault)
    applied = apply(store, run, order, now, withdraw_many=withdraw_many)
    store.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    read, accepted, rejected, doubts = store.db.execute(
        "SELECT read, accepted, rejected, doubts FROM runs WHERE number = ?", (run.number,)
    ).fetchone()
    return ImportReport(
        feed=order.feed,
        format=order.format,
        read=read,
        accepted=accepted,
        rejected=rejected,
        doubts=doubts,
        new=applied.new,
        changed=applied.changed,
        renewed=applied.renewed,
        unchanged=applied.unchanged,
        withdrawn=applied.withdrawn,
        returned=applied.returned,
        resumed_after=resumed,
        fault=fault,
        revision=applied.revision,
    )
