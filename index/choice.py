"""Which index: the folder's by default, PostgreSQL where the operator names one. Only what is chosen is loaded."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.contract import DocumentEncoder, IndexUnusableError, OfferIndex
from index.profiles.contract import OfferVectors, ProfileEncoder, ProfileIndex
from knowledge.esco import Esco
from knowledge.offer import Offer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from index.faiss_index import Progress
    from index.postgres.server import Server


class SearchableOffers(OfferIndex, OfferVectors, Protocol):
    """An index of offers that also tells where an offer lies, so that people can be found for it."""

    def build(self, offers: Iterable[Offer], progress: Progress | None = None) -> str: ...


def open_offers(home: Path, encoder: DocumentEncoder, url: str | None = None) -> SearchableOffers:
    """The index of offers: in PostgreSQL at `url`, else in the folder `home`/index. Connects to nothing yet."""
    if url is None:
        from index.faiss_index import FaissOfferIndex

        return FaissOfferIndex(home / "index", encoder)
    from index.postgres.offer_index import PostgresOfferIndex

    return PostgresOfferIndex(server(url), encoder)


def open_profiles(folder: Path, encoder: ProfileEncoder, esco: Esco, url: str | None = None) -> ProfileIndex:
    """The index of profiles: in PostgreSQL at `url`, else in `folder`."""
    if url is None:
        from index.profiles.folder_index import FolderProfileIndex

        return FolderProfileIndex(folder, encoder, esco)
    from index.postgres.profile_index import PostgresProfileIndex

    return PostgresProfileIndex(server(url), encoder, esco)


def current_generation(home: Path, url: str | None = None) -> str | None:
    """The name of the generation that is searched, None without one. No model is loaded."""
    if url is None:
        from index.generations import Generations

        return Generations(home / "index").current()
    from index.postgres.stored import current

    return current(server(url))


def stored_offer(home: Path, offer_id: str, url: str | None = None) -> Offer | None:
    """One offer of the current generation; no model is loaded. Raises IndexUnusableError without one."""
    if url is not None:
        from index.postgres.stored import offer

        return offer(server(url), offer_id)
    from index.generations import Generations
    from index.stored_offers import StoredOffers

    generations = Generations(home / "index")
    name = generations.current()
    if name is None:
        raise IndexUnusableError(f"No index of offers was found in {home.name}. Run `waymark index build`.")
    generations.readable(name)
    return StoredOffers(generations.path(name)).get(offer_id)


@lru_cache(maxsize=4)
def server(url: str) -> Server:
    """One pool of connections for offers and profiles. Raises ValueError where `url` is no PostgreSQL address."""
    from index.postgres.server import Server

    return Server(url)
