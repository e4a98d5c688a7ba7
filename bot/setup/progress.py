"""Tells the person how far set-up is: one line a step, and on a terminal what is at work right now."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Mapping
from typing import TextIO

_STILL_SECONDS = 30.0  # without a terminal, a sign of life this often


class Progress:
    """Prints `[3/8] Encoder · 12 s` when a step is done. `total` counts every step, also those that were current."""

    def __init__(self, total: int, out: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._out = out or sys.stdout
        self._clock = clock
        self._begun = self._last_sign = clock()
        self._total = total
        self._done = 0
        self._live = self._out.isatty()
        self._shown = ""

    def begin(self, current: int) -> None:
        """Says how much there is to do, unless nothing is."""
        self._done = current
        if current < self._total:
            ready = f" ({current} of {self._total} steps are ready)" if current else ""
            self._print(f"Setting up Waymark{ready}. It can be interrupted and repeated.")

    def done(self, title: str, seconds: float) -> None:
        """A step was finished."""
        self._done += 1
        self._print(f"[{self._done}/{self._total}] {title} · {seconds:.0f} s")

    def tick(self, running: Mapping[str, float]) -> None:
        """Shows the steps at work: title → the moment (of this clock) at which they began."""
        now = self._clock()
        words = ", ".join(f"{title} {now - begun:.0f} s" for title, begun in running.items())
        if self._live:
            self._show(words[: shutil.get_terminal_size().columns - 4])
        elif words and now - self._last_sign >= _STILL_SECONDS:
            self._last_sign = now
            self._print(f"      at work: {words}")

    def end(self) -> None:
        """Everything is ready."""
        seconds = self._clock() - self._begun
        if self._done == self._total and self._shown == "":
            self._print(
                f"Set-up is ready ({self._total} {'step' if self._total == 1 else 'steps'}, {seconds:.1f} s)."
            )

    def clear(self) -> None:
        """Takes the line of what is at work off the terminal."""
        self._show("")

    def _print(self, line: str) -> None:
        self.clear()
        self._last_sign = self._clock()
        print(line, file=self._out, flush=True)

    def _show(self, words: str) -> None:
        if not self._live or words == self._shown:
            return
        print(f"\r\x1b[K  … {words}" if words else "\r\x1b[K", end="", file=self._out, flush=True)
        self._shown = words
