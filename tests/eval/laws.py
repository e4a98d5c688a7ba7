"""The laws of trust, held against many drawn worlds: law → examples tried, and how often each state was reached."""

from __future__ import annotations

from rich.console import Console

from tests.knowledge.trust_laws import table

EXAMPLES = 10_000


def report(console: Console, examples: int = EXAMPLES) -> list[str]:
    """Prints and returns the lines. Raises AssertionError with the least case that breaks a law."""
    lines = table(examples)
    console.print(f"Laws of trust, {examples:,} drawn worlds each", style="bold")
    for line in lines:
        console.print(line, markup=False, highlight=False)
    console.print()
    return lines
