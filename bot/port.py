"""The port that an advisor listens on: who holds it, and whether an advisor answers there."""

from __future__ import annotations

import socket

import httpx

from bot.settings import Settings


class CommandError(RuntimeError):
    """A command cannot do what was asked; the message says what to do."""


def refuse_occupied_port(settings: Settings) -> None:
    """Raises CommandError when another program listens on the port."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise CommandError(
                f"port {settings.port} on {settings.host} cannot be used ({error.strerror}). "
                f"Stop the program that holds it, or choose another: PORT={settings.port + 1} make run"
            ) from None


def is_ready(url: str) -> bool:
    """Whether an advisor answers at `url` and is ready for people."""
    try:
        return httpx.get(f"{url}/health/ready", timeout=2).status_code == 200
    except httpx.HTTPError:
        return False
