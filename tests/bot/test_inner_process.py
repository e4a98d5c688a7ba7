"""Supervision, with a program in Rasa's place that starts, fails and goes silent when it is told to."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import textwrap
from collections.abc import AsyncIterator
from pathlib import Path

import psutil
import pytest
import pytest_asyncio

from bot.inner_process import EngineUnavailableError, InnerProcess

IN_RASAS_PLACE = textwrap.dedent("""
    import http.server, os, sys
    from pathlib import Path

    folder = Path(__file__).parent
    starts = folder / "starts"
    starts.write_text(str(int(starts.read_text()) + 1) if starts.exists() else "1")
    if starts.read_text() in (folder / "fails").read_text().split():
        sys.exit("no start this time")
    (folder / "environment").write_text("\\n".join(os.environ))

    class Ready(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(int((folder / "status").read_text()))
            self.end_headers()

        def log_message(self, *_):
            pass

    http.server.HTTPServer(("127.0.0.1", int(sys.argv[sys.argv.index("--port") + 1])), Ready).serve_forever()
""")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "program.py").write_text(IN_RASAS_PLACE, "utf-8")
    (tmp_path / "python").write_text(f'#!/bin/sh\nexec {sys.executable} {tmp_path / "program.py"} "$@"\n', "utf-8")
    (tmp_path / "python").chmod(0o755)
    (tmp_path / "model.tar.gz").touch()
    (tmp_path / "fails").write_text("")
    (tmp_path / "status").write_text("200")
    return tmp_path


@pytest_asyncio.fixture
async def process(folder: Path) -> AsyncIterator[InnerProcess]:
    process = InnerProcess(
        python=folder / "python",
        model=folder,
        app_url="http://127.0.0.1:9",
        key="secret key",
        start_timeout_s=5.0,
        probe_interval_s=0.1,
        probe_timeout_s=0.5,
    )
    yield process
    await process.stop()


async def until_generation(process: InnerProcess, generation: int) -> None:
    async with asyncio.timeout(15):
        while process.generation < generation or not process.is_ready:
            await asyncio.sleep(0.02)


async def test_it_is_started_again_ever_more_slowly_while_that_fails(
    process: InnerProcess, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    await process.start()
    first = process.pid
    assert first is not None
    (folder / "fails").write_text("2 3")
    os.kill(first, signal.SIGKILL)
    await until_generation(process, 2)
    assert process.pid != first
    told = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert told[0] == "dialogue engine ended with status -9: starting it again in 0.2 s"
    assert "ended at start with status 1" in told[1]
    assert "no start this time" in told[1]
    assert [line.rsplit(" in ", 1)[1] for line in told] == ["0.2 s", "0.4 s", "0.8 s"]


async def test_a_silent_one_is_ended_though_it_does_not_listen(process: InnerProcess) -> None:
    await process.start()
    silent = process.pid
    assert silent is not None
    os.kill(silent, signal.SIGSTOP)
    await until_generation(process, 2)
    assert not psutil.pid_exists(silent)


async def test_one_that_says_it_has_no_model_is_not_waited_for(process: InnerProcess, folder: Path) -> None:
    (folder / "status").write_text("503")
    with pytest.raises(EngineUnavailableError, match="cannot read its trained assistant"):
        await process.start()
    assert process.pid is None


async def test_one_that_never_gets_ready_is_given_up(folder: Path) -> None:
    (folder / "status").write_text("500")
    never = InnerProcess(
        python=folder / "python", model=folder, app_url="http://127.0.0.1:9", key="k", start_timeout_s=0.5
    )
    with pytest.raises(EngineUnavailableError, match="not ready after"):
        await never.start()
    assert never.pid is None


async def test_it_is_told_nothing_of_the_environment_but_what_it_needs(
    process: InnerProcess, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAYMARK_OIDC_CLIENT_SECRET", "secret")
    monkeypatch.setenv("PYTHONPATH", "somewhere")
    await process.start()
    told = (folder / "environment").read_text().split()
    assert "WAYMARK_INTERNAL_KEY" in told
    assert "WAYMARK_OIDC_CLIENT_SECRET" not in told
    assert "PYTHONPATH" not in told


async def test_waiting_for_one_that_is_not_there_ends_in_time(process: InnerProcess) -> None:
    with pytest.raises(EngineUnavailableError, match=r"not ready within 0\.1 s"):
        await process.client(0.1)


async def test_the_newest_model_of_the_folder_is_taken(folder: Path) -> None:
    (folder / "model").mkdir()
    newest = folder / "model" / "waymark.tar.gz"
    newest.touch()
    os.utime(folder / "model.tar.gz", (1, 1))
    assert InnerProcess(python=folder, model=folder, app_url="", key="k")._trained() == newest
    assert InnerProcess(python=folder, model=newest, app_url="", key="k")._trained() == newest
    assert InnerProcess(python=folder, model=folder / "none", app_url="", key="k")._trained() is None
