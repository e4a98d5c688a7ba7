"""What was measured, as tables."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from knowledge.esco import Esco
from tests.eval import families
from tests.eval.lines import Counted
from tests.eval.metrics import DEPTH, Quality, gap, gap_by_chance, interval, mean
from tests.eval.retrieval import PRODUCT, ROWS, Judged, by_language, groups, of, splits_of
from tests.eval.weights import Choice


def retrieval(console: Console, judged: Sequence[Judged], esco: Esco) -> None:
    _ablation(console, judged)
    for split in splits_of(judged):
        families.report(console, of(judged, split), split)
    for split in splits_of(judged):
        _gaps(console, of(judged, split), split, esco)
    lost = [one for one in judged if one.said.vector is None]
    acts = ", ".join(sorted({one.said.act.value for one in lost})) or "none"
    console.print(
        f"{len(lost)} of {len(judged)} first messages were not taken for a goal and count as 0 (acts told: {acts})."
    )
    told = sum(one.said.language == one.query.language for one in judged)
    console.print(f"Language told right in {told} of {len(judged)} of these messages.\n")


def _ablation(console: Console, judged: Sequence[Judged]) -> None:
    table = Table(title="Retrieval, all 26 languages: what each step is worth", title_justify="left")
    table.add_column("row")
    for split in splits_of(judged):
        for name in ("R@1", "R@5", f"MRR@{DEPTH}", "fit of 3"):
            table.add_column(f"{split}\n{name}", justify="right")
    for row in ROWS:
        cells = [
            cell for split in splits_of(judged) for cell in _cells(mean([one.rows[row] for one in of(judged, split)]))
        ]
        table.add_row(row, *cells, style="bold" if row == PRODUCT else None)
    console.print(table)
    for split in splits_of(judged):
        low, high = interval([one.rows[PRODUCT].fit3 for one in of(judged, split)])
        console.print(
            f"{split}: {len(of(judged, split))} queries; 95 % interval of fit of 3: {low:.3f} to {high:.3f}"
        )


def _gaps(console: Console, judged: Sequence[Judged], split: str, esco: Esco) -> None:
    shares = {code: [q.fit3 for q in qualities] for code, qualities in by_language(judged).items()}
    table = Table(title=f"Gaps, {split}: fit of 3", title_justify="left")
    for name in ("groups", "means", "gap", "by chance"):
        table.add_column(name, justify="right" if name in ("gap", "by chance") else "left")
    by_mean = sorted(shares, key=lambda code: sum(shares[code]) / len(shares[code]))
    ends = f"worst {', '.join(by_mean[:4])} … best {', '.join(by_mean[-4:])}"
    table.add_row("26 languages", ends, f"{gap(shares):.2f}", f"{gap_by_chance(shares):.2f}")
    for name, parts in groups(judged, esco).items():
        values = {group: [q.fit3 for q in qualities] for group, qualities in sorted(parts.items())}
        means = "; ".join(f"{group} {sum(v) / len(v):.3f} ({len(v)})" for group, v in values.items())
        table.add_row(name, means, f"{gap(values):.2f}", f"{gap_by_chance(values):.2f}")
    console.print(table)


def lines(console: Console, counted: Sequence[Counted]) -> None:
    for one in counted:
        console.print(f"[bold]{one.name}[/bold]: {one.figure:.3f} ({one.lines} lines)")
        worst = sorted(one.by_language.items(), key=lambda item: item[1])[:6]
        console.print("  lowest: " + ", ".join(f"{code} {value:.2f}" for code, value in worst))
        if one.mistakes:
            console.print("  mistakes: " + ", ".join(f"{what} ({count})" for what, count in one.mistakes))


def choice(console: Console, chosen: Choice) -> None:
    table = Table(
        title="USE weight, chosen on dev only: mean of MRR and fit of 3, leave-one-out", title_justify="left"
    )
    table.add_column("scheme")
    table.add_column("objective", justify="right")
    table.add_row("weights in force", f"{chosen.now:.4f}")
    for name, value in chosen.left_out.items():
        table.add_row(name, f"{value:.4f}", style="bold" if name == chosen.scheme else None)
    console.print(table)
    console.print(
        f"Standard error of the best scheme less those in force: {chosen.error:.4f}. Taken: {chosen.scheme}: "
        + ", ".join(f"{code} {weight:g}" for code, weight in chosen.weights.items())
    )


def _cells(quality: Quality) -> list[str]:
    return [f"{value:.3f}" for value in (quality.r1, quality.r5, quality.mrr, quality.fit3)]
