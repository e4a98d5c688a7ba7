"""One question from the command line, through the same HTTP contract a portal uses."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from bot.port import CommandError, is_ready
from bot.settings import Settings, load_settings

START_TIMEOUT_S = 120.0


def answer_to(settings: Settings, text: str, language: str | None) -> dict[str, Any]:
    """The answer to `text`, from the advisor on the settings' port, or from one started just for this."""
    if is_ready(settings.loopback_url):
        return ask_at(settings.loopback_url, text, language)
    with temporary_advisor() as url:
        return ask_at(url, text, language)


def ask_at(url: str, text: str, language: str | None) -> dict[str, Any]:
    """Opens a conversation, says `text`, erases the conversation. Raises CommandError in the advisor's words."""
    with httpx.Client(base_url=url, timeout=60) as client:
        opened = client.post("/api/conversations", json={"language": language})
        if opened.is_error:
            raise CommandError(opened.json()["detail"])
        conversation = f"/api/conversations/{opened.json()['conversation_id']}"
        client.headers["Authorization"] = f"Bearer {opened.json()['token']}"
        try:
            said = client.post(f"{conversation}/messages", json={"text": text})
            if said.is_error:
                raise CommandError(said.json()["detail"])
            answer: dict[str, Any] = said.json()
            return answer
        finally:
            client.delete(conversation)


@contextmanager
def temporary_advisor() -> Iterator[str]:
    """An advisor on a free port of this machine, ended afterwards."""
    import uvicorn

    from bot.app import create_app
    from bot.logs import configure_logging

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    settings = load_settings(host="127.0.0.1", port=port, log_level="WARNING")
    configure_logging(settings)
    server = uvicorn.Server(
        uvicorn.Config(create_app(settings), host="127.0.0.1", port=port, log_config=None, access_log=False)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + START_TIMEOUT_S
        while not is_ready(settings.loopback_url):
            if not thread.is_alive() or time.monotonic() > deadline:
                raise CommandError(
                    "the advisor did not start. `waymark doctor` checks each part and says what to do."
                )
            time.sleep(0.2)
        yield settings.loopback_url
    finally:
        server.should_exit = True
        thread.join(timeout=15)
