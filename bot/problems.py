"""Errors as RFC 9457 problem+json: what was read, what was expected, what to do."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

log = logging.getLogger(__name__)


PROBLEM_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "what was expected and what to do"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"at": {"type": "string"}, "expected": {"type": "string"}},
            },
        },
    },
}
_PROBLEM: dict[str, Any] = {
    "description": "Refused, or failed: what was expected and what to do (RFC 9457)",
    "content": {"application/problem+json": {"schema": PROBLEM_SCHEMA}},
}
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {"4XX": _PROBLEM, "5XX": _PROBLEM}
"""For the description of the API: every operation answers so when it refuses or fails."""

_MOST_ERRORS = 20
_LONGEST_PATH = 100  # characters of an address that an answer repeats


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


ProblemPage = Callable[[Request, JSONResponse], Response]
"""A refusal as a page for people."""


def install_problem_handlers(app: FastAPI, pages: Mapping[str, ProblemPage] | None = None) -> None:
    """Every error of the app leaves as problem+json, none with a traceback or with what a person wrote. Below the
    addresses that `pages` names it leaves as a page for people."""

    def told(request: Request, answer: JSONResponse) -> Response:
        path = request.url.path
        shown = (page for root, page in (pages or {}).items() if path == root or path.startswith(f"{root}/"))
        return next((page(request, answer) for page in shown), answer)

    @app.exception_handler(ProblemError)
    async def refused(request: Request, error: ProblemError) -> Response:
        answer = problem(error.status, error.title, error.detail, headers=error.headers, **error.extra)
        return told(request, answer)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        title = HTTPStatus(error.status_code).phrase
        what = f"{request.method} {request.url.path[:_LONGEST_PATH]}"
        headers = dict(error.headers or {})
        match error.status_code:
            case HTTPStatus.NOT_FOUND:
                detail = f"{what} leads nowhere. The API is described at /api/openapi.json."
            case HTTPStatus.METHOD_NOT_ALLOWED:
                detail = f"{what} is not offered. This address takes {headers.get('Allow', 'other methods')}."
            case HTTPStatus.BAD_REQUEST:
                detail = (
                    "The body could not be read. Expected JSON in UTF-8, not nested deeply, or a form of the page."
                )
            case _:
                detail = f"{what}: {error.detail.rstrip('.')}."
        return told(request, problem(error.status_code, title, detail, headers=headers))

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        names = _names_of(request.app)
        errors = [_expected(e, names) for e in error.errors()]
        detail = "; ".join(f"{e['at']}: {e['expected']}" for e in errors[:_MOST_ERRORS])
        answer = problem(
            422, "Request not understood", f"{detail}. Correct this and send it again.", errors=errors[:_MOST_ERRORS]
        )
        return told(request, answer)

    @app.exception_handler(Exception)
    async def crashed(request: Request, error: Exception) -> Response:
        # type and place only: an exception's text may hold a person's words, and so may the address
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown"
        route = getattr(request.scope.get("route"), "path", "no route")
        log.error("request failed: %s at %s (%s)", type(error).__name__, place, route)
        answer = problem(
            500, "Something failed here", "The advisor failed at this request. It was logged; please try again."
        )
        return told(request, answer)


def _expected(error: dict[str, Any], names: frozenset[str]) -> dict[str, str]:
    """Where and what was expected. The value is left out, and so is every name that is not ours: they may be a
    person's words."""
    steps = [str(step) if isinstance(step, int) or step in names else "…" for step in error["loc"]]
    message = error["msg"].removeprefix("Value error, ")
    match error["type"]:
        case "extra_forbidden":
            message = "no field of this name is read; /api/openapi.json names those that are"
        case "json_invalid":
            message = "no JSON from this character on"
        case "model_attributes_type" | "dict_type" if steps == ["body"]:
            message = "a JSON object, sent with Content-Type: application/json"
    return {"at": ".".join(steps), "expected": message}


def _names_of(app: FastAPI) -> frozenset[str]:
    """Names of parameters and fields that the API describes."""
    described = app.openapi()
    fields = (schema.get("properties", {}) for schema in described.get("components", {}).get("schemas", {}).values())
    parameters = (
        parameter["name"]
        for operations in described["paths"].values()
        for operation in operations.values()
        for parameter in operation.get("parameters", ())
    )
    return frozenset({"body", "query", "path", "header", *parameters, *(name for names in fields for name in names)})
