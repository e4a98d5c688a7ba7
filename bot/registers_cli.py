"""`waymark registers`: what is held, how old it is and what it can prove; bringing in newer extracts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.port import CommandError
from bot.settings import load_settings

if TYPE_CHECKING:
    from knowledge.imported_registers import ImportedRegisters
    from knowledge.register_file import Extract
    from knowledge.register_import import Judged

app = typer.Typer(no_args_is_help=True, help="The registers that answers rest on.")

_LISTED = 20
"""Rows told on the screen; --json tells all that are kept."""


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the operator's own day


@contextmanager
def _in_words() -> Iterator[None]:
    """What is wrong with a register or the disk, as one line for the operator."""
    from knowledge.register_file import RegisterError

    try:
        yield
    except RegisterError as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename or 'a file'} could not be written or read ({error.strerror}).") from None


def _overlay() -> ImportedRegisters:
    from bot.held_registers import registers_folder
    from knowledge.imported_registers import ImportedRegisters

    return ImportedRegisters(registers_folder(load_settings()))


@app.command("list")
def list_registers(
    as_json: Annotated[bool, typer.Option("--json", help="Everything known of each register, as JSON.")] = False,
) -> None:
    """Every register: rows, date, age, how long it can prove, and what."""
    from bot.held_registers import load_registers

    on = _today()
    with _in_words():
        registers = load_registers(load_settings())
    if as_json:
        found = [_told(extract, on) for extract in registers.extracts.values()]
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        return
    for extract in registers.extracts.values():
        typer.echo(f"{extract.register}: {extract.origin.title}")
        typer.echo(f"    {extract.rows} rows, {_dated(extract, on)}{', imported' if extract.imported else ''}")
        typer.echo(f"    {extract.proves}")


def _told(extract: Extract, on: date) -> dict[str, object]:
    origin = extract.origin
    return {
        "register": extract.register,
        "title": origin.title,
        "rows": extract.rows,
        "date": origin.day.isoformat() if origin.day else None,
        "period": origin.period or None,
        "age_days": extract.age(on),
        "valid_for_days": extract.valid_for_days,
        "out_of_date": extract.out_of_date(on),
        "proves": extract.proves,
        "licence": extract.licence,
        "url": origin.url,
        "note": extract.note,
        "imported": extract.imported,
    }


def _dated(extract: Extract, on: date) -> str:
    age = extract.age(on)
    if age is None:
        period = f" ({extract.origin.period})" if extract.origin.period else ""
        return f"no date to the day{period}: informs, proves no check"
    state = "too old to prove a check" if extract.out_of_date(on) else "young enough"
    return f"as of {extract.origin.day}, {age} days old, {state} (up to {extract.valid_for_days} days)"


@app.command("import")
def import_one(
    register: Annotated[str, typer.Argument(help="Name of the register, as `waymark registers list` gives it.")],
    path: Annotated[Path, typer.Argument(help="The file: DEQAR's daily CSV, or our own form (.csv or .csv.gz).")],
    on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Day the file describes (default: the day it was saved)."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="What the list is called, as evidence shows it.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it was taken from.")] = None,
    licence: Annotated[str | None, typer.Option(help="Its licence.")] = None,
    skip_bad: Annotated[bool, typer.Option(help="Import the other rows when up to 5 % cannot be used.")] = False,
) -> None:
    """Read a file whole, judge every row, and put it in place of the register held. A running advisor: restart it."""
    from rich.progress import Progress, TextColumn, TimeElapsedColumn

    from knowledge.register_import import About, ImportRefusedError, import_register
    from knowledge.registers import FACTS

    with _in_words():
        day = on.date() if on else datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    if day > _today():
        raise CommandError(f"--date reads {day}, which is to come. Expected the day the file describes, up to today.")
    about = About(day, title=title, url=url, licence=licence)
    with _in_words(), Progress(TextColumn("{task.description}"), TimeElapsedColumn(), transient=True) as bar:
        task = bar.add_task("reading")
        try:
            imported, judged = import_register(
                register,
                path,
                about,
                shipped=FACTS,
                overlay=_overlay(),
                skip_bad=skip_bad,
                progress=lambda rows: bar.update(task, description=f"reading: {rows} rows"),
            )
        except ImportRefusedError as refused:
            _echo_bad(refused.judged)
            raise
    _echo_bad(judged)
    more = f", {judged.passed_over} lines held nothing more" if judged.passed_over else ""
    typer.echo(f"{register}: {judged.good} rows as of {day}{more}. {imported.extract.origin.title}.")
    if register == "deqar_reports":
        typer.echo("Import deqar_providers and eqar_agencies of the same day too: a report proves only with both.")


def _echo_bad(judged: Judged) -> None:
    for error in judged.errors[:_LISTED]:
        typer.echo(f"  not used: {error}", err=True)
    if judged.bad > _LISTED:
        typer.echo(f"  and {judged.bad - _LISTED} more.", err=True)


@app.command("diff")
def diff(
    register: Annotated[str, typer.Argument(help="Name of the register.")],
    path: Annotated[
        Path | None, typer.Argument(help="A file to compare; the last import with the one before.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Every row that differs, as JSON.")] = False,
) -> None:
    """What a file would change in the register held. Nothing is changed."""
    from knowledge.register_file import register_path
    from knowledge.register_import import difference, form_of, held_rows
    from knowledge.registers import FACTS

    with _in_words():
        form_of(register)
        overlay = _overlay()
        held = held_rows(register, FACTS, overlay)
        if path is not None:
            old, new = held, path
        else:
            before = overlay.before().get(register)
            if register not in overlay.held():
                raise CommandError(f"'{register}' was not imported. Give the path of a file to compare with it.")
            old, new = before.rows if before else register_path(FACTS, register), held
        found = difference(register, old, new)
    counts = {"added": len(found.added), "removed": len(found.removed), "changed": len(found.changed)}
    if as_json:
        rows = {"added": found.added, "removed": found.removed, "changed": found.changed}
        bad = [str(error) for error in found.judged.errors]
        typer.echo(json.dumps({"counts": counts, "same": found.same, **rows, "not_used": bad}, indent=2))
        return
    typer.echo(
        f"{register}: " + ", ".join(f"{number} {how}" for how, number in counts.items()) + f", {found.same} same"
    )
    for sign, keys in (("+", found.added), ("-", found.removed), ("~", found.changed)):
        for key in keys[:_LISTED]:
            typer.echo(f"  {sign} {key}")
        if len(keys) > _LISTED:
            typer.echo(f"  {sign} and {len(keys) - _LISTED} more")
    _echo_bad(found.judged)


@app.command("undo")
def undo(register: Annotated[str, typer.Argument(help="Name of an imported register.")]) -> None:
    """Go back to what was held before the last import of a register."""
    with _in_words():
        overlay = _overlay()
        with overlay.writing():
            last = overlay.go_back(register)
    typer.echo(
        f"{register}: " + (f"as of {last.extract.origin.day} again." if last else "as the product ships it again.")
    )
