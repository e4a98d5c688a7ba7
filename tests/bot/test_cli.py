"""Commands say in one line what is wrong and what to do."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from bot.doctor import examine
from bot.settings import load_settings

REPOSITORY = Path(__file__).resolve().parents[2]


def waymark(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The command as an operator runs it."""
    import os

    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_wrong_setting_is_one_line_and_no_traceback() -> None:
    done = waymark("serve", WAYMARK_PORT="eighty")
    assert done.returncode == 1
    assert "WAYMARK_PORT has value 'eighty'" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_occupied_port_is_named_with_another_to_use() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = waymark("serve", "--port", str(port))
    assert done.returncode == 1
    assert f"port {port}" in done.stderr
    assert f"PORT={port + 1} make run" in done.stderr


def test_a_missing_index_says_how_to_build_it(tmp_path: Path) -> None:
    done = waymark("trust", "any-offer", WAYMARK_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "waymark index build" in done.stderr


def test_the_doctor_names_every_missing_part_and_its_remedy(tmp_path: Path) -> None:
    done = waymark("doctor", "--json", WAYMARK_HOME=str(tmp_path), WAYMARK_PORT="18999")
    assert done.returncode == 1
    findings = {finding["part"]: finding for finding in json.loads(done.stdout)}
    for part in ("rasa environment", "trained assistant", "encoder", "understanding", "index"):
        assert findings[part]["ok"] is False
        assert "make run" in findings[part]["remedy"] or "index build" in findings[part]["remedy"]
    for part in ("python", "registers", "texts"):
        assert findings[part]["ok"] is True


@pytest.mark.system
def test_the_doctor_finds_this_installation_healthy() -> None:
    bad = [finding for finding in examine(load_settings(port=18998)) if not finding.ok]
    assert bad == []


@pytest.mark.system
def test_trust_prints_each_sentence_with_its_evidence() -> None:
    done = waymark("trust", "edx-how-to-learn-online", "--country", "de", "--purpose", "study")
    assert done.returncode == 0, done.stderr
    assert "Is it checked?" in done.stdout
    assert "SWD(2021) 367" in done.stdout


def test_an_unknown_offer_says_where_ids_come_from() -> None:
    done = waymark("trust", "no-such-offer")
    assert done.returncode == 1
    assert "no-such-offer" in done.stderr
    assert "/api/offers" in done.stderr
