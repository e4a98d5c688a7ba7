"""The programmes that SWD(2021) 367 names: commission_programmes.toml, each quote checked against the document.

A family of offers ("free-standing courses") is stored as the document describes it, dated by the document.
"""

from __future__ import annotations

import re
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.compile_facts.merging import Compiled, tell_apart
from knowledge.compile_facts.offer_ids import offer_id
from knowledge.compile_facts.provider_countries import read_institution_countries
from knowledge.glossary import terms
from knowledge.offer import Mode, Offer, Price, Provenance, QualityClaim, Source

PROGRAMMES = Path(__file__).with_name("commission_programmes.toml")
NAME = "SWD(2021) 367"
SOURCE = Source(
    id="swd",
    title="Commission Staff Working Document SWD(2021) 367",
    date=date(2021, 12, 10),
    licence="European Union, reuse with source (Commission Decision 2011/833/EU)",
)
MAX_QUOTE_WORDS = 25


class QuoteNotFoundError(ValueError):
    """A quote does not stand in the document, or is too long: the programme's entry must be corrected."""


class ProviderNotInRegisterError(ValueError):
    """A programme names a register row that is not there: the country would be our own knowledge."""


def compile_commission_document(data: Path, document: Path) -> Compiled:
    """The programmes as offers; raises when a quote is not word for word in the document."""
    text = plain(document.read_text(encoding="utf-8"))
    countries = read_institution_countries(data)
    compiled = Compiled(SOURCE.id)
    for entry in tomllib.loads(PROGRAMMES.read_text(encoding="utf-8"))["programme"]:
        compiled.read += 1
        _check(entry, text)
        compiled.offers.append(_offer(entry, countries))
    compiled.offers = tell_apart(compiled.offers, mark=lambda o: o.provider)
    return compiled


def plain(markdown: str) -> str:
    """The document's words without mark-up, footnote marks and table rules, one space between words."""
    text = re.sub(r"<sup>.*?</sup>", "", markdown)
    text = re.sub(r"</?\w+>|\*|^-+$|^#+ ", " ", text, flags=re.MULTILINE)
    text = re.sub(r"\s+", " ", text)
    return re.sub(r"\(\s+|\s+\)", lambda m: m.group().strip(), text)


def check_glossary(document: str) -> None:
    """Raises QuoteNotFoundError for a passage of the glossary that is not word for word in the document's text."""
    text = plain(document)
    for term in terms():
        for passage in term.meaning.evidence:
            if passage.source == NAME and passage.quote not in text:
                raise QuoteNotFoundError(
                    f"glossary.csv: '{term.id}' quotes {passage.quote!r}, which does not stand in the document. "
                    "Copy the words as they stand there."
                )


def _check(entry: dict[str, Any], text: str) -> None:
    quotes = [entry["quote"], *(fact["quote"] for fact in entry.get("facts", {}).values())]
    quotes += [claim["quote"] for claim in entry.get("claims", [])]
    for quote in quotes:
        if quote not in text:
            raise QuoteNotFoundError(
                f"{PROGRAMMES.name}: '{entry['title']}' quotes {quote!r}, which does not stand in the document. "
                "Copy the words as they stand there."
            )
        if len(quote.split()) > MAX_QUOTE_WORDS:
            raise QuoteNotFoundError(
                f"{PROGRAMMES.name}: '{entry['title']}' quotes {len(quote.split())} words. "
                f"Keep it to {MAX_QUOTE_WORDS}."
            )


def _offer(entry: dict[str, Any], countries: dict[str, Provenance]) -> Offer:
    locator = f"{NAME}, {entry['where']}"
    where = {
        "title": Provenance(locator, entry["quote"], derived="named after the document's description"),
        "provider": Provenance(locator, entry["quote"]),
    }
    values: dict[str, Any] = {}
    for name, fact in entry.get("facts", {}).items():
        where[name] = Provenance(locator, fact["quote"], fact.get("derived"))
        if "value" in fact:
            values[name] = _value(name, fact["value"])
    if "country" in entry:
        values["country"] = entry["country"]
        where["country"] = Provenance(locator, entry["quote"], derived="the country the passage speaks of")
    elif "register" in entry:
        row = countries.get(entry["register"].casefold())
        if row is None:
            raise ProviderNotInRegisterError(
                f"{PROGRAMMES.name}: '{entry['title']}' names register row {entry['register']!r}, which the list of "
                "institutions does not have. Write the name as the list writes it, or leave the country out."
            )
        values["country"] = row.quote
        where["country"] = row
    claims = tuple(
        QualityClaim(text=claim["text"], locator=f"{locator}: “{claim['quote']}”", body=claim.get("body"))
        for claim in entry.get("claims", [])
    )
    return Offer(
        id=offer_id("swd", f"{entry['title']}", f"{entry['title']}|{entry['provider']}"),
        title=entry["title"],
        provider=entry["provider"],
        source=SOURCE,
        locator=locator,
        quality_claims=claims,
        provenance=where,
        **values,
    )


def _value(name: str, stated: Any) -> Any:
    match name:
        case "mode":
            return Mode(stated)
        case "price":
            return Price(float(stated))
        case "ects":
            return float(stated)
        case "duration_weeks":
            return (float(stated[0]), float(stated[1]))
        case "skills":
            return tuple(stated)
        case _:
            return stated
