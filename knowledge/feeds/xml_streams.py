"""XML feeds, read one record at a time: no document type, no entities, no network, bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from knowledge.feeds.feed_file import Feed
from knowledge.feeds.json_streams import too_big
from knowledge.feeds.records import FeedError, Record, Rejection, shown

_DOCTYPE = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


def xml_records(feed: Feed, *tags: str) -> Iterator[Record | Rejection]:
    """The elements with one of `tags` ("LearningOpportunity" in any namespace, or "{namespace}name"), outermost only.

    The values are lxml elements, which are emptied once the next record is asked for. An element over the limits is a
    Rejection. Raises FeedError for a document type, and where the file is no XML or ends early.
    """
    if _DOCTYPE.search(feed.head(65_536)):
        raise _typed(feed)
    wanted = [tag if tag.startswith("{") else f"{{*}}{tag}" for tag in tags]
    number, inside, depth, deepest = 0, 0, 0, 0
    with feed.binary() as stream:
        parsed = etree.iterparse(
            stream,
            events=("start", "end"),
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            for event, element in parsed:
                if event == "start":
                    depth += 1
                    if depth == 1 and element.getroottree().docinfo.doctype:
                        raise _typed(feed)
                    if not inside and _matches(element, wanted):
                        inside, deepest = depth, depth
                    deepest = max(deepest, depth)
                    continue
                depth -= 1
                if inside and depth + 1 > inside:
                    continue
                if inside:
                    number += 1
                    if number > feed.limits.records:
                        raise FeedError(f"{feed.name}: more than {feed.limits.records} records. Split the file.")
                    locator = f"record {number}, line {element.sourceline}"
                    over = _over(element, deepest - inside + 1, feed)
                    yield too_big(locator, over) if over else Record(locator, element)
                    inside = 0
                _free(element)
        except etree.XMLSyntaxError as error:
            raise FeedError(
                f"{feed.name}: the file is no XML from line {error.lineno or 1} on, or ends too early "
                f"({shown(str(error))}). Expected a whole XML file. Get it again; the records before this are good."
            ) from error
    if not number:
        raise FeedError(
            f"{feed.name}: no element {' or '.join(tags)} was found. Expected records there. Check that the file is "
            "of this format, or name another with --format."
        )


def _matches(element: Any, wanted: list[str]) -> bool:
    return any(element.tag == tag or (tag.startswith("{*}") and _local(element) == tag[3:]) for tag in wanted)


def _local(element: Any) -> str:
    return str(element.tag).rsplit("}", 1)[-1]


def _free(element: Any) -> None:
    """Empties an element that was read, and takes those before it out of their parent."""
    element.clear(keep_tail=False)
    while element.getprevious() is not None:
        del element.getparent()[0]


def _over(element: Any, depth: int, feed: Feed) -> str | None:
    """The limit that the element is over, if any."""
    if depth > feed.limits.depth:
        return f"a record at most {feed.limits.depth} levels deep"
    total = 0
    for each in element.iter():
        texts = [each.text or "", each.tail or "", *each.attrib.values()]
        if max(map(len, texts)) > feed.limits.field_chars:
            return f"texts of at most {feed.limits.field_chars} characters"
        total += sum(map(len, texts)) + 32
        if total > feed.limits.record_chars:
            return f"a record of at most {feed.limits.record_chars} characters"
    return None


def _typed(feed: Feed) -> FeedError:
    return FeedError(
        f"{feed.name}: the file declares a document type (DOCTYPE). Expected XML without one: it can make a small "
        "file huge, or fetch other files. Take the line out, or ask the provider of the feed to."
    )
