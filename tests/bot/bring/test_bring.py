"""From words of a file to a proposal, and from ticked items to what a conversation knows."""

from __future__ import annotations

import dataclasses
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import UploadFile
from starlette.requests import Request

from actions.background import background_reasons
from actions.bring_profile import asking_content
from actions.limits import to_slot
from actions.render.renderer import Renderer
from actions.reply import Kind, Part, Reply, Sentence
from actions.state import DialogueState
from actions.texts.catalogue import Texts
from bot.bring.bringing import Bringing
from bot.bring.confirming import with_items
from bot.bring.linking import Linking
from bot.bring.proposal import KEPT_S, Certainty, CheckedCredential, Item, ItemKind, Proposal
from bot.bring.showing import shown
from bot.bring.upload import file_in, form_in_memory
from bot.problems import ProblemError
from knowledge.credentials.check import Verdict
from knowledge.esco import Esco
from knowledge.offer import Offer, Source
from knowledge.profiles import Refusal, read_profile
from knowledge.profiles.brought import Brought, FreeText, Held, Named, Qualification
from knowledge.registers import Registers
from nlu.understand import Hint
from nlu.understanding import Act, Concept, Goal, Span, Understanding
from tests.knowledge.credentials.signing import Party, e_seal, jwt_vc
from tests.knowledge.profiles import made_files as made

WAITER = "http://data.europa.eu/esco/occupation/d5db9d5c-2ebf-4a54-a79a-1b7e7ff70471"
SPREADSHEETS = "http://data.europa.eu/esco/skill/1973c966-f236-40c9-b2d4-5d71a89019be"


@cache
def esco() -> Esco:
    return Esco.load()


@cache
def registers() -> Registers:
    return Registers.load()


class Near:
    """Finds what it was told to find, with a score."""

    def __init__(self, **found: tuple[str, float]) -> None:
        self.found = {words.replace("_", " "): hit for words, hit in found.items()}

    def link(self, text: str, language: str | None, k: int) -> tuple[str, list[Concept]]:
        if text not in self.found:
            return language or "en", []
        uri, score = self.found[text]
        return language or "en", [Concept(uri, esco().label(uri, "en"), esco().concept(uri).type, score)]

    def understand(self, text: str, hint: Hint | None = None) -> Understanding:
        past = (Goal(text, Span(0, len(text))),) if text.startswith("I was") else ()
        return Understanding(
            text=text, language="en", language_confidence=1.0, act=Act.STATE_GOAL, act_confidence=1.0, bring=past
        )


def linking(**found: tuple[str, float]) -> Linking:
    return Linking(Near(**found), esco(), registers(), "en")


def test_what_esco_calls_by_the_very_words_is_sure_and_ticked() -> None:
    (occupation, *parts) = linking(waiter=(WAITER, 1.0)).items(
        Brought(format="x", language="en", occupations=(Named("waiter", "row 2"),))
    )
    assert (occupation.uri, occupation.certainty, occupation.is_ticked) == (WAITER, Certainty.SURE, True)
    assert parts, "skills that are often part of the job are shown, to be ticked"
    assert not any(part.is_ticked for part in parts)
    assert {part.part_of for part in parts} == {occupation.label}


def test_what_is_only_near_is_a_maybe_and_not_ticked() -> None:
    near = linking(Microsoft_Excel_wizard=(SPREADSHEETS, 0.9))
    (skill,) = near.items(Brought(format="x", language="en", skills=(Named("Microsoft Excel wizard", "row 2"),)))
    assert (skill.certainty, skill.is_ticked) == (Certainty.MAYBE, False)


def test_what_is_far_is_counted_and_never_guessed() -> None:
    far = linking(juggling_with_knives=(SPREADSHEETS, 0.4))
    assert far.items(Brought(format="x", language="en", skills=(Named("juggling with knives", "row 2"),))) == ()
    assert far.unlinked == 1


def test_an_address_of_esco_in_the_file_is_sure_whatever_the_words() -> None:
    (skill,) = linking().items(Brought(format="x", skills=(Named("", "skill 1", SPREADSHEETS),)))
    assert (skill.uri, skill.certainty) == (SPREADSHEETS, Certainty.SURE)


def test_nothing_of_a_broken_credential_is_ticked() -> None:
    brought = Brought(
        format="x", held=(Held("T", "a 1", "B", 5, (Named("", "s", SPREADSHEETS),)),), is_credential=True
    )
    items = linking().items(brought, broken=True)
    assert {item.kind for item in items} == {ItemKind.SKILL, ItemKind.SCHOOLING}
    assert not any(item.is_ticked for item in items)


def test_the_highest_stated_level_is_the_schooling() -> None:
    taken = (Qualification("School", "1", 4), Qualification("Degree", "2", 6), Qualification("Course", "3"))
    (schooling,) = linking().items(Brought(format="x", qualifications=taken))
    assert (schooling.level, schooling.said) == ("6", "Degree")


def test_a_national_qualification_has_the_level_of_the_table_and_an_unknown_one_none() -> None:
    row = next(
        row for row in registers().framework_levels
        if len({one.eqf for one in registers().eqf_levels(row.country, row.qualification)}) == 1
    )  # fmt: skip
    known = Qualification(row.qualification, "1", None, row.country)
    (schooling,) = linking().items(Brought(format="x", qualifications=(known,)))
    assert schooling.level == str(row.eqf)
    elsewhere = dataclasses.replace(known, country=None)
    assert linking().items(Brought(format="x", qualifications=(elsewhere,))) == ()


def test_a_list_in_one_line_is_read_part_by_part() -> None:
    near = linking(use_spreadsheets_software=(SPREADSHEETS, 1.0))
    text = FreeText("use spreadsheets software, tennis", "line 1")
    assert [item.uri for item in near.items(Brought(format="x", language="en", texts=(text,)))] == [SPREADSHEETS]


def test_a_job_named_in_a_sentence_about_the_past_is_a_maybe() -> None:
    said = (FreeText("I was a waiter in Rome", "line 1"), FreeText("A waiter helped", "line 2"))
    (occupation,) = linking(waiter=(WAITER, 1.0)).items(Brought(format="text", language="en", texts=said))
    assert (occupation.uri, occupation.said, occupation.is_ticked) == (WAITER, "waiter", False)


def items() -> tuple[Item, ...]:
    return (
        Item("1", ItemKind.OCCUPATION, "waiter", Certainty.SURE, "waiter", "row 2", uri=WAITER),
        Item("2", ItemKind.SKILL, "use spreadsheets software", Certainty.MAYBE, "Excel", "row 3", uri=SPREADSHEETS),
        Item("3", ItemKind.SCHOOLING, "Degree", Certainty.SURE, "Degree", "row 4", level="4"),
        Item("4", ItemKind.LANGUAGE, "it", Certainty.SURE, "", "row 5", level="mother_tongue", code="it"),
    )


def test_only_what_is_ticked_changes_what_is_known() -> None:
    state = with_items(Proposal(items()).chosen(frozenset({"1", "3", "99"})))(DialogueState(goal="data"))
    assert (state.occupations, state.skills, state.schooling, state.limits) == ((WAITER,), (), 4, ())
    assert state.goal == "data"


def test_a_language_limits_the_courses_only_when_it_is_ticked() -> None:
    state = with_items(Proposal(items()).chosen(frozenset({"4"})))(DialogueState())
    assert [to_slot(limit) for limit in state.limits] == [{"kind": "language", "value": "it", "detail": {}}]
    assert not next(item for item in items() if item.kind is ItemKind.LANGUAGE).is_ticked


def test_a_lower_level_never_takes_the_place_of_a_higher_one() -> None:
    assert with_items(items())(DialogueState(schooling=6)).schooling == 6


def test_a_proposal_is_kept_for_fifteen_minutes() -> None:
    proposal = Proposal(items(), made_at=1_000.0)
    assert proposal.is_kept(1_000.0 + KEPT_S - 1)
    assert not proposal.is_kept(1_000.0 + KEPT_S)


AUTHORITY = Party("Authority", authority=True)
COLLEGE = Party("Example College", AUTHORITY)


@dataclasses.dataclass
class OneFolder:
    """Settings with a trust list."""

    trust_list: Path | None


@dataclasses.dataclass
class OnlySettings:
    settings: OneFolder


def verdict(data: bytes, trusted: Path | None) -> Verdict:
    return Bringing(OnlySettings(OneFolder(trusted)))._verdict(data)  # type: ignore[arg-type]


def test_a_seal_is_checked_offline_with_the_list_of_the_operator(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_bytes(AUTHORITY.pem)
    sealed = e_seal(COLLEGE, credential=made.DIGITAL_CREDENTIAL)
    data = json.dumps(sealed).encode()
    brought = read_profile(data, "credential.json")
    assert brought.is_credential
    assert [held.title for held in brought.held] == ["Data analysis"]
    assert verdict(data, tmp_path) is Verdict.AUTHENTIC
    assert verdict(data, None) is Verdict.UNCHANGED
    changed = json.dumps(sealed | {"payload": e_seal(COLLEGE, credential=made.BADGE)["payload"]}).encode()
    assert verdict(changed, tmp_path) is Verdict.BROKEN
    assert verdict(json.dumps(made.BADGE).encode(), tmp_path) is Verdict.UNSIGNED


def test_a_badge_in_a_signed_token_is_read_and_checked() -> None:
    token = jwt_vc(COLLEGE, credential=made.BADGE).encode()
    assert [held.title for held in read_profile(token, "badge.jwt").held] == ["Spreadsheets"]
    assert verdict(token, None) is Verdict.UNCHANGED


def test_a_list_of_trust_that_cannot_be_read_trusts_nobody(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_bytes(b"no certificate")
    assert verdict(json.dumps(e_seal(COLLEGE)).encode(), tmp_path) is Verdict.UNCHANGED


@dataclasses.dataclass
class HasTexts:
    texts: Texts


@cache
def renderer() -> Renderer:
    return Renderer(HasTexts(Texts()))


@pytest.mark.parametrize("easy", [False, True])
def test_the_message_has_a_box_an_item_and_says_what_each_seal_is(easy: bool) -> None:
    seals = tuple(CheckedCredential("T", None, 5, verdict) for verdict in Verdict)
    proposal = Proposal(items(), seals, unlinked=2, left_out=1)
    reply, lines = shown(proposal, renderer().voice("en", easy))
    (message,) = renderer().render(reply, language="en", easy_read=easy)["messages"]
    assert message["html"].count('type="checkbox"') == len(items())
    assert message["html"].count(" checked>") == 2
    assert proposal.id in message["html"]
    assert "its seal does not fit" in message["html"]
    assert len(lines) == len(items()) + len(Verdict)


def test_words_of_a_file_are_escaped_in_the_message() -> None:
    item = dataclasses.replace(items()[1], said="<img src=x onerror=alert(1)>", label="<b>bold</b>")
    reply, _ = shown(Proposal((item,)), renderer().voice("en", False))
    (message,) = renderer().render(reply, language="en")["messages"]
    assert "<img" not in message["html"]
    assert "<b>" not in message["html"]


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_its_words_and_shows_what_can_be_brought(refusal: Refusal) -> None:
    part = Part(Kind.BRING_PROFILE, (Sentence(f"bring.refused_{refusal.value}"),), asking_content())
    (message,) = renderer().render(Reply((part,)), language="en")["messages"]
    assert len(message["text"]) > 20
    assert 'type="file"' in message["html"]
    assert 'formenctype="multipart/form-data"' in message["html"]


def offer(**stated: Any) -> Offer:
    return Offer(
        id="o", title="T", provider="P", source=Source("s", "s", date(2026, 11, 24), ""), locator="1", **stated
    )


def test_an_offer_builds_on_skills_that_the_person_confirmed() -> None:
    known = DialogueState(skills=(SPREADSHEETS,))
    (named,) = background_reasons(offer(skills=("use spreadsheets software",)), known, esco())
    (addressed,) = background_reasons(offer(skill_uris=(SPREADSHEETS,)), known, esco())
    assert {named.sentence.key, addressed.sentence.key} == {"bring.builds_on"}
    assert background_reasons(offer(skills=("welding",)), known, esco()) == ()
    assert background_reasons(offer(skills=("use spreadsheets software",)), DialogueState(), esco()) == ()


@pytest.mark.parametrize(("level", "own", "said"), [(7, 4, True), (5, 4, False), (4, 4, False), (7, None, False)])
def test_a_level_far_above_one_s_own_is_a_question(level: int, own: int | None, said: bool) -> None:
    reasons = background_reasons(offer(eqf=level), DialogueState(schooling=own), esco())
    assert [reason.sentence.key for reason in reasons] == ["bring.level_above"] * said


def request(body: bytes, content_type: str) -> Request:
    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", content_type.encode())]}
    return Request(scope, receive)


def parts(data: bytes) -> bytes:
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="cv.xml"\r\n\r\n'
    return head + data + b"\r\n--b--\r\n"


async def test_an_uploaded_file_of_five_megabytes_stays_in_memory() -> None:
    form = await form_in_memory(request(parts(b"x" * (5 * 2**20)), "multipart/form-data; boundary=b"))
    upload = form["file"]
    assert isinstance(upload, UploadFile)
    assert not upload.file._rolled  # type: ignore[attr-defined]
    assert len((await file_in(form))[0]) == 5 * 2**20


@pytest.mark.parametrize(
    ("body", "kind", "status"), [(b"{}", "text/plain", 415), (b"--b\r\nx", "multipart/form-data", 400)]
)
async def test_what_is_no_form_is_refused(body: bytes, kind: str, status: int) -> None:
    with pytest.raises(ProblemError) as refused:
        await form_in_memory(request(body, kind))
    assert refused.value.status == status
