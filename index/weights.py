"""The weights of search and ranking, read from weights.toml beside this module or from a file of the operator's."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

DEFAULT = Path(__file__).with_name("weights.toml")


class WeightsError(ValueError):
    """A weights file lacks a number or holds something else; the message names file, key and what was read."""


@dataclass(frozen=True, slots=True)
class Weights:
    """`search`, `features` and `limits` as in the file; see its comments."""

    words: float

    @classmethod
    def load(cls, path: Path = DEFAULT) -> Weights:
        try:
            tables: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError as fault:
            raise WeightsError(f"{path} is not TOML: {fault}.") from fault
        return cls(words=_number(path, tables, "search", "words"))


def _number(path: Path, tables: Mapping[str, Any], table: str, key: str) -> float:
    value = tables.get(table, {}).get(key)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise WeightsError(f"{path}: [{table}] {key} reads {value!r}. Expected a number.")
    return float(value)


@cache
def default_weights() -> Weights:
    return Weights.load()
