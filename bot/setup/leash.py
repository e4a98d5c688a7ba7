"""Run as a script: runs a command that ends with its parent, with all it started, even when the parent was SIGKILLed.

    python leash.py PARENT_PID COMMAND …

Without it, an installer would go on writing after set-up was killed. Linux only; elsewhere the command just runs.
A process of its own, not a `preexec_fn`: set-up has threads, and code between fork and exec of a threaded process can
hang. It leads the process group that set-up ends when it is interrupted.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from types import FrameType

PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> int:
    """Ties this process to its parent and runs the command; returns its exit code as a shell would."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    signal.signal(signal.SIGUSR1, _end_all)
    signal.signal(signal.SIGTERM, _leave_it_to_the_command)
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGUSR1)
        if os.getppid() != parent:  # it died before the tie was made
            return 1
    try:
        exit_code = subprocess.Popen(command).wait()
    except OSError as error:
        sys.stderr.write(f"{command[0]} could not be started: {error.strerror}\n")
        return 127
    return exit_code if exit_code >= 0 else 128 - exit_code


def _end_all(number: int, frame: FrameType | None) -> None:
    os.killpg(0, signal.SIGKILL)


def _leave_it_to_the_command(number: int, frame: FrameType | None) -> None:
    """The whole group was asked to end; the command does, and this process after it."""


if __name__ == "__main__":
    sys.exit(main())
