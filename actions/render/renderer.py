"""Renderer: a Reply in a language, plain or easy-read: text, HTML and data of each message, and the buttons."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actions.chips import chips
from actions.render.bodies import Body, body_of
from actions.render.voice import RIGHT_TO_LEFT, Voice
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.state import DialogueState
from actions.texts.catalogue import Texts

TEMPLATES = Path(__file__).parent / "templates"
OWN_LANGUAGE = "notice."
"""Keys that every language has: said in the person's language also while the rest is English."""


class HasTexts(Protocol):
    """What a renderer needs of the services."""

    @property
    def texts(self) -> Texts: ...


class Renderer:
    """One instance renders every conversation. Safe between threads."""

    def __init__(self, services: HasTexts) -> None:
        self.texts = services.texts
        self.voice = lru_cache(maxsize=64)(self._voice)
        self._templates = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            auto_reload=False,
        )
        self._templates.filters["json"] = _json

    def _voice(self, language: str, easy_read: bool) -> Voice:
        return Voice(self.texts, language, easy_read=easy_read)

    def render(
        self,
        reply: Reply,
        *,
        language: str,
        easy_read: bool = False,
        state: DialogueState | None = None,
        say_language_notice: bool = False,
    ) -> dict[str, Any]:
        """The answer of one turn. `language` in the result is what is really spoken. With `state`, a list of offers
        shows what was understood. `say_language_notice` puts first, in the person's language, that we answer in
        English, when we do.
        """
        voice = self.voice(language, easy_read)
        parts = reply.parts
        if say_language_notice and voice.language != language:
            parts = (Part(Kind.NOTICE, lead=(Sentence("notice.english_for_now"),)), *parts)
        understood = self.chips(state, voice) if state else []
        return {
            "language": voice.language,
            "messages": [self._message(part, voice, language, understood) for part in parts],
            "quick_replies": self.buttons(reply.quick_replies, voice),
        }

    def text(self, reply: Reply, *, language: str, easy_read: bool = False) -> str:
        """The whole answer as plain text."""
        voice = self.voice(language, easy_read)
        return "\n\n".join(
            _text([spoken["text"] for spoken in self._lead(part, voice, language)], body_of(part.content, voice))
            for part in reply.parts
        )

    def buttons(self, replies: Iterable[QuickReply], voice: Voice) -> list[dict[str, Any]]:
        """[{text, act, args}], ready to be pressed."""
        return [{"text": voice.say(r.label), "act": r.act, "args": dict(r.args)} for r in replies]

    def chips(self, state: DialogueState, voice: Voice) -> list[dict[str, Any]]:
        """[{label, text, act, args}]: what was understood; pressing one says `text` and takes it back."""
        return [
            {"label": pressed["text"], **pressed, "text": voice.key("chip.remove", what=pressed["text"])}
            for pressed in self.buttons(chips(state), voice)
        ]

    def _message(self, part: Part, voice: Voice, wanted: str, understood: list[dict[str, Any]]) -> dict[str, Any]:
        lead = self._lead(part, voice, wanted)
        body = body_of(part.content, voice)
        data = body.data
        if part.kind is Kind.OFFERS and data is not None:
            data = {**data, "understood": understood}
        html = self._templates.get_template(f"{part.kind.value}.html").render(
            lead=lead,
            data=data,
            offers=body.offers or [],
            t=voice.key,
            easy=voice.easy_read,
            lang=voice.language,
            direction=voice.direction,
        )
        message: dict[str, Any] = {
            "kind": part.kind.value,
            "text": _text([spoken["text"] for spoken in lead], body),
            "html": html,
        }
        if data is not None:
            message["data"] = data
        if body.offers is not None:
            message["offers"] = body.offers
        return message

    def _lead(self, part: Part, voice: Voice, wanted: str) -> list[dict[str, str]]:
        """The first sentences, each with the language it is in."""
        return [self._spoken(sentence, voice, wanted) for sentence in part.lead]

    def _spoken(self, sentence: Sentence, voice: Voice, wanted: str) -> dict[str, str]:
        if sentence.key.startswith(OWN_LANGUAGE):
            own = self.texts.find(wanted, sentence.key)
            if own is not None:
                return {"text": own, "lang": wanted, "dir": "rtl" if wanted in RIGHT_TO_LEFT else "ltr"}
        return {"text": voice.say(sentence), "lang": voice.language, "dir": voice.direction}


def _text(lead: list[str], body: Body) -> str:
    return "\n".join([" ".join(lead)] * bool(lead) + body.lines)


def _json(value: Mapping[str, Any]) -> str:
    """A button's value."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
