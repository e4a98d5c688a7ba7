"""Where set-up works: the clone, the folder it builds into, and the environment its commands run in."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

# Set by a shell, an activated environment or make for themselves: they would bend what gets installed where.
_NOT_FOR_CHILDREN = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONSTARTUP",
    "PYTHONWARNINGS",
    "VIRTUAL_ENV",
    "CONDA_PREFIX",
    "PIP_USER",
    "PIP_TARGET",
    "PIP_PREFIX",
    "PIP_REQUIRE_VIRTUALENV",
    "UV_PYTHON",
    "UV_SYSTEM_PYTHON",
    "UV_TARGET",
    "MAKEFLAGS",
    "MFLAGS",
    "MAKELEVEL",
)


@dataclass(frozen=True)
class Site:
    """A clone at `root` that builds into `home` (git-ignored; `.waymark` unless WAYMARK_HOME names another)."""

    root: Path
    home: Path
    environ: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def here(cls) -> Site:
        """The clone that this module lies in."""
        root = Path(__file__).resolve().parents[2]
        named = os.environ.get("WAYMARK_HOME", "").strip()
        home = Path(named).expanduser().resolve() if named else root / ".waymark"
        return cls(root=root, home=home, environ=dict(os.environ))

    @property
    def stamps(self) -> Path:
        return self.home / "stamps"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def uv(self) -> Path:
        return self.home / "uv" / "bin" / "uv"

    @property
    def modern_python(self) -> Path:
        return self.home / "modern" / "bin" / "python"

    @property
    def rasa_python(self) -> Path:
        return self.home / "rasa" / "bin" / "python"

    def child_environ(self) -> dict[str, str]:
        """The environment for set-up's commands: the person's own, less what would bend an installation."""
        kept = {key: value for key, value in self.environ.items() if key not in _NOT_FOR_CHILDREN}
        kept.update(
            WAYMARK_HOME=str(self.home),
            PYTHONNOUSERSITE="1",
            PYTHONUNBUFFERED="1",
            PIP_DISABLE_PIP_VERSION_CHECK="1",
            PIP_NO_INPUT="1",
            RASA_TELEMETRY_ENABLED="false",
        )
        kept.setdefault("PIP_RETRIES", "2")
        return kept
