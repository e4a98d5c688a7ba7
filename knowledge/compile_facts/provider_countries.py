"""Countries of providers, where a register states them (registers/hei/provider_matches.csv)."""

from __future__ import annotations

import csv
from pathlib import Path

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
