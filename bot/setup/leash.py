"""Run as a script: starts a command that ends with its parent, even when the parent is killed with SIGKILL.

    python leash.py PARENT_PID COMMAND …

Without it, an installer would go on writing after set-up was killed. Linux only; elsewhere the command just runs.
A wrapper, not a `preexec_fn`: set-up has threads, and code between fork and exec in a threaded process can hang.
"""

from __future__ import annotations

import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # linux/prctl.h; kept across exec


def main() -> None:
    """Ties this process to its parent, then becomes the command."""
    parent, command = int(sys.argv[1]), sys.argv[2:]
    if sys.platform == "linux":
        import ctypes

        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the tie was made
            sys.exit(1)
    try:
        os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        sys.exit(f"{command[0]} could not be started: {error.strerror}")


if __name__ == "__main__":
    main()
