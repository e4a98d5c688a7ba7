"""Where the bodies behind an offer stand in lists that hold no decision: DEQAR's list, the Erasmus charter list.

A listing informs and verifies nothing: the list says how many reports there are and when the latest began, not what
was decided. It lifts no status; the statement carries it. An Erasmus charter is no quality assurance at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge import swd
from knowledge.evidence import Evidence, Statement
from knowledge.kind import shortened
from knowledge.offer import Offer
from knowledge.quality_rules import Finding, as_of, bodies
from knowledge.register_rows import ListedProvider, ProviderMatch, Relation, Scheme, six_years_on
from knowledge.registers import Registers
from knowledge.wording import Wording

ORDER = 38

LISTED = Wording("quality.listed_in_deqar", "provider", "count", "latest_report_date", "as_of_date")
LISTED_LONG_AGO = Wording("quality.listed_in_deqar_long_ago", "provider", "count", "latest_report_date", "as_of_date")
LISTED_FROM = Wording("quality.listed_in_deqar_from", "provider", "count", "latest_report_date", "as_of_date")
WITHOUT_REPORT = Wording("quality.listed_in_deqar_without_report", "provider", "as_of_date")
PART_OF = Wording("quality.listed_as_part", "body", "provider")
PART_OF_NOT_CHECKED = Wording("quality.listed_as_part_not_checked", "body", "provider")
ONE_OF = Wording("quality.listed_as_one_of_several", "body", "provider")
CHARTER = Wording("quality.erasmus_charter_only", "body")
HIGHER_EDUCATION_ONLY = Wording("quality.higher_education_list_only", "body", "as_of_date")
NO_ROW = Wording("quality.no_register_row", "body")

LISTINGS = frozenset({LISTED.id, LISTED_LONG_AGO.id, LISTED_FROM.id})
"""Statements that say the provider is on DEQAR's list with at least one report."""


def find(offer: Offer, registers: Registers, on: date) -> Iterator[Finding]:
    """A finding for each body behind the offer, also where no list has it."""
    nowhere: list[str] = []
    for body in bodies(offer):
        listed = sorted(registers.listed(body), key=lambda found: (found[0].value, repr(found[1])))
        for relation, row in listed:
            yield Finding(_entry(row, on))
            if relation is not Relation.SAME:
                yield Finding(_relation(body, relation, row, registers))
        if listed:
            continue
        institution = registers.institution(body)
        charters = _charters(body, registers, on, by_name=institution is None)
        if charters:
            yield Finding(CHARTER(*charters, body=body))
        if institution:
            say = HIGHER_EDUCATION_ONLY(institution.evidence(), body=body, as_of_date=as_of(institution.origin))
            yield Finding(say)
        if not (charters or institution or registers.reports_on(body) or registers.labels_of(body, on)):
            nowhere.append(body)
    if nowhere:
        yield Finding(_nowhere(nowhere, registers))


def _charters(body: str, registers: Registers, on: date, *, by_name: bool) -> list[Evidence]:
    """Charters matched by hand; else, where asked for, the one that bears exactly this name and holds on the day."""
    by_hand = sorted((m for m in registers.matches(body) if m.scheme is Scheme.ERASMUS_CHARTER), key=repr)
    if by_hand or not by_name:
        return [match.evidence() for match in by_hand]
    held = registers.erasmus_charter(body)
    if held is None or (held.valid_to is not None and held.valid_to < on):
        return []
    return [held.evidence()]


def _entry(row: ListedProvider, on: date) -> Statement:
    day = as_of(row.origin)
    if row.latest_report is None:
        return WITHOUT_REPORT(row.evidence(), provider=row.name, as_of_date=day)
    if row.latest_report > on:
        say = LISTED_FROM
    elif six_years_on(row.latest_report) < on:
        say = LISTED_LONG_AGO
    else:
        say = LISTED
    return say(
        row.evidence(),
        provider=row.name,
        count=row.reports,
        latest_report_date=row.latest_report,
        as_of_date=day,
    )


def _relation(body: str, relation: Relation, row: ListedProvider, registers: Registers) -> Statement:
    match = _match_with(row, registers.matches(body))
    if relation is Relation.JOINT:
        say = ONE_OF
    else:
        say = PART_OF_NOT_CHECKED if "relation" in match.not_checked else PART_OF
    return say(match.evidence(), row.evidence(), body=body, provider=row.name)


def _match_with(row: ListedProvider, matches: tuple[ProviderMatch, ...]) -> ProviderMatch:
    return min((m for m in matches if m.id == row.deqar_id), key=repr)


def _nowhere(unknown: list[str], registers: Registers) -> Statement:
    """That no list has these bodies: one sentence for all of them."""
    read: list[Evidence] = []
    for body in unknown:
        by_hand = [match.evidence() for match in sorted(registers.matches(body), key=repr)]
        not_found = [registers.nothing_in(register, body) for register in ("deqar_providers", "deqar_reports")]
        read += by_hand or not_found
    names = tuple(shortened(body) for body in unknown)
    return NO_ROW(*read, swd.IN_REGISTERS, body=names if len(names) > 1 else names[0])
