"""The code lists of the European Learning Model: codes and English labels, from the XSD files of its LOQ profile.

`python -m knowledge.compile_facts.elm_code_lists DATA_FOLDER` writes knowledge/facts/elm/code_lists.csv.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from lxml import etree

from knowledge.feeds.elm_terms import BASE, CODE_LISTS

ORIGIN = """\
# Code lists of the European Learning Model 3 (Europass controlled vocabularies): list, code, English label.
# A code's address is http://data.europa.eu/snb/ + list + / + code.
# Source: github.com/european-commission-empl/European-Learning-Model, commit 9d7c5d220022, xsd/loq/cv/*.xsd, copied
# 2026-11-24. European Union, EUPL-1.2. Three rows of supervision-verification are not in those files: two stand in
# published credentials (ELM v3 Annex I sample; edci_tests/credential_shouldValidate), the third in public code that
# issues ELM 3 credentials (read 2026-11-24); the list has at least one more code whose label we could not find.
"""
SEEN_IN_CREDENTIALS = (
    ("supervision-verification", "70be69aaf9", "Supervised with ID Verification"),
    ("supervision-verification", "c598449d64", "Unsupervised without ID Verification"),
    ("supervision-verification", "df2880c5cb", "Unsupervised with ID verification"),
)
LEFT_OUT = frozenset({"country", "europass-content-encoding-types", "loq_individuals"})
"""Lists that no offer is described with, or that knowledge.countries reads."""

_XS = "{http://www.w3.org/2001/XMLSchema}"


def rows_of(xsd: Path) -> Iterator[tuple[str, str, str]]:
    """(list, code, label) of every enumerated address in one XSD file."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    for entry in etree.parse(str(xsd), parser).iter(f"{_XS}enumeration"):
        address = entry.get("value", "")
        label = " ".join(entry.findtext(f"{_XS}annotation/{_XS}documentation", "").split())
        if address.startswith(BASE) and label:
            name, _, code = address.removeprefix(BASE).partition("/")
            yield name, code, label


def compile_code_lists(folder: Path, target: Path) -> int:
    """Writes the lists of every XSD file in `folder` to `target`; returns the number of codes."""
    rows = sorted({row for xsd in folder.glob("*.xsd") if xsd.stem not in LEFT_OUT for row in rows_of(xsd)})
    rows = sorted({*rows, *SEEN_IN_CREDENTIALS})
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as out:
        out.write(ORIGIN)
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(("list", "code", "label"))
        writer.writerows(rows)
    return len(rows)


def main(data: Annotated[Path, typer.Argument(help="Folder with elm/xsd/loq/cv.")]) -> None:
    """Regenerates the code lists and prints how many codes they hold."""
    count = compile_code_lists(data / "elm" / "xsd" / "loq" / "cv", CODE_LISTS)
    typer.echo(f"{CODE_LISTS.name}: {count} codes, {CODE_LISTS.stat().st_size:,} bytes")


if __name__ == "__main__":
    typer.run(main)
