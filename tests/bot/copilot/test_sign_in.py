"""The door: no page without a sign-in, nothing changed from elsewhere, cookies as they should be, never JSON."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated, Any, cast

import pytest
from fastapi import Depends, FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from actions.render import Renderer
from actions.texts.catalogue import Texts
from bot.copilot.audit import Audit
from bot.copilot.desk import Desk
from bot.copilot.local_account import LocalAccount
from bot.copilot.pages import refusal_page
from bot.copilot.record import router as record
from bot.copilot.sign_in import _own_path, counsellor_of, router
from bot.people.database import Database
from bot.problems import install_problem_handlers
from bot.sessions import Counsellor, Sessions
from bot.settings import Settings, load_settings

PASSWORD = "open the desk"
ORIGIN = {"origin": "http://testserver"}


def door(tmp_path: Path, settings: Settings, *, local: bool = True) -> FastAPI:
    """The co-pilot's door and its record, without the advisor behind."""
    app = FastAPI()
    app.state.settings = settings
    app.state.desk = Desk(
        Audit(Database(f"sqlite:///{tmp_path / 'people.db'}")), local=LocalAccount(PASSWORD) if local else None
    )
    renderer = Renderer(cast(Any, SimpleNamespace(texts=Texts())))
    app.state.chat = SimpleNamespace(renderer=renderer, sessions=Sessions(idle_s=60, limit=9))
    install_problem_handlers(app, {"/copilot": refusal_page})
    app.include_router(router)
    app.include_router(record)

    @app.post("/copilot/change")
    async def change(me: Annotated[Counsellor, Depends(counsellor_of)]) -> dict[str, str]:
        return {"changed_by": me.name}

    return app


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with TestClient(door(tmp_path, load_settings()), follow_redirects=False) as client:
        yield client


def sign_in(client: TestClient, *, onward: str = "/copilot/audit", **headers: str) -> Any:
    return client.post(
        "/copilot/sign-in",
        data={"name": "Maria", "password": PASSWORD, "next": onward},
        headers={**ORIGIN, **headers},
    )


def token(client: TestClient) -> str:
    html = client.get("/copilot/audit").text
    return html.split('name="csrf" value="')[1].split('"')[0]


def test_a_page_leads_to_the_sign_in_and_back(client: TestClient) -> None:
    there = client.get("/copilot/audit")
    assert (there.status_code, there.headers["location"]) == (303, "/copilot/sign-in?next=/copilot/audit")
    form = client.get(there.headers["location"])
    assert 'name="next" value="/copilot/audit"' in form.text
    back = sign_in(client)
    assert (back.status_code, back.headers["location"]) == (303, "/copilot/audit")
    assert client.get("/copilot/audit").status_code == 200


def test_a_part_of_a_page_is_refused_and_the_script_told_where_to_go(client: TestClient) -> None:
    answer = client.get("/copilot/audit", headers={"hx-request": "true"})
    assert answer.status_code == 401
    assert answer.headers["hx-redirect"].startswith("/copilot/sign-in")
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
    ],
)
def test_nothing_is_changed_from_another_page_even_with_the_token(
    client: TestClient, headers: dict[str, str]
) -> None:
    sign_in(client)
    csrf = token(client)
    assert client.post("/copilot/change", data={"csrf": csrf}, headers=headers).status_code == 403
    assert client.post("/copilot/change", data={"csrf": csrf}, headers=ORIGIN).status_code == 200
    assert client.post("/copilot/change", headers={**ORIGIN, "x-csrf-token": csrf}).status_code == 200


@pytest.mark.parametrize("csrf", ["", "wrong", "é"])
def test_nothing_is_changed_without_the_token(client: TestClient, csrf: str) -> None:
    sign_in(client)
    answer = client.post("/copilot/change", data={"csrf": csrf}, headers=ORIGIN)
    assert answer.status_code == 403
    assert answer.headers["content-type"].startswith("text/html")


def test_signing_in_from_another_page_is_refused(client: TestClient) -> None:
    assert sign_in(client, **{"sec-fetch-site": "cross-site"}).status_code == 403


def test_each_sign_in_has_a_new_cookie_and_the_old_one_opens_nothing(client: TestClient) -> None:
    sign_in(client)
    first = client.cookies["waymark-counsellor"]
    sign_in(client)
    assert client.cookies["waymark-counsellor"] != first
    client.cookies.clear()
    assert client.get("/copilot/audit", headers={"cookie": f"waymark-counsellor={first}"}).status_code == 303


def test_with_https_the_cookie_is_for_this_host_and_secure_only(tmp_path: Path) -> None:
    settings = load_settings(mode="production", public_url="https://advisor.example")
    client = TestClient(door(tmp_path, settings), base_url="https://advisor.example", follow_redirects=False)
    cookie = sign_in(client, origin="https://advisor.example").headers["set-cookie"]
    assert cookie.startswith("__Host-waymark-counsellor=")
    for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"):
        assert part in cookie
    assert "Domain" not in cookie
    assert client.get("/copilot/audit").status_code == 200


def test_pages_are_kept_nowhere_and_run_only_our_own_scripts(client: TestClient) -> None:
    answer = client.get("/copilot/sign-in")
    assert answer.headers["cache-control"] == "no-store"
    policy = answer.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "style=" not in answer.text
    assert "set-cookie" not in answer.headers


def test_wrong_passwords_are_told_recorded_and_slowed_down(client: TestClient) -> None:
    wrong = {"name": "Maria", "password": "guess"}
    for _ in range(5):
        answer = client.post("/copilot/sign-in", data=wrong, headers=ORIGIN)
        assert answer.status_code == 401
        assert "guess" not in answer.text
    slowed = client.post("/copilot/sign-in", data=wrong, headers=ORIGIN)
    assert slowed.status_code == 429
    assert int(slowed.headers["retry-after"]) >= 1
    desk: Desk = cast(Any, client.app).state.desk
    assert {line.deed for line in desk.audit.read()} == {"sign_in_refused"}


def test_switched_off_the_page_says_how_to_switch_it_on(tmp_path: Path) -> None:
    client = TestClient(door(tmp_path, load_settings(), local=False), follow_redirects=False)
    page = client.get("/copilot/sign-in").text
    assert "WAYMARK_COUNSELLOR_PASSWORD" in page
    assert "WAYMARK_OIDC_ISSUER" in page
    assert sign_in(client).status_code == 403


def test_signing_out_ends_it_and_clears_the_cookie(client: TestClient) -> None:
    sign_in(client)
    answer = client.post("/copilot/sign-out", data={"csrf": token(client)}, headers=ORIGIN)
    assert answer.status_code == 200
    assert client.get("/copilot/audit").status_code == 303


def test_the_language_of_the_pages_can_be_chosen(client: TestClient) -> None:
    sign_in(client)
    client.post(
        "/copilot/language", data={"csrf": token(client), "lang": "ar", "next": "/copilot/audit"}, headers=ORIGIN
    )
    assert 'dir="rtl"' in client.get("/copilot/audit").text


@given(
    st.text(max_size=60)
    | st.sampled_from(["//evil.example", "/copilot//evil", "/copilot/../", "https://x", "/copilot\\x"])
)
def test_the_way_onward_never_leaves_the_copilot(path: str) -> None:
    onward = _own_path(path)
    assert onward == "/copilot" or (onward.startswith("/copilot/") and "//" not in onward and "\\" not in onward)
