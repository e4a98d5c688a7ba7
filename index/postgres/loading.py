"""Writing one generation: everything goes in by COPY, in batches, and is indexed afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from psycopg import sql

from index.columns import facts
from index.contract import DocumentEncoder
from index.postgres.filters import storable
from index.postgres.server import Connection
from index.postgres.tables import GENERATION_TABLES, INDEXES, OFFERS, Tables
from index.postgres.words import OfferWords, WordStatistics, kept_length
from index.spool import Spool
from index.stored_offers import encode
from index.vectors import Half, centre, centred
from knowledge.offer import Offer

Row: TypeAlias = tuple[Any, ...]
OFFERS_AT_ONCE = 2_000
VECTORS_AT_ONCE = 2_000
PARTITIONS = 60
"""Languages with a partition of their own, at most: a search without a language asks each of them."""
HNSW = "m = 16, ef_construction = 128"
_COPY_HEAD = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_END = b"\xff\xff"


class Vectors:
    """Raw vectors by the digest of their text, kept over all generations of one encoder."""

    def __init__(self, tables: Tables, encoder: DocumentEncoder) -> None:
        self._tables, self._encoder = tables, encoder

    def fill(self, connection: Connection, digests: Sequence[bytes], room: Half) -> list[int]:
        """Puts known vectors in their rows of `room`; returns the rows that are still missing."""
        missing: list[int] = []
        wanted = sql.SQL("SELECT digest, raw FROM {} WHERE encoder = %s AND digest = ANY(%s)").format(
            self._tables.vectors
        )
        for start in range(0, len(digests), VECTORS_AT_ONCE):
            batch = digests[start : start + VECTORS_AT_ONCE]
            found = connection.execute(wanted, [self._encoder.fingerprint, list(batch)], binary=True).fetchall()
            known = {digest: raw for digest, raw in found if len(raw) == 2 * room.shape[1]}
            for row, digest in enumerate(batch, start):
                if digest in known:
                    room[row] = np.frombuffer(known[digest], dtype="<f2")
                else:
                    missing.append(row)
        return missing

    def keep(self, connection: Connection, digests: Sequence[bytes], raw: Half) -> None:
        """From now on known, also if this build is broken off."""
        rows = [
            (self._encoder.fingerprint, digest, each.astype("<f2").tobytes())
            for digest, each in zip(digests, raw, strict=True)
        ]
        with connection.cursor() as cursor:
            cursor.executemany(
                sql.SQL(
                    "INSERT INTO {} VALUES (%s, %s, %s) "
                    "ON CONFLICT (encoder, digest) DO UPDATE SET raw = excluded.raw"
                ).format(self._tables.vectors),
                rows,
            )


def write_generation(
    connection: Connection, tables: Tables, spool: Spool, raw: Half, parts: Sequence[int], *, exact_up_to: int
) -> dict[str, Any]:
    """Writes all tables of a generation. Returns what its manifest says about it. `raw` has a row for each text."""
    connection.execute(tables.script(OFFERS, dimension=sql.Literal(raw.shape[1])))
    statistics = WordStatistics()
    languages = _write_offers(connection, tables, spool, statistics)
    _copy(connection, tables.lexemes, statistics.rows())
    _copy(connection, tables.digests, enumerate(spool.digests))
    own = _write_texts(connection, tables, raw, parts, languages, exact_up_to)
    connection.execute(tables.script(INDEXES))
    connection.execute(sql.SQL("ANALYZE {}").format(sql.SQL(", ").join(map(tables.of, GENERATION_TABLES))))
    return {
        "offers": len(spool), "texts": len(spool.digests), "tokens": statistics.tokens, "languages": list(own)
    }  # fmt: skip


def _write_offers(
    connection: Connection, tables: Tables, spool: Spool, statistics: WordStatistics
) -> dict[str, npt.NDArray[np.int32]]:
    """Writes offers, records and words. Returns the texts of each language, "" where it is unknown."""
    texts: dict[str, set[int]] = {}
    rows = iter(enumerate(spool.offers()))
    while batch := list(islice(rows, OFFERS_AT_ONCE)):
        about = [(row, *spool.place(row), *_filterable(offer)) for row, offer in batch]
        for _, text, _, _, _, taught_in, *_ in about:
            for language in taught_in or ("",):
                texts.setdefault(language, set()).add(text)
        _copy(connection, tables.offers, about)
        _copy(connection, tables.records, ((row, encode(offer)) for row, offer in batch))
        words = [(row, OfferWords.of(offer)) for row, offer in batch]
        for _, each in words:
            statistics.add(each)
        _copy(
            connection,
            tables.words,
            ((row, each.vector, sorted(each.names), *map(kept_length, each.lengths)) for row, each in words),
        )
    return {language: np.asarray(sorted(found), dtype=np.int32) for language, found in sorted(texts.items())}


def _filterable(offer: Offer) -> Row:
    """The facts of an offer in the order of the columns, unknown ones None."""
    known = facts(offer)
    for said in (offer.id, *known.sources, *known.languages):
        if not storable(said):
            raise ValueError(f"The offer {offer.id!r} has a sign in {said!r} that PostgreSQL cannot hold.")
    numbers = (known.price, known.hours, known.weeks, known.eqf, known.latitude, known.longitude)
    return (
        offer.id,
        sorted(known.languages),
        sorted(known.schedules),
        *(next(iter(values), None) for values in (known.countries, known.modes, known.levels, known.sources)),
        *(None if number != number else number for number in numbers),  # NaN is unknown
    )


def _write_texts(
    connection: Connection,
    tables: Tables,
    raw: Half,
    parts: Sequence[int],
    languages: dict[str, npt.NDArray[np.int32]],
    exact_up_to: int,
) -> tuple[str, ...]:
    """Writes the vectors. Returns the languages that have a partition and a graph of their own."""
    sizes = Counter({language: len(texts) for language, texts in languages.items() if language})
    own = tuple(language for language, size in sizes.most_common(PARTITIONS) if size > exact_up_to)
    parted = [(place, [language]) for place, language in enumerate(own)]
    parted.append((-1, [language for language in languages if language not in own]))
    mean = centre(raw)
    seen = np.zeros(len(raw), dtype=np.bool_)
    for place, these in parted:
        partition = tables.partition(place)
        bound = sql.SQL("FOR VALUES IN ({})").format(sql.Literal(these[0])) if place >= 0 else sql.SQL("DEFAULT")
        connection.execute(sql.SQL("CREATE TABLE {} PARTITION OF {} {}").format(partition, tables.texts, bound))
        connection.execute(sql.SQL("ALTER TABLE {} ALTER COLUMN vector SET STORAGE PLAIN").format(partition))
        for language in these:
            texts = languages[language]
            _copy_vectors(connection, partition, language, texts, ~seen[texts], raw, mean, parts)
            seen[texts] = True
        if sum(len(languages[language]) for language in these) > exact_up_to:
            connection.execute(
                sql.SQL(f"CREATE INDEX ON {{}} USING hnsw (vector halfvec_ip_ops) WITH ({HNSW})").format(partition)
            )
    return own


def _copy_vectors(
    connection: Connection,
    partition: sql.Identifier,
    language: str,
    texts: npt.NDArray[np.int32],
    first: npt.NDArray[np.bool_],
    raw: Half,
    mean: npt.NDArray[np.float32],
    parts: Sequence[int],
) -> None:
    """In PostgreSQL's binary COPY format: a million vectors written out as decimals would take minutes."""
    said, dimension = language.encode(), raw.shape[1]
    layout = np.dtype(
        [
            ("columns", ">i2"), ("l1", ">i4"), *([("language", f"S{len(said)}")] if said else []),
            ("l2", ">i4"), ("text", ">i4"), ("l3", ">i4"), ("first", "?"),
            ("l4", ">i4"), ("dimension", ">i2"), ("unused", ">i2"), ("vector", ">f2", (dimension,)),
        ]
    )  # fmt: skip
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(partition)
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(_COPY_HEAD)
        for start in range(0, len(texts), VECTORS_AT_ONCE):
            these = texts[start : start + VECTORS_AT_ONCE]
            rows = np.zeros(len(these), dtype=layout)
            rows["columns"], rows["l1"], rows["l2"], rows["l3"] = 4, len(said), 4, 1
            rows["l4"], rows["dimension"] = 4 + 2 * dimension, dimension
            if said:
                rows["language"] = said
            rows["text"], rows["first"] = these, first[start : start + VECTORS_AT_ONCE]
            rows["vector"] = centred(raw[these], mean, parts)
            copy.write(rows.tobytes())
        copy.write(_COPY_END)


def _copy(connection: Connection, table: sql.Identifier, rows: Iterable[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(sql.SQL("COPY {} FROM STDIN").format(table)) as copy:
        for row in rows:
            copy.write_row(row)


def stored_offers(connection: Connection, tables: Tables) -> Iterator[bytes]:
    """Every offer's record in the order of ids, read as it is needed: needs a transaction."""
    with connection.cursor(name="records", binary=True) as cursor:
        cursor.itersize = OFFERS_AT_ONCE
        cursor.execute(sql.SQL("SELECT record FROM {} ORDER BY row").format(tables.records))
        for (record,) in cursor:
            yield record
