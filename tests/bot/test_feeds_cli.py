"""`waymark feeds` as an operator uses it: one screen, JSON for programs, exit statuses, and what people then find."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.house import load_offer
from bot.port import CommandError
from bot.settings import load_settings
from knowledge.feeds import format as formats_module
from knowledge.feeds.store import Store
from nlu.encoder import Encoder
from tests.index.worlds import WordEncoder
from tests.knowledge.feeds.catalogues import BROKEN_OFF, LINES, course, feed_file

RECORDS = [course(1, "Accounting"), course(2, "Gardening", price="20 EUR"), {"key": 3}]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation without a default catalogue, with an encoder of words."""
    (tmp_path / "home" / "encoder").mkdir(parents=True)
    (tmp_path / "home" / "encoder" / "manifest.json").write_text("{}")
    monkeypatch.setenv("WAYMARK_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("WAYMARK_DEFAULT_CATALOGUE", "off")
    monkeypatch.setattr(Encoder, "load", lambda *_, **__: WordEncoder())
    monkeypatch.setattr(formats_module, "formats", lambda: {LINES.id: LINES})
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path / "home"


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    return feed_file(tmp_path / "feed.jsonl", RECORDS)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["feeds", *map(str, arguments)])


def said(*arguments: object) -> dict[str, Any]:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    return document


def imported(feed: Path, *options: object) -> dict[str, Any]:
    return said("import", feed, "--name", "town", "--format", "test-lines", *options)


def test_check_shows_on_one_screen_what_was_read_missing_and_rejected(home: Path, feed: Path) -> None:
    shown = run("check", feed, "--format", "test-lines")
    assert shown.exit_code == 0
    for words in (
        "Records read: 3; offers: 2; rejected: 1",
        "learning_outcomes",
        "line 3",
        "a title in every record",
    ):
        assert words in shown.stdout
    assert not (home / "data").exists(), "checking imports nothing"


def test_check_as_json_has_counts_elements_rejections_and_records(home: Path, feed: Path) -> None:
    document = said("check", feed, "--format", "test-lines", "--limit", "1")
    assert (document["format"], document["read"], document["accepted"], document["rejected"]) == (
        "test-lines",
        3,
        2,
        1,
    )
    assert document["elements"]["title"]["stated"] == 2
    assert [len(document[name]) for name in ("records", "rejections")] == [1, 1]


def test_check_writes_every_record_to_a_file(home: Path, feed: Path, tmp_path: Path) -> None:
    run("check", feed, "--format", "test-lines", "--all", tmp_path / "all.jsonl")
    lines = [json.loads(line) for line in (tmp_path / "all.jsonl").read_text().splitlines()]
    assert [line["locator"] for line in lines] == ["line 1", "line 2", "line 3"]
    assert lines[2]["rejected"]["remedy"]


def test_check_says_whether_json_ld_conforms_to_a_profile(home: Path, feed: Path, tmp_path: Path) -> None:
    (document,) = said("check", feed, "--format", "test-lines", "--shacl", "loq")["shacl"]
    assert (document["file"], document["conforms"]) == ("feed.jsonl", None)
    assert "JSON" in document["not_checked"]
    assert "SHACL, feed.jsonl: not checked" in run("check", feed, "--format", "test-lines", "--shacl", "loq").stdout


def test_text_of_a_feed_is_never_markup_of_the_screen(home: Path, tmp_path: Path) -> None:
    odd = feed_file(tmp_path / "odd.jsonl", [course(1, "[bold red]Not bold[/] \x1b[31mred"), {"[/]": "[link=x]"}])
    shown = run("check", odd, "--format", "test-lines")
    assert shown.exit_code == 0
    assert "[bold red]Not bold[/]" in shown.stdout
    assert "\x1b" not in shown.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("check", "nowhere.json"), "is not there"),
        (("check", "{feed}", "--format", "moonchub"), "Expected one of test-lines"),
        (("check", "{feed}"), "--format"),
        (("check", "{feed}", "--format", "test-lines", "--shacl", "elm"), "Use one of edc-generic-no-cv"),
        (("import", "{feed}", "--name", "Town!", "--format", "test-lines"), "lower-case letters"),
        (("history", "town-1"), "no feed was imported yet"),
        (("withdraw", "town"), "no feed was imported yet"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(home: Path, feed: Path, arguments: tuple[str, ...], words: str) -> None:
    result = run(*(argument.format(feed=feed) for argument in arguments))
    assert result.exit_code == 1
    assert isinstance(result.exception, CommandError)
    assert words in str(result.exception)


def test_an_imported_feed_is_published_and_found(home: Path, feed: Path) -> None:
    document = imported(feed, "--title", "Courses of the town", "--licence", "facts", "--date", "2026-11-01")
    assert (document["new"], document["rejected"], document["generation"]) == (2, 1, "gen-1")
    assert document["rejections"][0]["locator"] == "line 3"
    offer = load_offer(load_settings(), "town-2")
    assert offer is not None
    assert (offer.source.title, offer.source.date.isoformat()) == ("Courses of the town", "2026-11-01")


def test_the_same_feed_again_makes_no_generation_and_remembers_its_title(home: Path, feed: Path) -> None:
    imported(feed, "--title", "Courses of the town", "--licence", "facts", "--url", "https://town.example/")
    again = imported(feed)
    assert (again["changes"], again["unchanged"], again["generation"]) == (0, 2, None)
    assert "the index stays as it is" in run("import", feed, "--name", "town", "--format", "test-lines").stdout


def test_what_was_not_published_is_published_later(home: Path, feed: Path) -> None:
    assert imported(feed, "--no-publish")["generation"] is None
    assert not (home / "index").exists()
    assert imported(feed)["generation"] == "gen-1"


def test_a_feed_that_breaks_off_exits_with_one_and_keeps_what_was_there(home: Path, feed: Path) -> None:
    imported(feed)
    feed_file(feed, [RECORDS[0], BROKEN_OFF])
    result = run("import", feed, "--name", "town", "--format", "test-lines")
    assert result.exit_code == 1
    assert "Not read to its end" in result.stdout
    assert "Nothing was withdrawn" in result.stdout
    assert load_offer(load_settings(), "town-2") is not None


def test_a_full_disk_is_said_in_one_line_and_the_import_goes_on_later(
    home: Path, feed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as change:
        change.setattr("knowledge.feeds.importing.Run.finish", full)
        result = run("import", feed, "--name", "town", "--format", "test-lines")
    assert "database or disk is full" in str(result.exception)
    assert "goes on where it was" in str(result.exception)
    document = imported(feed)
    assert (document["resumed_after"], document["new"]) == (3, 2)


def test_without_an_encoder_nothing_is_begun(home: Path, feed: Path) -> None:
    (home / "encoder" / "manifest.json").unlink()
    result = run("import", feed, "--name", "town", "--format", "test-lines")
    assert "make setup" in str(result.exception)
    assert not (home / "data").exists()


def test_most_of_a_feed_vanishes_only_when_allowed(home: Path, tmp_path: Path) -> None:
    large = feed_file(tmp_path / "large.jsonl", [course(number) for number in range(60)])
    imported(large)
    feed_file(large, [course(1)])
    result = run("import", large, "--name", "town", "--format", "test-lines")
    assert "59 of the 60 offers" in str(result.exception)
    assert imported(large, "--withdraw-many")["withdrawn"] == 59


def test_list_and_history_tell_what_became_of_a_feed_and_of_an_offer(home: Path, feed: Path) -> None:
    imported(feed, "--title", "Courses of the town")
    feed_file(feed, [RECORDS[0], course(2, "Gardening", price="25 EUR")])
    imported(feed)
    (listed,) = json.loads(run("list", "--json").stdout)
    assert (listed["name"], listed["source"]["title"], listed["offers"]) == ("town", "Courses of the town", 2)
    assert "Courses of the town" in run("list").stdout
    (change,) = said("history", "town-2")["changes"]
    assert change["field"] == "price"
    assert "25.0" in change["new"]
    shown = run("history", "town-2").stdout
    assert "price" in shown
    assert "Gardening" in shown
    assert "No field has changed" in run("history", "town-1").stdout


def test_a_withdrawn_feed_is_not_found_any_more_and_can_come_back(home: Path, feed: Path) -> None:
    imported(feed)
    assert "2 offers of the feed 'town' are withdrawn. gen-2 is current." in run("withdraw", "town").stdout
    assert load_offer(load_settings(), "town-1") is None
    assert "withdrawn" in run("list").stdout
    assert imported(feed)["returned"] == 2
    assert load_offer(load_settings(), "town-1") is not None


def test_the_second_importer_is_told_who_is_at_work(home: Path, feed: Path) -> None:
    with Store.open(home / "data") as store, store.writing("importing the feed 'city'"):
        result = run("import", feed, "--name", "town", "--format", "test-lines")
    assert "importing the feed 'city'" in str(result.exception)
