"""The tables of the catalogue of imported offers, and the version that they are in."""

from __future__ import annotations

import sqlite3
from pathlib import Path

VERSION = 1
"""Raised when the tables change their meaning. A store of a newer version is refused, never guessed at."""

APPLICATION = 0x57594D4B
"""PRAGMA application_id of our files ("WYMK"), so that another program's database is never taken for ours."""

_TABLES = """
CREATE TABLE sources (number INTEGER PRIMARY KEY, record TEXT NOT NULL UNIQUE);

CREATE TABLE feeds (
    name TEXT PRIMARY KEY, source INTEGER NOT NULL, format TEXT NOT NULL, first_run_at TEXT NOT NULL,
    last_run INTEGER NOT NULL, withdrawn_on TEXT
) WITHOUT ROWID;

CREATE TABLE runs (
    number INTEGER PRIMARY KEY, feed TEXT NOT NULL, delivery TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL,
    format TEXT NOT NULL, source TEXT NOT NULL, state TEXT NOT NULL, started_at TEXT NOT NULL, finished_at TEXT,
    read INTEGER NOT NULL DEFAULT 0, accepted INTEGER NOT NULL DEFAULT 0, rejected INTEGER NOT NULL DEFAULT 0,
    doubts INTEGER NOT NULL DEFAULT 0, new INTEGER NOT NULL DEFAULT 0, changed INTEGER NOT NULL DEFAULT 0,
    renewed INTEGER NOT NULL DEFAULT 0, unchanged INTEGER NOT NULL DEFAULT 0, withdrawn INTEGER NOT NULL DEFAULT 0,
    returned INTEGER NOT NULL DEFAULT 0, fault TEXT
);
CREATE INDEX runs_of_feed ON runs (feed, number);

-- Content and evidence of an offer, appended as they are read. Offers and staged rows point here.
CREATE TABLE records (number INTEGER PRIMARY KEY, content BLOB NOT NULL, evidence BLOB NOT NULL);

CREATE TABLE offers (
    id TEXT PRIMARY KEY, feed TEXT NOT NULL, digest BLOB NOT NULL, whole BLOB NOT NULL, record INTEGER NOT NULL,
    source INTEGER NOT NULL, first_seen TEXT NOT NULL, last_changed TEXT NOT NULL, withdrawn_on TEXT
) WITHOUT ROWID;

-- What a run has read so far. `fresh`: its record was appended by this run, and goes when the run is given up.
CREATE TABLE staged (
    run INTEGER NOT NULL, id TEXT NOT NULL, locator TEXT NOT NULL, digest BLOB NOT NULL, whole BLOB NOT NULL,
    record INTEGER NOT NULL, fresh INTEGER NOT NULL, PRIMARY KEY (run, id)
) WITHOUT ROWID;

CREATE TABLE changes (
    number INTEGER PRIMARY KEY, run INTEGER NOT NULL, offer TEXT NOT NULL, field TEXT NOT NULL, old TEXT, new TEXT,
    at TEXT NOT NULL
);
CREATE INDEX changes_of_offer ON changes (offer, number);

CREATE TABLE rejections (
    number INTEGER PRIMARY KEY, run INTEGER NOT NULL, locator TEXT NOT NULL, read TEXT NOT NULL,
    expected TEXT NOT NULL, remedy TEXT NOT NULL
);
CREATE INDEX rejections_of_run ON rejections (run);

CREATE TABLE doubts (
    number INTEGER PRIMARY KEY, run INTEGER NOT NULL, offer TEXT NOT NULL, field TEXT NOT NULL, locator TEXT NOT NULL,
    read TEXT NOT NULL, expected TEXT NOT NULL
);
CREATE INDEX doubts_of_run ON doubts (run);

-- One row: how often what can be found was changed.
CREATE TABLE catalogue (revision INTEGER NOT NULL);
INSERT INTO catalogue VALUES (0);
"""


class StoreError(RuntimeError):
    """The catalogue cannot be used, or must not be changed as asked; the message says what to do."""


def connect(path: Path) -> sqlite3.Connection:
    """Opens the store, making it where there is none. Raises StoreError for what is not a store of this version."""
    try:
        db = sqlite3.connect(path, isolation_level=None, timeout=30)
        try:
            _prepare(db, path)
        except BaseException:
            db.close()
            raise
    except sqlite3.DatabaseError as fault:
        raise StoreError(
            f"{path} cannot be read ({fault}). Expected the catalogue of imported offers. Restore it from a backup, "
            "or move it away and import the feeds again."
        ) from fault
    return db


def _prepare(db: sqlite3.Connection, path: Path) -> None:
    version = db.execute("PRAGMA user_version").fetchone()[0]
    ours = db.execute("PRAGMA application_id").fetchone()[0] == APPLICATION
    empty = db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0
    if not ours and not empty:
        raise StoreError(
            f"{path} is another program's database. Expected the catalogue of imported offers. Move it away, or set "
            "WAYMARK_HOME to another folder."
        )
    if ours and version > VERSION:
        raise StoreError(
            f"{path} is in version {version}, this Waymark reads up to version {VERSION}. Use the newer Waymark that "
            "wrote it, or set WAYMARK_HOME to another folder and import the feeds again."
        )
    # Readers read on while one process writes; a process killed at any point leaves what was committed.
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    db.execute("PRAGMA cache_size = -32768")
    if empty:
        db.execute("BEGIN IMMEDIATE")
        if db.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0] == 0:  # no other process was quicker
            for statement in _TABLES.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")
