"""Accreditations that a record of the European Learning Model states: claims, word for word, never a check."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from knowledge.feeds import elm_terms
from knowledge.feeds.draft import Draft
from knowledge.feeds.elm_nodes import Placed, address_of, literal
from knowledge.feeds.elm_offer import Parts, is_organisation, labels, texts
from knowledge.feeds.values import UnreadableError, days
from knowledge.names import folded
from knowledge.standards import Standard, standard_named

_REFUSED = frozenset({"negative", "rejected", "refused", "denied", "withdrawn", "not accredited", "suspended"})
_STANDARDS = frozenset(Standard)


def read_accreditations(draft: Draft, parts: Parts, evidence: list[Placed]) -> None:
    """One claim an accreditation; one that is not of this offer, refused or withdrawn is a doubt."""
    for accreditation in _stated(parts, evidence):
        why_not = _why_not(draft, accreditation, parts)
        if why_not:
            said = next(iter(texts(draft, accreditation.node, "title")), address_of(accreditation.node))
            draft.doubt("quality_claims", accreditation.at, said, why_not)
            continue
        try:
            start, end = _dates(accreditation)
        except UnreadableError as unread:
            # With an end that cannot be read it would seem to last for ever.
            draft.doubt("quality_claims", accreditation.at, "the dates of the accreditation", str(unread))
            continue
        title = next(iter(texts(draft, accreditation.node, "title")), "")
        kinds = [said for each in accreditation.under("dcType") for said in labels(draft, each)]
        decided = [said for each in accreditation.under("decision") for said in labels(draft, each)]
        words = ", ".join(dict.fromkeys(each for each in (title, *kinds, *decided) if each))
        standard = standard_named(title)
        agents = [each for each in accreditation.under("accreditingAgent") if is_organisation(each)]
        names = [
            said for each in agents for key in ("legalName", "prefLabel") for said in texts(draft, each.node, key)
        ]
        draft.claim(
            words,
            accreditation.at,
            standard=standard if standard in _STANDARDS else None,
            body=names[0] if names else None,
            valid_from=start,
            valid_to=end,
        )


def _stated(parts: Parts, evidence: list[Placed]) -> Iterator[Placed]:
    """Accreditations of the qualification, of the bodies behind it, and those a credential brings as evidence."""
    seen: list[object] = []
    for placed in (*parts.specifications, *parts.bodies, *parts.providers, *evidence):
        for accreditation in placed.under("accreditation"):
            which = address_of(accreditation.node) or accreditation.node
            if which not in seen:
                seen.append(which)
                yield accreditation


def _why_not(draft: Draft, accreditation: Placed, parts: Parts) -> str | None:
    """Why this accreditation says nothing about the offer, if so."""
    if elm_terms.is_withdrawn(literal(accreditation.node, "status")):
        return "an accreditation that its register still publishes"
    for decided in accreditation.under("decision"):
        if any(folded(said) in _REFUSED for said in labels(draft, decided)):
            return "an accreditation that was granted"
    ours = {address_of(each.node) for each in parts.specifications}
    limited = [address_of(each.node) for each in accreditation.under("limitQualification")]
    if limited and not ours & set(limited):
        return "an accreditation of this qualification; it is limited to another"
    levels = {elm_terms.eqf_level(address_of(each.node)) for each in accreditation.under("limitEQFLevel")} - {None}
    if levels and draft.has("eqf") and draft.get("eqf") not in levels:
        return "an accreditation of this level; it is limited to others"
    fields = {elm_terms.isced_field(address_of(each.node)) for each in accreditation.under("limitField")} - {None}
    if fields and draft.has("isced_field") and not draft.get("isced_field").startswith(tuple(map(str, fields))):
        return "an accreditation of this field of education; it is limited to others"
    about = [each for each in accreditation.under("organisation") if each.node.get("legalName")]
    known = [*parts.bodies, *parts.providers]
    if about and not any(_same(one, each) for one in about for each in known):
        return "an accreditation of the provider or awarding body; it is of another organisation"
    return None


def _same(one: Placed, other: Placed) -> bool:
    if address_of(one.node) and address_of(one.node) == address_of(other.node):
        return True
    return bool(_names(one) & _names(other))


def _names(agent: Placed) -> set[str]:
    stated = agent.node.get("legalName")
    listed = stated.values() if isinstance(stated, dict) else [stated]
    return {folded(each) for each in listed if isinstance(each, str) and each.strip()}


def _dates(accreditation: Placed) -> tuple[date | None, date | None]:
    """First and last day. `valid` is the day it became valid, else that it was issued counts."""
    start = literal(accreditation.node, "valid") or literal(accreditation.node, "dateIssued")
    end = literal(accreditation.node, "expiryDate")
    return (days.day(start) if start else None), (days.day(end) if end else None)
