"""A step of set-up: what it reads, what it makes, and whether what it made is still current.

A step is current when its stamp bears the key of today's inputs and its output is there. The key covers the content
of its input files, how it is built, and the keys of the steps it needs: a changed input redoes the step and all that
need it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.setup.failures import SetupError
from bot.setup.site import Site
from bot.setup.work import Work


@dataclass(frozen=True)
class Step:
    """One thing that set-up can make.

    `build(work, folder)` makes it in `folder`, empty and beside its place, and renamed to `home/folder` once whole; a
    step with `in_place` gets the final folder itself and must be repeatable from any half-way state.
    `output` is a path below the folder that proves the result is there; `room_mb` what it takes on the disk.
    `tied_to_place`: the result holds absolute paths and is made again when the folder was moved.
    `recipe` says how it is built; raise or change it when `build` makes something else from the same inputs.
    """

    name: str
    title: str
    folder: str
    output: str
    build: Callable[[Work, Path], None]
    needs: tuple[str, ...] = ()
    inputs: tuple[str, ...] = ()
    recipe: str = "1"
    room_mb: int = 0
    in_place: bool = False
    tied_to_place: bool = False


def program(*argv: str, **environ: str) -> Callable[[Work, Path], None]:
    """A build that is one command; `{out}`, `{home}`, `{modern}` and `{rasa}` stand for their paths."""

    def build(work: Work, folder: Path) -> None:
        site = work.site
        words = {
            "out": str(folder),
            "home": str(site.home),
            "modern": str(site.modern_python),
            "rasa": str(site.rasa_python),
        }
        work.run(
            [word.format(**words) for word in argv],
            {name: value.format(**words) for name, value in environ.items()},
        )

    return build


def input_files(root: Path, patterns: Iterable[str]) -> list[Path]:
    """The files that the patterns name, sorted; compiled Python files are no input."""
    found = {path for pattern in patterns for path in root.glob(pattern) if path.is_file()}
    return sorted(path for path in found if path.suffix != ".pyc")


def keys(plan: Sequence[Step], root: Path) -> dict[str, str]:
    """Today's key of every step (64 hex digits). A step must come after the steps it needs."""
    digests: dict[Path, str] = {}
    result: dict[str, str] = {}
    for step in plan:
        files = []
        for path in input_files(root, step.inputs):
            if path not in digests:
                digests[path] = hashlib.sha256(path.read_bytes()).hexdigest()
            files.append([path.relative_to(root).as_posix(), digests[path]])
        whole = [step.name, step.recipe, files, [result[name] for name in step.needs]]
        result[step.name] = hashlib.sha256(json.dumps(whole).encode()).hexdigest()
    return result


def is_current(step: Step, key: str, site: Site) -> bool:
    """True when the step was finished with today's key and its output is still there."""
    try:
        stamp = json.loads((site.stamps / f"{step.name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    if not isinstance(stamp, dict):
        return False
    moved = step.tied_to_place and stamp.get("place") != str(site.root)
    return stamp.get("key") == key and not moved and (site.home / step.folder / step.output).exists()


def carry_out(step: Step, key: str, work: Work) -> float:
    """Builds a step and puts it in place; returns the seconds it took.

    However it ends, `home/folder` is the old whole, the new whole, or (killed between two renames) absent.
    """
    site, begun = work.site, time.monotonic()
    site.stamps.mkdir(parents=True, exist_ok=True)
    final = site.home / step.folder
    if step.in_place:
        step.build(work, final)
    else:
        room = _aside(site, step, "part")  # what the step's program leaves beside its result goes with it
        made = room / final.name
        try:
            made.mkdir(parents=True)
            step.build(work, made)
            if not (made / step.output).exists():
                raise SetupError(
                    f"{step.title} ended without error but made no {step.output}: read its log and mend "
                    f"the program that the step runs (bot/setup/plan.py names it).",
                    log=work.log,
                )
            final.parent.mkdir(parents=True, exist_ok=True)
            _swap(made, final, old=_aside(site, step, "old"))
        finally:
            clear(room)
    seconds = time.monotonic() - begun
    _write_stamp(step, key, site, seconds)
    return seconds


def _aside(site: Site, step: Step, what: str) -> Path:
    """A path beside the results that nothing is at; `clear_leftovers` knows it by its name."""
    path = site.home / f".{step.folder.replace('/', '-')}.{os.getpid()}.{what}"
    clear(path)
    return path


def _swap(made: Path, final: Path, old: Path) -> None:
    if final.exists() or final.is_symlink():
        final.rename(old)
    made.rename(final)
    clear(old)


def _write_stamp(step: Step, key: str, site: Site, seconds: float) -> None:
    stamp: Mapping[str, object] = {
        "step": step.name,
        "key": key,
        "place": str(site.root),
        "seconds": round(seconds, 1),
        "made": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }
    part = site.stamps / f".{step.name}.{os.getpid()}.part"
    part.write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
    part.replace(site.stamps / f"{step.name}.json")


def clear(path: Path) -> None:
    """Removes a file, a link or a folder with all in it, if it is there."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def clear_leftovers(home: Path) -> None:
    """Removes what a killed set-up left half built. Only to be called by the one that holds the lock."""
    for folder in (home, home / "stamps"):
        for pattern in (".*.part", ".*.old"):
            for path in folder.glob(pattern):
                clear(path)
