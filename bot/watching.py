"""Watching: how those who follow something (a browser, a counsellor) learn that it moved on, without asking again."""

from __future__ import annotations

import asyncio
from contextlib import suppress


class Watched:
    """Something that moves on. `version` counts its moves; each moves `above` too (all conversations with one of
    them). Used from the event loop's thread only."""

    def __init__(self, above: Watched | None = None) -> None:
        self.version = 0
        self._above = above
        self._moved = asyncio.Event()

    def move(self) -> None:
        """It moved on: wake everyone who waits."""
        self.version += 1
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        if self._above is not None:
            self._above.move()

    async def beyond(self, version: int, timeout_s: float) -> int:
        """The version, as soon as it is another one than `version`; the same after `timeout_s` seconds."""
        if self.version == version:
            with suppress(TimeoutError):
                async with asyncio.timeout(timeout_s):
                    await self._moved.wait()
        return self.version
