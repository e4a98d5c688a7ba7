"""The Lisbon Recognition Convention: the one rule that can say "supported", and what it says of a country."""

from __future__ import annotations

from knowledge import swd
from knowledge.countries import EU
from knowledge.evidence import Statement
from knowledge.recognition_rules import Case
from knowledge.recognition_rules.speaks_for import assessment, credit_points, formal_provider
from knowledge.register_rows import ConventionParty
from knowledge.standards import Standard
from knowledge.trust import QualityStatus
from knowledge.wording import Wording

IN_FORCE = Wording("recognition.convention_in_force", "country")
IN_FORCE_NOT_CHECKED = Wording("recognition.convention_in_force_not_checked", "country")
NOT_IN_FORCE = Wording("recognition.convention_not_in_force", "country")
NOT_HELD = Wording("recognition.convention_not_held", "country")
SUPPORTS = Wording("recognition.convention_supports", "country")
LIMITS = Wording("recognition.convention_limits")
NOT_AT_ORIGIN = Wording("recognition.convention_not_at_origin", "country")
NEWER = Wording("recognition.convention_newer_than_document", "country", "newer")
AUTOMATIC = Wording("recognition.automatic_not_for_short_courses")
AUTOMATIC_PERHAPS = Wording("recognition.automatic_perhaps")


def supports(case: Case) -> Statement | None:
    """The convention's rule on periods of study, where all it asks for is shown by a register or the offer.

    It asks: the offer is (part of) a higher education programme, assessed and counted in credits, of a higher
    education institution whose quality a register verifies by the European standards (ESG); and the convention is in
    force, by a treaty database, in the country of the offer and in the country where it is to count, which is
    another one.
    """
    there, here = case.registers.party(case.country), case.registers.party(case.offer.country)
    shown = all(point(case).holds for point in (assessment, credit_points, formal_provider))
    # a label on management or the like is no check of higher education
    verified = case.quality.status is QualityStatus.VERIFIED and case.quality.standard == Standard.ESG
    if case.at_home or not (case.larger and shown and verified and _binds(there, case) and _binds(here, case)):
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


def stands(case: Case, *, also_automatic: bool = False) -> tuple[Statement, ...]:
    """Whether the convention is in force where the offer is to count; nothing while no border is known to be crossed
    (no country named, or the offer's own). With `also_automatic`, its limits are said by `automatic`."""
    if case.country is None or case.at_home:
        return ()
    party = case.registers.party(case.country)
    if party is None:
        return (NOT_HELD(case.registers.nothing_in("lisbon_convention", case.country), country=case.country),)
    if not party.in_force_on(case.on):
        return (NOT_IN_FORCE(party.evidence(), country=party.country),)
    origin = case.offer.country
    if origin is not None and not _in_force(origin, case):
        from_there = case.registers.party(origin)
        read = from_there.evidence() if from_there else case.registers.nothing_in("lisbon_convention", origin)
        return (NOT_AT_ORIGIN(read, party.evidence(), country=party.country),)
    read_here = case.registers.party_evidence(party.country)
    newer = next(iter(case.registers.newer("lisbon_convention", party.country)), None)
    if newer and party.checked:
        stands = NEWER(*read_here, country=party.country, newer=newer.origin.title)
    else:
        stands = (IN_FORCE if party.checked else IN_FORCE_NOT_CHECKED)(*read_here, country=party.country)
    limits = () if case.larger or also_automatic else (LIMITS(swd.PERIODS_OF_STUDY),)
    return (stands, *limits)


def automatic(case: Case) -> tuple[Statement, ...]:
    """What the Union agreed in 2018 on recognition without a procedure, where a border inside it is crossed."""
    if case.country not in EU or case.offer.country not in EU or case.at_home:
        return ()
    say = AUTOMATIC_PERHAPS if case.larger else AUTOMATIC
    rules = (rule.evidence() for rule in case.registers.automatic_recognition())
    return (say(*rules, swd.AUTOMATIC_RECOGNITION, *(() if case.larger else (swd.PERIODS_OF_STUDY,))),)


def _in_force(country: str, case: Case) -> bool:
    party = case.registers.party(country)
    return party is not None and party.in_force_on(case.on)


def _binds(party: ConventionParty | None, case: Case) -> bool:
    return party is not None and party.checked and party.in_force_on(case.on)
