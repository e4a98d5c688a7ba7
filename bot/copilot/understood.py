"""What the advisor understood and why it shows what it shows, in the counsellor's words."""

from __future__ import annotations

from dataclasses import dataclass

from actions.chips import limit_words
from actions.reasons import reasons_of, with_nearness
from actions.render.voice import Voice
from actions.reply import Sentence
from actions.services import Services
from actions.state import DialogueState
from actions.wishes import find, names_of, wishes_of
from bot.copilot.listed import turn_in
from bot.sessions import Session
from index.explain import why
from index.finder import Standing
from index.ranking import Ranked
from index.wishes import Kind
from knowledge.esco import Esco


@dataclass(frozen=True, slots=True)
class Reasoned:
    """One offer of the list shown last: its reasons in words, and what was added up for its place."""

    id: str
    title: str
    provider: str
    reasons: tuple[str, ...]
    features: tuple[tuple[str, float], ...]
    rank: int | None


@dataclass(frozen=True, slots=True)
class Understood:
    """The conversation's state in words. Empty where nothing is known."""

    goal: str | None
    goal_concepts: tuple[str, ...]
    background: tuple[str, ...]
    limits: tuple[str, ...]
    skills: tuple[str, ...]
    occupations: tuple[str, ...]
    schooling: int | None
    country: str | None
    purpose: str | None
    consent: frozenset[str]
    offers: tuple[Reasoned, ...]


def understood(services: Services, session: Session, voice: Voice) -> Understood:
    """What is known in `session`, said by `voice`. Searches once more for the features: run it in a thread."""
    state = DialogueState.from_slots(session.slots)
    esco, language = services.esco, voice.language
    return Understood(
        goal=state.goal,
        goal_concepts=_labels(esco, state.goal_uris, language),
        background=state.bring,
        limits=tuple(voice.say(limit_words(limit)) for limit in state.limits),
        skills=_labels(esco, state.skills, language),
        occupations=_labels(esco, state.occupations, language),
        schooling=state.schooling,
        country=voice.country(state.country) if state.country else None,
        purpose=voice.say(Sentence(f"word.purpose.{state.purpose.value}")) if state.purpose else None,
        consent=frozenset(purpose.value for purpose in session.consent),
        offers=_reasoning(services, state, voice),
    )


def _labels(esco: Esco, uris: tuple[str, ...], language: str) -> tuple[str, ...]:
    return tuple(esco.label(uri, language) for uri in uris if uri in esco)


def _reasoning(services: Services, state: DialogueState, voice: Voice) -> tuple[Reasoned, ...]:
    offers = [offer for each in state.shortlist if (offer := services.index.get(each)) is not None]
    if not offers or state.goal is None:
        return tuple(Reasoned(offer.id, offer.title, offer.provider, (), (), None) for offer in offers)
    turn = turn_in(services, state)
    wishes, names = wishes_of(turn), names_of(turn)
    found = find(turn, wishes)
    lifted = tuple(Kind(name) for name in found.relaxed)
    on_list = {ranked.offer.id: (rank, ranked) for rank, ranked in enumerate(found.ranked, start=1)}
    reasoned = []
    for offer in offers:
        placed = on_list.get(offer.id) or _placed(found.finder.standing(offer.id, wishes, lifted))
        if placed is None:
            reasoned.append(Reasoned(offer.id, offer.title, offer.provider, (), (), None))
            continue
        rank, ranked = placed
        said = reasons_of(offer, with_nearness(why(ranked, wishes)), names)
        features = sorted(ranked.features.items(), key=lambda item: -abs(item[1]))
        reasoned.append(
            Reasoned(
                offer.id,
                offer.title,
                offer.provider,
                tuple(voice.say(reason.sentence) for reason in said),
                tuple((_named(name, voice), value) for name, value in features if value),
                rank,
            )
        )
    return tuple(reasoned)


def _placed(standing: Standing) -> tuple[int, Ranked] | None:
    return None if standing.rank is None else (standing.rank, standing.ranked[-1])


def _named(feature: str, voice: Voice) -> str:
    """A feature's name in words; with a limit, which one."""
    name, _, limit = feature.partition(":")
    words = voice.key(f"copilot.feature_{name}")
    return f"{words}: {voice.key(f'asked.{limit}')}" if limit else words
