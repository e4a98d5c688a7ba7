"""`waymark esco`: official downloads are brought in, spoken after a restart, and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.held_esco import label_indexes, load_esco
from bot.port import CommandError
from bot.settings import load_settings
from knowledge.imported_esco import HELD, ImportedEsco
from nlu.esco_labels import EscoLabels
from tests.knowledge.test_imported_esco import GOOD, WAITER, made_zip, table

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path / "home"))
    return lambda *arguments: CliRunner().invoke(app, ["esco", *map(str, arguments)])


def row(run: Run, language: str) -> dict[str, object]:
    return next(one for one in json.loads(run("list", "--json").stdout) if one["language"] == language)


def refusal(result: Result) -> str:
    assert isinstance(result.exception, CommandError)
    return str(result.exception)


def test_the_list_tells_which_languages_lack_skills(run: Run) -> None:
    assert row(run, "de")["lacks"] == ""
    assert row(run, "it")["lacks"] == "; lacks skills"
    assert row(run, "uk")["lacks"] == "; lacks occupations and skills"
    assert "Skills are lacking in ar, bg," in run("list").stdout


def test_an_import_is_found_by_its_words_and_undone(run: Run, tmp_path: Path) -> None:
    first = made_zip(tmp_path, "esco v1.1.1.zip", occupations_uk=GOOD)
    assert "uk: 1 occupations and 0 skills have a label, v1.1.1" in run("import", first).stdout
    second = made_zip(tmp_path, "esco v1.2.0.zip", occupations_uk=table((WAITER, "подавач", "кельнер")))
    assert "restart it" in run("import", second).stdout
    assert (row(run, "uk")["version"], row(run, "uk")["occupations"]) == ("1.2.0", 1)
    settings = load_settings()
    assert load_esco(settings).label(WAITER, "uk") == "подавач"
    (index,) = label_indexes(settings).values()
    found = EscoLabels.load(index).look_up("кельнер", "uk", k=1)
    assert [(concept.uri, concept.label) for concept in found] == [(WAITER, "подавач")]
    assert "uk: v1.1.1 of" in run("undo", "uk").stdout
    assert load_esco(settings).label(WAITER, "uk") == "офіціант"
    assert "as the product ships it" in run("undo", "uk").stdout
    assert not load_esco(settings).has_label(WAITER, "uk")
    assert "nothing was imported" in refusal(run("undo", "uk"))


def test_a_bad_file_among_good_ones_changes_nothing(run: Run, tmp_path: Path) -> None:
    good = made_zip(tmp_path, "esco v1.1.1.zip", occupations_uk=GOOD)
    bad = made_zip(tmp_path, "esco v1.2.0.zip", skills_uk="no table")
    assert "has no column" in refusal(run("import", good, bad))
    assert "in one language" in refusal(run("import", good, good))
    assert row(run, "uk")["imported"] is False


def test_what_was_imported_for_other_concepts_is_not_spoken(run: Run, tmp_path: Path) -> None:
    run("import", made_zip(tmp_path, "esco v1.1.1.zip", occupations_uk=GOOD))
    held = tmp_path / "home" / "data" / "esco" / HELD
    told = json.loads(held.read_text(encoding="utf-8"))
    told["uk"]["concepts"] = "0" * 64
    held.write_text(json.dumps(told), encoding="utf-8")
    assert not load_esco(load_settings()).has_label(WAITER, "uk")
    held.write_text("{", encoding="utf-8")
    assert "import again" in refusal(run("list"))


def test_two_imports_at_once_do_not_meet(run: Run, tmp_path: Path) -> None:
    with ImportedEsco(tmp_path / "home" / "data" / "esco").writing():
        told = refusal(run("import", made_zip(tmp_path, "esco v1.1.1.zip", occupations_uk=GOOD)))
    assert "Another process is importing" in told
