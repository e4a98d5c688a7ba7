"""From words of a CV to concepts of ESCO, the European level of a qualification, and languages: a proposal's items.

Sure is only what ESCO calls by the very words of the file, or what the file names by its ESCO address. What is near
is a maybe, which nobody has ticked for the person. What is neither is counted, and not guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Protocol

from bot.bring.proposal import Certainty, Item, ItemKind
from knowledge.esco import Esco
from knowledge.languages import CODES, folded
from knowledge.profiles.brought import CEFR, Brought, FreeText, Named, Qualification, Spoken
from knowledge.registers import Registers
from nlu.understand import Hint
from nlu.understanding import Concept, Understanding

NEAR = 0.7
"""Below this a label shares too few letters with the words to be shown to anybody."""
MOST_MAYBE = 2
MOST_ITEMS = 40
OFTEN_PART = 6
"""Skills that ESCO calls essential for an occupation, shown to be ticked: more are not read through."""
SENTENCES = 10
"""Sentences of free text in which names are looked for word by word."""
LONGEST_CLAUSE = 16
_LONGEST_LIST = 4  # words of a part of a list: "accounting, statistics" is one, a sentence is none


class Linker(Protocol):
    """What finds the nearest concepts of a text, and what of it tells of the past (nlu.understand.Understander)."""

    def link(self, text: str, language: str | None, k: int) -> tuple[str, list[Concept]]: ...

    def understand(self, text: str, hint: Hint | None = None) -> Understanding: ...


@dataclass(slots=True)
class Linking:
    """Links one brought profile. `language` is the reader's, in which labels are shown."""

    linker: Linker
    esco: Esco
    registers: Registers
    language: str
    unlinked: int = 0
    _items: dict[tuple[ItemKind, str], Item] = field(default_factory=dict)

    def items(self, brought: Brought, *, broken: bool = False) -> tuple[Item, ...]:
        """The items, sure ones of a kind first. `broken`: the credential's seal does not fit, nothing is ticked."""
        spoken = brought.language if brought.language in CODES else None
        occupations = [found for named in brought.occupations for found in self._named(named, "occupation", spoken)]
        self._add(occupations)
        self._add(found for named in brought.skills for found in self._named(named, "skill", spoken))
        for held in brought.held:
            self._add(found for skill in held.skills for found in self._named(skill, "skill", spoken))
        self._add(found for text in brought.texts for found in self._in_text(text, spoken))
        if brought.format == "text":
            self._add(found for text in brought.texts[:SENTENCES] for found in self._in_sentence(text, spoken))
        self._add(self._often_part(item) for item in occupations if item.certainty is Certainty.SURE)
        levels = [*brought.qualifications, *(Qualification(h.title, h.where, h.eqf) for h in brought.held)]
        self._add(self._schooling(levels))
        self._add(self._languages(brought.languages))
        made = sorted(
            self._items.values(), key=lambda item: (list(ItemKind).index(item.kind), item.certainty == "maybe")
        )
        return tuple(replace(item, id=str(n), broken=broken) for n, item in enumerate(made[:MOST_ITEMS], start=1))

    def _add(self, items: Iterable[Item | Iterator[Item]]) -> None:
        for each in items:
            for item in (each,) if isinstance(each, Item) else each:
                key = (item.kind, item.uri or item.code or "")
                known = self._items.get(key)
                if known is None or (known.certainty, item.certainty) == (Certainty.MAYBE, Certainty.SURE):
                    self._items[key] = item

    def _named(self, named: Named, kind: str, spoken: str | None) -> list[Item]:
        """The concept that the file names, by address or by its very name; else the nearest ones, as maybes."""
        if named.uri is not None and named.uri in self.esco:
            if self.esco.concept(named.uri).type == kind:
                return [self._item(ItemKind(kind), named.uri, Certainty.SURE, named.words, named.where)]
            return []
        if not named.words:
            return []
        found = self._linked(named.words, kind, spoken)
        self.unlinked += not found
        return [self._item(ItemKind(kind), uri, sure, named.words, named.where) for uri, sure in found]

    def _in_text(self, text: FreeText, spoken: str | None) -> Iterator[Item]:
        """Skills in a phrase, and in the parts of a list; occupations only where the phrase is the name of one."""
        parts = [part.strip() for part in text.words.split(",")]
        listed = parts if len(parts) > 1 and all(len(part.split()) <= _LONGEST_LIST for part in parts) else []
        for words in (text.words, *listed):
            found = [(ItemKind.SKILL, uri, sure) for uri, sure in self._linked(words, "skill", spoken)[:1]]
            found += [
                (ItemKind.OCCUPATION, uri, sure)
                for uri, sure in self._linked(words, "occupation", spoken)[:1]
                if sure is Certainty.SURE
            ]
            for kind, uri, sure in found:
                yield self._item(kind, uri, sure, words, text.where)

    def _in_sentence(self, text: FreeText, spoken: str | None) -> Iterator[Item]:
        """What a person tells of their past: the names of jobs and skills in it. Maybes, for “I helped a nurse” names
        somebody else."""
        said = self.linker.understand(text.words, Hint(language=spoken, expecting_goal=False))
        for clause in said.bring:
            words = clause.text.split()[:LONGEST_CLAUSE]
            for length in range(_LONGEST_LIST, 0, -1):
                for first in range(len(words) - length + 1):
                    name = " ".join(words[first : first + length]).strip(",.;:!?")
                    for kind in (ItemKind.OCCUPATION, ItemKind.SKILL):
                        for uri, sure in self._linked(name, kind.value, said.language):
                            if sure is Certainty.SURE:
                                yield self._item(kind, uri, Certainty.MAYBE, name, text.where)

    def _linked(self, words: str, kind: str, spoken: str | None) -> list[tuple[str, Certainty]]:
        language, concepts = self.linker.link(words, spoken, 8)
        near = [concept for concept in concepts if concept.type == kind and concept.score >= NEAR]
        wanted = folded(words)
        called = [c for c in near if wanted in map(folded, self.esco.labels_of(c.uri, language))]
        first = [c for c in called if folded(self.esco.labels_of(c.uri, language)[0]) == wanted] or called
        if len(first) == 1:
            return [(first[0].uri, Certainty.SURE)]
        # the same name for two things is no certainty
        return [(concept.uri, Certainty.MAYBE) for concept in (first or near)[:MOST_MAYBE]]

    def _often_part(self, occupation: Item) -> Iterator[Item]:
        for uri in self.esco.essential_skills(occupation.uri or "")[:OFTEN_PART]:
            yield replace(
                self._item(ItemKind.SKILL, uri, Certainty.MAYBE, "", occupation.where), part_of=occupation.label
            )

    def _item(self, kind: ItemKind, uri: str, certainty: Certainty, said: str, where: str) -> Item:
        own = self.language if self.esco.has_label(uri, self.language) else "en"
        return Item("", kind, self.esco.label(uri, own), certainty, said, where, uri=uri, label_language=own)

    def _schooling(self, qualifications: list[Qualification]) -> Iterator[Item]:
        """The highest level that is stated, or that the table of national qualifications gives a title by name."""
        found = [(level, one) for one in qualifications if (level := self._level(one)) is not None]
        if found:
            level, one = max(found, key=lambda pair: pair[0])
            yield Item("", ItemKind.SCHOOLING, one.title, Certainty.SURE, one.title, one.where, level=str(level))

    def _level(self, qualification: Qualification) -> int | None:
        if qualification.eqf is not None or qualification.country is None:
            return qualification.eqf
        rows = self.registers.eqf_levels(qualification.country, qualification.title)
        return rows[0].eqf if len({row.eqf for row in rows}) == 1 else None

    def _languages(self, languages: tuple[Spoken, ...]) -> Iterator[Item]:
        for one in languages:
            level = "mother_tongue" if one.mother_tongue else one.cefr if one.cefr in CEFR else None
            yield Item("", ItemKind.LANGUAGE, one.code, Certainty.SURE, "", one.where, level=level, code=one.code)
