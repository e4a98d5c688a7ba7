"""The document of everything that is held about a person: as data, and to be read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from actions.data import held
from actions.render.voice import Voice
from actions.state import DialogueState
from bot.chat import Chat
from bot.sessions import Session


def document_of(session: Session, stored: Mapping[str, Any]) -> dict[str, Any]:
    """{conversation_id, language, portal, consent, agreed_since, kept_until, understood, transcript, stored}: what
    memory holds, and what each store holds (`stored`: by its name)."""
    return {
        "conversation_id": session.id,
        "language": session.language,
        "portal": session.portal,
        "consent": sorted(session.consent),
        "agreed_since": {purpose.value: at.isoformat(timespec="seconds") for purpose, at in session.given_at.items()},
        "kept_until": session.kept_until.isoformat(timespec="seconds") if session.kept_until else None,
        "with_counsellor": session.with_counsellor.name if session.with_counsellor else None,
        "understood": dict(session.slots),
        "transcript": list(session.transcript),
        "stored": dict(stored),
    }


def readable(document: Mapping[str, Any], slots: Mapping[str, Any], chat: Chat, language: str | None) -> str:
    """The same in the person's language: headings, lines, and what was said."""
    voice = chat.renderer.voice(language or chat.settings.default_language, False)
    state = DialogueState.from_slots(slots)
    return "\n".join(_lines(document, state, chat, voice)) + "\n"


def _lines(document: Mapping[str, Any], state: DialogueState, chat: Chat, voice: Voice) -> Iterator[str]:
    yield voice.key("people.file.title", service=chat.settings.service_name)
    yield voice.key("people.file.made", date=chat.services.today())
    yield from _heading(voice.key("people.file.choices"))
    for purpose in ("keep", "counsellor", "found"):
        since = document["agreed_since"].get(purpose)
        on = purpose in document["consent"]
        state_word = voice.key("people.on" if on else "people.off")
        word = voice.key("people.on_since", date=since[:10]) if since else state_word
        yield voice.key("text.labelled", label=voice.key(f"people.purpose.{purpose}"), value=word)
    if document["kept_until"]:
        yield voice.key("people.data.kept", date=document["kept_until"][:10])
    yield from _heading(voice.key("people.file.understood"))
    for label, value in held(state, chat.services.esco):
        yield voice.key("text.labelled", label=voice.say(label), value=voice.say(value))
    yield from _heading(voice.key("people.file.written"))
    for entry in document["transcript"]:
        yield f"[{entry['at']}] {_who(entry, voice)}"
        yield from (entry["text"],) if "text" in entry else (m["text"] for m in entry["messages"])
        yield ""
    yield from _heading(voice.key("people.file.stored"))
    if not document["stored"]:
        yield voice.key("people.file.nothing_stored")
    for name, things in document["stored"].items():
        yield f"{name}:"
        yield json.dumps(_new_in(things), ensure_ascii=False, indent=2)


def _heading(words: str) -> Iterator[str]:
    yield ""
    yield words
    yield "-" * len(words)


def _who(entry: Mapping[str, Any], voice: Voice) -> str:
    if entry["role"] == "counsellor":
        return voice.key("people.file.counsellor", name=entry["name"])
    return voice.key(f"people.file.{entry['role']}")


def _new_in(things: Mapping[str, Any]) -> dict[str, Any]:
    """What a store holds, without what stands above already: what was said and what was understood."""
    return {key: value for key, value in things.items() if key not in ("transcript", "understood")}
