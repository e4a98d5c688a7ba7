"""`waymark esco`: which languages have ESCO labels, and bringing in the official downloads of more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.port import CommandError
from bot.settings import load_settings

if TYPE_CHECKING:
    from knowledge.esco import Esco
    from knowledge.esco_zip import EscoDownload
    from knowledge.imported_esco import ImportedEsco

app = typer.Typer(no_args_is_help=True, help="The ESCO labels by which occupations and skills are found.")

_SHIPPED = "1.1.1"
_NEARLY_ALL = 0.9
_PLURAL = {"occupation": "occupations", "skill": "skills"}


@contextmanager
def _in_words() -> Iterator[None]:
    """What is wrong with a file or the disk, as one line for the operator."""
    from knowledge.esco_zip import EscoZipError
    from knowledge.imported_esco import EscoImportError

    try:
        yield
    except (EscoZipError, EscoImportError) as error:
        raise CommandError(str(error)) from None
    except OSError as error:
        raise CommandError(f"{error.filename or 'a file'} could not be written or read ({error.strerror}).") from None


def _imported() -> ImportedEsco:
    from bot.held_esco import imported_esco

    return imported_esco(load_settings())


@app.command("list")
def list_languages(
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Every language: how many occupations and skills have a label, of which version, and what is lacking."""
    with _in_words():
        rows = _rows()
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for row in rows:
        typer.echo(
            f"{row['language']}  occupations {row['occupations']:>6,}  skills {row['skills']:>6,}  "
            f"labels {row['labels']:>7,}  {row['from']}{row['lacks']}"
        )
    lacking = [str(row["language"]) for row in rows if row["lacks"]]
    if lacking:
        typer.echo(
            f"Skills are lacking in {', '.join(lacking)}: a skill named there is found by its meaning alone. The "
            "ESCO portal offers these languages as CSV downloads; `waymark esco import ZIP` takes them."
        )


def _rows() -> list[dict[str, object]]:
    from bot.held_esco import load_esco
    from knowledge.languages import CODES
    from nlu.glossary import glossary

    settings = load_settings()
    esco, held = load_esco(settings), _imported().current()
    every = {kind: sum(1 for _ in esco.uris(kind)) for kind in _PLURAL}
    ours = glossary.languages()
    rows: list[dict[str, object]] = []
    for language in sorted(CODES):
        counts = esco.counts(language)
        one = held.get(language)
        source = f"imported, v{one.version}" if one else f"comes with the product, v{_SHIPPED} and later labels"
        if not counts["occupation"][1] + counts["skill"][1]:
            source = "no labels of ESCO" + (", our glossary of some hundred" if language in ours else "")
        few = [_PLURAL[kind] for kind in _PLURAL if counts[kind][0] < _NEARLY_ALL * every[kind]]
        rows.append(
            {
                "language": language,
                "occupations": counts["occupation"][0],
                "skills": counts["skill"][0],
                "labels": counts["occupation"][1] + counts["skill"][1],
                "version": one.version if one else _SHIPPED if counts["occupation"][1] else None,
                "imported": one is not None,
                "from": source,
                "lacks": f"; lacks {' and '.join(few)}" if few else "",
            }
        )
    return rows


@app.command("import")
def import_zips(
    paths: Annotated[list[Path], typer.Argument(help="Zips of the ESCO portal: classification, one language, CSV.")],
    version: Annotated[
        str | None, typer.Option(help="Version of ESCO, such as 1.2.0 (default: as the file's name says).")
    ] = None,
) -> None:
    """Read each zip whole, put its labels in place of those of its language. A running advisor: restart it."""
    from knowledge.esco import Esco
    from knowledge.esco_zip import read

    shipped, overlay = Esco.load(), _imported()
    with _in_words():
        downloads = [(path, read(path, shipped, version)) for path in paths]  # all are judged before any is kept
        languages = [download.language for _, download in downloads]
        if len(set(languages)) < len(languages):
            raise CommandError(f"Two files are in one language ({', '.join(languages)}). Give one file a language.")
        for path, download in downloads:
            typer.echo(_bring_in(path, download, shipped, overlay))
    typer.echo("A running advisor goes on with the labels it read at its start: restart it.")


def _bring_in(path: Path, download: EscoDownload, shipped: Esco, overlay: ImportedEsco) -> str:
    import hashlib

    from knowledge.esco import Esco
    from knowledge.imported_esco import INDEX, LABELS, ImportedLabels, concepts_digest, write_labels
    from nlu.esco_labels import build

    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    language = download.language
    with overlay.writing() as draft:
        write_labels(draft / LABELS, download, shipped)
        build(draft / INDEX, Esco.load(imported={language: draft / LABELS}), [language])
        numbers = concepts_digest()
        imported = ImportedLabels(
            language=language,
            version=download.version,
            file=path.name,
            sha256=digest,
            imported_on=date.today().isoformat(),  # noqa: DTZ011 - the operator's own day
            named=download.named,
            unknown=download.unknown,
            folder=f"{language}-{digest[:12]}-{numbers[:8]}",
            concepts=numbers,
        )
        overlay.keep(imported, draft)
    told = f"{language}: {download.named['occupation']} occupations and {download.named['skill']} skills have a label"
    more = f"; {download.unknown} concepts of v{download.version} are not in v{_SHIPPED} and were left out"
    return f"{told}, v{download.version}{more if download.unknown else ''}."


@app.command("undo")
def undo(language: Annotated[str, typer.Argument(help="ISO 639-1 code of a language that was imported.")]) -> None:
    """Go back to the labels held before the last import of a language. A running advisor: restart it."""
    with _in_words():
        overlay = _imported()
        with overlay.writing():
            last = overlay.go_back(language)
    typer.echo(
        f"{language}: "
        + (f"v{last.version} of {last.imported_on} again." if last else "as the product ships it again.")
    )
