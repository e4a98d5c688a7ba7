"""A load of conversations over plain HTTP: little work of its own, so that it takes little of the machine."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol


class HttpError(RuntimeError):
    """The server answered with another status than expected."""


class Connection:
    """One kept-alive HTTP/1.1 connection on this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Any:
        """POST `body` as JSON; the answer's JSON. Raises HttpError when the status is not 2xx."""
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=4 * 1024 * 1024)
        assert self.reader is not None
        data = json.dumps(body).encode()
        lines = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json"]
        lines += [f"Content-Length: {len(data)}", *(f"{k}: {v}" for k, v in (headers or {}).items())]
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + data)
        await self.writer.drain()
        head = await self.reader.readuntil(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1])
        length = next(
            int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
        )
        answer = await self.reader.readexactly(length)
        if not 200 <= status < 300:
            raise HttpError(f"{path} answered {status}: {answer[:200]!r}")
        return json.loads(answer) if answer else None

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()


class Talker(Protocol):
    """Someone who converses with a bot: opens a conversation, says one thing and checks that it was answered."""

    async def open(self) -> None: ...
    async def say(self, text: str) -> None: ...
    def close(self) -> None: ...


class WaymarkTalker:
    """Talks to Waymark through its public API."""

    def __init__(self, port: int) -> None:
        self.connection = Connection(port)
        self.path, self.token = "", ""

    async def open(self) -> None:
        opened = await self.connection.post("/api/conversations", {})
        self.path, self.token = f"/api/conversations/{opened['conversation_id']}/messages", opened["token"]

    async def say(self, text: str) -> None:
        answer = await self.connection.post(self.path, {"text": text}, {"Authorization": f"Bearer {self.token}"})
        if not answer["messages"] or any((m.get("data") or {}).get("failure") for m in answer["messages"]):
            raise HttpError(f"no answer to {text!r}: {answer['messages']}")

    def close(self) -> None:
        self.connection.close()


class RasaTalker:
    """Talks to a stock Rasa bot through its REST channel."""

    made = 0

    def __init__(self, port: int) -> None:
        self.connection = Connection(port)
        self.sender = ""

    async def open(self) -> None:
        RasaTalker.made += 1
        self.sender = f"person-{RasaTalker.made}"

    async def say(self, text: str) -> None:
        answer = await self.connection.post("/webhooks/rest/webhook", {"sender": self.sender, "message": text})
        if not answer:
            raise HttpError(f"no answer to {text!r}")

    def close(self) -> None:
        self.connection.close()


@dataclass(slots=True)
class Measured:
    """What one load showed. Seconds."""

    messages: int
    elapsed: float
    latencies: list[float] = field(repr=False)
    cpu: dict[str, float]

    @property
    def per_second(self) -> float:
        return self.messages / self.elapsed

    def percentile(self, share: float) -> float:
        """Latency in milliseconds that `share` of the messages stay within."""
        ordered = sorted(self.latencies)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


async def converse(
    talker: Callable[[], Talker],
    turns: list[list[str]],
    *,
    people: int,
    messages: int,
    cpu: Callable[[], dict[str, float]] = dict,
) -> Measured:
    """`people` at once hold the conversations of `turns` one after the other until `messages` were answered."""
    latencies: list[float] = []

    async def person(number: int) -> None:
        me = talker()
        conversation = number
        try:
            while len(latencies) < messages:
                await me.open()
                for text in turns[conversation % len(turns)]:
                    begun = time.perf_counter()
                    await me.say(text)
                    latencies.append(time.perf_counter() - begun)
                conversation += people
        finally:
            me.close()

    before, begun = cpu(), time.perf_counter()
    await asyncio.gather(*(person(number) for number in range(people)))
    elapsed = time.perf_counter() - begun
    spent = {name: value - before.get(name, 0.0) for name, value in cpu().items()}
    return Measured(len(latencies), elapsed, latencies, spent)


def run(work: Awaitable[Measured]) -> Measured:
    """Runs one load to its end."""

    async def wrapped() -> Measured:
        return await work

    return asyncio.run(wrapped())
