"""Countries of providers, where a register states them (registers/hei: provider_matches.csv, hei.csv.gz)."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

from knowledge.compile_facts.cleaning import clean
from knowledge.offer import Provenance

Countries = dict[str, tuple[str, Provenance]]


def read_provider_countries(data: Path) -> Countries:
    """Provider as the catalogue writes it -> (ISO country, where it was read).

    Rows without a register row ("country is our knowledge, not from a source") are left out; a label that stands for
    institutions of two countries has none.
    """
    found: dict[str, list[tuple[str, Provenance]]] = {}
    with (data / "registers" / "hei" / "provider_matches.csv").open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            if not row["id_scheme"]:
                continue
            locator = f"{row['id_scheme']} {row['id']}, {row['matched_name']} (read {row['source_date']})"
            entry = Provenance(locator=locator, quote=row["country"], derived="country of the provider in a register")
            found.setdefault(row["provider"], []).append((row["country"], entry))
    return {name: rows[0] for name, rows in found.items() if len({country for country, _ in rows}) == 1}


def read_institution_countries(data: Path) -> dict[str, Provenance]:
    """Institution's name, cleaned and case-folded -> its country (the quote), with the row that states it.

    Of several rows with one name the first counts; names shared by institutions of two countries are left out.
    """
    rows: dict[str, Provenance] = {}
    ambiguous: set[str] = set()
    with gzip.open(data / "registers" / "hei" / "hei.csv.gz", "rt", encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            number = row["eter_id"] or row["pic"] or row["domain"]
            found = Provenance(
                locator=f"list of higher-education institutions, {row['name']} ({number}), read {row['source_date']}",
                quote=row["country"],
                derived="country of the provider in a register",
            )
            for name in {clean(row["name"]).casefold(), clean(row["name_local"]).casefold()} - {""}:
                if rows.setdefault(name, found).quote != row["country"]:
                    ambiguous.add(name)
    return {name: found for name, found in rows.items() if name not in ambiguous}
