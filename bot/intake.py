"""What comes in from outside: as much as is read, and text that can be written out again."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.problems import problem

MAX_BODY_BYTES = 256 * 1024
LARGE_BODY_BYTES = 5 * 2**20 + 64 * 1024
"""A file that a person brings, and the form around it."""
LARGE_BODIES = re.compile(r"/bring|/api/conversations/[^/]+/profile")
"""The only addresses that read a body larger than MAX_BODY_BYTES: files are brought there (bot.bring)."""
BODY_SECONDS = 20.0
"""Longest wait for a whole body: who sends it byte by byte holds no place here."""

DEEPEST_ARGUMENT = 4
LONGEST_ARGUMENTS = 4000
GREATEST_NUMBER = 10**15
"""What a button carries: {"add": {"kind", "value", "detail": {…}}} is the deepest, three offer ids the longest."""

_UNWRITABLE = re.compile("[\ud800-\udfff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufff9-\ufffb]")
"""Controls, and what turns the direction of the text around it; marks that Arabic needs are not among them."""

_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]*"
)


def readable(text: str) -> str:
    """`text` without controls and half characters, blanks around it cut; empty when nothing of it can be seen."""
    text = _CONTROLS.sub("", _UNWRITABLE.sub("\ufffd", text)).strip()
    return "" if _INVISIBLE.fullmatch(text) else text


def is_plain_argument(value: object, depth: int = DEEPEST_ARGUMENT) -> bool:
    """Is `value` JSON that every part of the advisor can hold: shallow, finite, text that can be written?"""
    match value:
        case None | bool():
            return True
        case str():
            return _UNWRITABLE.search(value) is None
        case int() | float():
            return abs(value) < GREATEST_NUMBER  # false for NaN
        case dict():
            return depth > 0 and all(
                isinstance(key, str) and is_plain_argument(key) and is_plain_argument(item, depth - 1)
                for key, item in value.items()
            )
        case list():
            return depth > 0 and all(is_plain_argument(item, depth - 1) for item in value)
    return False


def length_of(value: object) -> int:
    """Characters and items of a plain argument, all together."""
    return sum(_lengths(value))


def _lengths(value: object) -> Iterator[int]:
    yield 1
    if isinstance(value, str):
        yield len(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield len(str(key))
            yield from _lengths(item)
    elif isinstance(value, list):
        for item in value:
            yield from _lengths(item)


class TooLargeError(Exception):
    """A body is longer than is read."""


class Intake:
    """ASGI middleware: a body is read whole before the app sees it, up to MAX_BODY_BYTES (LARGE_BODIES apart) and
    BODY_SECONDS; HEAD is answered as GET is; every answer carries `headers`."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self.app, self.headers = app, headers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        most = LARGE_BODY_BYTES if LARGE_BODIES.fullmatch(scope["path"]) else MAX_BODY_BYTES
        try:
            async with asyncio.timeout(BODY_SECONDS):
                body = await _whole_body(scope, receive, most)
        except TooLargeError:
            refused = problem(
                413,
                "Request too large",
                f"The body is longer than the {most} bytes that are read. Shorten it.",
            )
            await refused(scope, receive, send_guarded)
            return
        except TimeoutError:
            refused = problem(
                408,
                "Request too slow",
                f"The body did not arrive within {BODY_SECONDS:.0f} seconds. Send the request again.",
            )
            await refused(scope, receive, send_guarded)
            return
        if body is None:
            return  # gone before it had said what it wants
        if scope["method"] == "HEAD":
            # the server leaves the body out; an app that answers GET answers HEAD (RFC 9110, 9.3.2)
            scope = {**scope, "method": "GET"}
        await self.app(scope, _replay(body, receive), send_guarded)


async def _whole_body(scope: Scope, receive: Receive, most: int) -> bytes | None:
    """The body; None when the caller hung up. Raises TooLargeError for more than `most` bytes, before reading them
    where their number is told."""
    told = dict(scope["headers"]).get(b"content-length", b"0")
    if not told.isdigit() or int(told[:20]) > most:
        raise TooLargeError
    read = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        read += message.get("body", b"")
        if len(read) > most:
            raise TooLargeError
        if not message.get("more_body", False):
            return bytes(read)


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Any] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replayed() -> Message:
        return waiting.pop() if waiting else await receive()

    return replayed
