"""For the operator: liveness, readiness, figures."""

from __future__ import annotations

import ipaddress
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.problems import ProblemError
from bot.settings import RunMode, Settings

router = APIRouter(tags=["operations"])


@router.get("/health/live")
def live() -> dict[str, str]:
    """The process answers."""
    return {"status": "live"}


@router.get("/health/ready")
def ready(request: Request) -> JSONResponse:
    """200 when a person would get an answer now; else 503 and what is not ready."""
    state = request.app.state
    parts: dict[str, Any] = {
        "index": state.services.index.info().generation if getattr(state, "services", None) else None,
        "dialogue_engine": bool(getattr(state, "engine", None) and state.engine.is_ready),
    }
    is_ready = all(parts.values())
    return JSONResponse(
        {"status": "ready" if is_ready else "not ready", **parts},
        status_code=200 if is_ready else 503,
        headers={"Cache-Control": "no-store"},
    )


@router.get("/metrics", response_class=PlainTextResponse)
def metrics(request: Request) -> Response:
    """Prometheus figures; in production only for this machine unless WAYMARK_METRICS_OPEN is set."""
    settings: Settings = request.app.state.settings
    client = request.client.host if request.client else ""
    if settings.mode is RunMode.PRODUCTION and not settings.metrics_open and not _is_loopback(client):
        raise ProblemError(403, "Figures are not public", "Set WAYMARK_METRICS_OPEN=true to answer other machines.")
    return Response(generate_latest(request.app.state.metrics.registry), media_type=CONTENT_TYPE_LATEST)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
