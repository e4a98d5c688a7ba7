"""One generation in memory: what a search reads. It never changes, so any number of threads may share it."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from index.columns import Columns, Gathering, Rows
from index.contract import DocumentEncoder, Hit, IndexUnusableError, Query, SearchResult, Vector
from index.generations import REMEDY, Generations, Manifest
from index.meanings import Meanings
from index.sessions import Sessions
from index.spool import Spool
from index.stored_offers import StoredOffers
from index.vectors import EXACT_UP_TO, Half, StoredVectors
from index.weights import default_weights
from index.words import StoredWords
from knowledge.offer import Offer

LISTED = 20
"""Offers looked at for each that is listed where nothing is asked for, since many may be sessions of one course."""


class Generation:
    """The offers of one generation, searchable (index.contract.Reading)."""

    def __init__(self, folder: Path, name: str, manifest: Manifest, *, exact_up_to: int = EXACT_UP_TO) -> None:
        self.generation = name
        self.manifest = manifest
        self._offers = StoredOffers(folder)
        self._columns = Columns.load(folder / "columns.npz")
        self._meanings = Meanings(folder, manifest.parts, exact_up_to=exact_up_to)
        self._words = StoredWords(folder)
        self._sessions = Sessions(folder)

    def get(self, offer_id: str) -> Offer | None:
        return self._offers.get(offer_id)

    def vector(self, offer_id: str) -> Vector | None:
        """The offer's vector as it is searched, centred on the mean of offers; None where it is not here."""
        rows = self._offers.rows({offer_id})
        return self._meanings.vector(rows[0]) if len(rows) else None

    def offers(self) -> Iterator[Offer]:
        """Every offer, in the order of their ids."""
        return (self._offers.at(row) for row in range(len(self._offers)))

    def search(self, query: Query) -> SearchResult:
        """Candidates are the passing offers nearest in meaning and those with words of the query; the score is
        `semantic + words * weight`. Without vector and words: every passing offer, by id."""
        passing = self._columns.mask(query.filters, self._offers.rows(query.filters.exclude_ids))
        total = int(np.count_nonzero(passing))
        if query.limit <= 0 or total == 0:
            return SearchResult((), total, self.generation)
        words = self._words.search(query.words, passing)
        semantic: dict[int, float] = {}
        if query.vector is not None:
            vector = self._checked(query.vector)
            semantic = self._meanings.nearest(vector, passing, query.limit, self._chosen(query))
            semantic |= self._meanings.scores(vector, [row for row in words if row not in semantic])
        elif not query.words:
            # Rows are in the order of ids.
            semantic = dict.fromkeys(np.flatnonzero(passing)[: query.limit * LISTED].tolist(), 0.0)
        weight = default_weights().words
        # Rows are in the order of ids, so equal scores go by id.
        found = list(semantic.keys() | words.keys())
        if chosen := self._chosen(query):
            found = chosen(np.asarray(found, dtype=np.int32)).tolist()
        scores = ((-(semantic.get(row, 0.0) + weight * words.get(row, 0.0)), row) for row in found)
        ordered = heapq.nsmallest(query.limit, scores)
        hits = tuple(
            Hit(self._offers.ids[row], -minus, semantic.get(row, 0.0), words.get(row, 0.0)) for minus, row in ordered
        )
        return SearchResult(hits, total, self.generation)

    def _chosen(self, query: Query) -> Callable[[Rows], Rows] | None:
        """Picks the next sessions of each course among rows; None where all may be found."""
        if query.sessions is None:
            return None
        return partial(self._sessions.next_ones, most=query.sessions, on=query.on)

    def _checked(self, vector: Vector) -> Vector:
        if vector.shape != (self._meanings.dimension,) or not np.isfinite(vector).all():
            raise ValueError(
                f"The query's vector has shape {vector.shape}. Expected ({self._meanings.dimension},), all finite: "
                "the vector of a query must come from the encoder that the index was built with."
            )
        return np.ascontiguousarray(vector, dtype=np.float32)


def open_generation(
    generations: Generations, name: str, encoder: DocumentEncoder, *, exact_up_to: int = EXACT_UP_TO
) -> Generation:
    """Reads and verifies `name`. Raises IndexUnusableError where it is damaged, of another format or encoder."""
    manifest = generations.readable(name)
    if manifest.encoder != encoder.fingerprint:
        raise IndexUnusableError(
            f"The index {generations.path(name)} was built with encoder {manifest.encoder}, installed is "
            f"{encoder.fingerprint}: their vectors cannot be compared. {REMEDY}"
        )
    generations.verify(name)
    return Generation(generations.path(name), name, manifest, exact_up_to=exact_up_to)


def write_generation(
    folder: Path, spool: Spool, raw: Half, parts: Sequence[int], *, exact_up_to: int = EXACT_UP_TO
) -> None:
    """Writes every file of a generation but its manifest and what the spool wrote. `raw` has a row for each text."""
    gathered = Gathering()

    def gathering() -> Iterator[Offer]:
        """Each offer is read once, for words and columns."""
        for offer in spool.offers():
            gathered.add(offer)
            yield offer

    StoredWords.write(folder, gathering())
    gathered.columns().save(folder / "columns.npz")
    if isinstance(raw, np.memmap):
        raw.flush()
    StoredVectors.write(folder, raw, parts, exact_up_to=exact_up_to)
