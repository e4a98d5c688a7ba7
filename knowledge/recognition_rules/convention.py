"""The Lisbon Recognition Convention: the one rule that can say "supported", and what it says of a country."""

from __future__ import annotations

from knowledge import swd
from knowledge.evidence import Statement
from knowledge.recognition_rules import Case
from knowledge.recognition_rules.speaks_for import assessment, credit_points, formal_provider
from knowledge.register_rows import ConventionParty
from knowledge.trust import Kind, QualityStatus
from knowledge.wording import Wording

IN_FORCE = Wording("recognition.convention_in_force", "country")
IN_FORCE_NOT_CHECKED = Wording("recognition.convention_in_force_not_checked", "country")
NOT_IN_FORCE = Wording("recognition.convention_not_in_force", "country")
NOT_HELD = Wording("recognition.convention_not_held", "country")
SUPPORTS = Wording("recognition.convention_supports", "country")
ONLY_STUDIES = Wording("recognition.convention_covers_studies")


def supports(case: Case) -> Statement | None:
    """The convention's rule on periods of study, where all it asks for is shown by a register or the offer.

    It asks: the offer is (part of) a higher education programme, assessed and counted in credits, of a higher
    education institution whose quality a register verifies; and the convention is in force, by a treaty database, in
    the country of the offer and in the country where it is to count.
    """
    there, here = case.registers.party(case.country), case.registers.party(case.offer.country)
    part = case.kind in (Kind.PART_OF_QUALIFICATION, Kind.QUALIFICATION)
    shown = all(point(case).holds for point in (assessment, credit_points, formal_provider))
    verified = case.quality.status is QualityStatus.VERIFIED
    if not (part and shown and verified and _binds(there, case) and _binds(here, case)):
        return None
    assert there is not None
    assert here is not None
    return SUPPORTS(
        swd.PERIODS_OF_STUDY,
        there.evidence(),
        here.evidence(),
        *case.quality.statements[0].evidence,
        *case.kind_statement.evidence,
        country=there.country,
    )


def stands(case: Case) -> tuple[Statement, ...]:
    """Whether the convention is in force where the offer is to count; nothing while no country is named."""
    if case.country is None:
        return ()
    party = case.registers.party(case.country)
    if party is None:
        return (NOT_HELD(case.registers.nothing_in("lisbon_convention", case.country), country=case.country),)
    if not party.in_force_on(case.on):
        return (NOT_IN_FORCE(party.evidence(), country=party.country),)
    say = IN_FORCE if party.checked else IN_FORCE_NOT_CHECKED
    return (say(party.evidence(), country=party.country), ONLY_STUDIES(swd.PERIODS_OF_STUDY))


def _binds(party: ConventionParty | None, case: Case) -> bool:
    return party is not None and party.checked and party.in_force_on(case.on)
