"""The chat keeps what a person agreed to, and says so only when it was done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from actions.act import text_reply
from actions.consents import Consent
from actions.meanings import GoalMeaning, GoalMeanings, goal_key
from actions.outbox import Outbox
from actions.render import Renderer
from actions.texts.catalogue import Texts
from actions.turns import TurnCache
from bot.chat import Chat, Pressed
from bot.engine import EngineAnswer
from bot.metrics import Metrics
from bot.people.asked import erase_as_asked
from bot.people.database import Database
from bot.people.erasures import ALL, EXPIRED, OUTSIDE
from bot.people.found import FoundProfiles
from bot.people.people import People
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session, Sessions
from nlu.understanding import Act, Understanding
from tests.bot.people.conftest import Clock, Profiles

MARIA = Counsellor("maria", "Maria")
KEEP, COUNSELLOR, FOUND = Consent.KEEP, Consent.COUNSELLOR, Consent.FOUND


class Engine:
    """A dialogue engine whose act is told beforehand: `slots` it sets."""

    def __init__(self, outbox: Outbox) -> None:
        self.outbox, self.next = outbox, dict[str, Any]()
        self.forgot: list[str] = []

    async def turn(self, *, turn_id: str, slots: dict[str, Any], **_: Any) -> EngineAnswer:
        self.outbox.add(turn_id, text_reply("thanks.welcome"))
        changed, self.next = self.next, {}
        return EngineAnswer((), {**slots, **changed})

    async def forget(self, conversation_id: str) -> None:
        self.forgot.append(conversation_id)

    async def forget_the_rest(self) -> None:
        pass


class Understander:
    def understand(self, text: str, hint: object) -> Understanding:
        return Understanding(text=text, language="en", language_confidence=1.0, act=Act.THANKS, act_confidence=1.0)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'people' / 'people.db'}")
    yield database
    database.close()


@pytest.fixture
def people(database: Database, clock: Clock) -> People:
    people = People(database, keep_days=30, clock=clock)
    people.find_profiles_in(FoundProfiles(Profiles()))
    return people


@pytest.fixture
def started(people: People) -> Callable[[], Chat]:
    """Start the chat: what another process kept is all it knows."""

    def start() -> Chat:
        outbox = Outbox()
        services = SimpleNamespace(
            turns=TurnCache(), outbox=outbox, goals=GoalMeanings(), texts=Texts(), understander=Understander(),
            portals={},
        )  # fmt: skip
        settings = SimpleNamespace(max_message_chars=2000, default_language="en", country=None)
        sessions = Sessions(idle_s=60, limit=10, clock=lambda: 0.0)
        parts = (settings, services, Engine(outbox), Renderer(cast(Any, services)), sessions, Metrics(), people)
        return Chat(*cast(Any, parts))

    return start


@pytest.fixture
def chat(started: Callable[[], Chat]) -> Chat:
    return started()


async def speak(chat: Chat, session: Session, words: str = "hello", **slots: Any) -> dict[str, Any]:
    """One turn, in which the act sets `slots`."""
    cast(Engine, chat.engine).next = slots
    return await chat.say(session, words)


def text_of(answer: dict[str, Any]) -> str:
    return " ".join(message["text"] for message in answer["messages"])


async def test_a_kept_conversation_goes_on_after_another_start(started: Callable[[], Chat]) -> None:
    chat = started()
    session, token, _ = chat.open(language="en", portal="here")
    await speak(chat, session, "I cook", goal="cook", consent=["keep"], easy_read=True)
    await speak(chat, session, "more")
    again = started()
    found = await again.found(session.id, token)
    assert found is not session
    assert (found.slots["goal"], found.portal, found.easy_read) == ("cook", "here", True)
    assert [entry.get("text") for entry in found.transcript if entry["role"] == "person"] == ["I cook", "more"]
    assert found.consent == {KEEP}
    assert found.kept_until == session.kept_until
    await speak(again, found, "and again")
    third = await started().found(session.id, token)
    assert [entry["number"] for entry in third.transcript] == [1, 2, 3, 4, 5, 6, 7]
    with pytest.raises(ProblemError):
        await started().found(session.id, "another token")


async def test_two_who_open_it_at_once_speak_in_one_conversation(started: Callable[[], Chat]) -> None:
    chat = started()
    session, token, _ = chat.open(language="en", portal=None)
    await speak(chat, session, consent=["keep"])
    again = started()
    first, second = await asyncio.gather(again.found(session.id, token), again.found(session.id, token))
    assert first is second is again.find(session.id, token)


async def test_what_could_not_be_kept_is_said_and_not_agreed_to(
    chat: Chat, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, _, _ = chat.open(language="en", portal=None)

    def full(*_: Any, **__: Any) -> None:
        raise OSError("no space")

    monkeypatch.setattr(people.kept, "save", full)
    answer = await speak(chat, session, consent=["keep"])
    assert "could not store" in text_of(answer)
    assert session.consent == frozenset()
    assert session.slots["consent"] is None
    assert people.consents.given(session.id) == {}
    with pytest.raises(ProblemError) as refused:
        await chat.agree(session, KEEP, given=True)
    assert refused.value.status == 503


async def test_what_could_not_be_erased_is_said_and_done_later(
    chat: Chat, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    session, token, _ = chat.open(language="en", portal=None)
    await speak(chat, session, consent=["keep"])
    with monkeypatch.context() as broken:
        broken.setattr(people.kept, "erase", lambda _: (_ for _ in ()).throw(OSError("no")))
        answer = await speak(chat, session, errand="erase")
        assert answer["erased"] is True
        assert "could not be erased yet" in text_of(answer)
    assert not chat.sessions.is_open(session)
    await chat.expire()
    with pytest.raises(ProblemError):
        await chat.found(session.id, token)
    assert people.conversations() == frozenset()


async def test_taking_the_counsellor_back_ends_the_take_over_and_is_told(chat: Chat) -> None:
    session, token, _ = chat.open(language="en", portal=None)
    await chat.agree(session, COUNSELLOR, given=True)
    session.with_counsellor = MARIA
    await chat.agree(session, COUNSELLOR, given=False)
    assert chat.find(session.id, token).with_counsellor is None
    assert session.consent == frozenset()
    assert "software again" in text_of(session.transcript[-1])


async def test_a_counsellor_agrees_takes_back_and_erases_nothing_for_a_person(chat: Chat) -> None:
    session, _, _ = chat.open(language="en", portal=None)
    await chat.agree(session, COUNSELLOR, given=True)
    for act in (Act.GIVE_CONSENT, Act.WITHDRAW_CONSENT, Act.ERASE_ME):
        with pytest.raises(ProblemError) as refused:
            await chat.steer(session, "…", Pressed(act, {"purpose": "keep", "sure": True}), MARIA)
        assert refused.value.status == 403
    await chat.amend(session, lambda state: replace(state, goal="bake", consent=frozenset(Consent)))
    assert session.slots["goal"] == "bake"
    assert session.consent == {COUNSELLOR}


async def test_a_correction_is_kept_too(started: Callable[[], Chat]) -> None:
    chat = started()
    session, token, _ = chat.open(language="en", portal=None)
    await chat.agree(session, KEEP, given=True)
    await chat.amend(session, lambda state: replace(state, skills=("urn:skill",)))
    assert (await started().found(session.id, token)).slots["skills"] == ["urn:skill"]


async def test_what_is_asked_aside_agrees_to_nothing(chat: Chat, people: People) -> None:
    session, _, _ = chat.open(language="en", portal=None)
    cast(Engine, chat.engine).next = {"consent": ["keep"]}
    await chat.aside(session, "…")
    assert people.conversations() == frozenset()
    assert session.consent == frozenset()


async def test_the_day_comes_for_what_is_kept_also_while_it_is_open(chat: Chat, people: People, clock: Clock) -> None:
    session, _, _ = chat.open(language="en", portal=None)
    await chat.agree(session, KEEP, given=True)
    clock.pass_days(31)
    await chat.expire()
    assert not chat.sessions.is_open(session)
    assert people.conversations() == frozenset()


async def test_a_conversation_that_ends_takes_its_consents_along_unless_it_is_kept(
    chat: Chat, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    unkept, kept = (chat.open(language="en", portal=None)[0] for _ in range(2))
    await chat.agree(unkept, COUNSELLOR, given=True)
    await chat.agree(kept, KEEP, given=True)
    monkeypatch.setattr(chat.sessions, "clock", lambda: 61.0)
    await chat.expire()
    assert len(chat.sessions) == 0
    assert people.conversations() == {kept.id}


async def test_the_meaning_of_a_goal_goes_with_who_had_it(chat: Chat) -> None:
    session, _, _ = chat.open(language="en", portal=None)
    session.slots |= {"language": "en", "goal": "cook"}
    chat.services.goals.put(goal_key("en", "cook"), GoalMeaning())
    await chat.forget(session)
    assert len(chat.services.goals) == 0


@pytest.mark.parametrize("what", [ALL, EXPIRED, "one"])
async def test_what_the_command_asks_for_is_done_here(chat: Chat, people: People, clock: Clock, what: str) -> None:
    session, _, _ = chat.open(language="en", portal=None)
    await chat.agree(session, KEEP, given=True)
    if what == EXPIRED:
        clock.pass_days(31)
    people.erasures.ask(OUTSIDE + (session.id if what == "one" else what), clock())
    await erase_as_asked(chat)
    report = people.erasures.report(session.id if what == "one" else what)
    assert report == {"kept conversations": 1, "consents": 1, "live conversations": 1}
    assert not chat.sessions.is_open(session)
    await erase_as_asked(chat)
    assert people.erasures.asked() == ()
