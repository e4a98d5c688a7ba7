"""Applying a staged run to the catalogue: one transaction, so that it happens whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from knowledge.feeds.comparing import changed_fields
from knowledge.feeds.staging import APPLIED, Order, Run
from knowledge.feeds.store import Store, StoreError

FEW = 20
"""So many offers of a feed may vanish at once without a question, whatever share of it they are."""

MOST = 0.5
"""A larger share of a feed that vanishes at once is more often a broken delivery than a decision."""

RUNS_WITH_DETAILS = 5
"""Runs of a feed whose rejections and doubts are kept; the counts of all runs are."""


class MassWithdrawalError(StoreError):
    """The feed would lose most of its offers; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Applied:
    """How many offers a run changed. `renewed`: the same content, read at another place or of another date."""

    new: int
    changed: int
    renewed: int
    unchanged: int
    withdrawn: int
    returned: int
    revision: int


def apply(store: Store, run: Run, order: Order, now: datetime, *, withdraw_many: bool = False) -> Applied:
    """Makes the catalogue what the run has read. Raises MassWithdrawalError, with nothing changed.

    Where the feed could not be read to its end, nothing is withdrawn: what was not read may still be offered.
    """
    with store.transaction():
        return _Application(store, run, order, now).carried_out(withdraw_many)


class _Application:
    """One application, inside its transaction. Rows `s` are what was read, `o` what the catalogue holds."""

    def __init__(self, store: Store, run: Run, order: Order, now: datetime) -> None:
        self._db, self._order = store.db, order
        row = self._db.execute("SELECT fault, source FROM runs WHERE number = ?", (run.number,)).fetchone()
        self._fault: str | None = row[0]
        self._db.execute("INSERT OR IGNORE INTO sources (record) VALUES (?)", (row[1],))
        (source,) = self._db.execute("SELECT number FROM sources WHERE record = ?", (row[1],)).fetchone()
        self._about = {
            "run": run.number,
            "feed": order.feed,
            "source": source,
            "format": order.format,
            "day": now.date().isoformat(),
            "at": now.isoformat(),
        }

    def carried_out(self, withdraw_many: bool) -> Applied:
        self._leave_to_other_feeds()
        vanished = self._number(_COUNT_VANISHED)
        if not withdraw_many and self._fault is None:
            self._refuse_mass_withdrawal(vanished)
        returned, renewed = self._number(_COUNT_RETURNED), self._number(_COUNT_RENEWED)
        changed, accepted = self._number(_COUNT_CHANGED), self._number(_COUNT_ACCEPTED)
        withdrawn = vanished if self._fault is None else 0
        if withdrawn:
            self._do(_NOTE_WITHDRAWN)
            self._do(_WITHDRAW)
        self._write_history()
        self._do(_NOTE_RETURNED)
        self._do(_DROP_REPLACED_RECORDS)
        self._do(_REPLACE)
        new = self._do(_INSERT)
        if new or changed or renewed or returned or withdrawn:
            self._do("UPDATE catalogue SET revision = revision + 1")
        unchanged = accepted - new - changed - renewed - returned
        revision = self._number("SELECT revision FROM catalogue")
        applied = Applied(new, changed, renewed, unchanged, withdrawn, returned, revision)
        self._close(applied)
        return applied

    def _leave_to_other_feeds(self) -> None:
        """Ids that another feed took since this run read them stay with that feed."""
        self._do(_DROP_RECORDS_LEFT_TO_OTHERS)
        lost = self._do(_LEAVE_TO_OTHERS)
        if lost:
            self._db.execute(
                "UPDATE runs SET accepted = accepted - ?, rejected = rejected + ? WHERE number = ?",
                (lost, lost, self._about["run"]),
            )

    def _refuse_mass_withdrawal(self, vanished: int) -> None:
        held, name = self._number(_COUNT_HELD), self._order.feed
        sure = "If that is right, repeat the command with --withdraw-many."
        if self._number(_COUNT_ACCEPTED) == 0:
            raise MassWithdrawalError(
                f"{self._order.file} holds no offer. Expected at least one; the feed '{name}' has {held} offers in "
                f"the catalogue, and nothing was changed. {sure}"
            )
        if vanished > FEW and vanished > MOST * held:
            raise MassWithdrawalError(
                f"{vanished} of the {held} offers of the feed '{name}' are not in {self._order.file}. Expected that "
                f"most of a feed stays; nothing was changed. {sure}"
            )

    def _write_history(self) -> None:
        """Every field of every offer whose content changed, with its old and its new value."""
        changed = self._db.execute(_CONTENTS_OF_CHANGED, self._about)
        while batch := changed.fetchmany(500):
            self._db.executemany(
                "INSERT INTO changes (run, offer, field, old, new, at) VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (self._about["run"], offer_id, change.field, change.old, change.new, self._about["at"])
                    for offer_id, old, new in batch
                    for change in changed_fields(old, new)
                ],
            )

    def _close(self, applied: Applied) -> None:
        self._db.execute(
            "UPDATE runs SET state = ?, finished_at = ?, new = ?, changed = ?, renewed = ?, unchanged = ?, "
            "withdrawn = ?, returned = ? WHERE number = ?",
            (
                *(APPLIED, self._about["at"], applied.new, applied.changed, applied.renewed, applied.unchanged),
                *(applied.withdrawn, applied.returned, self._about["run"]),
            ),
        )
        self._do(_REMEMBER_FEED)
        self._do("DELETE FROM staged WHERE run = :run")
        for details in (_DROP_OLD_REJECTIONS, _DROP_OLD_DOUBTS):
            self._db.execute(details, {**self._about, "kept": RUNS_WITH_DETAILS})

    def _do(self, statement: str) -> int:
        return self._db.execute(statement, self._about).rowcount

    def _number(self, question: str) -> int:
        return int(self._db.execute(question, self._about).fetchone()[0])


_COUNT_HELD = "SELECT count(*) FROM offers WHERE feed = :feed AND withdrawn_on IS NULL"
_COUNT_ACCEPTED = "SELECT count(*) FROM staged WHERE run = :run"
_COUNT_VANISHED = (
    "SELECT count(*) FROM offers WHERE feed = :feed AND withdrawn_on IS NULL "
    "AND id NOT IN (SELECT id FROM staged WHERE run = :run)"
)
_COUNT_RETURNED = (
    "SELECT count(*) FROM staged s JOIN offers o ON o.id = s.id WHERE s.run = :run AND o.withdrawn_on IS NOT NULL"
)
_COUNT_CHANGED = (
    "SELECT count(*) FROM staged s JOIN offers o ON o.id = s.id "
    "WHERE s.run = :run AND o.withdrawn_on IS NULL AND s.digest <> o.digest"
)
_COUNT_RENEWED = (
    "SELECT count(*) FROM staged s JOIN offers o ON o.id = s.id "
    "WHERE s.run = :run AND o.withdrawn_on IS NULL AND s.digest = o.digest "
    "AND (s.whole <> o.whole OR o.source <> :source)"
)
_DROP_RECORDS_LEFT_TO_OTHERS = (
    "DELETE FROM records WHERE number IN (SELECT s.record FROM staged s JOIN offers o ON o.id = s.id "
    "WHERE s.run = :run AND o.feed <> :feed AND s.fresh)"
)
_LEAVE_TO_OTHERS = (
    "DELETE FROM staged WHERE run = :run AND id IN (SELECT o.id FROM staged s JOIN offers o ON o.id = s.id "
    "WHERE s.run = :run AND o.feed <> :feed)"
)
_NOTE_WITHDRAWN = (
    "INSERT INTO changes (run, offer, field, old, new, at) SELECT :run, id, 'withdrawn_on', NULL, :day, :at "
    "FROM offers WHERE feed = :feed AND withdrawn_on IS NULL "
    "AND id NOT IN (SELECT id FROM staged WHERE run = :run) ORDER BY id"
)
_WITHDRAW = (
    "UPDATE offers SET withdrawn_on = :day WHERE feed = :feed AND withdrawn_on IS NULL "
    "AND id NOT IN (SELECT id FROM staged WHERE run = :run)"
)
_NOTE_RETURNED = (
    "INSERT INTO changes (run, offer, field, old, new, at) "
    "SELECT :run, o.id, 'withdrawn_on', o.withdrawn_on, NULL, :at FROM staged s JOIN offers o ON o.id = s.id "
    "WHERE s.run = :run AND o.withdrawn_on IS NOT NULL ORDER BY o.id"
)
_CONTENTS_OF_CHANGED = (
    "SELECT o.id, old.content, new.content FROM staged s JOIN offers o ON o.id = s.id "
    "JOIN records old ON old.number = o.record JOIN records new ON new.number = s.record "
    "WHERE s.run = :run AND s.digest <> o.digest ORDER BY o.id"
)
_DROP_REPLACED_RECORDS = (
    "DELETE FROM records WHERE number IN (SELECT o.record FROM staged s JOIN offers o ON o.id = s.id "
    "WHERE s.run = :run AND o.record <> s.record)"
)
_REPLACE = (
    "UPDATE offers SET digest = s.digest, whole = s.whole, record = s.record, source = :source, withdrawn_on = NULL, "
    "last_changed = CASE WHEN offers.digest <> s.digest THEN :day ELSE last_changed END "
    "FROM staged s WHERE s.run = :run AND s.id = offers.id "
    "AND (offers.whole <> s.whole OR offers.source <> :source OR offers.withdrawn_on IS NOT NULL)"
)
_INSERT = (
    "INSERT INTO offers SELECT s.id, :feed, s.digest, s.whole, s.record, :source, :day, :day, NULL "
    "FROM staged s LEFT JOIN offers o ON o.id = s.id WHERE s.run = :run AND o.id IS NULL ORDER BY s.id"
)
_REMEMBER_FEED = (
    "INSERT INTO feeds VALUES (:feed, :source, :format, :at, :run, NULL) ON CONFLICT (name) DO UPDATE SET "
    "source = excluded.source, format = excluded.format, last_run = excluded.last_run, withdrawn_on = NULL"
)
_DROP_OLD_REJECTIONS = (
    "DELETE FROM rejections WHERE run IN "
    "(SELECT number FROM runs WHERE feed = :feed ORDER BY number DESC LIMIT -1 OFFSET :kept)"
)
_DROP_OLD_DOUBTS = (
    "DELETE FROM doubts WHERE run IN "
    "(SELECT number FROM runs WHERE feed = :feed ORDER BY number DESC LIMIT -1 OFFSET :kept)"
)
