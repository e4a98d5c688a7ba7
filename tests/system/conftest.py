"""The real advisor, started once: real models, real index, real Rasa process, real HTTP."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from tests.bench.servers import waymark
from tests.system.portal_page import PortalSite, serving

OPENED: list[httpx.Client] = []
expect.set_options(timeout=30_000)  # two browsers and two advisors may share two cores
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Advisor:
    """A running advisor."""

    url: str
    process: psutil.Process
    log: Path

    def client(self) -> httpx.Client:
        return httpx.Client(base_url=self.url, timeout=30)


class Conversation:
    """One person's conversation through the public API."""

    def __init__(self, advisor: Advisor, **opening: Any) -> None:
        self.client = advisor.client()
        OPENED.append(self.client)
        answer = self.client.post("/api/conversations", json=opening)
        assert answer.status_code == 201, answer.text
        self.opened = answer.json()
        self.path = f"/api/conversations/{self.opened['conversation_id']}"
        self.client.headers["Authorization"] = f"Bearer {self.opened['token']}"

    def say(self, text: str, pressed: dict[str, Any] | None = None) -> dict[str, Any]:
        body = {"text": text} | ({"pressed": pressed} if pressed else {})
        answer = self.client.post(f"{self.path}/messages", json=body)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def press(self, answer: dict[str, Any], act: str) -> dict[str, Any]:
        """Press the first quick reply of `answer` that does `act`."""
        quick = next(q for q in answer["quick_replies"] if q["act"] == act)
        return self.say(quick["text"], {"act": quick["act"], "args": quick["args"]})


def message(answer: dict[str, Any], kind: str) -> dict[str, Any]:
    """The answer's message of a kind."""
    found = [m for m in answer["messages"] if m["kind"] == kind]
    assert found, f"no {kind} message among {[m['kind'] for m in answer['messages']]}"
    return dict(found[0])


def text_of(answer: dict[str, Any]) -> str:
    """All that an answer says."""
    return "\n".join(m["text"] for m in answer["messages"])


@pytest.fixture(autouse=True)
def close_conversations() -> Iterator[None]:
    """Connections are closed with their test."""
    yield
    while OPENED:
        OPENED.pop().close()


@pytest.fixture(scope="session")
def advisor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Advisor]:
    """One advisor for all tests of the system that leave it alive."""
    folder = tmp_path_factory.mktemp("advisor")
    with waymark(folder) as (port, process):
        yield Advisor(f"http://127.0.0.1:{port}", process, folder / "waymark.log")


@pytest.fixture
def own_advisor(tmp_path: Path) -> Iterator[Advisor]:
    """An advisor that the test may harm."""
    with waymark(tmp_path) as (port, process):
        yield Advisor(f"http://127.0.0.1:{port}", process, tmp_path / "waymark.log")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    if CHROMIUM is None:
        if os.environ.get("WAYMARK_REQUIRE_BROWSER"):
            pytest.fail("No Chromium was found. Install Debian's package chromium, or unset WAYMARK_REQUIRE_BROWSER.")
        pytest.skip("no Chromium here: install Debian's package chromium to run the browser tests")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PortalSite]:
    """A portal on an origin of its own, and an advisor that knows it."""
    folder = tmp_path_factory.mktemp("portal")
    with serving() as site:
        portals = folder / "portals.toml"
        portals.write_text(
            f'[jobs]\nname = "Jobs in Example Land"\norigins = ["{site.origin}"]\nlanguage = "en"\n'
            '[jobs.colours]\naccent = "#7a1f5c"\naccent-strong = "#4f1040"\n'
        )
        settings = {
            "WAYMARK_PORTALS": str(portals),
            "WAYMARK_DATABASE_URL": f"sqlite:///{folder / 'people.sqlite'}",
            "WAYMARK_COUNSELLOR_PASSWORD": "open the desk",
        }
        with waymark(folder, **settings) as (port, _):
            site.advisor = f"http://127.0.0.1:{port}"
            yield site
