"""The list and the plan as JSON for programs, described by `SCHEMA`. The profile goes out as Europass JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from actions.chips import limit_words
from actions.limits import to_slot
from actions.offer_card import offer_card
from actions.render.statements import evidence_data
from bot.take_home.drafts import Draft, total
from bot.take_home.holdings import Holdings
from knowledge.register_rows import Contact

VERSION = 1
_EVIDENCE = {
    "type": "object",
    "required": ["source", "locator", "date", "quote", "url"],
    "properties": {
        "source": {"type": "string"},
        "locator": {"type": "string"},
        "date": {"type": ["string", "null"], "format": "date"},
        "date_text": {"type": "string"},
        "quote": {"type": "string"},
        "url": {"type": ["string", "null"]},
    },
}
SCHEMA: dict[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "What a person takes home from Waymark",
    "type": "object",
    "required": ["format", "version", "what", "language", "made_on", "service"],
    "properties": {
        "format": {"const": "waymark-take-home"},
        "version": {"const": VERSION},
        "what": {"enum": ["list", "plan"]},
        "language": {"type": "string", "description": "ISO 639-1, of every text in it"},
        "made_on": {"type": "string", "format": "date"},
        "service": {"type": "string"},
        "goal": {"type": ["string", "null"]},
        "limits": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["kind", "value", "text"],
                "properties": {"kind": {"type": "string"}, "value": {}, "text": {"type": "string"}},
            },
        },
        "purpose": {"enum": ["study", "abroad", "employer", "regulated", "prior_learning", None]},
        "country": {"type": ["string", "null"], "description": "ISO 3166 alpha-2"},
        "offers": {"type": "array", "items": {"type": "object", "description": "as GET /api/offers/{id} gives them"}},
        "contacts": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["role", "country", "name", "url", "checked", "evidence"],
                "properties": {"checked": {"type": "boolean"}, "evidence": _EVIDENCE},
            },
        },
        "made_by": {
            "type": "object",
            "required": ["counsellor"],
            "properties": {"counsellor": {"type": ["string", "null"], "description": "null: made by software"}},
        },
        "gap": {
            "type": ["object", "null"],
            "description": "skills of the occupation by ESCO: had, taught by an offer of the plan, lacking",
        },
        "lacking": {"type": "array", "items": {"type": "string"}},
        "steps": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["number", "what", "by", "amount", "currency", "at_least", "who", "offer"],
                "properties": {
                    "number": {"type": "integer"},
                    "what": {"type": "string"},
                    "by": {"type": ["string", "null"], "format": "date"},
                    "amount": {"type": ["number", "null"], "description": "null: not known"},
                    "currency": {"type": ["string", "null"], "description": "ISO 4217; null: not stated"},
                    "at_least": {"type": "boolean"},
                    "who": {"type": "string"},
                    "offer": {"type": ["string", "null"]},
                },
            },
        },
        "total": {
            "type": "object",
            "required": ["known", "unknown", "at_least"],
            "properties": {
                "known": {"type": "array", "description": "sums of what is known, one a currency"},
                "unknown": {"type": "integer", "description": "steps whose cost is not known and not in a sum"},
                "at_least": {"type": "boolean", "description": "some prices are lowest prices"},
            },
        },
        "note": {"type": "string"},
    },
}
"""JSON Schema of the JSON form."""


def list_figures(held: Holdings) -> dict[str, Any]:
    """The offers shown last."""
    return {**_common("list", held), "offers": _offers(held), "contacts": _contacts(held)}


def plan_figures(held: Holdings, draft: Draft, by: str | None) -> dict[str, Any]:
    """The plan of a draft; `by` as in papers.plan_paper."""
    steps = [step for step in draft.steps if not step.is_empty]
    summed, gap = total(tuple(steps)), held.gap
    return {
        **_common("plan", held),
        "goal": draft.goal or None,
        "made_by": {"counsellor": by},
        "gap": gap
        and {
            "occupation": gap.occupation,
            "have": list(gap.have),
            "taught": list(gap.taught),
            "lacking": list(gap.lacking),
            "evidence": evidence_data(gap.evidence, held.voice),
        },
        "lacking": [skill for skill in draft.gap.splitlines() if skill.strip()],
        "steps": [{"number": n, **step} for n, step in enumerate(Draft("", steps=tuple(steps)).told()["steps"], 1)],
        "total": {
            "known": [{"currency": currency, "amount": amount} for currency, amount in summed.sums.items()],
            "unknown": summed.unknown,
            "at_least": summed.at_least,
        },
        "note": draft.note if by else "",
        "offers": _offers(held),
        "contacts": _contacts(held),
    }


def _common(what: str, held: Holdings) -> dict[str, Any]:
    state = held.state
    return {
        "format": "waymark-take-home",
        "version": VERSION,
        "what": what,
        "language": held.voice.language,
        "made_on": held.made_on.isoformat(),
        "service": held.service_name,
        "goal": state.goal,
        "limits": [
            {
                "kind": (slot := to_slot(limit))["kind"],
                "value": slot["value"],
                "text": held.voice.say(limit_words(limit)),
            }
            for limit in state.limits
        ],
        "purpose": state.purpose.value if state.purpose else None,
        "country": state.country,
    }


def _offers(held: Holdings) -> list[dict[str, Any]]:
    return [offer_card(shown, held.voice) for shown in held.views]


def _contacts(held: Holdings) -> Sequence[dict[str, Any]]:
    return [_contact(contact, held) for contact in held.contacts]


def _contact(contact: Contact, held: Holdings) -> dict[str, Any]:
    return {
        "role": contact.role.value,
        "country": contact.country,
        "name": contact.name_local or contact.name,
        "url": contact.url,
        "checked": contact.checked,
        "evidence": evidence_data(contact.evidence(), held.voice),
    }
