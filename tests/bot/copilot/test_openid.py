"""Who the provider vouches for: the role, the name, and a provider that is another than was set."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from bot.copilot.openid import OpenIdProvider, SignInRefusedError, has_role, name_in


@pytest.mark.parametrize(
    ("claims", "path"),
    [
        ({"groups": ["staff", "counsellors"]}, "groups"),
        ({"groups": "counsellors"}, "groups"),
        ({"roles": "staff counsellors"}, "roles"),
        ({"realm_access": {"roles": ["counsellors"]}}, "realm_access.roles"),
        ({"https://id.example/roles": ["counsellors"]}, "https://id.example/roles"),
    ],
)
def test_a_role_is_found_where_providers_put_it(claims: dict[str, Any], path: str) -> None:
    assert has_role(claims, path, "counsellors")


@pytest.mark.parametrize(
    "claims",
    [
        {},
        {"groups": []},
        {"groups": ["counsellors-emeriti"]},
        {"groups": None},
        {"groups": {"counsellors": True}},
        {"groups": 7},
    ],
)
def test_nothing_else_is_a_role(claims: dict[str, Any]) -> None:
    assert not has_role(claims, "groups", "counsellors")


@given(st.dictionaries(st.text(max_size=5), st.recursive(st.none() | st.integers() | st.text(max_size=5), st.lists)))
def test_no_claims_break_the_reading_of_a_role(claims: dict[str, Any]) -> None:
    assert has_role(claims, "a.b", "x") in (True, False)


def test_a_person_reads_the_name_that_the_provider_gives() -> None:
    assert name_in({"sub": "1", "name": " Maria Weber ", "preferred_username": "mw"}) == "Maria Weber"
    assert name_in({"sub": "1", "preferred_username": "mw"}) == "mw"
    assert name_in({"sub": "1", "name": 7}) == "1"


@pytest.fixture
def impostor() -> Iterator[str]:
    """A server that describes itself as another issuer."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(
                {"issuer": "https://id.example", "authorization_endpoint": "https://id.example/a"}
            ).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def request() -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"code=a&state=b"})


def provider(issuer: str) -> OpenIdProvider:
    return OpenIdProvider(issuer, "waymark", None, role_claim="groups", role="counsellors")


async def test_a_provider_that_calls_itself_another_is_not_left_for(impostor: str) -> None:
    with pytest.raises(SignInRefusedError) as refused:
        await provider(impostor).leave(request(), "http://here/back")
    assert refused.value.why == "not_valid"


async def test_a_provider_that_does_not_answer_is_said_to_be_out_of_reach() -> None:
    with pytest.raises(SignInRefusedError) as refused:
        await provider("http://127.0.0.1:9").leave(request(), "http://here/back")
    assert refused.value.why == "unreachable"


async def test_who_never_left_does_not_come_back() -> None:
    with pytest.raises(SignInRefusedError) as refused:
        await provider("http://127.0.0.1:9").come_back(request(), "made up")
    assert refused.value.why == "expired"
