"""The record of acts: it grows, it is read by counsellor and kind, and erasing takes the conversation out of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.copilot.audit import AT_ONCE, Audit, Deed, acts
from bot.people.database import Database
from bot.sessions import Counsellor

MARIA, IVAN = Counsellor("local:maria", "Maria"), Counsellor("local:ivan", "Ivan")


@pytest.fixture
def audit(tmp_path: Path) -> Audit:
    return Audit(Database(f"sqlite:///{tmp_path / 'people.db'}"))


def test_the_newest_act_is_read_first_with_who_what_and_where(audit: Audit) -> None:
    audit.write(Deed.TOOK_OVER, MARIA, "c1")
    audit.write(Deed.STEERED, IVAN, "c1", ("offer-1", "offer-2"))
    steered, taken = audit.read()
    assert (steered.name, steered.deed, steered.offers) == ("Ivan", "steered", ("offer-1", "offer-2"))
    assert (taken.counsellor, taken.conversation) == ("local:maria", "c1")
    assert taken.at.tzinfo is not None


def test_it_is_read_by_counsellor_and_by_kind(audit: Audit) -> None:
    for deed in (Deed.OPENED, Deed.WROTE):
        for who in (MARIA, IVAN):
            audit.write(deed, who, "c")
    assert {line.name for line in audit.read(counsellor=MARIA.id)} == {"Maria"}
    assert {line.deed for line in audit.read(deed=Deed.WROTE)} == {"wrote"}
    assert audit.counsellors() == [("local:ivan", "Ivan"), ("local:maria", "Maria")]


def test_it_is_read_page_by_page_without_gap(audit: Audit) -> None:
    for _ in range(AT_ONCE + 3):
        audit.write(Deed.OPENED, MARIA, "c")
    newest = audit.read()
    older = audit.read(before=newest[-1].number)
    numbers = [line.number for line in (*newest, *older)]
    assert len(newest) == AT_ONCE
    assert numbers == sorted(numbers, reverse=True)
    assert len(numbers) == AT_ONCE + 3


def test_erasing_a_conversation_keeps_the_act_and_not_where_it_was(audit: Audit) -> None:
    audit.write(Deed.WROTE, MARIA, "erased-conversation")
    audit.write(Deed.WROTE, MARIA, "another")
    audit.erase("erased-conversation")
    audit.erase("erased-conversation")
    assert [line.conversation for line in audit.read()] == ["another", None]
    audit.database.scrub()
    assert b"erased-conversation" not in b"".join(
        f.read_bytes() for f in Path(str(audit.database.file)).parent.iterdir()
    )


def test_a_person_may_know_which_counsellor_did_what(audit: Audit) -> None:
    audit.write(Deed.WROTE, MARIA, "mine")
    audit.write(Deed.WROTE, IVAN, "another")
    told = audit.export("mine")["acts"]
    assert [(act["name"], act["act"]) for act in told] == [("Maria", "wrote")]
    assert audit.export("nobody") == {}


def test_looking_makes_no_file(audit: Audit) -> None:
    assert audit.read() == []
    assert audit.counsellors() == []
    assert audit.export("c") == {}
    audit.erase("c")
    assert not Path(str(audit.database.file)).exists()


def test_there_is_no_place_for_words_of_a_person() -> None:
    assert {column.name for column in acts.columns} == {
        "id", "at", "counsellor", "name", "deed", "conversation", "offers",
    }  # fmt: skip


def test_every_kind_of_act_has_a_name_for_people() -> None:
    from actions.texts.catalogue import Texts

    keys = set(Texts().keys("en"))
    assert {f"copilot.deed_{deed.value}" for deed in Deed} - keys == set()
