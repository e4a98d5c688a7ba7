"""What comes in: bodies up to a limit however they are sent, and text and arguments that can be written out again."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from bot import intake
from bot.intake import Intake, is_plain_argument, length_of, readable
from bot.problems import PROBLEM_RESPONSES, install_problem_handlers

ANY_TEXT = st.text(st.characters(exclude_categories=())).map(lambda s: s + "\ud800"[: len(s) % 2])


class Said(BaseModel):
    model_config = ConfigDict(extra="forbid")
    text: str


@pytest.fixture
def client() -> httpx.AsyncClient:
    app = FastAPI(responses=PROBLEM_RESPONSES)
    install_problem_handlers(app)
    app.add_middleware(Intake, headers={"X-Content-Type-Options": "nosniff"})

    @app.post("/say")
    def say(said: Said) -> dict[str, int]:
        return {"characters": len(said.text)}

    @app.get("/here")
    def here() -> dict[str, bool]:
        return {"here": True}

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


def assert_problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return dict(answer.json())


async def sent_in_parts(size: int) -> Any:
    for _ in range(size // 1000):
        yield b"x" * 1000


async def test_a_body_that_does_not_tell_its_length_is_counted_too(client: httpx.AsyncClient) -> None:
    assert_problem(await client.post("/say", content=sent_in_parts(300_000)), 413)
    assert_problem(await client.post("/say", content=b"x" * 300_000), 413)


async def test_a_body_in_parts_below_the_limit_is_read(client: httpx.AsyncClient) -> None:
    body = json.dumps({"text": "x" * 200_000}).encode()

    async def parts() -> Any:
        for start in range(0, len(body), 7000):
            yield body[start : start + 7000]

    answer = await client.post("/say", content=parts(), headers={"Content-Type": "application/json"})
    assert answer.json() == {"characters": 200_000}


async def test_a_body_that_never_ends_gives_its_place_back(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    import asyncio

    monkeypatch.setattr(intake, "BODY_SECONDS", 0.05)

    async def stuck() -> Any:
        yield b"{"
        await asyncio.sleep(5)

    assert_problem(await client.post("/say", content=stuck()), 408)


async def test_who_answers_get_answers_head(client: httpx.AsyncClient) -> None:
    assert (await client.head("/here")).status_code == 200
    assert (await client.head("/say")).status_code == 405


@pytest.mark.parametrize(
    "body",
    [
        b'{"text": "my secret illness',
        b'["my secret illness"]',
        b'{"text": "x", "my secret illness": 1}',
        b'{"text": {"my secret illness": 1}}',
        b'{"text": "\xff my secret illness"}',
        b'{"text":' + b"[" * 100_000,
        b'"my secret illness"',
        b"",
    ],
)
async def test_what_is_not_understood_is_told_without_its_words(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/say", content=body, headers={"Content-Type": "application/json"})
    problem = assert_problem(answer, answer.status_code)
    assert answer.status_code in {400, 422}
    assert problem["detail"]
    assert "illness" not in answer.text


async def test_a_wrong_method_is_told_the_right_ones(client: httpx.AsyncClient) -> None:
    assert "POST" in str(assert_problem(await client.delete("/say"), 405)["detail"])


@given(ANY_TEXT)
def test_text_can_be_written_and_reading_it_twice_changes_nothing(text: str) -> None:
    read = readable(text)
    read.encode()
    assert readable(read) == read
    assert not set(read) & set("\x00\x1b\u202e\u2066")


@pytest.mark.parametrize("text", ["", " \n\t", "\x00", "\u200b\ufeff", "\u202e\u202c", "\ufe0f", "\u200d\u2060", "ㅤ"])
def test_text_of_which_nothing_can_be_seen_is_empty(text: str) -> None:
    assert readable(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "zażółć gęślą",
        "أريد أن أتعلّم المحاسبة",
        "👩‍🏫",
        "می‌خواهم",
        "Line one\nline two",
        "I'm 45; 10 % < 20 €",
        "ελληνικά",
        "中文",
    ],
)
def test_what_people_write_stays_as_it_is(text: str) -> None:
    assert readable(text) == text


@pytest.mark.parametrize(
    "args",
    [
        {},
        {"offer": "coursera-x"},
        {"offers": ["a", "b", "c"]},
        {"remove": {"kind": "max_price", "value": 50.0, "detail": {"currency": "EUR"}}},
        {"on": False},
    ],
)
def test_what_a_button_carries_is_plain(args: dict[str, Any]) -> None:
    assert is_plain_argument(args)


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 10**400, "\ud800", {"\udfff": 1}, nested(900), {"a": nested(4)}, b"x", {1: 2}, ()],
)
def test_what_no_button_carries_is_not_plain(value: object) -> None:
    plain = is_plain_argument(value)
    assert not plain


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
        lambda c: st.lists(c) | st.dictionaries(ANY_TEXT, c),
        max_leaves=20,
    )
)
def test_a_plain_argument_can_be_sent_on_whatever_it_is(value: object) -> None:
    if is_plain_argument(value):
        assert json.loads(json.dumps(value, allow_nan=False, ensure_ascii=False).encode()) == value
        assert length_of(value) > 0
