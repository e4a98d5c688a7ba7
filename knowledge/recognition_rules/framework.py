"""Levels: whether the country has related its own to the European ones, so that a level stated here is read there."""

from __future__ import annotations

import re

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import Case
from knowledge.recognition_rules.speaks_for import level
from knowledge.wording import Wording

REFERENCED_IN = Wording("recognition.framework_referenced_in", "country", "year")
REFERENCED_BY = Wording("recognition.framework_referenced_by", "country", "year")
NOT_KNOWN = Wording("recognition.framework_not_known", "country")

_SEEN_BY = re.compile(r"(?:^|; )referenced (?:by|between [A-Z][a-z]+ \d{4} and) [A-Z][a-z]+ (?P<year>\d{4})")
"""How the register notes that a country had referenced its framework by the day of the page that was read."""


def stands(case: Case) -> tuple[Statement, ...]:
    """What we hold on the country's framework; nothing where the offer states no level, or no country is named."""
    if case.country is None or not level(case).holds:
        return ()
    row = case.registers.framework(case.country)
    if row is None:
        read = case.registers.nothing_in("frameworks", case.country)
        return (NOT_KNOWN(read, swd.IN_FRAMEWORKS, country=case.country),)
    if row.referenced_to_eqf:
        return (REFERENCED_IN(row.evidence(), swd.IN_FRAMEWORKS, country=row.country, year=row.referenced_to_eqf),)
    seen = _SEEN_BY.search(row.note or "")
    if seen is None:
        return (NOT_KNOWN(row.evidence(), swd.IN_FRAMEWORKS, country=row.country),)
    return (REFERENCED_BY(row.evidence(), swd.IN_FRAMEWORKS, country=row.country, year=int(seen["year"])),)
