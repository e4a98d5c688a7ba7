"""Level: the European level (EQF), the cycle of higher education, the national level. Each only as far as it is said.

A level may follow from others: the table of national qualifications gives a qualification its European level, and a
cycle corresponds to one. That is said as derived, with the row that says so. "Beginner" and the levels of the
international classification of education (ISCED) are no European level.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.evidence import Statement
from knowledge.kind import shortened
from knowledge.offer import Cycle, Offer
from knowledge.register_rows import FrameworkLevel
from knowledge.registers import Registers
from knowledge.trust import Element, ElementState
from knowledge.wording import Wording

MISSING = Wording("element.level_missing")
EQF = Wording("element.level_eqf", "eqf")
EQF_DERIVED = Wording("element.level_eqf_derived", "eqf")
CYCLES = {cycle: Wording(f"element.level_cycle_{cycle.value}") for cycle in Cycle}
NATIONAL = Wording("element.level_national", "level")
FROM_CYCLE = Wording("element.level_from_cycle", "eqf")
FROM_TABLE = Wording("element.level_from_table", "qualification", "country", "eqf")
OF_WHOLE = Wording("element.level_of_whole", "qualification", "country", "eqf")
DIFFERS = Wording("element.level_differs_from_table", "qualification", "country", "eqf")
ONLY_DIFFICULTY = Wording("element.level_only_difficulty")
ONLY_ISCED = Wording("element.level_only_isced", "level")


def level(offer: Offer, registers: Registers) -> Element:
    """What is stated, European level first, with what follows from it; else what follows from the qualification."""
    stated = list(_stated(offer))
    if stated:
        (first, value), *rest = stated
        more = (*(statement for statement, _ in rest), *_derived(offer, registers))
        state = ElementState.DERIVED if first.id == EQF_DERIVED.id else ElementState.STATED
        return Element("level", True, state, first, value, more)
    by_table = _in_table(offer, offer.credential_type, registers)
    if by_table is not None:
        said = _say(FROM_TABLE, by_table, offer, "credential_type")
        return Element("level", True, ElementState.DERIVED, said, f"EQF {by_table.eqf}")
    return Element("level", True, ElementState.MISSING, _missing(offer, registers), None)


def _stated(offer: Offer) -> Iterator[tuple[Statement, str]]:
    if offer.eqf is not None:
        read = offer.provenance.get("eqf")
        say = EQF_DERIVED if read is not None and read.derived is not None else EQF
        yield say(offer.evidence("eqf"), eqf=offer.eqf), f"EQF {offer.eqf}"
    if offer.qf_ehea is not None:
        yield CYCLES[offer.qf_ehea](offer.evidence("qf_ehea")), f"QF-EHEA {offer.qf_ehea.value} cycle"
    if offer.national_level and offer.national_level.strip():
        said = shortened(offer.national_level)
        yield NATIONAL(offer.evidence("national_level"), level=said), said


def _derived(offer: Offer, registers: Registers) -> Iterator[Statement]:
    """The European level that follows from cycle, national level or qualification; or that the table differs."""
    if offer.eqf is None and offer.qf_ehea is not None:
        rows = sorted((c for c in registers.cycles if c.cycle is offer.qf_ehea), key=lambda c: (c.eqf, repr(c)))
        yield from (FROM_CYCLE(offer.evidence("qf_ehea"), row.evidence(), eqf=row.eqf) for row in rows[:1])
    for field, named in (("national_level", offer.national_level), ("credential_type", offer.credential_type)):
        row = _in_table(offer, named, registers)
        if row is None:
            continue
        if offer.eqf is None:
            yield _say(FROM_TABLE, row, offer, field)
        elif row.eqf != offer.eqf:
            yield _say(DIFFERS, row, offer, "eqf")


def _missing(offer: Offer, registers: Registers) -> Statement:
    read = offer.evidence("eqf")
    whole = _in_table(offer, offer.part_of, registers)
    if whole is not None:
        return _say(OF_WHOLE, whole, offer, "part_of")
    if offer.isced_level is not None:
        return ONLY_ISCED(read, offer.evidence("isced_level"), level=offer.isced_level)
    if offer.level is not None:
        return ONLY_DIFFICULTY(read, offer.evidence("level"))
    return MISSING(read)


def _say(say: Wording, row: FrameworkLevel, offer: Offer, field: str) -> Statement:
    read = (offer.evidence(field), row.evidence())
    return say(*read, qualification=shortened(row.qualification), country=row.country, eqf=row.eqf)


def _in_table(offer: Offer, qualification: str | None, registers: Registers) -> FrameworkLevel | None:
    """The row of the offer's country that bears exactly this name; none where its regions give it other levels."""
    if not qualification or offer.country is None:
        return None
    rows = sorted(registers.eqf_levels(offer.country, qualification), key=repr)
    return rows[0] if len({row.eqf for row in rows}) == 1 else None
