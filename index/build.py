"""Builds the index of the catalogue: the default one and what the operator imported."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from index.choice import current_generation, open_offers
from index.contract import DocumentEncoder
from index.faiss_index import Progress
from knowledge.catalogue import default_offers
from knowledge.feeds.store import Store
from knowledge.offer import Offer

DATA = "data"
"""Folder of what the operator brought in, below home: `make clean` leaves it."""

_PUBLISHED = "published.json"


@dataclass(frozen=True, slots=True)
class Published:
    """What a generation was built from: the revision of the imported offers, and whether the default ones are in."""

    generation: str
    revision: int
    default: bool


def catalogue_offers(home: Path, *, default: bool = True) -> Iterator[Offer]:
    """Every offer that can be found: imported ones that are not withdrawn, and the default catalogue unless it is
    left out. A feed takes the place of the default source of its name, also when the feed is withdrawn."""
    store = Store.existing(home / DATA)
    if store is None:
        yield from default_offers() if default else ()
        return
    with store:
        if default:
            replaced = store.feed_names()
            yield from (
                offer for offer in default_offers() if offer.source.id not in replaced and not store.holds(offer.id)
            )
        yield from store.offers()


def build_catalogue(
    home: Path,
    encoder: DocumentEncoder,
    progress: Progress | None = None,
    *,
    default: bool = True,
    url: str | None = None,
) -> str:
    """Builds a generation of the catalogue and activates it: in PostgreSQL at `url`, else in `home`/index. Returns
    its name."""
    revision = _revision(home)  # asked first: a feed imported meanwhile is published once more rather than never
    index = open_offers(home, encoder, url)
    generation = index.build(catalogue_offers(home, default=default), progress)
    index.activate(generation)
    _note(home, Published(generation, revision, default))
    return generation


def is_published(home: Path, *, default: bool = True, url: str | None = None) -> bool:
    """Whether the active generation holds the catalogue as it is now."""
    current = current_generation(home, url)
    return current is not None and _noted(home) == Published(current, _revision(home), default)


def _revision(home: Path) -> int:
    store = Store.existing(home / DATA)
    if store is None:
        return 0
    with store:
        return store.revision()


def _note(home: Path, published: Published) -> None:
    folder = home / DATA
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f".{_PUBLISHED}"
    aside.write_text(json.dumps(asdict(published)), encoding="utf-8")
    aside.replace(folder / _PUBLISHED)


def _noted(home: Path) -> Published | None:
    try:
        return Published(**json.loads((home / DATA / _PUBLISHED).read_bytes()))
    except (OSError, ValueError, TypeError):
        return None
