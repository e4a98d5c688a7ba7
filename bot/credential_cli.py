"""`waymark credential check`: is a signed credential as its issuer made it, and who sealed it? Nothing is fetched."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from bot.port import CommandError
from bot.settings import load_settings

app = typer.Typer(no_args_is_help=True, help="Credentials that people hold.")


@app.callback()
def _group() -> None:
    """Keeps `check` a command of its own."""


@app.command("check")
def check(
    path: Annotated[Path, typer.Argument(help="The credential: .json, .jsonld, .jwt or .xml, as it was issued.")],
    trust_list: Annotated[
        Path | None, typer.Option(help="Folder of certificates you trust (default WAYMARK_TRUST_LIST).")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Verdict and statements as JSON.")] = False,
) -> None:
    """Check the signature of a credential offline. Exit status 1 unless it is authentic."""
    from actions.render.statements import statement_data
    from actions.render.voice import Voice
    from actions.texts.catalogue import Texts
    from knowledge.credentials.check import Verdict, check_credential
    from knowledge.credentials.seal import CredentialError
    from knowledge.credentials.trust_list import TrustList, TrustListError

    settings = load_settings()
    folder = trust_list or settings.trust_list
    try:
        data = path.read_bytes()
        anchors = TrustList.load(folder) if folder else TrustList()
        report = check_credential(data, path.name, anchors, datetime.now(UTC))
    except OSError as error:
        raise CommandError(f"{path} could not be read ({error.strerror}). Give the path of a credential.") from None
    except (CredentialError, TrustListError) as error:
        raise CommandError(f"{path.name}: {error}" if isinstance(error, CredentialError) else str(error)) from None
    voice = Voice(Texts(), settings.default_language)
    statements = [statement_data(statement, voice) for statement in report.statements]
    if as_json:
        document = {"verdict": report.verdict.value, "signer": report.signer, "statements": statements}
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        typer.echo(f"{path.name}: {voice.key(f'word.proof.{report.verdict.value}')}")
        for statement in statements:
            typer.echo(f"  - {statement['text']}")
            for evidence in statement["evidence"]:
                quote = f": “{evidence['quote']}”" if evidence["quote"] else ""
                typer.echo(f"      {evidence['source']}, {evidence['locator']}{quote}")
    if report.verdict is not Verdict.AUTHENTIC:
        raise typer.Exit(1)
