"""Nodes of the European Learning Model as plain mappings, whichever way a file writes them.

A node is a mapping from terms of the published JSON-LD context ("title", "eqfLevel", "dcType") to texts, further
nodes or lists of these. Only terms that an offer is described with are kept: contents of files, pictures, contact
persons and whatever else stands in a record are dropped while it is read.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import TracebackType
from typing import Any, NamedTuple, TypeAlias

Node: TypeAlias = dict[str, Any]

TEXTS = frozenset({"title", "prefLabel", "altLabel", "legalName", "noteLiteral", "geographicName"})
"""Terms whose value is text in several languages: the keys below them are languages."""

NAMES = frozenset({"fullName", "familyName", "givenName", "birthName", "patronymicName"})
PERSONAL = NAMES | {"dateOfBirth", "nationalID", "contactPoint", "emailAddress", "identifier", "notation"}
"""Terms of a learner. They are read to keep the learner out of an offer (elm_credential), and go no further."""

KEPT = TEXTS | frozenset(
    {"id", "type", "dcType", "@value", "@language", "@list", "@set", "status", "language", "mode"}
    | {"thematicArea", "educationSubject", "educationLevel", "eqfLevel", "nqfLevel", "creditPoint", "framework"}
    | {"point", "volumeOfLearning", "duration", "temporal", "startDate", "endDate", "applicationDeadline"}
    | {"learningSchedule", "learningSetting", "learningOutcome", "learningOutcomeSummary", "relatedESCOSkill"}
    | {"relatedSkill", "targetGroup", "entryRequirement", "provenBy", "specifiedBy", "idVerification"}
    | {"influencedBy", "directedBy", "awardedBy", "awardingBody", "awardingOpportunity", "providedBy"}
    | {"location", "address", "countryCode", "fullAddress", "spatialCode", "geometry", "latitude", "longitude"}
    | {
        "accreditation",
        "accreditingAgent",
        "organisation",
        "limitQualification",
        "limitField",
        "limitEQFLevel",
        "decision",
        "dateIssued",
    }
    | {"valid", "expiryDate", "homepage", "landingPage", "supplementaryDocument", "contentURL", "priceDetail"}
    | {"amount", "value", "unit", "grant", "isPartOf", "isPartialQualification", "entitlesTo"}
    | {"learningOpportunity", "learningAchievementSpecification", "learningActivitySpecification"}
    | {"verifiableCredential", "credentialSubject", "hasClaim", "issuer", "evidence", "validFrom", "validUntil"}
    | {"issuanceDate", "expirationDate"}
)

_LITERALS = frozenset(
    {"id", "type", "@value", "@language", "notation", "status", "point", "value", "volumeOfLearning"}
    | {"duration", "startDate", "endDate", "applicationDeadline", "dateIssued", "valid", "expiryDate"}
    | {"contentURL", "isPartialQualification", "latitude", "longitude", "validFrom", "validUntil"}
    | {"issuanceDate", "expirationDate"}
)
"""Terms whose plain text is never the address of a node."""

_WORDED = TEXTS | NAMES
_PLAIN = TEXTS | _LITERALS
_ADDRESS = re.compile(r"[A-Za-z_][\w+.-]*:\S+\Z")
_NO_CLASS: frozenset[str] = frozenset()

_RENAMED: Mapping[str, str] = {
    "@id": "id",
    "@type": "type",
    "EQFLevel": "eqfLevel",
    "NQFLevel": "nqfLevel",
    "ISCEDFCode": "thematicArea",
    "contentUrl": "contentURL",
    "issued": "dateIssued",
}
_DC_TYPE = re.compile(r"(?:dc|dct|dcterms|terms):type\Z|https?://purl\.org/dc/terms/type\Z")
_RDF_TYPE = re.compile(r"rdf:type\Z|http://www\.w3\.org/1999/02/22-rdf-syntax-ns#type\Z")

OFFERS = frozenset({"LearningOpportunity"})
SPECIFICATIONS = frozenset({"LearningAchievementSpecification", "Qualification"})
CREDENTIALS = frozenset({"EuropeanDigitalCredential", "VerifiableCredential"})
PRESENTATIONS = frozenset({"EuropeanDigitalPresentation", "VerifiablePresentation"})

MOST_REFERENCES = 2_000
"""References that are followed for one record."""
DEEPEST = 8


@lru_cache(maxsize=4096)
def term(key: str) -> str:
    """The term of the published context for a key: "elm:EQFLevel", its whole address and "eqfLevel" are one."""
    if _DC_TYPE.match(key):
        return "dcType"
    if _RDF_TYPE.match(key):
        return "type"
    if key.startswith("@"):
        return _RENAMED.get(key, key)
    local = re.split(r"[#/:]", key)[-1]
    return _RENAMED.get(local, local)


def pruned(value: Any, kept: frozenset[str] = KEPT) -> Any:
    """A parsed JSON value with its keys as terms, and only `kept` ones: what an offer is described with."""
    if isinstance(value, list):
        return [pruned(each, kept) for each in value]
    if not isinstance(value, dict):
        return value
    found: Node = {}
    for key, each in value.items():
        name = term(key)
        if name in kept and name not in found and (name != "id" or isinstance(each, str)):
            plain = isinstance(each, str) or name in _WORDED
            found[name] = each if plain else pruned(each, kept)
    return found


def types(node: Mapping[str, Any]) -> frozenset[str]:
    """The classes of a node, without their namespace."""
    stated = node.get("type")
    if stated is None:
        return _NO_CLASS
    listed = stated if isinstance(stated, list) else [stated]
    return frozenset(_class(each) for each in listed if isinstance(each, str))


@lru_cache(maxsize=4096)
def _class(address: str) -> str:
    return re.split(r"[#/:]", address)[-1]


def nodes(node: Mapping[str, Any] | None, key: str) -> list[Node]:
    """The nodes at a term: one or a list, written out or by address."""
    stated = node.get(key) if isinstance(node, dict) else None
    if stated is None:
        return []
    if isinstance(stated, dict):
        stated = stated.get("@list", stated.get("@set", stated))
    listed = stated if isinstance(stated, list) else [stated]
    return [
        {"id": each} if isinstance(each, str) else each for each in listed if each and isinstance(each, str | dict)
    ]


class Placed(NamedTuple):
    """A node with the path of terms it stands at in its record."""

    at: str
    node: Node

    def under(self, *path: str) -> list[Placed]:
        """The nodes at the end of a path of terms, in their order."""
        first, *rest = path
        found = self._at_term(first) if first in self.node else []
        for key in rest:
            found = [each for one in found for each in one._at_term(key)]
        return found

    def _at_term(self, key: str) -> list[Placed]:
        listed = nodes(self.node, key)
        at = f"{self.at}.{key}" if self.at else key
        if len(listed) == 1:
            return [Placed(at, listed[0])]
        return [Placed(f"{at}[{number}]", each) for number, each in enumerate(listed, start=1)]

    def path_of(self, key: str) -> str:
        return f"{self.at}.{key}" if self.at else key


def address_of(node: Mapping[str, Any] | None) -> str:
    """The address (IRI) of a node; "" where it has none."""
    stated = node.get("id") if node else None
    return stated.strip() if isinstance(stated, str) else ""


def literal(node: Mapping[str, Any] | None, key: str) -> Any:
    """The plain value at a term: a text without language, a number or a truth value."""
    stated = node.get(key) if node else None
    listed = stated if isinstance(stated, list) else [stated]
    for each in listed:
        plain = each.get("@value") if isinstance(each, dict) else each
        if isinstance(plain, str | int | float):
            return plain
    return None


def is_reference(node: Mapping[str, Any]) -> bool:
    """Does the node only say which node it is?"""
    return bool(node.get("id")) and not any(key not in ("id", "type") for key in node)


def with_references(node: Node, found: Callable[[str], Node | None]) -> Node:
    """`node` with the nodes it refers to written out, as far as `found` has them; persons are left out."""
    left = MOST_REFERENCES

    def written_out(value: Any, key: str, path: frozenset[str]) -> Any:
        nonlocal left
        if isinstance(value, list):
            return [kept for each in value if (kept := written_out(each, key, path)) is not None]
        if isinstance(value, str):
            reference = value if key not in _PLAIN and _ADDRESS.match(value) else None
        else:
            reference = value["id"] if isinstance(value, dict) and is_reference(value) else None
        if reference and reference not in path and left and len(path) < DEEPEST:
            target = found(reference)
            if target is not None:
                left -= 1
                return written_out(target, key, path | {reference})
        if isinstance(value, dict):
            if "Person" in types(value):
                return None
            if key in TEXTS:
                return value
            own = path | {value["id"]} if isinstance(value.get("id"), str) else path
            if len(own) > 2 * DEEPEST:
                return None
            return {each: kept for each in value if (kept := written_out(value[each], each, own)) is not None}
        return value

    return written_out(node, "", frozenset()) or {}


def inner_nodes(node: Any, key: str = "") -> Iterator[Node]:
    """Every node with an address inside `node` that says more than its address."""
    if isinstance(node, list):
        for each in node:
            yield from inner_nodes(each, key)
    elif isinstance(node, dict) and key not in TEXTS:
        if isinstance(node.get("id"), str) and not is_reference(node):
            yield node
        for each in node:
            yield from inner_nodes(node[each], each)


class NodeStore:
    """Nodes by address, and which of them others refer to: on disk, so that the largest feed needs little memory."""

    def __init__(self) -> None:
        self._rows = sqlite3.connect("")  # a private file that goes with the connection; memory is only its cache
        self._rows.execute("CREATE TABLE nodes (id BLOB PRIMARY KEY, node TEXT) WITHOUT ROWID")
        self._rows.execute("CREATE TABLE used (id BLOB PRIMARY KEY) WITHOUT ROWID")

    def __enter__(self) -> NodeStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._rows.close()

    def put(self, node: Node) -> None:
        """Keeps a node; the first of an address stays."""
        self._rows.execute("INSERT OR IGNORE INTO nodes VALUES (?, ?)", (_key(address_of(node)), json.dumps(node)))

    def use(self, address: str) -> None:
        self._rows.execute("INSERT OR IGNORE INTO used VALUES (?)", (_key(address),))

    def is_used(self, address: str) -> bool:
        return self._rows.execute("SELECT 1 FROM used WHERE id = ?", (_key(address),)).fetchone() is not None

    def get(self, address: str) -> Node | None:
        row = self._rows.execute("SELECT node FROM nodes WHERE id = ?", (_key(address),)).fetchone()
        return json.loads(row[0]) if row else None


def _key(address: str) -> bytes:
    """An address as its bytes: a feed may hold half a character that no database takes as text."""
    return address.encode("utf-8", "surrogatepass")
