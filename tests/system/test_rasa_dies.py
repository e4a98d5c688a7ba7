"""The dialogue engine dies or falls silent: people are told, nothing is forgotten, it recovers."""

from __future__ import annotations

import signal
import time

import psutil
import pytest

from tests.system.conftest import Advisor, Conversation, message, text_of

pytestmark = pytest.mark.system


def rasa_of(advisor: Advisor) -> psutil.Process:
    """The inner process."""
    return next(p for p in advisor.process.children(recursive=True) if "launcher" in " ".join(p.cmdline()))


def ready(advisor: Advisor) -> bool:
    with advisor.client() as client:
        return client.get("/health/ready").status_code == 200


def wait_until_ready(advisor: Advisor, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not ready(advisor):
        assert time.monotonic() < deadline, advisor.log.read_text()[-2000:]
        time.sleep(0.2)


def test_after_kill_nine_the_next_answer_still_knows_the_shortlist(own_advisor: Advisor) -> None:
    person = Conversation(own_advisor, language="en")
    offers = message(person.say("I want to learn project management"), "offers")["offers"]
    rasa_of(own_advisor).kill()
    honest = person.say("is the second one checked?")
    if not any(m["kind"] == "quality" for m in honest["messages"]):
        assert any((m.get("data") or {}).get("failure") for m in honest["messages"]), text_of(honest)
        assert "dialogue engine" in own_advisor.log.read_text()
        wait_until_ready(own_advisor)
        honest = person.say("is the second one checked?")
    assert offers[1]["title"] in message(honest, "quality")["text"]


def test_a_silent_engine_is_said_and_recovers_by_itself(own_advisor: Advisor) -> None:
    person = Conversation(own_advisor, language="en")
    offers = message(person.say("I want to learn graphic design"), "offers")["offers"]
    rasa_of(own_advisor).send_signal(signal.SIGSTOP)
    silent = person.say("is the first one checked?")
    assert silent["messages"][0]["data"]["failure"] == "engine"
    assert silent["messages"][0]["text"]
    deadline = time.monotonic() + 90
    while True:
        answer = person.say("is the first one checked?")
        if any(m["kind"] == "quality" for m in answer["messages"]):
            break
        assert time.monotonic() < deadline, own_advisor.log.read_text()[-2000:]
        time.sleep(0.5)
    assert offers[0]["title"] in message(answer, "quality")["text"]
