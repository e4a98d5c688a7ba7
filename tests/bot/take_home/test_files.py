"""Files in every form: what there is, what is refused, names that say nothing, nothing on disk, every source told."""

from __future__ import annotations

import email
import email.policy
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import jsonschema
import pytest
from icalendar import Calendar
from lxml import html

from actions.state import DialogueState
from actions.take_home import LIST, PLAN, PROFILE
from bot.take_home.drafts import Draft, Step
from bot.take_home.figures import SCHEMA
from bot.take_home.files import FORMS, Form, NotMadeError, What
from bot.take_home.given import Written
from bot.take_home.mail import WIDTH
from tests.bot.take_home.conftest import NOW, SHOWN, Make

MARKER = "zebra-quartz-7391"
GIVEN = Draft(
    "en",
    f"Goal; of {MARKER}, <b>",
    "statistics",
    (
        Step("Call; the provider, now\nand write", date(2027, 3, 1), 49.5, "EUR", False, "Anna", SHOWN[0]),
        Step("Ask", None, None, None, False, "", None),
        Step(),
    ),
    f"You can do it. {MARKER}",
)


@pytest.fixture
def written() -> Written:
    return Written(GIVEN, 3, "Berta", GIVEN, "Anna Counsellor")


@pytest.mark.parametrize(("what", "form"), [(what, form) for what in What for form in Form])
def test_what_there_is_is_made_and_the_rest_is_refused(make: Make, what: What, form: Form) -> None:
    if form not in FORMS[what]:
        with pytest.raises(NotMadeError, match="form"):
            make(what, form)
        return
    file = make(what, form)
    assert file.content
    assert re.fullmatch(r"waymark-(list|plan|profile)\.(pdf|html|json|txt|eml|ics)", file.name)


def test_the_conversation_offers_what_is_made() -> None:
    offered = {What(what): tuple(map(Form, forms)) for what, forms in (LIST, PLAN, PROFILE)}
    assert offered == FORMS


def test_without_offers_there_is_no_list_and_no_plan(make: Make) -> None:
    nobody = DialogueState(language="en")
    for what in (What.LIST, What.PLAN):
        with pytest.raises(NotMadeError, match="list"):
            make(what, Form.TEXT, of=nobody)
    assert "not stated" in make(What.PROFILE, Form.TEXT, of=nobody).content.decode()


def test_a_plan_by_rule_says_that_no_counsellor_checked_it(make: Make) -> None:
    text = make(What.PLAN, Form.TEXT).content.decode()
    assert "Software made this plan" in text
    assert "No cost is known yet" in text
    assert "The cost of 3 steps is not known" in " ".join(text.split())


def test_a_plan_that_a_counsellor_gave_is_theirs_and_says_so(make: Make, written: Written) -> None:
    text = " ".join(make(What.PLAN, Form.TEXT, written=written).content.decode().split())
    assert "Anna Counsellor wrote this plan" in text
    assert "Software made" not in text
    assert "A note from Anna Counsellor" in text
    assert "Known in all: €49.50" in text
    assert "The cost of one step is not known" in text
    assert "1 March 2027" in text


def test_a_draft_that_was_not_given_is_not_what_the_person_gets(make: Make, written: Written) -> None:
    text = make(What.PLAN, Form.TEXT, written=replace(written, given=None, given_by=None)).content.decode()
    assert MARKER not in text
    assert "Software made this plan" in text


def test_every_statement_on_the_list_tells_where_it_was_read(make: Make) -> None:
    cards = json.loads(make(What.LIST, Form.JSON).content)["offers"]
    text = " ".join(make(What.LIST, Form.TEXT).content.decode().split())
    assert [card["id"] for card in cards] == list(SHOWN)
    for card in cards:
        statements = [*card["why"], *card["caveats"], *card["quality"]["statements"]]
        assert statements
        for statement in statements:
            assert statement["text"] in text
            for evidence in statement["evidence"]:
                assert evidence["source"] in text


def test_the_figures_are_as_their_schema_says(make: Make, written: Written) -> None:
    for what, given in ((What.LIST, None), (What.PLAN, None), (What.PLAN, written)):
        told = json.loads(make(what, Form.JSON, written=given).content)
        jsonschema.validate(told, SCHEMA)
        assert told["format"] == "waymark-take-home"
        assert told["what"] == what.value
        assert date.fromisoformat(told["made_on"])
    steps = told["steps"]
    assert steps[0] == {
        "number": 1, "what": GIVEN.steps[0].what, "by": "2027-03-01", "amount": 49.5, "currency": "EUR",
        "at_least": False, "who": "Anna", "offer": SHOWN[0],
    }  # fmt: skip
    assert told["total"] == {"known": [{"currency": "EUR", "amount": 49.5}], "unknown": 1, "at_least": False}
    assert told["made_by"] == {"counsellor": "Anna Counsellor"}


def test_the_calendar_is_read_back_as_it_was_meant(make: Make, written: Written) -> None:
    content = make(What.PLAN, Form.ICS, written=written).content
    assert b"\r\n" in content
    assert all(len(line) <= 75 for line in content.split(b"\r\n")), "folded, RFC 5545 3.1"
    (day,) = Calendar.from_ical(content).walk("VEVENT")
    assert day.decoded("dtstart") == date(2027, 3, 1)
    assert not isinstance(day.decoded("dtstart"), datetime), "a day has no hour and no zone"
    assert day.decoded("dtend") == date(2027, 3, 2)
    assert str(day["summary"]) == "Step 1: Call; the provider, now\nand write"
    assert day.decoded("dtstamp") == NOW
    again = make(What.PLAN, Form.ICS, written=written).content
    assert Calendar.from_ical(again).walk("VEVENT")[0]["uid"] == day["uid"], "taken twice, it is one day"
    assert b"key of the conversation" not in content


def test_without_a_date_there_is_no_calendar(make: Make, written: Written) -> None:
    undated = replace(GIVEN, steps=(Step("Ask"),))
    with pytest.raises(NotMadeError, match="date_known"):
        make(What.PLAN, Form.ICS, written=replace(written, given=undated))


@pytest.mark.parametrize("language", ["en", "de", "el", "ar"])
def test_the_mail_has_a_subject_and_no_address(make: Make, language: str) -> None:
    mail = email.message_from_bytes(make(What.PLAN, Form.EML, language).content, policy=email.policy.default)
    assert mail["Subject"]
    assert not {"From", "To", "Cc", "Bcc", "Date", "Message-ID"} & set(mail.keys())
    assert mail["X-Unsent"] == "1"
    assert mail["Content-Language"] == language
    body = mail.get_content().replace("\r\n", "\n")
    assert body == make(What.PLAN, Form.TEXT, language).content.decode()
    assert all(len(line) <= WIDTH or "http" in line for line in body.split("\n"))
    assert not set("\u2066\u2067\u2068\u2069") & set(body)


def test_the_web_page_stands_alone_and_escapes_all_words(make: Make, written: Written) -> None:
    content = make(What.PLAN, Form.HTML, written=written).content.decode()
    page = html.document_fromstring(content)
    assert page.get("lang") == "en"
    assert page.xpath("//h1/text()") == ["My action plan"]
    assert not page.xpath("//script | //img | //link | //iframe | //form | //@style | //@onclick")
    assert "Goal; of" in content
    assert "<b>" not in content
    assert all(address.startswith(("http://", "https://")) for address in page.xpath("//a/@href"))
    assert page.xpath("count(//table/thead//th[@scope='col'])") == 3.0
    right_to_left = html.document_fromstring(make(What.PLAN, Form.HTML, "ar").content.decode())
    assert right_to_left.get("dir") == "rtl"


def test_an_address_that_is_none_becomes_no_link(make: Make, state: DialogueState) -> None:
    hostile = replace(state, shortlist=("hostile",))
    for form in (Form.HTML, Form.TEXT, Form.PDF):
        content = make(What.LIST, form, of=hostile).content
        assert b"javascript:" not in content
    assert b"<script>alert" not in make(What.LIST, Form.HTML, of=hostile).content


def test_the_profile_is_europass_json(make: Make, state: DialogueState) -> None:
    told = json.loads(make(What.PROFILE, Form.JSON).content)
    assert "SkillsPassport" in told
    assert state.goal in json.dumps(told, ensure_ascii=False)


@pytest.fixture
def opened_for_writing() -> Iterator[list[str]]:
    """Every file that this process opens for writing."""
    seen: list[str] = []
    watching = [True]

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        if watching[0] and event == "open" and isinstance(arguments[1], str) and set("wax+") & set(arguments[1]):
            seen.append(str(arguments[0]))

    sys.addaudithook(hook)
    yield seen
    watching[0] = False


def test_no_file_is_written_on_the_way(
    make: Make, state: DialogueState, opened_for_writing: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither here nor by the typesetter's process, whose folder for temporary files is watched."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    told = replace(state, goal=f"a data analyst {MARKER}")
    make(What.LIST, Form.TEXT, of=told)  # imports and caches of code come first
    opened_for_writing.clear()
    for what in What:
        for form in FORMS[what]:
            make(what, form, of=told)
    assert [name for name in opened_for_writing if not name.startswith("/dev/") and not name.isdecimal()] == []
    assert list(tmp_path.iterdir()) == []


def test_easy_words_are_used_for_who_asked_for_them(make: Make) -> None:
    assert "A computer program made this plan" in make(What.PLAN, Form.TEXT, easy_read=True).content.decode()
