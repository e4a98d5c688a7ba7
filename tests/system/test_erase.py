"""Whatever a person said, and whatever was said about them, is nowhere once it is erased: every byte is searched."""

from __future__ import annotations

import json
import os
import re
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.settings import load_settings
from tests.bench.servers import REPOSITORY, family, free_port, running
from tests.system.conftest import OPENED, Advisor, Conversation, text_of

pytestmark = pytest.mark.system
MARKER = "qyxmarker73"
"""A word that nothing but these conversations holds."""
PASSWORD = "open the desk"
ALL = {"keep": True, "counsellor": True, "found": True}


@dataclass
class House:
    """An installation of its own: models and index are those of this machine, the data folder is empty. The advisor
    in it can be started, ended and killed."""

    folder: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.home, self.temporary = self.folder / "home", self.folder / "temporary"
        self.log = self.folder / "waymark.log"
        for folder in (self.home, self.temporary):
            folder.mkdir()
        for part in load_settings().home.iterdir():
            if part.name not in ("data", "logs"):
                (self.home / part.name).symlink_to(part.resolve())

    @property
    def env(self) -> dict[str, str]:
        return {
            "PYTHONPATH": str(REPOSITORY),
            "TMPDIR": str(self.temporary),
            "LOG_LEVEL": "INFO",  # Rasa's own
            "WAYMARK_HOME": str(self.home),
            "WAYMARK_PORT": str(self.port),
            "WAYMARK_COUNSELLOR_PASSWORD": PASSWORD,
        }

    @contextmanager
    def advisor(self) -> Iterator[Advisor]:
        """The running advisor."""
        command = [sys.executable, "-m", "bot.cli", "serve"]
        url = f"http://127.0.0.1:{self.port}"
        log = self.folder / f"waymark-{len(list(self.folder.glob('*.log')))}.log"
        with running(command, f"{url}/health/ready", cwd=REPOSITORY, env=self.env, log=log) as process:
            yield Advisor(url, process, log)

    def erase(self, *options: str) -> dict[str, Any]:
        """`waymark erase`: its report."""
        done = CliRunner().invoke(app, ["erase", "--json", *options], env=self.env)
        assert done.exit_code == 0, done.output
        return dict(json.loads(done.stdout))

    def holding(self, word: str) -> list[str]:
        """Files in which the word is: data, temporary files and logs; those of the models only where they are new."""
        return [str(file) for file in self._files() if word.encode() in file.read_bytes()]

    def _files(self) -> Iterator[Path]:
        yield from (file for file in self.folder.rglob("*") if file.is_file() and self.home not in file.parents)
        yield from (file for file in (self.home / "data").rglob("*") if file.is_file())
        began = self.temporary.stat().st_ctime
        for part in self.home.iterdir():
            if part.is_symlink() and part.is_dir() and part.name in ("assistant", "index", "nlu", "esco"):
                yield from (f for f in part.resolve().rglob("*") if f.is_file() and f.stat().st_mtime >= began)

    def expire(self, conversation_id: str) -> None:
        """Let the day of a kept conversation be yesterday."""
        with sqlite3.connect(self.home / "data" / "people" / "people.db", timeout=10) as database:
            changed = database.execute(
                "UPDATE kept_conversations SET expires_at = '2026-01-01 00:00:00' WHERE id = ?", (conversation_id,)
            )
            assert changed.rowcount == 1
        database.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    return House(tmp_path_factory.mktemp("house"))


@pytest.fixture(scope="module")
def desk(house: House) -> Iterator[Advisor]:
    """The advisor of the house, for all tests that leave it alive."""
    with house.advisor() as advisor:
        yield advisor


class Maria:
    """A counsellor, by plain forms."""

    def __init__(self, advisor: Advisor) -> None:
        self.client = httpx.Client(base_url=advisor.url, timeout=30, headers={"Origin": advisor.url})
        OPENED.append(self.client)
        self.client.post("/copilot/sign-in", data={"name": "Maria", "password": PASSWORD})

    def does(self, person: Conversation, part: str, **fields: Any) -> None:
        """Send a form of the conversation's page, with the version that the page shows."""
        path = f"/copilot/c/{person.opened['conversation_id']}"
        page = self.client.get(f"{path}/{part}" if part in ("steering", "plan") else path)
        assert page.status_code == 200, page.text[:500]
        hidden = dict(re.findall(r'name="(csrf|version)"[^>]*value="([^"]*)"', page.text))
        answer = self.client.post(f"{path}/{part}", data={**hidden, **fields})
        assert answer.status_code in (200, 303), f"{part}: {answer.status_code} {answer.text[:1500]}"


def identity(person: Conversation) -> str:
    return str(person.opened["conversation_id"])


def tell_everything(advisor: Advisor, consent: dict[str, bool], *, helped: bool = True) -> Conversation:
    """The marker in everything that a person can say, and in what a counsellor says to them and about them."""
    person = Conversation(advisor, language="en", consent=consent)
    person.say(f"I was a {MARKER} nurse, I want to learn {MARKER} cooking, free, in {MARKER}, not {MARKER}")
    person.say(f"is the {MARKER} one checked?")
    person.say(MARKER, {"act": "refine", "args": {"add": {"kind": "exclude", "value": MARKER}}})
    person.say(MARKER, {"act": "details", "args": {"offer": MARKER}})
    brought = person.client.post(
        f"{person.path}/profile", json={"text": f"I cook. I speak {MARKER}. I use {MARKER}."}
    )
    if brought.status_code == 200:
        items = [item["id"] for item in brought.json()["items"]]
        body = {"proposal_id": brought.json()["proposal_id"], "items": items}
        person.client.post(f"{person.path}/profile/confirm", json=body)
    for form in ("text", "json"):
        assert MARKER in person.client.get(f"{person.path}/data", params={"format": form}).text
    for what in ("list", "plan", "profile"):
        for form in ("pdf", "html", "json", "text", "eml", "ics"):
            person.client.get(f"{person.path}/take-home", params={"what": what, "format": form})
    if helped:
        maria = Maria(advisor)
        maria.does(person, "steering", deed="remark", words=f"remark {MARKER}")
        maria.does(person, "plan", what_1=f"Ask {MARKER}", note=f"note {MARKER}", goal=MARKER)
        maria.does(person, "take")
        maria.does(person, "say", text=f"Hello, {MARKER}")
        person.say(f"I tell only you: {MARKER}")
        maria.does(person, "back")
    return person


def gone(house: House, advisor: Advisor, person: Conversation) -> None:
    """Neither the words nor the id are anywhere, and nobody can ask for them."""
    assert person.client.get(f"{person.path}/data").status_code == 404
    assert house.holding(MARKER) == []
    assert house.holding(identity(person)) == []
    with advisor.client() as client:
        assert MARKER not in client.get("/metrics").text
    for process in family(advisor.process):
        assert MARKER not in " ".join((*process.cmdline(), *process.environ().values()))


def test_without_consent_no_file_holds_a_word(house: House, desk: Advisor) -> None:
    person = tell_everything(desk, {}, helped=False)
    assert house.holding(MARKER) == []
    person.client.delete(person.path)
    gone(house, desk, person)


def test_erasing_through_the_api_reaches_every_byte(house: House, desk: Advisor) -> None:
    person = tell_everything(desk, ALL)
    stored = person.client.get(f"{person.path}/data").json()["stored"]
    assert {"kept conversations", "index of profiles", "consents", "counsellors' remarks"} <= stored.keys()
    assert house.holding(MARKER), "with consent it is kept"
    assert house.holding(identity(person))
    assert person.client.delete(person.path).status_code == 204
    gone(house, desk, person)


def test_erasing_in_the_conversation_asks_once_more_and_is_done_before_it_is_said(
    house: House, desk: Advisor
) -> None:
    person = tell_everything(desk, ALL)
    asked = person.say("Erase everything", {"act": "erase_me", "args": {}})
    assert "cannot be undone" in text_of(asked)
    assert house.holding(MARKER), "nothing is erased before the person is sure"
    done = person.press(asked, "erase_me")
    assert done["erased"] is True
    assert "Everything is erased" in text_of(done)
    gone(house, desk, person)


def test_taking_keep_back_erases_what_was_kept_and_the_conversation_goes_on(house: House, desk: Advisor) -> None:
    person = tell_everything(desk, ALL)
    answer = person.say("No longer", {"act": "withdraw_consent", "args": {"purpose": "keep"}})
    assert answer["consent"] == ["counsellor"]
    assert house.holding(MARKER) == []
    assert MARKER in person.client.get(f"{person.path}/data").text, "the conversation itself goes on"
    person.say(f"more {MARKER}, please")
    assert house.holding(MARKER) == []
    person.client.delete(person.path)
    gone(house, desk, person)


def test_taking_the_counsellor_back_ends_what_they_see_at_once(house: House, desk: Advisor) -> None:
    person = tell_everything(desk, {"counsellor": True}, helped=False)
    maria = Maria(desk)
    maria.does(person, "take")
    switched = person.client.post(f"{person.path}/consent", json={"purpose": "counsellor", "given": False})
    assert switched.json()["consent"] == []
    seen = maria.client.get(f"/copilot/c/{identity(person)}")
    assert seen.status_code == 404
    assert MARKER not in seen.text
    assert "software again" in text_of(person.client.get(person.path).json()["transcript"][-1])
    assert text_of(person.say("thank you")), "the advisor answers again"
    person.client.delete(person.path)
    gone(house, desk, person)


def test_found_rests_on_keep(desk: Advisor) -> None:
    person = Conversation(desk, language="en")
    refused = person.client.post(f"{person.path}/consent", json={"purpose": "found", "given": True})
    assert refused.status_code == 409
    assert "keep" in refused.json()["detail"]
    asked = person.say("…", {"act": "give_consent", "args": {"purpose": "found"}})
    assert [quick["text"] for quick in asked["quick_replies"]] == ["Yes to both", "Only keep it", "No"]
    assert person.press(asked, "give_consent")["consent"] == ["found", "keep"]
    assert person.say("…", {"act": "withdraw_consent", "args": {"purpose": "keep"}})["consent"] == []
    person.client.delete(person.path)


def test_the_command_erases_beside_the_running_advisor(house: House, desk: Advisor) -> None:
    kept, live = tell_everything(desk, ALL), tell_everything(desk, {}, helped=False)
    expired = tell_everything(desk, ALL, helped=False)
    house.expire(identity(expired))
    report = house.erase("--expired")
    assert report["by"] == "the running advisor"
    assert report["erased"]["kept conversations"] > 5
    assert expired.client.get(f"{expired.path}/data").status_code == 404
    assert house.holding(identity(expired)) == []
    report = house.erase("--conversation", identity(kept))
    assert report["erased"]["live conversations"] == 1
    gone(house, desk, kept)
    assert live.client.get(f"{live.path}/data").status_code == 200
    house.erase("--all", "--yes")
    gone(house, desk, live)


def killed(advisor: Advisor) -> None:
    """Without a moment to tidy up."""
    os.killpg(advisor.process.pid, signal.SIGKILL)
    advisor.process.wait(10)


def test_what_is_kept_outlives_a_kill_and_nothing_else_does(tmp_path: Path) -> None:
    """Killed after an erasure; the command where no advisor runs; another start, an erasure, and killed again."""
    house = House(tmp_path)
    assert house.erase("--all", "--yes") == {"by": "this command", "erased": {}}
    assert not (house.home / "data").exists(), "looking makes no file"
    with house.advisor() as advisor:
        kept, erased = tell_everything(advisor, ALL), tell_everything(advisor, ALL)
        expired, second = (tell_everything(advisor, ALL, helped=False) for _ in range(2))
        seen = tell_everything(advisor, {"counsellor": True}, helped=False)
        assert erased.client.delete(erased.path).status_code == 204
        killed(advisor)
    assert house.holding(identity(erased)) == []
    house.expire(identity(expired))
    assert house.erase("--expired")["erased"]["kept conversations"] > 5
    assert house.holding(identity(expired)) == []
    assert house.erase("--conversation", identity(second))["by"] == "this command"
    assert house.holding(identity(second)) == []
    assert house.holding(MARKER), "what is kept is there"
    with house.advisor() as advisor:
        assert house.holding(identity(seen)) == [], "a consent does not outlive what it was given for"
        shown = kept.client.get(kept.path).json()
        assert MARKER in json.dumps(shown["transcript"])
        assert shown["consent"] == ["counsellor", "found", "keep"]
        assert kept.client.get(kept.path, headers={"Authorization": "Bearer wrong"}).status_code == 404
        known = text_of(kept.say("what do you know about me?", {"act": "ask_data", "args": {}}))
        assert MARKER in known, "it goes on from where it was"
        tell_everything(advisor, ALL)
        assert kept.client.delete(kept.path).status_code == 204
        killed(advisor)
    assert house.holding(identity(kept)) == []
    report = house.erase("--all", "--yes")["erased"]
    assert {"kept conversations", "index of profiles", "consents", "counsellors' remarks"} <= report.keys()
    assert house.holding(MARKER) == []
