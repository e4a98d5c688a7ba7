"""`waymark erase`: what is kept about people goes, in every store, whether or not the advisor runs."""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from bot.port import CommandError
from bot.settings import Settings, load_settings

WAIT_S = 30.0
"""How long the running advisor is waited for."""


def erase(
    conversation: Annotated[str | None, typer.Option(help="Id of one conversation.")] = None,
    everyone: Annotated[bool, typer.Option("--all", help="Everything about everybody.")] = False,
    expired: Annotated[bool, typer.Option("--expired", help="What is past its day, now.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before --all.")] = False,
    port: Annotated[int | None, typer.Option(help="Port of a running advisor (default WAYMARK_PORT).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The report as JSON.")] = False,
) -> None:
    """Erase what is kept about one conversation, about everybody, or what is past its day; says what went where."""
    from bot.people.erasures import ALL, EXPIRED

    if sum((conversation is not None, everyone, expired)) != 1:
        raise CommandError("say what to erase: --conversation ID, --all or --expired, one of them.")
    if conversation is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,60}", conversation):
        raise CommandError(
            "the id of a conversation has letters, digits, - and _ only: the API gave it as it opened."
        )
    if everyone and not yes:
        typer.confirm("Everything that is kept about everybody is erased. This cannot be undone. Go on?", abort=True)
    settings = load_settings(**({"port": port} if port else {}))
    what = conversation or (ALL if everyone else EXPIRED)
    runs = _runs(settings)
    report = _by_the_advisor(settings, what) if runs else _here(settings, what)
    if as_json:
        typer.echo(json.dumps({"by": "the running advisor" if runs else "this command", "erased": report}, indent=2))
        return
    for place, number in report.items():
        typer.echo(f"{place}: {number} erased")
    if not report:
        typer.echo("Nothing was held.")
    typer.echo("Done by the running advisor." if runs else "Done; no advisor runs on this port.")


def _runs(settings: Settings) -> bool:
    """Whether an advisor answers on the port."""
    import httpx

    try:
        answer = httpx.get(f"{settings.loopback_url}/health/live", timeout=2)
        return answer.status_code == httpx.codes.OK and answer.json() == {"status": "live"}
    except (httpx.HTTPError, ValueError):
        return False


def _by_the_advisor(settings: Settings, what: str) -> Mapping[str, Any]:
    """The running advisor erases, also what only its memory holds; its report."""
    from bot.people.erasures import OUTSIDE
    from bot.people.everyone import people_of

    people = people_of(settings)
    people.erasures.ask(OUTSIDE + what, datetime.now(UTC))
    try:
        until = time.monotonic() + WAIT_S
        while (report := people.erasures.report(what)) is None:
            if time.monotonic() > until:
                raise CommandError(
                    f"the advisor on port {settings.port} did not erase within {WAIT_S:.0f} s. It stays on its list. "
                    "Does it use the same WAYMARK_HOME and WAYMARK_DATABASE_URL? Its log says what failed."
                )
            time.sleep(0.1)
        people.erasures.strike(OUTSIDE + what)
        people.database.scrub(whole=True)
        return report
    finally:
        people.database.close()


def _here(settings: Settings, what: str) -> Mapping[str, Any]:
    """Erase the stores themselves; there is no memory to reach."""
    from bot.people.erasures import ALL, EXPIRED
    from bot.people.everyone import stored_people_of

    people = stored_people_of(settings)
    try:
        if not people.database.exists():
            return {}
        wanted = people.conversations() if what == ALL else people.past_their_day() if what == EXPIRED else (what,)
        report: Counter[str] = Counter()
        for conversation_id in wanted:
            report.update(people.erase(conversation_id))
        people.expire()
        people.database.scrub(whole=True)
        return dict(report)
    finally:
        people.database.close()
