"""LOQ XML: learning opportunities and qualifications as Europass takes them in (European Learning Model 3).

The file has a section for each class, and its elements refer to each other by `idref` (XSD 3.1.0). It is read twice:
the first time what others refer to is kept on disk; the second time each opportunity is a record, with what it refers
to written out, and so is each qualification that no opportunity is for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from knowledge.feeds.elm_nodes import (
    KEPT,
    OFFERS,
    SPECIFICATIONS,
    TEXTS,
    Node,
    NodeStore,
    address_of,
    nodes,
    term,
    types,
    with_references,
)
from knowledge.feeds.format import Format
from knowledge.feeds.formats import elm
from knowledge.feeds.opening import Feed, xml_records
from knowledge.feeds.records import Record, Rejection

NAMESPACE = b"http://data.europa.eu/snb/model/ap/loq-constraints"
CLASSES = {
    "learningOpportunity": "LearningOpportunity",
    "learningAchievementSpecification": "LearningAchievementSpecification",
    "qualification": "Qualification",
    "learningOutcome": "LearningOutcome",
    "learningActivitySpecification": "LearningActivitySpecification",
    "learningAssessmentSpecification": "LearningAssessmentSpecification",
    "learningEntitlementSpecification": "LearningEntitlementSpecification",
    "organisation": "Organisation",
    "agent": "Agent",
    "group": "Group",
    "accreditation": "Accreditation",
    "location": "Location",
}
"""Elements of the sections that an offer is described with, and the class of each."""

_ROOT = re.compile(rb"<(?:\w+:)?Courses[\s>]")


def recognises(head: bytes, name: str) -> float:
    """By the root element and the namespace of the LOQ profile."""
    if not _ROOT.search(head):
        return 0.0
    return 0.95 if NAMESPACE in head else 0.5


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """One record an opportunity, and one a qualification that none of them is for."""
    # Logos and banners are texts of the file, far longer than any that is read; a parsed text has 10 MB at most.
    roomy = replace(feed.limits, field_chars=10 * feed.limits.field_chars, record_chars=4 * feed.limits.record_chars)
    feed = Feed(feed.path, roomy, feed.notes)
    with NodeStore() as store:
        for outcome in xml_records(feed, *CLASSES):
            if isinstance(outcome, Record):
                _keep(node_of(outcome.values), store)
        for outcome in xml_records(feed, *CLASSES):
            if isinstance(outcome, Rejection):
                yield outcome
                continue
            node = node_of(outcome.values)
            if types(node) & OFFERS or (types(node) & SPECIFICATIONS and not store.is_used(address_of(node))):
                yield Record(outcome.locator, with_references(node, store.get))


def _keep(node: Node, store: NodeStore) -> None:
    for each in nodes(node, "learningAchievementSpecification"):
        store.use(address_of(each))
    if address_of(node) and not types(node) & OFFERS:
        store.put(node)


def node_of(element: Any) -> Node:
    """An element of a section as a node: attributes `id`, `idref` and `uri` are its address, children its terms."""
    node = _node(element)
    return {**node, "type": CLASSES[_local(element)]}


def _node(element: Any) -> Node:
    node: Node = {}
    for name in ("id", "idref", "uri"):
        if element.get(name):
            node["id"] = element.get(name).strip()
    for child in element:
        local = _local(child)
        name = "dcType" if local == "type" else term(local)
        if name not in KEPT:
            continue
        if name in TEXTS:
            spoken = child.get("language") or child.get("{http://www.w3.org/XML/1998/namespace}lang") or "none"
            node.setdefault(name, {}).setdefault(spoken, []).append(child.text or "")
        else:
            node.setdefault(name, []).append(
                _node(child) if len(child) or child.attrib else (child.text or "").strip()
            )
    return node


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


FORMAT = Format(
    "loq_xml", "LOQ XML (Europass learning opportunities and qualifications)", recognises, records, elm.fill
)
