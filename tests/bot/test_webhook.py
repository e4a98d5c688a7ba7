"""What Rasa calls in the app: who may, what a failed action looks like, what an understood text looks like."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException

from bot.webhook import nlu_router, webhook_router

KEY = "a key"


class Answering(Action):
    def name(self) -> str:
        return "action_answering"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        dispatcher.utter_message(text=f"heard {tracker.latest_message['text']}")
        return [SlotSet("goal", "baker")]


class Failing(Action):
    def __init__(self, name: str, error: Exception) -> None:
        self._name, self._error = name, error

    def name(self) -> str:
        return self._name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        raise self._error


def the_app() -> FastAPI:
    executor = ActionExecutor()
    for action in (
        Answering(),
        Failing("action_rejecting", ActionExecutionRejection("action_rejecting", "not now")),
        Failing("action_without_domain", ActionMissingDomainException("action_without_domain")),
        Failing("action_broken", ValueError("PRIVATE words of a person")),
    ):
        executor.register_action(action)

    def parse(text: str) -> dict[str, Any]:
        return {"text": text, "intent": {"name": "greet", "confidence": 1.0}, "entities": [], "intent_ranking": []}

    app = FastAPI()
    app.include_router(webhook_router(executor, KEY))
    app.include_router(nlu_router(parse, KEY))
    return app


def call(action: str) -> dict[str, Any]:
    message = {"text": "PRIVATE", "intent": {"name": "greet", "confidence": 1.0}, "metadata": {"turn_id": "t"}}
    tracker = {"sender_id": "c", "slots": {}, "latest_message": message, "events": [], "paused": False}
    return {"next_action": action, "sender_id": "c", "tracker": tracker, "version": "3.6.21"}


async def post(path: str, body: Any, key: str | None = KEY, host: str = "127.0.0.1") -> httpx.Response:
    transport = httpx.ASGITransport(the_app(), client=(host, 1234))
    headers = {} if key is None else {"x-waymark-key": key}
    async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
        if isinstance(body, bytes):
            return await client.post(path, content=body, headers=headers)
        return await client.post(path, json=body, headers=headers)


async def test_an_action_answers_with_events_and_responses() -> None:
    response = await post("/webhook", call("action_answering"))
    assert response.status_code == 200
    assert response.json()["responses"][0]["text"] == "heard PRIVATE"
    assert response.json()["events"] == [{"event": "slot", "timestamp": None, "name": "goal", "value": "baker"}]


@pytest.mark.parametrize("key", [None, "", "wrong", "a keyy"])
@pytest.mark.parametrize("path", ["/webhook", "/nlu/parse"])
async def test_without_the_key_nothing_is_run(path: str, key: str | None) -> None:
    assert (await post(path, call("action_answering"), key=key)).status_code == 401


@pytest.mark.parametrize("host", ["192.0.2.7", "testclient", "::ffff:192.0.2.7"])
@pytest.mark.parametrize("path", ["/webhook", "/nlu/parse"])
async def test_from_another_machine_even_the_key_opens_nothing(path: str, host: str) -> None:
    assert (await post(path, call("action_answering"), host=host)).status_code == 403


def test_an_empty_key_is_refused_when_the_app_is_built() -> None:
    with pytest.raises(ValueError, match="empty"):
        webhook_router(ActionExecutor(), "")


@pytest.mark.parametrize(
    ("action", "status"),
    [("action_rejecting", 400), ("action_unknown", 404), ("action_without_domain", 449), ("action_broken", 500)],
)
async def test_each_failure_has_the_status_that_rasa_expects(action: str, status: int) -> None:
    response = await post("/webhook", call(action))
    assert response.status_code == status
    assert response.json()["action_name"] == action


async def test_a_broken_action_is_logged_by_kind_and_place_without_words(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    response = await post("/webhook", call("action_broken"))
    assert "action_broken failed: ValueError at test_webhook.py" in caplog.text
    assert "PRIVATE" not in caplog.text
    assert "PRIVATE" not in response.text


@pytest.mark.parametrize("body", [b"no json", [], {}, {"next_action": 5, "tracker": {}}, {"next_action": "action_x"}])
async def test_what_is_no_action_call_is_refused(body: Any) -> None:
    assert (await post("/webhook", body)).status_code == 400


async def test_a_text_is_understood_in_rasas_form() -> None:
    response = await post("/nlu/parse", {"text": "hello"})
    assert response.json() == {
        "text": "hello",
        "intent": {"name": "greet", "confidence": 1.0},
        "entities": [],
        "intent_ranking": [],
    }
    assert (await post("/nlu/parse", {"text": ""})).status_code == 422


def test_neither_is_part_of_the_public_description() -> None:
    assert the_app().openapi()["paths"] == {}
