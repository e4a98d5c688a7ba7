"""Errors as RFC 9457 problem+json: what was read, what was expected, what to do."""

from __future__ import annotations

import logging
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

log = logging.getLogger(__name__)


class ProblemError(Exception):
    """A refusal with a status, a title and a detail for the person or program that must act.

    `headers` go out with the answer; `extra` are further members of the problem document.
    """

    def __init__(
        self, status: int, title: str, detail: str, *, headers: dict[str, str] | None = None, **extra: Any
    ) -> None:
        super().__init__(detail)
        self.status, self.title, self.detail, self.headers, self.extra = status, title, detail, headers, extra


def problem(
    status: int, title: str, detail: str, *, headers: dict[str, str] | None = None, **extra: Any
) -> JSONResponse:
    """One problem document."""
    return JSONResponse(
        {"type": "about:blank", "title": title, "status": status, "detail": detail, **extra},
        status_code=status,
        media_type="application/problem+json",
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def install_problem_handlers(app: FastAPI) -> None:
    """Every error of the app leaves as problem+json, none with a traceback or with what a person wrote."""

    @app.exception_handler(ProblemError)
    async def refused(_: Request, error: ProblemError) -> JSONResponse:
        return problem(error.status, error.title, error.detail, headers=error.headers, **error.extra)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        title = HTTPStatus(error.status_code).phrase
        detail = f"{request.method} {request.url.path}: {error.detail}."
        if error.status_code == HTTPStatus.NOT_FOUND:
            detail = f"{request.method} {request.url.path} leads nowhere. The API is described at /api/openapi.json."
        return problem(error.status_code, title, detail, headers=dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        # the values themselves are left out: they may be a person's words
        errors = [
            {"at": ".".join(str(step) for step in e["loc"]), "expected": e["msg"].removeprefix("Value error, ")}
            for e in error.errors()
        ]
        detail = "; ".join(f"{e['at']}: {e['expected']}" for e in errors)
        return problem(422, "Request not understood", f"{detail}. Correct this and send it again.", errors=errors)

    @app.exception_handler(Exception)
    async def crashed(request: Request, error: Exception) -> JSONResponse:
        # type and place only: an exception's text may hold a person's words
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
        log.error("request failed: %s at %s (%s)", type(error).__name__, place, request.url.path)
        return problem(
            500, "Something failed here", "The advisor failed at this request. It was logged; please try again."
        )
