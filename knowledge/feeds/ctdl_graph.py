"""The nodes of a CTDL file that offers refer to: who offers, what is assessed, what they are part of.

CTDL (Credential Transparency Description Language) keeps organisations, competencies and assessments beside the
courses and credentials, in one "@graph". A first pass keeps of each what an offer needs; addresses are never fetched.
Terms: https://credreg.net/ctdl/terms, read 2026-11-24.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from knowledge.feeds import json_objects
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import Record, Rejection

Node: TypeAlias = dict[str, Any]

UNDER = ("@graph", "data", "items", "results")
MOST_NODES = 200_000

LEARNING = frozenset({"Course", "LearningProgram", "LearningOpportunityProfile", "LearningOpportunity"})
_CREDENTIAL_ENDS = (
    "Degree",
    "Certificate",
    "Certification",
    "Diploma",
    "Badge",
    "License",
    "Credential",
    "Doctorate",
)
_CREDENTIALS = frozenset(
    {"GeneralEducationDevelopment", "CertificateOfCompletion", "GeneralEducationLevel1Certificate"}
)
_BESIDE = frozenset(
    {"Organization", "CredentialOrganization", "QACredentialOrganization", "CredentialPerson", "Agent", "Person"}
    | {"AssessmentProfile", "Assessment", "Competency", "CompetencyFramework", "Concept", "ConceptScheme", "Rubric"}
    | {"ConditionManifest", "CostManifest", "Place", "ContactPoint", "TransferValueProfile", "Occupation", "Job"}
    | {"Task", "WorkRole", "Pathway", "PathwaySet", "PathwayComponent", "Collection", "CollectionMember", "Industry"}
    | {"DataSetProfile", "DataSetTimeFrame", "DataProfile", "ScheduledOffering", "SupportService", "Action", "Award"}
    | {"QuantitativeValue", "AccreditAction", "ApproveAction", "RecognizeAction", "VerificationServiceProfile"}
)


def plain(node: Mapping[str, Any]) -> Node:
    """The node with its terms written without prefix: "ceterms:name" as "name"."""
    return {key.rsplit(":", 1)[-1] if ":" in key and "/" not in key else key: value for key, value in node.items()}


def kinds(node: Mapping[str, Any]) -> list[str]:
    """The classes of a node, without prefix."""
    stated = node.get("@type", node.get("type"))
    listed = stated if isinstance(stated, list) else [stated]
    return [one.rsplit(":", 1)[-1].rsplit("/", 1)[-1] for one in listed if isinstance(one, str)]


def is_credential(kind: str) -> bool:
    return kind in _CREDENTIALS or (kind.endswith(_CREDENTIAL_ENDS) and kind not in _BESIDE)


def is_offer(node: Mapping[str, Any]) -> bool:
    return any(kind in LEARNING or is_credential(kind) for kind in kinds(node))


def is_beside(node: Mapping[str, Any]) -> bool:
    """A node that only offers refer to."""
    return bool(set(kinds(node)) & _BESIDE) and not is_offer(node)


@dataclass(frozen=True, slots=True)
class Graph:
    """What offers refer to, by "@id" (and CTID): the nodes, and the names of what holds them as a part."""

    nodes: dict[str, Node] = field(default_factory=dict)
    part_of: dict[str, Any] = field(default_factory=dict)

    def resolved(self, value: object) -> Iterator[tuple[Node | None, str]]:
        """Each thing that `value` names: (its node, or None where the file does not hold it; its address)."""
        for one in value if isinstance(value, list) else [] if value is None else [value]:
            if isinstance(one, str):
                yield self.nodes.get(one), one
            elif isinstance(one, Mapping):
                node, address = plain(one), str(one.get("@id") or "")
                yield (self.nodes.get(address) if set(node) <= {"@id", "@type"} else node), address


_KEPT = frozenset(
    "name targetNodeName competencyText competencyLabel description address proctored isProctored "  # noqa: SIM905
    "assessmentMethodType assessmentMethodDescription subjectWebpage".split()
)


def graph_of(feed: Feed) -> Graph:
    """The first pass over the file."""
    graph = Graph()
    for node in nodes(feed):
        if isinstance(node, Rejection):
            continue
        said = plain(node.values)
        name = said.get("name") or said.get("competencyText")
        for key in ("@id", "ctid"):
            address = said.get(key)
            if isinstance(address, str) and name and len(graph.nodes) < MOST_NODES:
                graph.nodes[address] = {k: v for k, v in said.items() if k in _KEPT or k == "@type"}
        if is_offer(node.values):
            parts = said.get("hasPart")
            for part in parts if isinstance(parts, list) else [parts]:
                if isinstance(part, str) and name and len(graph.part_of) < MOST_NODES:
                    graph.part_of.setdefault(part, name)
    return graph


def nodes(feed: Feed) -> Iterator[Record | Rejection]:
    """Every node of the file, taken out of the registry's envelopes."""
    for item in json_objects.objects(feed, UNDER):
        if isinstance(item, Rejection):
            yield item
            continue
        held = item.values.get("decoded_resource", item.values) if isinstance(item.values, Mapping) else item.values
        if not isinstance(held, Mapping):
            yield Rejection(
                item.locator, "no object", "a node of CTDL with its @type", "Correct the record in the feed."
            )
        elif isinstance(held.get("@graph"), list):
            for place, node in enumerate(held["@graph"], 1):
                if isinstance(node, Mapping):
                    yield Record(f"{item.locator}, {place}", node)
        else:
            yield Record(item.locator, held)
