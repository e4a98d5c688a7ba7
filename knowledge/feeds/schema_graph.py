"""The schema.org nodes of a feed: found in JSON-LD files and in web pages, with what they refer to by "@id".

Nothing is fetched: neither the "@context" nor an address. Terms: https://schema.org, read 2026-11-24.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any, TypeAlias

from lxml import etree

from knowledge.feeds import json_objects
from knowledge.feeds.feed_file import entries, is_page
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import Record, Rejection, shown

Node: TypeAlias = dict[str, Any]

OFFERS = frozenset(
    {"Course", "CourseInstance", "EducationalOccupationalProgram", "WorkBasedProgram"}
    | {"EducationalOccupationalCredential"}
)
UNDER = ("@graph", "itemListElement", "data", "items")
MOST_SCRIPTS = 5_000
"""Scripts of one page that are read: a page of courses has a few dozen."""

_MOST_NODES = 100_000
_DEEPEST = 12
_HOLDERS = (
    *("@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage", "hasOfferCatalog", "makesOffer"),
    *("itemOffered", "hasPart", "workExample"),
)
_NAMING = ("hasCourseInstance", "educationalCredentialAwarded", "occupationalCredentialAwarded")
_BESIDE = frozenset(
    {"Organization", "CollegeOrUniversity", "EducationalOrganization", "School", "Corporation", "LocalBusiness"}
    | {"WebSite", "WebPage", "CollectionPage", "ItemPage", "AboutPage", "FAQPage", "BreadcrumbList", "SearchAction"}
    | {"Person", "Place", "ImageObject", "VideoObject", "Offer", "AggregateOffer", "AggregateRating", "Review"}
    | {"Article", "BlogPosting", "Blog", "Question", "PostalAddress", "ContactPoint", "Product"}
    | {"SiteNavigationElement", "ProfilePage", "Event", "DefinedTerm", "DefinedTermSet", "Language", "NewsArticle"}
)
_EXPECTED = "of schema.org a Course, CourseInstance, EducationalOccupationalProgram or -Credential"


@dataclass(frozen=True, slots=True)
class Index:
    """Nodes by "@id", and the ids that courses name as their own parts (instances, awards)."""

    nodes: dict[str, Node] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)

    def take(self, value: object, depth: int = 0) -> None:
        """Takes up the nodes in `value`. Courses themselves are not kept: a feed may hold a million."""
        if depth > _DEEPEST:
            return
        if isinstance(value, list):
            for one in value:
                self.take(one, depth + 1)
        elif isinstance(value, Mapping):
            address = value.get("@id")
            is_course = bool(kinds(value) & (OFFERS - {"CourseInstance", "EducationalOccupationalCredential"}))
            if isinstance(address, str) and len(value) > 1 and not is_course and len(self.nodes) < _MOST_NODES:
                self.nodes.setdefault(address, dict(value))
            for key, one in value.items():
                if key in _NAMING and len(self.named) < _MOST_NODES:
                    named = (each.get("@id") for each in listed(one) if isinstance(each, Mapping))
                    self.named.update(each for each in named if isinstance(each, str))
                if isinstance(one, list | Mapping):
                    self.take(one, depth + 1)

    def resolved(self, value: object) -> Iterator[Any]:
        """Each thing `value` holds; a node that is only an "@id" is the node of that id, where the feed holds it."""
        for one in listed(value):
            if isinstance(one, Mapping) and set(one) <= {"@id", "@type"}:
                yield self.nodes.get(str(one.get("@id")), one)
            elif one is not None:
                yield one


@dataclass(frozen=True, slots=True)
class Found:
    """A course, with what helps to read it: `within` is who lists it in a catalogue, `page` the page it stands on."""

    node: Node
    index: Index
    within: str | None = None
    page: str | None = None

    def __repr__(self) -> str:
        return repr(self.node)


def kinds(node: Mapping[str, Any]) -> set[str]:
    """The types of a node, without prefix."""
    return {one.rsplit("/", 1)[-1].rsplit(":", 1)[-1] for one in listed(node.get("@type")) if isinstance(one, str)}


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def found_in_json(feed: Feed) -> Iterator[Record | Rejection]:
    """The courses of a JSON-LD file, in two passes: what they refer to may stand behind them."""
    index = Index()
    for item in json_objects.objects(feed, UNDER):
        if isinstance(item, Record):
            index.take(item.values)
    any_found = False
    last = None
    for item in json_objects.objects(feed, UNDER):
        if isinstance(item, Rejection):
            any_found = True
            yield item
            continue
        last = item
        courses = list(courses_in(item.values, index))
        for place, (node, within) in enumerate(courses, 1):
            any_found = True
            where = item.locator if len(courses) == 1 else f"{item.locator}, {place}"
            yield Record(where, Found(node, index, within))
        if not courses and not _beside(item.values, index):
            any_found = True
            yield Rejection(item.locator, shown(item.values), _EXPECTED, "Leave out what is no course.")
    if not any_found and last is not None:
        yield Rejection(last.locator, shown(last.values), _EXPECTED, "Check that this is the file of courses.")


def _beside(value: object, index: Index) -> bool:
    """A node that courses refer to, or that a page has besides them."""
    return isinstance(value, Mapping) and (bool(kinds(value) & _BESIDE) or str(value.get("@id")) in index.named)


def courses_in(
    value: object, index: Index, within: str | None = None, depth: int = 0
) -> Iterator[tuple[Node, str | None]]:
    """Courses and programmes in `value`, with the name of the organisation in whose catalogue they stand."""
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for one in value:
            yield from courses_in(one, index, within, depth + 1)
    elif isinstance(value, Mapping):
        if kinds(value) & OFFERS:
            if str(value.get("@id")) not in index.named:
                yield dict(value), within
            return
        if "hasOfferCatalog" in value or "makesOffer" in value:
            within = value["name"] if isinstance(value.get("name"), str) else within
        for key in _HOLDERS:
            if isinstance(value.get(key), list | Mapping):
                yield from courses_in(value[key], index, within, depth + 1)


def is_html(feed: Feed) -> bool:
    start = feed.head(4_096).lstrip()[:200].lower()
    return start.startswith((b"<!doctype html", b"<html", b"<head", b"<script")) or (
        feed.name.casefold().endswith((".html", ".htm", ".xhtml"))
    )


def found_in_pages(feed: Feed) -> Iterator[Record | Rejection]:
    """The courses in the JSON-LD of a web page, or of every page of an archive."""
    longest = feed.limits.record_chars
    if not zipfile.is_zipfile(feed.path):
        with feed.binary() as stream:
            yield from _in_page("", _read(stream, longest), longest)
        return
    unpacked = 0
    with zipfile.ZipFile(feed.path) as archive:
        for entry in entries(archive):
            if not is_page(entry):
                continue
            name = shown(entry.filename)
            with archive.open(entry) as stream:
                page = _read(stream, longest)
            unpacked += len(page)
            most = max(16 * 2**20, feed.path.stat().st_size * feed.limits.ratio)
            if unpacked > min(feed.limits.total_bytes, most):
                raise feed.too_much(unpacked)
            yield from _in_page(f"page {name}", page, longest)


def _read(stream: IO[bytes], longest: int) -> bytes:
    """At most one byte more than a page may have."""
    parts, left = [], longest + 1
    while left > 0 and (data := stream.read(min(left, 65_536))):
        parts.append(data)
        left -= len(data)
    return b"".join(parts)


def _in_page(locator: str, page: bytes, longest: int) -> Iterator[Record | Rejection]:
    where = locator or "page"
    if len(page) > longest:
        yield Rejection(where, "a page over the limits", f"a page of at most {longest} bytes", "Look at the page.")
        return
    scripts, canonical = _scripts(page)
    index = Index()
    read: list[tuple[int, Any]] = []
    for place, script in enumerate(scripts[:MOST_SCRIPTS], 1):
        try:
            value = _loaded(script)
        except (ValueError, RecursionError) as error:
            remedy = f"Correct the script ({shown(str(error))}); the others were read."
            yield Rejection(f"{where}, script {place}", shown(script), "JSON-LD", remedy)
            continue
        index.take(value)
        read.append((place, value))
    if len(scripts) > MOST_SCRIPTS:
        said = f"{len(scripts)} scripts of JSON-LD"
        yield Rejection(where, said, f"at most {MOST_SCRIPTS} in a page", "Look at the page; the first were read.")
    found = [(place, course) for place, value in read for course in courses_in(value, index)]
    for number, (place, (node, within)) in enumerate(found, 1):
        at = f"{where}, script {place}" if len(found) == 1 else f"{where}, script {place}, course {number}"
        yield Record(at, Found(node, index, within, canonical if len(found) == 1 else None))
    if not found:
        yield Rejection(where, f"{len(read)} scripts of JSON-LD, no course", _EXPECTED, "Leave the page out.")


def _scripts(page: bytes) -> tuple[list[str], str | None]:
    """The JSON-LD scripts of a page, and its canonical address."""
    try:
        page.decode("utf-8")
        encoding = "utf-8"  # a page without a stated encoding would be read as Latin-1
    except UnicodeDecodeError:
        encoding = None
    parser = etree.HTMLParser(no_network=True, huge_tree=False, encoding=encoding)
    try:
        tree = etree.fromstring(page, parser)
    except (etree.XMLSyntaxError, ValueError):
        return [], None
    if tree is None:
        return [], None
    found = [script.text or "" for script in tree.iter("script") if _is_json_ld(script.get("type"))]
    links = [link.get("href") for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return found, next((link for link in links if link and link.startswith(("https://", "http://"))), None)


def _is_json_ld(stated: str | None) -> bool:
    return (stated or "").split(";")[0].strip().lower() == "application/ld+json"


def _loaded(script: str) -> Any:
    """The script's value. Line breaks in strings, an HTML comment or CDATA around it and a last ";" are common."""
    text = script.strip()
    for opening, closing in (("<!--", "-->"), ("//<![CDATA[", "//]]>"), ("<![CDATA[", "]]>")):
        if text.startswith(opening):
            text = text[len(opening) :].strip().removesuffix(closing).strip()
    return json.loads(text.rstrip("; \n\t\r"), strict=False)
