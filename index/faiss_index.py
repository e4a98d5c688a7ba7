"""FaissOfferIndex: the default index, in a folder, for one machine: faiss for meaning, tantivy for words."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias

import numpy as np

from index.contract import DocumentEncoder, IndexInfo, IndexUnusableError, Query, SearchResult
from index.generation import Generation, open_generation, text_hashes, write_generation
from index.generations import FORMAT, REMEDY, Generations
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
        """Writes a generation of exactly these offers; vectors of texts already embedded are taken over from the
        active generation. Raises ValueError where two offers have one id."""
        gathered: dict[str, Offer] = {}
        for offer in offers:
            if gathered.setdefault(offer.id, offer) is not offer:
                raise ValueError(f"Two offers have the id {offer.id!r}. Expected every id once.")
        with self._generations.writing():
            return self._publish(gathered, progress)

    def activate(self, generation: str) -> None:
        """Raises IndexUnusableError where there is no such generation, or it is damaged or not searchable here."""
        with self._generations.writing():
            self._generations.require(generation)
            open_generation(self._generations, generation, self._encoder, exact_up_to=self._exact_up_to)
            self._generations.activate(generation)

    def upsert(self, offers: Iterable[Offer], progress: Progress | None = None) -> str:
        """Adds offers and replaces those of the same id (the last of a repeated id counts), and activates."""
        with self._generations.writing():
            return self._succeed(self._stored() | {offer.id: offer for offer in offers}, progress)

    def delete(self, offer_ids: Iterable[str]) -> str:
        """Takes offers out and activates; ids that are not there are nothing to do."""
        gone = set(offer_ids)
        with self._generations.writing():
            left = {offer_id: offer for offer_id, offer in self._stored().items() if offer_id not in gone}
            return self._succeed(left, None)

    def _stored(self) -> dict[str, Offer]:
        if self._generations.current() is None:
            return {}
        return {offer.id: offer for offer in self._open_current().offers()}

    def _succeed(self, offers: dict[str, Offer], progress: Progress | None) -> str:
        generation = self._publish(offers, progress)
        self._generations.activate(generation)
        return generation

    def _publish(self, offers: dict[str, Offer], progress: Progress | None) -> str:
        ordered = [offers[offer_id] for offer_id in sorted(offers)]
        with self._generations.draft() as draft:
            raw = self._embedded(ordered, progress)
            write_generation(draft, ordered, raw, self._parts, exact_up_to=self._exact_up_to)
            about = {
                "format": FORMAT,
                "encoder": self._encoder.fingerprint,
                "dimension": self._encoder.dimension,
                "parts": list(self._parts),
                "offers": len(ordered),
                "built_at": datetime.now(UTC).isoformat(),
            }
            return self._generations.publish(draft, about)

    def _embedded(self, offers: Sequence[Offer], progress: Progress | None) -> Half:
        """A float16 row an offer; only texts without a vector in the active generation are embedded."""
        hashes = text_hashes(offers)
        known_hashes, known = self._known_vectors()
        raw: Half = np.empty((len(offers), self._encoder.dimension), dtype=np.float16)
        missing: dict[str, list[int]] = {}
        for row, text_hash in enumerate(hashes):
            place = known_hashes.get(text_hash)
            if place is None:
                missing.setdefault(text_hash, []).append(row)
            else:
                raw[row] = known[place]
        # Texts of one length together: the encoder pads a batch to its longest text.
        ordered = sorted(missing.values(), key=lambda rows: len(offers[rows[0]].embedding_text()))
        for start in range(0, len(ordered), BATCH):
            batch = ordered[start : start + BATCH]
            vectors = self._encoder.encode_documents([offers[rows[0]].embedding_text() for rows in batch])
            for rows, vector in zip(batch, vectors, strict=True):
                raw[rows] = vector
            if progress is not None:
                progress(min(start + BATCH, len(ordered)), len(ordered))
        return raw

    def _known_vectors(self) -> tuple[dict[str, int], Half]:
        nothing: Half = np.empty((0, self._encoder.dimension), dtype=np.float16)
        try:
            name = self._generations.current()
            if name is None or self._generations.manifest(name).encoder != self._encoder.fingerprint:
                return {}, nothing
            # Verified first: a damaged vector must not live on in the next generation.
            manifest = self._generations.verify(name)
        except IndexUnusableError:
            return {}, nothing  # Building anew is the remedy for a damaged index, so it must not need it.
        if manifest.format != FORMAT or manifest.dimension != self._encoder.dimension:
            return {}, nothing
        folder = self._generations.path(name)
        hashes = (folder / "texts.txt").read_text(encoding="ascii").split()
        return {text_hash: row for row, text_hash in enumerate(hashes)}, StoredVectors.raw(folder)
