"""Every page of the co-pilot. Each part brings its own router; a new part is one line here."""

from __future__ import annotations

from fastapi import APIRouter

from bot.copilot import (
    aside,
    corrections,
    evidence,
    live,
    outreach,
    plan,
    queue,
    record,
    sign_in,
    steering,
    unanswered,
)

router = APIRouter(include_in_schema=False)
for part in (sign_in, queue, live, steering, corrections, aside, evidence, plan, outreach, unanswered, record):
    router.include_router(part.router)
