"""The weights of search and ranking, read from weights.toml beside this module or from a file of the operator's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

DEFAULT = Path(__file__).with_name("weights.toml")


class WeightsError(ValueError):
    """A weights file lacks a number or holds something else; the message names file, key and what was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """All numbers of weights.toml, whose comments say what each is; `limit_` ones are of its table `limits`."""

    words: float
    semantic: float
    goal: float
    skills: float
    liked: float
    fresh: float
    far: float
    over: float
    quality: float
    price: float
    provider: float
    twin: float
    limit_unknown: float
    limit_unmet: float
    limit_soft: float
    limit_soft_unknown: float
    pool: float
    fitting: float
    weak: float

    @classmethod
    def load(cls, path: Path = DEFAULT) -> Weights:
        try:
            tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as fault:
            raise WeightsError(f"{path} is not TOML: {fault}.") from fault
        tables_of = {"words": "search", "pool": "finding", "fitting": "finding", "weak": "finding"}
        return cls(
            **{
                field.name: _number(path, tables, "limits", field.name.removeprefix("limit_"))
                if field.name.startswith("limit_")
                else _number(path, tables, tables_of.get(field.name, "features"), field.name)
                for field in fields(cls)
            }
        )


def _number(path: Path, tables: Mapping[str, Any], table: str, key: str) -> float:
    value = tables.get(table, {}).get(key)
    if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
        raise WeightsError(f"{path}: [{table}] {key} reads {value!r}. Expected a number of 0 or more.")
    return float(value)


@cache
def default_weights() -> Weights:
    return Weights.load()
