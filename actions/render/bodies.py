"""The body of each kind of message: typed content becomes JSON data, cards, and lines to read aloud."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from actions.contents import (
    Checked,
    Compared,
    Counted,
    Described,
    Facts,
    Handover,
    Nothing,
    Pathway,
    Points,
    Shortlist,
    Takeable,
)
from actions.offer_card import offer_card, outlook_data
from actions.offer_view import OfferView
from actions.render.pathway import pathway_data, pathway_lines
from actions.render.statements import evidence_data, safe_url, said, source_line, statement_data, statements_data
from actions.render.takeable import takeable_data, takeable_lines
from actions.render.voice import Voice
from knowledge.register_rows import Contact, Helpline
from knowledge.trust import Element

SHOWN_FACTS = ("skills", "effort", "price", "mode", "language")
"""Facts of a card, in the order of its lines."""


@dataclass(frozen=True, slots=True)
class Body:
    """What a message shows below its lead: `data` of the public contract, `offers` it speaks of, `lines` as text."""

    data: dict[str, Any] | None = None
    offers: list[dict[str, Any]] | None = None
    lines: list[str] = field(default_factory=list)


def body_of(content: object, voice: Voice) -> Body:
    """The body for a part's content. Raises TypeError for content that has no rendering."""
    if content is None:
        return Body()
    for kind, build in _BUILDERS.items():
        if isinstance(content, kind):
            return build(content, voice)
    if isinstance(content, dict):
        return Body(data=content)
    raise TypeError(f"Content {type(content).__name__} has no rendering. Expected one of actions/contents.py.")


def _shortlist(content: Shortlist, voice: Voice) -> Body:
    cards = [offer_card(view, voice) for view in content.views]
    for place, card in enumerate(cards, start=1):
        card["place_in_list"] = place
    lines = [line for place, card in enumerate(cards, start=1) for line in _card_lines(place, card, voice)]
    return Body(data={"total": content.total}, offers=cards, lines=lines)


def _card_lines(place: int, card: dict[str, Any], voice: Voice) -> list[str]:
    """A card as it is read aloud: everything that the card shows, sources included."""
    lines = [voice.key("text.offer", place=place, title=card["title"], provider=card["provider"])]
    if card["steered_text"]:
        lines.append(card["steered_text"])
    if card["counsellor_note"]:
        lines.append(counsellor_says(card, voice))
    lines += [_labelled(f"card.{name}", card["words"][name], voice) for name in SHOWN_FACTS]
    if card["learn"]["matched"]:
        lines.insert(-len(SHOWN_FACTS) + 1, f"{voice.key('card.for_goal')} {card['learn']['matched_text']}")
    lines += [
        _labelled("card.checked", card["quality"]["text"], voice),
        _labelled("card.counts", card["recognition"]["text"], voice),
    ]
    for part in ("why", "caveats"):
        if card[part]:
            lines.append(_labelled(f"card.{part}", " ".join(said(reason, voice) for reason in card[part]), voice))
    if card["url"]:
        lines.append(_labelled("card.link", card["url"], voice))
    return lines


def counsellor_says(card: dict[str, Any], voice: Voice) -> str:
    """A counsellor's remark on an offer, with who says it."""
    return voice.key("steering.note", name=card["counsellor"] or "", words=card["counsellor_note"])


def _labelled(label: str, value: str, voice: Voice) -> str:
    return _pair(voice.key(label), value, voice)


def _pair(label: str, value: str, voice: Voice) -> str:
    """“Price: 49 €”, “Is it checked? Not stated”: a question needs no colon."""
    asks = label.rstrip().endswith(("?", "؟", ";"))
    return voice.key("text.asked" if asks else "text.labelled", label=label, value=value)


def _checked(content: Checked, voice: Voice) -> Body:
    card = offer_card(content.view, voice)
    data = {"offer_id": card["id"], **card["quality"]}
    lines = [card["quality"]["text"].rstrip(".") + ".", *_statement_lines(data["statements"], voice)]
    return Body(data=data, offers=[card], lines=lines)


def _counted(content: Counted, voice: Voice) -> Body:
    card = offer_card(content.view, voice)
    answer = outlook_data(content.view.outlooks[0], voice)
    country = voice.country(answer["country"]) if answer["country"] else voice.key("country.unknown")
    data = {"offer_id": card["id"], "country_text": country, **answer}
    shown = [answer["who_decides"], *(s for s in answer["statements"] if s["id"] != answer["who_decides"]["id"])]
    data["shown"] = shown
    lines = [
        voice.key("text.labelled", label=f"{answer['purpose_text']}, {country}", value=f"{answer['text']}."),
        *_statement_lines(shown, voice),
    ]
    return Body(data=data, offers=[card], lines=lines)


def _statement_lines(statements: Iterable[dict[str, Any]], voice: Voice) -> list[str]:
    return [f"{said(statement, voice)} {source_line(statement, voice)}" for statement in statements]


def _points(content: Points, voice: Voice) -> Body:
    statements = statements_data(content.statements, voice)
    return Body(data={"statements": statements}, lines=_statement_lines(statements, voice))


def _fact(name: str) -> Callable[[dict[str, Any], Voice], str]:
    return lambda card, voice: str(card["words"][name])


ROWS: tuple[tuple[str, Callable[[dict[str, Any], Voice], str]], ...] = (
    ("card.provider", lambda card, voice: str(card["provider"])),
    ("card.kind", lambda card, voice: str(card["kind"]["text"])),
    *((f"card.{name}", _fact(name)) for name in ("skills", "effort", "price", "mode", "language", "level")),
    ("card.checked", lambda card, voice: str(card["quality"]["text"])),
    ("card.counts", lambda card, voice: str(card["recognition"]["text"])),
)
"""The rows of a comparison: label and cell."""


def _compared(content: Compared, voice: Voice) -> Body:
    cards = [offer_card(view, voice) for view in content.views]
    table = [(key, voice.key(key), [cell(card, voice) for card in cards]) for key, cell in ROWS]
    lines = []
    for place, card in enumerate(cards):
        facts = " ".join(f"{_pair(label, cells[place], voice)}." for _, label, cells in table)
        lines.append(_pair(card["title"], facts, voice))
    data = {
        "columns": [{"id": card["id"], "title": card["title"]} for card in cards],
        "rows": [{"id": key.removeprefix("card."), "label": label, "cells": cells} for key, label, cells in table],
    }
    return Body(data=data, offers=cards, lines=lines)


def _pathway(content: Pathway, voice: Voice) -> Body:
    data = pathway_data(content, voice)
    regulated = _statement_lines(data["regulated"], voice)
    cards = [offer_card(step.view, voice) for step in content.steps]
    return Body(data=data, offers=cards, lines=[*regulated, *pathway_lines(data, voice)])


def _described(content: Described, voice: Voice) -> Body:
    card = offer_card(content.view, voice)
    elements = [_element(element, voice) for element in content.elements]
    kind = statement_data(content.view.kind_statement, voice)
    lines = _statement_lines([kind], voice)
    lines += [
        _pair(e["label"], " ".join(said(s, voice) for s in (e["statement"], *e["more"])), voice) for e in elements
    ]
    return Body(data={"offer_id": card["id"], "kind": kind, "elements": elements}, offers=[card], lines=lines)


def _element(element: Element, voice: Voice) -> dict[str, Any]:
    return {
        "id": element.id,
        "label": voice.key(f"element.{element.id}"),
        "mandatory": element.mandatory,
        "state": element.state.value,
        "state_text": voice.key(f"word.element.{element.state.value}"),
        "value": element.value,
        "statement": statement_data(element.statement, voice),
        "more": statements_data(element.more, voice),
    }


def _facts(content: Facts, voice: Voice) -> Body:
    rows = [{"label": voice.say(label), "value": voice.say(value)} for label, value in content.rows]
    lines = [voice.key("text.labelled", label=row["label"], value=row["value"]) for row in rows]
    return Body(data={"facts": rows}, lines=lines)


def _handover(content: Handover, voice: Voice) -> Body:
    contacts = [_contact(contact, voice) for contact in content.contacts]
    helplines = [_helpline(helpline, voice) for helpline in content.helplines]
    lines = [_contact_line(entry, voice) for entry in (*contacts, *helplines)]
    return Body(data={"urgent": content.urgent, "contacts": contacts, "helplines": helplines}, lines=lines)


def _contact(contact: Contact, voice: Voice) -> dict[str, Any]:
    return {
        "role": voice.key(f"role.{contact.role.value}"),
        "country": contact.country,
        "name": contact.name_local or contact.name,
        "url": safe_url(contact.url),
        "number": None,
        "hours": None,
        "checked": contact.checked,
        "evidence": evidence_data(contact.evidence(), voice),
    }


def _helpline(helpline: Helpline, voice: Voice) -> dict[str, Any]:
    return {
        "role": voice.key("role.helpline"),
        "country": helpline.country,
        "name": helpline.name or voice.country(helpline.country),
        "url": safe_url(helpline.url),
        "number": helpline.number,
        "hours": helpline.hours,
        "checked": helpline.checked,
        "evidence": evidence_data(helpline.evidence(), voice),
    }


def _contact_line(entry: dict[str, Any], voice: Voice) -> str:
    where = ", ".join(str(part) for part in (entry["number"], entry["url"]) if part)
    line = voice.key("text.labelled", label=entry["role"], value=", ".join(p for p in (entry["name"], where) if p))
    return line if entry["checked"] else f"{line} {voice.key('contact.not_checked')}"


def _takeable(content: Takeable, voice: Voice) -> Body:
    data = takeable_data(content, voice)
    return Body(data=data, lines=takeable_lines(data, voice))


def _nothing(content: Nothing, voice: Voice) -> Body:
    return Body(data={"nothing_found": True})


_BUILDERS: dict[type, Callable[[Any, Voice], Body]] = {
    Shortlist: _shortlist,
    Nothing: _nothing,
    Checked: _checked,
    Counted: _counted,
    Compared: _compared,
    Described: _described,
    Points: _points,
    Pathway: _pathway,
    Facts: _facts,
    Handover: _handover,
    Takeable: _takeable,
}


def views_of(content: object) -> tuple[OfferView, ...]:
    """The offers that a content speaks of, in order."""
    match content:
        case Shortlist() | Compared():
            return content.views
        case Checked() | Counted() | Described():
            return (content.view,)
        case Pathway():
            return tuple(step.view for step in content.steps)
        case _:
            return ()
