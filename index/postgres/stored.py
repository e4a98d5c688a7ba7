"""What is stored, asked without a model: the generation that is searched, one offer, what the server is."""

from __future__ import annotations

from psycopg import sql

from index.postgres.filters import storable
from index.postgres.generations import Generations
from index.postgres.profile_index import erase_profile, stored_bytes
from index.postgres.server import Server
from index.stored_offers import decode
from knowledge.offer import Offer


def current(server: Server) -> str | None:
    """The name of the generation that is searched, None where nothing was built yet. Raises IndexUnusableError where
    the server does not answer."""
    with server.reading() as connection:
        manifest = Generations(server).searched(connection)
    return None if manifest is None else manifest.name


def offer(server: Server, offer_id: str) -> Offer | None:
    """One offer of the generation that is searched, whichever encoder built it. Raises IndexUnusableError."""
    if not storable(offer_id):
        return None
    generations = Generations(server)
    with server.reading() as connection:
        tables = generations.tables(generations.hold(connection).number)
        row = connection.execute(
            sql.SQL("SELECT r.record FROM {} AS o JOIN {} AS r USING (row) WHERE o.id = %s").format(
                tables.offers, tables.records
            ),
            [offer_id],
            binary=True,
        ).fetchone()
    return None if row is None else decode(row[0])


def erase(server: Server, profile_id: str) -> None:
    """Takes a profile away, its vector with it. Raises IndexUnusableError where the server does not answer."""
    with server.acting() as connection:
        erase_profile(connection, server.schema, profile_id)


def profile_bytes(server: Server, profile_id: str) -> int | None:
    """How much is kept of a profile; None where nothing is."""
    with server.reading() as connection:
        return stored_bytes(connection, server.schema, profile_id)
