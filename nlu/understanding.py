"""Understanding: what one message says, as data. Pure: the same text and hint give the same Understanding."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Vector: TypeAlias = npt.NDArray[np.float32]


class Act(StrEnum):
    """Dialogue acts: the intents of the Rasa project (bot/assistant) carry the same names."""

    GREET = "greet"
    ASK_WHO_ARE_YOU = "ask_who_are_you"
    STATE_GOAL = "state_goal"
    REFINE = "refine"
    MORE = "more"
    DETAILS = "details"
    ASK_CHECKED = "ask_checked"
    ASK_RECOGNITION = "ask_recognition"
    WHY = "why"
    WHY_NOT = "why_not"
    COMPARE = "compare"
    ASK_PRICE = "ask_price"
    ASK_HUMAN = "ask_human"
    ASK_DATA = "ask_data"
    ASK_HELP = "ask_help"
    ASK_TERM = "ask_term"
    GIVE_CONSENT = "give_consent"
    WITHDRAW_CONSENT = "withdraw_consent"
    ERASE_ME = "erase_me"
    PATHWAY = "pathway"
    TAKE_HOME = "take_home"
    BRING_PROFILE = "bring_profile"
    START_OVER = "start_over"
    EASY_READ = "easy_read"
    AFFIRM = "affirm"
    DENY = "deny"
    THANKS = "thanks"
    GOODBYE = "goodbye"
    DISTRESS = "distress"
    OUT_OF_SCOPE = "out_of_scope"


@dataclass(frozen=True, slots=True)
class Span:
    """Characters start..end (end excluded) of the message."""

    start: int
    end: int

    def of(self, text: str) -> str:
        return text[self.start : self.end]


class LimitKind(StrEnum):
    """Kinds of limits a person sets."""

    FREE = "free"  # value: None
    MAX_PRICE = "max_price"  # value: float, euro
    MAX_HOURS = "max_hours"  # value: float, total hours of work
    HOURS_PER_WEEK = "hours_per_week"  # value: float
    MAX_WEEKS = "max_weeks"  # value: float, calendar weeks
    MODE = "mode"  # value: knowledge.offer.Mode value
    SCHEDULE = "schedule"  # value: knowledge.offer.Schedule value
    PLACE = "place"  # value: place name; country, latitude and longitude in `detail`
    COUNTRY = "country"  # value: ISO 3166 alpha-2 where the person is or wants the credential to count
    LANGUAGE = "language"  # value: ISO 639-1 of instruction
    LEVEL = "level"  # value: knowledge.offer.Level value
    CERTIFICATE = "certificate"  # value: None; the person needs a certificate
    CHEAPER = "cheaper"  # value: None; relative to what was shown
    SHORTER = "shorter"  # value: None; relative to what was shown
    EXCLUDE = "exclude"  # value: the topic or provider not wanted
    CHEAP = "cheap"  # value: None; no amount was said, lower prices are liked better
    NOT_LANGUAGE = "not_language"  # value: ISO 639-1 in which it must not be taught
    NOT_SCHEDULE = "not_schedule"  # value: knowledge.offer.Schedule value that does not suit
    START = "start"  # value: ISO date from which, or "soon"; None with `detail` of nlu.starts until a day is known
    CHILDCARE = "childcare"  # value: None; somebody must look after the children meanwhile
    ACCESSIBILITY = "accessibility"  # value: one of ACCESS, or None where only "accessible" was said
    FUNDING = "funding"  # value: None; somebody else must pay


ACCESS = ("wheelchair", "sign_language", "easy_language", "screen_reader", "captions")
"""What access may be needed to, as far as it is told apart."""


@dataclass(frozen=True, slots=True)
class Limit:
    """One limit as the person said it. `removed` is set when the person lifts it ("price does not matter")."""

    kind: LimitKind
    value: str | float | None = None
    span: Span | None = None
    detail: dict[str, str | float] = field(default_factory=dict)
    removed: bool = False


@dataclass(frozen=True, slots=True)
class Concept:
    """An ESCO concept: `score` 0..1, `label` in the message's language where ESCO has it."""

    uri: str
    label: str
    type: str  # "occupation" | "skill"
    score: float


@dataclass(frozen=True, slots=True)
class Reference:
    """What "the second one", "the last", "that one", a title or a provider's name points to.

    `ordinal` counts from 1 in the list shown last, or back from its end: -1 is the last, -2 the one before it;
    `focus` is "that one, it"; `words` is a name to be looked up among the offers shown.
    """

    ordinal: int | None = None
    focus: bool = False
    words: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """What the person wants to learn or become: the clause, freed from past and limits."""

    text: str
    span: Span
    concepts: tuple[Concept, ...] = ()


@dataclass(frozen=True, slots=True)
class AskedTerm:
    """A term whose meaning is asked for: `id` as in knowledge.glossary, None for one that the glossary has not;
    `words` as they stand in the message."""

    id: str | None
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What one message says. `vector` embeds the goal (not the whole sentence), centred and weighted by language;
    None when the message states no goal. `bring` are clauses of background ("I was a waiter"). `terms` are
    what ASK_TERM asks about, in text order, else empty."""

    text: str
    language: str
    language_confidence: float
    act: Act
    act_confidence: float
    act_ranking: tuple[tuple[Act, float], ...] = ()
    goal: Goal | None = None
    bring: tuple[Goal, ...] = ()
    limits: tuple[Limit, ...] = ()
    references: tuple[Reference, ...] = ()
    purpose: str | None = None  # knowledge.trust.Purpose value
    consent: str | None = None  # actions.consents.Consent value given or taken back; "all": everything is taken back
    circumstances: tuple[str, ...] = ()  # knowledge.suits.Circumstance values; used in this turn, never kept
    terms: tuple[AskedTerm, ...] = ()
    vector: Vector | None = None
