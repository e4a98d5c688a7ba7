"""The chat: who speaks, one turn at a time, understand once, let the dialogue engine decide, render."""

from __future__ import annotations

import asyncio
import copy
import dataclasses
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from actions.act import text_reply
from actions.consents import Consent, consents_of
from actions.meanings import goal_key
from actions.render import Renderer
from actions.reply import Reply
from actions.services import Services
from actions.state import DialogueState
from actions.welcome import welcome_reply
from bot.engine import EngineUnavailableError, RasaEngine
from bot.failures import failure, found_needs_keep, not_all_erased, not_stored, too_long, unknown_conversation
from bot.intake import readable
from bot.metrics import Metrics
from bot.parse_data import parse_data
from bot.people.keeping import Keeping, held
from bot.people.people import People, allowed
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session, Sessions, TooManyConversationsError, now
from bot.settings import Settings
from index.features import forget_labels
from nlu.understand import Hint
from nlu.understanding import Act, Understanding

log = logging.getLogger(__name__)


THEIR_OWN = frozenset({Act.WITHDRAW_CONSENT, Act.ERASE_ME})
"""Acts that are done also while a counsellor has the conversation: nobody stands between a person and these."""


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
        people: People | None = None,
    ) -> None:
        self.settings, self.services, self.engine = settings, services, engine
        self.renderer, self.sessions, self.metrics = renderer, sessions, metrics
        self.keeping = Keeping(people, sessions)
        self.notice: Callable[[Session, Understanding, Reply], None] = lambda *_: None  # what was not answered

    def open(
        self, *, language: str | None, portal: str | None, country: str | None = None
    ) -> tuple[Session, str, dict[str, Any]]:
        """A new conversation: its session, its token, and the welcome (as `say` answers). Nothing is agreed to.

        `country` (ISO 3166 alpha-2) goes before the portal's and the operator's own."""
        here = self.services.portals.get(portal or "")
        language = language or (here.language if here else None)
        try:
            session, token = self.sessions.open(language=language, portal=portal)
        except TooManyConversationsError as error:
            raise ProblemError(
                503, "Too many conversations", f"{error}. Try again in a few minutes.", headers={"Retry-After": "120"}
            ) from None
        self.metrics.conversations.set(len(self.sessions))
        first = self._opening_slots(session) | ({"country": country} if country else {})
        session.slots |= {name: value for name, value in first.items() if value is not None}
        answer = self._render(session, welcome_reply())
        session.note("advisor", **answer)
        return session, token, answer

    def _opening_slots(self, session: Session) -> dict[str, Any]:
        portal = self.services.portals.get(session.portal or "")
        return {
            "country": (portal.country if portal else None) or self.settings.country,
            "portal": session.portal,
        }

    def find(self, conversation_id: str, token: str) -> Session:
        """The session, reopened where it was kept; or a 404 that tells a wrong token from nothing."""
        session = self.sessions.find(conversation_id, token) or self.keeping.reopen(conversation_id, token)
        return self._known(session)

    def _known(self, session: Session | None) -> Session:
        if session is None:
            raise unknown_conversation()
        return session

    async def found(self, conversation_id: str, token: str) -> Session:
        """`find`, without keeping the event loop waiting."""
        return self._known(await self.keeping.reopened(conversation_id, token))

    async def say(self, session: Session, text: str, pressed: Pressed | None = None) -> dict[str, Any]:
        """One turn: what the person wrote (or pressed) -> {language, messages, quick_replies}."""
        text = self.checked(text)
        async with session.lock:
            self._still_open(session)
            self.sessions.touch(session)
            if session.with_counsellor is not None and not await self._is_their_own(session, text, pressed):
                session.note("person", text=text)
                await self._settled(session)
                return {**self._with_counsellor(session), "number": session.last_number}
            answer = await self._kept_to(session, await self._answered(session, text, pressed, by=None))
            self._counsellors_as_agreed(session)
            return answer

    async def _kept_to(self, session: Session, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer, when what it says of keeping and erasing was done; else what is said instead."""
        if session.slots.get("errand") == "erase":
            del session.slots["errand"]
            done = await self._forgotten(session)
            return {**(answer if done else self._render(session, failure("erase"))), "erased": True}
        if await self._settled(session):
            return answer
        answer = self._render(session, failure("keep"))
        session.note("advisor", **answer)
        return {**answer, "number": session.last_number}

    async def _settled(self, session: Session) -> bool:
        """Whether what is stored is what the person agreed to."""
        try:
            await self.keeping.settle(session)
            return True
        except Exception:
            log.exception("keeping what was agreed to failed")
            self.metrics.failures.labels("keep").inc()
            return False

    async def agree(self, session: Session, purpose: Consent, *, given: bool) -> None:
        """The person switches one purpose on or off, beside the conversation. ProblemError when it cannot be."""
        async with session.lock:
            self._still_open(session)
            before = consents_of(session.slots.get("consent"))
            wanted = before | {purpose} if given else before - {purpose}
            if given and purpose not in allowed(wanted):
                raise found_needs_keep()
            session.slots = {**session.slots, "consent": sorted(item.value for item in wanted) or None}
            beside = session.with_counsellor
            # the dialogue engine has its own copy of the slots: the next turn begins a new one from these
            await self.engine.forget(session.id)
            if not await self._settled(session):
                raise not_stored()
            if beside is not None and session.with_counsellor is None:
                session.note("advisor", **self._render(session, text_reply("people.counsellor.stopped")))

    async def tell(self, session: Session, text: str, by: Counsellor) -> None:
        """A counsellor's own words to the person. The caller made sure that the person agreed to it."""
        text = self.checked(text)
        async with session.lock:
            self._still_open(session)
            session.note("counsellor", name=by.name, text=text)
            await self._settled(session)

    async def steer(self, session: Session, text: str, pressed: Pressed, by: Counsellor) -> dict[str, Any]:
        """A turn that a counsellor makes. The person sees the answer, and by `text` what was done and by whom."""
        async with session.lock:
            self._still_open(session)
            if pressed.act in THEIR_OWN | {Act.GIVE_CONSENT}:
                raise ProblemError(403, "Only the person", "Agreeing, taking back and erasing is the person's alone.")
            answer = await self._answered(session, text, pressed, by=by)
            await self._settled(session)
            return answer

    async def amend(self, session: Session, change: Callable[[DialogueState], DialogueState]) -> None:
        """Change what the conversation knows (a counsellor's correction, a confirmed profile). No words are said."""
        async with session.lock:
            self._still_open(session)
            state = DialogueState.from_slots(session.slots)
            # whoever changes what is known does not change what the person agreed to
            session.slots = held(dataclasses.replace(change(state), consent=state.consent))
            # the dialogue engine has its own copy of the slots: the next turn begins a new one from these
            await self.engine.forget(session.id)
            session.watched.move()
            await self._settled(session)

    async def aside(self, session: Session, text: str, pressed: Pressed | None = None) -> dict[str, Any]:
        """What the advisor would answer to `text` now. The conversation does not move and the person sees nothing."""
        text = self.checked(text)
        shadow = Session(
            secrets.token_urlsafe(16), b"", session.language, session.portal, session.consent,
            session.opened_at, session.last_turn_at, slots=copy.deepcopy(session.slots), easy_read=session.easy_read,
        )  # fmt: skip
        try:
            return await self._answered(shadow, text, pressed, by=None)
        finally:
            await self.engine.forget(shadow.id)

    @asynccontextmanager
    async def holding(self, session: Session) -> AsyncIterator[None]:
        """No turn is made meanwhile. Raises a 404 when the conversation was erased."""
        async with session.lock:
            self._still_open(session)
            yield

    def spoken(self, session: Session, reply: Reply) -> dict[str, Any]:
        """A reply in the person's words, to be noted as the advisor's."""
        return self._render(session, reply)

    async def _is_their_own(self, session: Session, text: str, pressed: Pressed | None) -> bool:
        """Does who talks to a counsellor ask for what only they decide? What sounds like danger is marked."""
        if pressed is not None:
            return pressed.act in THEIR_OWN
        understanding = await asyncio.to_thread(self._understand, session, text, None)
        session.distress |= understanding.act is Act.DISTRESS
        return understanding.act in THEIR_OWN

    def _counsellors_as_agreed(self, session: Session) -> None:
        """A person who asked for a counsellor waits for one; without consent none has the conversation."""
        before = session.with_counsellor, session.waiting_since
        if Consent.COUNSELLOR not in session.consent:
            session.with_counsellor = session.waiting_since = None
        elif session.slots.get("errand") == "counsellor" and session.with_counsellor is None:
            session.waiting_since = session.waiting_since or now()
            del session.slots["errand"]
        if (session.with_counsellor, session.waiting_since) != before:
            session.watched.move()

    def _still_open(self, session: Session) -> None:
        if not self.sessions.is_open(session):
            raise unknown_conversation()  # erased while this turn waited for its place

    def _with_counsellor(self, session: Session) -> dict[str, Any]:
        own = session.language or self.settings.default_language
        return {"language": own, "messages": [], "quick_replies": [], "with_counsellor": True}

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
        return {**answer, "number": session.last_number}

    async def _turn(self, session: Session, turn_id: str, text: str, pressed: Pressed | None) -> dict[str, Any]:
        understanding = await asyncio.to_thread(self._understand, session, text, pressed)
        if session.language is None or (pressed is None and understanding.language_confidence >= 0.5):
            session.language = understanding.language
        session.distress |= understanding.act is Act.DISTRESS
        self.services.turns.put(turn_id, understanding)
        reply = await self._decide(session, turn_id, understanding, pressed)
        await asyncio.to_thread(self.notice, session, understanding, reply)
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
        """Erase the conversation everywhere it is held. A 503 when a store could not: it is tried again."""
        async with session.lock:
            done = await self._forgotten(session)
        if not done:
            raise not_all_erased()

    async def _forgotten(self, session: Session) -> bool:
        """Whether everything is erased; the live conversation is in any case. The caller holds the lock."""
        self.sessions.close(session)
        forget_labels()
        self.services.goals.take(goal_key(*map(session.slots.get, ("language", "goal", "goal_uris"))))
        session.transcript.clear()
        session.slots.clear()
        session.with_counsellor, session.consent = None, frozenset()
        session.watched.move()
        await self.engine.forget(session.id)
        self.metrics.conversations.set(len(self.sessions))
        try:
            await self.keeping.erase(session.id)
            return True
        except Exception:
            log.exception("erasing failed, it is tried again")
            self.metrics.failures.labels("erase").inc()
            return False

    async def expire(self) -> None:
        """Forget conversations that were idle too long, and erase what was kept until now."""
        for conversation_id in self.sessions.expire():
            await self.engine.forget(conversation_id)
            await self.keeping.ended(conversation_id)
        for conversation_id in await self.keeping.expired():
            if (session := self.sessions.held(conversation_id)) is not None:
                await self.forget(session)
        await self.engine.forget_the_rest()
        for short_memory in (self.services.turns, self.services.outbox, self.services.goals):
            short_memory.sweep()
        forget_labels()
        self.metrics.conversations.set(len(self.sessions))

    def checked(self, text: str) -> str:
        """A message as it is taken. Raises ProblemError for one that is empty or too long."""
        text = readable(text)
        if not text:
            raise ProblemError(422, "Empty message", "The message has no words. Write what you are looking for.")
        if len(text) > self.settings.max_message_chars:
            raise too_long(len(text), self.settings.max_message_chars)
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
            "agreed_since": {purpose.value: at.date().isoformat() for purpose, at in session.given_at.items()},
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
