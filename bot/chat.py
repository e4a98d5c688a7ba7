"""The chat: who speaks, one turn at a time, understand once, let the dialogue engine decide, render."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from actions.consents import Consent
from actions.render import Renderer
from actions.reply import Kind, Part, Reply, Sentence
from actions.services import Services
from actions.state import DialogueState
from actions.welcome import welcome_reply
from bot.engine import EngineUnavailableError, RasaEngine
from bot.intake import readable
from bot.metrics import Metrics
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session, Sessions, TooManyConversationsError
from bot.settings import Settings
from nlu.understand import Hint
from nlu.understanding import Act, Understanding

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pressed:
    """A quick reply that was pressed: its act and arguments, as the advisor itself offered them."""

    act: Act
    args: Mapping[str, Any]


class Chat:
    """Turns of all conversations. One instance an app."""

    def __init__(
        self,
        settings: Settings,
        services: Services,
        engine: RasaEngine,
        renderer: Renderer,
        sessions: Sessions,
        metrics: Metrics,
    ) -> None:
        self.settings, self.services, self.engine = settings, services, engine
        self.renderer, self.sessions, self.metrics = renderer, sessions, metrics

    def open(
        self, *, language: str | None, portal: str | None, consent: frozenset[Consent] = frozenset()
    ) -> tuple[Session, str, dict[str, Any]]:
        """A new conversation: its session, its token, and the welcome (as `say` answers)."""
        try:
            session, token = self.sessions.open(language=language, portal=portal, consent=consent)
        except TooManyConversationsError as error:
            raise ProblemError(
                503, "Too many conversations", f"{error}. Try again in a few minutes.", headers={"Retry-After": "120"}
            ) from None
        self.metrics.conversations.set(len(self.sessions))
        session.slots |= {name: value for name, value in self._opening_slots(session).items() if value is not None}
        answer = self._render(session, welcome_reply())
        session.note("advisor", **answer)
        return session, token, answer

    def _opening_slots(self, session: Session) -> dict[str, Any]:
        return {
            "country": self.settings.country,
            "portal": session.portal,
            "consent": sorted(session.consent) or None,
        }

    def find(self, conversation_id: str, token: str) -> Session:
        """The session, or a 404 that does not tell a wrong token from a forgotten conversation."""
        session = self.sessions.find(conversation_id, token)
        if session is None:
            raise _unknown()
        return session

    async def say(self, session: Session, text: str, pressed: Pressed | None = None) -> dict[str, Any]:
        """One turn: what the person wrote (or pressed) -> {language, messages, quick_replies}."""
        text = self._checked(text)
        async with session.lock:
            self._still_open(session)
            self.sessions.touch(session)
            if session.with_counsellor is not None:
                session.note("person", text=text)
                return {**self._with_counsellor(session), "number": len(session.transcript)}
            return await self._answered(session, text, pressed, by=None)

    async def tell(self, session: Session, text: str, by: Counsellor) -> None:
        """A counsellor's own words to the person. The caller made sure that the person agreed to it."""
        text = self._checked(text)
        async with session.lock:
            self._still_open(session)
            session.note("counsellor", name=by.name, text=text)

    async def steer(self, session: Session, text: str, pressed: Pressed, by: Counsellor) -> dict[str, Any]:
        """A turn that a counsellor makes for the person: `pressed` is done, the person sees the answer and by whom.
        `text` says what was done, in the person's language."""
        async with session.lock:
            self._still_open(session)
            return await self._answered(session, text, pressed, by=by)

    async def amend(self, session: Session, change: Callable[[DialogueState], DialogueState]) -> None:
        """Change what the conversation knows (a counsellor's correction, a confirmed profile). No words are said."""
        async with session.lock:
            self._still_open(session)
            session.slots = _held(change(DialogueState.from_slots(session.slots)))
            # the dialogue engine has its own copy of the slots: the next turn begins a new one from these
            await self.engine.forget(session.id)
            session.watched.move()

    async def aside(self, session: Session, text: str, pressed: Pressed | None = None) -> dict[str, Any]:
        """What the advisor would answer to `text` now. The conversation does not move and the person sees nothing."""
        text = self._checked(text)
        shadow = Session(
            secrets.token_urlsafe(16), b"", session.language, session.portal, session.consent,
            session.opened_at, session.last_turn_at, slots=copy.deepcopy(session.slots), easy_read=session.easy_read,
        )  # fmt: skip
        try:
            return await self._answered(shadow, text, pressed, by=None)
        finally:
            await self.engine.forget(shadow.id)

    def _still_open(self, session: Session) -> None:
        if not self.sessions.is_open(session):
            raise _unknown()  # erased while this turn waited for its place

    def _with_counsellor(self, session: Session) -> dict[str, Any]:
        language = session.language or self.settings.default_language
        return {"language": language, "messages": [], "quick_replies": [], "with_counsellor": True}

    async def _answered(
        self, session: Session, text: str, pressed: Pressed | None, by: Counsellor | None
    ) -> dict[str, Any]:
        """One turn of the advisor, noted. The caller holds the session's lock."""
        turn_id = secrets.token_hex(8)
        before = dict(session.slots)
        try:
            answer = await self._turn(session, turn_id, text, pressed)
        except Exception:
            log.exception("turn failed: turn=%s", turn_id)  # by type and place: bot/logs.py
            answer = await self._undone(session, before)
        finally:
            # what the turn held aside is not needed again
            self.services.turns.take(turn_id)
            self.services.outbox.take(turn_id)
        if by is None:
            session.note("person", text=text)
        else:
            session.note("counsellor", name=by.name, text=text)
        session.note("advisor", **answer)
        return {**answer, "number": len(session.transcript)}

    async def _turn(self, session: Session, turn_id: str, text: str, pressed: Pressed | None) -> dict[str, Any]:
        understanding = await asyncio.to_thread(self._understand, session, text, pressed)
        if session.language is None or (pressed is None and understanding.language_confidence >= 0.5):
            session.language = understanding.language
        self.services.turns.put(turn_id, understanding)
        reply = await self._decide(session, turn_id, understanding, pressed)
        session.easy_read = bool(session.slots.get("easy_read", False))
        answer = await asyncio.to_thread(self._render, session, reply)
        self.metrics.turns.labels(understanding.act.value).inc()
        return answer

    async def _undone(self, session: Session, before: dict[str, Any]) -> dict[str, Any]:
        """What is said of a turn that broke. The conversation goes on from where it was before it."""
        self.metrics.failures.labels("crash").inc()
        session.slots = before
        await self.engine.forget(session.id)
        return self._render(session, failure("no_reply"))

    async def forget(self, session: Session) -> None:
        """Erase the conversation everywhere it is held."""
        async with session.lock:
            self.sessions.close(session)
            session.transcript.clear()
            session.slots.clear()
            await self.engine.forget(session.id)
        self.metrics.conversations.set(len(self.sessions))

    async def expire(self) -> None:
        """Forget conversations that were idle too long."""
        for conversation_id in self.sessions.expire():
            await self.engine.forget(conversation_id)
        await self.engine.forget_the_rest()
        for short_memory in (self.services.turns, self.services.outbox, self.services.goals):
            short_memory.sweep()
        self.metrics.conversations.set(len(self.sessions))

    def _checked(self, text: str) -> str:
        text = readable(text)
        if not text:
            raise ProblemError(422, "Empty message", "The message has no words. Write what you are looking for.")
        if len(text) > self.settings.max_message_chars:
            raise ProblemError(
                413,
                "Message too long",
                f"The message has {len(text)} characters; up to {self.settings.max_message_chars} are read. "
                "Shorten it and send it again: nothing was changed.",
            )
        return text

    def _understand(self, session: Session, text: str, pressed: Pressed | None) -> Understanding:
        hint = Hint(
            language=session.language,
            expecting_goal=not session.slots.get("goal_known", False),
            shortlist_known=bool(session.slots.get("shortlist_known", False)),
        )
        with self.metrics.stage("understand"):
            understanding = self.services.understander.understand(text, hint)
        if pressed is None:
            return understanding
        # the advisor wrote the button's words itself: they change neither goal nor language
        return dataclasses.replace(
            understanding,
            act=pressed.act,
            act_confidence=1.0,
            goal=None,
            bring=(),
            limits=(),
            references=(),
            vector=None,
            language=session.language or understanding.language,
        )

    async def _decide(
        self, session: Session, turn_id: str, understanding: Understanding, pressed: Pressed | None
    ) -> Reply:
        """Rasa decides what to do; its action leaves the reply in the outbox. A failure is a reply that says so."""
        metadata = {
            "turn_id": turn_id,
            "language": understanding.language,
            "easy_read": session.easy_read,
            "args": dict(pressed.args) if pressed else {},
        }
        try:
            with self.metrics.waiting("engine"):
                answer = await self.engine.turn(
                    conversation_id=session.id,
                    turn_id=turn_id,
                    text=understanding.text,
                    parse_data=parse_data(understanding),
                    metadata=metadata,
                    slots=session.slots,
                )
        except EngineUnavailableError as error:
            log.error("dialogue engine unavailable: %s", error)
            self.metrics.failures.labels("engine_unavailable").inc()
            return failure("engine")
        session.slots = dict(answer.slots)
        reply = self.services.outbox.take(turn_id)
        if reply is None:
            log.error("no action answered act %s: check the rules of the assistant", understanding.act.value)
            self.metrics.failures.labels("no_reply").inc()
            return failure("no_reply")
        return reply

    def _render(self, session: Session, reply: Reply) -> dict[str, Any]:
        with self.metrics.stage("render"):
            language = session.language or self.settings.default_language
            answer = self.renderer.render(
                reply,
                language=language,
                easy_read=session.easy_read,
                state=DialogueState.from_slots(session.slots),
                say_language_notice=not session.language_notice_said,
            )
        session.language_notice_said |= answer["language"] != language
        return answer


def _held(state: DialogueState) -> dict[str, Any]:
    """The slots of a state that hold something."""
    return {name: value for name, value in state.slots().items() if value not in (None, False)}


def _unknown() -> ProblemError:
    return ProblemError(
        404,
        "Conversation not found",
        "No conversation is open with this id and token: it ended, was idle too long, or the token is wrong. "
        "Start a new one with POST /api/conversations.",
    )


def parse_data(understanding: Understanding) -> dict[str, Any]:
    """The understanding in Rasa's own shape, for the channel and for Rasa's tools."""
    return {
        "text": understanding.text,
        "intent": {"name": understanding.act.value, "confidence": understanding.act_confidence},
        "entities": [],  # slots carry what was found, typed
        "intent_ranking": [{"name": act.value, "confidence": p} for act, p in understanding.act_ranking[:5]],
    }


def failure(cause: str) -> Reply:
    """An honest sentence instead of silence."""
    return Reply((Part(Kind.NOTICE, lead=(Sentence(f"failure.{cause}"),), content={"failure": cause}),))
