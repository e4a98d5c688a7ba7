"""Asked from outside: what `waymark erase` wrote down is erased by the running advisor, live conversations too."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Mapping
from typing import Any

from bot.chat import Chat
from bot.people.erasures import ALL, EXPIRED
from bot.people.people import People

log = logging.getLogger(__name__)
LOOK_EVERY_S = 0.5
LIVE = "live conversations"


async def erase_as_asked_forever(chat: Chat) -> None:
    """Looks at the list of erasures now and then, and answers each with what was erased where."""
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            await erase_as_asked(chat)
        except Exception:
            log.exception("erasing as asked failed; trying again")


async def erase_as_asked(chat: Chat) -> None:
    """Erase what is on the list."""
    people = chat.keeping.people
    if people is None:
        return
    for what in await asyncio.to_thread(people.erasures.asked):
        if what == ALL:
            await chat.expire()  # conversations that ended a moment ago
            wanted = {session.id for session in chat.sessions.all()} | await asyncio.to_thread(people.conversations)
        elif what == EXPIRED:
            wanted = set(await asyncio.to_thread(people.past_their_day))
        else:
            wanted = {what}
        report: Counter[str] = Counter()
        for conversation_id in wanted:
            report.update(await _erased(chat, people, conversation_id))
        await asyncio.to_thread(people.erasures.answer, what, dict(report))


async def _erased(chat: Chat, people: People, conversation_id: str) -> Mapping[str, Any]:
    report: Counter[str] = Counter(await asyncio.to_thread(people.size_of, conversation_id))
    session = chat.sessions.held(conversation_id)
    if session is None:
        await asyncio.to_thread(people.erase, conversation_id)
    else:
        report[LIVE] += 1
        await chat.forget(session)
    return report
