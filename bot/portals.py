"""Portals: the sites that embed this advisor, from one configuration file (TOML). Read at start; a mistake is told
by table, key, value and remedy.

    [jobs]
    name = "Jobs in Example Land"
    origins = ["https://jobs.example", "https://www.jobs.example"]
    language = "de"
    country = "DE"

    [jobs.colours]
    accent = "#7a1f5c"

    [jobs.catalogue]
    sources = ["ba-weiterbildung"]
    languages = ["de", "en"]

    [[jobs.helplines]]
    name = "Telephone help"
    number = "0800 000 000"
    hours = "day and night"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from actions.portal import Portal
from index.contract import Filters
from knowledge.languages import CODES
from knowledge.offer import Level, Mode
from knowledge.register_file import Origin
from knowledge.register_rows import Helpline

PORTAL_ID = r"^[A-Za-z0-9._-]{1,64}$"
THEMED = ("accent", "accent-strong", "on-accent", "paper", "ground", "ink", "ink-soft", "line", "radius", "font")
"""Custom properties that a portal may set, without `--waymark-`."""

_SIMPLE_VALUE = r"^[A-Za-z0-9#%.,()\s\"'_-]{1,120}$"
Code = Annotated[str, Field(pattern=r"^[A-Za-z]{2}$")]


class PortalsError(ValueError):
    """The portals file cannot be used; the message says where, what was read, what was expected and what to do."""


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=120)
    number: str = Field(pattern=r"^[0-9+ ()/-]{3,30}$")
    url: str | None = Field(None, pattern=r"^https?://\S+$")
    hours: str | None = Field(None, max_length=120)
    country: Code | None = None


class _Catalogue(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sources: frozenset[str] = frozenset()
    languages: frozenset[Code] = frozenset()
    countries: frozenset[Code] = frozenset()
    modes: frozenset[Mode] = frozenset()
    levels: frozenset[Level] = frozenset()
    max_price: Annotated[float | None, Field(ge=0, allow_inf_nan=False)] = None
    keep_unknown: bool = True  # whether an offer that does not state it is shown

    def filters(self) -> Filters | None:
        """The same for the index; None when nothing is set."""
        chosen = Filters(
            sources=self.sources,
            languages=frozenset(code.lower() for code in self.languages),
            countries=frozenset(code.upper() for code in self.countries),
            modes=frozenset(mode.value for mode in self.modes),
            levels=frozenset(level.value for level in self.levels),
            max_price=self.max_price,
        )
        if chosen == Filters():
            return None
        unknown = ("languages", "countries", "modes", "levels", "max_price") if self.keep_unknown else ()
        return replace(chosen, keep_unknown=frozenset(unknown))


class _Portal(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=60)
    origins: tuple[str, ...] = Field(min_length=1, max_length=50)
    language: str | None = None
    country: Code | None = None
    colours: dict[str, Annotated[str, Field(pattern=_SIMPLE_VALUE)]] = Field(default_factory=dict)
    catalogue: _Catalogue = _Catalogue()
    helplines: tuple[_Line, ...] = Field((), max_length=10)

    @field_validator("origins")
    @classmethod
    def _plain_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(_origin(each) for each in value)

    @field_validator("language")
    @classmethod
    def _known_language(cls, value: str | None) -> str | None:
        if value is not None and value not in CODES:
            raise ValueError(f"use one of {', '.join(CODES)}")
        return value

    @field_validator("colours")
    @classmethod
    def _themed(cls, value: dict[str, str]) -> dict[str, str]:
        if unknown := sorted(set(value) - set(THEMED)):
            raise ValueError(f"{', '.join(unknown)} cannot be set; use {', '.join(THEMED)}")
        return value


class Portals(Mapping[str, Portal]):
    """Portal id -> Portal. `origins` are those of all together."""

    def __init__(self, portals: Mapping[str, Portal] | None = None) -> None:
        self._portals = dict(portals or {})

    def __getitem__(self, portal_id: str) -> Portal:
        return self._portals[portal_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._portals)

    def __len__(self) -> int:
        return len(self._portals)

    def find(self, portal_id: str | None) -> Portal | None:
        """The portal of this id, None when there is none."""
        return self._portals.get(portal_id) if portal_id is not None else None

    @property
    def origins(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(origin for portal in self.values() for origin in portal.origins))

    @staticmethod
    def load(path: Path | None) -> Portals:
        """The portals of a file; none without one. Raises PortalsError."""
        if path is None:
            return Portals()
        try:
            tables = tomllib.loads(path.read_text(encoding="utf-8"))
            day = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
        except OSError as error:
            raise PortalsError(
                f"WAYMARK_PORTALS names {path}, which cannot be read: {error.strerror}. Give the path of a TOML file "
                "or leave it empty."
            ) from None
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise PortalsError(f"{path.name} is no TOML file: {error}. See docs/portals.md for an example.") from None
        return Portals(dict(_read(path, portal_id, table, day) for portal_id, table in tables.items()))


def _read(path: Path, portal_id: str, table: object, day: date) -> tuple[str, Portal]:
    if not re.fullmatch(PORTAL_ID, portal_id):
        raise PortalsError(
            f"{path.name}: [{portal_id}] is no id of a portal. Use letters, digits, '.', '_' and '-', up to 64."
        )
    try:
        read = _Portal.model_validate(table)
    except ValidationError as error:
        told = "; ".join(
            f"[{'.'.join(str(part) for part in (portal_id, *problem['loc']))}] has {problem['input']!r}: "
            f"{problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()[:5]
        )
        raise PortalsError(f"{path.name}: {told}. Mend it and start again; see docs/portals.md.") from None
    origin = Origin(title=read.name, day=day)
    return portal_id, Portal(
        id=portal_id,
        name=read.name,
        origins=read.origins,
        language=read.language,
        country=read.country.upper() if read.country else None,
        colours=tuple(read.colours.items()),
        catalogue=read.catalogue.filters(),
        helplines=tuple(
            Helpline(
                country=(line.country or read.country or "").upper(),
                name=line.name,
                number=line.number,
                url=line.url,
                hours=line.hours,
                not_checked=frozenset(),
                origin=origin,
            )
            for line in read.helplines
        ),
    )


def _origin(value: str) -> str:
    """`value` as browsers write an origin. ValueError in words."""
    parts = urlsplit(value.strip())
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if parts.scheme not in ("https", "http") or not parts.hostname or parts.path not in ("", "/") or parts.query:
        raise ValueError("an origin is scheme, host and port only, such as https://jobs.example")
    if parts.scheme == "http" and not local:
        raise ValueError("use https; http is for pages on this machine only")
    return f"{parts.scheme}://{parts.netloc.lower()}"
