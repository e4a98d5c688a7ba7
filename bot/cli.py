"""The command line: `waymark serve | ask | index build | trust | erase | doctor`."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Annotated, Any

import typer

from bot.credential_cli import app as credential_app
from bot.erase_cli import erase
from bot.esco_cli import app as esco_app
from bot.feeds_cli import app as feeds_app
from bot.port import CommandError, refuse_occupied_port
from bot.portals import PortalsError
from bot.registers_cli import app as registers_app
from bot.settings import SettingsError, load_settings
from knowledge.suits import Circumstance
from knowledge.trust import Purpose

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="Waymark: a guidance advisor for micro-credentials."
)
index_app = typer.Typer(no_args_is_help=True, help="The index of offers.")
app.add_typer(index_app, name="index")
app.add_typer(feeds_app, name="feeds")
app.add_typer(credential_app, name="credential")
app.add_typer(registers_app, name="registers")
app.add_typer(esco_app, name="esco")
app.command()(erase)


def main() -> None:
    """Entry point. Errors for the operator are one line on standard error, exit status 1; a traceback is a bug."""
    from index.contract import IndexUnusableError
    from index.generations import IndexLockedError
    from knowledge.register_file import RegisterError

    try:
        app()
    except (SettingsError, PortalsError, IndexUnusableError, IndexLockedError, RegisterError, CommandError) as error:
        typer.echo(f"waymark: {error}", err=True)
        sys.exit(1)


@app.command()
def serve(
    port: Annotated[int | None, typer.Option(help="Port to listen on (default WAYMARK_PORT or 8080).")] = None,
    host: Annotated[
        str | None, typer.Option(help="Address to listen on (default WAYMARK_HOST or 127.0.0.1).")
    ] = None,
) -> None:
    """Run the advisor until interrupted."""
    settings = load_settings(**{k: v for k, v in {"port": port, "host": host}.items() if v is not None})
    refuse_occupied_port(settings)

    # loaded only now: what is wrong with the settings or the port is said at once
    import uvicorn

    from bot.app import create_app
    from bot.logs import configure_logging

    configure_logging(settings)
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(settings),
            host=settings.host,
            port=settings.port,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=10,
        )
    )
    typer.echo(f"Starting the advisor; it will answer at {settings.loopback_url}/", err=True)
    server.run()
    if not server.started:
        raise CommandError("the advisor did not start; the lines above say why, `waymark doctor` checks each part.")


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What a person would write.")],
    language: Annotated[str | None, typer.Option(help="ISO 639-1; recognised from the text when left out.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The answer as the API gives it.")] = False,
    port: Annotated[int | None, typer.Option(help="Port of a running advisor (default WAYMARK_PORT).")] = None,
) -> None:
    """Ask one thing and print the answer. Uses the advisor that runs on the port, or starts one for this question."""
    from bot.asking import answer_to

    settings = load_settings(**({"port": port} if port else {}))
    answer = answer_to(settings, text, language)
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for message in answer["messages"]:
        typer.echo(message["text"] + "\n")
    for quick in answer.get("quick_replies", []):
        typer.echo(f"  > {quick['text']}")


@index_app.command("build")
def index_build() -> None:
    """Build a new generation of the index from the catalogue and make it the current one."""
    from bot.publishing import publish

    typer.echo(f"{publish(load_settings())} is current.")


@app.command()
def trust(
    offer: Annotated[str, typer.Argument(help="Id of an offer, as the API and `waymark ask --json` give it.")],
    country: Annotated[str | None, typer.Option(help="ISO 3166 code of the country it should count in.")] = None,
    purpose: Annotated[Purpose | None, typer.Option(help="One purpose; all five when left out.")] = None,
    circumstance: Annotated[
        list[Circumstance] | None, typer.Option(help="A situation to say what to ask in; may be given several times.")
    ] = None,
    occupation: Annotated[
        str | None, typer.Option(help="ESCO occupation aimed at (URI or UUID): its note on regulation is told.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As the API gives it.")] = False,
) -> None:
    """Is this checked, and will it count? With the evidence for every sentence."""
    from actions.professions import NO_PROFESSION, note_on, occupation_uri
    from actions.render.voice import Voice
    from actions.texts.catalogue import Texts
    from bot.api.trust import trust_document
    from bot.held_registers import load_registers
    from bot.house import load_offer

    settings = load_settings()
    found = load_offer(settings, offer)
    if found is None:
        raise CommandError(
            f"no offer has the id '{offer}'. Find ids with GET /api/offers?q=… or `waymark ask --json`."
        )
    profession = NO_PROFESSION
    if occupation is not None:
        from knowledge.esco import Esco

        profession = note_on(Esco.load(), (occupation_uri(occupation),), settings.default_language)
        if profession.evidence is None:
            raise CommandError(
                f"ESCO notes nothing on '{occupation}'. POST /api/skills/link finds URIs of occupations."
            )
    document: dict[str, Any] = trust_document(
        found,
        load_registers(settings),
        Voice(Texts(), settings.default_language),
        on=date.today(),  # noqa: DTZ011 - the operator's own day
        country=country.upper() if country else None,
        purposes=(purpose,) if purpose else tuple(Purpose),
        circumstances=circumstance or (),
        profession=profession,
    )
    if as_json:
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
        return
    typer.echo(f"{found.title} ({found.provider})\n\nWhat is it?")
    _echo_statements([document["kind"]["statement"]])
    typer.echo(f"\nIs it checked? {document['quality']['text']}")
    _echo_statements(document["quality"]["statements"])
    for outlook in document["recognition"]:
        where = outlook["country"] or "country not said"
        typer.echo(f"\nWill it count? {outlook['purpose_text']}, {where}: {outlook['text']}")
        _echo_statements([outlook["who_decides"], *outlook["statements"]])
    if document["suits"]:
        typer.echo(f"\nWhat to ask, and what fits: {', '.join(name.value for name in circumstance or ())}")
        _echo_statements(document["suits"])


def _echo_statements(statements: list[dict[str, Any]]) -> None:
    for statement in statements:
        typer.echo(f"  - {statement['text']}")
        for evidence in statement["evidence"]:
            quote = f": “{evidence['quote']}”" if evidence["quote"] else ""
            typer.echo(f"      {evidence['source']}, {evidence['locator']}, {evidence['date'] or 'no date'}{quote}")


@app.command()
def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="The findings as JSON.")] = False,
) -> None:
    """Check every part of this installation and say what to do about what is wrong."""
    from bot import doctor as looks

    findings = looks.examine(load_settings())
    if as_json:
        typer.echo(looks.as_json(findings))
    else:
        for finding in findings:
            typer.echo(f"{'ok  ' if finding.ok else 'FAIL'} {finding.part}: {finding.found}")
            if not finding.ok:
                typer.echo(f"     -> {finding.remedy}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


if __name__ == "__main__":
    main()
