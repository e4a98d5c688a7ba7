"""`waymark doctor`: looks at every part of an installation and says what to do about what is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.port import CommandError, is_ready, refuse_occupied_port
from bot.settings import Settings

SET_UP = "Run `make run`: it brings up what is missing and repeats nothing that is current."
FREE_MB = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One part: what was found, and what to do when it is not as it should be."""

    part: str
    ok: bool
    found: str
    remedy: str = ""

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def examine(settings: Settings) -> list[Finding]:
    """All findings, in the order in which the parts depend on each other. A part that raises is a bad part."""
    findings = []
    for part, look in parts(settings):
        try:
            findings.append(look())
        except Exception as error:  # noqa: BLE001 - whatever a part raises is the finding
            findings.append(Finding(part, False, f"{type(error).__name__}: {error}", SET_UP))
    return findings


def parts(settings: Settings) -> Iterator[tuple[str, Callable[[], Finding]]]:
    """Name of each part and how it is looked at."""
    yield "python", _python
    yield "room on disk", lambda: _room(settings.home)
    yield "rasa environment", lambda: _rasa(settings.rasa_executable)
    yield "trained assistant", lambda: _assistant(settings.home / "assistant")
    yield "encoder", lambda: _encoder(settings.home / "encoder")
    yield "understanding", lambda: _understanding(settings)
    if (url := settings.index_url) is not None:
        yield "index server", lambda: _index_server(url)
    yield "index", lambda: _index(settings)
    yield "registers", lambda: _registers(settings)
    yield "texts", _texts
    yield "port", lambda: _port(settings)


def _python() -> Finding:
    version = ".".join(str(n) for n in sys.version_info[:3])
    return Finding("python", sys.version_info >= (3, 11), version, "Use Python 3.11 or newer for the app.")


def _room(home: Path) -> Finding:
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = shutil.disk_usage(there).free // 1_000_000
    return Finding(
        "room on disk", free >= FREE_MB, f"{free} MB free", f"Free {FREE_MB} MB or more where {home.name} lies."
    )


def _rasa(python: Path) -> Finding:
    if not python.exists():
        return Finding("rasa environment", False, f"no {python.name} in {python.parent}", SET_UP)
    asked = "import sys, importlib.metadata as m; print(m.version('rasa'), 'on Python', sys.version.split()[0])"
    answer = subprocess.run([python, "-c", asked], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    if answer.returncode != 0:
        return Finding("rasa environment", False, answer.stderr.strip().splitlines()[-1], SET_UP)
    return Finding("rasa environment", True, f"Rasa {answer.stdout.strip()}")


def _assistant(folder: Path) -> Finding:
    models = sorted(folder.rglob("*.tar.gz"))
    return Finding("trained assistant", bool(models), models[-1].name if models else "no model", SET_UP)


def _encoder(folder: Path) -> Finding:
    from nlu.encoder import Encoder

    encoder = Encoder.load(folder)
    size = encoder.encode_documents(["Waymark"]).shape[1]
    return Finding("encoder", size == encoder.dimension, f"{encoder.fingerprint}, {size} dimensions", SET_UP)


def _understanding(settings: Settings) -> Finding:
    from knowledge.esco import Esco
    from nlu.encoder import Encoder
    from nlu.understand import Understander

    understander = Understander.load(settings.home, Encoder.load(settings.home / "encoder"), Esco.load())
    understood = understander.understand("Ich möchte Buchhaltung lernen")
    ok = understood.language == "de" and understood.goal is not None
    return Finding("understanding", ok, f"{understood.language}, {understood.act.value}", SET_UP)


def _index(settings: Settings) -> Finding:
    from index.choice import open_offers
    from nlu.encoder import Encoder

    info = open_offers(settings.home, Encoder.load(settings.home / "encoder"), settings.index_url).info()
    return Finding("index", info.offers > 0, f"{info.generation}, {info.offers} offers", "Run `waymark index build`.")


def _index_server(url: str) -> Finding:
    from index.choice import server
    from index.contract import IndexUnusableError

    try:
        held = server(url)
        return Finding("index server", True, f"{held.versions()}, {held.place}")
    except (IndexUnusableError, ValueError) as error:
        return Finding("index server", False, str(error), "Mend what it names, then run `waymark doctor` again.")


def _registers(settings: Settings) -> Finding:
    from bot.held_registers import load_registers

    on = date.today()  # noqa: DTZ011 - the operator's own day
    extracts = load_registers(settings).extracts.values()
    imported = [extract for extract in extracts if extract.imported]
    old = [extract.register for extract in imported if extract.out_of_date(on)]
    too_old = f"; too old to prove a check: {', '.join(old)}" if old else ""
    return Finding("registers", True, f"{len(extracts)} read, {len(imported)} of them imported{too_old}")


def _texts() -> Finding:
    from actions.texts.catalogue import Texts

    languages = Texts().languages()
    return Finding("texts", "en" in languages, ", ".join(languages), "Restore actions/texts from the repository.")


def _port(settings: Settings) -> Finding:
    if is_ready(settings.loopback_url):
        return Finding("port", True, f"an advisor answers at {settings.loopback_url}")
    try:
        refuse_occupied_port(settings)
    except CommandError as error:
        return Finding("port", False, f"{settings.port} is taken", str(error))
    return Finding("port", True, f"{settings.port} is free")


def as_json(findings: list[Finding]) -> str:
    """The findings for programs."""
    return json.dumps([finding.as_dict() for finding in findings], indent=2)
