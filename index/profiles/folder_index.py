"""FolderProfileIndex: profiles in a folder, one file each; all vectors in memory, searched exactly."""

from __future__ import annotations

import hashlib
import logging
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from index.contract import Vector
from index.profiles import record
from index.profiles.contract import ProfileEncoder, ProfileHit, ProfileInfo, ProfileQuery, ProfileResult
from index.profiles.meaning import meaning, texts
from index.profiles.record import SUFFIX, ProfileRecordError, Record, file_name
from index.profiles.wishes import keeps_to, limits_of
from index.weights import default_weights
from index.wishes import Wish
from knowledge.esco import Esco
from knowledge.learner_profile import LearnerProfile

_log = logging.getLogger(__name__)
DECIMALS = 5
_SETTLED_S = 1.0
"""A folder changed less than this before it was listed may change again within one tick of its clock: listed anew."""


@dataclass(frozen=True, slots=True)
class _Held:
    """A profile in memory; `row` of the matrix below, None without a goal."""

    profile_id: str
    profile: LearnerProfile
    limits: tuple[Wish, ...]
    vector: Vector | None
    foreign: bool


@dataclass(frozen=True, slots=True)
class _Everyone:
    """All profiles by file, as they were when the folder was listed. `matrix` [with a goal, dimension]."""

    by_file: dict[str, tuple[tuple[int, int], _Held]] = field(default_factory=dict)
    searched: tuple[_Held, ...] = ()
    matrix: Vector | None = None
    stamp: int | None = None
    listed_at: float = 0.0


class FolderProfileIndex:
    """Implements index.profiles.contract.ProfileIndex. Threads and processes may read and write; one writes at a
    time, others wait. What another process put or erased is noticed at the next question.

    The folder is made by the first `put`, for its owner only. A file that cannot be read is left out and reported by
    its name: `rebuild` from the store of people mends it.
    """

    def __init__(self, folder: Path, encoder: ProfileEncoder, esco: Esco) -> None:
        self.folder = Path(folder)
        self._encoder, self._esco = encoder, esco
        self._everyone = _Everyone()
        self._listing = threading.Lock()

    # Writing

    def put(self, profile_id: str, profile: LearnerProfile) -> None:
        """Raises ValueError where a limit is of no known kind."""
        limits_of(profile)
        made = self._record(profile_id, profile, self._read(profile_id))
        with record.writing(self.folder):
            record.write(self.folder, made)

    def erase(self, profile_id: str) -> None:
        record.remove(self.folder, profile_id)
        # What memory holds goes now, not at the next question.
        self._now()

    def rebuild(self, profiles: Iterable[tuple[str, LearnerProfile]]) -> None:
        """Those that are not among `profiles` go first: whoever was erased in the store is not found meanwhile."""
        wanted = dict(profiles)
        if not wanted and not self.folder.is_dir():
            return
        with record.writing(self.folder):
            names = {file_name(profile_id) for profile_id in wanted}
            for path in self._files():
                if path.name not in names:
                    path.unlink(missing_ok=True)
            record.sync(self.folder)
        for profile_id, profile in wanted.items():
            self.put(profile_id, profile)
        self._now()

    def _record(self, profile_id: str, profile: LearnerProfile, before: Record | None) -> Record:
        """The record of a profile; vectors are taken over where its texts are what they were."""
        read = texts(profile, self._esco, self._encoder)
        digest = hashlib.sha256("\n".join(read).encode("utf-8", "surrogatepass")).hexdigest()
        if before is not None and (before.encoder, before.texts) == (self._encoder.fingerprint, digest):
            raw = before.raw
        else:
            raw = self._encoder.encode_documents(read) if read else np.empty((0, self._encoder.dimension), np.float32)
        return Record(profile_id, profile, self._encoder.fingerprint, digest, raw)

    def _read(self, profile_id: str) -> Record | None:
        try:
            return Record.from_bytes((self.folder / file_name(profile_id)).read_bytes())
        except (OSError, ProfileRecordError):
            return None

    # Reading

    def get(self, profile_id: str) -> LearnerProfile | None:
        held = self._now().by_file.get(file_name(profile_id))
        return held[1].profile if held else None

    def vector(self, profile_id: str) -> Vector | None:
        """The goal's vector, as index.contract.Query takes it; None without a goal or such a profile."""
        held = self._now().by_file.get(file_name(profile_id))
        return held[1].vector if held else None

    def ids(self) -> tuple[str, ...]:
        """Ids of all profiles, in order."""
        return tuple(sorted(held.profile_id for _, held in self._now().by_file.values()))

    def search(self, query: ProfileQuery) -> ProfileResult:
        everyone = self._now()
        if everyone.matrix is None:
            return ProfileResult((), 0, 0)
        if query.vector.shape != everyone.matrix.shape[1:] or not np.isfinite(query.vector).all():
            raise ValueError(
                f"The offer's vector has shape {query.vector.shape}. Expected {everyone.matrix.shape[1:]}, all "
                "finite: offers and profiles must come from one encoder."
            )
        # Rounded: the last bits of a product depend on how many rows are multiplied, and who is there must not move
        # anybody else's place.
        scores = np.round((everyone.matrix @ query.vector).astype(np.float64), DECIMALS)
        least = default_weights().weak if query.least is None else query.least
        rows = np.flatnonzero(scores >= least)
        found = [
            ProfileHit(held.profile_id, held.profile, float(scores[row]))
            for row in rows
            for held in (everyone.searched[row],)
            if keeps_to(query.offer, held.profile, held.limits)
        ]
        found.sort(key=lambda hit: (-hit.score, hit.profile_id))
        return ProfileResult(tuple(found[: query.limit]), len(found), len(rows))

    def info(self) -> ProfileInfo:
        everyone = self._now()
        foreign = sum(held.foreign for _, held in everyone.by_file.values())
        return ProfileInfo(len(everyone.by_file), self._encoder.fingerprint, foreign)

    def _files(self) -> list[Path]:
        try:
            return sorted(path for path in self.folder.iterdir() if path.suffix == SUFFIX and path.name[0] != ".")
        except FileNotFoundError:
            return []

    def _stamp(self) -> int | None:
        try:
            return self.folder.stat().st_mtime_ns
        except FileNotFoundError:
            return None

    def _now(self) -> _Everyone:
        """Everyone whose file is in the folder now: one `stat` where nothing has changed for a while."""
        with self._listing:
            known, stamp = self._everyone, self._stamp()
            settled = stamp is None or known.listed_at - stamp / 1e9 > _SETTLED_S
            if not (stamp == known.stamp and settled):
                self._everyone = self._list(known, stamp)
            return self._everyone

    def _list(self, known: _Everyone, stamp: int | None) -> _Everyone:
        listed_at = time.time()
        by_file: dict[str, tuple[tuple[int, int], _Held]] = {}
        for path in self._files():
            try:
                status = path.stat()
                version = (status.st_ino, status.st_mtime_ns)
                before = known.by_file.get(path.name)
                by_file[path.name] = before if before and before[0] == version else (version, self._load(path))
            except FileNotFoundError:
                continue  # erased since the folder was listed
            except (ProfileRecordError, ValueError) as fault:
                _log.error("The profile file %s is left out: %s. Rebuild the profiles.", path.name, fault)
        if by_file == known.by_file:
            return _Everyone(known.by_file, known.searched, known.matrix, stamp, listed_at)
        searched = tuple(held for _, held in by_file.values() if held.vector is not None)
        matrix = np.stack([held.vector for held in searched if held.vector is not None]) if searched else None
        return _Everyone(by_file, searched, matrix, stamp, listed_at)

    def _load(self, path: Path) -> _Held:
        read = Record.from_bytes(path.read_bytes())
        foreign = read.encoder != self._encoder.fingerprint
        if foreign:
            read = self._record(read.profile_id, read.profile, None)
        vector = meaning(read.raw, read.profile, self._encoder) if len(read.raw) else None
        return _Held(read.profile_id, read.profile, limits_of(read.profile), vector, foreign)
