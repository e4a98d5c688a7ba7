"""A proposal in words: the message with its boxes to tick, and the same as data."""

from __future__ import annotations

from typing import Any

from actions.bring_profile import ACCEPTED
from actions.render.voice import Voice
from actions.reply import Kind, Part, Reply, Sentence
from bot.bring.proposal import CheckedCredential, Item, ItemKind, Proposal
from knowledge.credentials.check import Verdict

_LABEL = "\ue000"
"""Stands for the label while a sentence is taken apart around it: a character that nobody writes."""

CHECKED_HERE = frozenset({Verdict.AUTHENTIC, Verdict.UNCHANGED, Verdict.BROKEN})


def shown(proposal: Proposal, voice: Voice) -> tuple[Reply, list[str]]:
    """The reply, and the lines that stand below its first sentences where it is read aloud."""
    items = [item_data(item, proposal, voice) for item in proposal.items]
    credentials = [credential_data(each, voice) for each in proposal.credentials]
    lead = [Sentence("bring.found", count=len(items)) if items else Sentence("bring.found_nothing")]
    if any(item.kind is ItemKind.LANGUAGE for item in proposal.items):
        lead.append(Sentence("bring.languages"))
    if any(item.label_language != voice.language for item in proposal.items if item.uri):
        lead.append(Sentence("bring.english_names"))
    if proposal.unlinked:
        lead.append(Sentence("bring.unlinked", count=proposal.unlinked))
    if proposal.left_out:
        lead.append(Sentence("bring.left_out", count=proposal.left_out))
    lead.append(Sentence("bring.not_kept"))
    content = {
        "step": "confirm",
        "proposal_id": proposal.id,
        "items": items,
        "credentials": credentials,
        "accept": ACCEPTED,
    }
    lines = [each["text"] for each in credentials] + [f"{item['text']} ({item['certainty_text']})" for item in items]
    return Reply((Part(Kind.BRING_PROFILE, tuple(lead), content),)), lines


def item_data(item: Item, proposal: Proposal, voice: Voice) -> dict[str, Any]:
    """{id, kind, label, text, uri, certainty, certainty_text, ticked, from, where}: `text` is the label in a
    sentence, `before` and `after` what of it stands around the label; `where` the place in the file."""
    before, _, after = voice.key(f"bring.item_{item.kind.value}", what=_LABEL).partition(_LABEL)
    return {
        "id": item.id,
        "box": f"{proposal.id}.{item.id}",
        "kind": item.kind.value,
        "label": _label(item, voice),
        "label_language": item.label_language if item.uri else voice.language,
        "text": voice.key(f"bring.item_{item.kind.value}", what=_label(item, voice)),
        "before": before.rstrip("\u2068"),
        "after": after.lstrip("\u2069"),
        "uri": item.uri,
        "certainty": item.certainty.value,
        "certainty_text": voice.key(f"bring.{item.certainty.value}"),
        "ticked": item.is_ticked,
        "from": _from(item, voice),
        "where": item.where,
    }


def _label(item: Item, voice: Voice) -> str:
    if item.kind is ItemKind.SCHOOLING:
        return voice.key("bring.schooling", level=int(item.level or 0), title=item.said)
    if item.kind is ItemKind.LANGUAGE:
        name = voice.language_name(item.code or "")
        if item.level == "mother_tongue":
            return voice.key("bring.mother_tongue", language=name)
        return voice.key("bring.language_level", language=name, level=item.level) if item.level else name
    return item.label


def _from(item: Item, voice: Voice) -> str:
    if item.part_of:
        return voice.key("bring.often_part", occupation=item.part_of)
    if item.broken:
        return voice.key("bring.from_broken")
    if item.said and item.kind is not ItemKind.SCHOOLING:
        return voice.key("bring.from_words", words=item.said)
    return voice.key("bring.from_place")


def credential_data(each: CheckedCredential, voice: Voice) -> dict[str, Any]:
    """{title, awarding_body, level, check, text}."""
    said = each.verdict if each.verdict in CHECKED_HERE else Verdict.NOT_CHECKED
    named = voice.key("bring.credential", title=each.title, body=each.awarding_body or voice.key("bring.no_body"))
    return {
        "title": each.title,
        "awarding_body": each.awarding_body,
        "level": each.level,
        "check": each.verdict.value,
        "text": f"{named} {voice.key(f'bring.seal_{said.value}')}",
    }
