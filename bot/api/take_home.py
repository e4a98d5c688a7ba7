"""Files for the person: list, plan and profile to take home. They are made when asked for, and not kept."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from actions.consents import Consent
from actions.state import DialogueState
from bot.api.conversations import chat_of, session_of
from bot.chat import Chat
from bot.page import WEB, asset_version
from bot.problems import ProblemError
from bot.sessions import Session
from bot.take_home.figures import SCHEMA
from bot.take_home.files import FORMS, File, Files, NotMadeError, Order, What
from bot.take_home.files import Form as FileForm
from bot.take_home.given import Plans, Written
from bot.take_home.pdf import TooManyFilesError, TypesettingError
from knowledge.languages import CODES

log = logging.getLogger(__name__)
HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""Should a browser show a file of ours instead of saving it: nothing in it may run or load."""

_templates = Environment(
    loader=FileSystemLoader(WEB / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
router = APIRouter(tags=["conversations"])
page_router = APIRouter(include_in_schema=False)


def files_of(request: Request) -> Files:
    """The app's maker of files."""
    files: Files = request.app.state.files
    return files


@router.get(
    "/api/conversations/{conversation_id}/take-home",
    response_class=Response,
    responses={
        200: {
            "description": "the file",
            "content": {
                kind: {} for kind in ("application/pdf", "text/html", "application/json", "text/plain",
                                      "message/rfc822", "text/calendar")
            },
        }
    },
)  # fmt: skip
async def take_home(
    request: Request,
    session: Annotated[Session, Depends(session_of)],
    chat: Annotated[Chat, Depends(chat_of)],
    what: Annotated[What, Query(description="the offers shown last, the action plan, or what is known about me")],
    form: Annotated[FileForm, Query(alias="format", description="ics: plans only")] = FileForm.PDF,
) -> Response:
    """A file to take home. Nothing of it is kept. A plan that no counsellor gave is made by rule, and says so."""
    try:
        return answer(await _made(request, chat, session, what, form))
    except NotMadeError as refused:
        raise _problem(refused, what) from None


@router.get("/api/take-home/schema", responses={200: {"content": {"application/schema+json": {}}}})
async def schema() -> JSONResponse:
    """JSON Schema of the list and the plan as JSON. The profile is a Europass Skills Passport."""
    return JSONResponse(SCHEMA, media_type="application/schema+json")


@page_router.post("/comes-back")
async def comes_back(
    request: Request,
    chat: Annotated[Chat, Depends(chat_of)],
    conversation_id: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
    lang: Annotated[str, Form()] = "",
) -> Response:
    """The link that opens a kept conversation again, for who holds it. What stands behind # reaches no server."""
    language = lang if lang in CODES else chat.settings.default_language
    session = chat.sessions.find(conversation_id, token) if conversation_id else None
    if session is None:
        return _page(chat, language, "plan.no_title", "plan.no_ended", 404)
    language = session.language or language
    if Consent.KEEP not in session.consent:
        return _page(chat, language, "plan.link_title", "plan.link_needs_keep", 409, session, token)
    address = (chat.settings.public_url or str(request.base_url)).rstrip("/")
    link = f"{address}/#wm={session.id}.{token}"
    return _page(chat, language, "plan.link_title", "plan.link_holds", 200, session, token, link)


@page_router.post("/take-home")
async def take_home_by_form(
    request: Request,
    chat: Annotated[Chat, Depends(chat_of)],
    conversation_id: Annotated[str, Form()] = "",
    token: Annotated[str, Form()] = "",
    take: Annotated[str, Form(description="what.format, as the button says it")] = "",
    what: Annotated[str, Form()] = "",
    form: Annotated[str, Form(alias="format")] = "",
    lang: Annotated[str, Form()] = "",
) -> Response:
    """The same by plain form, for a page without JavaScript. A refusal is a page in words."""
    wanted, _, ending = take.partition(".") if take else (what, "", form or FileForm.PDF.value)
    language = lang if lang in CODES else chat.settings.default_language
    session = chat.sessions.find(conversation_id, token) if conversation_id else None
    if session is None:
        return _refused(chat, language, "ended", 404)
    language = session.language or language
    if wanted not in set(What) or ending not in set(FileForm):
        return _refused(chat, language, "form", 422, session, token)
    try:
        return answer(await _made(request, chat, session, What(wanted), FileForm(ending)))
    except NotMadeError as refused:
        return _refused(chat, language, refused.why, 422, session, token)
    except ProblemError as failed:
        return _refused(chat, language, "failed", failed.status, session, token)


async def _made(request: Request, chat: Chat, session: Session, what: What, form: FileForm) -> File:
    async with session.lock:
        if not chat.sessions.is_open(session):
            raise ProblemError(404, "Conversation not found", "The conversation was erased. Start a new one.")
        chat.sessions.touch(session)
        state = DialogueState.from_slots(session.slots)
        written = await plan_written(session, request.app.state.plans)
        language = session.language or chat.settings.default_language
        easy_read = session.easy_read
    order = Order(what, form, state, language, easy_read, session.id, written)
    try:
        return await files_of(request).make(order)
    except (TypesettingError, TooManyFilesError) as error:
        log.error("file not made: %s (%s)", type(error).__name__, form.value)
        raise ProblemError(
            503, "File not made", "The file could not be made now. Try again in a minute, or take another format.",
            headers={"Retry-After": "60"},
        ) from None  # fmt: skip


async def plan_written(session: Session, plans: Plans) -> Written | None:
    """The plan that a counsellor writes for this conversation; from the store where the person agreed to keep it."""
    if session.plan is None and Consent.KEEP in session.consent:
        session.plan = await asyncio.to_thread(plans.find, session.id)
    return session.plan


def answer(file: File) -> Response:
    return Response(
        file.content,
        media_type=file.media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{file.name}"',
            "Cache-Control": "no-store",
            "Content-Security-Policy": HTML_POLICY,
        },
    )


def _problem(refused: NotMadeError, what: What) -> ProblemError:
    details = {
        "form": f"Of what={what.value} there is {', '.join(form.value for form in FORMS[what])}. Take one of them.",
        "list": "No offer was shown yet in this conversation. Say a goal first with POST …/messages, then ask again.",
        "date_known": "No step of the plan has a date, so there is nothing for a calendar. Ask for another format.",
    }
    status = 409 if refused.why == "list" else 422
    return ProblemError(status, "Nothing to take home in this form", details[refused.why])


def _refused(
    chat: Chat, language: str, why: str, status: int, session: Session | None = None, token: str = ""
) -> Response:
    """What was not possible."""
    return _page(chat, language, "plan.no_title", f"plan.no_{why}", status, session, token)


def _page(
    chat: Chat,
    language: str,
    title: str,
    words: str,
    status: int,
    session: Session | None = None,
    token: str = "",
    link: str = "",
) -> Response:
    """A short page: `title` and `words` by their text keys, and the way back to the conversation."""
    voice = chat.renderer.voice(language, False)
    html = _templates.get_template("take_home.html").render(
        t=voice.key,
        language=voice.language,
        direction=voice.direction,
        service_name=chat.settings.service_name,
        title=title,
        words=words,
        link=link,
        conversation_id=session.id if session else "",
        token=token if session else "",
        version=asset_version(),
    )
    headers = {"Cache-Control": "no-store"}
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "60"
    return HTMLResponse(html, status_code=status, headers=headers)
