"""European Learning Model 3 as JSON-LD: learning opportunities, qualifications, European Digital Credentials.

Read are one document, a list, an "@graph" and one document a line, record by record. A credential is read for the
offer behind it, without the learner. Nodes that others refer to (providers, qualifications, …) may stand anywhere in
the file: where a record needs them the file is gone through once more and they are kept on disk.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import IO, Any

from knowledge.feeds import elm_learning, elm_offer, elm_quality
from knowledge.feeds.draft import Draft
from knowledge.feeds.elm_credential import LEFT_OUT, VALIDITY, kinds_claimed, offers_behind
from knowledge.feeds.elm_nodes import (
    CREDENTIALS,
    OFFERS,
    PRESENTATIONS,
    SPECIFICATIONS,
    Node,
    NodeStore,
    Placed,
    address_of,
    inner_nodes,
    nodes,
    pruned,
    term,
    types,
    with_references,
)
from knowledge.feeds.elm_sealed import sealed_content, unsealed
from knowledge.feeds.format import HEAD_BYTES, Format
from knowledge.feeds.json_guard import GuardedJson
from knowledge.feeds.json_objects import one_a_line
from knowledge.feeds.opening import Feed, json_lines, json_records
from knowledge.feeds.records import NotAnOfferError, Record, Rejection

PREFIXES = ("item", "@graph.item", "")
LONGEST_LITERAL = 5_000
"""Characters after which a literal is cut while the file is read: pictures inside credentials are far longer."""

_BESIDE = frozenset(
    {"Organisation", "Agent", "Group", "Person", "Location", "Address", "LearningOutcome"}
    | {"LearningActivitySpecification", "Accreditation", "LearningAssessmentSpecification"}
    | {"LearningEntitlementSpecification", "AwardingOpportunity", "Concept", "ConceptScheme", "Identifier"}
    | {"LegalIdentifier", "Note", "WebResource", "MediaObject", "PriceDetail", "Amount", "CreditPoint"}
    | {"PeriodOfTime", "GradingScheme", "ContactPoint", "Mailbox", "Phone", "Grant", "Geometry"}
    | {"AwardingProcess", "Specification"}
)
"""Classes of nodes that belong to a record and are none."""

_VOCABULARIES = ("http://data.europa.eu/", "https://data.europa.eu/", "http://publications.europa.eu/")
_SPECIFIES = ("learningAchievementSpecification", "specifiedBy")
_OURS = re.compile(rb"data\.europa\.eu/snb/model/|EuropeanDigitalCredential|EuropeanDigitalPresentation")
_CLASSES = re.compile(rb'"(?:elm:)?(?:LearningOpportunity|LearningAchievementSpecification|Qualification)"')


def recognises(head: bytes, name: str) -> float:
    """Sure where the model's own addresses or credentials stand at the start; the classes alone are a hint."""
    inside = sealed_content(head)
    if inside:
        return 0.95 if _OURS.search(inside) else 0.0
    if not head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return 0.0
    if _OURS.search(head):
        return 0.95
    return 0.6 if _CLASSES.search(head) else 0.0


class _Slim(Feed):
    """The same file with overlong literals cut while it is read."""

    @contextmanager
    def utf8(self) -> Iterator[IO[bytes]]:
        with super().utf8() as stream:
            yield GuardedJson(stream, LONGEST_LITERAL)  # type: ignore[misc]


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """One record an opportunity, a qualification that none of them is for, and an achievement of a credential."""
    if sealed_content(feed.head(HEAD_BYTES)):
        yield from _credential(unsealed(feed), "document")
        return
    slim = _Slim(feed.path, replace(feed.limits, record_chars=4 * feed.limits.record_chars), feed.notes)
    with ExitStack() as stack:
        beside = _Beside(slim, stack)
        for outcome in _documents(slim):
            if isinstance(outcome, Rejection):
                yield outcome
                continue
            yield from _records_of(outcome, beside)


def _documents(feed: Feed) -> Iterator[Record | Rejection]:
    """The values of the file. A line that is no JSON is not shown: it may be a learner's credential."""
    if not one_a_line(feed):
        yield from json_records(feed, *PREFIXES)
        return
    for outcome in json_lines(feed):
        if isinstance(outcome, Rejection) and "over the limits" not in outcome.read:
            yield replace(outcome, read="a line that is no JSON")
        else:
            yield outcome


class _Beside:
    """The nodes beside the records of a file, collected when the first record refers to one."""

    def __init__(self, feed: Feed, stack: ExitStack) -> None:
        self._feed, self._stack = feed, stack
        self._store: NodeStore | None = None

    def store(self) -> NodeStore:
        if self._store is None:
            self._store = self._stack.enter_context(NodeStore())
            for outcome in _documents(self._feed):
                if isinstance(outcome, Record):
                    _keep(pruned(outcome.values), self._store)
        return self._store


def _keep(node: Any, store: NodeStore) -> None:
    if not isinstance(node, dict) or types(node) & (CREDENTIALS | PRESENTATIONS):
        return
    if address_of(node) and not types(node) & OFFERS:
        store.put(node)
    for key in _SPECIFIES:
        for each in nodes(node, key):
            store.use(address_of(each))


def _records_of(outcome: Record, beside: _Beside) -> Iterator[Record | Rejection]:
    values, locator = outcome.values, outcome.locator
    single = locator == "document"
    kinds = types(pruned(values, frozenset({"type"}))) if isinstance(values, dict) else frozenset()
    if kinds & PRESENTATIONS:
        held = [
            each for key, inside in values.items() if term(key) == "verifiableCredential" for each in _listed(inside)
        ]
        for number, each in enumerate(held, start=1):
            yield from _credential(each, f"{locator}, credential {number}")
    elif kinds & CREDENTIALS:
        yield from _credential(values, locator)
    elif kinds & (OFFERS | SPECIFICATIONS):
        node: Node = pruned(values)
        inside = {each["id"]: each for each in inner_nodes(node)}
        if not single and kinds & SPECIFICATIONS and beside.store().is_used(address_of(node)):
            return

        def found(address: str) -> Node | None:
            if address in inside:
                return inside[address]
            if single or address.startswith(_VOCABULARIES):
                return None
            return beside.store().get(address)

        yield Record(locator, with_references(node, found))
    elif not kinds & _BESIDE:
        # Not the values: nothing says that they are not those of a person.
        yield Rejection(
            locator,
            f"a node of class {', '.join(sorted(kinds))[:100]}" if kinds else "no node with a class",
            "a learning opportunity, a qualification, an achievement specification or a European Digital Credential",
            "Give the record one of these as 'type'; the other records were read.",
        )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _credential(credential: Any, locator: str) -> Iterator[Record | Rejection]:
    behind = offers_behind(credential)
    for number, node in enumerate(behind, start=1):
        yield Record(locator if len(behind) == 1 else f"{locator}, achievement {number}", node)
    if not behind:
        yield Rejection(
            locator,
            f"a credential whose claims are of class: {kinds_claimed(credential)}",
            "a credential with a learning achievement or a learning activity",
            "Nothing is to be done: no offer stands behind this credential. The other records were read.",
        )


def fill(record: Record, draft: Draft) -> None:
    """Reads the node of a record, languages first so that texts are taken in the language of instruction."""
    node = record.values
    parts = elm_offer.parts_of(node)
    elm_offer.refuse_withdrawn(parts)
    _identify(draft)
    elm_learning.read_languages(draft, parts)
    elm_offer.read_whose(draft, parts)
    if node.get(LEFT_OUT) and not draft.has("title"):
        raise NotAnOfferError(
            f"{node[LEFT_OUT]} texts that name the learner, and no other title",
            "a title of what was achieved that does not name the learner",
            "Ask the issuer to give the qualification a title of its own; the other records were read.",
        )
    elm_learning.read_outcomes(draft, parts)
    elm_learning.read_volume(draft, parts)
    elm_learning.read_levels(draft, parts)
    elm_learning.read_assessment(draft, parts)
    elm_learning.read_participation(draft, parts)
    elm_learning.read_subject(draft, parts)
    elm_learning.read_place_among_others(draft, parts)
    elm_offer.read_when(draft, parts)
    elm_offer.read_price(draft, parts)
    elm_offer.read_for_whom(draft, parts)
    elm_offer.read_where_more(draft, parts)
    elm_quality.read_accreditations(draft, parts, Placed("", node).under("evidence"))
    if isinstance(node.get(VALIDITY), str):
        derived = "from the first to the last day of validity of one issued credential"
        draft.put("validity", node[VALIDITY], "validity of the credential", derived=derived)
    if node.get(LEFT_OUT):
        read = f"{node[LEFT_OUT]} texts that name the learner"
        draft.doubt("texts", "", read, "texts about the offer only; these were left out")


def _identify(draft: Draft) -> None:
    """By the record's own address; one that holds in its document only ("urn:epass:…", "_:b0") is no key. Nothing in
    a credential is one: the credentials of two learners are of one offer."""
    node = draft.record.values
    if types(node) & (OFFERS | SPECIFICATIONS):
        address = address_of(node)
        if not address.startswith(("urn:epass:", "_:")):
            draft.identify(address)


FORMAT = Format("elm", "European Learning Model 3 (JSON-LD)", recognises, records, fill)
