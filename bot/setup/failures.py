"""A failed set-up says one sentence: what was found, and what to do about it."""

from __future__ import annotations

import errno
import re
from enum import Enum
from pathlib import Path


class SetupError(Exception):
    """Set-up cannot go on. `str(failure)` is the sentence for the person; `log` holds the rest."""

    def __init__(self, sentence: str, log: Path | None = None, exit_code: int = 1) -> None:
        super().__init__(sentence)
        self.log = log
        self.exit_code = exit_code


class CommandError(Exception):
    """A command of a step ended with a non-zero exit code, or could not be started."""

    def __init__(self, command: str, exit_code: int) -> None:
        super().__init__(f"{command} ended with exit code {exit_code}")
        self.exit_code = exit_code


class StoppedError(Exception):
    """The person, or another step's failure, ended the step before it was done."""


class Reason(Enum):
    """Why a command failed, as far as its log tells. Declared in the order in which they are looked for."""

    NO_SPACE = r"no space left on device|errno 28|disk quota exceeded"
    HASH = r"hash mismatch|do not match the hashes|hashes? (?:do|does|did) not match|sha-?256 \S+, expected"
    NO_PIP = r"no module named (?:pip|ensurepip|venv)\b|ensurepip is not available"
    NETWORK = (
        r"failed to fetch|error sending request|dns error|name or service not known|temporary failure in name "
        r"resolution|failed to establish a new connection|could not connect|connection (?:refused|reset|aborted)"
        r"|network is unreachable|no route to host|timed out|max retries exceeded|proxyerror|cannot connect to proxy"
        r"|certificate verify failed|(?:502|503|504) (?:bad gateway|service unavailable|gateway time)"
    )
    NOT_SERVED = r"no matching distribution found|was not found in the package registry|no solution found"
    NO_MEMORY = r"\bmemoryerror\b|cannot allocate memory|out of memory"
    UNKNOWN = r"(?!)"


_HASH_OF = re.compile(
    r"hash mismatch for `([^`\s]+)`|^\s*([A-Za-z0-9._-]+==[^\s;]+) from ", re.IGNORECASE | re.MULTILINE
)


def reason(log_text: str, exit_code: int = 1) -> Reason:
    """Why a command failed; UNKNOWN when its log does not say."""
    for known in Reason:
        if re.search(known.value, log_text, re.IGNORECASE):
            return known
    return Reason.NO_MEMORY if exit_code == 137 else Reason.UNKNOWN


def explain(title: str, log_text: str, home: Path, again: str, exit_code: int = 1) -> str:
    """One sentence with the remedy for a step that failed, read off its log.

    `title` names the step to the person, `again` is the command that goes on from here.
    """
    why = reason(log_text, exit_code)
    if why is Reason.NO_SPACE:
        return disk_full(home, again)
    found = _HASH_OF.search(log_text)
    file = f" of {found.group(1) or found.group(2)}" if found else ""
    return {
        Reason.HASH: (
            f"{title}: the downloaded file{file} has another hash than requirements/ names (hash mismatch), so it "
            f"was not used: undo edits to requirements/, or ask who runs your package mirror, then repeat `{again}`."
        ),
        Reason.NO_PIP: (
            f"{title} needs uv or pip, and this machine has neither: install uv, or your system's python3-pip and "
            f"python3-venv packages, then repeat `{again}`."
        ),
        Reason.NETWORK: (
            f"{title}: the package registry could not be reached: check the network, or name your mirror in "
            f"PIP_INDEX_URL, then repeat `{again}`."
        ),
        Reason.NOT_SERVED: (
            f"{title}: the package registry does not serve a locked release for this machine: check that your mirror "
            f"(PIP_INDEX_URL) is complete, or renew the locks with `make lock`, then repeat `{again}`."
        ),
        Reason.NO_MEMORY: (
            f"{title} was ended for lack of memory, it seems: close other programs (set-up needs about 2 GB of free "
            f"memory), then repeat `{again}`."
        ),
    }.get(
        why,
        f"{title} failed with exit code {exit_code}: read the last lines of its log below, mend the cause, then "
        f"repeat `{again}` (what is already built stays).",
    )


def disk_full(home: Path, again: str) -> str:
    """The sentence for a disk that filled up while a step was writing."""
    return (
        f"The disk that holds {home} is full: free some space there, or set WAYMARK_HOME to a folder on a larger "
        f"disk, then repeat `{again}`."
    )


def is_disk_full(error: OSError) -> bool:
    """True when a write failed because the disk, or the person's share of it, is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT)
