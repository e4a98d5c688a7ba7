"""What a person wrote stays in the conversation's memory: in no log, figure, file or command line, and it ends."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.settings import load_settings
from tests.bench.servers import REPOSITORY, family, free_port, running
from tests.system.conftest import Advisor, Conversation, text_of
from tests.system.test_rasa_dies import rasa_of, wait_until_ready

pytestmark = pytest.mark.system
MARKER = "zyxmarker41"
"""A word that nothing but these messages holds."""


@contextmanager
def logging_all(folder: Path, log_format: str) -> Iterator[Advisor]:
    """An advisor that logs all it ever logs in production, its temporary files in `folder`."""
    temporary = folder / "temporary"
    temporary.mkdir()
    port = free_port()
    env = {
        "PYTHONPATH": str(REPOSITORY),
        "TMPDIR": str(temporary),
        "WAYMARK_LOG_FORMAT": log_format,
        "WAYMARK_LOG_LEVEL": "INFO",
        "LOG_LEVEL": "INFO",  # Rasa's own
    }
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
    url, log = f"http://127.0.0.1:{port}", folder / "waymark.log"
    with running(command, f"{url}/health/ready", cwd=REPOSITORY, env=env, log=log) as process:
        yield Advisor(url, process, log)


def tell_everywhere(advisor: Advisor) -> Conversation:
    """The marker in every place where a person or a program may put words, in turns that work and turns that fail."""
    person = Conversation(advisor, language="en")
    person.client.headers["X-Note"] = MARKER
    person.client.headers["User-Agent"] = MARKER
    person.say(f"I was a {MARKER}, I want to learn cooking with {MARKER}, free, in {MARKER}")
    person.say(f"is the {MARKER} one checked? {MARKER}@example.org")
    person.say(MARKER, {"act": "details", "args": {"offer": MARKER}})
    person.say(MARKER, {"act": "refine", "args": {"add": {"kind": "place", "value": MARKER}, MARKER: MARKER}})
    path = f"{person.path}/messages"
    refused = [
        person.client.post(path, json={"text": MARKER * 500}),
        person.client.post(path, json={"text": [MARKER], MARKER: MARKER}),
        person.client.post(path, json={"text": "x", "pressed": {"act": MARKER, "args": {MARKER: MARKER}}}),
        person.client.post(path, content=f'{{"text": "{MARKER}'.encode()),
        person.client.post(path, content=f"[{MARKER}".encode() * 30_000),
        person.client.post(f"/api/conversations/{MARKER}/messages", json={"text": MARKER}),
        person.client.get("/api/offers", params={MARKER: MARKER}),
        person.client.post("/api/skills/link", json={"text": "x", "language": MARKER}),
        person.client.post("/webhook", json={"next_action": MARKER, "tracker": {}}),
    ]
    assert all(400 <= answer.status_code < 500 for answer in refused)
    assert person.client.get("/api/offers", params={"q": MARKER}).status_code == 200
    assert person.client.post("/api/skills/link", json={"text": MARKER}).status_code == 200
    person.client.post("/", data={"text": MARKER, "conversation_id": MARKER, "token": MARKER, "lang": MARKER})
    person.client.post("/", data={"press": MARKER, "text": MARKER})
    # the dialogue engine dies in the middle
    rasa_of(advisor).kill()
    person.say(f"and {MARKER} again")
    wait_until_ready(advisor)
    person.say(f"I want to learn {MARKER}")
    return person


def assert_nowhere(advisor: Advisor, folder: Path) -> None:
    """The marker is in no line, figure, file or command line."""
    with advisor.client() as client:
        assert MARKER not in client.get("/metrics").text
    for process in family(advisor.process):
        assert MARKER not in " ".join(process.cmdline())
        assert MARKER not in " ".join(f"{k}={v}" for k, v in process.environ().items())
    home = load_settings().home
    kept = [folder, *(home / name for name in ("data", "logs", "assistant", "index", "nlu"))]
    began = advisor.process.create_time()
    seen = 0
    for file in (file for place in kept for file in place.rglob("*") if file.is_file()):
        if file.stat().st_mtime >= began:
            seen += 1
            assert MARKER.encode() not in file.read_bytes(), file
    assert seen, "the log itself is among them"


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_what_people_write_is_in_no_log_figure_file_or_command_line(tmp_path: Path, log_format: str) -> None:
    with logging_all(tmp_path, log_format) as advisor:
        tell_everywhere(advisor)
        assert_nowhere(advisor, tmp_path)
    lines = advisor.log.read_text()
    assert MARKER not in lines
    assert "dialogue engine" in lines, "what happened is logged"
    assert "rasa: " in lines, "Rasa's own lines are among them"
    if log_format == "json":
        assert all(json.loads(line) for line in lines.splitlines() if line.startswith("{"))


def test_what_was_erased_is_nowhere_to_be_asked_for(advisor: Advisor) -> None:
    person = Conversation(advisor, language="en")
    person.say(f"I want to learn cooking with {MARKER}")
    assert MARKER in person.client.get(f"{person.path}/data").text
    assert person.client.delete(person.path).status_code == 204
    for answer in (
        person.client.get(f"{person.path}/data"),
        person.client.post(f"{person.path}/messages", json={"text": "is the first one checked?"}),
        person.client.delete(person.path),
    ):
        assert answer.status_code == 404
        assert MARKER not in answer.text
    other = Conversation(advisor, language="en")
    assert not any(m.get("offers") for m in other.say("is the first one checked?")["messages"])
    assert MARKER not in text_of(other.say("what do you know about me?"))
