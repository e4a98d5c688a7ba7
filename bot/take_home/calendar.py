"""The steps of a plan as a calendar file (RFC 5545): one day a step, with what to do, whom to ask and the link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from icalendar import Calendar, Event

from actions.render.statements import safe_url
from actions.render.voice import Voice
from bot.take_home.drafts import Step
from bot.take_home.papers import cost_words
from knowledge.offer import Offer


class NoDateError(ValueError):
    """No step has a date: there is nothing to put in a calendar."""


def calendar(
    title: str, steps: Iterable[Step], offers: Mapping[str, Offer], voice: Voice, key: str, now: datetime
) -> bytes:
    """The file. `key` makes the ids of the days: a plan taken twice fills a calendar once. Raises NoDateError."""
    held = Calendar()
    held.add("prodid", "-//Waymark//Action plan//EN")
    held.add("version", "2.0")
    held.add("calscale", "GREGORIAN")
    held.add("method", "PUBLISH")
    held.add("name", title)
    for number, step in enumerate((step for step in steps if not step.is_empty), start=1):
        if step.by is not None:
            held.add_component(_day(number, step, offers.get(step.offer or ""), voice, key, now))
    if not held.subcomponents:
        raise NoDateError("no step has a date")
    return bytes(held.to_ical())


def _day(number: int, step: Step, offer: Offer | None, voice: Voice, key: str, now: datetime) -> Event:
    assert step.by is not None
    day = Event()
    # the key is a secret of the conversation: only its hash leaves
    day.add("uid", f"{sha256(f'{key} {number}'.encode()).hexdigest()[:32]}@waymark.invalid")
    day.add("dtstamp", now.astimezone(UTC))
    # a day without an hour is that day wherever the person is
    day.add("dtstart", step.by)
    day.add("dtend", step.by + timedelta(days=1))
    day.add("summary", f"{voice.key('plan.step', number=number)}: {step.what}")
    url = safe_url(offer.url) if offer else None
    told = [
        f"{voice.key('plan.cost')}: {cost_words(step, voice)}",
        *([f"{voice.key('plan.who')}: {step.who}"] if step.who else ()),
        *([url] if url else ()),
    ]
    day.add("description", "\n".join(told))
    if url:
        day.add("url", url)
    day.add("class", "PRIVATE")
    day.add("transp", "TRANSPARENT")
    return day
