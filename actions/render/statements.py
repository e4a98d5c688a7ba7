"""Statements in words, with their evidence: the shape of the public contract, and sentences for reading aloud."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from actions.reasons import Sourced
from actions.render.voice import Voice, sentence_of
from knowledge.evidence import Evidence, Statement


def statement_data(statement: Statement | Sourced, voice: Voice) -> dict[str, Any]:
    """{id, text, easy_text, url, evidence: [{source, locator, date, quote, url}]}: never without evidence."""
    sentence = statement.sentence if isinstance(statement, Sourced) else sentence_of(statement)
    return {
        "id": sentence.key,
        "text": voice.plain(sentence),
        "easy_text": voice.easy(sentence),
        "url": _page(sentence.params.get("url")),
        "evidence": [evidence_data(evidence, voice) for evidence in statement.evidence],
    }


def _page(url: object) -> str | None:
    """The page a statement names, such as that of a body to ask."""
    return safe_url(url) if isinstance(url, str) else None


def statements_data(statements: Iterable[Statement | Sourced], voice: Voice) -> list[dict[str, Any]]:
    return [statement_data(statement, voice) for statement in statements]


def evidence_data(evidence: Evidence, voice: Voice) -> dict[str, Any]:
    """Where a thing was read. `date` is ISO 8601 or None; `date_text` says it in words."""
    return {
        "source": evidence.source,
        "locator": evidence.locator,
        "date": evidence.date.isoformat() if evidence.date else None,
        "date_text": voice.date(evidence.date) if evidence.date else voice.key("evidence.no_date"),
        "quote": evidence.quote,
        "url": safe_url(evidence.url),
    }


def said(statement: dict[str, Any], voice: Voice) -> str:
    """The wording that the person reads."""
    return str(statement["easy_text"] if voice.easy_read else statement["text"])


def source_line(statement: dict[str, Any], voice: Voice) -> str:
    """“Source: EQAR register, 1 March 2019.” for each piece of evidence, in one line."""
    sources = dict.fromkeys((e["source"], e["date_text"]) for e in statement["evidence"])
    return voice.key("evidence.sources", sources=voice.series(voice.listing(pair) for pair in sources))


def safe_url(url: str | None) -> str | None:
    """A link that may be shown: http and https only. A feed may say anything, also `javascript:`."""
    return url if url and url.lower().startswith(("https://", "http://")) else None
