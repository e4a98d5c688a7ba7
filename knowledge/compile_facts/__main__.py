"""`python -m knowledge.compile_facts DATA_FOLDER [--document FILE] [--only catalogue|esco]`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from knowledge.catalogue import FACTS, write_offers
from knowledge.compile_facts.commission_document import check_glossary, compile_commission_document
from knowledge.compile_facts.coursera import compile_coursera
from knowledge.compile_facts.edx import compile_edx
from knowledge.compile_facts.esco_release import compile_esco
from knowledge.compile_facts.german_training import compile_german_training
from knowledge.compile_facts.merging import Compiled
from knowledge.compile_facts.poitiers import compile_poitiers
from knowledge.compile_facts.provider_countries import read_provider_countries
from knowledge.compile_facts.udemy import compile_udemy


def compile_catalogue(data: Path, document: Path) -> list[Compiled]:
    """Compiles every source of the catalogue; `document` is the text of SWD(2021) 367."""
    check_glossary(document.read_text(encoding="utf-8"))
    countries = read_provider_countries(data)
    return [
        compile_coursera(data, countries),
        compile_edx(data, countries),
        compile_udemy(data),
        compile_poitiers(data),
        compile_german_training(data),
        compile_commission_document(data, document),
    ]


def main(
    data: Annotated[Path, typer.Argument(help="Folder with catalogues/, registers/ and esco/.")],
    document: Annotated[Path | None, typer.Option(help="Text of SWD(2021) 367.")] = None,
    only: Annotated[str, typer.Option(help="catalogue or esco; both when empty.")] = "",
) -> None:
    """Regenerates knowledge/facts from the collected data and prints what was read, kept, merged and rejected."""
    if only in ("", "catalogue"):
        compiled = compile_catalogue(data, document or data.parent / "seed" / "SWD-2021-367.txt")
        FACTS.mkdir(parents=True, exist_ok=True)
        for source in compiled:
            path = FACTS / f"{source.source}.jsonl.gz"
            write_offers(path, source.offers)
            typer.echo(f"{source.report()}\n  {path.name}: {path.stat().st_size:,} bytes")
        typer.echo(f"catalogue: {sum(len(source.offers) for source in compiled)} offers")
    if only in ("", "esco"):
        target = FACTS.parent / "esco"
        typer.echo(compile_esco(data, target).report())
        size = sum(path.stat().st_size for path in target.rglob("*.parquet"))
        typer.echo(f"esco: {size:,} bytes")


if __name__ == "__main__":
    typer.run(main)
