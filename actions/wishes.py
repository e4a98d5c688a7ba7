"""From the dialogue's state to a search: the goal's meaning, its names and skills, and the limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from actions.act import Turn, understand
from actions.meanings import GoalMeaning, goal_key
from actions.services import Services
from actions.skill_gap import background_of, lacking
from actions.state import DialogueState
from actions.steering import Steering
from index.explain import excludes
from index.finder import Found
from index.wishes import Kind, Wishes
from knowledge.esco import Esco
from nlu.gender import neutral
from nlu.understanding import Limit, LimitKind, Understanding

AT_ONCE = 3
"""Offers shown at once: as many as a person compares."""

SKILLS_OF_OCCUPATION = 40
"""Essential skills of one occupation that are looked for in an offer."""


def wishes_of(turn: Turn, *, leave_out_shown: bool = False) -> Wishes:
    """What the person wants, for the finder. With `leave_out_shown`, offers shown already are not found again."""
    state = turn.state
    meaning = _meaning(turn)
    return Wishes(
        vector=meaning.vector,
        words=_goal_read(state),
        limits=Wishes.limits_from(limits_asked(state)),
        goal_labels=meaning.labels,
        skill_labels=lacking(meaning.skills, background_of(turn), turn.services.esco) if meaning.skills else (),
        shown=frozenset(state.shown) if leave_out_shown else frozenset(),
        vetoed=frozenset(Steering.of(state).vetoed),
        catalogue=portal.catalogue if (portal := turn.services.portals.get(state.portal or "")) else None,
    )


def limits_asked(state: DialogueState) -> tuple[Limit, ...]:
    """The person's limits, and the country they named as one."""
    return state.limits if state.country is None else (*state.limits, Limit(LimitKind.COUNTRY, state.country))


def names_of(turn: Turn) -> Mapping[str, str]:
    """What concepts of the goal that offers name in English are called in the person's language."""
    return _meaning(turn).names


def find(turn: Turn, wishes: Wishes) -> Found:
    """The offers to show at once, as the counsellor arranged them."""
    with turn.services.stage("search"):
        found = turn.services.finder.find(wishes, AT_ONCE)
        steering = Steering.of(turn.state).holds_for(turn.state)
        return steered(found, steering, wishes) if steering.by_hand or steering.order else found


def steered(found: Found, steering: Steering, wishes: Wishes) -> Found:
    """What was found with the offers that a counsellor put there, in the counsellor's order."""
    known = {ranked.offer.id: ranked for ranked in found.ranked}
    missing = [offer for offer in steering.by_hand if offer not in known and offer not in wishes.shown]
    known |= {ranked.offer.id: ranked for ranked in found.finder.weighed(missing, wishes)}
    ids = steering.arranged((ranked.offer.id for ranked in found.ranked), found.limit, wishes.shown)
    ranked = tuple(known[offer] for offer in ids if offer in known)
    lifted = {Kind(name) for name in found.relaxed}
    beside = sum(
        any(excludes(known[offer].offer, wishes, kind) for kind in wishes.kinds if kind not in lifted)
        for offer in missing
        if offer in known
    )
    return replace(found, ranked=ranked, total=found.total + beside)


def _meaning(turn: Turn) -> GoalMeaning:
    """The goal's vector and names: from this message, from an earlier turn, else understood again."""
    services, state, said = turn.services, turn.state, turn.said
    if state.goal is None:
        return GoalMeaning()
    key = goal_key(state.language, state.goal, state.goal_uris)
    if said.goal is not None and said.goal.text == state.goal and said.vector is not None:
        meaning = meaning_of(said, state, services)
    else:
        held = services.goals.get(key)
        if held is not None:
            return _named(held, _goal_read(state))
        # only the goal is read again: nothing is known but its words
        meaning = meaning_of(understand(services, state.goal, replace(state, goal=None)), state, services)
    # the person's own words are not held beyond the turn
    services.goals.put(
        key, replace(meaning, labels=tuple(label for label in meaning.labels if label != _goal_read(state)))
    )
    return meaning


def _goal_read(state: DialogueState) -> str:
    """The goal's words as they are searched for: an occupation is called alike for women and men."""
    return neutral(state.goal or "", state.language or "en")


def _named(meaning: GoalMeaning, goal: str) -> GoalMeaning:
    """What is held, with the goal's own words again."""
    return replace(meaning, labels=tuple(dict.fromkeys((goal, *meaning.labels))))


def meaning_of(said: Understanding, state: DialogueState, services: Services) -> GoalMeaning:
    """The goal's vector, its ESCO names in English and the person's language, the skills of an occupation."""
    esco = services.esco
    concepts = said.goal.concepts if said.goal is not None else ()
    # the conversation's own: where a counsellor chose what the goal means, the words alone decide no longer
    uris = tuple(dict.fromkeys(state.goal_uris or (concept.uri for concept in concepts)))
    concepts = tuple(concept for concept in concepts if concept.uri in uris)
    # the goal's own words name it too: an offer called “Data analysis” is about “data analysis”
    labels = [label for label in (_goal_read(state), *(concept.label for concept in concepts)) if label]
    skills: list[str] = []
    named: list[str] = []
    for uri in (uri for uri in uris if uri in esco):
        labels += [label for language in ("en", state.language or "en") if (label := esco.label(uri, language))]
        needed = esco.essential_skills(uri)[:SKILLS_OF_OCCUPATION]
        skills += [label for skill in needed if (label := esco.label(skill, "en"))]
        named += [uri, *needed]
    return GoalMeaning(
        said.vector,
        tuple(dict.fromkeys(labels)),
        tuple(dict.fromkeys(skills))[:SKILLS_OF_OCCUPATION],
        _own_names(esco, named, state.language or "en"),
    )


def _own_names(esco: Esco, uris: Iterable[str], language: str) -> dict[str, str]:
    """English label of a concept, lower case -> its preferred label in `language`; nothing where ESCO has none."""
    if language == "en":
        return {}
    known = (uri for uri in uris if esco.has_label(uri, language))
    return {esco.label(uri, "en").casefold(): esco.label(uri, language) for uri in known}
