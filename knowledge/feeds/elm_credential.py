"""The offer behind a European Digital Credential, without the learner it was issued to.

A credential says what one person achieved. What was achieved, how it is assessed and who awards it is the same for
everybody: only that is taken, term by term. The learner's name, birth, addresses and numbers, the grade, the dates
and the number of the document never are; a text that names the learner all the same is left out, and that is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from knowledge.feeds.elm_nodes import (
    KEPT,
    PERSONAL,
    TEXTS,
    Node,
    address_of,
    inner_nodes,
    is_reference,
    literal,
    nodes,
    pruned,
    types,
    with_references,
)
from knowledge.feeds.values import UnreadableError, days

LEFT_OUT = "leftOut"
"""Term under which a record says how many of its texts named the learner."""
VALIDITY = "validity"

_OF_ACHIEVEMENT = ("title", "specifiedBy", "awardedBy", "isPartOf")
_OF_ASSESSMENT = ("title", "dcType", "idVerification", "specifiedBy")
_OF_ACTIVITY = ("title", "dcType", "specifiedBy", "directedBy", "learningOpportunity", "awardedBy")
_OF_ENTITLEMENT = ("title", "dcType", "specifiedBy")
_OF_OPPORTUNITY = ("providedBy",)
_SHORTEST_NAME = 3
_SHORTEST_MARK = 4


def offers_behind(credential: Any) -> list[Node]:
    """One node an achievement, or an activity where the credential is about nothing more; without the learner."""
    whole: Node = pruned(credential, KEPT | PERSONAL) if isinstance(credential, dict) else {}
    inside: dict[str, Node] = {}
    for each in inner_nodes(whole):
        inside.setdefault(each["id"], each)
    subjects = [_written_out(each, inside) for each in nodes(whole, "credentialSubject")]
    persons = [*subjects, *(each for each in inner_nodes(whole) if "Person" in types(each))]
    learners = {address_of(each) for each in persons}
    names = _naming(persons)

    def found(address: str) -> Node | None:
        return None if address in learners else inside.get(address)

    claims = [
        with_references(_written_out(claim, inside), found)
        for subject in subjects
        for claim in nodes(subject, "hasClaim")
    ]
    made = [_achievement(claim) for claim in claims if "LearningAchievement" in types(claim)]
    made = made or [_activity(claim) for claim in claims if "LearningActivity" in types(claim)]
    around = with_references(_around(whole), found)
    return [_without(names, pruned({**around, **each}, KEPT | {VALIDITY})) for each in made]


def _written_out(node: Node, inside: dict[str, Node]) -> Node:
    return inside.get(address_of(node), node) if is_reference(node) else node


def kinds_claimed(credential: Any) -> str:
    """The classes of the claims of a credential, for saying why no offer stands behind it."""
    whole: Node = pruned(credential) if isinstance(credential, dict) else {}
    stated = {
        kind
        for subject in nodes(whole, "credentialSubject")
        for each in nodes(subject, "hasClaim")
        for kind in types(each)
    }
    known = stated & {"LearningEntitlement", "LearningAssessment", "Claim"}
    return ", ".join(sorted(known)) or "none that is known"


def _around(whole: Node) -> Node:
    """Issuer, accreditations and validity of the document."""
    found: Node = {"issuer": nodes(whole, "issuer"), "evidence": nodes(whole, "evidence")}
    lasts = _validity(whole)
    return {**found, VALIDITY: lasts} if lasts else found


def _validity(whole: Node) -> str | None:
    """How long a credential of this kind counts: whole years or months from its first to its last day."""
    start = literal(whole, "validFrom") or literal(whole, "issuanceDate")
    end = literal(whole, "validUntil") or literal(whole, "expirationDate")
    if not start or not end:
        return None
    try:
        months = _months(days.day(start), days.day(end))
    except UnreadableError:
        months = None
    if not months:
        return "the credential has a last day of validity"
    years, rest = divmod(months, 12)
    if rest:
        return f"{months} months" if months > 1 else "1 month"
    return f"{years} years" if years > 1 else "1 year"


def _months(start: date, end: date) -> int | None:
    """Whole months between two days; None where it is not whole, or not after."""
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if months > 0 and abs(end.day - start.day) <= 1 else None


def _picked(node: Node, terms: tuple[str, ...]) -> Node:
    return {key: node[key] for key in terms if key in node}


def _achievement(claim: Node) -> Node:
    return {
        "type": "LearningAchievement",
        **_picked(claim, _OF_ACHIEVEMENT),
        "provenBy": [_picked(each, _OF_ASSESSMENT) for each in nodes(claim, "provenBy")],
        "influencedBy": [_activity(each) for each in nodes(claim, "influencedBy")],
        "entitlesTo": [_picked(each, _OF_ENTITLEMENT) for each in nodes(claim, "entitlesTo")],
    }


def _activity(claim: Node) -> Node:
    offered = [_picked(each, _OF_OPPORTUNITY) for each in nodes(claim, "learningOpportunity")]
    return {**_picked(claim, _OF_ACTIVITY), "type": "LearningActivity", "learningOpportunity": offered}


def _naming(persons: list[Node]) -> Callable[[str], bool]:
    """Tells whether a text names a person of the document: by name, birth, address of mail or a number of theirs."""
    names: set[str] = set()
    marks: set[str] = set()
    for person in persons:
        for key in ("fullName", "familyName", "birthName", "patronymicName"):
            names.update(" ".join(each.split()) for each in _strings(person.get(key)))
        for given in _strings(person.get("givenName")):
            for family in _strings(person.get("familyName")):
                names.update((f"{given} {family}", f"{family} {given}", f"{family}, {given}"))
        for born in _strings(person.get("dateOfBirth")):
            marks.update(_spelled(born[:10]))
        marks.update(each.removeprefix("mailto:") for each in _mailboxes(person))
        for key in ("nationalID", "identifier"):
            marks.update(str(literal(each, "notation") or "") for each in nodes(person, key))
        marks.add(address_of(person))
    # "May" and "Power" are names: a single one counts only as names are written.
    single = {form for name in names if " " not in name for form in (name, name.capitalize(), name.upper())}
    several = {name for name in names if " " in name} | {
        each.strip() for each in marks if len(each) >= _SHORTEST_MARK
    }
    exact = _pattern({name for name in single if len(name) >= _SHORTEST_NAME}, re.NOFLAG)
    loose = _pattern(several, re.IGNORECASE)

    def naming(text: str) -> bool:
        words = " ".join(text.split())
        return any(pattern.search(words) for pattern in (exact, loose) if pattern)

    return naming


def _pattern(words: set[str], flags: re.RegexFlag) -> re.Pattern[str] | None:
    """Any of `words`, not inside a longer word."""
    longest_first = sorted(filter(None, words), key=len, reverse=True)
    return (
        re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", flags) if longest_first else None
    )


def _spelled(born: str) -> Iterator[str]:
    """A day of birth as it is written in texts."""
    yield born
    year, _, rest = born.partition("-")
    month, _, day = rest.partition("-")
    if day:
        for mark in (".", "/", "-"):
            yield f"{day}{mark}{month}{mark}{year}"
            yield f"{year}{mark}{month}{mark}{day}"
        yield f"{int(day)}.{int(month)}.{year}" if day.isdigit() and month.isdigit() else born


def _strings(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


def _mailboxes(subject: Node) -> Iterator[str]:
    for contact in nodes(subject, "contactPoint"):
        for box in nodes(contact, "emailAddress"):
            yield from _strings(box)


def _without(names: Callable[[str], bool], node: Node) -> Node:
    """`node` without the texts that name the learner; LEFT_OUT counts them."""
    left_out = 0

    def kept(value: Any, key: str) -> Any:
        nonlocal left_out
        if isinstance(value, str):
            if key != "type" and names(value):
                left_out += 1
                return None
            return value
        if isinstance(value, list):
            return [found for each in value if (found := kept(each, key)) is not None]
        if isinstance(value, dict):
            inside = key if key in TEXTS else ""
            return {each: found for each in value if (found := kept(value[each], inside or each)) is not None}
        return value

    clean: Node = kept(node, "")
    return {**clean, LEFT_OUT: left_out} if left_out else clean
