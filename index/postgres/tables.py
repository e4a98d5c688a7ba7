"""The tables of an index, in one schema.

    generations     what each generation says about itself: format, encoder, mean of its documents, how many
    current         one row: the number of the generation that is searched
    vectors         the raw vector of every text as the encoder gave it, whichever generation it is in: a build that
                    was broken off goes on where it was, and the next one embeds only what is new
    profiles        people who agreed to be found (index.postgres.profile_index)
    offers_7        what the filters ask about each offer of generation 7, and which text stands for it
    records_7       the offers themselves
    texts_7         the centred vector of each text, once for each language its offers are taught in; a language with
                    many texts has a partition and an HNSW graph of its own, since a graph that a filter cuts apart
                    loses what is near
    words_7         the words and names of each offer; lexemes_7: how many offers have each
    digests_7       which vectors it uses

A generation's tables are never changed once it is `ready`. What is searched is swapped by one UPDATE of `current`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import LiteralString

from psycopg import sql

FORMAT = 1
"""Raised whenever tables change their meaning: older generations are then rebuilt, never guessed at."""

BASE = """
CREATE TABLE IF NOT EXISTS {generations} (
    number integer PRIMARY KEY,
    state text NOT NULL CHECK (state IN ('writing', 'ready')),
    format integer NOT NULL,
    encoder text NOT NULL,
    dimension integer NOT NULL,
    parts integer[] NOT NULL,
    offers bigint NOT NULL DEFAULT 0,
    texts bigint NOT NULL DEFAULT 0,
    tokens bigint[] NOT NULL DEFAULT '{{0,0,0}}',
    languages text[] NOT NULL DEFAULT '{{}}',
    built_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS {current} (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    number integer NOT NULL REFERENCES {generations} (number)
);
CREATE TABLE IF NOT EXISTS {vectors} (
    encoder text NOT NULL,
    digest bytea NOT NULL,
    raw bytea NOT NULL,
    PRIMARY KEY (encoder, digest)
);
ALTER TABLE {vectors} ALTER COLUMN raw SET STORAGE EXTERNAL;
CREATE TABLE IF NOT EXISTS {profiles} (
    id bytea PRIMARY KEY,
    profile bytea NOT NULL,
    encoder text NOT NULL,
    asked_as text NOT NULL,
    texts text NOT NULL,
    raw bytea NOT NULL,
    vector vector
)
"""
"""Of a profile, `raw` is the vector of each text as the encoder gave it, float16; `vector` is the goal as a query,
NULL without one; `asked_as` tells the state of centring and weights that made it."""

OFFERS = """
CREATE TABLE {offers} (
    row integer NOT NULL,
    text integer NOT NULL,
    course integer NOT NULL,
    start integer NOT NULL,
    id text COLLATE "C" NOT NULL,
    languages text[] NOT NULL,
    schedules text[] NOT NULL,
    country text,
    mode text,
    level text,
    source text NOT NULL,
    price float8,
    hours float8,
    weeks float8,
    eqf float8,
    latitude float8,
    longitude float8
);
CREATE TABLE {records} (row integer NOT NULL, record bytea NOT NULL);
CREATE TABLE {words} (
    row integer NOT NULL,
    words tsvector NOT NULL,
    names text[] NOT NULL,
    title_length integer NOT NULL,
    provider_length integer NOT NULL,
    topic_length integer NOT NULL
);
CREATE TABLE {lexemes} (
    word text COLLATE "C" NOT NULL,
    title integer NOT NULL,
    provider integer NOT NULL,
    topic integer NOT NULL,
    name integer NOT NULL
);
CREATE TABLE {digests} (text integer NOT NULL, digest bytea NOT NULL);
CREATE TABLE {texts} (
    language text COLLATE "C" NOT NULL,
    text integer NOT NULL,
    first boolean NOT NULL,
    vector halfvec({dimension}) NOT NULL
) PARTITION BY LIST (language)
"""
"""`first` is true for one copy of each text, the others are the same vector in another language."""

INDEXES = """
ALTER TABLE {offers} ADD PRIMARY KEY (row);
CREATE UNIQUE INDEX ON {offers} (id);
CREATE INDEX ON {offers} (text);
CREATE INDEX ON {offers} USING gin (languages);
CREATE INDEX ON {offers} (country, mode);
CREATE INDEX ON {offers} (source);
CREATE INDEX ON {offers} (price);
ALTER TABLE {records} ADD PRIMARY KEY (row);
ALTER TABLE {words} ADD PRIMARY KEY (row);
CREATE INDEX ON {words} USING gin (words) WITH (fastupdate = off);
CREATE INDEX ON {words} USING gin (names) WITH (fastupdate = off);
ALTER TABLE {lexemes} ADD PRIMARY KEY (word);
ALTER TABLE {digests} ADD PRIMARY KEY (digest);
CREATE INDEX ON {texts} (text)
"""

OTHER = "other"
"""The partition of unknown languages and of those with few texts."""
GENERATION_TABLES = ("offers", "records", "words", "lexemes", "digests", "texts")


@dataclass(frozen=True, slots=True)
class Tables:
    """Names of tables in one schema; `number` is the generation's."""

    schema: str
    number: int = 0

    def __getattr__(self, name: str) -> sql.Identifier:
        return self.of(name)

    def of(self, name: str) -> sql.Identifier:
        shared = name in ("generations", "current", "vectors", "profiles")
        return sql.Identifier(self.schema, name if shared else f"{name}_{self.number}")

    def partition(self, place: int) -> sql.Identifier:
        """The partition of the language at `place` of the generation's languages; -1: of all others."""
        return sql.Identifier(self.schema, f"texts_{self.number}_{OTHER if place < 0 else place}")

    def script(self, script: LiteralString, **values: sql.Composable) -> sql.Composed:
        """The statements of one of the scripts above, run as one."""
        names = {
            name: self.of(name) for name in ("generations", "current", "vectors", "profiles", *GENERATION_TABLES)
        }
        return sql.SQL(script).format(**{**names, **values})
