"""A regulated job, before anything is learnt for it: that it is one, who decides, whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

from knowledge import swd
from knowledge.evidence import Evidence, Statement
from knowledge.recognition_rules import ask_where
from knowledge.recognition_rules.regulated import NOT_ALONE, NOTED_FOR, WHO_DECIDES
from knowledge.register_rows import Role
from knowledge.registers import Registers


@dataclass(frozen=True, slots=True)
class _Asking:
    country: str | None
    registers: Registers


def regulated_job(
    note: Evidence | None, profession: str | None, country: str | None, registers: Registers
) -> tuple[Statement, ...]:
    """What ESCO's note on an occupation says when it says “regulated”, and what follows; nothing for any other note:
    ESCO marks a few occupations only, and no mark proves nothing."""
    if note is None or note.quote != "regulated" or not profession:
        return ()
    database = tuple(contact.evidence() for contact in registers.asked(Role.PROFESSIONS_INFORMATION, "EU"))
    where = ask_where.ask(_Asking(country, registers), Role.ASSISTANCE_CENTRE, Role.PROFESSIONS_INFORMATION)
    return (
        NOTED_FOR(note, profession=profession),
        WHO_DECIDES(*database, swd.NOT_A_DEGREE),
        NOT_ALONE(swd.NOT_A_DEGREE),
        *where,
    )
