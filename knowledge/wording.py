"""Wording: what a rule can say. Each is declared once beside its rule, with the values its text may name.

A statement of a declared wording always carries every value that its texts may use, so that no sentence breaks off.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from knowledge.evidence import Evidence, ParamValue, Statement

_DECLARED: dict[str, Wording] = {}


class WordingError(ValueError):
    """A statement was made with other values than its wording declares, or a wording was declared twice."""


class Wording:
    """A sentence that rules can say: its key in the text catalogues and the names of its values.

    A name that ends in "?" may be left out: no text uses it, pages may (an address to link to).
    """

    def __init__(self, key: str, *values: str) -> None:
        self.id = f"statement.{key}"
        self.values = frozenset(v for v in values if not v.endswith("?"))
        self.extras = frozenset(v.removesuffix("?") for v in values if v.endswith("?"))
        if self.id in _DECLARED:
            raise WordingError(f"'{self.id}' is declared twice. Expected one wording a key. Rename one of them.")
        _DECLARED[self.id] = self

    def __call__(self, *evidence: Evidence, **values: ParamValue | date) -> Statement:
        """The statement, resting on `evidence`. Days become ISO text; a value that is None counts as left out."""
        given = {name: _plain(value) for name, value in values.items() if value is not None}
        if not self.values <= given.keys() <= self.values | self.extras:
            raise WordingError(
                f"'{self.id}' was said with {sorted(given)}. Expected {sorted(self.values)}"
                + (f", perhaps {sorted(self.extras)}" if self.extras else "")
                + ". Give these values."
            )
        return Statement(self.id, evidence, given)


def _plain(value: ParamValue | date) -> ParamValue:
    return value.isoformat() if isinstance(value, date) else value


def declared() -> Mapping[str, Wording]:
    """Every wording declared so far, by statement id. knowledge.statements declares them all."""
    return MappingProxyType(_DECLARED)
