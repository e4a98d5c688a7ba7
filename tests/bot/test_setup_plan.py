"""The plan, the locks and the Makefile hold what they promise."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.setup import __main__ as set_up
from bot.setup.locks import LOCKS, command
from bot.setup.plan import advisor, for_bench, for_checks, for_models
from bot.setup.site import Site
from bot.setup.steps import Step, input_files, keys

REPOSITORY = Path(__file__).parents[2]
REQUIREMENTS = REPOSITORY / "requirements"
LOCKED = sorted(REQUIREMENTS.glob("*.txt"))
PLANS = {
    "run": advisor("make run"),
    "test": advisor("make test", for_tests=True),
    "check": for_checks("make check"),
    "bench": for_bench("make bench"),
    "models": for_models("make models"),
}


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_step_comes_after_what_it_needs_and_no_two_make_the_same(plan: list[Step]) -> None:
    names = [step.name for step in plan]
    assert len(set(names)) == len(names)
    for at, step in enumerate(plan):
        assert set(step.needs) <= set(names[:at]), step.name
    places = [step.folder for step in plan if not step.in_place]
    assert len(set(places)) == len(places)
    assert {place.split("/")[0] for place in places} <= set(set_up.MADE), "`make clean` would leave something behind"


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_every_input_that_a_step_names_is_in_the_repository(plan: list[Step]) -> None:
    for step in plan:
        assert step.inputs, f"{step.name} would never be done again"
        for pattern in step.inputs:
            assert input_files(REPOSITORY, [pattern]), f"{step.name} reads {pattern}, which is not there"


def test_from_nothing_set_up_asks_for_about_three_gigabytes_of_disk() -> None:
    assert 2500 <= sum(step.room_mb for step in PLANS["test"]) <= 3200


def test_a_change_of_how_a_step_is_built_changes_its_key_and_those_that_need_it() -> None:
    plan = PLANS["run"]
    changed = [Step(**{**vars(step), "recipe": "new"}) if step.name == "encoder" else step for step in plan]
    before, after = keys(plan, REPOSITORY), keys(changed, REPOSITORY)
    differing = {name for name in before if before[name] != after[name]}
    assert "encoder" in differing
    assert "index" in differing
    assert differing.isdisjoint({"uv", "modern", "rasa", "assistant"})


def _requirements(lock: Path) -> list[str]:
    """The requirements of a lock, each with its hashes on one line."""
    text = lock.read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _pins(lock: str) -> dict[str, str]:
    pins = {}
    for line in _requirements(REQUIREMENTS / f"{lock}.txt"):
        name, version = re.split(r"==|\s", line)[:2]
        pins[f"{name} {line.split(';')[1].split('--hash')[0] if ';' in line else ''}".strip()] = version
    return pins


@pytest.mark.parametrize("lock", LOCKED, ids=lambda path: path.name)
def test_no_lock_file_names_an_index_a_host_or_a_folder_of_the_machine(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    assert not re.search(
        r"https?:|file:|--(?:extra-)?index-url|--find-links|--trusted-host|^-[if] ", text, re.MULTILINE
    )
    assert not re.search(r"(?:^|\s)/\w", text)


@pytest.mark.parametrize("lock", [lock.name for lock in LOCKS])
def test_every_locked_package_has_a_version_and_a_hash(lock: str) -> None:
    lines = _requirements(REQUIREMENTS / f"{lock}.txt")
    assert lines
    for line in lines:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+(?: ; [^-]+)?\s+--hash=sha256:[0-9a-f]{64}", line), line


def test_the_lock_for_tests_is_the_lock_for_running_and_more() -> None:
    modern, dev = _pins("modern"), _pins("dev")
    assert modern.items() <= dev.items(), "renew both with `make lock`"
    assert {"pytest", "ruff", "mypy"} <= {name.split()[0] for name in dev}


def test_rasa_is_locked_without_tensorflow() -> None:
    rasa = _pins("rasa")
    assert rasa["rasa"] == "3.6.21"
    assert not [name for name in rasa if "tensorflow" in name or "keras" in name]


def test_every_lock_is_resolved_without_writing_down_where_from() -> None:
    for lock in LOCKS:
        argv = command(lock, Path("uv"), upgrade=False)
        for option in ("--no-header", "--no-emit-index-url", "--no-annotate", "--generate-hashes"):
            assert option in argv
        assert (REQUIREMENTS / f"{lock.name}.in").is_file()


@pytest.mark.parametrize("module", sorted((REPOSITORY / "bot" / "setup").glob("*.py")), ids=lambda path: path.name)
def test_set_up_runs_on_a_bare_python_3_9(module: Path) -> None:
    tree = ast.parse(module.read_text(encoding="utf-8"), feature_version=(3, 9))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        else:
            continue
        for name in names:
            assert name.startswith("bot.setup") or name.split(".")[0] in sys.stdlib_module_names, name


def test_nothing_but_set_up_is_loaded_before_set_up() -> None:
    code = "import bot.setup.__main__, sys; print(*sorted(m for m in sys.modules if m.split('.')[0] == 'bot'))"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert all(name == "bot" or name.startswith("bot.setup") for name in done.stdout.split())


def test_make_help_prints_one_line_for_each_target() -> None:
    done = subprocess.run(["make", "--no-print-directory", "help"], cwd=REPOSITORY, capture_output=True, check=True)
    said = [line.split()[1] for line in done.stdout.decode().splitlines()]
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets is not None
    assert sorted(said) == sorted(targets.group(1).split())
    assert set(set_up.COMMANDS) == set(said) - {"help"}


def test_clean_removes_what_set_up_made_and_keeps_what_people_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    for folder in ("modern/bin", "stamps", "data", ".index.7.part/index"):
        (home / folder).mkdir(parents=True)
    (home / "data" / "conversations").touch()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").touch()
    (home / "encoder").symlink_to(elsewhere)
    assert set_up.clean(Site(tmp_path, home)) == 0
    assert [path.name for path in home.iterdir()] == ["data"]
    assert (home / "data" / "conversations").exists()
    assert (elsewhere / "kept").exists()
    assert "kept data" in capsys.readouterr().out
    (home / "data" / "conversations").unlink()
    (home / "data").rmdir()
    assert set_up.clean(Site(tmp_path, home)) == 0
    assert not home.exists()


def test_the_licence_is_the_whole_eupl() -> None:
    text = (REPOSITORY / "LICENSE").read_text(encoding="utf-8")
    assert "European Union Public Licence\nV. 1.2" in text
    assert [int(n) for n in re.findall(r"^(\d+)\. [A-Z]", text, re.MULTILINE)] == list(range(1, 16))
    assert "Appendix" in text
