"""Does a JSON-LD document conform to a profile of the European Learning Model? Checked with the profile's own shapes.

The shapes (SHACL, *.ttl) and the JSON-LD context are the published ones; SOURCE.md says where from and under which
licence. Nothing is fetched: a context that is not held here is refused. A report names classes, properties and what
the shape expects, never a value of the document: a credential holds a learner's data.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pyshacl
import rdflib
from pyld import jsonld
from pyld.documentloader.frozen import BUNDLED_CONTEXTS
from rdflib.namespace import RDF, SH

from knowledge.feeds.opening import open_feed
from knowledge.feeds.records import FeedError

FOLDER = Path(__file__).parent
LARGEST = 20_000_000
"""Bytes of a document that is still checked."""

VC_CONTEXT = "https://www.w3.org/2018/credentials/v1"
ELM = "http://data.europa.eu/snb/model/elm/"
EDC_CONTEXT = "http://data.europa.eu/snb/model/context/edc-ap"
_HELD: Mapping[str, Path] = {
    VC_CONTEXT: BUNDLED_CONTEXTS[VC_CONTEXT],
    EDC_CONTEXT: FOLDER / "edc-ap-context.jsonld",
    "https://data.europa.eu/snb/model/context/edc-ap": FOLDER / "edc-ap-context.jsonld",
}


class Profile(StrEnum):
    """Application profiles of the European Learning Model 3; EDC: European Digital Credentials for Learning."""

    EDC = "edc-generic-no-cv"
    EDC_FULL = "edc-generic-full"
    EDC_ACCREDITED = "edc-accredited"
    LOQ = "loq"
    LOQ_CODES = "loq-mdr"


_SHAPES: Mapping[Profile, tuple[str, ...]] = {
    Profile.EDC: ("EDC-generic-no-cv.ttl",),
    Profile.EDC_FULL: ("EDC-generic-no-cv.ttl", "EDC-generic-full.ttl"),
    Profile.EDC_ACCREDITED: ("EDC-generic-no-cv.ttl", "EDC-generic-full.ttl", "EDC-accredited.ttl"),
    Profile.LOQ: ("LOQ-constraints.ttl",),
    Profile.LOQ_CODES: ("LOQ-constraints.ttl", "LOQ-constraints-mdr.ttl"),
}
"""A profile's shapes with those it imports. `_full` and `_mdr` ask for the controlled vocabularies as well."""


_CREDENTIALS = ("EuropeanDigitalCredential",)
_OPPORTUNITIES = ("LearningOpportunity", "Qualification", "LearningAchievementSpecification")
_ABOUT: Mapping[Profile, tuple[str, ...]] = {
    Profile.EDC: _CREDENTIALS,
    Profile.EDC_FULL: _CREDENTIALS,
    Profile.EDC_ACCREDITED: _CREDENTIALS,
    Profile.LOQ: _OPPORTUNITIES,
    Profile.LOQ_CODES: _OPPORTUNITIES,
}
"""The classes that a profile is about."""


class ShapeError(ValueError):
    """The document cannot be checked: what was read, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a shape expects and the document lacks. `at` is the class and property it is about."""

    at: str
    expected: str
    severity: str


@dataclass(frozen=True, slots=True)
class ShapeReport:
    """Whether the document conforms to the profile.

    `records` counts what the profile is about (credentials; opportunities and qualifications). A document without any
    does not conform: nothing that the profile asks for is there. `checked` counts all nodes that a shape applies to.
    """

    profile: Profile
    records: int
    checked: int
    faults: tuple[Fault, ...]

    @property
    def conforms(self) -> bool:
        return self.records > 0 and not self.faults


def conforms(
    document: Path | Mapping[str, Any] | list[Any],
    profile: Profile | str,
    *,
    contexts: Mapping[str, Path] | None = None,
) -> ShapeReport:
    """Checks a JSON-LD document (its file or its content) against a profile.

    `contexts` gives the files of further JSON-LD contexts by address. Raises ShapeError where it cannot be checked.
    """
    try:
        wanted = Profile(profile)
    except ValueError:
        raise ShapeError(f"The profile '{profile}' is not known. Expected one of {', '.join(Profile)}.") from None
    content = _read(document) if isinstance(document, Path) else document
    facts = _facts(content, {**_HELD, **(contexts or {})})
    shapes = _shapes(wanted)
    _, report, _ = pyshacl.validate(facts, shacl_graph=shapes, inference="none")
    targets = set(shapes.objects(None, SH.targetClass))
    checked = sum(1 for kind in targets for _ in facts.subjects(RDF.type, kind))
    records = sum(1 for kind in _ABOUT[wanted] for _ in facts.subjects(RDF.type, rdflib.URIRef(ELM + kind)))
    found = {fault for result in report.objects(None, SH.result) for fault in _faults(result, report, facts, shapes)}
    return ShapeReport(wanted, records, checked, tuple(sorted(found, key=lambda fault: (fault.at, fault.expected))))


def _read(path: Path) -> Any:
    """The content of a file, packed or not, in any encoding that feeds are read in."""
    try:
        with open_feed(path).utf8() as stream:
            content = stream.read(LARGEST + 1)
    except FeedError as error:
        raise ShapeError(str(error)) from None
    if len(content) > LARGEST:
        raise ShapeError(
            f"{path.name} has more than {LARGEST:,} bytes. Expected no more: shapes are checked over a whole "
            "document at once. Check single records of it."
        )
    try:
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ShapeError(
            f"{path.name} is not JSON ({type(error).__name__}). Expected a JSON-LD document: only that has shapes."
        ) from None


def _facts(content: Any, held: Mapping[str, Path]) -> rdflib.Graph:
    """The document's default graph: what it says, without proofs."""

    def load(url: str, _options: Mapping[str, Any]) -> dict[str, Any]:
        if url not in held:
            raise ShapeError(
                f"The document's JSON-LD context {url[:200]} is not held here, and nothing is fetched from a "
                f"network. Expected {' and '.join(sorted(_HELD))}. Give the file of the other context beside it."
            )
        document = json.loads(held[url].read_text(encoding="utf-8"))
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}

    try:
        triples = jsonld.to_rdf(content, {"documentLoader": load})
        lines = jsonld.JsonLdProcessor.to_nquads({"@default": triples.get("@default", [])})
        return rdflib.Graph().parse(data=lines, format="nt")
    except (jsonld.JsonLdError, RecursionError, TypeError, AttributeError, rdflib.exceptions.ParserError) as error:
        refused = _refusal(error)
        raise refused or ShapeError(
            f"The document is not JSON-LD that can be read ({type(error).__name__}). Expected an object or a list of "
            "objects with '@context', as the European Learning Model publishes it."
        ) from None


def _refusal(error: BaseException) -> ShapeError | None:
    """The refused context behind an error of the JSON-LD library."""
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, ShapeError):
            return seen
        seen = getattr(seen, "cause", None) or seen.__cause__ or seen.__context__
    return None


@cache
def _shapes(profile: Profile) -> rdflib.Graph:
    graph = rdflib.Graph()
    for name in _SHAPES[profile]:
        graph.parse(FOLDER / name, format="turtle")
    for shape, pattern in list(graph.subject_objects(SH.pattern)):
        # LOQ writes addresses as patterns of Java ("^(?i)…", sets within sets), which Python reads otherwise. What
        # they ask beyond the pattern of RFC 3986 that stands beside each of them is http or https.
        if "[[" in str(pattern):
            graph.set((shape, SH.pattern, rdflib.Literal("^https?:" if "(http|https)" in str(pattern) else "^")))
            graph.set((shape, SH.flags, rdflib.Literal("i")))
    return graph


def _faults(result: Any, report: rdflib.Graph, facts: rdflib.Graph, shapes: rdflib.Graph) -> Iterator[Fault]:
    """The innermost results: "does not conform to its shape" alone helps nobody."""
    details = list(report.objects(result, SH.detail))
    if details:
        for detail in details:
            yield from _faults(detail, report, facts, shapes)
        return
    focus = report.value(result, SH.focusNode)
    kinds = sorted(_name(kind) for kind in facts.objects(focus, RDF.type)) or ["node"]
    path = report.value(result, SH.resultPath)
    at = "/".join(kinds) + (f" {_name(path)}" if path is not None else "")
    severity = _name(report.value(result, SH.resultSeverity))
    yield Fault(at, _expected(result, report, shapes), severity)


def _expected(result: Any, report: rdflib.Graph, shapes: rdflib.Graph) -> str:
    """What the shape asks for, from its own constraint; never the value that was found."""
    shape = report.value(result, SH.sourceShape)
    component = _name(report.value(result, SH.sourceConstraintComponent)).removesuffix("ConstraintComponent")
    asked = shapes.value(shape, SH[component[:1].lower() + component[1:]])
    words = {
        "MinCount": "at least {} of it",
        "MaxCount": "at most {} of it",
        "Datatype": "a value of type {}",
        "Class": "a node of class {}",
        "HasValue": "the value {}",
        "NodeKind": "a value that is an {}",
        "UniqueLang": "one text a language",
        "Closed": "only properties that the profile has",
        "Or": "one of the kinds of node that the profile allows",
        "Pattern": "text of the pattern {}",
    }.get(component, f"what the shape's {component} asks for")
    if "{}" in words:
        named = str(asked) if component == "Pattern" else _name(asked)
        words = words.format(named) if asked is not None else f"what the shape's {component} asks for"
    note = shapes.value(shape, SH.name)
    return f"{words} ({note})" if note else words


def _name(term: Any) -> str:
    """The last part of an address."""
    return str(term).rstrip("/").rsplit("#", 1)[-1].rsplit("/", 1)[-1]
