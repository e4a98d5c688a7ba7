"""Records the examples of /api/openapi.json from a running advisor: `python -m tests.system.api_examples URL`.

What a machine makes up anew each time (ids, tokens, times) is replaced by a stand-in; long texts and lists are cut.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

FILE = Path(__file__).parents[2] / "bot" / "api" / "examples.json"
LONGEST_TEXT = 160
LONGEST_LIST = 2
SENTENCE = "I was a waiter. I want to work with data. Online, in the evening."
CALLS: tuple[dict[str, Any], ...] = (
    {"method": "POST", "path": "/api/conversations", "body": {"language": "en"}},
    {"method": "POST", "path": "/api/conversations/{conversation_id}/messages", "body": {"text": SENTENCE}},
    {"method": "GET", "path": "/api/conversations/{conversation_id}"},
    {
        "method": "POST",
        "path": "/api/conversations/{conversation_id}/consent",
        "body": {"purpose": "counsellor", "given": True},
    },
    {"method": "GET", "path": "/api/conversations/{conversation_id}/data"},
    {"method": "GET", "path": "/api/offers", "query": {"q": "photography", "language": "en", "limit": 2}},
    {"method": "GET", "path": "/api/offers/{offer_id}"},
    {"method": "GET", "path": "/api/offers/{offer_id}/trust", "query": {"country": "DE", "purpose": "employer"}},
    {"method": "POST", "path": "/api/skills/link", "body": {"text": "buchhaltung", "language": "de"}},
    {"method": "GET", "path": "/api/occupations/{uuid}/gap", "query": {"language": "en"}},
    {"method": "DELETE", "path": "/api/conversations/{conversation_id}"},
)
DATA_ANALYST = "d3edb8f8-3a06-47a0-8fb9-9b212c006aa2"  # ESCO occupation "data analyst"


def played(client: httpx.Client) -> Iterator[tuple[dict[str, Any], httpx.Response]]:
    """Every call, made in order for real, with the answer it got."""
    names = {"uuid": DATA_ANALYST}
    for call in CALLS:
        answer = client.request(
            call["method"], call["path"].format(**names), json=call.get("body"), params=call.get("query")
        )
        if call["path"] == "/api/conversations":
            opened = answer.json()
            names["conversation_id"] = opened["conversation_id"]
            client.headers["Authorization"] = f"Bearer {opened['token']}"
        if call["path"] == "/api/offers":
            names["offer_id"] = answer.json()["offers"][0]["id"]
        yield call, answer


def shortened(value: Any, name: str = "") -> Any:
    """`value` as an example shows it."""
    match value:
        case str():
            if name in ("conversation_id", "token"):
                return f"<{name}>"
            return value if len(value) <= LONGEST_TEXT else value[:LONGEST_TEXT] + "…"
        case list():
            return [shortened(item, name) for item in value[:LONGEST_LIST]]
        case dict():
            return {key: shortened(item, key) for key, item in value.items()}
        case _:
            return value


def record(url: str) -> list[dict[str, Any]]:
    """The calls with their answers."""
    with httpx.Client(base_url=url, timeout=60) as client:
        return [
            {**call, "status": answer.status_code} | ({"answer": shortened(answer.json())} if answer.content else {})
            for call, answer in played(client)
        ]


if __name__ == "__main__":
    FILE.write_text(json.dumps(record(sys.argv[1]), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{len(CALLS)} calls recorded in {FILE.name}")
