"""The dialogue engine as the chat sees it: one turn in, its answer out, whatever happens to Rasa's process."""

from __future__ import annotations

import asyncio
import itertools
import logging
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from bot.inner_process import EngineUnavailableError, InnerProcess

__all__ = ["EngineAnswer", "EngineUnavailableError", "RasaEngine", "TurnFailedError"]

log = logging.getLogger(__name__)

TURNS_BEFORE_ROTATION = 25
"""A turn costs Rasa more the longer its conversation is; after so many it is given a new one with the same slots."""

_MOST_CONVERSATIONS = 20_000  # the longest unused are let go; their slots come back with the next turn
_FORGET_S = 2.0
_UNKNOWN = 409  # the channel does not know the conversation


class TurnFailedError(EngineUnavailableError):
    """The engine is there, but this turn failed: an action, or the dialogue itself."""


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """What Rasa answered: its own plain messages, and every slot that holds something."""

    messages: tuple[Mapping[str, Any], ...]
    slots: Mapping[str, Any]


@dataclass(slots=True)
class _Thread:
    """A conversation as Rasa has it: its id there, new when rotated, and the process generation that knows it."""

    rasa_id: str
    generation: int = 0
    turns: int = 0
    slots: dict[str, Any] = field(default_factory=dict)


class RasaEngine:
    """Starts Rasa in an inner process, keeps it running, and gives it turns.

    python: interpreter of the Rasa environment. model: the trained model or its folder. app_url: where this app
    answers /webhook, on loopback. key: for both directions. turn_timeout_s: the longest a turn may take, a restart
    of Rasa included. The caller serialises the turns of one conversation.
    """

    def __init__(
        self,
        *,
        python: Path,
        model: Path,
        app_url: str,
        key: str,
        turn_timeout_s: float = 8.0,
        start_timeout_s: float = 90.0,
        probe_interval_s: float = 5.0,
        probe_timeout_s: float = 3.0,
    ) -> None:
        self._process = InnerProcess(
            python=python,
            model=model,
            app_url=app_url,
            key=key,
            start_timeout_s=start_timeout_s,
            probe_interval_s=probe_interval_s,
            probe_timeout_s=probe_timeout_s,
        )
        self._turn_timeout_s = turn_timeout_s
        self._threads: OrderedDict[str, _Thread] = OrderedDict()
        self._epochs = itertools.count()
        # conversations of Rasa that it may still hold though nobody needs them: rasa id -> process generation
        self._left_over: dict[str, int] = {}

    @property
    def is_ready(self) -> bool:
        """Whether Rasa answered its last probe."""
        return self._process.is_ready

    @property
    def pid(self) -> int | None:
        """Rasa's process id, None while there is none."""
        return self._process.pid

    @property
    def restarts(self) -> int:
        """How often Rasa had to be started again."""
        return max(self._process.generation - 1, 0)

    async def start(self) -> None:
        """Start Rasa and wait until it is ready. EngineUnavailableError, with its last lines, when it does not."""
        await self._process.start()

    async def stop(self) -> None:
        """End Rasa."""
        await self._process.stop()

    async def turn(
        self,
        conversation_id: str,
        turn_id: str,
        text: str,
        parse_data: Mapping[str, Any],
        metadata: Mapping[str, Any],
        slots: Mapping[str, Any] | None = None,
    ) -> EngineAnswer:
        """One turn. `slots` is what the caller knows of the conversation's state (None: what this engine kept); Rasa
        is told of it when it does not know the conversation. EngineUnavailableError when no answer comes in time."""
        began = time.monotonic()
        deadline = began + self._turn_timeout_s
        thread = self._thread(conversation_id)
        known_slots = dict(thread.slots if slots is None else slots)
        turn = {
            "turn_id": turn_id,
            "text": text,
            "parse_data": dict(parse_data),
            "metadata": dict(metadata),
        }
        try:
            answer = await self._ask(conversation_id, thread, turn, known_slots, deadline)
        except EngineUnavailableError as error:
            # nobody knows how far Rasa came with it: the next turn begins a new Rasa conversation from the slots
            self._left_over[thread.rasa_id] = thread.generation
            self._renew(conversation_id, thread)
            log.warning(
                "turn failed: turn=%s cause=%s after_ms=%d",
                turn_id,
                type(error).__name__,
                (time.monotonic() - began) * 1000,
            )
            raise
        thread.turns += 1
        thread.slots = dict(answer.slots)
        log.debug("turn: turn=%s messages=%d ms=%d", turn_id, len(answer.messages), (time.monotonic() - began) * 1000)
        return answer

    async def forget(self, conversation_id: str) -> None:
        """Forget a conversation here and in Rasa. When Rasa is not there, it has forgotten by itself."""
        thread = self._threads.pop(conversation_id, None)
        if thread is not None:
            self._left_over[thread.rasa_id] = thread.generation
        await self.forget_the_rest()

    async def forget_the_rest(self) -> None:
        """Have Rasa forget what failed turns and failed calls left there. Called now and then."""
        while self._left_over:
            rasa_id, generation = self._left_over.popitem()
            if not await self._forget_in_rasa(_Thread(rasa_id, generation)):
                self._left_over[rasa_id] = generation
                return

    def _thread(self, conversation_id: str) -> _Thread:
        thread = self._threads.get(conversation_id)
        if thread is None:
            thread = self._threads[conversation_id] = _Thread(self._rasa_id(conversation_id))
        self._threads.move_to_end(conversation_id)
        while len(self._threads) > _MOST_CONVERSATIONS:
            _, unused = self._threads.popitem(last=False)
            self._left_over[unused.rasa_id] = unused.generation
        return thread

    def _rasa_id(self, conversation_id: str) -> str:
        """Never used before, so that no remainder of an older conversation is met."""
        return f"{conversation_id}.{next(self._epochs)}"

    def _renew(self, conversation_id: str, thread: _Thread) -> None:
        thread.rasa_id, thread.turns, thread.generation = self._rasa_id(conversation_id), 0, 0

    async def _ask(
        self, conversation_id: str, thread: _Thread, turn: dict[str, Any], slots: dict[str, Any], deadline: float
    ) -> EngineAnswer:
        if thread.turns >= TURNS_BEFORE_ROTATION:
            self._left_over[thread.rasa_id] = thread.generation
            self._renew(conversation_id, thread)
            await self.forget_the_rest()
        while time.monotonic() < deadline:
            client = await self._process.client(max(deadline - time.monotonic(), 0.0))
            if thread.generation != self._process.generation:
                thread.generation, thread.turns = self._process.generation, 0
            body = {"conversation_id": thread.rasa_id, **turn}
            if thread.turns == 0:
                body["slots"] = slots
            response = await self._post(client, body, deadline)
            if response is None:
                continue
            if response.status_code == _UNKNOWN:
                self._renew(conversation_id, thread)
                continue
            return _answer(response)
        raise EngineUnavailableError(
            f"The dialogue engine could not be reached within {self._turn_timeout_s:.1f} s. It is started again by "
            "itself; when this goes on, read its lines (`rasa:`) in this log."
        )

    async def _post(self, client: httpx.AsyncClient, body: dict[str, Any], deadline: float) -> httpx.Response | None:
        """The response; None when the connection broke, so that the turn may be sent again.

        A connection breaks when Rasa is gone, and the state that this turn may have changed is gone with it: sent
        again with the slots from before the turn, it starts from the same place."""
        left = max(deadline - time.monotonic(), 0.01)
        try:
            async with asyncio.timeout(left):
                return await client.post("/turn", json=body, timeout=left)
        except (httpx.TimeoutException, TimeoutError):
            self._process.suspect()
            raise EngineUnavailableError(
                f"The dialogue engine was silent for {left:.1f} s in the middle of a turn. It is probed now and "
                "started again if it does not answer; nothing needs to be done unless this goes on."
            ) from None
        except (httpx.HTTPError, RuntimeError):  # RuntimeError: the client was closed because Rasa was ended
            self._process.suspect()
            await asyncio.sleep(min(0.1, left))
            return None

    async def _forget_in_rasa(self, thread: _Thread) -> bool:
        """Whether Rasa holds it no longer. Another process than the one that knew it never did."""
        if thread.generation != self._process.generation:
            return True
        try:
            client = await self._process.client(0.1)
            answer = await client.post("/forget", json={"conversation_id": thread.rasa_id}, timeout=_FORGET_S)
            return answer.status_code == httpx.codes.OK
        except (httpx.HTTPError, EngineUnavailableError, RuntimeError):
            self._process.suspect()  # a process that is started again remembers nobody
            return False


def _answer(response: httpx.Response) -> EngineAnswer:
    if response.status_code == httpx.codes.OK:
        answer = response.json()
        return EngineAnswer(tuple(answer["messages"]), answer["slots"])
    try:
        told = response.json().get("error", "")
    except ValueError:
        told = ""
    raise TurnFailedError(
        f"The dialogue engine answered {response.status_code}: {told or 'no reason given'}. A 422 is a mistake in "
        "this app's request, a 502 one in an action (its error is in this log), a 500 one in the assistant's rules."
    )
