"""Every setting, command, endpoint and make target stands in the README."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer.main

from bot.app import create_app
from bot.cli import app as cli
from bot.settings import Settings

REPOSITORY = Path(__file__).resolve().parent.parent
README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    row = re.search(rf"^\| `WAYMARK_{name.upper()}` \|(.*)$", README, flags=re.M)
    assert row, f"add a row for WAYMARK_{name.upper()} to the settings table of README.md"
    default = Settings.model_fields[name].default
    if isinstance(default, int | float | str) and not isinstance(default, bool):
        assert str(getattr(default, "value", default)) in row[1]


def _commands() -> list[str]:
    group = typer.main.get_command(cli)
    found = []
    for name, command in group.commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        found += [f"waymark {name} {sub}" for sub in inner] if inner else [f"waymark {name}"]
    return found


@pytest.mark.parametrize("command", _commands())
def test_every_command_is_documented(command: str) -> None:
    assert command in README


def _endpoints() -> list[str]:
    paths = create_app(Settings()).openapi()["paths"]
    found = sorted(f"{method.upper()} {path}" for path, methods in paths.items() for method in methods)
    assert found, "the app describes no endpoint"
    return found


@pytest.mark.parametrize("endpoint", _endpoints())
def test_every_endpoint_is_documented(endpoint: str) -> None:
    method, path = endpoint.split(" ", 1)
    plain = re.sub(r"\{\w+\}", "{…}", path)
    documented = {
        (line.split()[0], re.sub(r"\{\w+\}", "{…}", line.split()[1].split("?")[0]))
        for line in re.findall(r"^\s*(?:GET|POST|DELETE)\s+/\S*.*$", README, flags=re.M)
    }
    assert (method, plain) in documented


@pytest.mark.parametrize("target", re.findall(r"^([a-z]+):.*##", (REPOSITORY / "Makefile").read_text(), flags=re.M))
def test_every_make_target_is_documented(target: str) -> None:
    assert f"make {target}" in README


@pytest.mark.parametrize("thing", ["language", "feed format", "register", "rule", "conversation act"])
def test_contributing_says_how_to_add_things_in_five_steps(thing: str) -> None:
    section = re.search(rf"^## Add a {thing}\n(.*?)(?=^## |\Z)", CONTRIBUTING, flags=re.M | re.S)
    assert section, f"CONTRIBUTING.md has no section '## Add a {thing}'"
    assert re.findall(r"^(\d)\. ", section[1], flags=re.M) == ["1", "2", "3", "4", "5"]


def test_nothing_in_the_repository_names_the_workplace() -> None:
    words = [f"/{'work'}/", f"/{'root'}/", "/tmp" + "/"]
    for path in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("requirements/*"), REPOSITORY / "Makefile"):
        text = path.read_text(encoding="utf-8")
        assert not [word for word in words if word in text], path
