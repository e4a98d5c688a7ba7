"""Find people for an offer: whom to suggest of those who agreed to be found, how fair the list is, and one letter."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import Response

from actions.chips import limit_words
from actions.consents import Consent
from actions.limits import from_slot
from actions.render.voice import Voice
from actions.reply import Sentence
from actions.services import Services
from bot.copilot.audit import Deed
from bot.copilot.desk import desk_of
from bot.copilot.letters import LATELY, Letter, Letters, WrittenBeforeError, tell
from bot.copilot.pages import page, voice_of
from bot.copilot.sign_in import counsellor_of
from bot.intake import readable
from bot.people.people import People
from bot.problems import ProblemError
from bot.sessions import Counsellor
from index.contract import Query as IndexQuery
from index.outreach import Candidate, Measure, Outreach, Suggested, suggest
from index.profiles.contract import OfferVectors, ProfileIndex
from knowledge.learner_profile import LearnerProfile
from knowledge.offer import Offer

OFFERS_LISTED = 8
OFFERS_AT_ONCE = 5
PLACES = (3, 5, 10, 20)
SKILLS_SHOWN = 8
LONGEST_NOTE = 500
LONGEST_SEARCH = 200

router = APIRouter(prefix="/copilot/outreach", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One suggested person as the page shows them: facts of their profile, and why they stand here. No name."""

    profile_id: str
    offer: Offer
    goal: str
    skills: str
    more_skills: int
    limits: str
    languages: str
    reads: str
    why: tuple[str, ...]
    closeness: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter: the text key, and whether it was sent."""

    key: str
    sent: bool


@router.get("")
async def outreach_page(
    request: Request,
    counsellor: Annotated[Counsellor, Depends(counsellor_of)],
    q: Annotated[str, Query(max_length=LONGEST_SEARCH)] = "",
    offer: Annotated[list[str] | None, Query(max_length=OFFERS_AT_ONCE)] = None,
    places: int = PLACES[1],
) -> Response:
    """Search for an offer, choose, see whom to suggest."""
    return await _page(request, counsellor, q, offer or [], places, None)


@router.post("/letter")
async def write_letter(
    request: Request,
    counsellor: Annotated[Counsellor, Depends(counsellor_of)],
    person: Annotated[str, Form(max_length=100)],
    about: Annotated[str, Form(max_length=300)],
    note: Annotated[str, Form(max_length=4 * LONGEST_NOTE)] = "",
    q: Annotated[str, Form(max_length=LONGEST_SEARCH)] = "",
    offer: Annotated[list[str] | None, Form(max_length=OFFERS_AT_ONCE)] = None,
    places: Annotated[int, Form()] = PLACES[1],
) -> Response:
    """One letter to one person about one offer; the page again, with what became of it."""
    note = readable(note)
    if len(note) > LONGEST_NOTE:
        outcome = Outcome("outreach.note_too_long", sent=False)
    else:
        outcome = await _write(request, counsellor, person, about, note)
    return await _page(request, counsellor, q, offer or [], places, outcome)


async def _write(request: Request, counsellor: Counsellor, person: str, about: str, note: str) -> Outcome:
    """Only to somebody whom the offer suits now: they may have changed their mind since the page was made."""
    services, letters = _services(request), letters_of(request)
    known = services.index.get(about)
    if known is None:
        return Outcome("outreach.offer_gone", sent=False)
    found = await asyncio.to_thread(_suggested, request, [known], None)
    candidate = next((each.candidate for each in found.suggested if each.candidate.profile_id == person), None)
    if candidate is None:
        written = person in await asyncio.to_thread(letters.written_about, [about])
        return Outcome("outreach.written_before" if written else "outreach.not_found_now", sent=False)
    voice = request.app.state.chat.renderer.voice(candidate.profile.language or "en", False)
    letter = Letter(
        conversation=person,
        offer=about,
        counsellor=counsellor.id,
        name=counsellor.name,
        sent_at=datetime.now(UTC),
        text=letter_text(voice, known, counsellor.name, note),
    )
    try:
        await asyncio.to_thread(letters.send, letter)
    except WrittenBeforeError:
        return Outcome("outreach.written_before", sent=False)
    await desk_of(request).audit.record(Deed.WROTE_TO_PEOPLE, counsellor, person, (about,))
    session = request.app.state.chat.sessions.held(person)
    if session is not None:
        async with session.lock:
            tell(session, letter)
    return Outcome("outreach.sent", sent=True)


def letter_text(voice: Voice, offer: Offer, name: str, note: str) -> str:
    """What a person reads, in their language; the counsellor's own words as they were written."""
    lines = [
        voice.key("outreach.letter_offer", title=offer.title, provider=offer.provider),
        *([offer.url] if offer.url else []),
        voice.key("outreach.letter_why"),
        *([voice.key("outreach.letter_note", name=name, note=note)] if note else []),
        voice.key("outreach.letter_next"),
    ]
    return "\n".join(lines)


async def _page(
    request: Request, counsellor: Counsellor, q: str, offer_ids: list[str], places: int, outcome: Outcome | None
) -> Response:
    services = _services(request)
    q = readable(q)
    places = places if places in PLACES else PLACES[1]
    chosen = [offer for offer_id in dict.fromkeys(offer_ids) if (offer := services.index.get(offer_id)) is not None]
    listed = await asyncio.to_thread(_offers_about, services, q) if q else []
    found = await asyncio.to_thread(_suggested, request, chosen, places) if chosen else None
    if chosen and outcome is None:
        await desk_of(request).audit.record(Deed.LOOKED_FOR_PEOPLE, counsellor, None, [each.id for each in chosen])
    voice = voice_of(request)
    return page(
        request,
        "outreach.html",
        q=q,
        listed=[offer for offer in listed if offer not in chosen],
        chosen=chosen,
        places=places,
        all_places=PLACES,
        most_offers=OFFERS_AT_ONCE,
        longest_note=LONGEST_NOTE,
        rows=[_row(each, services, voice) for each in found.suggested] if found else [],
        measure=tuple(_measure(found, voice)) if found else (),
        holds=found.measure.holds if found and found.measure.ratio is not None else None,
        nobody=found is not None and not found.suggested,
        outcome=outcome,
        letter_of={offer.id: letter_text(voice, offer, counsellor.name, "").split("\n") for offer in chosen},
    )


def _offers_about(services: Services, q: str) -> list[Offer]:
    query = IndexQuery(
        vector=services.understander.query_vector(q), words=q, limit=OFFERS_LISTED, sessions=1, on=services.today()
    )
    hits = services.index.search(query).hits
    return [offer for hit in hits if (offer := services.index.get(hit.offer_id)) is not None]


def _suggested(request: Request, offers: list[Offer], places: int | None) -> Outreach:
    """Whom to suggest now; `places` None: everybody who fits. Consent is asked of the store, not of the index."""
    services, people, letters = _services(request), _people(request), letters_of(request)
    now = datetime.now(UTC)
    index = profiles_of(people)
    vectors: OfferVectors = services.index  # type: ignore[assignment] # the default index has them
    return suggest(
        offers,
        len(index.ids()) if places is None else places,
        index,
        vectors,
        contacts=letters.contacts(now),
        may=lambda person: {Consent.KEEP, Consent.FOUND} <= people.consents.given(person).keys(),
        today=services.today(),
        leave_out=letters.written_about(offer.id for offer in offers),
        get=services.index.get,
    )


def _row(suggested: Suggested, services: Services, voice: Voice) -> Row:
    candidate = suggested.candidate
    profile, esco, language = candidate.profile, services.esco, voice.language
    skills = [esco.label(uri, language) for uri in profile.skills if uri in esco]
    limits = [limit for slot in profile.limits if (limit := from_slot(slot)) is not None]
    return Row(
        profile_id=candidate.profile_id,
        offer=candidate.offer,
        goal=_goal(profile, services, voice),
        skills=voice.listing(skills[:SKILLS_SHOWN]),
        more_skills=max(0, len(skills) - SKILLS_SHOWN),
        limits=voice.listing(voice.say(limit_words(limit)) for limit in limits),
        languages=voice.listing(voice.language_name(code) for code in profile.languages),
        reads=voice.language_name(profile.language or "en"),
        why=tuple(_why(suggested, candidate, voice)),
        closeness=round(100 * max(0.0, min(1.0, candidate.fit))),
    )


def _goal(profile: LearnerProfile, services: Services, voice: Voice) -> str:
    """What the goal is called in ESCO; the person's own words are theirs."""
    labels = [services.esco.label(uri, voice.language) for uri in profile.goal_uris if uri in services.esco]
    return voice.listing(labels) if labels else voice.key("outreach.goal_unnamed")


def _why(suggested: Suggested, candidate: Candidate, voice: Voice) -> Iterator[str]:
    said = [limit for slot in candidate.profile.limits if (limit := from_slot(slot)) is not None]
    for key, kinds in (("outreach.why_met", candidate.met), ("outreach.why_unknown", candidate.unknown)):
        words = [voice.say(limit_words(limit)) for limit in said if limit.kind.value in kinds]
        if words:
            yield voice.key(key, limits=words)
    if candidate.liked is not None:
        yield voice.key("why.they_liked", **candidate.liked.params)
    if candidate.contacts:
        yield voice.say(Sentence("outreach.why_contacts", {"days": LATELY.days}, candidate.contacts))
    else:
        yield voice.key("outreach.why_no_contact", days=LATELY.days)
    if suggested.by_floor:
        yield voice.key("outreach.why_floor")


def _measure(found: Outreach, voice: Voice) -> Iterator[tuple[str, str]]:
    """Rows of the table beside the list: what is measured, and the figure."""
    measure: Measure = found.measure
    for key, some, of in (
        ("fitting", measure.least_fitting, measure.fitting),
        ("suggested", measure.least_suggested, measure.suggested),
    ):
        share = voice.number(100 * some / of) if of else "–"
        yield voice.key(f"outreach.least_{key}"), voice.key("outreach.some_of", some=some, of=of, share=share)
    yield voice.key("outreach.floor"), voice.number(measure.floor)
    ratio = voice.key("outreach.ratio_none") if measure.ratio is None else voice.number(measure.ratio)
    yield voice.key("outreach.ratio"), ratio
    yield voice.key("outreach.spread_before"), voice.number(measure.spread_before)
    yield voice.key("outreach.spread_after"), voice.number(measure.spread_after)


def profiles_of(people: People) -> ProfileIndex:
    """The index of profiles that the holders have."""
    if people.found is None:
        raise ProblemError(503, "No profiles", "The index of profiles is not there: the advisor is still starting.")
    index: ProfileIndex = people.found.index  # type: ignore[assignment] # a whole one, where it was put together
    return index


def letters_of(request: Request) -> Letters:
    """The app's letters, among its holders."""
    people = _people(request)
    return next(holder for holder in people.holders if isinstance(holder, Letters))


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


def _people(request: Request) -> People:
    people: People = request.app.state.people
    return people
