"""The page of the record of acts: who did what and when."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from bot.copilot.audit import AT_ONCE, Deed
from bot.copilot.desk import desk_of
from bot.copilot.pages import page
from bot.copilot.sign_in import counsellor_of
from bot.sessions import Counsellor

router = APIRouter(prefix="/copilot", include_in_schema=False)


@router.get("/audit")
async def record(
    request: Request,
    me: Annotated[Counsellor, Depends(counsellor_of)],
    counsellor: Annotated[str, Query(max_length=300)] = "",
    deed: Annotated[str, Query(max_length=40)] = "",
    before: Annotated[int | None, Query(ge=1)] = None,
) -> HTMLResponse:
    """The record, newest first, of one counsellor or one kind of act where that is chosen."""
    audit = desk_of(request).audit
    kind = Deed(deed) if deed in set(Deed) else None
    lines = await asyncio.to_thread(audit.read, counsellor=counsellor or None, deed=kind, before=before)
    return page(
        request,
        "audit.html",
        lines=[(line, line.at.astimezone()) for line in lines],
        counsellors=await asyncio.to_thread(audit.counsellors),
        deeds=list(Deed),
        chosen=counsellor,
        deed=kind,
        older=lines[-1].number if len(lines) == AT_ONCE else None,
    )
