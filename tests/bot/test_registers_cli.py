"""`waymark registers`: what is held, with its age; what an operator brings in is judged, kept and taken back."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.port import CommandError

HEADER = (
    "body,id,standard,label,scope,programme,country,valid_from,valid_to,status,"
    "source,source_url,source_date,not_checked,note\n"
)
GOOD = "Training House,FR1,national,Example label,provider,,FR,2025-01-01,,valid,,,,,\n"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path / "home"))
    return lambda *arguments: CliRunner().invoke(app, ["registers", *map(str, arguments)])


@pytest.fixture
def labels(tmp_path: Path) -> Path:
    path = tmp_path / "labels.csv"
    path.write_text(HEADER + GOOD, encoding="utf-8")
    return path


def held(run: Run, register: str) -> dict[str, object]:
    return next(row for row in json.loads(run("list", "--json").stdout) if row["register"] == register)


def test_the_list_tells_rows_date_age_and_what_each_can_prove(run: Run) -> None:
    row = held(run, "erasmus_charters")
    assert (row["rows"], row["date"], row["imported"]) == (6142, "2026-04-08", False)
    assert isinstance(row["age_days"], int)
    assert "no quality assurance" in str(row["proves"])
    told = run("list").stdout
    assert "quality_labels: Lists of quality labels that the operator holds" in told
    assert "0 rows, no date to the day: informs, proves no check" in told


def test_an_import_is_dated_by_the_option_or_else_by_the_file(run: Run, labels: Path) -> None:
    assert run("import", "quality_labels", labels, "--date", "2026-03-01", "--title", "Example list").exit_code == 0
    row = held(run, "quality_labels")
    assert (row["rows"], row["date"], row["title"], row["imported"]) == (1, "2026-03-01", "Example list", True)
    os.utime(labels, (1_767_225_600, 1_767_225_600))
    assert run("import", "quality_labels", labels).exit_code == 0
    assert held(run, "quality_labels")["date"] == "2026-01-01"


def test_what_differs_is_told_before_and_after_an_import_and_undone(run: Run, labels: Path) -> None:
    assert "1 added, 0 removed, 0 changed, 0 same" in run("diff", "quality_labels", labels).stdout
    run("import", "quality_labels", labels)
    labels.write_text(HEADER + GOOD + GOOD.replace("FR1", "FR2").replace("House", "Barn"), encoding="utf-8")
    run("import", "quality_labels", labels)
    change = json.loads(run("diff", "quality_labels", "--json").stdout)
    assert (change["counts"], change["same"]) == ({"added": 1, "removed": 0, "changed": 0}, 1)
    assert change["added"] == ["Training Barn, FR2, Example label, 2025-01-01"]
    assert run("undo", "quality_labels").exit_code == 0
    assert held(run, "quality_labels")["rows"] == 1
    assert "as the product ships it" in run("undo", "quality_labels").stdout
    assert held(run, "quality_labels")["rows"] == 0


def refusal(result: Result) -> str:
    """What `waymark` prints in one line before it exits with status 1."""
    assert isinstance(result.exception, CommandError)
    return str(result.exception)


def test_bad_rows_are_told_by_line_and_nothing_is_changed(run: Run, labels: Path) -> None:
    rows = [GOOD.replace("FR1", f"FR{number}") for number in range(1, 30)]
    labels.write_text(HEADER + "".join(rows) + GOOD.replace("national", "best"), encoding="utf-8")
    refused = run("import", "quality_labels", labels)
    assert "1 of 30 rows cannot be used. Nothing was changed" in refusal(refused)
    assert "labels.csv, line 31: column 'standard' reads 'best'. Expected one of 'esg'" in refused.stderr
    assert held(run, "quality_labels")["imported"] is False
    skipped = run("import", "quality_labels", labels, "--skip-bad")
    assert "line 31" in skipped.stderr
    assert "29 rows" in skipped.stdout


def test_a_day_to_come_a_missing_file_and_an_unknown_register_are_refused_in_words(run: Run, labels: Path) -> None:
    assert "which is to come" in refusal(run("import", "quality_labels", labels, "--date", "2999-01-01"))
    assert "could not be written or read" in refusal(run("import", "quality_labels", labels.with_name("gone.csv")))
    assert "Expected a register: one of" in refusal(run("import", "labels", labels))
    assert "was not imported" in refusal(run("diff", "quality_labels"))
