"""Brought: what a file says of a person's work, skills, schooling and languages. There is no field for the person.

Each part says where in the file it stands (`where`), never what the file is called: a file's name may be a person's.
"""

from __future__ import annotations

from dataclasses import dataclass

CEFR = ("A1", "A2", "B1", "B2", "C1", "C2")
"""Levels of the Common European Framework of Reference for Languages, lowest first."""


@dataclass(frozen=True, slots=True)
class Named:
    """An occupation or a skill: the file's words for it, and the URI of the ESCO concept where the file gives one."""

    words: str
    where: str
    uri: str | None = None


@dataclass(frozen=True, slots=True)
class Qualification:
    """A qualification. `eqf` is the European level (1-8) that the file states; `country` ISO 3166 alpha-2."""

    title: str
    where: str
    eqf: int | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language (ISO 639-1). `cefr` is the lowest of the levels stated; `mother_tongue` has none."""

    code: str
    where: str
    cefr: str | None = None
    mother_tongue: bool = False


@dataclass(frozen=True, slots=True)
class FreeText:
    """Words in which skills may stand: a description of a job, a text the person typed."""

    words: str
    where: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a digital credential attests: its title, who awards it, the European level it states, its skills."""

    title: str
    where: str
    awarding_body: str | None = None
    eqf: int | None = None
    skills: tuple[Named, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """All that was read. `format` is the reader's id; `language` (ISO 639-1) is the file's own, None when not said.

    `is_credential`: the file is one whose seal can be checked (knowledge.credentials). `left_out` counts texts that
    named the person and were therefore not read.
    """

    format: str
    language: str | None = None
    occupations: tuple[Named, ...] = ()
    skills: tuple[Named, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    languages: tuple[Spoken, ...] = ()
    texts: tuple[FreeText, ...] = ()
    held: tuple[Held, ...] = ()
    is_credential: bool = False
    left_out: int = 0

    @property
    def is_empty(self) -> bool:
        parts = (self.occupations, self.skills, self.qualifications, self.languages, self.texts, self.held)
        return not any(parts)
