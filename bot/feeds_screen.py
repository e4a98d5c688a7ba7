"""What `waymark feeds` shows: one screen of tables. Each function takes the same document that --json prints.

Text from feeds is shown as text: it is never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

_SHARE_OF = ("stated", "derived", "missing", "at_issue")
_REASONS_SHOWN = 8
_EXAMPLES_SHOWN = 10
_RECORDS_SHOWN = 3
_WIDEST_CELL = 160


def print_check(document: Mapping[str, Any]) -> None:
    """The report on a feed (knowledge.feeds.report)."""
    console = Console()
    accepted = document["accepted"]
    _say(
        console,
        f"Format: {document['format']}. Records read: {document['read']:,}; offers: {accepted:,}; rejected: "
        f"{document['rejected']:,}; values that could not be used: {document['doubts']:,}.",
    )
    for note in document["notes"]:
        _say(console, f"Note: {note}")
    if document["elements"]:
        table = _table("Elements of the EU standard", "element", "mandatory", *_SHARE_OF)
        for name, count in document["elements"].items():
            shares = [_share(count.get(state, 0), accepted) for state in _SHARE_OF]
            _add(table, name, "yes" if count["mandatory"] else "", *shares)
        console.print(table)
    for title in ("kinds", "quality"):
        if document[title]:
            told = (f"{name} {_share(many, accepted)}" for name, many in document[title].items())
            _say(console, f"{title.capitalize()}: {', '.join(told)}")
    if document["doubt_counts"]:
        table = _table(
            "Values that could not be used; the offers were kept without", "field", "times", "expected", "e.g."
        )
        for doubt in document["doubt_counts"][:_REASONS_SHOWN]:
            example = f"{doubt['example']['read']} ({doubt['example']['locator']})"
            _add(table, doubt["field"], f"{doubt['count']:,}", doubt["expected"], example)
        console.print(table)
    if document["records"]:
        _records(console, document["records"], accepted, document["elements"])
    _rejections(console, document["rejections"], document["rejected"])
    for shape in document.get("shacl", ()):
        _shape(console, shape)
    _fault(console, document["fault"])


def print_import(document: Mapping[str, Any], *, published: bool) -> None:
    """What an import did (knowledge.feeds.importing)."""
    console = Console()
    d = document
    resumed = f" ({d['resumed_after']:,} of them before an interruption)" if d["resumed_after"] else ""
    _say(
        console,
        f"Feed '{d['feed']}', format: {d['format']}. Records read: {d['read']:,}{resumed}; offers: "
        f"{d['accepted']:,}; rejected: {d['rejected']:,}; values that could not be used: {d['doubts']:,}.",
    )
    table = _table("Offers", "new", "changed", "evidence renewed", "unchanged", "withdrawn", "returned")
    names = ("new", "changed", "renewed", "unchanged", "withdrawn", "returned")
    _add(table, *(f"{d[name]:,}" for name in names))
    console.print(table)
    for note in d["notes"]:
        _say(console, f"Note: {note}")
    _rejections(console, d["rejections"], d["rejected"])
    _fault(console, d["fault"])
    if d["fault"]:
        _say(console, "Nothing was withdrawn, for what could not be read may still be offered.")
    if d["generation"]:
        _say(console, f"{d['generation']} is current: people find the catalogue as it is now.")
    elif published:
        _say(console, "Nothing changed that people can find; the index stays as it is.")
    else:
        _say(console, "Not published. `waymark index build` publishes the catalogue.")


def print_feeds(document: Iterable[Mapping[str, Any]]) -> None:
    """Every feed (Store.feeds)."""
    table = _table(
        "Imported feeds", "name", "title", "format", "of", "licence", "offers", "withdrawn", "rejected", "last"
    )
    for feed in document:
        last = f"{feed['last_run_at']:%Y-%m-%d %H:%M}" + (" (not read to its end)" if feed["fault"] else "")
        if feed["withdrawn_on"]:
            last = f"withdrawn {feed['withdrawn_on']}"
        source = feed["source"]
        _add(
            table,
            *(feed["name"], source["title"], feed["format"], str(source["date"]), source["licence"]),
            *(f"{feed['offers']:,}", f"{feed['withdrawn']:,}", f"{feed['rejected']:,}", last),
        )
    Console().print(table)


def print_history(document: Mapping[str, Any]) -> None:
    """What became of an offer (Store.history)."""
    console = Console()
    offer = document["offer"]
    gone = f", withdrawn on {document['withdrawn_on']}" if document["withdrawn_on"] else ""
    _say(
        console,
        f"{offer['title']} ({offer['provider']}), feed '{document['feed']}': first seen {document['first_seen']}, "
        f"last changed {document['last_changed']}{gone}.",
    )
    if not document["changes"]:
        _say(console, "No field has changed.")
        return
    table = _table("Changes", "when (UTC)", "field", "from", "to")
    for change in document["changes"]:
        _add(
            table,
            *(f"{change['at']:%Y-%m-%d %H:%M}", change["field"]),
            *("not stated" if value is None else value for value in (change["old"], change["new"])),
        )
    console.print(table)


def _records(
    console: Console, examples: list[Mapping[str, Any]], many: int, elements: Mapping[str, Mapping[str, Any]]
) -> None:
    shown = examples[:_RECORDS_SHOWN]
    table = _table(
        f"Offers: the first {len(shown)} of {many:,}",
        "where",
        "title",
        "kind",
        "fields",
        "mandatory elements missing",
        "doubts",
    )
    for told in shown:
        title = str(told["read"]["title"]["value"])
        missing = ", ".join(name for name in told["missing"] if elements[name]["mandatory"])
        _add(table, told["locator"], title, told["kind"], str(len(told["read"])), missing, str(len(told["doubts"])))
    console.print(table)


def _rejections(console: Console, examples: list[Mapping[str, Any]], many: int) -> None:
    if not examples:
        return
    shown = examples[:_EXAMPLES_SHOWN]
    table = _table(f"Rejected: the first {len(shown)} of {many:,}", "where", "read", "expected", "what to do")
    for rejection in shown:
        _add(table, *(rejection[part] for part in ("locator", "read", "expected", "remedy")))
    console.print(table)


def _shape(console: Console, shape: Mapping[str, Any]) -> None:
    if shape["conforms"] is None:
        _say(console, f"SHACL, {shape['file']}: not checked. {shape['not_checked']}")
        return
    verdict = "conforms to" if shape["conforms"] else "does not conform to"
    _say(console, f"SHACL, {shape['file']}: {verdict} {shape['profile']} ({shape['checked']} things checked).")
    for fault in shape["faults"]:
        _say(console, f"  {fault['at']}: expected {fault['expected']}")


def _fault(console: Console, fault: str | None) -> None:
    if fault:
        _say(console, f"Not read to its end: {fault}", style="bold red")


def _share(many: int, of: int) -> str:
    return f"{many:,} ({many / of:.0%})" if of and many else f"{many:,}"


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _add(table: Table, *cells: str) -> None:
    table.add_row(*(Text(cell if len(cell) <= _WIDEST_CELL else cell[: _WIDEST_CELL - 1] + "…") for cell in cells))


def _say(console: Console, line: str, style: str = "") -> None:
    console.print(Text(line, style=style))
