"""POST /api/skills/link: labels in the language of the text, the words that name each, nothing that is not ESCO's."""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from bot.api.offers import services_of
from bot.api.skills import LEAST, router
from knowledge.esco import Esco
from nlu.encoder import Encoder
from nlu.esco_labels import EscoLabels
from nlu.linking.linker import Linker
from nlu.understand import Understander
from tests.nlu.understanding_world import PlainActs, PlainDetector, PlainEncoder

HOME = Path(os.environ.get("WAYMARK_HOME", Path(__file__).parents[2] / ".waymark"))


@pytest.fixture(scope="module")
def client() -> TestClient:
    esco, labels = Esco.load(), EscoLabels.load(HOME / "esco")
    plain: Any = Understander(PlainDetector(), PlainEncoder(), PlainActs(), esco, labels)  # type: ignore[arg-type]
    linker = Linker.load(HOME / "linking", Encoder.load(HOME / "encoder"), labels)
    app = FastAPI()
    app.include_router(router)
    app.dependency_overrides[services_of] = lambda: SimpleNamespace(understander=plain, linker=linker, esco=esco)
    return TestClient(app)


def test_a_sentence_names_an_occupation_and_a_skill_in_its_own_language(client: TestClient) -> None:
    text = "Ich bin Kellnerin und spreche Englisch"
    answer = client.post("/api/skills/link", json={"text": text, "language": "de"}).json()
    assert answer["language"] == "de"
    (waiter, *_), (english, *_) = answer["occupations"], answer["skills"]
    assert (waiter["label"], text[slice(*waiter["span"])]) == ("Kellner/Kellnerin", "Kellnerin")
    assert (english["label"], text[slice(*english["span"])]) == ("Englisch", "Englisch")
    assert all(LEAST <= one["score"] <= 1 for one in [*answer["occupations"], *answer["skills"]])


def test_a_language_that_esco_lacks_is_answered_with_our_glossary_or_in_english(client: TestClient) -> None:
    answer = client.post("/api/skills/link", json={"text": "хочу стати бухгалтером", "language": "uk"}).json()
    assert answer["occupations"][0]["label"] in ("бухгалтер", "accountant")
