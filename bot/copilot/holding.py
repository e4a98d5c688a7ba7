"""Holding a conversation: a counsellor takes it over, writes in it, gives it back. The person is told each time."""

from __future__ import annotations

import logging

from actions.counselling import gave_back, joined, left
from actions.reply import Reply
from bot.chat import Chat
from bot.copilot.audit import Deed
from bot.copilot.desk import Desk
from bot.copilot.stale import as_it_was_seen
from bot.problems import ProblemError
from bot.sessions import Counsellor, Session

log = logging.getLogger(__name__)


class HeldByAnotherError(ProblemError):
    """Another counsellor has the conversation, or nobody has."""

    def __init__(self, holder: Counsellor | None) -> None:
        self.holder = holder
        who = f"{holder.name} has" if holder else "Nobody has"
        super().__init__(
            409, "Not yours now", f"{who} taken this conversation over. Take it over before you write in it."
        )


async def take(chat: Chat, desk: Desk, session: Session, by: Counsellor, *, version: int, instead_of: str) -> None:
    """`by` takes the conversation over; from another counsellor only when they name that one's id. Raises StaleError,
    HeldByAnotherError."""
    async with chat.holding(session):
        as_it_was_seen(session, version)
        holder = session.with_counsellor
        if holder is not None and holder.id == by.id:
            return
        if holder is not None and holder.id != instead_of:
            raise HeldByAnotherError(holder)
        await desk.record(Deed.TOOK_FROM if holder else Deed.TOOK_OVER, by, session)
        session.with_counsellor, session.waiting_since = by, None
        desk.sign_of(by, session)
        _tell(chat, session, joined(by.name))


async def write(chat: Chat, desk: Desk, session: Session, text: str, by: Counsellor, *, version: int) -> None:
    """A counsellor's own words to the person. Raises StaleError, HeldByAnotherError, ProblemError (length)."""
    text = chat.checked(text)
    async with chat.holding(session):
        as_it_was_seen(session, version)
        if session.with_counsellor is None or session.with_counsellor.id != by.id:
            raise HeldByAnotherError(session.with_counsellor)
        await desk.record(Deed.WROTE, by, session)
        chat.sessions.touch(session)
        desk.sign_of(by, session)
        session.note(
            "counsellor",
            name=by.name,
            text=text,
            quick_replies=chat.spoken(session, joined(by.name))["quick_replies"],
        )


async def give_back(chat: Chat, desk: Desk, session: Session, by: Counsellor, *, version: int) -> None:
    """The advisor answers again. Raises StaleError, HeldByAnotherError."""
    async with chat.holding(session):
        as_it_was_seen(session, version)
        if session.with_counsellor is None or session.with_counsellor.id != by.id:
            raise HeldByAnotherError(session.with_counsellor)
        await desk.record(Deed.GAVE_BACK, by, session)
        session.with_counsellor = None
        _tell(chat, session, gave_back(by.name))


async def give_back_the_absent(chat: Chat, desk: Desk) -> None:
    """Conversations whose counsellor has gone are the advisor's again: nobody writes to an empty chair."""
    sessions = chat.sessions.all()
    desk.keep_signs_of(session.id for session in sessions)
    for session in [each for each in sessions if desk.is_away(each)]:
        try:
            async with chat.holding(session):
                gone = session.with_counsellor
                if gone is None or not desk.is_away(session):
                    continue
                await desk.record(Deed.GIVEN_BACK, gone, session)
                session.with_counsellor = None
                _tell(chat, session, left(gone.name))
        except ProblemError:
            continue  # erased meanwhile


def _tell(chat: Chat, session: Session, reply: Reply) -> None:
    session.note("advisor", **chat.spoken(session, reply))
