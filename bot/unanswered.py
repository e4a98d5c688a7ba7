"""Unanswered: what the advisor could not answer, as the list of what to improve.

What is counted says nothing about a person: which kind of gap it was, and one coded fact at a time (a language, a
country, an ESCO concept), never two of them together but for country and purpose, which make the gap. Nothing that
happened fewer than AT_LEAST times is ever stored: such counts are in memory, and go with the process. Words are shown
of living conversations alone whose person agreed that counsellors see them, from where they are; they are not copied.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Column, Date, Integer, String, Table, insert, select, update

from actions.contents import Counted
from actions.reply import Reply
from actions.state import DialogueState
from bot.people.database import Database, metadata
from bot.sessions import Session
from knowledge.trust import Outlook
from nlu.understanding import Act, Understanding

AT_LEAST = 5
"""What happened fewer times is neither stored nor told exactly (k-anonymity of the counts)."""

UNSURE_BELOW = 0.5
REMEMBERED = 30
"""Turns a conversation that are remembered as not answered, by their number."""

KEPT_DAYS = 365

counts = Table(
    "unanswered_counts_of_nobody",  # holds nothing about a person: see above
    metadata,
    Column("day", Date, primary_key=True),
    Column("gap", String(30), primary_key=True),
    Column("fact", String(20), primary_key=True),
    Column("value", String(120), primary_key=True),
    Column("times", Integer, nullable=False),
)


class Gap(StrEnum):
    """Kinds of what could not be answered. Each has a text `steering.gap_<value>`."""

    OUT_OF_SCOPE = "out_of_scope"  # something else was asked
    NOTHING_FOUND = "nothing_found"  # no offer within the limits
    WEAK = "weak"  # the nearest offer is far from the goal
    NO_SKILL = "no_skill"  # no offer names the goal or a skill of it
    RECOGNITION = "recognition"  # whether it counts is unknown, by country and purpose
    TERM = "term"  # a word whose meaning is not in the glossary
    LANGUAGE = "language"  # the language could not be told
    FAILED = "failed"  # the advisor broke


_SAID: Mapping[str, Gap] = {
    "recommend.none": Gap.NOTHING_FOUND,
    "recommend.weak": Gap.WEAK,
    "recommend.only_close": Gap.NO_SKILL,
    "explain.unknown": Gap.TERM,
    "failure.engine": Gap.FAILED,
    "failure.no_reply": Gap.FAILED,
}
"""Sentences that admit a gap."""


def gaps_in(said: Understanding, reply: Reply) -> frozenset[Gap]:
    """What this turn could not answer."""
    found = {_SAID[sentence.key] for part in reply.parts for sentence in part.lead if sentence.key in _SAID}
    if said.act is Act.OUT_OF_SCOPE:
        found.add(Gap.OUT_OF_SCOPE)
    if said.language_confidence < UNSURE_BELOW:
        found.add(Gap.LANGUAGE)
    for part in reply.parts:
        if isinstance(part.content, Counted) and part.content.view.outlooks[0].outlook is Outlook.UNKNOWN:
            found.add(Gap.RECOGNITION)
    return frozenset(found)


def facts_of(gap: Gap, said: Understanding, state: DialogueState) -> Iterator[tuple[str, str]]:
    """Coded facts of a turn, one at a time: (what, code). No word of the person is among them."""
    yield "all", ""
    yield "act", said.act.value
    yield "language", said.language
    if gap is Gap.RECOGNITION:
        yield "counts_where", f"{state.country or '-'}/{state.purpose.value if state.purpose else '-'}"
        return
    if state.country is not None:
        yield "country", state.country
    if gap in (Gap.NOTHING_FOUND, Gap.WEAK, Gap.NO_SKILL):
        for uri in state.goal_uris[:1]:
            yield "concept", uri
        for kind in sorted({limit.kind.value for limit in state.limits}):
            yield "limit", kind
    for term in said.terms if gap is Gap.TERM else ():
        if term.id is not None:
            yield "term", term.id


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: how often, None for fewer than AT_LEAST times, and the facts of it most often first."""

    gap: Gap
    times: int | None
    facts: tuple[tuple[str, str, int | None], ...] = ()


@dataclass(slots=True)
class Unanswered:
    """Counts, and remembers by number which turns of living conversations were not answered. A holder: erasing a
    conversation forgets its numbers. `is_open` says whether a conversation is held now."""

    database: Database
    is_open: Callable[[str], bool] = lambda _: True
    today: Callable[[], date] = lambda: datetime.now(UTC).date()
    name: str = "turns that were not answered"
    _few: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    _turns: dict[str, list[tuple[int, Gap]]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def notice(self, session: Session, said: Understanding, reply: Reply) -> None:
        """Count what this turn could not answer; writes at every fifth time. Call it before the turn is noted."""
        gaps = gaps_in(said, reply)
        if not gaps or not self.is_open(session.id):  # a turn made aside is no turn of a person
            return
        state = DialogueState.from_slots(session.slots)
        number = session.last_number + 1  # of the person's own entry, which comes next
        full: list[tuple[str, str, str]] = []
        with self._lock:
            self._turns = {key: turns for key, turns in self._turns.items() if self.is_open(key)}
            turns = self._turns.setdefault(session.id, [])
            turns += [(number, gap) for gap in sorted(gaps)]
            del turns[:-REMEMBERED]
            for gap in gaps:
                for fact, value in facts_of(gap, said, state):
                    cell = (gap.value, fact, value[:120])
                    self._few[cell] += 1
                    if self._few[cell] >= AT_LEAST:
                        del self._few[cell]
                        full.append(cell)
        if full:
            self._store(full)

    def _store(self, cells: Iterable[tuple[str, str, str]]) -> None:
        day = self.today()
        with self.database.begin() as connection:
            for gap, fact, value in cells:
                named = (counts.c.day == day, counts.c.gap == gap, counts.c.fact == fact, counts.c.value == value)
                changed = connection.execute(update(counts).where(*named).values(times=counts.c.times + AT_LEAST))
                if changed.rowcount == 0:
                    row = {"day": day, "gap": gap, "fact": fact, "value": value, "times": AT_LEAST}
                    connection.execute(insert(counts).values(row))

    def rows(self, days: int = 30) -> list[Row]:
        """What could not be answered in the last `days` days, by kind in the order of Gap."""
        stored: Counter[tuple[str, str, str]] = Counter()
        if self.database.exists():
            since = self.today() - timedelta(days=days - 1)
            with self.database.begin() as connection:
                for row in connection.execute(select(counts).where(counts.c.day >= since)).mappings():
                    stored[(row["gap"], row["fact"], row["value"])] += row["times"]
        with self._lock:
            few = set(self._few)
        told = []
        for gap in Gap:
            # what is stored is told; what is in memory beside it is fewer than five, and is not added
            cells = {cell for cell in (*stored, *few) if cell[0] == gap}
            facts = [(fact, value, stored.get((gap.value, fact, value))) for _, fact, value in cells if fact != "all"]
            facts.sort(key=lambda each: (-(each[2] or 0), each[0], each[1]))
            if cells:
                told.append(Row(gap, stored.get((gap.value, "all", "")), tuple(facts)))
        return told

    def turns_of(self, conversation_id: str) -> tuple[tuple[int, Gap], ...]:
        """Numbers of the person's entries that were not answered."""
        return tuple(self._turns.get(conversation_id, ()))

    def erase(self, conversation_id: str) -> None:
        """Which turns they were is forgotten. The counts are of nobody."""
        with self._lock:
            self._turns.pop(conversation_id, None)

    def expire(self, now: datetime) -> None:
        """Numbers of conversations that ended go; counts after a year."""
        with self._lock:
            self._turns = {key: turns for key, turns in self._turns.items() if self.is_open(key)}
        if self.database.exists():
            with self.database.begin() as connection:
                connection.execute(counts.delete().where(counts.c.day < now.date() - timedelta(days=KEPT_DAYS)))

    def export(self, conversation_id: str) -> Mapping[str, Any]:
        """Which entries of the conversation were not answered, and why."""
        turns = self.turns_of(conversation_id)
        return {"entries": [{"number": number, "why": gap.value} for number, gap in turns]} if turns else {}
