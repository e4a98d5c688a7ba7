"""What a step builds with: it runs commands into the step's log and ends them when the step is ended."""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.setup.failures import CommandError, StoppedError
from bot.setup.site import Site

_LEASH = Path(__file__).with_name("leash.py")
_GRACE_SECONDS = 3.0


class Work:
    """One step at work: its site, its log file, and the commands it has running."""

    def __init__(self, site: Site, log: Path, ended: threading.Event | None = None) -> None:
        self.site = site
        self.log = log
        self._ended = ended or threading.Event()
        self._child: subprocess.Popen[bytes] | None = None
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("", encoding="utf-8")

    def note(self, line: str) -> None:
        """Writes a line to the step's log."""
        with self.log.open("a", encoding="utf-8") as log:
            log.write(line + "\n")

    def run(self, argv: Sequence[str], environ: Mapping[str, str] | None = None) -> None:
        """Runs a command in the clone, its output in the log.

        Raises CommandError on a non-zero exit code and StoppedError when the step was ended meanwhile.
        """
        if self._ended.is_set():
            raise StoppedError
        command = shlex.join(argv)
        self.note(f"$ {command}")
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", str(_LEASH), str(os.getpid()), *argv],
                cwd=self.site.root,
                env={**self.site.child_environ(), **(environ or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                exit_code = self._wait(self._child)
            finally:
                self._child = None
        if self._ended.is_set():
            raise StoppedError
        if exit_code:
            raise CommandError(command, exit_code)

    def _wait(self, child: subprocess.Popen[bytes]) -> int:
        while True:
            try:
                return child.wait(timeout=0.1)
            except subprocess.TimeoutExpired:
                if self._ended.is_set():
                    _end(child)
                    raise StoppedError from None

    @staticmethod
    def tail(log: Path, count: int = 15) -> list[str]:
        """The last lines of a log that say something; none when there is no log."""
        text = log.read_text(encoding="utf-8", errors="replace") if log.exists() else ""
        return [line.rstrip() for line in text.splitlines() if line.strip()][-count:]


def _end(child: subprocess.Popen[bytes]) -> None:
    """Ends a command and all that it started: asked first, then forced."""
    deadline = time.monotonic() + _GRACE_SECONDS
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, sign)
        while time.monotonic() < deadline and child.poll() is None:
            time.sleep(0.05)
    child.wait()
