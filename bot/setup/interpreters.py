"""Finds the Python that an environment is made from. A found name proves nothing: each candidate is run and asked.

pyenv puts stand-ins (shims) on PATH that exist for every version ever installed and fail (exit code 127) for those
not chosen; so the real executable is asked for its own path, and pyenv's versions folder is looked into as well.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.setup.failures import CommandError, SetupError
from bot.setup.work import Work

Version = tuple[int, int]

_ASK = (
    "import json, sys; print(json.dumps([list(sys.version_info[:3]), sys.implementation.name, "
    "getattr(sys, '_base_executable', None) or sys.executable]))"
)
_ANSWER_SECONDS = 20.0


def ask(executable: str, environ: Mapping[str, str]) -> tuple[tuple[int, int, int], str] | None:
    """The version and the real path of an interpreter; None when it is no CPython or does not run."""
    try:
        answer = subprocess.run(
            [executable, "-I", "-c", _ASK],
            capture_output=True,
            text=True,
            timeout=_ANSWER_SECONDS,
            env=dict(environ),
            check=True,
        )
        version, implementation, real = json.loads(answer.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None
    if implementation != "cpython" or not real or not Path(real).exists():
        return None
    return (version[0], version[1], version[2]), str(real)


def candidates(version: Version, environ: Mapping[str, str]) -> Iterator[str]:
    """Places where an interpreter of that version may be, most deliberate first. They may not run."""
    name = f"python{version[0]}.{version[1]}"
    for folder in environ.get("PATH", "").split(os.pathsep):
        for candidate in (name, "python3"):
            if folder and (Path(folder) / candidate).is_file():
                yield str(Path(folder) / candidate)
    for versions in _version_folders(environ):
        found = sorted(versions.glob(f"*{version[0]}.{version[1]}*/bin/{name}"), key=_patch_number, reverse=True)
        yield from map(str, found)
    for place in ("/usr/bin", "/usr/local/bin", "/opt/homebrew/bin", "/opt/local/bin"):
        if (Path(place) / name).is_file():
            yield str(Path(place) / name)


def _version_folders(environ: Mapping[str, str]) -> Iterator[Path]:
    """Folders in which pyenv, asdf and uv keep the interpreters that they installed."""
    home = Path(environ.get("HOME") or Path.home())
    pyenv_root = environ.get("PYENV_ROOT")
    yield Path(pyenv_root) / "versions" if pyenv_root else home / ".pyenv" / "versions"
    asked = _output(["pyenv", "root"], environ)
    if asked:
        yield Path(asked) / "versions"
    yield home / ".asdf" / "installs" / "python"
    yield Path(environ.get("UV_PYTHON_INSTALL_DIR") or home / ".local" / "share" / "uv" / "python")


def _output(argv: list[str], environ: Mapping[str, str]) -> str:
    try:
        done = subprocess.run(
            argv, capture_output=True, text=True, timeout=_ANSWER_SECONDS, env=dict(environ), check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _patch_number(path: Path) -> list[int]:
    digits = "".join(c if c.isdigit() else " " for c in path.parent.parent.name)
    return [int(number) for number in digits.split()]


def find(versions: tuple[Version, ...], override: str, work: Work, again: str) -> str:
    """The path of a CPython of one of the versions, best first; `override` is the variable that names one outright.

    Raises SetupError with the remedy. Asks uv to find or fetch one only when nothing else is there.
    """
    environ = work.site.child_environ()
    named = environ.get(override, "").strip()
    wanted = " or ".join(f"{major}.{minor}" for major, minor in versions)
    if named:
        answer = ask(named, environ)
        if answer is None:
            raise SetupError(
                f"{override} is {named}, but no Python runs there: set it to the path of a Python {wanted}, or "
                f"unset it, then repeat `{again}`."
            )
        if answer[0][:2] not in versions:
            raise SetupError(
                f"{override} is {named}, which is Python {'.'.join(map(str, answer[0]))}, but Python {wanted} is "
                f"needed: set it to one, or unset it, then repeat `{again}`."
            )
        return answer[1]
    for version in versions:
        tried: set[str] = set()
        for candidate in candidates(version, environ):
            if candidate in tried:
                continue
            tried.add(candidate)
            answer = ask(candidate, environ)
            work.note(f"{candidate}: {'does not run' if answer is None else answer}")
            if answer is not None and answer[0][:2] == version:
                return answer[1]
    fetched = _through_uv(versions[0], work)
    if fetched:
        return fetched
    major, minor = versions[0]
    raise SetupError(
        f"No Python {wanted} was found: install one (`pyenv install {major}.{minor}`, `uv python install "
        f"{major}.{minor}`, or your system's python{major}.{minor} package) or name one with "
        f"{override}=/path/to/python{major}.{minor}, then repeat `{again}`."
    )


def _through_uv(version: Version, work: Work) -> str | None:
    """The interpreter that uv knows, or fetches where its downloads can be reached; None when it cannot."""
    site, wanted = work.site, f"{version[0]}.{version[1]}"
    if not site.uv.exists():
        return None
    environ = site.child_environ()
    find_it = [str(site.uv), "python", "find", "--no-project", "--python-preference", "only-managed", wanted]
    path = _output(find_it, environ)
    if not path:
        try:
            work.run([str(site.uv), "python", "install", wanted], {"UV_HTTP_TIMEOUT": "30", "UV_HTTP_RETRIES": "1"})
        except CommandError:
            return None
        path = _output(find_it, environ)
    answer = ask(path, environ) if path else None
    return answer[1] if answer is not None and answer[0][:2] == version else None
