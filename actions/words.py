"""Typed values a sentence may carry, so that each language writes them its own way."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; `currency` is ISO 4217, None where the offer gives a bare number."""

    amount: float
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class CountryName:
    """A country by its ISO 3166 alpha-2 code, said by its name."""

    code: str


@dataclass(frozen=True, slots=True)
class TermName:
    """A term of the glossary by its id, said by what people call it."""

    id: str


@dataclass(frozen=True, slots=True)
class LanguageName:
    """A language by its ISO 639-1 code, said by its name."""

    code: str
