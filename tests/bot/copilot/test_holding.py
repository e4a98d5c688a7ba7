"""Holding a conversation: one counsellor at a time, on what they saw; the person is told; nobody is left alone."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from fastapi import FastAPI

from actions.consents import Consent
from actions.render import Renderer
from actions.texts.catalogue import Texts
from bot.api.events import follow
from bot.chat import Chat
from bot.copilot.audit import Audit
from bot.copilot.desk import AWAY_S, Desk
from bot.copilot.holding import HeldByAnotherError, give_back, give_back_the_absent, take, write
from bot.copilot.queue import queue_of
from bot.copilot.seen import StaleError
from bot.metrics import Metrics
from bot.people.database import Database
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session, Sessions

MARIA, IVAN = Counsellor("local:maria", "Maria"), Counsellor("local:ivan", "Ivan")
SEEN = frozenset({Consent.COUNSELLOR})


@pytest.fixture
def chat() -> Chat:
    settings = SimpleNamespace(max_message_chars=200, default_language="en")
    renderer = Renderer(cast(Any, SimpleNamespace(texts=Texts())))
    return Chat(*cast(Any, (settings, None, None, renderer, Sessions(idle_s=60, limit=9), Metrics())))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(Audit(Database(f"sqlite:///{tmp_path / 'people.db'}")))
    desk.sign_ins.clock = lambda: 1000.0
    desk.sign_ins.open(MARIA)
    desk.sign_ins.open(IVAN)
    return desk


@pytest.fixture
def session(chat: Chat) -> Session:
    return chat.sessions.open(language="en", consent=SEEN)[0]


def told(session: Session) -> str:
    return str(session.transcript[-1]["messages"][0]["text"])


async def taken(chat: Chat, desk: Desk, session: Session, by: Counsellor = MARIA, instead_of: str = "") -> None:
    await take(chat, desk, session, by, version=session.watched.version, instead_of=instead_of)


async def test_who_takes_over_is_named_to_the_person_with_the_button_that_ends_it(
    chat: Chat, desk: Desk, session: Session
) -> None:
    session.waiting_since = "2026-11-24T12:00:00+00:00"
    await taken(chat, desk, session)
    assert session.with_counsellor == MARIA
    assert session.waiting_since is None
    assert "Maria, a counsellor, has joined" in told(session)
    assert session.transcript[-1]["quick_replies"][0]["act"] == "withdraw_consent"
    assert [line.deed for line in desk.audit.read()] == ["took_over"]


async def test_a_conversation_that_moved_on_is_not_taken(chat: Chat, desk: Desk, session: Session) -> None:
    seen = session.watched.version
    session.note("person", text="one more thing")
    with pytest.raises(StaleError):
        await take(chat, desk, session, MARIA, version=seen, instead_of="")
    assert session.with_counsellor is None
    assert desk.audit.read() == []


async def test_another_counsellors_conversation_is_taken_only_by_naming_them(
    chat: Chat, desk: Desk, session: Session
) -> None:
    await taken(chat, desk, session)
    with pytest.raises(HeldByAnotherError, match="Maria has taken"):
        await taken(chat, desk, session, IVAN)
    with pytest.raises(HeldByAnotherError):
        await taken(chat, desk, session, IVAN, instead_of="local:somebody")
    await taken(chat, desk, session, IVAN, instead_of=MARIA.id)
    assert session.with_counsellor == IVAN
    assert [line.deed for line in desk.audit.read()] == ["took_from", "took_over"]


async def test_only_the_holder_writes_and_gives_back(chat: Chat, desk: Desk, session: Session) -> None:
    await taken(chat, desk, session)
    for doing in (write(chat, desk, session, "hello", IVAN, version=session.watched.version),
                  give_back(chat, desk, session, IVAN, version=session.watched.version)):  # fmt: skip
        with pytest.raises(HeldByAnotherError):
            await doing
    await write(chat, desk, session, "hello", MARIA, version=session.watched.version)
    entry = session.transcript[-1]
    assert (entry["role"], entry["name"], entry["text"]) == ("counsellor", "Maria", "hello")
    await give_back(chat, desk, session, MARIA, version=session.watched.version)
    assert session.with_counsellor is None
    assert "handed you back to me" in told(session)
    assert "hello" not in repr(desk.audit.read())


@pytest.mark.parametrize("text", ["", "  ", "\u200b", "x" * 201])
async def test_what_cannot_be_sent_changes_nothing(chat: Chat, desk: Desk, session: Session, text: str) -> None:
    await taken(chat, desk, session)
    entries = len(session.transcript)
    with pytest.raises(ProblemError):
        await write(chat, desk, session, text, MARIA, version=session.watched.version)
    assert len(session.transcript) == entries


async def test_a_counsellor_who_is_gone_leaves_nobody_waiting(chat: Chat, desk: Desk, session: Session) -> None:
    await taken(chat, desk, session)
    await give_back_the_absent(chat, desk)
    assert session.with_counsellor == MARIA
    desk.sign_ins.clock = lambda: 1000.0 + AWAY_S + 1
    await give_back_the_absent(chat, desk)
    assert session.with_counsellor is None
    assert "Maria, the counsellor, is not here any more" in told(session)
    assert desk.audit.read()[0].deed == "given_back"


async def test_signing_out_gives_back_at_once(chat: Chat, desk: Desk, session: Session) -> None:
    cookie = desk.sign_ins.open(Counsellor("local:eva", "Eva"))
    await taken(chat, desk, session, Counsellor("local:eva", "Eva"))
    desk.sign_ins.close(cookie)
    await give_back_the_absent(chat, desk)
    assert session.with_counsellor is None


def test_who_waits_comes_first_and_distress_before_the_others(chat: Chat) -> None:
    rows = []
    for name, waits, distress in (
        ("late", "12:05", False),
        ("early", "12:00", False),
        ("alarm", "12:09", True),
        ("reads", None, False),
    ):
        session = chat.sessions.open(language="en", consent=SEEN)[0]
        session.slots["goal"], session.distress = name, distress
        session.waiting_since = f"2026-11-24T{waits}:00+00:00" if waits else None
        rows.append(session)
    hidden = chat.sessions.open(language="en")[0]
    hidden.slots["goal"] = "hidden"
    assert [row.goal for row in queue_of(chat, {})] == ["alarm", "early", "late", "reads"]


def test_all_conversations_move_with_each_of_them(chat: Chat, session: Session) -> None:
    version = chat.sessions.watched.version
    session.note("person", text="words")
    assert chat.sessions.watched.version > version
    version = chat.sessions.watched.version
    chat.sessions.close(session)
    assert chat.sessions.watched.version > version


async def test_the_persons_events_are_each_entry_once_then_who_is_there_then_the_end(
    chat: Chat, session: Session
) -> None:
    session.note("person", text="first")
    session.note("person", text="second")
    events = follow(chat, session, after=1)
    entry, state = await anext(events), await anext(events)
    assert (entry.event, entry.id) == ("entry", "2")
    assert state.event == "state"
    assert '"with_counsellor":null' in str(state.data)
    chat.sessions.close(session)
    assert (await anext(events)).event == "ended"
    with pytest.raises(StopAsyncIteration):
        await anext(events)


def test_the_app_knows_the_events_of_a_conversation() -> None:
    from bot.api.events import router

    app = FastAPI()
    app.include_router(router)
    assert "/api/conversations/{conversation_id}/events" in app.openapi()["paths"]


async def test_a_conversation_that_lost_its_oldest_entries_is_followed_by_their_numbers(
    chat: Chat, session: Session
) -> None:
    session.transcript.append({"role": "person", "number": 41, "at": "2026-11-24T12:00:00+00:00", "text": "kept"})
    session.note("person", text="new")
    events = follow(chat, session, after=41)
    entry = await anext(events)
    assert entry.id == "42"
    await events.aclose()  # type: ignore[attr-defined]
