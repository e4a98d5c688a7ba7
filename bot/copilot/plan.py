"""The action plan: a counsellor writes it on what the conversation suggests, looks at it, and gives it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from actions.act import offers_of
from actions.consents import Consent
from actions.contents import Takeable
from actions.reply import Kind, Part, Reply, Sentence
from actions.state import DialogueState
from actions.take_home import PLAN
from bot.api.take_home import answer, files_of, plan_written
from bot.chat import Chat
from bot.copilot.audit import Deed
from bot.copilot.desk import desk_of
from bot.copilot.pages import PRIVATE, page, voice_of
from bot.copilot.seen import conversation_of
from bot.copilot.sign_in import counsellor_of
from bot.intake import readable
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session
from bot.take_home.drafts import CURRENCY, LONGEST, STEPS, Draft, Step, drafted
from bot.take_home.files import Form as FileForm
from bot.take_home.files import NotMadeError, Order, What
from bot.take_home.given import StaleError, Written, handed_over, written_over
from bot.take_home.mail import plain_text, subject
from bot.take_home.web import web_blocks
from knowledge.offer import Offer

router = APIRouter(prefix="/copilot/c/{conversation_id}/plan", include_in_schema=False)
CURRENCIES = ("EUR", "BGN", "CZK", "DKK", "HUF", "PLN", "RON", "SEK", "UAH", "USD", "GBP", "CHF", "NOK")
DEAREST = 1_000_000.0

Seen = Annotated[Session, Depends(conversation_of)]
Me = Annotated[Counsellor, Depends(counsellor_of)]


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it was sent back: its raw `fields`, the draft read from them, and text keys of what is wrong, by
    field."""

    fields: Mapping[str, str]
    draft: Draft
    wrong: Mapping[str, str]


@router.get("")
async def plan_form(request: Request, session: Seen, me: Me) -> Response:
    """The plan to be edited: as it was written last, else as the conversation suggests it."""
    written = await plan_written(session, request.app.state.plans)
    draft = written.draft if written else await _suggested(request, session)
    return await _form(request, session, fields_of(draft), written)


@router.post("")
async def write_plan(request: Request, session: Seen, me: Me, version: Annotated[int, Form(ge=0)]) -> Response:
    """Keep what was written. On a version that is not the newest nothing is kept; what was typed comes back."""
    form = await request.form()
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    filled = read_form(fields, _language(request, session))
    async with session.lock:
        written = await plan_written(session, request.app.state.plans)
        if filled.wrong:
            return await _form(request, session, fields, written, wrong=filled.wrong, version=version, status=422)
        try:
            session.plan = written_over(written, filled.draft, version, me.name)
        except StaleError:
            await desk_of(request).record(Deed.REFUSED_STALE, me, session)
            return await _form(request, session, fields, written, stale=True, status=409)
        await _keep(request, session, session.plan)
    offers = [step.offer for step in filled.draft.steps if step.offer]
    await desk_of(request).record(Deed.PLAN_WRITTEN, me, session, offers)
    return RedirectResponse(f"/copilot/c/{session.id}/plan/preview", status_code=303, headers=PRIVATE)


@router.get("/preview")
async def preview(request: Request, session: Seen, me: Me) -> Response:
    """The plan as the person will read it, and as e-mail text to copy."""
    written = await plan_written(session, request.app.state.plans)
    if written is None:
        return RedirectResponse(f"/copilot/c/{session.id}/plan", status_code=303, headers=PRIVATE)
    return await _preview(request, session, written, me)


@router.get("/file")
async def plan_file(
    request: Request, session: Seen, me: Me, wanted: Annotated[str, Query(alias="format")] = FileForm.PDF.value
) -> Response:
    """The plan as a file, as the person would get it."""
    written = await plan_written(session, request.app.state.plans)
    if written is None or wanted not in set(FileForm):
        raise ProblemError(404, "No such file", "The plan was not written yet, or is not made in this format.")
    try:
        return answer(await files_of(request).make(_order(request, session, written, me, FileForm(wanted))))
    except NotMadeError:
        raise ProblemError(422, "Nothing for this format", "No step of the plan has a date.") from None


@router.post("/give")
async def give_plan(request: Request, session: Seen, me: Me, version: Annotated[int, Form(ge=1)]) -> Response:
    """The person gets the plan in the conversation, with buttons for the files."""
    chat: Chat = request.app.state.chat
    async with session.lock:
        written = await plan_written(session, request.app.state.plans)
        if written is None or not chat.sessions.is_open(session):
            raise ProblemError(404, "No plan", "The plan was not written yet, or the conversation is over.")
        if written.version != version:
            await desk_of(request).record(Deed.REFUSED_STALE, me, session)
            return await _preview(request, session, written, me, stale=True, status=409)
        session.plan = handed_over(written, me.name)
        await _keep(request, session, session.plan)
        session.note("advisor", **_told(chat, session, session.plan))
    offers = [step.offer for step in written.draft.steps if step.offer]
    await desk_of(request).record(Deed.PLAN_GIVEN, me, session, offers)
    return RedirectResponse(f"/copilot/c/{session.id}/plan/preview", status_code=303, headers=PRIVATE)


def _told(chat: Chat, session: Session, written: Written) -> dict[str, Any]:
    """What the person reads: who gave a plan, and the buttons for its files."""
    steps = sum(1 for step in written.draft.steps if not step.is_empty)
    lead = (Sentence("plan.given", {"name": written.given_by or ""}), Sentence("plan.given_steps", count=steps))
    reply = Reply((Part(Kind.TAKE_HOME, lead, Takeable((PLAN,))),))
    language = session.language or chat.settings.default_language
    state = DialogueState.from_slots(session.slots)
    return chat.renderer.render(reply, language=language, easy_read=session.easy_read, state=state)


async def _keep(request: Request, session: Session, written: Written) -> None:
    if Consent.KEEP in session.consent:
        await asyncio.to_thread(request.app.state.plans.keep, session.id, written)


async def _suggested(request: Request, session: Session) -> Draft:
    state = DialogueState.from_slots(session.slots)
    held = await asyncio.to_thread(files_of(request).held, state, _language(request, session))
    return drafted(held)


def _language(request: Request, session: Session) -> str:
    chat: Chat = request.app.state.chat
    return chat.renderer.voice(session.language or chat.settings.default_language, False).language


def _order(request: Request, session: Session, written: Written, me: Counsellor, form: FileForm) -> Order:
    state = DialogueState.from_slots(session.slots)
    shown = handed_over(written, me.name)
    return Order(What.PLAN, form, state, written.draft.language, session.easy_read, session.id, shown)


async def _preview(
    request: Request,
    session: Session,
    written: Written,
    me: Counsellor,
    *,
    stale: bool = False,
    status: int = 200,
) -> Response:
    order = _order(request, session, written, me, FileForm.HTML)
    paper = await asyncio.to_thread(files_of(request).paper, order)
    return page(
        request,
        "plan_preview.html",
        status=status,
        conversation=f"/copilot/c/{session.id}",
        tab="plan",
        paper=paper,
        blocks=web_blocks(paper),
        subject=subject(paper),
        mail=plain_text(paper),
        version=written.version,
        written_by=written.name,
        is_given=written.given == written.draft,
        given_before=written.given is not None,
        has_dates=any(step.by for step in written.draft.steps if not step.is_empty),
        stale=stale,
    )


async def _form(
    request: Request,
    session: Session,
    fields: Mapping[str, str],
    written: Written | None,
    *,
    wrong: Mapping[str, str] | None = None,
    stale: bool = False,
    version: int | None = None,
    status: int = 200,
) -> Response:
    """The form with `fields`. After a stale attempt it carries the newest version: sending it again is a decision."""
    voice = voice_of(request)
    newest = written.version if written else 0
    return page(
        request,
        "plan.html",
        status=status,
        conversation=f"/copilot/c/{session.id}",
        tab="plan",
        fields=fields,
        numbers=range(1, STEPS + 1),
        offers=_offers(request, session, fields),
        currencies=CURRENCIES,
        longest=LONGEST,
        wrong=wrong or {},
        stale=stale,
        written=written,
        newest=fields_of(written.draft) if stale and written else {},
        version=newest if version is None else version,
        their_language=voice.language_name(_language(request, session)),
        their_code=_language(request, session),
    )


def _offers(request: Request, session: Session, fields: Mapping[str, str]) -> tuple[Offer, ...]:
    """Offers that a step may be about: those on the list, and those of the plan."""
    state = DialogueState.from_slots(session.slots)
    chosen = (fields.get(f"offer_{number}", "") for number in range(1, STEPS + 1))
    ids = tuple(dict.fromkeys(each for each in (*state.shortlist, *chosen) if each))
    return offers_of(request.app.state.services, ids)


def fields_of(draft: Draft) -> dict[str, str]:
    """A draft as the form's fields."""
    fields = {"goal": draft.goal, "gap": draft.gap, "note": draft.note}
    for number, step in enumerate(draft.steps, start=1):
        fields |= {
            f"what_{number}": step.what,
            f"by_{number}": step.by.isoformat() if step.by else "",
            f"amount_{number}": f"{step.amount:g}" if step.amount is not None else "",
            f"currency_{number}": step.currency or "",
            f"at_least_{number}": "1" if step.at_least else "",
            f"who_{number}": step.who,
            f"offer_{number}": step.offer or "",
        }
    return fields


def read_form(fields: Mapping[str, str], language: str) -> Filled:
    """The draft in the form's fields, and what is wrong with them (field -> text key)."""
    wrong: dict[str, str] = {}

    def words(name: str) -> str:
        kind = name.split("_")[0]
        said = "\n".join(readable(row) for row in fields.get(name, "").splitlines()).strip()
        if len(said) > LONGEST[kind]:
            wrong[name] = "plan.wrong_long"
        return said[: LONGEST[kind]]

    def step(number: int) -> Step:
        amount = _amount(fields.get(f"amount_{number}", ""))
        if amount is False:
            wrong[f"amount_{number}"] = "plan.wrong_amount"
        by = _day(fields.get(f"by_{number}", ""))
        if by is False:
            wrong[f"by_{number}"] = "plan.wrong_date"
        currency = fields.get(f"currency_{number}", "")
        what, who = words(f"what_{number}"), words(f"who_{number}")
        offer = fields.get(f"offer_{number}", "")[:300] or None
        if not what and (offer or amount or who):
            wrong[f"what_{number}"] = "plan.wrong_what"
        return Step(
            what=what,
            by=by or None,
            amount=None if amount is False else amount,
            currency=currency if CURRENCY.fullmatch(currency) else None,
            at_least=fields.get(f"at_least_{number}") == "1",
            who=who,
            offer=offer,
        )

    steps = tuple(step(number) for number in range(1, STEPS + 1))
    draft = Draft(language, words("goal"), words("gap"), steps, words("note"))
    if all(each.is_empty for each in steps):
        wrong["what_1"] = "plan.wrong_none"
    return Filled(fields, draft, wrong)


def _amount(said: str) -> float | Literal[False] | None:
    """The amount; None where nothing is said (not known), False where it cannot be read."""
    said = "".join(said.split()).replace(",", ".")
    if not said:
        return None
    try:
        amount = float(said)
    except ValueError:
        return False
    return round(amount, 2) if 0 <= amount <= DEAREST else False


def _day(said: str) -> date | Literal[False] | None:
    """The day; None where none is said, False where it cannot be read."""
    if not said.strip():
        return None
    try:
        return date.fromisoformat(said.strip())
    except ValueError:
        return False
