"""Log lines tell the operator what happened and never what a person wrote."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from bot.logs import configure_logging
from bot.settings import load_settings


@pytest.fixture(autouse=True)
def logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers, root.level = handlers, level


def test_a_handler_that_uvicorn_brought_is_taken_off(capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("uvicorn.error").addHandler(logging.StreamHandler())
    test_an_exception_is_logged_by_type_and_place_without_its_message("console", capsys)


def fail_with(words: str) -> None:
    raise ValueError(f"cannot read {words}")


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_an_exception_is_logged_by_type_and_place_without_its_message(
    log_format: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(load_settings(log_format=log_format))
    try:
        fail_with("my secret illness")
    except ValueError:
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application")
    line = capsys.readouterr().err
    assert "illness" not in line
    assert "ValueError" in line
    assert "fail_with" in line


def test_json_lines_are_json_with_level_logger_and_time(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(load_settings(log_format="json"))
    logging.getLogger("bot.chat").error("dialogue engine unavailable: %s", "silent")
    line = json.loads(capsys.readouterr().err)
    assert line["level"] == "error"
    assert line["logger"] == "bot.chat"
    assert "silent" in line["event"]
    assert "timestamp" in line


def test_requests_of_people_are_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging(load_settings(log_format="json"))
    logging.getLogger("uvicorn.access").info("GET /?text=secret")
    logging.getLogger("httpx").info("POST secret")
    assert capsys.readouterr().err == ""
