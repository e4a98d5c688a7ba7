"""Keeping: between the live conversations and what is stored of them. Used by the chat, on the event loop."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Any

from actions.consents import Consent, consents_of
from actions.profile import profile_of
from actions.state import DialogueState
from bot.people.kept import KeptConversation
from bot.people.people import Agreed, People, allowed
from bot.sessions import Session, Sessions, token_hash

log = logging.getLogger(__name__)


class Keeping:
    """Without `people` nothing is ever stored, and whatever is agreed to stays in the conversation's memory."""

    def __init__(self, people: People | None, sessions: Sessions) -> None:
        self.people, self._sessions = people, sessions

    async def settle(self, session: Session) -> None:
        """After a turn: apply what the person agreed to or took back, and keep what may be kept. The caller holds the
        session's lock. On an error what was agreed to newly is not, and what was taken back is tried again with the
        next turn; the error goes on."""
        wanted = allowed(consents_of(session.slots.get("consent")))
        if not wanted and not session.consent and not session.given_at:
            return
        if Consent.COUNSELLOR in session.consent - wanted:  # unseen at once, whatever becomes of the rest
            session.consent -= {Consent.COUNSELLOR}
            session.with_counsellor = session.waiting_since = None
        try:
            agreed = await self._stored(session, wanted)
        except Exception:
            _agree(session, session.consent & wanted)
            raise
        _agree(session, wanted)
        changed = wanted != session.consent
        session.consent, session.given_at, session.kept_until = wanted, dict(agreed.given), agreed.kept_until
        if changed:  # who watches sees what was agreed to, not when
            session.watched.move()

    async def _stored(self, session: Session, wanted: frozenset[Consent]) -> Agreed:
        if self.people is None:
            return Agreed()
        state = replace(DialogueState.from_slots(session.slots), consent=wanted, errand=None)
        return await asyncio.to_thread(self.people.settle, _as_kept(session, state), profile_of(state), wanted)

    def reopen(self, conversation_id: str, token: str) -> Session | None:
        """A kept conversation, live again for who holds its token."""
        if self.people is None:
            return None
        return self._live(self.people.reopen(conversation_id, token_hash(token)))

    async def reopened(self, conversation_id: str, token: str) -> Session | None:
        """The same, without keeping the event loop waiting; a live one as it is."""
        live = self._sessions.find(conversation_id, token)
        if live is not None or self.people is None:
            return live
        return self._live(await asyncio.to_thread(self.people.reopen, conversation_id, token_hash(token)))

    def _live(self, found: tuple[KeptConversation, Agreed] | None) -> Session | None:
        if found is None:
            return None
        kept, agreed = found
        now = self._sessions.clock()
        session = Session(
            kept.id, kept.token_hash, kept.language, kept.portal, frozenset(agreed.given), now, now,
            easy_read=kept.easy_read, language_notice_said=True, slots=dict(kept.slots),
            transcript=[dict(entry) for entry in kept.transcript],
            given_at=dict(agreed.given), kept_until=agreed.kept_until,
        )  # fmt: skip
        _agree(session, session.consent)
        return self._sessions.adopt(session)

    async def erase(self, conversation_id: str) -> None:
        """Everything stored about a conversation. Raises EraseFailedError."""
        if self.people is not None:
            await asyncio.to_thread(self.people.erase, conversation_id)

    async def ended(self, conversation_id: str) -> None:
        """A conversation left memory: what was not agreed to be kept beyond it goes."""
        if self.people is not None:
            await asyncio.to_thread(self.people.ended, conversation_id)

    async def expired(self) -> tuple[str, ...]:
        """What is past its day is erased; the conversations whose day it was."""
        return await asyncio.to_thread(self.people.expire) if self.people is not None else ()


def _as_kept(session: Session, state: DialogueState) -> KeptConversation:
    return KeptConversation(
        id=session.id,
        token_hash=session.token_hash,
        language=session.language,
        portal=session.portal,
        easy_read=session.easy_read,
        slots=held(state),
        transcript=tuple(session.transcript),
    )


def held(state: DialogueState) -> dict[str, Any]:
    """The slots of a state that hold something."""
    return {name: value for name, value in state.slots().items() if value not in (None, False)}


def _agree(session: Session, agreed: frozenset[Consent]) -> None:
    """The slot says what holds."""
    session.slots = {**session.slots, "consent": sorted(purpose.value for purpose in agreed) or None}
