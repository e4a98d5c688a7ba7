"""FaissOfferIndex: the default index, in a folder, for one machine: faiss for meaning, tantivy for words."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TypeAlias

import numpy as np

from index.contract import DocumentEncoder, IndexInfo, IndexUnusableError, Query, SearchResult, Vector
from index.generation import Generation, open_generation, write_generation
from index.generations import FORMAT, REMEDY, VECTORS_ALIKE, Generations
from index.spool import TEXTS, Spool
from index.vectors import EXACT_UP_TO, Half, StoredVectors
from knowledge.offer import Offer

Progress: TypeAlias = Callable[[int, int], None]
"""Called with how many texts are embedded and how many there are to embed."""

BATCH = 256
_log = logging.getLogger(__name__)


class FaissOfferIndex:
    """Implements index.contract.OfferIndex. Threads and processes may read and one process may write at a time.

    Another process's publication is noticed at the next search. If what it published cannot be read, the generation
    in memory goes on answering and the reason is logged; where there is none, IndexUnusableError is raised.
    """

    def __init__(self, folder: Path, encoder: DocumentEncoder, *, exact_up_to: int = EXACT_UP_TO) -> None:
        self._generations = Generations(Path(folder))
        self._encoder = encoder
        self._parts: tuple[int, ...] = tuple(getattr(encoder, "parts", (encoder.dimension,)))
        if sum(self._parts) != encoder.dimension:
            raise ValueError(f"The encoder's parts {self._parts} do not add up to its dimension {encoder.dimension}.")
        self._exact_up_to = exact_up_to
        self._held: Generation | None = None
        self._stamp: tuple[int, int] | None = None
        self._opening = threading.Lock()

    # Reading

    @contextmanager
    def reading(self) -> Iterator[Generation]:
        yield self._active()

    def search(self, query: Query) -> SearchResult:
        return self._active().search(query)

    def get(self, offer_id: str) -> Offer | None:
        return self._active().get(offer_id)

    def vector(self, offer_id: str) -> Vector | None:
        """The offer's vector as it is searched (index.profiles.contract.OfferVectors)."""
        return self._active().vector(offer_id)

    def info(self) -> IndexInfo:
        held = self._active()
        manifest = held.manifest
        return IndexInfo(held.generation, manifest.offers, manifest.built_at, manifest.encoder, manifest.format)

    def _active(self) -> Generation:
        held = self._held
        if held is not None and self._generations.stamp() == self._stamp:
            return held
        # While one thread opens a new generation, the others go on with the one they have.
        if not self._opening.acquire(blocking=held is None):
            assert held is not None
            return held
        try:
            return self._open(held)
        finally:
            self._opening.release()

    def _open(self, held: Generation | None) -> Generation:
        stamp = self._generations.stamp()
        if self._held is not None and stamp == self._stamp:
            return self._held
        try:
            opened = self._open_current()
        except IndexUnusableError as fault:
            if held is None:
                raise
            _log.error("Goes on with generation %s: %s", held.generation, fault)
            opened = held
        self._held, self._stamp = opened, stamp
        return opened

    def _open_current(self) -> Generation:
        name = self._generations.current()
        while True:
            if name is None:
                raise IndexUnusableError(f"There is no index in {self._generations.folder} yet. {REMEDY}")
            try:
                return open_generation(self._generations, name, self._encoder, exact_up_to=self._exact_up_to)
            except (IndexUnusableError, OSError) as fault:
                # A writer may have activated another and pruned this one while it was being read.
                now = self._generations.current()
                if now == name:
                    if isinstance(fault, IndexUnusableError):
                        raise
                    raise IndexUnusableError(
                        f"The index {self._generations.path(name)} cannot be read: {fault}. {REMEDY}"
                    ) from fault
                name = now

    # Writing

    def build(self, offers: Iterable[Offer], progress: Progress | None = None) -> str:
        """Writes a generation of exactly these offers, which pass through one by one; vectors of texts already
        embedded are taken over from the active generation. Raises ValueError where two offers have one id."""
        with self._generations.writing():
            return self._publish(offers, progress)

    def activate(self, generation: str) -> None:
        """Raises IndexUnusableError where there is no such generation, or it is damaged or not searchable here."""
        with self._generations.writing():
            self._generations.require(generation)
            open_generation(self._generations, generation, self._encoder, exact_up_to=self._exact_up_to)
            self._generations.activate(generation)

    def upsert(self, offers: Iterable[Offer], progress: Progress | None = None) -> str:
        """Adds offers and replaces those of the same id (the last of a repeated id counts), and activates."""
        changed = {offer.id: offer for offer in offers}
        with self._generations.writing():
            staying = (offer for offer in self._stored() if offer.id not in changed)
            return self._succeed(chain(staying, changed.values()), progress)

    def delete(self, offer_ids: Iterable[str]) -> str:
        """Takes offers out and activates; ids that are not there are nothing to do."""
        gone = set(offer_ids)
        with self._generations.writing():
            return self._succeed((offer for offer in self._stored() if offer.id not in gone), None)

    def _stored(self) -> Iterator[Offer]:
        return iter(()) if self._generations.current() is None else self._open_current().offers()

    def _succeed(self, offers: Iterable[Offer], progress: Progress | None) -> str:
        generation = self._publish(offers, progress)
        self._generations.activate(generation)
        return generation

    def _publish(self, offers: Iterable[Offer], progress: Progress | None) -> str:
        with self._generations.draft() as draft:
            spool = Spool(draft, offers)
            raw = StoredVectors.room_for(draft, len(spool.digests), self._encoder.dimension)
            self._embed(spool, raw, progress)
            write_generation(draft, spool, raw, self._parts, exact_up_to=self._exact_up_to)
            about = {
                "format": FORMAT,
                "encoder": self._encoder.fingerprint,
                "dimension": self._encoder.dimension,
                "parts": list(self._parts),
                "offers": len(spool),
                "built_at": datetime.now(UTC).isoformat(),
            }
            return self._generations.publish(draft, about)

    def _embed(self, spool: Spool, raw: Half, progress: Progress | None) -> None:
        """Fills in a float16 row a text; only texts without a vector in the active generation are embedded."""
        known_digests, known = self._known_vectors()
        missing = []
        for number, digest in enumerate(spool.digests):
            place = known_digests.get(digest)
            if place is None:
                missing.append(number)
            else:
                raw[number] = known[place]
        # Texts of one length together: the encoder pads a batch to its longest text.
        missing.sort(key=lambda number: int(spool.lengths[number]))
        for start in range(0, len(missing), BATCH):
            batch = missing[start : start + BATCH]
            raw[batch] = self._encoder.encode_documents(spool.texts(batch))
            if progress is not None:
                progress(min(start + BATCH, len(missing)), len(missing))

    def _known_vectors(self) -> tuple[dict[bytes, int], Half]:
        nothing: Half = np.empty((0, self._encoder.dimension), dtype=np.float16)
        try:
            name = self._generations.current()
            if name is None or self._generations.manifest(name).encoder != self._encoder.fingerprint:
                return {}, nothing
            # Verified first: a damaged vector must not live on in the next generation.
            manifest = self._generations.verify(name)
        except IndexUnusableError:
            return {}, nothing  # Building anew is the remedy for a damaged index, so it must not need it.
        if manifest.format not in VECTORS_ALIKE or manifest.dimension != self._encoder.dimension:
            return {}, nothing
        folder = self._generations.path(name)
        with (folder / TEXTS).open(encoding="ascii") as lines:
            return {bytes.fromhex(line): row for row, line in enumerate(lines)}, StoredVectors.raw(folder)
