"""The channel between the app and Rasa: one turn in, its answer out, and an error is an error.

Everything is on loopback and needs the key that the app made for this process (`WAYMARK_INTERNAL_KEY`), in the header
`x-waymark-key`. Under /webhooks/waymark:

    GET  /ready   200 {"status": "ready"}, 503 when there is no model (loaded before this answers at all)
    POST /turn    {conversation_id, turn_id, text, parse_data, metadata?, slots?, new?} -> 200 {messages, slots}
                  401 no key · 409 {"error": "unknown conversation"}: send it again with `slots` (or `new: true`)
                  422 what was read and what was expected · 500 the dialogue failed · 502 an action failed
    POST /forget  {conversation_id} -> 200 {"forgotten": bool}

A failed turn leaves no half of it behind: the conversation is put out of memory, and the next turn brings its slots.
`parse_data` is the app's understanding, so Rasa's own is not asked, and text is only ever text: "/restart" is a word.
"""

from __future__ import annotations

import hmac
import logging
import os
from typing import Any, Awaitable, Callable, Dict, List, Optional

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from rasa.core.policies.rule_policy import DEFAULT_ACTION_MAPPINGS
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.core.constants import DEFAULT_SLOT_NAMES
from rasa.shared.core.events import SlotSet
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.assistant import discretion
from bot.assistant.amendments import failed_actions
from bot.assistant.memory import ConversationMemory

log = logging.getLogger(__name__)

KEY_VARIABLE = "WAYMARK_INTERNAL_KEY"
KEY_HEADER = "x-waymark-key"
MAX_ID = 200  # characters of a conversation or turn id

# Every domain has these: they restart or rewind a conversation, which only the app may do.
_RASAS_OWN_INTENTS = frozenset(DEFAULT_ACTION_MAPPINGS) | {DEFAULT_NLU_FALLBACK_INTENT_NAME}


class UnreadableTurnError(ValueError):
    """A turn that is not in the agreed form. The message names field and remedy, never what the person wrote."""


def _of_type(data: Dict[str, Any], name: str, kind: type, what: str, default: Any = ...) -> Any:
    value = data.get(name, default)
    if value is default and default is not ...:
        return default
    if not isinstance(value, kind):
        raise UnreadableTurnError(
            f"`{name}` is {type(value).__name__ if name in data else 'missing'}, expected {what}."
        )
    return value


def _short_id(data: Dict[str, Any], name: str) -> str:
    value = _of_type(data, name, str, f"text of 1 to {MAX_ID} characters")
    if not 0 < len(value) <= MAX_ID:
        raise UnreadableTurnError(f"`{name}` has {len(value)} characters, expected 1 to {MAX_ID}.")
    return value


def _likelihood(intent: Any, intents: "frozenset[str]", where: str) -> Dict[str, Any]:
    if not isinstance(intent, dict) or not isinstance(intent.get("name"), str):
        raise UnreadableTurnError(f"`{where}` has no name, expected {{name, confidence}}.")
    if intent["name"] not in intents:
        raise UnreadableTurnError(
            f"`{where}.name` is no dialogue act of this assistant, expected one of {sorted(intents)}."
        )
    confidence = intent.get("confidence")
    if isinstance(confidence, bool) or not isinstance(confidence, (int, float)) or not 0 <= confidence <= 1:
        raise UnreadableTurnError(
            f"`{where}.confidence` is {type(confidence).__name__}, expected a number from 0 to 1."
        )
    return {"name": intent["name"], "confidence": float(confidence)}


def checked_parse_data(data: Dict[str, Any], text: str, intents: "frozenset[str]") -> Dict[str, Any]:
    """The understanding in Rasa's form, whole and with known acts only: Rasa trusts what it is given, and an act it
    does not know (or one of its own, such as `restart`) would steer the dialogue. Entities are left out: the actions
    read the understanding itself."""
    parse_data = _of_type(data, "parse_data", dict, "{intent, entities, intent_ranking}")
    ranking = _of_type(parse_data, "intent_ranking", list, "a list", [])
    return {
        "text": text,
        "intent": _likelihood(parse_data.get("intent"), intents, "parse_data.intent"),
        "entities": [],
        "intent_ranking": [_likelihood(one, intents, "parse_data.intent_ranking") for one in ranking],
    }


class Turn:
    """One turn, read and checked."""

    def __init__(self, data: Any, intents: "frozenset[str]", slot_names: "frozenset[str]", max_chars: int) -> None:
        if not isinstance(data, dict):
            raise UnreadableTurnError("The body is no JSON object.")
        self.conversation_id = _short_id(data, "conversation_id")
        self.turn_id = _short_id(data, "turn_id")
        self.text: str = _of_type(data, "text", str, f"text of 1 to {max_chars} characters")
        if not self.text.strip() or len(self.text) > max_chars:
            raise UnreadableTurnError(
                f"`text` has {len(self.text)} characters, expected 1 to {max_chars}, not only blanks."
            )
        self.parse_data = checked_parse_data(data, self.text, intents)
        self.metadata: Dict[str, Any] = _of_type(data, "metadata", dict, "an object", {})
        self.metadata.setdefault("turn_id", self.turn_id)
        self.slots: Optional[Dict[str, Any]] = _of_type(data, "slots", dict, "an object", None)
        self.new: bool = _of_type(data, "new", bool, "true or false", False)
        unknown = sorted(set(self.slots or {}) - slot_names)
        if unknown:
            raise UnreadableTurnError(f"`slots` has {unknown}, expected some of {sorted(slot_names)}.")


def _empty(value: Any) -> bool:
    return value is None or (isinstance(value, (str, list, dict)) and not value)


class WaymarkChannel(InputChannel):
    """The only way in. Named in credentials.yml; `max_chars` is the longest text that it takes."""

    def __init__(self, max_chars: int = 20_000) -> None:
        self.key = os.environ.get(KEY_VARIABLE, "")
        self.max_chars = int(max_chars)

    @classmethod
    def name(cls) -> str:
        return "waymark"

    @classmethod
    def from_credentials(cls, credentials: Optional[Dict[str, Any]]) -> "WaymarkChannel":
        return cls(**(credentials or {}))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        blueprint = Blueprint("waymark_channel", "waymark_channel")

        @blueprint.middleware("request")
        async def only_with_the_key(request: Request) -> Optional[HTTPResponse]:
            given = request.headers.get(KEY_HEADER, "").encode()
            if not self.key or not hmac.compare_digest(given, self.key.encode()):
                return json({"error": f"no or wrong {KEY_HEADER}"}, status=401)
            return None

        @blueprint.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            agent = getattr(request.app.ctx, "agent", None)
            is_ready = agent is not None and agent.is_ready()
            return json({"status": "ready" if is_ready else "no model"}, status=200 if is_ready else 503)

        @blueprint.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            discretion.hush()
            agent = request.app.ctx.agent
            intents = frozenset(agent.domain.intents) - _RASAS_OWN_INTENTS
            slots = frozenset(slot.name for slot in agent.domain.slots) - frozenset(DEFAULT_SLOT_NAMES)
            try:
                read = Turn(_body(request), intents, slots, self.max_chars)
            except UnreadableTurnError as problem:
                return json({"error": str(problem)}, status=422)
            return await self._take(agent, read, slots)

        @blueprint.post("/forget")
        async def forget(request: Request) -> HTTPResponse:
            try:
                body = _body(request)
                conversation_id = _short_id(body if isinstance(body, dict) else {}, "conversation_id")
            except UnreadableTurnError as problem:
                return json({"error": str(problem)}, status=422)
            return json({"forgotten": _memory(request.app.ctx.agent).forget(conversation_id)})

        return blueprint

    async def _take(self, agent: Any, turn: Turn, slot_names: "frozenset[str]") -> HTTPResponse:
        """Let Rasa take the turn. The app sends the turns of one conversation one after the other; Rasa's lock is
        held all the same, because a tracker that two turns write at once is broken for good."""
        memory = _memory(agent)
        failures: List[str] = []
        async with agent.lock_store.lock(turn.conversation_id, wait_time_in_seconds=0.02):
            known = await memory.exists(turn.conversation_id)
            if not known and turn.slots is None and not turn.new:
                return json({"error": "unknown conversation"}, status=409)
            collected = CollectingOutputChannel()
            token = failed_actions.set(failures)
            try:
                if not known:
                    await self._begin(agent, turn)
                await agent.processor.handle_message(
                    UserMessage(
                        turn.text,
                        collected,
                        turn.conversation_id,
                        parse_data=turn.parse_data,
                        input_channel=self.name(),
                        message_id=turn.turn_id,
                        metadata=turn.metadata,
                    )
                )
            except Exception as error:
                memory.forget(turn.conversation_id)
                log.exception("A turn failed")
                return json({"error": f"the dialogue failed: {type(error).__name__}"}, status=500)
            finally:
                failed_actions.reset(token)
            if failures:
                memory.forget(turn.conversation_id)
                return json({"error": f"an action failed: {', '.join(failures)}"}, status=502)
            tracker = await agent.processor.get_tracker(turn.conversation_id)
            slots = {
                name: value
                for name, value in tracker.current_slot_values().items()
                if name in slot_names and not _empty(value)
            }
        return json({"messages": collected.messages, "slots": slots})

    async def _begin(self, agent: Any, turn: Turn) -> None:
        """Begin a conversation with the slots it had elsewhere: another Rasa process, or before it was rotated."""
        _memory(agent).begin(turn.conversation_id)
        tracker = await agent.processor.fetch_tracker_with_initial_session(turn.conversation_id)
        for name, value in (turn.slots or {}).items():
            tracker.update(SlotSet(name, value), agent.domain)
        await agent.tracker_store.save(tracker)


def _memory(agent: Any) -> ConversationMemory:
    """The tracker store of endpoints.yml; the agent may have wrapped it."""
    store = agent.tracker_store
    store = getattr(store, "_tracker_store", store)
    if not isinstance(store, ConversationMemory):
        raise TypeError(f"The tracker store is {type(store).__name__}, expected ConversationMemory in endpoints.yml.")
    return store


def _body(request: Request) -> Any:
    try:
        return request.json
    except Exception as error:  # Sanic raises its own error with the body in it
        raise UnreadableTurnError("The body is no JSON.") from error
