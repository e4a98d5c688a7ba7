"""Conversations are held in memory, opened only by their token, and forgotten."""

from __future__ import annotations

import pytest

from bot.sessions import Sessions, TooManyConversationsError


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(clock: Clock) -> Sessions:
    return Sessions(idle_s=60, limit=3, clock=clock)


def test_a_conversation_opens_only_with_its_own_token(sessions: Sessions) -> None:
    mine, token = sessions.open(language="de")
    _, other_token = sessions.open(language="fr")
    assert sessions.find(mine.id, token) is mine
    assert sessions.find(mine.id, other_token) is None
    assert sessions.find(mine.id, "") is None
    assert sessions.find("unknown", token) is None


def test_ids_and_tokens_are_long_and_never_repeat(sessions: Sessions) -> None:
    opened = [sessions.open(language=None) for _ in range(3)]
    values = {s.id for s, _ in opened} | {t for _, t in opened}
    assert len(values) == 6
    assert min(len(v) for v in values) >= 43


def test_the_token_itself_is_not_kept(sessions: Sessions) -> None:
    session, token = sessions.open(language=None)
    assert token not in repr(session)
    assert token.encode() not in session.token_hash


def test_an_idle_conversation_is_forgotten(sessions: Sessions, clock: Clock) -> None:
    session, token = sessions.open(language=None)
    clock.now += 59
    assert sessions.find(session.id, token) is session
    sessions.touch(session)
    clock.now += 61
    assert sessions.find(session.id, token) is None
    assert len(sessions) == 0


def test_expiry_names_what_it_forgot_so_that_other_stores_forget_too(sessions: Sessions, clock: Clock) -> None:
    old, _ = sessions.open(language=None)
    clock.now += 61
    new, token = sessions.open(language=None)
    assert len(sessions) == 1
    assert sessions.find(old.id, "") is None
    assert sessions.expire() == [old.id], "also what was found to be too old on the way"
    clock.now += 61
    assert sessions.find(new.id, token) is None
    assert sessions.expire() == [new.id]
    assert sessions.expire() == []


def test_a_turn_that_waited_can_see_that_its_conversation_was_erased(sessions: Sessions) -> None:
    session, _ = sessions.open(language=None)
    assert sessions.is_open(session)
    sessions.close(session)
    assert not sessions.is_open(session)


async def test_a_conversation_in_mid_turn_is_not_forgotten(sessions: Sessions, clock: Clock) -> None:
    session, _ = sessions.open(language=None)
    async with session.lock:
        clock.now += 61
        assert sessions.expire() == []


def test_above_the_limit_new_conversations_are_refused_until_old_ones_expire(
    sessions: Sessions, clock: Clock
) -> None:
    for _ in range(3):
        sessions.open(language=None)
    with pytest.raises(TooManyConversationsError, match="3 conversations"):
        sessions.open(language=None)
    clock.now += 61
    sessions.open(language=None)
    assert len(sessions) == 1
