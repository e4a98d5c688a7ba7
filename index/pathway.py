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
from index.words import as_runs
from knowledge.offer import Level, Offer

HITS_A_LABEL = 60
"""Offers looked at for one label; those that hold it word by word come first."""

WORDS_OF_A_PART = 4
"""A longer part of a title that ends on a common word is about something else (“… for people who hate history”)."""

FAR_ABOVE = 2
"""European levels above one's own from which on an offer is for others: the next level is the usual step."""

SMALL_WORD = 4
"""Letters of a word that joins (“to”, “für”); a longer one before the name may change what it means."""

_PARTED = re.compile(r"[:;,|/&()–—•]|\s-\s")

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
    reading: Reading,
    skills: Sequence[SkillNames],
    filters: Filters,
    near: Iterable[Offer] = (),
    schooling: int | None = None,
) -> tuple[Candidate, ...]:
    """Offers that pass the filters and cover any of the skills, by id; `near` are looked at too, for a feed may name
    a concept without its words. `schooling`: the person's EQF level."""
    looked_at = {offer.id: offer for offer in near}
    for skill in skills:
        for label in (*skill.names, *skill.others[:OTHER_LABELS]):
            query = Query(words=label, filters=filters, limit=HITS_A_LABEL)
            for hit in reading.search(query).hits:
                if hit.offer_id not in looked_at and (offer := reading.get(hit.offer_id)) is not None:
                    looked_at[hit.offer_id] = offer
    found = ((looked_at[each], named_by(looked_at[each], skills)) for each in sorted(looked_at))
    return beginners_first((Candidate(offer, named) for offer, named in found if named), schooling)


def beginners_first(found: Iterable[Candidate], schooling: int | None = None) -> tuple[Candidate, ...]:
    """An offer that calls itself advanced covers only what no other offer does: who lacks a skill begins below. So it
    is with one of a European level far above the person's own (`schooling`, an EQF level)."""
    kept = tuple(found)
    plain = {uri for each in kept if not is_above(each.offer, schooling) for uri in each.named}
    return tuple(
        each
        for candidate in kept
        if (
            each := candidate
            if not is_above(candidate.offer, schooling)
            else Candidate(candidate.offer, {uri: how for uri, how in candidate.named.items() if uri not in plain})
        ).named
    )


def is_above(offer: Offer, schooling: int | None) -> bool:
    """Is the offer for people who know more already?"""
    far = schooling is not None and offer.eqf is not None and offer.eqf - schooling >= FAR_ABOVE
    return offer.level is Level.ADVANCED or far


def is_needed_first(offer: Offer, other: Offer) -> bool:
    """Does `other` state that it builds on `offer`, or on a skill that it teaches?"""
    if not other.prerequisites:
        return False
    asked = as_runs((other.prerequisites,))
    return any(run.strip() and run in asked for run in (as_runs((name,)) for name in (offer.title, *offer.skills)))


def in_order(offers: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """Steps of a path: beginner before advanced, a lower European level before a higher one, what asks for nothing
    before what states that something is needed first, then what covers most; but never an offer before another one
    that it states to build on."""
    left = list(_by_level(offers))
    placed: list[Candidate] = []
    while left:
        # two that build on each other are left as they stand
        ready = (
            each for each in left if not any(is_needed_first(o.offer, each.offer) for o in left if o is not each)
        )
        step = next(ready, left[0])
        left.remove(step)
        placed.append(step)
    return tuple(placed)


def _by_level(offers: Iterable[Candidate]) -> tuple[Candidate, ...]:
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
    written with a capital needs one there too (Scratch is not “from scratch”, LESS not “for less”). What is no name
    stands first in a part of the text or after a small word (“Psychological First Aid” is no first aid); one word
    also ends it (“Introduction to Psychology” is about psychology, “The Psychology of Trading” about trading)."""
    patterns = [found for label in labels if (found := _pattern(label)) is not None]
    for text in texts:
        for pattern, capital, one_word in patterns:
            for match in pattern.finditer(text):
                if any(letter.isupper() for letter in match.group()) if capital else _names_it(text, match, one_word):
                    return True
    return False


def _names_it(text: str, match: re.Match[str], one_word: bool) -> bool:
    """Does the name stand first in a part of the text (parted by colons, commas, dashes…) or after a small word such
    as “to” or “der”? One word by itself must also end a part that is short."""
    before = _PARTED.split(text[: match.start()])[-1].split()
    if before and not (before[-1].islower() and len(before[-1]) <= SMALL_WORD):
        return False
    after = _PARTED.split(text[match.end() :], maxsplit=1)[0]
    return not one_word or (not after.strip(" .!?") and len(before) < WORDS_OF_A_PART)


@lru_cache(maxsize=20_000)
def _pattern(label: str) -> tuple[re.Pattern[str], bool, bool] | None:
    """What finds the label in running text, whether a capital must stand there, whether it is one word."""
    words = _bare(label).split()
    if len("".join(words)) < 2:
        return None
    # C++ and C# are not C: a sign behind the word belongs to it
    finds = re.compile(r"(?<!\w)" + r"[\s\-]+".join(map(re.escape, words)) + r"(?![\w+#])", re.IGNORECASE)
    capital = any(letter.isupper() for letter in _bare(label))
    return finds, capital, len(words) == 1


@lru_cache(maxsize=20_000)
def _exact(skill: SkillNames) -> frozenset[str]:
    """What a stated skill may be called; of alternatives only those of several words (“engineering” also stands under
    packaging engineering)."""
    others = (label for label in skill.others if len(label.split()) > 1)
    return frozenset(_plain(label) for label in (*skill.names, *others))


def _bare(label: str) -> str:
    """The label without the note behind it: “Ruby (computer programming)” is called Ruby."""
    return re.sub(r"\s*\([^()]*\)\s*$", "", unicodedata.normalize("NFKC", label)).strip()


def _plain(text: str) -> str:
    return " ".join(_bare(text).casefold().split())
