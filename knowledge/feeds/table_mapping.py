"""The mapping of a table: which column holds which field of an offer, and how its cells are written.

A TOML or YAML file beside the table:

    [table]                     # all optional
    key = "Course no."          # the column with the lasting number or code of a row
    sheet = "Courses"           # of a workbook; else the first that is shown
    header = 1                  # the row with the names of the columns
    delimiter = ";"             # of a text table; else the one that the header uses most
    empty = ["-", "n/a"]        # what stands for "not stated"

    [columns]                   # field = column, or with hints
    title = "Course"
    languages = { column = "Language", separator = "/" }
    price = { column = "Fee", currency = "EUR", decimal = ",", at_least = true }
    workload_hours = { column = "Scope", unit = "hours" }
    start = { column = "Begin", date = "%d/%m/%Y" }
    mode = { column = "Form", values = { P = "onsite", O = "online" } }
    skills = { column = ["Skill 1", "Skill 2"] }

    [constants]                 # the same for every row
    country = "DE"

    [[claims]]                  # quality assurance as the table states it; words stand in a column
    column = "Quality mark"
    standard = "ISO 29993"
    body_column = "Certified by"
    valid_to_column = "Valid until"
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import wrap
from typing import Any

import yaml

from knowledge.feeds.draft import READERS
from knowledge.feeds.records import FeedError
from knowledge.names import folded

MOST_BYTES = 262_144
SHOWN_COLUMNS = 60

_NEEDED = ("title", "provider")

_TOP = frozenset({"table", "columns", "constants", "claims"})
_TABLE = {"key": str, "sheet": str, "header": int, "delimiter": str, "empty": list}
_HINTS = {
    "column": (str, list),
    "separator": str,
    "unit": str,
    "currency": str,
    "decimal": str,
    "at_least": bool,
    "date": str,
    "values": dict,
}
_CLAIM = dict.fromkeys(("column", "standard", "body", "body_column", "valid_from_column", "valid_to_column"), str)
_GUESSES = {
    "title": "title;titel;titre;titolo;tytul;name;course;course title;course name;kurs;kurstitel;bezeichnung",
    "provider": "provider;anbieter;organisation;organization;institution;school;university;fournisseur;proveedor",
    "url": "url;link;website;web page;adresse",
    "languages": "language;languages;sprache;sprachen;unterrichtssprache;langue;idioma;lingua",
    "price": "price;preis;prix;precio;prezzo;kosten;gebuhr;fee",
    "ects": "ects;ects credits;ects punkte",
    "eqf": "eqf;eqf level;eqr",
    "start": "start;start date;beginn;startdatum;debut;inicio",
    "learning_outcomes": "learning outcomes;lernergebnisse;resultados de aprendizaje",
    "assessment": "assessment;assessment method;prufung",
}
"""Usual names of columns, folded. "Credits" and "level" are none: they may be of any system."""


@dataclass(frozen=True, slots=True)
class Column:
    """Where a field stands, and the hints to read it by."""

    field: str
    names: tuple[str, ...]
    separator: str | None = None
    unit: str | None = None
    currency: str | None = None
    decimal: str | None = None
    at_least: bool = False
    date: str | None = None
    values: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A column of claims of quality assurance."""

    column: str
    standard: str | None = None
    body: str | None = None
    body_column: str | None = None
    valid_from_column: str | None = None
    valid_to_column: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        named = (self.column, self.body_column, self.valid_from_column, self.valid_to_column)
        return tuple(one for one in named if one)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A whole mapping. `columns` begin with that of languages, as texts are taken in the language of instruction."""

    columns: tuple[Column, ...]
    constants: Mapping[str, Any] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    key: str | None = None
    sheet: str | None = None
    header: int = 1
    delimiter: str | None = None
    empty: frozenset[str] = frozenset()

    @property
    def named(self) -> tuple[str, ...]:
        """Every column the mapping speaks of."""
        used = [name for column in self.columns for name in column.names]
        used += [name for claim in self.claims for name in claim.columns]
        return tuple(dict.fromkeys([*used, *([self.key] if self.key else [])]))


def read_mapping(path: Path) -> TableMapping:
    """The mapping in the file at `path`. Raises FeedError, which says what in it is wrong."""
    stated = _loaded(path)
    where = path.name
    if not isinstance(stated, dict):
        raise _wrong(where, "no table of settings", f"the parts {', '.join(sorted(_TOP))}")
    _known(where, "the mapping", stated, _TOP)
    table, columns = stated.get("table", {}), stated.get("columns", {})
    constants, claims = stated.get("constants", {}), stated.get("claims", [])
    _typed(where, "[table]", table, _TABLE)
    if not isinstance(columns, dict) or not isinstance(constants, dict) or not isinstance(claims, list):
        raise _wrong(where, "parts of another kind", "[columns] and [constants] with fields, [[claims]] as a list")
    _known(where, "[columns]", columns, READERS)
    _known(where, "[constants]", constants, READERS)
    if not {"title", "provider"} <= {*columns, *constants}:
        raise _wrong(where, "no title or no provider", "a column or a constant for both: no offer is without them")
    read = [_column(where, name, hint) for name, hint in columns.items()]
    read.sort(key=lambda column: column.field != "languages")
    header, delimiter = table.get("header", 1), table.get("delimiter")
    if not 1 <= header <= 1_000 or (delimiter is not None and len(delimiter) != 1):
        raise _wrong(where, "header or delimiter", "header = the row's number from 1, delimiter = one character")
    return TableMapping(
        tuple(read),
        constants,
        tuple(_claim(where, one) for one in claims),
        table.get("key"),
        table.get("sheet"),
        header,
        delimiter,
        frozenset(str(one).strip() for one in table.get("empty", ())),
    )


def _loaded(path: Path) -> Any:
    try:
        raw = path.read_bytes()[: MOST_BYTES + 1]
    except OSError as error:
        raise FeedError(f"{path.name}: the mapping cannot be read ({error.strerror}). Check the path.") from None
    if len(raw) > MOST_BYTES:
        raise _wrong(path.name, f"more than {MOST_BYTES} bytes", "a mapping, not the table itself")
    try:
        written = raw.decode("utf-8-sig")
        if path.suffix.lower() in (".yaml", ".yml"):
            if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(written, Loader=yaml.SafeLoader)):
                raise _wrong(path.name, "an alias (*name)", "plain YAML without anchors and aliases")
            return yaml.safe_load(written)
        return tomllib.loads(written)
    except (ValueError, RecursionError, yaml.YAMLError) as error:
        if isinstance(error, FeedError):
            raise
        raise _wrong(
            path.name, f"no TOML or YAML ({' '.join(str(error).split())[:200]})", "a mapping in TOML"
        ) from None


def _wrong(where: str, read: str, expected: str) -> FeedError:
    return FeedError(
        f"{where}: read {read}. Expected {expected}. Correct the mapping; its form stands in the documentation."
    )


def _known(where: str, part: str, stated: Mapping[str, Any], known: Any) -> None:
    unknown = sorted(str(key)[:60] for key in stated if key not in known)
    if unknown:
        raise _wrong(where, f"in {part} the unknown {', '.join(unknown[:10])}", f"only {', '.join(sorted(known))}")


def _typed(where: str, part: str, stated: Any, types: Mapping[str, Any]) -> None:
    if not isinstance(stated, dict):
        raise _wrong(where, f"{part} as {type(stated).__name__}", f"{part} with settings")
    _known(where, part, stated, types)
    for key, value in stated.items():
        if not isinstance(value, types[key]) or (isinstance(value, bool) and types[key] is not bool):
            raise _wrong(where, f"{key} in {part} as {type(value).__name__}", f"{key} as it is in the documentation")


def _column(where: str, name: str, hint: Any) -> Column:
    if isinstance(hint, str):
        hint = {"column": hint}
    _typed(where, f"columns.{name}", hint, _HINTS)
    stated = hint.get("column")
    names = (stated,) if isinstance(stated, str) else tuple(one for one in stated or () if isinstance(one, str))
    if not names or not all(names):
        raise _wrong(where, f"columns.{name} without a column", 'field = "column", or { column = "column", … }')
    values = hint.get("values")
    if values is not None and not all(isinstance(one, str | int | float) for one in values.values()):
        raise _wrong(where, f"columns.{name}.values of another kind", "for each cell's text the value it stands for")
    if hint.get("decimal") not in (None, ",", "."):
        raise _wrong(where, f"columns.{name}.decimal", "a comma or a point")
    read = {key: hint.get(key) for key in ("separator", "unit", "currency", "decimal", "date")}
    said = {str(cell): value for cell, value in values.items()} if values is not None else None
    return Column(name, names, at_least=bool(hint.get("at_least")), values=said, **read)


def _claim(where: str, stated: Any) -> Claim:
    _typed(where, "[[claims]]", stated, _CLAIM)
    if not stated.get("column"):
        raise _wrong(where, "a claim without a column", "the column with the words of the claim")
    return Claim(**stated)


def skeleton_of(name: str, columns: Sequence[str]) -> str:
    """A mapping to fill in, for a table with these columns. A column with a usual name is put in already."""
    named = {folded(column): column for column in reversed(columns)}
    guessed = {
        target: next((named[word] for word in words.split(";") if word in named), None)
        for target, words in _GUESSES.items()
    }
    used = {column for column in guessed.values() if column}
    title = json.dumps(name, ensure_ascii=False)
    lines = [f"# Mapping for {title}: field = column. Lines with # do nothing.", "[columns]"]
    for target, column in guessed.items():
        if column:
            lines.append(f"{target} = {_quoted(column)}")
        elif target in _NEEDED:
            lines.append(f'{target} = ""  # needed: a column here, or a constant below')
    lines += [f"# … = {_quoted(column)}" for column in columns[:SHOWN_COLUMNS] if column not in used]
    lines += [
        *wrap(f"fields: {', '.join(sorted(READERS))}", 76, initial_indent="# ", subsequent_indent="# "),
        "",
        "[constants]",
        '# country = "DE"',
        "",
        "# [table]",
        '# key = "the column with the lasting number of a row"',
    ]
    return "\n".join(lines) + "\n"


def _quoted(text: str | None) -> str:
    return json.dumps(text, ensure_ascii=False)
