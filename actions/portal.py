"""Portal: what a site that embeds the advisor sets: its part of the catalogue, its helplines."""

from __future__ import annotations

from dataclasses import dataclass

from index.contract import Filters
from knowledge.register_rows import Helpline


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """One site that embeds the advisor, as its operator described it.

    id: short name, in `portal=` of the tag. name: what people read. origins: where its pages are served
    (`https://jobs.example`). language, country: where a conversation starts when the person says nothing.
    colours: CSS custom property (without `--waymark-`) -> colour. catalogue: the offers it shows, None for all.
    helplines: shown first to people in distress.
    """

    id: str
    name: str
    origins: tuple[str, ...] = ()
    language: str | None = None
    country: str | None = None
    colours: tuple[tuple[str, str], ...] = ()
    catalogue: Filters | None = None
    helplines: tuple[Helpline, ...] = ()
