"""What can be known before any work: room on the disk, and a free port to serve on."""

from __future__ import annotations

import errno
import shutil
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

from bot.setup.failures import SetupError
from bot.setup.steps import Step

_MB = 1_000_000


def check_room(
    steps: Iterable[Step], home: Path, again: str, free_bytes: Callable[[Path], int] | None = None
) -> None:
    """Raises SetupError when the disk below `home` has less room than the steps to do will take."""
    needed = sum(step.room_mb for step in steps) * _MB
    there = next(folder for folder in (home, *home.parents) if folder.exists())
    free = free_bytes(there) if free_bytes else shutil.disk_usage(there).free
    if free < needed:
        raise SetupError(
            f"Set-up needs {needed / 1e9:.1f} GB of free disk for {home} and finds {free / 1e9:.1f} GB: free "
            f"{(needed - free) / 1e9:.1f} GB more, or set WAYMARK_HOME to a folder on a larger disk, then repeat "
            f"`{again}`."
        )


def check_port(port: int, host: str = "127.0.0.1") -> None:
    """Raises SetupError when nothing can listen on the port."""
    if not 0 < port < 65536:
        raise SetupError(
            f"PORT is {port}, but a port is a number from 1 to 65535: say, for example, `PORT=8081 make run`."
        )
    error = _refusal(port, host)
    if error is None:
        return
    if error == errno.EACCES:
        raise SetupError(
            f"Port {port} may only be used by the administrator: choose one above 1023, for example `PORT=8080 "
            "make run`."
        )
    other = next((p for p in range(port + 1, min(port + 200, 65536)) if _refusal(p, host) is None), 8080)
    raise SetupError(
        f"Port {port} is occupied by another program: end that program, or choose a free port with `PORT={other} "
        "make run`."
    )


def _refusal(port: int, host: str) -> int | None:
    """The errno with which the system refuses to listen on the port; None when it lets us."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # a port in TIME_WAIT is free for a server
        try:
            probe.bind((host, port))
            probe.listen(1)  # on Linux, another listener with SO_REUSEADDR is only noticed here
        except OSError as error:
            return error.errno
    return None
