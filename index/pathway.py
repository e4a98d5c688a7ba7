"""Pathway: which offers cover the skills that somebody lacks, and the fewest, shortest or cheapest of them together.

An offer covers a skill when it states the skill's concept, or names it: among the skills it states, or in its title.
Nearness in meaning covers nothing. Of a concept's labels only the preferred one counts in a title: ESCO's
alternatives are looser (“algebra” stands under geometry, “Unity” under design principles).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from index.contract import Filters, Query, Reading
from knowledge.offer import Level, Offer

HITS_A_LABEL = 60
"""Offers looked at for one label; those that hold it word by word come first."""

OTHER_LABELS = 3
"""Alternative labels of a skill that are looked for."""


class Naming(IntEnum):
    """How an offer says that it covers a skill, the surest first."""

    CONCEPT = 0
    STATED = 1
    TITLE = 2


@dataclass(frozen=True, slots=True)
class SkillNames:
    """A skill by its ESCO URI, what it is called (the preferred label of each language), and what else."""

    uri: str
    names: tuple[str, ...]
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An offer that covers some of the skills: URI -> how it says so."""

    offer: Offer
    named: Mapping[str, Naming] = field(compare=False)

    @property
    def covers(self) -> frozenset[str]:
        return frozenset(self.named)


def naming(offer: Offer, skill: SkillNames) -> Naming | None:
    """How the offer says that it covers the skill; None when it does not."""
    return named_by(offer, (skill,)).get(skill.uri)


def named_by(offer: Offer, skills: Iterable[SkillNames]) -> dict[str, Naming]:
    """Every skill that the offer covers, and how it says so."""
    stated = {_plain(each) for each in offer.skills}
    texts = tuple(unicodedata.normalize("NFKC", each) for each in offer.skills)
    title = (unicodedata.normalize("NFKC", offer.title),)
    found: dict[str, Naming] = {}
    for skill in skills:
        if skill.uri in offer.skill_uris:
            found[skill.uri] = Naming.CONCEPT
        elif not stated.isdisjoint(_exact(skill)) or _holds(texts, skill.names):
            found[skill.uri] = Naming.STATED
        elif _holds(title, skill.names):
            found[skill.uri] = Naming.TITLE
    return found


def candidates(
    reading: Reading, skills: Sequence[SkillNames], filters: Filters, near: Iterable[Offer] = ()
) -> tuple[Candidate, ...]:
    """Offers that pass the filters and cover any of the skills, by id; `near` are looked at too, for a feed may name
    a concept without its words."""
    looked_at = {offer.id: offer for offer in near}
    for skill in skills:
        for label in (*skill.names, *skill.others[:OTHER_LABELS]):
            query = Query(words=label, filters=filters, limit=HITS_A_LABEL)
            for hit in reading.search(query).hits:
                if hit.offer_id not in looked_at and (offer := reading.get(hit.offer_id)) is not None:
                    looked_at[hit.offer_id] = offer
    found = ((looked_at[each], named_by(looked_at[each], skills)) for each in sorted(looked_at))
    return beginners_first(Candidate(offer, named) for offer, named in found if named)


def beginners_first(found: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """An offer that calls itself advanced covers only what no other offer does: who lacks a skill begins below."""
    kept = tuple(found)
    plain = {uri for each in kept if each.offer.level is not Level.ADVANCED for uri in each.named}
    return tuple(
        each
        for candidate in kept
        if (
            each := candidate
            if candidate.offer.level is not Level.ADVANCED
            else Candidate(candidate.offer, {uri: how for uri, how in candidate.named.items() if uri not in plain})
        ).named
    )


def in_order(offers: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Steps of a path: beginner before advanced, a lower European level before a higher one, what asks for nothing
    before what states that something is needed first, then what covers most."""
    return tuple(
        sorted(
            offers,
            key=lambda each: (
                _STEP[each.offer.level],
                each.offer.eqf or 0,
                bool(each.offer.prerequisites),
                -len(each.named),
                each.offer.id,
            ),
        )
    )


_STEP: Mapping[Level | None, int] = {
    Level.BEGINNER: 0, Level.MIXED: 1, None: 1, Level.INTERMEDIATE: 2, Level.ADVANCED: 3,
}  # fmt: skip


def _holds(texts: Iterable[str], labels: Iterable[str]) -> bool:
    """Does a text hold one of the labels word by word? A label of one letter (R) names nothing in running text; one
    written with a capital needs one there too (Scratch is not “from scratch”, LESS not “for less”)."""
    patterns = [found for label in labels if (found := _pattern(label)) is not None]
    for text in texts:
        for pattern, capital in patterns:
            for match in pattern.finditer(text):
                if not capital or any(letter.isupper() for letter in match.group()):
                    return True
    return False


@lru_cache(maxsize=20_000)
def _pattern(label: str) -> tuple[re.Pattern[str], bool] | None:
    """What finds the label in running text, and whether a capital must stand there."""
    words = _bare(label).split()
    if len("".join(words)) < 2:
        return None
    # C++ and C# are not C: a sign behind the word belongs to it
    finds = re.compile(r"(?<!\w)" + r"[\s\-]+".join(map(re.escape, words)) + r"(?![\w+#])", re.IGNORECASE)
    return finds, any(letter.isupper() for letter in label)


@lru_cache(maxsize=20_000)
def _exact(skill: SkillNames) -> frozenset[str]:
    return frozenset(_plain(label) for label in (*skill.names, *skill.others))


def _bare(label: str) -> str:
    """The label without the note behind it: “Ruby (computer programming)” is called Ruby."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", unicodedata.normalize("NFKC", label)).strip()


def _plain(text: str) -> str:
    return " ".join(_bare(text).casefold().split())
