"""An offer on paper: what the card says, with every source written out, and what to ask first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from actions.offer_view import OfferView
from actions.render.statements import safe_url, said
from actions.render.voice import Voice
from bot.take_home.blocks import Block, Bullets, Heading, Line, Span, Terms, line
from knowledge.offer import Offer
from knowledge.register_rows import Contact
from knowledge.trust import Outlook, QualityStatus

FACTS = ("effort", "price", "mode", "language", "level")
"""Facts of a card that stand on paper, in this order."""


def offer_blocks(
    number: int, card: dict[str, Any], note: str | None, note_by: str | None, voice: Voice
) -> list[Block]:
    """Heading, facts, reasons, trust: `card` is the offer of the public contract, `note` a counsellor's remark."""
    blocks: list[Block] = [
        Heading(3, f"{number}. {card['title']}"),
        Terms(
            (
                (_label("card.provider", voice), line(card["provider"])),
                *((_label(f"card.{name}", voice), line(card["words"][name])) for name in FACTS),
                (_label("card.checked", voice), line(card["quality"]["text"])),
                (_label("card.counts", voice), line(card["recognition"]["text"])),
                *(((_label("card.link", voice), (Span(card["url"], card["url"]),)),) if card["url"] else ()),
                *(((_label("plan.note", voice, name=note_by or ""), line(note)),) if note else ()),
            )
        ),
    ]
    for label, statements in (
        ("card.why", card["why"]),
        ("card.caveats", card["caveats"]),
        ("card.checked", card["quality"]["statements"]),
        ("card.counts", _counted(card)),
    ):
        if statements:
            blocks += [Heading(4, voice.key(label)), Bullets(tuple(sourced(each, voice) for each in statements))]
    return blocks


def _counted(card: dict[str, Any]) -> list[dict[str, Any]]:
    """What is said about recognition for the purpose that was named; without one there is a word a purpose."""
    asked = card["recognition"]
    if "statements" not in asked:
        return []
    return [asked["who_decides"], *(s for s in asked["statements"] if s["id"] != asked["who_decides"]["id"])]


def sourced(statement: dict[str, Any], voice: Voice) -> Line:
    """What is said, then where it was read: source, date, link."""
    spans = [Span(said(statement, voice))]
    if statement["url"]:
        spans += [Span(" "), Span(statement["url"], statement["url"])]
    return (*spans, Span(" "), *sources(statement["evidence"], voice))


def sources(evidence: Iterable[dict[str, Any]], voice: Voice) -> tuple[Span, ...]:
    """“Source: register of agencies, 1 March 2019.”, each linked to where it stands."""
    once = {(each["source"], each["date_text"], each["url"]): each for each in evidence}
    spans = [Span(voice.key("plan.source") + " ", small=True)]
    for number, (source, date_text, url) in enumerate(once):
        spans += [Span("; ", small=True)] if number else []
        spans += [Span(source, url, small=True), Span(f", {date_text}", small=True)]
    return (*spans, Span(".", small=True))


def contact_line(contact: Contact, voice: Voice) -> Line:
    """A body to ask: for what, its name and page, and whether that is checked."""
    name, url = contact.name_local or contact.name, safe_url(contact.url)
    spans = [Span(f"{voice.key(f'role.{contact.role.value}')}: "), Span(name, strong=True)]
    spans += [Span(", "), Span(url, url)] if url else []
    if not contact.checked:
        spans.append(Span(f" {voice.key('contact.not_checked')}"))
    found = contact.evidence()
    when = voice.date(found.date) if found.date else voice.key("evidence.no_date")
    told = {"source": found.source, "date_text": when, "url": safe_url(found.url)}
    return (*spans, Span(" "), *sources([told], voice))


def to_ask(shown: OfferView, voice: Voice) -> tuple[str, ...]:
    """What to ask the provider before anything is signed or paid: what the offer does not say, or nobody confirms."""
    return tuple(voice.key(f"plan.ask_{name}") for name in _open_questions(shown))


def _open_questions(shown: OfferView) -> Iterator[str]:
    offer = shown.offer
    if offer.price is None or offer.price.at_least or (offer.price.currency is None and not offer.price.is_free):
        yield "price"
    if shown.quality.status is not QualityStatus.VERIFIED:
        yield "checked"
    if any(outlook.outlook is not Outlook.SUPPORTED for outlook in shown.outlooks):
        yield "counts"
    if offer.assessment is None:
        yield "assessment"
    if offer.start is None and offer.apply_by is None:
        yield "start"


UNSTATED: tuple[tuple[str, Callable[[Offer], object]], ...] = (
    ("effort", lambda offer: offer.workload_hours or offer.duration_weeks or offer.ects is not None),
    ("price", lambda offer: offer.price),
    ("mode", lambda offer: offer.mode),
    ("language", lambda offer: offer.languages),
    ("level", lambda offer: offer.level or offer.eqf),
)
"""Facts of a card, and whether an offer states them."""


def not_stated(offer: Offer, voice: Voice) -> tuple[str, ...]:
    """Labels of the facts that the offer does not state."""
    return tuple(voice.key(f"card.{name}") for name, known in UNSTATED if not known(offer))


def _label(key: str, voice: Voice, **params: str) -> str:
    """A label with its colon; a question needs none."""
    label = voice.key(key, **params).rstrip()
    return label if label.endswith(("?", "؟", ";", ":")) else f"{label}:"
