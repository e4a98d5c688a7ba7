"""Reports of external quality assurance by the hundred thousand: kept on disk, looked up by provider.

The index is one SQLite file, written once when the reports are imported and only read after that. What is held in
memory is the answer to the last questions.
"""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from threading import Lock

from knowledge.names import folded
from knowledge.register_file import Origin, RegisterError
from knowledge.register_rows import Covers, Decision, Report, Standing

_KEPT = 20_000
"""Reports held in memory for the next question about the same body, about 10 MB."""
_COLUMNS = (
    *("report_id", "deqar_id", "provider", "agency", "activity", "covers"),
    *("programme", "qualification", "decision", "status", "valid_from", "valid_to", "url"),
)
_SELECT = f"SELECT {', '.join(_COLUMNS)} FROM reports WHERE "  # noqa: S608 - our own column names


def write_index(path: Path, reports: Iterable[Report]) -> int:
    """Write the index of `reports` to `path` and return how many there are. The file must not be there yet."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript(
            f"PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;CREATE TABLE reports (name_key, {', '.join(_COLUMNS)});"
        )
        marks = ", ".join("?" * (len(_COLUMNS) + 1))
        connection.executemany(f"INSERT INTO reports VALUES ({marks})", map(_cells, reports))  # noqa: S608
        connection.executescript(
            "CREATE INDEX by_body ON reports (deqar_id);"
            "CREATE INDEX by_name ON reports (name_key, deqar_id);"
            "CREATE INDEX by_report ON reports (report_id);"
        )
        connection.commit()
        return int(connection.execute("SELECT count(*) FROM reports").fetchone()[0])
    finally:
        connection.close()


def _cells(r: Report) -> tuple[str | None, ...]:
    end = r.valid_to.isoformat() if r.valid_to else None
    about = (r.id, r.deqar_id, r.provider, r.agency, r.activity, r.covers.value, r.programme, r.qualification)
    return (folded(r.provider), *about, r.decision.value, r.standing.value, r.valid_from.isoformat(), end, r.url)


class ReportIndex:
    """The reports in an index file. Safe to ask from several threads."""

    def __init__(self, path: Path, origin: Origin) -> None:
        """Open the file. Raises RegisterError when it is not there or is no index."""
        self._path, self._origin, self._lock = path, origin, Lock()
        self._answers: OrderedDict[tuple[str, str], tuple[Report, ...]] = OrderedDict()
        self._weight = 0
        try:
            # the file is never written again, so SQLite may read it without locks and through shared pages
            self._connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
            )
            self._count = int(self._connection.execute("SELECT count(*) FROM reports").fetchone()[0])
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def __len__(self) -> int:
        return self._count

    def about(self, deqar_id: str) -> tuple[Report, ...]:
        """The reports about the provider with this DEQAR id."""
        return self._ask("deqar_id", deqar_id)

    def numbered(self, report_id: str) -> tuple[Report, ...]:
        """The rows of one report: one a provider and programme it covers."""
        return self._ask("report_id", report_id)

    def bodies_named(self, name: str) -> frozenset[str]:
        """DEQAR ids of the providers that a report calls `name`."""
        with self._lock:
            try:
                found = self._connection.execute(
                    "SELECT DISTINCT deqar_id FROM reports WHERE name_key = ?", (folded(name),)
                ).fetchall()
            except sqlite3.Error as error:
                raise self._unusable(error) from error
        return frozenset(str(row[0]) for row in found)

    def _ask(self, column: str, value: str) -> tuple[Report, ...]:
        with self._lock:
            known = self._answers.get((column, value))
            if known is not None:
                self._answers.move_to_end((column, value))
                return known
            try:
                rows = self._connection.execute(f"{_SELECT}{column} = ? ORDER BY rowid", (value,)).fetchall()
            except sqlite3.Error as error:
                raise self._unusable(error) from error
            answer = tuple(self._report(row) for row in rows)
            self._answers[column, value] = answer
            self._weight += len(answer) + 1
            while self._weight > _KEPT and len(self._answers) > 1:
                self._weight -= len(self._answers.popitem(last=False)[1]) + 1
            return answer

    def _report(self, row: tuple[str, ...]) -> Report:
        return Report(
            id=row[0],
            deqar_id=row[1],
            provider=row[2],
            agency=row[3],
            activity=row[4],
            covers=Covers(row[5]),
            programme=row[6],
            qualification=row[7],
            decision=Decision(row[8]),
            standing=Standing(row[9]),
            valid_from=date.fromisoformat(row[10]),
            valid_to=date.fromisoformat(row[11]) if row[11] else None,
            origin=self._origin,
            url=row[12],
        )

    def _unusable(self, error: sqlite3.Error) -> RegisterError:
        return RegisterError(
            f"{self._path.name} cannot be read ({error}). Expected the index of imported reports at {self._path}. "
            "Import the reports again with `waymark registers import deqar_reports PATH`."
        )
