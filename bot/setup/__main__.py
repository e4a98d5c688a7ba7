"""`python -m bot.setup COMMAND`: what the Makefile calls. Runs on a bare CPython from 3.9 on."""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from collections.abc import Sequence

from bot.setup import preflight
from bot.setup.checks import check_all
from bot.setup.exclusive import only_one
from bot.setup.failures import SetupError
from bot.setup.locks import lock_all
from bot.setup.order import bring_up
from bot.setup.plan import advisor, for_bench, for_checks, for_models
from bot.setup.site import Site
from bot.setup.steps import clear, clear_leftovers
from bot.setup.work import Work

COMMANDS = ("setup", "run", "test", "check", "bench", "eval", "models", "lock", "clean")
MOST_WORKERS = 4
# What set-up makes in its folder. `make clean` removes these and nothing else: data/ is the operator's.
MADE = (
    "uv",
    "modern",
    "rasa",
    "models",
    "bench",
    "encoder",
    "esco",
    "linking",
    "nlu",
    "index",
    "assistant",
    "stamps",
    "logs",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carries out a command; returns the exit code, or becomes the program that the command is about."""
    parser = argparse.ArgumentParser(prog="python -m bot.setup", description="Brings up what is missing, then …")
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("--port", type=int, default=8080, help="run: port to serve on (default 8080)")
    parser.add_argument("--args", default="", help="test, bench, eval, models: more arguments, as in a shell")
    parser.add_argument("--upgrade", action="store_true", help="lock: take the newest releases that fit")
    options = parser.parse_args(arguments)
    site, again = Site.here(), f"make {options.command}"
    try:
        return _carry_out(options, site, again)
    except SetupError as failure:
        _say_failure(failure)
        return failure.exit_code
    except KeyboardInterrupt:
        print(f"\nInterrupted; repeat `{again}` when you like.", file=sys.stderr)
        return 130


def _carry_out(options: argparse.Namespace, site: Site, again: str) -> int:
    more = shlex.split(options.args)
    command = options.command
    if command == "clean":
        return clean(site)
    if command == "lock":
        bring_up(advisor(again)[:1], site, again)
        lock_all(site, options.upgrade)
        return 0
    if command == "check":
        bring_up(for_checks(again), site, again)
        return check_all(site)
    if command == "models":
        bring_up(for_models(again), site, again)
        python = site.home / "models" / "bin" / "python"
        return _become(site, str(python), "-m", "pytest", "-m", "models", "tests/nlu/test_models_extra.py", *more)
    if command == "run":
        host = os.environ.get("WAYMARK_HOST", "").strip() or "127.0.0.1"
        preflight.check_port(options.port, host)
        bring_up(advisor(again), site, again)
        waymark = str(site.modern_python.with_name("waymark"))
        return _become(site, waymark, "serve", "--port", str(options.port), *more)
    bring_up(for_bench(again) if command == "bench" else advisor(again, for_tests=command != "setup"), site, again)
    if command == "test":
        # A file stays in one process, so that what its tests share starts once.
        spread = ("--dist", "loadfile", "-n", _workers())
        return _become(site, str(site.modern_python), "-m", "pytest", "-m", "not models", *spread, *more)
    if command in ("bench", "eval"):
        return _become(site, str(site.modern_python), "-m", f"tests.{command}", *more)
    return 0


def _workers() -> str:
    """How many processes share the tests: each may run an advisor and a browser of its own, about 2 GB together.
    One core tests in this process; `ARGS="-n 0"` does so on any machine."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return str(min(cores, MOST_WORKERS)) if cores > 1 else "0"


def _become(site: Site, *argv: str) -> int:
    """Replaces this process: signals and exit codes then need no passing on."""
    sys.stdout.flush()
    os.chdir(site.root)
    os.execve(argv[0], argv, site.child_environ())  # noqa: S606 - the very point is to have no shell between


def clean(site: Site) -> int:
    """Removes what set-up made, and only that; conversations and other data of the operator stay."""
    if not site.home.exists():
        print(f"There is no {site.home}: nothing to remove.")
        return 0
    with only_one(site.home):
        for name in MADE:
            clear(site.home / name)
        clear_leftovers(site.home)
    (site.home / "lock").unlink(missing_ok=True)
    left = sorted(path.name for path in site.home.iterdir())
    if left:
        print(f"Removed what set-up made; kept {', '.join(left)} in {site.home} (remove it yourself if you mean to).")
    else:
        site.home.rmdir()
        print(f"Removed {site.home}.")
    return 0


def _say_failure(failure: SetupError) -> None:
    if failure.log is not None and failure.log.exists():
        print(f"\nLast lines of {failure.log}:", file=sys.stderr)
        for line in Work.tail(failure.log):
            print(f"    {line}", file=sys.stderr)
    print(f"\n{failure}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
