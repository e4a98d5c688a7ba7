"""The dialogue engine's process: Rasa on loopback, watched, and started again when it dies or goes silent."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import time
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections import deque
from contextlib import suppress
from pathlib import Path

import httpx

log = logging.getLogger(__name__)

LAUNCHER = Path(__file__).parent / "assistant" / "launcher.py"
KEY_HEADER = "x-waymark-key"
CHANNEL = "/webhooks/waymark"

# What the process is told of this one's environment. The rest, secrets among it, is none of its business.
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "WAYMARK_HOME", "LOG_LEVEL")
_TAIL = 30  # last lines of its output, told when it does not start
_LONGEST_LINE = 4000  # bytes; more without a line end is cut
_FIRST_DELAY_S, _LONGEST_DELAY_S = 0.2, 30.0
_SETTLED_S = 60.0  # after that long without trouble, the next failure is the first again
_STOP_S = 5.0


class EngineUnavailableError(RuntimeError):
    """The dialogue engine did not answer. The message is for the operator: what happened and what to do."""


class InnerProcess:
    """One Rasa process and its successors. `generation` counts them: a new one knows no conversation.

    python: interpreter of the Rasa environment; model: the trained model, or a folder with it; app_url: where this
    app answers /webhook; key: shared with it by environment variable only.
    """

    def __init__(
        self,
        *,
        python: Path,
        model: Path,
        app_url: str,
        key: str,
        start_timeout_s: float = 90.0,
        probe_interval_s: float = 5.0,
        probe_timeout_s: float = 3.0,
    ) -> None:
        self._python, self._model, self._app_url, self._key = python, model, app_url, key
        self._start_timeout_s = start_timeout_s
        self._probe_interval_s, self._probe_timeout_s = probe_interval_s, probe_timeout_s
        self._process: Process | None = None
        self._client: httpx.AsyncClient | None = None
        self._reader: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None
        self._ready = asyncio.Event()
        self._suspected = asyncio.Event()
        self._tail: deque[str] = deque(maxlen=_TAIL)
        self.generation = 0

    @property
    def is_ready(self) -> bool:
        """Whether it answered its last probe."""
        return self._ready.is_set()

    @property
    def pid(self) -> int | None:
        """Process id, None while there is none."""
        return None if self._process is None or self._process.returncode is not None else self._process.pid

    async def start(self) -> None:
        """Start it, wait until it is ready, watch it from then on. EngineUnavailableError when it does not start."""
        if not self._python.is_file():
            raise EngineUnavailableError(
                f"There is no Python for the dialogue engine at {self._python}. Run `make run` once to set it up, or "
                "point WAYMARK_RASA_PYTHON to a Python 3.10 that has rasa 3.6.21."
            )
        if self._trained() is None:
            raise EngineUnavailableError(
                f"There is no trained assistant at {self._model}. Run `make run` once, or train it: "
                f"{self._python} {LAUNCHER} train"
            )
        try:
            await self._launch()
        except BaseException:
            await self._end()
            raise
        self._watch = asyncio.create_task(self._keep_running(), name="dialogue engine watch")

    async def stop(self) -> None:
        """End the process and the watch."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch
            self._watch = None
        await self._end()

    def suspect(self) -> None:
        """Somebody got no answer: probe now."""
        self._suspected.set()

    async def client(self, timeout_s: float) -> httpx.AsyncClient:
        """A client for the ready process; waits for it up to `timeout_s`. EngineUnavailableError when it is not."""
        try:
            await asyncio.wait_for(self._ready.wait(), timeout_s)
        except TimeoutError:
            raise EngineUnavailableError(
                f"The dialogue engine is being started again and was not ready within {timeout_s:.1f} s. It recovers "
                "by itself; when this goes on, read its lines (`rasa:`) in this log."
            ) from None
        assert self._client is not None
        return self._client

    async def _launch(self) -> None:
        port = _free_port()
        self._tail.clear()
        began = time.monotonic()
        self._process = await asyncio.create_subprocess_exec(
            str(self._python),
            str(LAUNCHER),
            "run",
            "--port",
            str(port),
            "--model",
            str(self._trained()),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            env=self._environment(),
            start_new_session=True,  # Ctrl-C is for this process, which then stops that one
        )
        self._reader = asyncio.create_task(self._read_output(self._process), name="dialogue engine output")
        self._client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}{CHANNEL}",
            headers={KEY_HEADER: self._key},
            trust_env=False,
            limits=httpx.Limits(keepalive_expiry=4.0),
        )
        while (status := await self._probe(1.0)) != httpx.codes.OK:
            if status == httpx.codes.SERVICE_UNAVAILABLE:
                raise EngineUnavailableError(
                    f"The dialogue engine cannot read its trained assistant at {self._model}. Train it again: "
                    f"{self._python} {LAUNCHER} train. Its last lines:\n" + "\n".join(self._tail)
                )
            if self._process.returncode is not None:
                await self._reader
                raise EngineUnavailableError(
                    f"The dialogue engine ended at start with status {self._process.returncode}. Its last lines:\n"
                    + "\n".join(self._tail)
                )
            if time.monotonic() - began > self._start_timeout_s:
                raise EngineUnavailableError(
                    f"The dialogue engine was not ready after {self._start_timeout_s:.0f} s. Is this machine "
                    "overloaded? Its last lines:\n" + "\n".join(self._tail)
                )
            await asyncio.sleep(0.1)
        self.generation += 1
        self._suspected.clear()
        self._ready.set()
        log.info("dialogue engine ready: pid=%s generation=%s", self._process.pid, self.generation)

    def _trained(self) -> Path | None:
        """The trained model: the file itself, or the newest in the folder or in its `model`."""
        if self._model.is_file():
            return self._model
        found = [*self._model.glob("*.tar.gz"), *self._model.glob("model/*.tar.gz")]
        return max(found, key=lambda file: file.stat().st_mtime, default=None)

    def _environment(self) -> dict[str, str]:
        passed_on = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
        return {
            "LOG_LEVEL": "WARNING",
            **passed_on,
            "WAYMARK_APP_URL": self._app_url,
            "WAYMARK_INTERNAL_KEY": self._key,
            "WAYMARK_PARENT_PID": str(os.getpid()),
            "PYTHONUNBUFFERED": "1",
            "OMP_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "2",
        }

    async def _read_output(self, process: Process) -> None:
        """Its lines go into this log: they carry no person's words (bot/assistant/discretion.py)."""
        assert process.stdout is not None
        rest = b""
        while chunk := await process.stdout.read(8192):
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                self._note(line)
            rest = rest[-_LONGEST_LINE:]
        if rest:
            self._note(rest)

    def _note(self, line: bytes) -> None:
        told = line[:_LONGEST_LINE].decode("utf-8", "replace").strip()
        if told:
            self._tail.append(told)
            log.info("rasa: %s", told)

    async def _probe(self, timeout_s: float) -> int | None:
        """HTTP status of its readiness; None when it does not answer."""
        assert self._client is not None
        try:
            return (await self._client.get("/ready", timeout=timeout_s)).status_code
        except httpx.HTTPError:
            return None

    async def _keep_running(self) -> None:
        """Until cancelled: notice death and silence, and start again, ever more slowly while that fails."""
        delay, since = _FIRST_DELAY_S, time.monotonic()
        while True:
            cause = await self._trouble()
            if time.monotonic() - since > _SETTLED_S:
                delay = _FIRST_DELAY_S
            while True:
                self._ready.clear()
                log.error("dialogue engine %s: starting it again in %.1f s", cause, delay)
                await self._end()
                await asyncio.sleep(delay)
                delay = min(delay * 2, _LONGEST_DELAY_S)
                try:
                    await self._launch()
                    break
                except EngineUnavailableError as error:
                    cause = f"did not start ({error})"
                except OSError as error:
                    cause = f"could not be started ({type(error).__name__}: {error.strerror})"
            since = time.monotonic()

    async def _trouble(self) -> str:
        """Wait for trouble and name it."""
        assert self._process is not None
        ended = asyncio.create_task(self._process.wait())
        suspected = asyncio.create_task(self._suspected.wait())
        try:
            while True:
                await asyncio.wait(
                    {ended, suspected}, timeout=self._probe_interval_s, return_when=asyncio.FIRST_COMPLETED
                )
                if suspected.done():
                    self._suspected.clear()
                    suspected = asyncio.create_task(self._suspected.wait())
                silent = not ended.done() and await self._probe(self._probe_timeout_s) != httpx.codes.OK
                if self._process.returncode is not None:
                    return f"ended with status {self._process.returncode}"
                if silent:
                    return f"is silent: no answer to a probe within {self._probe_timeout_s:.1f} s"
        finally:
            ended.cancel()
            suspected.cancel()

    async def _end(self) -> None:
        """Ask it to end, make it end when it does not, and let go of everything it held."""
        self._ready.clear()
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            with suppress(ProcessLookupError):
                process.terminate()
            try:
                await asyncio.wait_for(process.wait(), _STOP_S if self._watch is None else 1.0)
            except TimeoutError:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()
        if self._reader is not None:
            await self._reader
            self._reader = None
        if self._client is not None:
            await self._client.aclose()
            self._client = None


def _free_port() -> int:
    """A loopback port that is free now. Should another program take it first, the process ends at once."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
