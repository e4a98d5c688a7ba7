"""`waymark feeds`: check a feed of offers, import it, and see what became of it."""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.port import CommandError
from bot.settings import Settings, load_settings

if TYPE_CHECKING:
    from knowledge.feeds.delivery import Delivery
    from knowledge.feeds.store import Store
    from knowledge.offer import Source

app = typer.Typer(no_args_is_help=True, help="Feeds of offers.")

PathArgument = Annotated[Path, typer.Argument(help="A file, or a folder of files that are one feed.")]
FormatOption = Annotated[str | None, typer.Option("--format", help="Recognised when left out.")]
MappingOption = Annotated[Path | None, typer.Option("--mapping", help="What the columns of a table mean (TOML).")]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON.")]
PublishOption = Annotated[bool, typer.Option("--no-publish", help="Leave the index as it is for now.")]


@app.command("check")
def check(
    path: PathArgument,
    form: FormatOption = None,
    mapping: MappingOption = None,
    as_json: JsonOption = False,
    shacl: Annotated[
        str | None, typer.Option("--shacl", help="Also check JSON-LD against this profile of ELM, such as loq.")
    ] = None,
    limit: Annotated[int, typer.Option(min=0, help="Examples shown of rejections and records.")] = 20,
    every: Annotated[
        Path | None, typer.Option("--all", help="Write each record's report here, as JSON lines.")
    ] = None,
) -> None:
    """Read a feed without importing it: what was read, what of the EU standard is missing, what was rejected and why.

    Exit status 1 when the feed cannot be read to its end.
    """
    from bot.feeds_screen import print_check
    from bot.held_registers import load_registers
    from knowledge.feeds.report import report_on

    settings = load_settings()
    if shacl is not None:
        _require_profile(shacl)
    with in_words():
        delivery = _open(path, form, mapping)
        with _every_record(every) as told, _progress(as_json) as progress:
            report = report_on(
                delivery, load_registers(settings), _today(), limit=limit, every=told, progress=progress
            )
        document = report.as_dict()
        if shacl is not None:
            document["shacl"] = _conformity(delivery, shacl, limit)
    if as_json:
        _echo_json(document)
    else:
        print_check(document)
    if report.fault is not None:
        raise typer.Exit(1)


@app.command("import")
def import_(
    path: PathArgument,
    name: Annotated[str, typer.Option(help="The feed's own, lasting name; ids of its offers begin with it.")],
    title: Annotated[str | None, typer.Option(help="The feed's name as people read it.")] = None,
    licence: Annotated[str | None, typer.Option(help="What its facts may be used for.")] = None,
    day: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="The day it describes (default: the file's)."),
    ] = None,
    url: Annotated[str | None, typer.Option(help="Where the feed comes from.")] = None,
    form: FormatOption = None,
    mapping: MappingOption = None,
    as_json: JsonOption = False,
    withdraw_many: Annotated[
        bool, typer.Option("--withdraw-many", help="Allow that most offers of the feed vanish.")
    ] = False,
    no_publish: PublishOption = False,
) -> None:
    """Import a feed and publish it: the same feed again changes nothing, what vanished from it is withdrawn.

    An import that was interrupted goes on where it was. Exit status 1 when nothing was imported, or not all of it
    could be read.
    """
    from bot.feeds_screen import print_import
    from bot.publishing import require_encoder
    from knowledge.feeds.importing import import_feed
    from knowledge.feeds.store import Store

    settings = load_settings()
    if not no_publish:
        require_encoder(settings)
    with in_words():
        delivery = _open(path, form, mapping)
        with Store.open(_folder(settings)) as store:
            source = _source(store, delivery, name, title, licence, day.date() if day else None, url)
            with _progress(as_json) as progress:
                report = import_feed(store, delivery, source, withdraw_many=withdraw_many, progress=progress)
            examples = store.rejections(name)
        generation = None if no_publish else _published(settings)
    document = {
        **asdict(report),
        "changes": report.changes,
        "generation": generation,
        "rejections": [asdict(rejection) for rejection in examples],
        "notes": delivery.notes,
    }
    if as_json:
        _echo_json(document)
    else:
        print_import(document, published=not no_publish)
    if report.fault is not None:
        raise typer.Exit(1)


@app.command("list")
def list_feeds(as_json: JsonOption = False) -> None:
    """Every imported feed: where from, how many offers, when, and what was wrong with it."""
    from bot.feeds_screen import print_feeds

    with in_words(), _catalogue() as store:
        document = [asdict(feed) for feed in store.feeds()]
    if as_json:
        _echo_json(document)
    else:
        print_feeds(document)


@app.command("history")
def history(
    offer: Annotated[str, typer.Argument(help="Id of an imported offer.")],
    as_json: JsonOption = False,
) -> None:
    """What became of an imported offer: every field that changed, when, from what and to what."""
    from bot.feeds_screen import print_history
    from knowledge.catalogue import record_of

    with in_words(), _catalogue() as store:
        found = store.history(offer)
    if found is None:
        raise CommandError(
            f"no offer with the id '{offer}' was imported. `waymark feeds list` names the feeds; ids begin with "
            "their names."
        )
    document = {**asdict(found), "offer": record_of(found.offer)}
    if as_json:
        _echo_json(document)
    else:
        print_history(document)


@app.command("withdraw")
def withdraw(
    name: Annotated[str, typer.Argument(help="Name of an imported feed.")],
    no_publish: PublishOption = False,
) -> None:
    """Take a whole feed out of the catalogue. Importing it again brings it back."""
    from bot.publishing import require_encoder

    settings = load_settings()
    if not no_publish:
        require_encoder(settings)
    with in_words():
        with _catalogue() as store:
            gone = store.withdraw(name, datetime.now(UTC))
        generation = None if no_publish else _published(settings)
    typer.echo(
        f"{gone} offers of the feed '{name}' are withdrawn." + (f" {generation} is current." if generation else "")
    )


@contextmanager
def in_words() -> Iterator[None]:
    """What is wrong with a feed, the catalogue or the disk, as one line for the operator."""
    from knowledge.feeds.records import FeedError
    from knowledge.feeds.store import StoreError

    try:
        yield
    except (FeedError, StoreError) as error:
        raise CommandError(str(error)) from None
    except sqlite3.Error as error:
        raise CommandError(
            f"the catalogue could not be read or written ({error}). See that there is room on the disk, then repeat "
            "the command: an import goes on where it was."
        ) from None
    except OSError as error:
        raise CommandError(f"{error.filename or 'a file'} could not be written or read ({error.strerror}).") from None


@contextmanager
def _catalogue() -> Iterator[Store]:
    """The catalogue of imported offers. Raises CommandError where nothing was ever imported."""
    from knowledge.feeds.store import Store

    store = Store.existing(_folder(load_settings()))
    if store is None:
        raise CommandError("no feed was imported yet. Import one with `waymark feeds import PATH --name NAME`.")
    with store:
        yield store


def _folder(settings: Settings) -> Path:
    from index.build import DATA

    return settings.home / DATA


def _open(path: Path, form: str | None, mapping: Path | None) -> Delivery:
    from knowledge.feeds.delivery import open_delivery
    from knowledge.feeds.format import format_named

    return open_delivery(path, format_named(form) if form else None, mapping=mapping)


def _source(
    store: Store,
    delivery: Delivery,
    name: str,
    title: str | None,
    licence: str | None,
    day: date | None,
    url: str | None,
) -> Source:
    """The feed as a source: what is not given now is as it was given before."""
    from knowledge.offer import Source

    before = next((feed.source for feed in store.feeds() if feed.name == name), None)
    return Source(
        id=name,
        title=title or (before.title if before else name),
        date=day or delivery.day,
        licence=licence or (before.licence if before else "not stated"),
        url=url or (before.url if before else None),
    )


def _published(settings: Settings) -> str | None:
    """The generation that now holds the catalogue; None where the active one held it already."""
    from bot.publishing import publish, with_default
    from index.build import is_published

    return (
        None
        if is_published(settings.home, default=with_default(settings), url=settings.index_url)
        else publish(settings)
    )


def _require_profile(profile: str) -> None:
    from knowledge.feeds.shapes import Profile

    if profile not in list(Profile):
        raise CommandError(f"the profile '{profile}' is not known. Use one of {', '.join(Profile)}.")


def _conformity(delivery: Delivery, profile: str, limit: int) -> list[dict[str, Any]]:
    """Whether each file of the delivery conforms to the profile."""
    from knowledge.feeds.shapes import ShapeError, conforms

    found: list[dict[str, Any]] = []
    for part in delivery.parts:
        about = {"file": part.prefix or part.feed.name, "profile": profile}
        try:
            shape = conforms(part.feed.path, profile)
        except ShapeError as error:
            found.append({**about, "conforms": None, "not_checked": str(error)})
            continue
        faults = [asdict(fault) for fault in shape.faults[:limit]]
        found.append({**about, "conforms": shape.conforms, "checked": shape.checked, "faults": faults})
    return found


@contextmanager
def _progress(quiet: bool) -> Iterator[Any]:
    """A progress bar on standard error, by bytes of the file; it goes when the work is done."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (BarColumn(), DownloadColumn(), TextColumn("{task.fields[records]:,} records"), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=quiet) as bar:
        task = bar.add_task("reading", total=None, records=0)

        def told(done: int, size: int, records: int) -> None:
            bar.update(task, completed=done, total=size, records=records)

        with _rare_collection():
            yield told


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Millions of small objects come and go, none in a circle: looking for circles rarely saves a sixth of time."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def _every_record(path: Path | None) -> Iterator[Any]:
    """Writes each record's report to `path` as a line of JSON; None where there is no path."""
    if path is None:
        yield None
        return
    with path.open("w", encoding="utf-8") as lines:
        yield lambda told: lines.write(json.dumps(told, ensure_ascii=False, default=str) + "\n")


def _echo_json(document: object) -> None:
    typer.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the operator's own day
