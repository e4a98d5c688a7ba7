"""Agreements: how the three purposes are explained, asked for and shown; yes and no with the same weight."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from actions.act import Turn
from actions.ask_about import button
from actions.consents import Consent
from actions.contents import Facts
from actions.reply import Kind, Part, QuickReply, Sentence
from nlu.understanding import Act

Row = tuple[Sentence, Sentence]


def purpose_of(args: Mapping[str, object]) -> Consent | None:
    """The purpose that a button names; None for none and for what is none."""
    value = args.get("purpose")
    return Consent(value) if isinstance(value, str) and value in set(Consent) else None


def kept_until(turn: Turn) -> date:
    """The day on which what is kept from now on goes."""
    return turn.services.today() + timedelta(days=turn.services.keep_days)


def explained(purpose: Consent, turn: Turn) -> Part:
    """The question for one purpose: what exactly, where, until when, who sees it, how to undo it."""
    until = (
        Sentence("people.counsellor.until")
        if purpose is Consent.COUNSELLOR
        else Sentence("people.until_date", {"date": kept_until(turn)})
    )
    rows = (
        (Sentence("people.what"), Sentence(f"people.{purpose.value}.what")),
        (Sentence("people.where"), Sentence("people.where_here")),
        (Sentence("people.until"), until),
        (Sentence("people.who"), Sentence(f"people.{purpose.value}.who")),
        (Sentence("people.undo"), Sentence(f"people.{purpose.value}.undo")),
    )
    return Part(Kind.TEXT, lead=(Sentence(f"people.{purpose.value}.ask"),), content=Facts(rows))


def states(turn: Turn) -> tuple[Row, ...]:
    """Each purpose with its state: off, or on and since when."""
    return tuple((Sentence(f"people.purpose.{purpose.value}"), _state(purpose, turn)) for purpose in Consent)


def _state(purpose: Consent, turn: Turn) -> Sentence:
    if purpose not in turn.state.consent:
        return Sentence("people.off")
    since = turn.agreed_since.get(purpose)
    return Sentence("people.on_since", {"date": since}) if since else Sentence("people.on")


def switches(turn: Turn) -> tuple[QuickReply, ...]:
    """One button a purpose: to be asked about it where it is off, to take it back where it is on."""
    return tuple(stop(purpose) if purpose in turn.state.consent else ask(purpose) for purpose in Consent)


def ask(purpose: Consent) -> QuickReply:
    """Explains the purpose and asks; agrees to nothing yet."""
    return button(f"people.button.{purpose.value}", Act.GIVE_CONSENT, purpose=purpose.value)


def stop(purpose: Consent) -> QuickReply:
    """Takes it back at once."""
    return button(f"people.button.stop_{purpose.value}", Act.WITHDRAW_CONSENT, purpose=purpose.value)
