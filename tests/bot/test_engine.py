"""The engine with the real Rasa process: conversations, death, silence, rotation, many at once, discreet logs."""

from __future__ import annotations

import asyncio
import itertools
import logging
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import pytest_asyncio
import yaml

from bot.engine import TURNS_BEFORE_ROTATION, EngineAnswer, EngineUnavailableError, RasaEngine, TurnFailedError
from bot.inner_process import LAUNCHER
from bot.settings import Settings
from tests.bot.conftest import FOUND, KEY, REPOSITORY, TestApp

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]

_turns = itertools.count()


class Talk:
    """One conversation with the engine: `await talk(act, text)`; `action` is what answered last."""

    def __init__(self, engine: RasaEngine, app: TestApp, name: str | None = None) -> None:
        self.engine, self.app = engine, app
        self.id = name or f"conversation-{next(_turns)}"
        self.slots: dict[str, Any] = {}
        self.turn_id = ""

    async def __call__(self, act: str, text: str = "words") -> EngineAnswer:
        self.turn_id = f"turn-{next(_turns)}"
        answer = await self.engine.turn(
            self.id,
            self.turn_id,
            text,
            parse_data(act, text),
            {"turn_id": self.turn_id, "language": "en", "easy_read": False, "args": {}},
            self.slots,
        )
        self.slots = dict(answer.slots)
        return answer

    @property
    def actions(self) -> list[str]:
        return self.app.calls.of(self.turn_id)


def parse_data(act: str, text: str) -> dict[str, Any]:
    return {
        "text": text,
        "intent": {"name": act, "confidence": 0.9},
        "entities": [{"entity": "max_price", "value": 100.0, "start": 0, "end": 2}],
        "intent_ranking": [{"name": act, "confidence": 0.9}, {"name": "out_of_scope", "confidence": 0.1}],
    }


def an_engine(app: TestApp, model: Path, **more: Any) -> RasaEngine:
    return RasaEngine(python=Settings().rasa_executable, model=model, app_url=app.url, key=KEY, **more)


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def engine(small_app: TestApp, model: Path) -> AsyncIterator[RasaEngine]:
    engine = an_engine(small_app, model, probe_interval_s=2.0, probe_timeout_s=2.0, turn_timeout_s=30.0)
    await engine.start()
    yield engine
    await engine.stop()


@pytest.fixture
def talk(engine: RasaEngine, small_app: TestApp) -> Talk:
    return Talk(engine, small_app)


async def until_ready(engine: RasaEngine) -> None:
    async with asyncio.timeout(60):
        while not engine.is_ready:
            await asyncio.sleep(0.05)


async def test_a_whole_conversation_is_answered_by_the_right_actions(talk: Talk) -> None:
    said = [
        ("greet", "action_welcome"),
        ("state_goal", "action_recommend"),
        ("refine", "action_recommend"),
        ("more", "action_more"),
        ("details", "action_details"),
        ("ask_checked", "action_checked"),
        ("ask_recognition", "action_recognition"),
        ("why", "action_why"),
        ("why_not", "action_why_not"),
        ("compare", "action_compare"),
        ("ask_price", "action_price"),
        ("easy_read", "action_easy_read"),
        ("affirm", "action_affirm"),
        ("deny", "action_deny"),
        ("ask_help", "action_help"),
        ("ask_data", "action_data"),
        ("ask_human", "action_human"),
        ("distress", "action_distress"),
        ("out_of_scope", "action_out_of_scope"),
        ("thanks", "action_thanks"),
        ("goodbye", "action_goodbye"),
    ]
    answered = []
    for act, _ in said:
        answer = await talk(act)
        answered.append((act, *talk.actions))
        assert len(answer.messages) == 1
    assert answered == said
    assert talk.slots["shortlist"] == list(FOUND)
    assert talk.slots["focus"] == FOUND[1]
    assert "country" not in talk.slots


async def test_before_any_goal_every_question_about_offers_asks_for_the_goal(
    engine: RasaEngine, small_app: TestApp
) -> None:
    for act in (
        "refine",
        "more",
        "details",
        "ask_checked",
        "ask_recognition",
        "why",
        "why_not",
        "compare",
        "ask_price",
    ):
        talk = Talk(engine, small_app)
        await talk(act)
        assert talk.actions[-1] == "action_ask_goal", act
        await talk(act)
        assert talk.actions[-1] == "action_ask_goal", act
        answer = await talk("state_goal", "baker")
        assert talk.actions[-1] == "action_recommend", act
        assert answer.slots["goal"] == "baker"
        assert len(answer.messages) == 1


@pytest.mark.parametrize(
    ("act", "action"),
    [
        ("thanks", "action_thanks"),
        ("ask_human", "action_human"),
        ("ask_who_are_you", "action_introduce"),
        ("out_of_scope", "action_out_of_scope"),
        ("distress", "action_distress"),
        ("goodbye", "action_goodbye"),
        ("start_over", "action_start_over"),
        ("affirm", "action_affirm"),
        ("deny", "action_deny"),
    ],
)
async def test_nobody_is_held_in_the_question_for_the_goal(talk: Talk, act: str, action: str) -> None:
    await talk("more")
    answer = await talk(act)
    assert [name for name in talk.actions if name != "validate_goal_form"] == [action]
    assert len(answer.messages) == 1
    await talk("greet")
    assert talk.actions == ["action_welcome"]
    await talk("state_goal")
    assert talk.actions == ["action_recommend"]


async def test_a_goal_in_the_first_question_about_offers_is_taken_at_once(talk: Talk) -> None:
    answer = await talk("more", "goal: baker")
    assert talk.actions == ["validate_goal_form", "action_recommend"]
    assert len(answer.messages) == 1
    assert talk.slots["goal"] == "goal: baker"
    await talk("more")
    assert talk.actions == ["action_more"]


async def test_a_goal_in_any_answer_to_the_question_is_taken(talk: Talk) -> None:
    await talk("more")
    await talk("out_of_scope", "goal: accordion")
    assert talk.actions == ["validate_goal_form", "action_recommend"]
    await talk("more")
    assert talk.actions == ["action_more"]


async def test_limits_said_instead_of_a_goal_are_kept_and_the_goal_is_asked_for_again(talk: Talk) -> None:
    await talk("refine", "limit: online")
    assert talk.actions[-1] == "action_ask_goal"
    await talk("refine", "limit: free")
    assert talk.actions == ["validate_goal_form", "action_ask_goal"]
    await talk("state_goal", "baker")
    assert talk.actions == ["validate_goal_form", "action_recommend"]
    assert talk.slots["limits"] == ["limit: free"]


async def test_when_nothing_was_found_questions_about_offers_are_told_so(talk: Talk) -> None:
    await talk("state_goal", "nothing like it")
    await talk("details")
    assert talk.actions == ["action_nothing_shown"]
    await talk("state_goal")
    await talk("more", "nothing more")
    assert talk.actions == ["action_more"]
    await talk("compare")
    assert talk.actions == ["action_nothing_shown"]


async def test_starting_over_forgets_the_goal(talk: Talk) -> None:
    await talk("state_goal")
    await talk("start_over")
    assert "goal" not in talk.slots
    await talk("details")
    assert talk.actions[-1] == "action_ask_goal"


async def test_a_command_typed_by_a_person_is_text(talk: Talk) -> None:
    await talk("state_goal")
    for text in ("/restart", "/session_start", '/state_goal{"goal":"x"}', "/back"):
        await talk("out_of_scope", text)
        assert talk.actions == ["action_out_of_scope"]
        assert talk.app.calls.seen[-1][1] == text
    assert talk.slots["shortlist"] == list(FOUND)


async def test_rotation_keeps_the_slots_and_keeps_turns_cheap(talk: Talk, engine: RasaEngine) -> None:
    await talk("state_goal")
    ids = set()
    for _ in range(2 * TURNS_BEFORE_ROTATION + 1):
        await talk("details")
        assert talk.actions == ["action_details"]
        ids.add(engine._threads[talk.id].rasa_id)
    assert len(ids) == 3
    assert talk.slots["shortlist"] == list(FOUND)


async def test_eight_conversations_at_once_do_not_mix(engine: RasaEngine, small_app: TestApp) -> None:
    async def converse(number: int) -> Talk:
        talk = Talk(engine, small_app)
        await talk("state_goal", f"goal {number}")
        for act in ("details", "more", "ask_checked", "refine", "thanks"):
            await talk(act, f"words of {number}")
            assert talk.slots["goal"] == f"goal {number}"
        return talk

    talks = await asyncio.gather(*(converse(number) for number in range(8)))
    assert {talk.slots["goal"] for talk in talks} == {f"goal {number}" for number in range(8)}


async def test_a_conversation_put_out_of_rasas_memory_goes_on_from_its_slots(
    talk: Talk, engine: RasaEngine, small_app: TestApp
) -> None:
    await talk("state_goal")
    most = yaml.safe_load((LAUNCHER.parent / "endpoints.yml").read_text("utf-8"))["tracker_store"]["conversations"]
    for _ in range(most):
        await Talk(engine, small_app)("thanks")
    rasa_id = engine._threads[talk.id].rasa_id
    await talk("details")
    assert talk.actions == ["action_details"]
    assert talk.slots["shortlist"] == list(FOUND)
    assert engine._threads[talk.id].rasa_id != rasa_id


async def test_an_action_that_fails_is_a_failed_turn_and_the_next_one_works(talk: Talk) -> None:
    await talk("state_goal")
    talk.app.calls.broken.add("action_compare")
    try:
        with pytest.raises(TurnFailedError, match="502"):
            await talk("compare", "PRIVATE-broken")
    finally:
        talk.app.calls.broken.clear()
    await talk("details")
    assert talk.actions == ["action_details"]
    assert talk.slots["shortlist"] == list(FOUND)


async def test_an_act_of_rasas_own_is_refused(talk: Talk) -> None:
    for act in ("restart", "session_start", "nlu_fallback", "no_such_act"):
        with pytest.raises(TurnFailedError, match="422"):
            await talk(act)
        assert talk.actions == []


async def test_a_conversation_that_is_forgotten_is_gone_from_rasa(talk: Talk, engine: RasaEngine) -> None:
    await talk("state_goal")
    rasa_id = engine._threads[talk.id].rasa_id
    await engine.forget(talk.id)
    client = await engine._process.client(1.0)
    body = {"conversation_id": rasa_id, "turn_id": "t", "text": "x", "parse_data": parse_data("details", "x")}
    response = await client.post("/turn", json=body)
    assert (response.status_code, response.json()) == (409, {"error": "unknown conversation"})
    talk.slots = {}
    await talk("details")
    assert talk.actions[-1] == "action_ask_goal"


async def test_the_caller_need_not_keep_the_slots(engine: RasaEngine, small_app: TestApp) -> None:
    async def turn(act: str, turn_id: str) -> EngineAnswer:
        return await engine.turn("forgetful", turn_id, "words", parse_data(act, "words"), {"turn_id": turn_id})

    await turn("state_goal", "forgetful-1")
    engine._renew("forgetful", engine._threads["forgetful"])
    answer = await turn("details", "forgetful-2")
    assert small_app.calls.of("forgetful-2") == ["action_details"]
    assert answer.slots["shortlist"] == list(FOUND)


async def test_only_holders_of_the_key_reach_rasa_and_its_own_endpoints_are_closed(engine: RasaEngine) -> None:
    base = str((await engine._process.client(1.0)).base_url).removesuffix("/").removesuffix("/webhooks/waymark")
    body = {"conversation_id": "c", "turn_id": "t", "text": "x", "parse_data": parse_data("greet", "x"), "new": True}
    async with httpx.AsyncClient(base_url=base, trust_env=False) as stranger:
        for headers in ({}, {"x-waymark-key": "wrong"}):
            for method, path in (("GET", "ready"), ("POST", "turn"), ("POST", "forget")):
                response = await stranger.request(method, f"/webhooks/waymark/{path}", json=body, headers=headers)
                assert response.status_code == 401, (method, path)
        keyed = {"x-waymark-key": KEY}
        for method, path in (
            ("POST", "/webhooks/rest/webhook"),
            ("POST", "/model/parse"),
            ("POST", "/model/train"),
            ("PUT", "/model"),
            ("GET", "/status"),
            ("GET", "/domain"),
            ("GET", "/conversations/c/tracker"),
            ("POST", "/conversations/c/execute"),
            ("POST", "/conversations/c/trigger_intent"),
        ):
            assert (await stranger.request(method, path, json=body, headers=keyed)).status_code == 404, path
    listening = [
        connection.laddr.ip
        for connection in psutil.Process(engine.pid).net_connections("tcp")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening == ["127.0.0.1"]


async def test_the_key_is_not_on_the_command_line(engine: RasaEngine) -> None:
    assert KEY not in " ".join(psutil.Process(engine.pid).cmdline())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"text": None}, "`text` is NoneType"),
        ({"text": "  "}, "not only blanks"),
        ({"text": "PRIVATE" * 3000}, "has 21000 characters"),
        ({"turn_id": 5}, "`turn_id` is int"),
        ({"conversation_id": ""}, "`conversation_id` has 0 characters"),
        ({"parse_data": None}, "`parse_data` is NoneType"),
        ({"parse_data": {"intent": {"name": "greet"}}}, "`parse_data.intent.confidence` is NoneType"),
        ({"parse_data": {"intent": "greet"}}, "`parse_data.intent` has no name"),
        ({"slots": {"requested_slot": "goal"}}, "`slots` has ['requested_slot']"),
        ({"slots": []}, "`slots` is list"),
        ({"metadata": "x"}, "`metadata` is str"),
    ],
)
async def test_a_malformed_turn_says_what_was_read_and_expected(
    engine: RasaEngine, change: dict[str, Any], told: str
) -> None:
    client = await engine._process.client(1.0)
    body = {"conversation_id": "c", "turn_id": "t", "text": "PRIVATE", "parse_data": parse_data("greet", "PRIVATE")}
    response = await client.post("/turn", json={**body, "new": True, **change})
    assert response.status_code == 422
    assert told in response.json()["error"]
    assert "expected" in response.json()["error"]
    assert "PRIVATE" not in response.text


async def test_a_killed_rasa_is_started_again_and_the_next_turn_knows_the_shortlist(
    talk: Talk, engine: RasaEngine
) -> None:
    await talk("state_goal")
    before, restarts = engine.pid, engine.restarts
    assert before is not None
    os.kill(before, signal.SIGKILL)
    await talk("details")
    assert talk.actions == ["action_details"]
    assert talk.slots["shortlist"] == list(FOUND)
    assert engine.pid != before
    assert engine.restarts == restarts + 1


async def test_a_silent_rasa_is_an_error_in_time_and_recovers_by_itself(
    talk: Talk, engine: RasaEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    await talk("state_goal")
    silent = engine.pid
    assert silent is not None
    os.kill(silent, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(engine, "_turn_timeout_s", 1.0)
        began = time.monotonic()
        with pytest.raises(EngineUnavailableError, match="silent"):
            await talk("details")
        assert time.monotonic() - began < 2.0
    await talk("more")
    assert talk.actions == ["action_more"]
    assert talk.slots["shortlist"] == list(FOUND)
    assert engine.pid != silent
    assert not psutil.pid_exists(silent)


async def test_what_a_person_wrote_is_in_no_log_line(
    talk: Talk, engine: RasaEngine, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await talk("state_goal", "PRIVATE words")
    talk.app.calls.broken.add("action_compare")
    try:
        with pytest.raises(TurnFailedError):
            await talk("compare", "PRIVATE words that break an action")
    finally:
        talk.app.calls.broken.clear()
    await asyncio.sleep(0.2)
    lines = [record.getMessage() for record in caplog.records]
    assert any("rasa: " in line and "_run_action" in line for line in lines), lines
    assert any("action_compare failed: ValueError at" in line for line in lines), lines
    assert not [line for line in lines if "PRIVATE" in line]


async def test_even_at_debug_level_rasa_prints_no_words_of_a_person(
    small_app: TestApp, model: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    engine = an_engine(small_app, model, turn_timeout_s=20.0)
    await engine.start()
    try:
        talk = Talk(engine, small_app)
        await talk("more", "PRIVATE one")
        await talk("state_goal", "PRIVATE two")
        await talk("details", "PRIVATE three")
    finally:
        await engine.stop()
    lines = [record.getMessage() for record in caplog.records if record.getMessage().startswith("rasa:")]
    assert any("rasa.core.processor" in line for line in lines)
    assert not [line for line in lines if "PRIVATE" in line]


async def test_a_missing_model_or_python_names_the_remedy(small_app: TestApp, tmp_path: Path, model: Path) -> None:
    with pytest.raises(EngineUnavailableError, match=r"no trained assistant at .*train"):
        await an_engine(small_app, tmp_path).start()
    engine = RasaEngine(python=tmp_path / "python", model=model, app_url=small_app.url, key=KEY)
    with pytest.raises(EngineUnavailableError, match="WAYMARK_RASA_PYTHON"):
        await engine.start()


async def test_a_model_that_cannot_be_read_is_told_with_rasas_last_lines(small_app: TestApp, tmp_path: Path) -> None:
    (tmp_path / "waymark.tar.gz").write_bytes(b"no model")
    engine = an_engine(small_app, tmp_path, start_timeout_s=40.0)
    with pytest.raises(EngineUnavailableError, match=r"(?s)cannot read.*launcher.py train.*No valid model found"):
        await engine.start()
    assert engine.pid is None


async def test_rasa_dies_with_the_app_however_the_app_dies(small_app: TestApp, model: Path) -> None:
    app = textwrap.dedent("""
        import asyncio, sys
        from pathlib import Path
        from bot.engine import RasaEngine

        async def main(python, model, url, key):
            engine = RasaEngine(python=Path(python), model=Path(model), app_url=url, key=key)
            await engine.start()
            sys.stdout.write(f"{engine.pid}\\n")
            sys.stdout.flush()
            await asyncio.sleep(600)

        asyncio.run(main(*sys.argv[1:]))
    """)
    command = [sys.executable, "-c", app, str(Settings().rasa_executable), str(model), small_app.url, KEY]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        rasa = psutil.Process(int(await asyncio.to_thread(parent.stdout.readline)))
        parent.kill()
    _, alive = await asyncio.to_thread(psutil.wait_procs, [rasa], 10)
    assert not alive


async def test_it_fits_the_memory_it_was_given(engine: RasaEngine) -> None:
    await until_ready(engine)
    assert psutil.Process(engine.pid).memory_info().rss < 180 * 2**20
