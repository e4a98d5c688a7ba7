"""PostgresOfferIndex: the offers in PostgreSQL with pgvector, for many machines that read and one that writes."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from index.contract import DocumentEncoder, IndexInfo, Query, SearchResult, Vector
from index.faiss_index import BATCH, Progress
from index.postgres.generations import Generations
from index.postgres.loading import Vectors, stored_offers, write_generation
from index.postgres.nearest import EXACT_UP_TO
from index.postgres.reading import PostgresReading, Remembered
from index.postgres.server import Connection, Server
from index.spool import Spool
from index.stored_offers import decode
from index.vectors import StoredVectors
from knowledge.offer import Offer


class PostgresOfferIndex:
    """Implements index.contract.OfferIndex. Threads, processes and machines may read, one process writes at a time;
    others are told to wait (IndexLockedError). A reading holds a connection for as long as it lasts.

    While the server does not answer, everything raises IndexUnusableError; once it does, the next question is
    answered.
    """

    def __init__(
        self, server: Server, encoder: DocumentEncoder, *, exact_up_to: int = EXACT_UP_TO, scratch: Path | None = None
    ) -> None:
        """`scratch` is where a build keeps the catalogue while it writes, the system's own place by default."""
        self._generations = Generations(server)
        self._server, self._encoder = server, encoder
        self._parts: tuple[int, ...] = tuple(getattr(encoder, "parts", (encoder.dimension,)))
        if sum(self._parts) != encoder.dimension:
            raise ValueError(f"The encoder's parts {self._parts} do not add up to its dimension {encoder.dimension}.")
        self._exact_up_to, self._scratch = exact_up_to, scratch
        self._remembered: Remembered | None = None
        self._remembering = threading.Lock()

    # Reading

    @contextmanager
    def reading(self) -> Iterator[PostgresReading]:
        with self._server.reading() as connection:
            manifest = self._generations.hold(connection, self._encoder.fingerprint)
            with self._remembering:
                if self._remembered is None or self._remembered.manifest != manifest:
                    self._remembered = Remembered(manifest)
                remembered = self._remembered
            tables = self._generations.tables(manifest.number)
            yield PostgresReading(connection, tables, remembered, self._exact_up_to)

    def search(self, query: Query) -> SearchResult:
        with self.reading() as reading:
            return reading.search(query)

    def get(self, offer_id: str) -> Offer | None:
        with self.reading() as reading:
            return reading.get(offer_id)

    def vector(self, offer_id: str) -> Vector | None:
        """The offer's vector as it is searched (index.profiles.contract.OfferVectors)."""
        with self.reading() as reading:
            return reading.vector(offer_id)

    def info(self) -> IndexInfo:
        with self._server.reading() as connection:
            held = self._generations.current(connection, self._encoder.fingerprint)
        return IndexInfo(held.name, held.offers, held.built_at, held.encoder, held.format)

    # Writing

    def build(self, offers: Iterable[Offer], progress: Progress | None = None) -> str:
        """Writes a generation of exactly these offers. Only texts that were never embedded are embedded, also where
        an earlier build was broken off. Raises ValueError where two offers have one id."""
        with self._server.writing() as connection:
            return f"gen-{self._publish(connection, offers, progress)}"

    def activate(self, generation: str) -> None:
        """Raises IndexUnusableError where there is no such generation, or it is not searchable here."""
        with self._server.writing() as connection:
            manifest = self._generations.require(connection, generation, self._encoder.fingerprint)
            self._generations.activate(connection, manifest.number)

    def upsert(self, offers: Iterable[Offer], progress: Progress | None = None) -> str:
        """Adds offers and replaces those of the same id (the last of a repeated id counts), and activates."""
        changed = {offer.id: offer for offer in offers}
        with self._server.writing() as connection:
            staying = (offer for offer in self._stored(connection) if offer.id not in changed)
            return self._succeed(connection, chain(staying, changed.values()), progress)

    def delete(self, offer_ids: Iterable[str]) -> str:
        """Takes offers out and activates; ids that are not there are nothing to do."""
        gone = set(offer_ids)
        with self._server.writing() as connection:
            staying = (offer for offer in self._stored(connection) if offer.id not in gone)
            return self._succeed(connection, staying, None)

    def _stored(self, connection: Connection) -> Iterator[Offer]:
        self._generations.prepare(connection)
        if not self._generations.is_active(connection):
            return
        held = self._generations.current(connection, self._encoder.fingerprint)
        with connection.transaction():
            yield from map(decode, stored_offers(connection, self._generations.tables(held.number)))

    def _succeed(self, connection: Connection, offers: Iterable[Offer], progress: Progress | None) -> str:
        number = self._publish(connection, offers, progress)
        self._generations.activate(connection, number)
        return f"gen-{number}"

    def _publish(self, connection: Connection, offers: Iterable[Offer], progress: Progress | None) -> int:
        generations, encoder = self._generations, self._encoder
        generations.prepare(connection)
        with TemporaryDirectory(dir=self._scratch, prefix="waymark-index-") as scratch:
            folder = Path(scratch)
            spool = Spool(folder, offers)
            raw = StoredVectors.room_for(folder, len(spool.digests), encoder.dimension)
            number = generations.begin(connection, encoder.fingerprint, encoder.dimension, self._parts)
            try:
                vectors = Vectors(generations.tables(number), encoder)
                missing = vectors.fill(connection, spool.digests, raw)
                # Texts of one length together: the encoder pads a batch to its longest text.
                missing.sort(key=lambda text: int(spool.lengths[text]))
                for start in range(0, len(missing), BATCH):
                    batch = missing[start : start + BATCH]
                    raw[batch] = encoder.encode_documents(spool.texts(batch))
                    vectors.keep(connection, [spool.digests[text] for text in batch], raw[batch])
                    if progress is not None:
                        progress(min(start + BATCH, len(missing)), len(missing))
                about = write_generation(
                    connection, generations.tables(number), spool, raw, self._parts, exact_up_to=self._exact_up_to
                )
                generations.finish(connection, number, **about)
            except BaseException:
                if not connection.broken:
                    generations.sweep(connection)
                raise
        return number
