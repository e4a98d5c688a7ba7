"""Reading a feed: its format recognised, each record an offer or a rejection, whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import Accepted, NotAnOfferError, Outcome, Record, Rejection, shown
from knowledge.offer import Source

_ODD = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError)
"""What a record of an unexpected shape makes a format stumble over."""


def read_feed(feed: Feed, form: Format, source: Source) -> Iterator[Outcome]:
    """An outcome a record, in the order of the file. Raises FeedError where the file cannot be read on."""
    for record in form.records(feed):
        yield record if isinstance(record, Rejection) else offer_of(record, form, source)


def offer_of(record: Record, form: Format, source: Source) -> Accepted | Rejection:
    """The record as an offer, or why it is none. Never raises for what a record holds."""
    draft = Draft(record, source)
    try:
        form.fill(record, draft)
        return draft.finish()
    except NotAnOfferError as error:
        return Rejection(record.locator, error.read, error.expected, error.remedy)
    except _ODD as error:
        return Rejection(
            record.locator,
            shown(record.values),
            f"a record of {form.title} ({type(error).__name__}: {shown(str(error))})",
            "Compare the record with the format's documentation; the other records were read.",
        )
