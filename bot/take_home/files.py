"""Files: what a person takes home (list, plan, profile) in the form they choose. Made in memory, kept nowhere."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from actions.act import offers_of
from actions.offer_view import view
from actions.profile import profile_of
from actions.render import Renderer
from actions.services import Services
from actions.state import DialogueState
from bot.take_home.blocks import Document
from bot.take_home.calendar import NoDateError, calendar
from bot.take_home.drafts import Draft, drafted
from bot.take_home.figures import list_figures, plan_figures
from bot.take_home.given import Written
from bot.take_home.holdings import Holdings, holdings
from bot.take_home.mail import message, plain_text
from bot.take_home.papers import list_paper, plan_paper, profile_paper, profile_rows
from bot.take_home.pdf import Typesetter
from bot.take_home.web import web_page
from knowledge.exports.europass import skills_passport


class What(StrEnum):
    """What can be taken home."""

    LIST = "list"
    PLAN = "plan"
    PROFILE = "profile"


class Form(StrEnum):
    """The form of a file; the value is how its name ends, but for plain text."""

    PDF = "pdf"
    HTML = "html"
    JSON = "json"
    TEXT = "text"
    EML = "eml"
    ICS = "ics"


MEDIA = {
    Form.PDF: "application/pdf",
    Form.HTML: "text/html; charset=utf-8",
    Form.JSON: "application/json",
    Form.TEXT: "text/plain; charset=utf-8",
    Form.EML: "message/rfc822",
    Form.ICS: "text/calendar; charset=utf-8",
}
FORMS = {
    What.LIST: (Form.PDF, Form.HTML, Form.TEXT, Form.EML, Form.JSON),
    What.PLAN: (Form.PDF, Form.HTML, Form.TEXT, Form.EML, Form.ICS, Form.JSON),
    What.PROFILE: (Form.PDF, Form.HTML, Form.TEXT, Form.EML, Form.JSON),
}
"""Which forms there are of what, the most useful first."""


class NotMadeError(LookupError):
    """This cannot be taken home: `why` is the last part of a text key (plan.no_…): form, list, date_known."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class File:
    """A file: its name says nothing about the person."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Order:
    """A file that is asked for: `state` and `written` are of the conversation; `key` is a secret of it that makes the
    ids of a calendar."""

    what: What
    form: Form
    state: DialogueState
    language: str
    easy_read: bool
    key: str
    written: Written | None = None


@dataclass(slots=True)
class Files:
    """Makes files. `now` is the wall clock."""

    services: Services
    renderer: Renderer
    service_name: str
    typesetter: Typesetter = field(default_factory=Typesetter)
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def make(self, order: Order) -> File:
        """The file. Raises NotMadeError, pdf.TypesettingError, pdf.TooManyFilesError."""
        if order.form not in FORMS[order.what]:
            raise NotMadeError("form")
        if order.what is not What.PROFILE and not order.state.shortlist and order.written is None:
            raise NotMadeError("list")
        made = await asyncio.to_thread(self._made, order)
        content = await self.typesetter.pdf(made) if isinstance(made, Document) else made
        ending = "txt" if order.form is Form.TEXT else order.form.value
        return File(f"waymark-{order.what.value}.{ending}", MEDIA[order.form], content)

    def held(self, state: DialogueState, language: str, easy_read: bool = False) -> Holdings:
        """What a conversation has to take home. Takes a search."""
        return holdings(self.services, state, self.renderer.voice(language, easy_read), self.service_name)

    def paper(self, order: Order) -> Document:
        """The document of an order."""
        held, draft, by = self._content(order)
        match order.what:
            case What.LIST:
                return list_paper(held)
            case What.PLAN:
                return plan_paper(held, draft, by)
            case What.PROFILE:
                return profile_paper(held, profile_rows(held, self._label(held.voice.language)))

    def _made(self, order: Order) -> bytes | Document:
        match order.form:
            case Form.PDF:
                return self.paper(order)
            case Form.HTML:
                return web_page(self.paper(order)).encode()
            case Form.TEXT:
                return plain_text(self.paper(order)).encode()
            case Form.EML:
                return message(self.paper(order))
            case Form.JSON:
                return _json(self._figures(order))
            case Form.ICS:
                return self._calendar(order)

    def _content(self, order: Order) -> tuple[Holdings, Draft, str | None]:
        """What is held, the plan's draft, and who gave it (None: made by rule)."""
        held = self.held(order.state, order.language, order.easy_read)
        given = order.written.given if order.written else None
        if order.what is not What.PLAN or given is None:
            return held, drafted(held), None
        return self.with_offers(held, given), given, order.written.given_by if order.written else None

    def with_offers(self, held: Holdings, draft: Draft) -> Holdings:
        """What is held, with the offers of a plan's steps: the list may have moved on since it was written."""
        known = {shown.offer.id: shown for shown in held.views}
        ids = tuple(dict.fromkeys(step.offer for step in draft.steps if step.offer))
        new = {o.id: view(self.services, o, held.state) for o in offers_of(self.services, ids) if o.id not in known}
        views = tuple((known | new)[offer_id] for offer_id in ids if offer_id in known | new)
        return replace(held, views=views, voice=self.renderer.voice(draft.language, held.voice.easy_read))

    def _figures(self, order: Order) -> dict[str, Any]:
        if order.what is What.PROFILE:
            profile, esco = profile_of(order.state), self.services.esco
            return skills_passport(profile, esco, language=order.language, at=self.now())
        held, draft, by = self._content(order)
        return list_figures(held) if order.what is What.LIST else plan_figures(held, draft, by)

    def _calendar(self, order: Order) -> bytes:
        held, draft, _ = self._content(order)
        offers = {shown.offer.id: shown.offer for shown in held.views}
        try:
            return calendar(held.voice.key("plan.title_plan"), draft.steps, offers, held.voice, order.key, self.now())
        except NoDateError:
            raise NotMadeError("date_known") from None

    def _label(self, language: str) -> Callable[[str], str]:
        """What a concept of ESCO is called; its address where ESCO has none such (one brought from elsewhere)."""
        esco = self.services.esco
        return lambda uri: esco.label(uri, language) if uri in esco else uri


def _json(told: dict[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=2).encode()
