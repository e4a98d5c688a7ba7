"""`make lock`: resolves requirements/*.in into the locks: every package with its hashes, no index."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.setup.failures import SetupError, explain
from bot.setup.packages import mirror_for_uv
from bot.setup.site import Site


@dataclass(frozen=True)
class Lock:
    """requirements/<name>.txt, resolved from <name>.in for a Python version."""

    name: str
    python: str
    options: tuple[str, ...] = ()


LOCKS = (
    Lock("uv", "3.9", ("--universal",)),
    Lock("modern", "3.11", ("--universal",)),
    Lock("dev", "3.11", ("--universal", "--constraint", "requirements/modern.txt")),
    # Not universal: that would lock TensorFlow, which rasa-overrides.txt takes away, behind markers that never hold.
    Lock("rasa", "3.10", ("--override", "requirements/rasa-overrides.txt")),
    Lock("bench", "3.10"),
    Lock("models", "3.11", ("--override", "requirements/models-overrides.txt")),
)


def command(lock: Lock, uv: Path, upgrade: bool) -> list[str]:
    """The uv command that resolves a lock. What is locked stays as it is unless `upgrade`."""
    return [
        *(str(uv), "pip", "compile", "--quiet", "--python-version", lock.python),
        *("--no-header", "--no-emit-index-url", "--no-annotate", "--generate-hashes"),
        *lock.options,
        *(("--upgrade",) if upgrade else ()),
        *(f"requirements/{lock.name}.in", "--output-file", f"requirements/{lock.name}.txt"),
    ]


def lock_all(site: Site, upgrade: bool) -> None:
    """Renews every lock in order; raises SetupError at the first that cannot be resolved."""
    environ: Mapping[str, str] = site.child_environ()
    for lock in LOCKS:
        argv = command(lock, site.uv, upgrade)
        done = subprocess.run(
            argv,
            cwd=site.root,
            env={**environ, **mirror_for_uv(environ)},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(done.stderr)
            title = f"requirements/{lock.name}.txt"
            raise SetupError(explain(title, done.stderr, site.home, "make lock", done.returncode))
        packages = sum(
            "==" in line for line in (site.root / f"requirements/{lock.name}.txt").read_text().splitlines()
        )
        print(f"requirements/{lock.name}.txt · {packages} packages")
