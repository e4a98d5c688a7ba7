"""The two systems under load: the advisor as `waymark serve` runs it, and the bot that `rasa init` makes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

REPOSITORY = Path(__file__).resolve().parents[2]


def free_port() -> int:
    """A port of this machine that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str], ready_url: str, *, cwd: Path, env: dict[str, str], log: Path
) -> Iterator[psutil.Process]:
    """A server process, once `ready_url` answers 200; ended with all its children afterwards."""
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=cwd, env={**os.environ, **env}, stdout=output, stderr=output, start_new_session=True
        )
    try:
        deadline = time.monotonic() + 180
        while not _answers(ready_url):
            if process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"{command[0]} did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.1)
        yield psutil.Process(process.pid)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def family(process: psutil.Process) -> list[psutil.Process]:
    """The process and all it started."""
    return [process, *process.children(recursive=True)]


def cpu_of(process: psutil.Process) -> Callable[[], dict[str, float]]:
    """CPU seconds so far: the server's own, and its children's (the dialogue engine)."""

    def read() -> dict[str, float]:
        own = process.cpu_times()
        children = [child.cpu_times() for child in process.children(recursive=True)]
        return {"server": own.user + own.system, "children": sum(c.user + c.system for c in children)}

    return read


def memory_mb(process: psutil.Process) -> float:
    """Resident memory of the process and all it started, shared pages counted once (PSS), in MB."""
    return float(sum(p.memory_full_info().pss for p in family(process)) / 1e6)


@contextmanager
def waymark(folder: Path, **settings: str) -> Iterator[tuple[int, psutil.Process]]:
    """The advisor, as an operator runs it, with `settings` (WAYMARK_… variables)."""
    port = free_port()
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", str(port)]
    env = {"PYTHONPATH": str(REPOSITORY), "WAYMARK_LOG_LEVEL": "WARNING", **settings}
    with running(
        command, f"http://127.0.0.1:{port}/health/ready", cwd=REPOSITORY, env=env, log=folder / "waymark.log"
    ) as process:
        yield port, process


def default_bot(home: Path) -> Path:
    """The project that `rasa init` makes and trains, made once."""
    project = home / "bench" / "default-bot"
    if not any(project.glob("models/*.tar.gz")):
        project.mkdir(parents=True, exist_ok=True)
        subprocess.run(
            [str(home / "bench" / "rasa" / "bin" / "python"), "-m", "rasa", "init", "--no-prompt"],
            cwd=project,
            env={
                **os.environ,
                "RASA_TELEMETRY_ENABLED": "false",
                "TF_CPP_MIN_LOG_LEVEL": "3",
                "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            check=True,
        )
    return project


@contextmanager
def stock_rasa(home: Path, folder: Path) -> Iterator[tuple[int, psutil.Process]]:
    """The bot of `rasa init` with its REST channel, as its documentation runs it."""
    project, port = default_bot(home), free_port()
    command = [
        str(home / "bench" / "rasa" / "bin" / "python"),
        "-m",
        "rasa",
        "run",
        "-i",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    env = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    with running(
        [*command, "--quiet"],
        f"http://127.0.0.1:{port}/webhooks/rest/",
        cwd=project,
        env=env,
        log=folder / "rasa.log",
    ) as process:
        yield port, process
