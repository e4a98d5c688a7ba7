"""The registers as this installation holds them: the ones that come with the product, and the operator's imports."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from bot.settings import Settings
from knowledge.registers import RegisterError, Registers

Stamp: TypeAlias = frozenset[tuple[str, int, int]]

LOOK_EVERY_S = 1.0
"""A search asks thousands of times; the folder is looked at once a second."""

_log = logging.getLogger(__name__)


def registers_folder(settings: Settings) -> Path:
    """Where the operator's imported registers lie."""
    return settings.home / "data" / "registers"


def load_registers(settings: Settings) -> Registers:
    """The registers, the operator's imports in place of the shipped ones. Raises RegisterError."""
    return Registers.load(overlay=registers_folder(settings))


class HeldRegisters:
    """The registers now held: an import, or its undoing, counts from the next second on, without a restart.

    What cannot be read does not replace what is held; the reason is logged. Raises RegisterError only at first.
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._stamp = self._look()
        self._held = load_registers(settings)
        self._next = clock() + LOOK_EVERY_S
        self._reading = threading.Lock()

    def __call__(self) -> Registers:
        if self._clock() >= self._next and self._reading.acquire(blocking=False):
            try:
                self._next = self._clock() + LOOK_EVERY_S
                self._read_again()
            finally:
                self._reading.release()
        return self._held

    def _read_again(self) -> None:
        stamp = self._look()
        if stamp == self._stamp:
            return
        self._stamp = stamp
        try:
            self._held = load_registers(self._settings)
        except (RegisterError, OSError) as error:
            _log.error("Goes on with the registers read before: %s", error)
        else:
            _log.info("Registers were imported; answers rest on them from now on.")

    def _look(self) -> Stamp:
        try:
            entries = [entry for entry in registers_folder(self._settings).iterdir() if entry.is_file()]
            return frozenset((e.name, (status := e.stat()).st_mtime_ns, status.st_ino) for e in entries)
        except OSError:  # no folder: nothing was imported; a file that went meanwhile: looked at again
            return frozenset()
