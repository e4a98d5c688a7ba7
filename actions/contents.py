"""What the parts of a reply show, typed: one class a thing to show. `actions.render` gives it words and HTML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from actions.offer_view import OfferView
from actions.reasons import Sourced
from actions.reply import Sentence
from actions.skill_gap import Gap
from index.pathway import Naming
from knowledge.evidence import Statement
from knowledge.register_rows import Contact, Helpline
from knowledge.trust import Element


@dataclass(frozen=True, slots=True)
class Shortlist:
    """Offers to choose from, best first; `total` passed the limits."""

    views: tuple[OfferView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing was found: said where a list was expected, so that it is not mistaken for one."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Is this offer checked?"""

    view: OfferView


@dataclass(frozen=True, slots=True)
class Counted:
    """Will this offer count? The view's one outlook answers."""

    view: OfferView


@dataclass(frozen=True, slots=True)
class Compared:
    """Two or three offers side by side."""

    views: tuple[OfferView, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One offer on a path, and the skills it covers there: ESCO URI -> how it says so."""

    view: OfferView
    named: Mapping[str, Naming]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway:
    """The way to an occupation (ESCO URI). `regulated` is said first. `held` are the occupations, `told` how many
    skills the gap was counted from. `by` says what the path spares; `times` is at most how many times as much
    as the best one it spends, 1 when it is the best. `beyond` skills are covered only outside the person's limits.
    `labels` names every URI in the person's language, in English where ESCO has no label there."""

    occupation: str
    regulated: tuple[Statement, ...]
    gap: Gap
    held: tuple[str, ...]
    told: int
    steps: tuple[Step, ...]
    by: str
    times: float
    beyond: int
    optional_covered: tuple[str, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Described:
    """An offer by the elements of the EU standard: stated, missing, to be checked when it is issued."""

    view: OfferView
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences one below the other, each with its evidence."""

    statements: tuple[Statement | Sourced, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Label and value, line by line."""

    rows: tuple[tuple[Sentence, Sentence], ...]


@dataclass(frozen=True, slots=True)
class Takeable:
    """What can be taken home as a file: (what, its forms, most useful first), both as the host names them.
    `comes_back`: the person agreed that the conversation is kept, so there is a link that opens it again."""

    files: tuple[tuple[str, tuple[str, ...]], ...]
    comes_back: bool = False


@dataclass(frozen=True, slots=True)
class Handover:
    """People to turn to. `urgent` puts the emergency number first; a helpline says whether it is checked."""

    contacts: tuple[Contact, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    urgent: bool = False
