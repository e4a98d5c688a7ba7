"""What a person lacks for an occupation, and which offers lead there; a regulated job says so first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from actions.act import Act, Answer, Turn
from actions.ask_about import button
from actions.contents import Pathway, Step
from actions.offer_view import view
from actions.professions import note_on
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.skill_gap import OCCUPATION, Gap, background_of, gap_to
from actions.wishes import wishes_of
from index.contract import Query, Reading
from index.limits import hard_filters, mentions
from index.pathway import Candidate, SkillNames, candidates, in_order, named_by
from index.set_cover import Choice, Cover, least_cover
from index.wishes import Kind as LimitKind
from index.wishes import Wishes
from index.words import as_runs
from knowledge.esco import Esco
from knowledge.offer import Offer
from knowledge.regulated_jobs import regulated_job
from nlu.gender import neutral
from nlu.understanding import Act as DialogueAct
from nlu.understanding import Concept
from nlu.understanding import LimitKind as SaidKind

ASKED_AT_MOST = 4
NEAREST = 60
"""Offers nearest to the goal in meaning that are looked at for the concepts they state."""


class By(StrEnum):
    """What a path spares first: courses, calendar time, money."""

    FEWEST = "fewest"
    TIME = "time"
    MONEY = "money"


@dataclass(frozen=True, slots=True)
class Found:
    """Offers `within` the person's limits that cover missing skills, and how many skills only others cover."""

    within: tuple[Candidate, ...]
    beyond: int


class PathwayAct(Act):
    """action_pathway

    Arguments: {"occupation": ESCO URI, "by": "fewest" | "time" | "money"}.
    """

    action = "action_pathway"

    def answer(self, turn: Turn) -> Answer:
        occupations = meant(turn)
        if len(occupations) != 1:
            return _which(turn, occupations)
        return _pathway(_aiming_at(turn, occupations[0]), occupations[0])


def meant(turn: Turn) -> tuple[str, ...]:
    """The occupation aimed at; several when the goal may name any of them, () when it names none."""
    esco, pressed = turn.services.esco, turn.args.get("occupation")
    if isinstance(pressed, str) and _is_occupation(esco, pressed):
        return (pressed,)
    called = called_by_goal(turn)
    if len(called) == 1:
        return called
    words, language = _goal_words(turn), turn.state.language or "en"
    near = _near_goal(turn)
    return tuple(dict.fromkeys((*called, *_named_within(esco, words, language), *near)))[:ASKED_AT_MOST]


def called_by_goal(turn: Turn) -> tuple[str, ...]:
    """Occupations near the goal that are called just as it says: by their first name, else by any."""
    esco, language = turn.services.esco, turn.state.language or "en"
    words, near = _goal_words(turn), _near_goal(turn)
    called: tuple[str, ...] = ()
    for labels in (_preferred, _all_labels):
        called = tuple(uri for uri in near if _is_called(labels(esco, uri, language), words, language))
        if len(called) == 1:
            break
    return called


def _goal_words(turn: Turn) -> str:
    return (turn.said.goal.text if turn.said.goal is not None else turn.state.goal) or ""


def _near_goal(turn: Turn) -> tuple[str, ...]:
    goal = turn.said.goal
    concepts: Sequence[Concept] = goal.concepts if goal is not None else ()
    uris = [concept.uri for concept in concepts] or list(turn.state.goal_uris)
    return tuple(dict.fromkeys(uri for uri in uris if _is_occupation(turn.services.esco, uri)))


def _preferred(esco: Esco, uri: str, language: str) -> tuple[str, ...]:
    label = esco.label(uri, language)
    return (label, esco.label(uri, "en"), *label.split("/"))  # “Kellner/Kellnerin” is a label of both


def _all_labels(esco: Esco, uri: str, language: str) -> tuple[str, ...]:
    return (*esco.labels_of(uri, language), *esco.labels_of(uri, "en"))


def _is_called(labels: Iterable[str], words: str, language: str) -> bool:
    """Is the goal one of the labels, in either gender, whatever article stands before it?"""
    said = neutral(words, language).casefold().split()
    return any(neutral(label, language).casefold().split() in (said, said[1:]) for label in labels)


def _named_within(esco: Esco, words: str, language: str) -> tuple[str, ...]:
    """Occupations in whose preferred label the goal stands word by word, those that begin with it first: “nurse” is
    no occupation of ESCO, “nurse responsible for general care” is."""
    run = as_runs((words,)).strip()
    if not run:
        return ()
    found = []
    for uri, label, preferred, _ in esco.labels(language, (OCCUPATION,)):
        if preferred and f" {run} " in (line := as_runs((label,))):
            found.append((not line.startswith(f" {run} "), len(label), uri))
    return tuple(uri for _, _, uri in sorted(found)[:ASKED_AT_MOST])


def _is_occupation(esco: Esco, uri: str) -> bool:
    return uri in esco and esco.concept(uri).type == OCCUPATION


def _aiming_at(turn: Turn, occupation: str) -> Turn:
    """The turn with the occupation as goal, in ESCO's words, where the person pressed another one than they said."""
    state = turn.state
    if occupation in state.goal_uris and state.goal is not None:
        return turn
    label = turn.services.esco.label(occupation, state.language or "en")
    return replace(turn, state=state.with_goal(label, (occupation,)))


def _which(turn: Turn, occupations: tuple[str, ...]) -> Answer:
    """Ask which occupation is meant, with a button for each."""
    language = turn.state.language or "en"
    buttons = tuple(
        QuickReply(
            Sentence("pathway.button_occupation", {"occupation": turn.services.esco.label(uri, language)}),
            DialogueAct.PATHWAY.value,
            {"occupation": uri},
        )
        for uri in occupations
    )
    lead = Sentence("pathway.which" if buttons else "pathway.which_none")
    part = Part(Kind.TEXT, lead=(lead,))
    return Answer(Reply((part,), (*buttons, button("button.human", DialogueAct.ASK_HUMAN))), turn.state)


def _pathway(turn: Turn, occupation: str) -> Answer:
    services, state = turn.services, turn.state
    language = state.language or "en"
    background = background_of(turn)
    gap = gap_to(services.esco, occupation, background)
    wishes = wishes_of(turn)
    names = [names_of_skill(services.esco, uri, language) for uri in gap.missing]
    with services.stage("search"), services.index.reading() as reading:
        found = _found(reading, names, wishes, state.schooling)
    by = _by(turn)
    cover = cheapest(found.within, by)
    steps = _steps(found.within, cover)
    others = {aim: cheapest(found.within, aim) for aim in By if aim is not by} if len(steps) else {}
    note = note_on(services.esco, (occupation,), language)
    optional = [names_of_skill(services.esco, uri, language) for uri in gap.optional_missing]
    content = Pathway(
        occupation=occupation,
        regulated=regulated_job(note.evidence, note.name, state.home, services.registers),
        gap=gap,
        held=background.occupations,
        told=len(background.skills),
        steps=tuple(Step(view(services, each.offer, state), dict(each.named)) for each in steps),
        by=by.value,
        times=cover.times,
        beyond=found.beyond,
        optional_covered=covered_by((each.offer for each in steps), optional),
        labels=_labels(services.esco, language, occupation, gap, background.occupations),
    )
    ids = tuple(each.offer.id for each in steps)
    part = Part(Kind.PATHWAY, (), content, ids)
    after = state.with_shortlist(ids) if ids else state
    return Answer(Reply((part,), _next(gap, by, cover, others, ids)), replace(after, offered=None))


def _labels(esco: Esco, language: str, occupation: str, gap: Gap, held: Iterable[str]) -> dict[str, str]:
    skills = (*gap.have, *gap.missing, *gap.optional_have, *gap.optional_missing)
    return {uri: esco.label(uri, language) for uri in (occupation, *held, *skills)}


def _found(reading: Reading, names: Sequence[SkillNames], wishes: Wishes, schooling: int | None) -> Found:
    within = _covering(reading, names, wishes, schooling)
    if not wishes.limits:
        return Found(within, 0)
    everything = _covering(reading, names, replace(wishes, limits=()), schooling)
    coverable = frozenset().union(*(each.covers for each in everything))
    return Found(within, len(coverable - frozenset().union(*(each.covers for each in within))))


def _covering(
    reading: Reading, names: Sequence[SkillNames], wishes: Wishes, schooling: int | None
) -> tuple[Candidate, ...]:
    filters = hard_filters(wishes)
    near: list[Offer] = []
    if wishes.vector is not None:
        hits = reading.search(Query(vector=wishes.vector, filters=filters, limit=NEAREST)).hits
        near = [offer for hit in hits if (offer := reading.get(hit.offer_id)) is not None]
    unwanted = [str(wish.value) for wish in wishes.of(LimitKind.EXCLUDE) if wish.value]
    found = candidates(reading, names, filters, near, schooling)
    return tuple(each for each in found if not any(mentions(each.offer, topic) for topic in unwanted))


def names_of_skill(esco: Esco, uri: str, language: str) -> SkillNames:
    """What a skill is called in English and the person's language."""
    spoken = tuple(dict.fromkeys(("en", language)))
    preferred = tuple(dict.fromkeys(esco.label(uri, code) for code in spoken if esco.has_label(uri, code)))
    labels = (label for code in spoken for label in esco.labels_of(uri, code))
    return SkillNames(uri, preferred, tuple(dict.fromkeys(label for label in labels if label not in preferred)))


def covered_by(offers: Iterable[Offer], skills: Sequence[SkillNames]) -> tuple[str, ...]:
    """URIs of the skills that any of the offers covers."""
    found = {uri for offer in offers for uri in named_by(offer, skills)}
    return tuple(skill.uri for skill in skills if skill.uri in found)


def cheapest(found: Sequence[Candidate], by: By) -> Cover[str]:
    """The offers that together cover all that can be covered, sparing what `by` says first. What an offer does not
    state counts as more than anything stated."""
    weeks = sum(each.offer.duration_weeks is not None for each in found)
    in_hours = sum(each.offer.workload_hours is not None for each in found) > weeks
    currency = _usual_currency(found)

    def cost(offer: Offer) -> tuple[float, ...]:
        stated = offer.workload_hours if in_hours else offer.duration_weeks
        time = (0.0, float(stated[1])) if stated else (1.0, 0.0)
        free = offer.price is not None and offer.price.is_free
        comparable = offer.price is not None and (free or offer.price.currency == currency)
        money = (0.0, float(offer.price.amount)) if comparable and offer.price else (1.0, 0.0)
        match by:
            case By.FEWEST:
                return (1.0, *money, *time)
            case By.TIME:
                return (*time, 1.0, *money)
            case By.MONEY:
                return (*money, 1.0, *time)

    ordered = in_order(found)
    return least_cover([Choice(each.offer.id, each.covers, cost(each.offer)) for each in ordered])


def _usual_currency(found: Sequence[Candidate]) -> str | None:
    stated = [each.offer.price.currency for each in found if each.offer.price is not None]
    return max(sorted(set(stated), key=str), key=stated.count) if stated else None


def _steps(found: Sequence[Candidate], cover: Cover[str]) -> tuple[Candidate, ...]:
    """The chosen offers in the order to take them."""
    return in_order(each for each in found if each.offer.id in cover.chosen)


def _by(turn: Turn) -> By:
    """What to spare: as pressed; else as said: “the cheapest way”, “the shortest one”."""
    if turn.args.get("by") in set(By):
        return By(turn.args["by"])
    said = {limit.kind for limit in turn.said.limits if not limit.removed}
    if not said.isdisjoint({SaidKind.CHEAPER, SaidKind.CHEAP}):
        return By.MONEY
    return By.TIME if SaidKind.SHORTER in said else By.FEWEST


def _next(
    gap: Gap, by: By, cover: Cover[str], others: dict[By, Cover[str]], ids: tuple[str, ...]
) -> tuple[QuickReply, ...]:
    """Another way where it takes other offers; what else there is to ask."""
    buttons = [
        button(f"pathway.button_{aim.value}", DialogueAct.PATHWAY, occupation=gap.occupation, by=aim.value)
        for aim, other in others.items()
        if set(other.chosen) != set(cover.chosen)
    ]
    if len(ids) > 1:
        buttons.append(button("button.compare", DialogueAct.COMPARE, offers=list(ids[:3])))
    buttons.append(button("pathway.button_close", DialogueAct.REFINE))
    return (*buttons, button("button.human", DialogueAct.ASK_HUMAN))
