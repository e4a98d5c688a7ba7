"""A conversation with three real offers, and the files that are made of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.render import Renderer
from actions.services import Services
from actions.state import DialogueState
from bot.take_home.files import File, Files, Form, Order, What
from bot.take_home.given import Written
from nlu.understanding import Limit, LimitKind
from tests.actions.conftest import (  # noqa: F401 (fixtures)
    esco,
    index,
    offers,
    registers,
    services,
)

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SHOWN = (
    "coursera-google-data-analytics",
    "swd-fintech-financial-innovation-micro-credential",
    "ba-itil-foundation",
)
DATA_ANALYST = "http://data.europa.eu/esco/occupation/d3edb8f8-3a06-47a0-8fb9-9b212c006aa2"
Make = Callable[..., File]


@pytest.fixture
def state() -> DialogueState:
    """Somebody who wants to work with data, in Germany, was shown three offers, and said their limits."""
    return DialogueState(
        goal="a data analyst",
        goal_uris=(DATA_ANALYST,),
        limits=(Limit(LimitKind.MAX_PRICE, 500.0), Limit(LimitKind.SCHEDULE, "evening")),
        shortlist=SHOWN,
        shown=SHOWN,
        country="DE",
        language="en",
    )


@pytest.fixture
def files(services: Services) -> Files:  # noqa: F811
    return Files(services, Renderer(services), "Waymark", now=lambda: NOW)


@pytest.fixture
def make(files: Files, state: DialogueState) -> Make:
    """Makes a file: what and form, and for whom if not for the usual person."""

    def made(
        what: What,
        form: Form,
        language: str = "en",
        *,
        of: DialogueState | None = None,
        written: Written | None = None,
        easy_read: bool = False,
    ) -> File:
        held = replace(of or state, language=language)
        return asyncio.run(
            files.make(Order(what, form, held, language, easy_read, "key of the conversation", written))
        )

    return made
