"""`make check`: format, lint, types, import contracts and documentation, each run even when an earlier one failed."""

from __future__ import annotations

import subprocess
import time

from bot.setup.site import Site

CHECKS = (
    ("format", ("ruff", "format", "--no-cache", "--check", "--quiet", ".")),
    ("lint", ("ruff", "check", "--no-cache", "--quiet", ".")),
    ("types", ("mypy",)),
    ("import contracts", ("lint-imports",)),
    ("documentation", ("pytest", "--quiet", "tests/test_docs.py")),
)


def check_all(site: Site) -> int:
    """Runs the checks, prints one line for each and the output of those that fail; returns the exit code."""
    failed = []
    for name, (tool, *arguments) in CHECKS:
        begun = time.monotonic()
        done = subprocess.run(
            [str(site.modern_python.with_name(tool)), *arguments],
            cwd=site.root,
            env=site.child_environ(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        print(f"{'ok  ' if done.returncode == 0 else 'FAIL'} {name} · {time.monotonic() - begun:.1f} s", flush=True)
        if done.returncode:
            failed.append(name)
            print(done.stdout, flush=True)
    if failed:
        print(
            f"make check: {', '.join(failed)} failed. `ruff format . && ruff check --fix .` mends format and most "
            "lint."
        )
    return 1 if failed else 0
