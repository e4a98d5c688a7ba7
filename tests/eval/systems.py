"""System × (represented, ingested, explained): each system of the Commission document, and where Waymark holds it."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from knowledge.systems import coverage


def report(console: Console) -> None:
    table = Table(title="Systems of SWD(2021) 367", title_justify="left")
    for name in ("system", "sections", "represented", "ingested", "explained"):
        table.add_column(name, overflow="fold")
    rows = coverage()
    for row in rows:
        table.add_row(row.id, row.sections, row.represented, row.ingested, row.explained)
    console.print(table)
    console.print(f"{len(rows)} systems.\n")
