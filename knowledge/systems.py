"""Every system that SWD(2021) 367 names: where Waymark holds it, what states it, and the term that explains it.

The table is facts/systems.csv, a row a system. Reading it checks what it says: a name that does not resolve or a term
that the glossary has not is an error, so that the table cannot promise what is not there. That a sample of a feed
really states a field is for the tests: samples are no part of the product.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path

from knowledge.glossary import UnknownTermError, term

TABLE = Path(__file__).parent / "facts" / "systems.csv"


class SystemsError(ValueError):
    """A row of the table does not hold; the message names the row, what was read and what was expected."""


class ReadFrom(StrEnum):
    """What states a system."""

    FEED = "feed"  # `source` is format/sample, `states` a field of the offer, or "standard:" and the standard claimed
    REGISTER = "register"  # `source` is a register, `states` the field of Registers, or "contacts:" and a role
    CATALOGUE = "catalogue"  # `source` is an offer that the document itself describes, `states` a field of it
    NONE = "none"  # nothing that is read; `reason` says why


@dataclass(frozen=True, slots=True)
class SystemRow:
    """One system. `sections` are those of the document; `represented_by` are dotted names in this package; `reason`
    says why no feed states it."""

    id: str
    title: str
    sections: str
    represented_by: tuple[str, ...]
    read_from: ReadFrom
    source: str
    states: str
    reason: str
    term: str

    @property
    def represented(self) -> str:
        """The code or the register that holds it."""
        return ", ".join(name.removeprefix("knowledge.") for name in self.represented_by)

    @property
    def ingested(self) -> str:
        """What it is read from; where no feed states it, why."""
        match self.read_from:
            case ReadFrom.FEED:
                return f"feed {self.source.split('/')[0]}: {self.states}"
            case ReadFrom.CATALOGUE:
                return f"catalogue, {self.source}: {self.states}"
            case ReadFrom.REGISTER:
                return f"register {self.source}, not in feeds: {self.reason}"
        return f"not in feeds: {self.reason}"

    @property
    def explained(self) -> str:
        """The term of the glossary, by its English name."""
        return term(self.term).name_in("en")


@cache
def coverage() -> tuple[SystemRow, ...]:
    """Every system, in the order of the table. Raises SystemsError for a row that does not hold."""
    with TABLE.open(encoding="utf-8", newline="") as opened:
        return tuple(_row(place, cells) for place, cells in enumerate(csv.DictReader(opened), start=2))


def resolve(name: str) -> object:
    """What a dotted name stands for: a module, or what is in one. Raises SystemsError."""
    parts = name.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found: object = import_module(".".join(parts[:end]))
        except ModuleNotFoundError:
            continue
        for part in parts[end:]:
            if not hasattr(found, part):
                raise SystemsError(f"'{name}' has no {part}. Expected a module of knowledge or a name in it.")
            found = getattr(found, part)
        return found
    raise SystemsError(f"'{name}' is no module. Expected a module of knowledge or a name in it.")


def _row(place: int, cells: dict[str, str]) -> SystemRow:
    try:
        row = SystemRow(
            id=cells["id"],
            title=cells["title"],
            sections=cells["sections"],
            represented_by=tuple(name.strip() for name in cells["represented"].split(";")),
            read_from=ReadFrom(cells["read_from"]),
            source=cells["source"],
            states=cells["states"],
            reason=cells["reason"],
            term=cells["term"],
        )
        for name in row.represented_by:
            resolve(name)
        term(row.term)
    except (KeyError, ValueError, AttributeError, UnknownTermError) as error:
        raise SystemsError(
            f"{TABLE.name}, row {place}: {error} Expected the columns of the first row, names that resolve, a term "
            "of the glossary. Correct the row."
        ) from error
    if (row.read_from in (ReadFrom.REGISTER, ReadFrom.NONE)) != bool(row.reason):
        raise SystemsError(
            f"{TABLE.name}, row {place}: read_from {row.read_from}, reason {row.reason!r}. Expected a reason exactly "
            "where no feed and no offer states the system. Correct the row."
        )
    return row
