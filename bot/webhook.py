"""What Rasa calls in the app: /webhook runs an action, /nlu/parse understands a text for Rasa's own tools.

Both answer on loopback to holders of the key only.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import logging
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionMissingDomainException, ActionNotFoundException

log = logging.getLogger(__name__)

_PLACES = 4  # innermost frames named when an action fails


def only_from_rasa(key: str) -> Callable[..., None]:
    """A dependency that lets through who calls from this machine and has the key (header x-waymark-key)."""
    if not key:
        raise ValueError("The key between app and dialogue engine is empty: anybody could call the actions.")

    def check(request: Request, x_waymark_key: Annotated[str, Header()] = "") -> None:
        if request.client is None or not _is_loopback(request.client.host):
            raise HTTPException(403, "only this machine may call this")
        if not hmac.compare_digest(x_waymark_key.encode(), key.encode()):
            raise HTTPException(401, "no or wrong x-waymark-key")

    return check


def webhook_router(executor: ActionExecutor, key: str) -> APIRouter:
    """POST /webhook as Rasa calls it: rasa-sdk's action server, inside this app."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(only_from_rasa(key))])

    @router.post("/webhook")
    async def webhook(request: Request) -> Response:
        try:
            call = await request.json()
        except ValueError:
            return _error(400, "The body is no JSON.", None)
        if not isinstance(call, dict) or not isinstance(call.get("next_action"), str) or "tracker" not in call:
            return _error(400, "Expected an action call: {next_action, tracker, …}.", None)
        call.setdefault("domain", {})  # Rasa 3.6 sends it to actions that ask for it only; newer SDKs miss it then
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as rejection:
            return _error(400, str(rejection), rejection.action_name)
        except ActionNotFoundException as missing:
            log.error("action %s is in the assistant's domain but not among the actions", missing.action_name)
            return _error(404, str(missing), missing.action_name)
        except ActionMissingDomainException as missing:
            return _error(449, str(missing), missing.action_name)
        except Exception as error:  # noqa: BLE001 - whatever an action meets is told to Rasa, by kind and place
            name = call["next_action"]
            log.error("action %s failed: %s at %s", name, type(error).__name__, _places(error))
            return _error(500, f"{name} failed: {type(error).__name__}", name)
        return JSONResponse(result.model_dump() if result else None)

    return router


class TextToParse(BaseModel):
    """What Rasa's tools send."""

    text: str = Field(min_length=1, max_length=20_000)


def nlu_router(parse: Callable[[str], Mapping[str, Any]], key: str) -> APIRouter:
    """POST /nlu/parse {"text"} -> {text, intent, entities, intent_ranking}. `parse` runs in a thread."""
    router = APIRouter(include_in_schema=False, dependencies=[Depends(only_from_rasa(key))])

    @router.post("/nlu/parse")
    async def nlu_parse(asked: TextToParse) -> Response:
        return JSONResponse(dict(await asyncio.to_thread(parse, asked.text)))

    return router


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _error(status: int, message: str, action_name: str | None) -> JSONResponse:
    """The form in which Rasa reads an action server's error."""
    return JSONResponse({"error": message, "action_name": action_name}, status)


def _places(error: BaseException) -> str:
    """Where it happened, innermost first; an error's own text may hold a person's words."""
    frames = traceback.extract_tb(error.__traceback__)[-_PLACES:]
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))
