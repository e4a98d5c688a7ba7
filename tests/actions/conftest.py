"""A dozen real offers in a real index, real registers, ESCO and texts; a conversation driven without Rasa."""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import blake2b
from typing import Any

import numpy as np
import pytest
from rasa_sdk.executor import ActionExecutor

from actions.registry import ANSWERED_BY, build_executor
from actions.render import Renderer
from actions.reply import Reply
from actions.services import Services
from actions.state import DialogueState
from actions.texts.catalogue import FOLDER, REFERENCE, Texts
from index.contract import Vector
from index.faiss_index import FaissOfferIndex
from index.finder import Finder
from knowledge.catalogue import default_offers
from knowledge.esco import Esco
from knowledge.offer import Offer, Price
from knowledge.registers import Registers
from nlu.understanding import Act, Goal, Span, Understanding

TODAY = date(2026, 11, 24)
REAL = {
    "swd-fintech-financial-innovation-micro-credential",
    "swd-open-path-study-units-from-the-first-year-of-a-bachelor-s-degree",
    "coursera-google-data-analytics",
    "coursera-google-project-management",
    "coursera-google-cybersecurity",
    "edx-programming-for-everybody-getting-started-with-pyt",
    "edx-cs50s-introduction-to-computer-science",
    "edx-how-to-learn-online",
    "udemy-beginning-javascript",
    "udemy-learn-html5",
    "udemy-jquery",
    "udemy-web-engineering-with-python-and-web2py",
    "ba-c-und-scrum-master",
    "ba-itil-foundation",
}


class WordsEncoder:
    """A deterministic DocumentEncoder: hashed words, so that offers with the goal's words are near it."""

    fingerprint = "hashed-words"
    dimension = 512

    def encode_documents(self, texts: Sequence[str]) -> Vector:
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().replace(":", " ").replace(",", " ").split():
                vectors[row, int.from_bytes(blake2b(word.encode(), digest_size=4).digest()) % self.dimension] += 1
            vectors[row] /= np.linalg.norm(vectors[row]) or 1
        return vectors


class PlainUnderstander:
    """Understands every text as a goal in its own words; counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def understand(self, text: str, hint: object = None) -> Understanding:
        self.asked += 1
        return understood(text, Act.STATE_GOAL, goal=text)


def understood(text: str, act: Act, *, goal: str | None = None, language: str = "en", **said: Any) -> Understanding:
    """What a message says, as the understander would give it."""
    return Understanding(
        text=text,
        language=language,
        language_confidence=1.0,
        act=act,
        act_confidence=1.0,
        goal=Goal(goal, Span(0, len(text))) if goal else None,
        vector=WordsEncoder().encode_documents([goal])[0] if goal else None,
        **said,
    )


def hostile(offer: Offer) -> Offer:
    """A real offer as a hostile feed might send it."""
    return dataclasses.replace(
        offer,
        id="hostile",
        title='Python <script>alert("x")</script> & more',
        provider="<b>Provider</b>",
        url="javascript:alert(1)",
        price=Price(0.0, "EUR"),
    )


@pytest.fixture(scope="session")
def offers() -> tuple[Offer, ...]:
    """Real offers, one with a price in euro added that no catalogue states, and a hostile one."""
    real = {offer.id: offer for offer in default_offers() if offer.id in REAL}
    assert real.keys() == REAL
    html = real["udemy-learn-html5"]
    return (*real.values(), hostile(html))


@pytest.fixture(scope="session")
def only_english(tmp_path_factory: pytest.TempPathFactory) -> Texts:
    """Texts of an installation that speaks English alone; the other languages have their notice."""
    folder = tmp_path_factory.mktemp("texts")
    for path in FOLDER.glob("*/*.po"):
        if path.parent.name == REFERENCE or path.stem == "notice":
            (folder / path.parent.name).mkdir(exist_ok=True)
            shutil.copy(path, folder / path.parent.name)
    return Texts(folder)


@pytest.fixture(scope="session")
def index(offers: tuple[Offer, ...], tmp_path_factory: pytest.TempPathFactory) -> FaissOfferIndex:
    built = FaissOfferIndex(tmp_path_factory.mktemp("index"), WordsEncoder())
    built.activate(built.build(offers))
    return built


@pytest.fixture(scope="session")
def registers() -> Registers:
    return Registers.load()


@pytest.fixture(scope="session")
def esco() -> Esco:
    return Esco.load()


@pytest.fixture
def services(index: FaissOfferIndex, registers: Registers, esco: Esco) -> Services:
    return house(index, registers, esco)


def house(index: FaissOfferIndex, registers: Registers, esco: Esco) -> Services:
    """Services of their own for one conversation or test."""
    return Services(
        index=index,
        finder=Finder(index, today=lambda: TODAY),
        held_registers=lambda: registers,
        esco=esco,
        understander=PlainUnderstander(),  # type: ignore[arg-type]
        today=lambda: TODAY,
    )


class Talk:
    """A conversation: each `say` runs the action that answers the act, as Rasa would call it, and keeps the slots."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.executor: ActionExecutor = build_executor(services)
        self.renderer = Renderer(services)
        self.slots: dict[str, Any] = {}
        self.events: list[dict[str, Any]] = []
        self.reply = Reply(())
        self.answer: dict[str, Any] = {}
        self._turns = itertools.count()

    @property
    def state(self) -> DialogueState:
        return DialogueState.from_slots(self.slots)

    def say(
        self,
        act: Act,
        text: str = "…",
        *,
        args: Mapping[str, Any] | None = None,
        action: str | None = None,
        **said: Any,
    ) -> dict[str, Any]:
        """One turn; the rendered answer. `action` where a rule picks another than the act's own."""
        turn_id = f"turn-{next(self._turns)}"
        self.services.turns.put(turn_id, understood(text, act, **said))
        return self.run(action or action_of(act), turn_id, text, args or {})

    def run(self, action: str, turn_id: str, text: str, args: Mapping[str, Any]) -> dict[str, Any]:
        """Run an action by its name, as Rasa's call over HTTP does."""
        result = asyncio.run(self.executor.run(call(action, self.slots, text, {"turn_id": turn_id, "args": args})))
        self.events = result.events
        self.slots |= {event["name"]: event["value"] for event in result.events}
        self.reply = self.services.outbox.take(turn_id) or Reply(())
        self.answer = self.renderer.render(
            self.reply,
            language=self.state.language or "en",
            easy_read=self.state.easy_read,
            state=self.state,
        )
        return self.answer

    def reply_offers(self) -> list[dict[str, Any]]:
        """The offers of the last answer."""
        return [offer for message in self.answer["messages"] for offer in message.get("offers", ())]

    def goal(self, words: str, **said: Any) -> dict[str, Any]:
        return self.say(Act.STATE_GOAL, words, goal=words, **said)

    def press(self, button: Mapping[str, Any]) -> dict[str, Any]:
        """Press a quick reply."""
        language = self.state.language or "en"
        return self.say(Act(button["act"]), button["text"], args=button["args"], language=language)


def call(action: str, slots: Mapping[str, Any], text: str, metadata: Mapping[str, Any]) -> dict[str, Any]:
    """What Rasa posts to run an action."""
    latest = {"text": text, "intent": {"name": "any"}, "entities": [], "metadata": dict(metadata)}
    tracker = {"sender_id": "c", "slots": dict(slots), "latest_message": latest, "events": []}
    return {"next_action": action, "sender_id": "c", "tracker": tracker, "domain": {"version": "3.1"}}


def action_of(act: Act) -> str:
    return "action_affirm" if act is Act.AFFIRM else ANSWERED_BY[act].action


@pytest.fixture
def talk(services: Services) -> Talk:
    return Talk(services)
