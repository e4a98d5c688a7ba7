"""What is amended in Rasa 3.6.21 while it runs, each with its reason. Rasa's files stay as published."""

from __future__ import annotations

import contextvars
import sys
from contextlib import asynccontextmanager
from typing import Any, AsyncIterator, Dict, List

ACTION_SECONDS = 20
"""Longest wait for an action; Rasa's own is 300 s, longer than anybody waits for an answer."""

failed_actions: "contextvars.ContextVar[List[str]]" = contextvars.ContextVar("failed_actions")
"""Actions that failed in this turn, each with the kind of its error. Rasa notes such a failure in its log and goes on
as if it had answered; the channel reads this list and answers with an error."""


def install() -> None:
    """Amend Rasa. Call it after the stand-ins and before a command runs."""
    if not sys.stderr.isatty():
        draw_no_progress_bars()
    compile_the_action_reply_schema()
    index_the_event_types()
    send_the_events_of_this_turn_only()
    keep_the_connection_to_the_actions()
    tell_of_failed_actions()


def draw_no_progress_bars() -> None:
    """They are for a terminal; in a file each step of a bar is one more line."""
    from tqdm import tqdm

    plain = tqdm.__init__

    def init(self: tqdm, *args: Any, **kwargs: Any) -> None:
        plain(self, *args, **{**kwargs, "disable": True})

    tqdm.__init__ = init


def compile_the_action_reply_schema() -> None:
    """Rasa checks its own constant JSON schema anew for every action reply, some 20 ms of CPU: check it once."""
    from jsonschema.validators import validator_for
    from rasa.core.actions.action import RemoteAction

    schema = RemoteAction.action_response_format_spec()
    validator_class = validator_for(schema)
    validator_class.check_schema(schema)
    validator = validator_class(schema)

    def validate(self: RemoteAction, result: Dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate


def index_the_event_types() -> None:
    """`Event.resolve_by_type` walks all subclasses for every event that it reads: remember what was found."""
    from rasa.shared.core.events import Event

    walk = Event.resolve_by_type
    found: Dict[str, Any] = {}

    def resolve(type_name: str, default: Any = None) -> Any:
        event_class = found.get(type_name)
        if event_class is None:
            event_class = walk(type_name, default)
            if event_class is not None and event_class is not default:
                found[type_name] = event_class
        return event_class

    Event.resolve_by_type = staticmethod(resolve)


def send_the_events_of_this_turn_only() -> None:
    """Rasa sends an action every event since the conversation began, so a turn costs more the longer people talk.
    The slots hold the dialogue's state; the actions read those and the latest message."""
    import rasa
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.events import UserUttered
    from rasa.shared.core.trackers import EventVerbosity

    def call_format(self: RemoteAction, tracker: Any, domain: Any) -> Dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        this_turn: List[Dict[str, Any]] = []
        for event in reversed(tracker.events):
            this_turn.append(event.as_dict())
            if isinstance(event, UserUttered):
                break
        state["events"] = this_turn[::-1]
        call = {
            "next_action": self._name,
            "sender_id": tracker.sender_id,
            "tracker": state,
            "version": rasa.__version__,
        }
        if not self._is_selective_domain_enabled() or domain.does_custom_action_explicitly_need_domain(self.name()):
            call["domain"] = domain.as_dict()
        return call

    RemoteAction._action_call_format = call_format


def keep_the_connection_to_the_actions() -> None:
    """Rasa opens a new connection for every action call: keep one session. Idle connections are closed after 2 s,
    before the app's server closes them (5 s), so that no call meets a closed one."""
    import aiohttp
    from rasa.core.actions import action
    from rasa.utils.endpoints import EndpointConfig

    action.DEFAULT_REQUEST_TIMEOUT = ACTION_SECONDS
    open_new = EndpointConfig.session

    @asynccontextmanager
    async def session(self: EndpointConfig) -> AsyncIterator[aiohttp.ClientSession]:
        if self.basic_auth:
            async with open_new(self) as fresh:
                yield fresh
            return
        kept = getattr(self, "_kept_session", None)
        if kept is None or kept.closed:
            kept = aiohttp.ClientSession(
                headers=self.headers,
                connector=aiohttp.TCPConnector(keepalive_timeout=2, limit=64),
                timeout=aiohttp.ClientTimeout(total=ACTION_SECONDS),
            )
            self._kept_session = kept
        yield kept

    EndpointConfig.session = session


def tell_of_failed_actions() -> None:
    """Note every action that failed, and how, for the channel to tell."""
    from rasa.core.actions.action import ActionExecutionRejection, RemoteAction

    plain_run = RemoteAction.run

    async def run(self: RemoteAction, *args: Any, **kwargs: Any) -> Any:
        try:
            return await plain_run(self, *args, **kwargs)
        except ActionExecutionRejection:
            raise
        except Exception as error:
            cause = error.__cause__ or error.__context__ or error
            status = getattr(cause, "status", None)
            how = f"the app answered {status}" if status else type(cause).__name__
            failed_actions.get([]).append(f"{self.name()} ({how})")
            raise

    RemoteAction.run = run
