"""Every page of the co-pilot. Each part brings its own router; a new part is one line here."""

from __future__ import annotations

from fastapi import APIRouter

from bot.copilot import sign_in

router = APIRouter(include_in_schema=False)
for part in (sign_in,):
    router.include_router(part.router)
