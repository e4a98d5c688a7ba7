"""One profile on disk: a file of its own, written aside and put in place whole, gone with one unlink.

A file is JSON: the id, the profile, the raw vectors of its texts (float16, base64), and who made them. Its name is a
digest of the id. There is no generation, log or index of words beside it: what one `unlink` takes away is all there
is, so no moment exists in which a profile is half erased.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import orjson

from index.contract import Vector
from knowledge.learner_profile import Experience, LearnerProfile

FORMAT = 1
SUFFIX = ".json"
LOCK = "lock"
ASIDE = ".writing-"
"""Prefix of a file that is being written."""


class ProfileRecordError(ValueError):
    """A file that holds no profile of this format."""


@dataclass(frozen=True, slots=True)
class Record:
    """`raw` [texts, dimension] as the encoder named `encoder` gave it, float16 on disk."""

    profile_id: str
    profile: LearnerProfile
    encoder: str
    texts: str
    raw: Vector

    def to_bytes(self) -> bytes:
        half = np.ascontiguousarray(self.raw, dtype="<f2")
        return orjson.dumps(
            {
                "format": FORMAT,
                "id": self.profile_id,
                "profile": profile_to_json(self.profile),
                "encoder": self.encoder,
                "texts": self.texts,
                "shape": list(half.shape),
                "raw": base64.b64encode(half.tobytes()).decode("ascii"),
            }
        )

    @classmethod
    def from_bytes(cls, stored: bytes) -> Record:
        """Raises ProfileRecordError, which says what was read but nothing of the person."""
        try:
            read = orjson.loads(stored)
            if read["format"] != FORMAT:
                raise ProfileRecordError(f"format {read['format']!r}, expected {FORMAT}")
            half = np.frombuffer(base64.b64decode(read["raw"]), dtype="<f2").reshape(read["shape"])
            return cls(
                str(read["id"]),
                profile_from_json(read["profile"]),
                str(read["encoder"]),
                str(read["texts"]),
                half.astype(np.float32),
            )
        except ProfileRecordError:
            raise
        except (ValueError, KeyError, TypeError) as fault:
            raise ProfileRecordError(f"no profile can be read from it ({type(fault).__name__})") from None


def file_name(profile_id: str) -> str:
    """An id may be any text; its file's name tells nothing about it."""
    return hashlib.sha256(profile_id.encode("utf-8", "surrogatepass")).hexdigest()[:40] + SUFFIX


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Holds the writers' lock of a folder, which the kernel lets go of however a process ends, and sweeps away what a
    killed writer left. Makes the folder, for its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with os.fdopen(os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600), "rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in folder.glob(f"{ASIDE}*"):
            left.unlink(missing_ok=True)
        yield


def write(folder: Path, record: Record) -> None:
    """Puts the record's file in place, readable by its owner only; needs `writing`. Killed at any point, the old file
    stays, or the new one is there."""
    name = file_name(record.profile_id)
    aside = folder / f"{ASIDE}{secrets.token_hex(4)}-{name}"
    handle = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(record.to_bytes())
            file.flush()
            os.fsync(file.fileno())
        aside.replace(folder / name)
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    sync(folder)


def remove(folder: Path, profile_id: str) -> None:
    """Takes the record's file away, with whatever a killed writer left. Makes no folder; takes `writing` itself."""
    if folder.is_dir():
        with writing(folder):
            (folder / file_name(profile_id)).unlink(missing_ok=True)
            sync(folder)


def sync(folder: Path) -> None:
    """Makes renames and unlinks in a folder last."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def profile_to_json(profile: LearnerProfile) -> dict[str, Any]:
    return {
        "goal": profile.goal,
        "goal_uris": list(profile.goal_uris),
        "occupations": list(profile.occupations),
        "skills": list(profile.skills),
        "languages": list(profile.languages),
        "schooling": profile.schooling,
        "limits": [
            {**limit, "detail": dict(limit.get("detail") or {})} if "detail" in limit else dict(limit)
            for limit in profile.limits
        ],
        "country": profile.country,
        "language": profile.language,
        "history": [[offer_id, experience.value] for offer_id, experience in profile.history],
    }


def profile_from_json(read: dict[str, Any]) -> LearnerProfile:
    return LearnerProfile(
        goal=read["goal"],
        goal_uris=tuple(read["goal_uris"]),
        occupations=tuple(read["occupations"]),
        skills=tuple(read["skills"]),
        languages=tuple(read["languages"]),
        schooling=read["schooling"],
        limits=tuple(read["limits"]),
        country=read["country"],
        language=read["language"],
        history=tuple((str(offer_id), Experience(experience)) for offer_id, experience in read["history"]),
    )
