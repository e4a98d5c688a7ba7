"""What could not be answered is counted without a word of anybody, and never told where it would single one out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.reply import Kind, Part, Reply, Sentence
from bot.people.database import Database
from bot.sessions import Session, Sessions
from bot.unanswered import AT_LEAST, KEPT_DAYS, Gap, Unanswered, gaps_in
from nlu.understanding import Act
from tests.actions.conftest import understood

DAY = date(2026, 11, 24)


@pytest.fixture
def unanswered(tmp_path: Path) -> Unanswered:
    return Unanswered(Database(f"sqlite:///{tmp_path / 'people.db'}"), today=lambda: DAY)


def a_session(**slots: object) -> Session:
    session, _ = Sessions(idle_s=60, limit=5).open(language="en")
    session.slots = dict(slots)
    return session


def saying(*keys: str) -> Reply:
    return Reply((Part(Kind.TEXT, lead=tuple(Sentence(key) for key in keys)),))


def test_each_sentence_that_admits_a_gap_is_one() -> None:
    said = understood("a secret wish", Act.STATE_GOAL)
    for key, gap in (
        ("recommend.none", Gap.NOTHING_FOUND),
        ("recommend.weak", Gap.WEAK),
        ("recommend.only_close", Gap.NO_SKILL),
        ("explain.unknown", Gap.TERM),
        ("failure.engine", Gap.FAILED),
    ):
        assert gaps_in(said, saying(key)) == {gap}
    assert gaps_in(said, saying("recommend.lead")) == frozenset()
    assert gaps_in(understood("a joke", Act.OUT_OF_SCOPE), saying()) == {Gap.OUT_OF_SCOPE}


def test_what_happened_less_than_five_times_is_stored_nowhere(unanswered: Unanswered, tmp_path: Path) -> None:
    said = understood("a secret wish", Act.OUT_OF_SCOPE)
    for _ in range(AT_LEAST - 1):
        unanswered.notice(a_session(country="DE"), said, saying())
    assert list(tmp_path.iterdir()) == []
    (row,) = unanswered.rows()
    assert (row.gap, row.times) == (Gap.OUT_OF_SCOPE, None)
    assert ("country", "DE", None) in row.facts
    unanswered.notice(a_session(country="FR"), said, saying())
    (row,) = unanswered.rows()
    assert row.times == AT_LEAST
    assert set(row.facts) == {
        ("act", "out_of_scope", AT_LEAST),
        ("language", "en", AT_LEAST),
        ("country", "DE", None),
        ("country", "FR", None),
    }


def test_no_word_of_a_person_is_in_the_database(unanswered: Unanswered, tmp_path: Path) -> None:
    said = understood("Zwiebelturm bookkeeping", Act.STATE_GOAL, goal="Zwiebelturm bookkeeping")
    session = a_session(goal="Zwiebelturm bookkeeping", bring=["Zwiebelturm"], country="DE")
    session.note("person", text="Zwiebelturm")
    for _ in range(3 * AT_LEAST):
        unanswered.notice(session, said, saying("recommend.none"))
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"nothing_found" in written
    assert b"Zwiebelturm" not in written
    assert session.id.encode() not in written


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 40))
def test_what_is_told_is_never_more_than_happened_nor_five_less(times: int) -> None:
    with TemporaryDirectory() as folder:
        counting = Unanswered(Database(f"sqlite:///{folder}/people.db"), today=lambda: DAY)
        for _ in range(times):
            counting.notice(a_session(), understood("x", Act.OUT_OF_SCOPE), saying())
        told = sum(row.times or 0 for row in counting.rows())
        counting.database.close()
    assert told <= times < told + AT_LEAST


def test_a_turn_made_aside_is_not_counted(tmp_path: Path) -> None:
    unanswered = Unanswered(Database(f"sqlite:///{tmp_path / 'people.db'}"), is_open=lambda _: False)
    unanswered.notice(a_session(), understood("x", Act.OUT_OF_SCOPE), saying())
    assert unanswered.rows() == []


def test_turns_are_remembered_by_number_and_forgotten_with_the_conversation(unanswered: Unanswered) -> None:
    session = a_session()
    session.note("advisor", messages=[])
    unanswered.notice(session, understood("x", Act.OUT_OF_SCOPE), saying())
    assert unanswered.turns_of(session.id) == ((2, Gap.OUT_OF_SCOPE),)
    assert unanswered.export(session.id) == {"entries": [{"number": 2, "why": "out_of_scope"}]}
    unanswered.erase(session.id)
    assert unanswered.export(session.id) == {}


def test_counts_end_after_a_year(unanswered: Unanswered) -> None:
    for _ in range(AT_LEAST):
        unanswered.notice(a_session(), understood("x", Act.OUT_OF_SCOPE), saying())
    unanswered.expire(datetime(2026, 11, 24, tzinfo=UTC))
    assert unanswered.rows(days=10_000)[0].times == AT_LEAST
    unanswered.expire(datetime(2026, 11, 24, tzinfo=UTC) + timedelta(days=KEPT_DAYS + 1))
    assert unanswered.rows(days=10_000) == []
