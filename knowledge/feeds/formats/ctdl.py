"""CTDL JSON-LD (Credential Engine): courses, programmes and credentials, alone or in a "@graph".

Accreditation and approval are what the file says of itself: claims, never checks. Recognition by an employer or an
agency (recognizedBy) is neither. Credits are ECTS only where their unit says so; a semester hour or a contact hour is
none. A cost that is only one of several is the least a person pays.

Terms: https://credreg.net/ctdl/terms, and credentialengine's credential-registry-ingest-examples, read 2026-11-24.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from knowledge.feeds.ctdl_graph import LEARNING, Graph, Node, graph_of, is_beside, is_offer, kinds, nodes, plain
from knowledge.feeds.draft import READERS, Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import NotAnOfferError, Record, Rejection
from knowledge.feeds.values import UnreadableError, prices, text
from knowledge.names import folded
from knowledge.offer import Price

_MARK = re.compile(rb'"@type"\s*:\s*\[?\s*"ceterms:|"@context"\s*:\s*\[?\s*"https?://credreg\.net/ctdl')

_ENDED = frozenset({"Ceased", "Suspended", "Developing", "Deprecated", "Superseded", "TeachOut", "ProposedStatus"})
_MODES = {
    "InPerson": "onsite",
    "FaceToFace": "onsite",
    "OnlineOnly": "online",
    "OnlineDelivery": "online",
    "BlendedDelivery": "blended",
    "HybridDelivery": "blended",
    "Online": "online",
}
_LEVELS = {"BeginnerLevel": "beginner", "IntermediateLevel": "intermediate", "AdvancedLevel": "advanced"}
_QUALITY = {"accreditedBy": "Accredited by", "approvedBy": "Approved by", "regulatedBy": "Regulated by"}
_QUALITY_IN = {"accreditedIn": "Accredited by", "approvedIn": "Approved by", "regulatedIn": "Regulated by"}
_WHOLE_COST = "AggregateCost"
_TUITION = frozenset({"", "Tuition", "TuitionFees", "EnrollmentFee", "ProgramFees", "CombinedFees", "LearningFee"})
_SCHEDULES = frozenset({"Evening", "Weekend", "FullTime", "PartTime", "SelfPaced"})
_ESCO_SKILL = re.compile(r"https?://data\.europa\.eu/esco/skill/\S+\Z")


@dataclass(frozen=True, slots=True)
class Item:
    """A course or credential with what it refers to."""

    node: Node
    graph: Graph

    def __repr__(self) -> str:
        return repr(self.node)


def recognises(head: bytes, name: str) -> float:
    return 0.95 if _MARK.search(head) else 0.0


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """Courses, programmes and credentials; the nodes beside them are passed over where there is any of these."""
    graph = graph_of(feed)
    found = False
    beside: list[Record] = []
    for item in nodes(feed):
        if isinstance(item, Record) and is_beside(item.values):
            beside = beside or [item]
            continue
        found = True
        yield item if isinstance(item, Rejection) else Record(item.locator, Item(plain(item.values), graph))
    if not found:
        yield from (Record(item.locator, Item(plain(item.values), graph)) for item in beside)


def fill(record: Record, draft: Draft) -> None:
    item: Item = record.values
    node, graph = item.node, item.graph
    if not is_offer(node):
        raise NotAnOfferError(
            f"a node of type {', '.join(kinds(node)) or 'unknown'}",
            "a course, a learning programme or a credential",
            "Nothing to do if the file is meant to hold this; it is no offer.",
        )
    _still_offered(node)
    draft.identify(node.get("ctid") or node.get("@id"))
    draft.read("languages", node.get("inLanguage"), "inLanguage")
    draft.read("title", node.get("name"), "name")
    learning = bool(set(kinds(node)) & LEARNING)
    _bodies(node, graph, draft)
    draft.read("url", _first(node.get("subjectWebpage")), "subjectWebpage")
    if not learning:
        words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", next(iter(kinds(node))))
        draft.read("credential_type", words, "@type")
    _what_is_learned(node, graph, draft)
    _cost(node, draft)
    _credits(node, draft)
    _time(node, draft)
    _delivery(node, draft)
    _levels(node, draft)
    _assessment(node, graph, draft)
    _conditions(node, learning, draft)
    _larger(node, graph, draft)
    _others(node, draft)
    _quality(node, graph, draft)


def _still_offered(node: Node) -> None:
    for key in ("lifeCycleStatusType", "credentialStatusType"):
        for status in _terms(node.get(key)):
            if status in _ENDED:
                raise NotAnOfferError(f"{key}: {status}", "an offer that runs", "Leave it out until it is active.")


def _terms(value: object) -> list[str]:
    """Local names of the concepts that alignments point at: "deliveryType:InPerson" as "InPerson"."""
    found = []
    for one in _listed(value):
        target = plain(one).get("targetNode") if isinstance(one, Mapping) else one
        if isinstance(target, str):
            found.append(re.split(r"[:/#]", target)[-1])
    return found


def _bodies(node: Node, graph: Graph, draft: Draft) -> None:
    """Who offers is the provider, who owns a credential awards it."""
    elsewhere = ""
    for key in ("offeredBy", "ownedBy"):
        for body, address in graph.resolved(node.get(key)):
            if body is None:
                elsewhere = elsewhere or address
                continue
            draft.read("provider", body.get("name"), f"{key}, name")
            if key == "ownedBy" and not set(kinds(node)) & LEARNING:
                draft.read("awarding_body", body.get("name"), f"{key}, name")
            _country(body.get("address"), f"{key}, address", draft)
    if elsewhere and not draft.has("provider"):
        raise NotAnOfferError(
            elsewhere,
            "the organisation that offers it in the same file",
            "Put the organisation's node into the file, in its @graph or as a line of its own; none is fetched.",
        )
    for place, one in enumerate(_listed(node.get("availableAt"))):
        _country(one, f"availableAt[{place}]", draft)
    for one in _listed(node.get("jurisdiction")):
        if isinstance(one, Mapping):
            main = plain(one).get("mainJurisdiction")
            _country(main, "jurisdiction, mainJurisdiction", draft, derived="the country the offer is said to be for")


def _country(address: object, at: str, draft: Draft, derived: str | None = None) -> None:
    for one in _listed(address):
        if isinstance(one, Mapping) and not draft.has("country"):
            value = text.in_language(plain(one).get("addressCountry"), ("en",))
            draft.read("country", value, f"{at}, addressCountry", derived=derived)


def _what_is_learned(node: Node, graph: Graph, draft: Draft) -> None:
    for key in ("teaches", "assesses", "targetCompetency"):
        for competency, address in graph.resolved(node.get(key)):
            if competency is None:
                continue
            at = f"{key}, {address}" if address else key
            name = competency.get("targetNodeName") or competency.get("name") or competency.get("competencyLabel")
            draft.read("skills", name, at)
            said = competency.get("competencyText") or competency.get("targetNodeDescription")
            draft.read("learning_outcomes", said, at)
            target = competency.get("targetNode") or address
            if isinstance(target, str) and _ESCO_SKILL.match(target):
                draft.read("skill_uris", target, at)
    subjects = _names(node.get("subject"), draft) or _names(node.get("instructionalProgramType"), draft)
    draft.read("subject", ", ".join(subjects[:10]), "subject")


def _cost(node: Node, draft: Draft) -> None:
    """The whole cost where it is stated; else the lowest fee for the learning itself, as the least one pays."""
    costs = [plain(one) for one in _listed(node.get("estimatedCost")) if isinstance(one, Mapping)]
    read: list[tuple[str, Price, str]] = []
    for place, cost in enumerate(costs):
        if cost.get("price") is None:
            continue
        stated = {"price": cost["price"], **({"currency": cost["currency"]} if cost.get("currency") else {})}
        kind = next(iter(_terms(cost.get("directCostType"))), "")
        try:
            read.append((kind, prices.price(stated), f"estimatedCost[{place}].price"))
        except UnreadableError as error:
            draft.doubt("price", f"estimatedCost[{place}].price", stated, str(error))
    whole = [entry for entry in read if entry[0] == _WHOLE_COST]
    learning = whole or [entry for entry in read if entry[0] in _TUITION]
    if not learning:
        if read:
            draft.doubt("price", "estimatedCost", [kind for kind, _, _ in read], "the cost of the learning itself")
        return
    _, least, at = min(learning, key=lambda entry: entry[1].amount)
    only = len(read) == 1 or (len(whole) == 1)
    price = Price(least.amount, least.currency, least.at_least or not only)
    quote = f"{least.amount:g} {least.currency or ''}".strip()
    draft.put("price", price, at, quote=quote, derived=None if only else "the lowest of several costs")


def _credits(node: Node, draft: Draft) -> None:
    for place, one in enumerate(_listed(node.get("creditValue"))):
        credit = plain(one) if isinstance(one, Mapping) else {"value": one}
        unit = " ".join((*_names(credit.get("creditUnitType"), draft), *_terms(credit.get("creditUnitType"))))
        said = text.in_language(credit.get("description") or node.get("creditUnitTypeDescription"), draft.prefer)
        amount, at = credit.get("value"), f"creditValue[{place}].value"
        if amount is None or draft.has("ects"):
            continue
        if _is_ects(unit) or (not unit.strip() and isinstance(said, str) and _is_ects(said)):
            draft.read("ects", amount, at)
        else:
            draft.doubt("ects", at, f"{amount} {unit}".strip(), "credits whose unit is ECTS")


def _is_ects(words: str) -> bool:
    written = f" {folded(words)} "
    return " ects " in written or " european credit transfer" in written


def _time(node: Node, draft: Draft) -> None:
    """Durations are calendar time, or hours of work; "time required" is work."""
    for place, one in enumerate(_listed(node.get("estimatedDuration"))):
        profile = plain(one) if isinstance(one, Mapping) else {}
        at = f"estimatedDuration[{place}]"
        for kind in ("TimeRequired", "Duration"):
            exact = profile.get(f"exact{kind}") or (profile.get("timeRequired") if kind == "TimeRequired" else None)
            low, high = profile.get(f"minimum{kind}"), profile.get(f"maximum{kind}")
            if isinstance(exact, str):
                draft.read(_field_of(exact), exact, f"{at}.exact{kind}")
            elif isinstance(low, str) and isinstance(high, str):
                _range(low, high, f"{at}.minimum{kind}", draft)
    for key in ("startDate", "endDate"):
        draft.read("start" if key == "startDate" else "end", node.get(key), key)


def _field_of(duration: str) -> str:
    return "workload_hours" if duration.upper().startswith("PT") else "duration_weeks"


def _range(low: str, high: str, at: str, draft: Draft) -> None:
    """Both ends are read on their own, then put together."""
    field = _field_of(low)
    try:
        (least, _), (_, most) = READERS[field](low), READERS[field](high)
    except UnreadableError as error:
        draft.doubt(field, at, f"{low} to {high}", str(error))
        return
    draft.put(field, (min(least, most), max(least, most)), at, quote=f"{low} - {high}")


def _delivery(node: Node, draft: Draft) -> None:
    stated = _terms(node.get("deliveryType"))
    modes = {_MODES[term] for term in stated if term in _MODES}
    if len(modes) == 1:
        draft.read("mode", modes.pop(), "deliveryType")
    elif stated:
        draft.doubt("mode", "deliveryType", stated, "one way of delivery: in person, online or blended")
    for term in _terms(node.get("scheduleTimingType")):
        if term in _SCHEDULES:
            words = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", term)
            draft.read("schedules", words, "scheduleTimingType")


def _levels(node: Node, draft: Draft) -> None:
    stated = [_LEVELS[term] for term in _terms(node.get("audienceLevelType")) if term in _LEVELS]
    if len(set(stated)) == 1:
        draft.read("level", stated[0], "audienceLevelType")
    elif stated:
        draft.read("level", "mixed", "audienceLevelType", derived="several levels are named")
    for key in ("audienceLevelType", "educationalLevelType", "qualifiesForLevel", "creditLevelType"):
        for one in _listed(node.get(key)):
            alignment = plain(one) if isinstance(one, Mapping) else {}
            framework = " ".join(
                (*_names(alignment.get("frameworkName"), draft), str(alignment.get("framework") or ""))
            )
            if "european qualifications framework" in framework.casefold() or re.search(r"\bEQF\b", framework):
                code = alignment.get("codedNotation") or next(iter(_names(one, draft)), None)
                draft.read("eqf", code, key)


def _assessment(node: Node, graph: Graph, draft: Draft) -> None:
    """A method of assessment, an assessment that must be passed, or competencies that are said to be assessed."""
    methods = _names(node.get("assessmentMethodType"), draft) or _terms(node.get("assessmentMethodType"))
    described = text.in_language(node.get("assessmentMethodDescription"), draft.prefer)
    said = [*methods, *([described] if isinstance(described, str) else [])]
    draft.read("assessment", "; ".join(said), "assessmentMethodType")
    for condition in _listed(node.get("requires")):
        if isinstance(condition, Mapping):
            for assessment, _ in graph.resolved(plain(condition).get("targetAssessment")):
                if assessment is not None:
                    draft.read("assessment", assessment.get("name"), "requires, targetAssessment, name")
                    if assessment.get("isProctored") is True:
                        at = "requires, targetAssessment, isProctored"
                        draft.read("supervision", "supervised (proctored)", at, derived="the flag is true")
    assessed = [
        name
        for competency, _ in graph.resolved(node.get("assesses"))
        if competency
        for name in _names(competency, draft)
    ]
    if assessed:
        words = f"Assesses: {', '.join(assessed[:20])}"
        draft.read("assessment", words, "assesses", derived="competencies that are said to be assessed")


def _conditions(node: Node, learning: bool, draft: Draft) -> None:
    """What one needs to enter. What a credential itself `requires` is how it is earned, no prerequisite."""
    said: dict[str, None] = {}
    keys = ("entryCondition", "requires") if learning else ("entryCondition",)
    for key in keys:
        for condition in _listed(node.get(key)):
            held = plain(condition) if isinstance(condition, Mapping) else {}
            for part in ("condition", "description"):
                words = text.in_language(held.get(part), draft.prefer)
                said.update(dict.fromkeys(one for one in _listed(words) if isinstance(one, str) and one.strip()))
                if said and part == "condition":
                    break
        if said:
            draft.read("prerequisites", "; ".join(said), key)
            return


def _larger(node: Node, graph: Graph, draft: Draft) -> None:
    for whole, _ in graph.resolved(node.get("isPartOf")):
        if whole is not None:
            draft.read("part_of", whole.get("name"), "isPartOf, name")
    for key in ("@id", "ctid"):
        held_by = graph.part_of.get(str(node.get(key)))
        draft.read("part_of", held_by, "hasPart of another node", derived="that node names this one as its part")
    for key, words in (("isPreparationFor", "Prepares for"), ("isAdvancedStandingFor", "Counts towards")):
        for condition in _listed(node.get(key)):
            held = plain(condition) if isinstance(condition, Mapping) else {}
            names = [
                n for other, _ in graph.resolved(held.get("targetCredential")) if other for n in _names(other, draft)
            ]
            names = names or _names(held, draft)
            if names:
                draft.read("stackability", f"{words}: {', '.join(names[:5])}", key)


def _others(node: Node, draft: Draft) -> None:
    draft.read("target_groups", _names(node.get("audienceType"), draft), "audienceType")
    draft.read("funding", _names(node.get("financialAssistance"), draft), "financialAssistance")
    frequency = node.get("renewalFrequency")
    found = re.fullmatch(r"P(\d{1,2})([YM])", frequency) if isinstance(frequency, str) else None
    if found:
        words = f"to be renewed every {found[1]} {'years' if found[2] == 'Y' else 'months'}"
        draft.read("validity", words, "renewalFrequency", derived="the period in words")


def _quality(node: Node, graph: Graph, draft: Draft) -> None:
    for key, words in _QUALITY.items():
        for body, address in graph.resolved(node.get(key)):
            _claimed(words, body, address, key, draft)
    for key, words in _QUALITY_IN.items():
        for one in _listed(node.get(key)):
            held = plain(one) if isinstance(one, Mapping) else {}
            for body, address in graph.resolved(held.get("assertedBy")):
                _claimed(words, body, address, f"{key}, assertedBy", draft)


def _claimed(words: str, body: Node | None, address: str, at: str, draft: Draft) -> None:
    name = next(iter(_names(body, draft)), None) if body else None
    draft.claim(f"{words} {name or address}", at, body=name)


def _names(value: object, draft: Draft) -> list[str]:
    """The names in `value`: of things, of alignments, or as they stand."""
    found: list[str] = []
    for one in _listed(value):
        said = one
        if isinstance(one, Mapping):
            held = plain(one)
            said = held.get("targetNodeName") or held.get("name") or held.get("competencyText")
            said = text.in_language(one if said is None else said, draft.prefer)
        found += [each for each in _listed(said) if isinstance(each, str) and each.strip()]
    return found


def _first(value: object) -> object:
    return value[0] if isinstance(value, list) and value else value


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


FORMAT = Format("ctdl", "Credential Transparency Description Language", recognises, records, fill)
