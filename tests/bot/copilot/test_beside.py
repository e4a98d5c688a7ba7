"""What counsellors have beside a conversation: kept apart from it, part of the person's data, erased with it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from actions.consents import Consent
from actions.steering import Steering
from bot.copilot.beside import REMARKS_AT_MOST, Beside, TooManyRemarksError
from bot.people.database import Database
from bot.sessions import Counsellor, Session, Sessions

ADA = Counsellor("local:ada", "Ada")
WORDS = "She is afraid of exams: Zwiebelturm"


@pytest.fixture
def beside(tmp_path: Path) -> Beside:
    return Beside(Database(f"sqlite:///{tmp_path / 'people.db'}"))


def a_session(*consent: Consent) -> Session:
    return Sessions(idle_s=60, limit=5).open(language="en", consent=frozenset(consent))[0]


def test_without_consent_to_keep_a_remark_makes_no_file(beside: Beside, tmp_path: Path) -> None:
    session = a_session(Consent.COUNSELLOR)
    assert beside.remark(session, ADA, WORDS, "offer-1") == 1
    assert [(each.name, each.offer, each.words) for each in beside.remarks(session.id)] == [("Ada", "offer-1", WORDS)]
    assert list(tmp_path.iterdir()) == []


def test_remarks_on_a_kept_conversation_outlive_the_process_and_are_erased_to_the_byte(
    beside: Beside, tmp_path: Path
) -> None:
    session = a_session(Consent.COUNSELLOR, Consent.KEEP)
    beside.remark(session, ADA, WORDS)
    again = Beside(beside.database)
    assert [each.words for each in again.remarks(session.id)] == [WORDS]
    again.erase(session.id)
    beside.database.scrub()
    assert again.remarks(session.id) == []
    assert not any(b"Zwiebelturm" in path.read_bytes() for path in tmp_path.iterdir())


def test_the_persons_data_hold_the_remarks_and_the_list_being_prepared(beside: Beside) -> None:
    session = a_session(Consent.COUNSELLOR)
    assert beside.export(session.id) == {}
    beside.remark(session, ADA, WORDS)
    beside.prepare(session, Steering(by="Ada").pin("offer-1").note("offer-1", "not shown yet"))
    told = json.dumps(beside.export(session.id))
    assert WORDS in told
    assert "not shown yet" in told


def test_a_list_being_prepared_is_beside_the_conversation_until_it_is_shown(beside: Beside) -> None:
    session = a_session(Consent.COUNSELLOR)
    version = session.watched.version
    beside.prepare(session, Steering(by="Ada").pin("offer-1"))
    assert session.watched.version > version  # another counsellor's page is older now
    assert session.slots == {}
    assert beside.is_prepared(session)
    session.slots = {"steering": beside.steering(session).slot()}
    assert not beside.is_prepared(session)
    beside.prepare(session, None)
    assert beside.steering(session).pinned == ("offer-1",)


def test_what_is_beside_a_conversation_that_ended_is_forgotten(tmp_path: Path) -> None:
    open_now = {"gone": True}
    beside = Beside(Database(f"sqlite:///{tmp_path / 'people.db'}"), lambda _: open_now["gone"])
    session = a_session(Consent.COUNSELLOR)
    beside.remark(session, ADA, WORDS)
    open_now["gone"] = False
    beside.expire(datetime.now(UTC))
    assert beside.remarks(session.id) == []


def test_remarks_come_to_an_end(beside: Beside) -> None:
    session = a_session()
    for number in range(REMARKS_AT_MOST):
        assert beside.remark(session, ADA, "x") == number + 1
    with pytest.raises(TooManyRemarksError):
        beside.remark(session, ADA, "x")
