"""Bringing a profile by the page's plain form: `POST /bring`, multipart, from the buttons of bring_profile.html.

The buttons stand in a message and belong to the page's form (form="wm-form"); they send its conversation_id, token
and lang, and either `file` (or the words in the box, with step=text) or the ticked `item`s with `use`=proposal id.
With JavaScript the page may send the same to /api/conversations/{id}/profile and …/profile/confirm instead:
the control is marked data-wm-bring, the list of boxes data-wm-proposal.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from bot.bring.bringing import Bringing
from bot.bring.upload import file_in, form_in_memory
from bot.chat import Chat
from bot.page import Seen, _page
from bot.problems import ProblemError
from knowledge.languages import CODES

router = APIRouter(include_in_schema=False)


@router.post("/bring")
async def bring_by_form(request: Request) -> HTMLResponse:
    """One step by plain form: a file is read and proposed, or a proposal is confirmed. Answers with the page."""
    chat: Chat = request.app.state.chat
    form = await form_in_memory(request)
    data, name = await file_in(form)
    fields = {name: value for name, value in form.multi_items() if isinstance(value, str)}
    language = fields.get("lang", "")
    language = language if language in CODES else chat.settings.default_language
    token = fields.get("token", "")
    session = chat.sessions.find(fields.get("conversation_id", ""), token)
    failed: ProblemError | None = None
    try:
        if session is None:
            session, token, _ = chat.open(language=language, portal=None)
        bringing = Bringing(chat)
        if use := fields.get("use"):
            boxes = (str(value).partition(".") for value in form.getlist("item"))
            ids = frozenset(item for proposal, _, item in boxes if proposal == use)
            await bringing.confirm(session, use, ids)
        elif fields.get("step") == "text":
            await bringing.propose(session, text=fields.get("text", "") or " ")
        else:
            await bringing.propose(session, data=data, name=name)
    except ProblemError as refused:
        failed = refused
        if session is not None and "refusal" in refused.extra:
            failed = None
            await Bringing(chat).say_refused(session, str(refused.extra["refusal"]))
    portal = request.app.state.portals.find(session.portal) if session and session.portal else None
    embedded = request.headers.get("sec-fetch-dest") == "iframe"
    return _page(
        chat,
        Seen(
            (session.language if session else None) or language,
            portal=portal,
            embedded=embedded,
            session=session,
            token=token if session else "",
            failed=failed,
        ),
    )
