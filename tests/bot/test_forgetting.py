"""A conversation that ends, by erasing or by time, ends in every part that holds something of it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from actions.meanings import GoalMeanings
from actions.outbox import Outbox
from actions.turns import TurnCache
from bot.chat import Chat
from bot.metrics import Metrics
from bot.problems import ProblemError
from bot.sessions import Sessions


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


class Engine:
    """Notes what it was told to forget."""

    def __init__(self) -> None:
        self.forgot: list[str] = []
        self.rounds = 0

    async def forget(self, conversation_id: str) -> None:
        self.forgot.append(conversation_id)

    async def forget_the_rest(self) -> None:
        self.rounds += 1


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def chat(clock: Clock, engine: Engine) -> Chat:
    services = SimpleNamespace(
        turns=TurnCache(clock=clock), outbox=Outbox(clock=clock), goals=GoalMeanings(keep_s=3600, clock=clock)
    )
    settings = SimpleNamespace(max_message_chars=2000)
    sessions = Sessions(idle_s=60, limit=10, clock=clock)
    return Chat(*cast(Any, (settings, services, engine, None, sessions, Metrics())))


async def test_the_engine_is_told_of_every_idle_conversation_however_it_was_noticed(
    chat: Chat, clock: Clock, engine: Engine
) -> None:
    opened = [chat.sessions.open(language="en") for _ in range(3)]
    clock.now += 61
    assert chat.sessions.find(opened[0][0].id, opened[0][1]) is None
    chat.sessions.open(language="en")
    await chat.expire()
    assert sorted(engine.forgot) == sorted(session.id for session, _ in opened)
    assert engine.rounds == 1
    assert len(chat.sessions) == 1


async def test_what_a_turn_held_aside_is_forgotten_in_time_also_when_nobody_writes_any_more(
    chat: Chat, clock: Clock
) -> None:
    for memory in (chat.services.turns, chat.services.outbox, chat.services.goals):
        memory.put("turn", cast(Any, "something understood"))
    clock.now += 3601
    await chat.expire()
    assert len(chat.services.turns) == len(chat.services.outbox) == len(chat.services.goals) == 0


async def test_a_turn_that_waited_while_its_conversation_was_erased_is_refused(chat: Chat, engine: Engine) -> None:
    session, _ = chat.sessions.open(language="en")
    await session.lock.acquire()
    erased = asyncio.create_task(chat.forget(session))
    await asyncio.sleep(0)
    waiting = asyncio.create_task(chat.say(session, "my secret illness"))
    await asyncio.sleep(0)
    session.lock.release()
    await erased
    with pytest.raises(ProblemError) as refused:
        await waiting
    assert refused.value.status == 404
    assert session.transcript == []
    assert engine.forgot == [session.id]
