"""Publishing the catalogue: a new generation of the index is built aside, then made the one that is searched."""

from __future__ import annotations

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.port import CommandError
from bot.settings import Settings, Switch


def publish(settings: Settings) -> str:
    """Builds and activates a generation of the whole catalogue, with a progress bar. Returns its name."""
    from index.build import build_catalogue
    from nlu.encoder import Encoder

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("embedding offers", total=None)
        return build_catalogue(
            settings.home,
            Encoder.load(settings.home / "encoder", threads=settings.encoder_threads),
            lambda done, total: bar.update(task, completed=done, total=total),
            default=with_default(settings),
            url=settings.index_url,
        )


def with_default(settings: Settings) -> bool:
    """Whether the default catalogue is to be found as well."""
    return settings.default_catalogue is Switch.ON


def require_encoder(settings: Settings) -> None:
    """Raises CommandError where nothing could be published, before anything is done."""
    if not (settings.home / "encoder" / "manifest.json").exists():
        raise CommandError(
            f"there is no sentence encoder in {settings.home.name}, so nothing can be published. Run `make setup` "
            "first, or leave publishing out with --no-publish."
        )
