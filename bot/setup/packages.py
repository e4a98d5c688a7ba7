"""Installs the locked packages into an environment: with uv where there is one, else with pip, from the same lock."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from bot.setup.failures import CommandError, Reason, reason
from bot.setup.interpreters import Version, find
from bot.setup.steps import Step, clear
from bot.setup.work import Work


def bring_uv() -> Step:
    """The step that has uv at `home/uv/bin/uv`: the one on PATH, else from the registry by its hash.

    Where there is none to be had, it leaves no bin/uv, and pip installs the packages.
    """

    def build(work: Work, folder: Path) -> None:
        for found in _uv_on_path(work.site.child_environ()):
            work.note(f"uv on PATH: {found}")
            (folder / "bin").mkdir()
            (folder / "bin" / "uv").symlink_to(found)
            (folder / "ready").write_text(f"{found}\n", encoding="utf-8")
            return
        pip = shlex.split(
            "-m pip install --quiet --no-deps --require-hashes --no-compile --only-binary :all: --target"
        )
        try:
            work.run([sys.executable, *pip, str(folder), "-r", str(work.site.root / "requirements" / "uv.txt")])
            work.run([str(folder / "bin" / "uv"), "--version"])
        except CommandError:
            if reason(work.log.read_text(encoding="utf-8")) not in (Reason.NO_PIP, Reason.NOT_SERVED):
                raise
            work.note("no uv for this machine: pip will install the packages")
            clear(folder / "bin")
        (folder / "ready").write_text("from the registry\n", encoding="utf-8")

    return Step(
        name="uv",
        title="Package installer (uv)",
        folder="uv",
        output="ready",
        build=build,
        inputs=("requirements/uv.txt",),
        room_mb=70,
    )


def _uv_on_path(environ: Mapping[str, str]) -> list[str]:
    """uv programs on PATH that run (a pyenv stand-in may not)."""
    found = []
    for folder in environ.get("PATH", "").split(os.pathsep):
        path = Path(folder) / "uv"
        if folder and path.is_file():
            try:
                subprocess.run(
                    [str(path), "--version"], capture_output=True, timeout=20, env=dict(environ), check=True
                )
            except (OSError, subprocess.SubprocessError):
                continue
            found.append(str(path.absolute()))
    return found


def make_environment(work: Work, folder: Path, versions: tuple[Version, ...], override: str, again: str) -> Path:
    """Makes an empty environment in `folder` and returns its Python."""
    interpreter = find(versions, override, work, again)
    work.run([interpreter, "-I", "-m", "venv", "--without-pip", str(folder)])
    return folder / "bin" / "python"


def install(work: Work, python: Path, lock: Path) -> None:
    """Installs every package of a lock, each checked against its hash; a lock is whole, so nothing is resolved.

    Raises CommandError with the reason in the log.
    """
    options = ["--no-deps", "--require-hashes", "-r", str(lock)]
    if work.site.uv.exists():
        mirror = mirror_for_uv(work.site.child_environ())
        try:
            work.run([str(work.site.uv), "pip", "install", "--python", str(python), *options], mirror)
            return
        except CommandError:
            if reason("\n".join(work.tail(work.log, 40))) in (Reason.HASH, Reason.NO_SPACE):
                raise
            work.note("uv could not install these packages; trying pip with the same lock")
    install_with_pip(work, python, ["--no-compile", *options])


def install_with_pip(work: Work, python: Path, arguments: list[str]) -> None:
    """Runs `pip install` for an environment that was made without pip."""
    try:
        work.run([str(python), "-I", "-m", "ensurepip", "--upgrade", "--default-pip"])
        pip = [str(python), "-m", "pip"]
    except CommandError:  # Debian splits ensurepip off: set-up's own pip can serve another environment
        pip = [sys.executable, "-m", "pip", "--python", str(python)]
    work.run([*pip, "install", "--quiet", *arguments])


def mirror_for_uv(environ: Mapping[str, str]) -> dict[str, str]:
    """pip's registry, certificates and proxy in the variables that uv reads: it does not read pip's settings."""
    if any(environ.get(name) for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX")):
        return {}
    try:
        listed = subprocess.run(
            [sys.executable, "-m", "pip", "config", "list"],
            capture_output=True,
            text=True,
            timeout=30,
            env=dict(environ),
            check=True,
        ).stdout
    except (OSError, subprocess.SubprocessError):
        listed = ""
    return read_pip_settings(listed)


def read_pip_settings(listed: str) -> dict[str, str]:
    """uv's variables for what `pip config list` printed; later lines count more, as with pip."""
    names = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE", "proxy": "ALL_PROXY"}
    result: dict[str, str] = {}
    for section in ("global", "install", ":env:"):
        for line in listed.splitlines():
            match = re.fullmatch(re.escape(section) + r"\.([a-z-]+)='(.*)'", line.strip())
            if match and match.group(1) in names:
                result[names[match.group(1)]] = match.group(2)
    return result


def settle(part: Path, final: Path) -> None:
    """Points the scripts of an environment at the folder that it is about to be renamed to."""
    before, after = os.fsencode(part), os.fsencode(final)
    for path in [*(part / "bin").iterdir(), part / "pyvenv.cfg"]:
        if path.is_symlink() or not path.is_file():
            continue
        content = path.read_bytes()
        if before in content and b"\0" not in content:
            path.write_bytes(content.replace(before, after))


def link_project(environment: Path, final: Path, root: Path) -> None:
    """Makes the clone importable in an environment, and its command callable as `bin/waymark`."""
    packages = next(environment.glob("lib/python3.*/site-packages"))
    (packages / "waymark.pth").write_text(f"{root}\n", encoding="utf-8")
    command = environment / "bin" / "waymark"
    command.write_text(
        f"#!/bin/sh\n'''exec' \"{final}/bin/python\" \"$0\" \"$@\"\n' '''\n"  # a shebang line ends at 127 bytes
        "import sys\n\nfrom bot.cli import main\n\nsys.exit(main())\n",
        encoding="utf-8",
    )
    command.chmod(0o755)


def environment(
    name: str,
    title: str,
    *,
    lock: str,
    versions: tuple[Version, ...],
    override: str,
    again: str,
    room_mb: int,
    with_project: bool = False,
    afterwards: Callable[[Work, Path], None] | None = None,
    folder: str = "",
    recipe: str = "",
) -> Step:
    """The step that makes an environment at `home/<folder or name>` from a lock, then does what comes afterwards.

    `versions` are the Pythons it may be made from, best first; `override` is the variable that names one outright.
    """
    place = folder or name

    def build(work: Work, folder: Path) -> None:
        final = work.site.home / place
        python = make_environment(work, folder, versions, override, again)
        install(work, python, work.site.root / lock)
        if afterwards:
            afterwards(work, folder)
        if with_project:
            link_project(folder, final, work.site.root)
        settle(folder, final)

    return Step(
        name=name,
        title=title,
        folder=place,
        output="bin/python",
        build=build,
        needs=("uv",),
        inputs=(lock,),
        recipe=f"{versions} {with_project} {recipe}",
        room_mb=room_mb,
        tied_to_place=True,
    )


def more_packages(name: str, title: str, *, lock: str, into: str, room_mb: int) -> Step:
    """The step that adds a wider lock's packages to an environment in place; repeating it mends a half-done one."""

    def build(work: Work, folder: Path) -> None:
        install(work, folder / "bin" / "python", work.site.root / lock)

    return Step(
        name=name,
        title=title,
        folder=into,
        output="bin/pytest",
        build=build,
        needs=(into,),
        inputs=(lock,),
        room_mb=room_mb,
        in_place=True,
        tied_to_place=True,
    )
