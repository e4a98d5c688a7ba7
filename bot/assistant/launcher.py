"""Run the `rasa` command line for this project: without TensorFlow, with our amendments, offline and discreet.

    .waymark/rasa/bin/python bot/assistant/launcher.py train | run | shell | data validate | test core | test nlu …

Paths that are given are read from where you stand; what is not given is this project's own: configuration, domain and
data beside this file, model, cache and results under the folder `assistant` of WAYMARK_HOME (default: .waymark).
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import warnings
from pathlib import Path
from typing import Dict, List, Sequence, Tuple

PROJECT = Path(__file__).resolve().parent
REPOSITORY = PROJECT.parent.parent
MODEL_NAME = "waymark"
PARENT_VARIABLE = "WAYMARK_PARENT_PID"

_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def home() -> Path:
    """The folder of everything that set-up builds."""
    return Path(os.environ.get("WAYMARK_HOME") or REPOSITORY / ".waymark").resolve()


# Added to a command when none of the option's names is among its arguments.
_BUILT = home() / "assistant"
_DOMAIN = (("--domain", "-d"), PROJECT / "domain")
_MODEL = (("--model", "-m"), _BUILT / "model")
_ENDPOINTS = (("--endpoints",), PROJECT / "endpoints.yml")
_CREDENTIALS = (("--credentials",), PROJECT / "credentials.yml")
_DEFAULTS: Dict[str, Sequence[Tuple[Sequence[str], Path]]] = {
    "train": (_DOMAIN, (("--out",), _BUILT / "model")),
    "data": (_DOMAIN,),
    "run": (_MODEL, _ENDPOINTS, _CREDENTIALS),
    "shell": (_MODEL, _ENDPOINTS),
    "test": (_MODEL, (("--out",), _BUILT / "results")),
}
# No component here learns from the examples, so one language is enough to train (all 26 are read by `data validate`);
# and no policy generalises, so stories glued together would teach nothing.
_TRAINING: Sequence[Tuple[str, Sequence[str]]] = (
    ("--fixed-model-name", (MODEL_NAME,)),
    ("--augmentation", ("0",)),
    ("--data", tuple(str(PROJECT / "data" / part) for part in ("rules", "stories", "nlu/en.yml"))),
)


def arguments(given: Sequence[str], standing_in: Path) -> List[str]:
    """The arguments for Rasa: paths after an option made absolute, the defaults of the command added."""
    told = list(given)
    for at in range(1, len(told)):
        names_a_path = told[at - 1] in ("--out", "--model", "-m") or (standing_in / told[at]).exists()
        if told[at - 1].startswith("-") and not told[at].startswith("-") and names_a_path:
            told[at] = str((standing_in / told[at]).resolve())
    command = told[0] if told else ""
    for options, path in _DEFAULTS.get(command, ()):
        if not any(option in told for option in options):
            told += [options[0], str(path)]
    if command == "train":
        for option, values in _TRAINING:
            if option not in told:
                told += [option, *values]
    if command == "run":
        _refuse_to_open_up(told)
        told += ["--interface", "127.0.0.1"]
    return told


def _refuse_to_open_up(told: Sequence[str]) -> None:
    """`run` is an inner process: on loopback, with our channel, without Rasa's own HTTP API."""
    named = {argument.partition("=")[0] for argument in told}
    refused = [option for option in ("--enable-api", "--interface", "-i", "--cors", "--connector") if option in named]
    if refused:
        sys.exit(f"launcher: {' '.join(refused)} is not for this assistant: it listens on 127.0.0.1 to the app only.")


def set_the_environment() -> None:
    """Telemetry off, one thread, the cache under WAYMARK_HOME; values that the configuration files name."""
    os.environ["RASA_TELEMETRY_ENABLED"] = "false"
    os.environ.setdefault("WAYMARK_APP_URL", f"http://127.0.0.1:{os.environ.get('WAYMARK_PORT') or 8080}")
    os.environ.setdefault("WAYMARK_INTERNAL_KEY", "")
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(_BUILT / "cache"))
    os.environ.setdefault("MPLCONFIGDIR", str(_BUILT / "matplotlib"))
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def die_with_the_parent() -> None:
    """When the app that started this process dies, however it dies, so does this process (Linux)."""
    parent = os.environ.get(PARENT_VARIABLE)
    if not parent or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):  # it died before the request was made
        sys.exit(f"launcher: the app (process {parent}) is gone.")


def main() -> None:
    die_with_the_parent()
    set_the_environment()
    told = arguments(sys.argv[1:], Path.cwd())
    os.chdir(PROJECT)
    # The packages are found from the repository; this folder itself is no place to import from.
    sys.path[0] = str(REPOSITORY)
    sys.argv = ["rasa", *told]

    from bot.assistant import amendments, discretion, prediction, standins

    is_run = told[:1] == ["run"]
    # Rasa is final, and so are its dependencies: what they will drop one day is no news here. These two are imported
    # first because one turns such warnings on and the other gives its own as user warnings.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import sanic.app  # noqa: F401

        if not is_run:
            import matplotlib.fontconfig_pattern  # noqa: F401
    warnings.simplefilter("ignore", DeprecationWarning)
    standins.install()
    if is_run:
        standins.install_for_running()
    amendments.install()
    if told[:1] != ["train"] and not os.environ.get("WAYMARK_PLAIN_RASA"):
        prediction.install()
    if is_run:
        discretion.install()

    from rasa.__main__ import main as rasa

    rasa()


if __name__ == "__main__":
    main()
