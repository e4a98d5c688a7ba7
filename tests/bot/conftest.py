"""The real Rasa process for tests: one trained assistant a session, and an app with small actions beside it."""

from __future__ import annotations

import itertools
import os
import socket
import subprocess
import threading
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvicorn
from fastapi import FastAPI
from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import ActionExecutor, CollectingDispatcher

from bot.engine import EngineAnswer, RasaEngine
from bot.inner_process import LAUNCHER
from bot.settings import Settings
from bot.webhook import nlu_router, webhook_router

REPOSITORY = Path(__file__).parents[2]
KEY = "the key of these tests"
FOUND = ("offer-1", "offer-2", "offer-3")


def run_rasa(*arguments: str, home: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The assistant's command line, with `home` for what it builds."""
    environment = {**os.environ, "WAYMARK_HOME": str(home), "OMP_NUM_THREADS": "1", **variables}
    return subprocess.run(
        [str(Settings().rasa_executable), str(LAUNCHER), *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )


@pytest.fixture(scope="session")
def rasa_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A WAYMARK_HOME with an assistant trained from the files as they are now."""
    home = tmp_path_factory.mktemp("home")
    trained = run_rasa("train", home=home)
    assert trained.returncode == 0, trained.stdout + trained.stderr
    return home


@pytest.fixture(scope="session")
def model(rasa_home: Path) -> Path:
    """The folder of the trained assistant."""
    return rasa_home / "assistant"


@dataclass
class Calls:
    """What the actions of the test app were asked, in order: (action, text, turn id)."""

    seen: list[tuple[str, str, str]] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def of(self, turn_id: str) -> list[str]:
        return [action for action, _, turn in self.seen if turn == turn_id]


class SmallAction(Action):
    """An action of the test app: notes the call, says its own name, the text and what it knows."""

    def __init__(self, name: str, calls: Calls) -> None:
        self._name, self._calls = name, calls

    def name(self) -> str:
        return self._name

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Any) -> list[dict[str, Any]]:
        message = tracker.latest_message
        text, metadata = message["text"], message["metadata"]
        self._calls.seen.append((self._name, text, metadata["turn_id"]))
        if self._name in self._calls.broken:
            raise ValueError(f"broken while reading: {text}")
        events = self._events(text, message["intent"]["name"], tracker)
        if self._name != "validate_goal_form":
            dispatcher.utter_message(text=f"{self._name} | {tracker.slots.get('shortlist')}")
        return events

    def _events(self, text: str, act: str, tracker: Tracker) -> list[dict[str, Any]]:
        if self._name in ("action_recommend", "validate_goal_form"):
            goal = text if act == "state_goal" or "goal:" in text else tracker.slots.get("goal")
            if goal is None and "limit:" in text:
                return [SlotSet("limits", [text])]
            if goal is None:
                return []
            events = [SlotSet("goal", goal), SlotSet("goal_known", True)]
            if self._name == "action_recommend":
                found = list(FOUND) if "nothing" not in text else []
                events += [SlotSet("shortlist", found), SlotSet("shortlist_known", bool(found))]
            return events
        if self._name == "action_details":
            return [SlotSet("focus", FOUND[1])]
        if self._name == "action_more" and "nothing" in text:
            return [SlotSet("shortlist", None), SlotSet("shortlist_known", False)]
        if self._name == "action_start_over":
            return [SlotSet(name, None) for name in ("goal", "shortlist", "focus")] + [
                SlotSet("goal_known", False),
                SlotSet("shortlist_known", False),
            ]
        return []


def domain_actions() -> list[str]:
    """Names of the actions in the assistant's domain."""
    import yaml

    domain = yaml.safe_load((LAUNCHER.parent / "domain" / "actions.yml").read_text("utf-8"))
    return list(domain["actions"])


@dataclass
class TestApp:
    """A running app: its address, and what its actions were asked."""

    __test__ = False

    url: str
    calls: Calls


@pytest.fixture(scope="session")
def small_app() -> Iterator[TestApp]:
    """An app on loopback with the real ActionExecutor, the real webhook and small actions."""
    calls = Calls()
    executor = ActionExecutor()
    for name in domain_actions():
        executor.register_action(SmallAction(name, calls))
    app = FastAPI()
    app.include_router(webhook_router(executor, KEY))
    app.include_router(nlu_router(_parse_by_first_word, KEY))
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(128)
        port = listening.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        until = time.monotonic() + 10
        while not server.started:
            assert time.monotonic() < until, "the test app does not start"
            time.sleep(0.01)
        yield TestApp(f"http://127.0.0.1:{port}", calls)
        server.should_exit = True
        thread.join(10)


def _parse_by_first_word(text: str) -> dict[str, Any]:
    """An understanding that knows a thank-you when it sees one."""
    act = "thanks" if "thank" in text.lower() else "out_of_scope"
    return {
        "text": text,
        "intent": {"name": act, "confidence": 0.9},
        "entities": [],
        "intent_ranking": [{"name": act, "confidence": 0.9}],
    }


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
