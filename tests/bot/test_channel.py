"""The way into the real Rasa process: who may use it, what it takes, what it forgets, what its log leaves out."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
import yaml

from bot.engine import RasaEngine, TurnFailedError
from bot.inner_process import LAUNCHER
from tests.bot.conftest import FOUND, KEY, Talk, TestApp, an_engine, parse_data

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]


async def test_a_command_typed_by_a_person_is_text(talk: Talk) -> None:
    await talk("state_goal")
    for text in ("/restart", "/session_start", '/state_goal{"goal":"x"}', "/back"):
        await talk("out_of_scope", text)
        assert talk.actions == ["action_out_of_scope"]
        assert talk.app.calls.seen[-1][1] == text
    assert talk.slots["shortlist"] == list(FOUND)


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
