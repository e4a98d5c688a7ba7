"""The page where a counsellor finds people for an offer, and the letter: with the real stores and no model."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from actions.consents import Consent
from actions.render import Renderer
from actions.texts.catalogue import Texts
from bot.copilot.audit import Audit, Deed
from bot.copilot.letters import LATELY, Letter, Letters, WrittenBeforeError, tell, untold
from bot.copilot.outreach import router
from bot.copilot.sign_in import counsellor_of
from bot.people.database import Database
from bot.people.found import FoundProfiles
from bot.people.kept import KeptConversation
from bot.people.people import People
from bot.sessions import Counsellor, Sessions
from bot.settings import Settings
from index.faiss_index import FaissOfferIndex
from index.profiles.folder_index import FolderProfileIndex
from knowledge.learner_profile import LearnerProfile
from knowledge.offer import Price
from tests.index.profiles.people import DATA_ANALYST, QueryEncoder, esco, limit
from tests.index.worlds import offer

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ME = Counsellor("local:ada", "Ada")
OWN_WORDS = "Zahlenmensch werden"
PYTHON = LearnerProfile(goal="python", schooling=3, language="de", limits=(limit("free"),))


def letter(conversation: str = "p", offer_id: str = "o1", **other: Any) -> Letter:
    return Letter(
        **{"conversation": conversation, "offer": offer_id, "counsellor": ME.id, "name": ME.name, "sent_at": NOW,
           "text": "There is an offer", **other}
    )  # fmt: skip


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    people = People(Database(f"sqlite:///{tmp_path / 'people' / 'people.sqlite'}"), keep_days=90)
    yield people
    people.database.close()


@pytest.fixture
def letters(people: People) -> Letters:
    return Letters.join(people)


class Desk:
    """A whole page with everything behind it but models and dialogue engine."""

    def __init__(self, home: Path, people: People, letters: Letters) -> None:
        encoder = QueryEncoder()
        index = FaissOfferIndex(home / "index", encoder)
        free = {"price": Price(0.0, "EUR"), "languages": ("en",)}
        index.activate(
            index.build(
                [offer("o1", "Python", url="https://example.org/o1", **free), offer("o2", "Gardening"),
                 offer("o3", "Python", price=Price(99.0, "EUR"))]
            )
        )  # fmt: skip
        self.profiles = FolderProfileIndex(home / "people" / "profiles", encoder, esco())
        people.find_profiles_in(FoundProfiles(self.profiles))
        self.people, self.letters, self.audit = people, letters, Audit(people.database)
        services = SimpleNamespace(
            index=index, esco=esco(), texts=Texts(), today=lambda: NOW.date(),
            understander=SimpleNamespace(query_vector=encoder.query),
        )  # fmt: skip
        self.sessions = Sessions(idle_s=1000, limit=10)
        app = FastAPI()
        app.include_router(router)
        app.dependency_overrides[counsellor_of] = lambda: ME
        app.state.services, app.state.people, app.state.settings = services, people, Settings()
        app.state.desk = SimpleNamespace(audit=self.audit)
        app.state.chat = SimpleNamespace(renderer=Renderer(services), sessions=self.sessions)  # type: ignore[arg-type]
        self.client = TestClient(app)

    def agrees(self, name: str, profile: LearnerProfile, *purposes: Consent) -> None:
        self.people.consents.change(name, purposes or (Consent.KEEP, Consent.FOUND), (), NOW)
        self.profiles.put(name, profile)

    def look(self, **params: Any) -> str:
        answer = self.client.get("/copilot/outreach", params=params)
        assert answer.status_code == 200
        return answer.text

    def write(self, person: str, about: str = "o1", note: str = "") -> str:
        form = {"person": person, "about": about, "note": note, "offer": about}
        answer = self.client.post("/copilot/outreach/letter", data=form)
        assert answer.status_code == 200
        return answer.text


@pytest.fixture
def desk(tmp_path: Path, people: People, letters: Letters) -> Desk:
    return Desk(tmp_path, people, letters)


def test_an_offer_is_found_by_words_and_chosen(desk: Desk) -> None:
    page = desk.look(q="python")
    assert 'value="o1"' in page
    assert "Person 1" not in page


def test_a_person_is_shown_by_profile_and_never_by_name_or_own_words(desk: Desk) -> None:
    skill = esco().essential_skills(DATA_ANALYST)[0]
    profile = replace(PYTHON, goal=f"python {OWN_WORDS}", goal_uris=(DATA_ANALYST,), skills=(skill,))
    desk.agrees("p", profile)
    page = desk.look(offer="o1")
    assert "data analyst" in page
    assert esco().label(skill, "en") in page
    assert "The offer keeps to: free of charge." in page
    assert "Had no message in the last 90 days." in page
    assert OWN_WORDS not in page
    assert "1 of 1 (100 %)" in page
    assert "The list is balanced" not in page  # of one group alone it cannot be said
    desk.agrees("q", replace(profile, schooling=7))
    assert "The list is balanced" in desk.look(offer="o1")


def test_whoever_did_not_agree_or_took_it_back_is_not_shown(desk: Desk) -> None:
    desk.agrees("p", PYTHON, Consent.KEEP)
    assert "Nobody to suggest now." in desk.look(offer="o1")
    desk.agrees("p", PYTHON)
    assert "Person 1" in desk.look(offer="o1")
    assert "Nobody to suggest now." in desk.look(offer="o3")  # it costs 99 €, they said free
    desk.people.consents.change("p", (), (Consent.FOUND,), NOW)
    assert "Nobody to suggest now." in desk.look(offer="o1")


def test_looking_and_writing_are_recorded(desk: Desk) -> None:
    desk.agrees("p", PYTHON)
    desk.look(offer="o1")
    desk.write("p")
    lines = desk.audit.read()
    assert [(line.deed, line.conversation, line.offers) for line in lines] == [
        (Deed.WROTE_TO_PEOPLE, "p", ("o1",)),
        (Deed.LOOKED_FOR_PEOPLE, None, ("o1",)),
    ]


def test_a_letter_is_in_the_persons_language_with_the_counsellors_own_words(desk: Desk) -> None:
    desk.agrees("p", replace(PYTHON, language="en"))
    page = desk.write("p", note="It starts <soon>.")
    assert "Sent." in page
    (sent,) = desk.letters.of("p")
    assert "“Python” by Provider" in sent.text
    assert "https://example.org/o1" in sent.text
    assert "Ada writes: It starts <soon>." in sent.text


def test_nobody_is_written_to_twice_about_one_offer(desk: Desk) -> None:
    desk.agrees("p", PYTHON)
    desk.write("p")
    assert "already written to" in desk.write("p")
    assert len(desk.letters.of("p")) == 1
    assert "Nobody to suggest now." in desk.look(offer="o1")
    with pytest.raises(WrittenBeforeError):
        desk.letters.send(letter())


def test_whoever_changed_their_mind_while_the_page_was_open_is_not_written_to(desk: Desk) -> None:
    desk.agrees("p", PYTHON)
    desk.people.consents.change("p", (), (Consent.FOUND,), NOW)
    assert "cannot be found for this offer any more" in desk.write("p")
    assert "not in the catalogue any more" in desk.write("p", about="gone")
    assert desk.letters.of("p") == []


def test_a_note_that_is_too_long_is_not_sent(desk: Desk) -> None:
    desk.agrees("p", PYTHON)
    assert "too long" in desk.write("p", note="x" * 501)
    assert desk.letters.of("p") == []


def test_a_contact_counts_in_the_next_list(desk: Desk) -> None:
    desk.agrees("p", replace(PYTHON, limits=()))
    desk.letters.send(letter(offer_id="o2", sent_at=datetime.now(UTC)))
    assert "Had 1 message in the last 90 days." in desk.look(offer="o1")


def test_a_person_who_is_there_reads_the_letter_at_once(desk: Desk) -> None:
    session, _ = desk.sessions.open(language="en")
    desk.agrees(session.id, PYTHON)
    desk.write(session.id)
    assert [(entry["role"], entry["name"], entry["letter"]) for entry in session.transcript] == [
        ("counsellor", "Ada", "o1")
    ]
    assert session.watched.version > 0


def test_a_letter_waits_for_the_person_and_is_told_once(people: People, letters: Letters) -> None:
    kept = KeptConversation(
        id="p", token_hash=b"t" * 32, language="en", portal=None, easy_read=False, slots={},
        transcript=({"role": "person", "number": 1, "at": NOW.isoformat(), "text": "hello"},),
    )  # fmt: skip
    people.settle(kept, PYTHON, {Consent.KEEP, Consent.FOUND})
    letters.send(letter(sent_at=NOW + timedelta(hours=1)))
    back = people.reopen("p", b"t" * 32)
    assert back is not None
    assert [(entry["number"], entry["role"], entry.get("letter")) for entry in back[0].transcript] == [
        (1, "person", None), (2, "counsellor", "o1"),
    ]  # fmt: skip
    people.settle(back[0], PYTHON, {Consent.KEEP, Consent.FOUND})
    again = people.reopen("p", b"t" * 32)
    assert again is not None
    assert len(again[0].transcript) == 2


def test_what_fell_out_of_a_long_transcript_is_not_told_again() -> None:
    later = (NOW + timedelta(days=1)).isoformat()
    assert untold([{"role": "person", "number": 7, "at": later, "text": "x"}], [letter()]) == []
    assert len(untold([{"role": "person", "number": 1, "at": later, "text": "x"}], [letter()])) == 1


def test_telling_twice_says_it_once() -> None:
    session, _ = Sessions(idle_s=10, limit=1).open(language="en")
    for _ in range(2):
        tell(session, letter())
    assert len(session.transcript) == 1


def test_erasing_and_expiry_reach_the_letters(people: People, letters: Letters, tmp_path: Path) -> None:
    assert (letters.of("p"), letters.contacts(NOW), letters.written_about(["o1"])) == ([], {}, frozenset())
    assert list(tmp_path.iterdir()) == []  # looking makes no file
    for person in ("p", "q"):
        letters.send(letter(person, text=f"marker-{person}"))
    assert letters.contacts(NOW) == {"p": 1, "q": 1}
    assert letters.written_about(["o1", "o2"]) == {"p", "q"}
    assert letters.export("p")["o1"]["from"] == "Ada"
    people.erase("p")
    people.database.scrub()
    assert not any(b"marker-p" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert letters.contacts(NOW) == {"q": 1}
    letters.expire(NOW + LATELY)
    assert letters.of("q") == []


def test_two_counsellors_at_once_write_one_letter(desk: Desk) -> None:
    desk.agrees("p", PYTHON)

    async def both() -> list[object]:
        return await asyncio.gather(
            *(asyncio.to_thread(desk.letters.send, letter()) for _ in range(4)), return_exceptions=True
        )

    done = asyncio.run(both())
    assert sorted(type(each).__name__ for each in done) == ["NoneType", *["WrittenBeforeError"] * 3]
