"""Rendering: words, data and HTML of a reply."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from actions.render import Renderer
from actions.reply import Kind, Part, Reply, Sentence
from actions.services import Services
from actions.texts.catalogue import Texts
from actions.welcome import welcome_reply
from index.faiss_index import FaissOfferIndex
from knowledge.esco import Esco
from knowledge.registers import Registers
from nlu.understanding import Act, Limit, LimitKind
from tests.actions.conftest import Talk, house

VOID = {"br", "hr", "img", "input", "link", "meta"}


class Outline(HTMLParser):
    """Tags with attributes in order; fails where an element is not closed by its own end tag."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []
        self.feed(html)
        assert self._open == [], f"left open: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open, f"</{tag}> closes nothing"
        assert self._open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def every_message(index: FaissOfferIndex, registers: Registers, esco: Esco) -> list[dict[str, object]]:
    """Messages of every act, with a hostile offer among those shown."""
    talk = Talk(house(index, registers, esco))
    talk.goal("python more", limits=(Limit(LimitKind.FREE),))
    messages = [*talk.answer["messages"]]
    assert "hostile" in talk.slots["shortlist"]
    for act in Act:
        messages += talk.say(act, args={"offer": "hostile", "purpose": "study", "country": "DE"})["messages"]
        talk.goal("python more", limits=(Limit(LimitKind.FREE),))
    return messages


def test_html_in_a_title_is_escaped(talk: Talk) -> None:
    talk.goal("python more", limits=(Limit(LimitKind.FREE),))
    for act in (Act.STATE_GOAL, Act.ASK_CHECKED, Act.DETAILS, Act.WHY, Act.ASK_PRICE, Act.COMPARE):
        for message in talk.say(act, args={"offer": "hostile"})["messages"]:
            assert "<script" not in message["html"]
            assert "<b>Provider" not in message["html"]
    assert "&lt;script&gt;" in talk.say(Act.WHY, args={"offer": "hostile"})["messages"][0]["html"]


def test_what_the_person_wrote_is_escaped(talk: Talk) -> None:
    html = talk.goal('<img src=x onerror="alert(1)">')["messages"][0]["html"]
    assert "<img" not in html
    assert Outline(html).all("img") == []


def test_only_web_addresses_become_links(every_message: list[dict[str, object]]) -> None:
    for message in every_message:
        for link in Outline(message["html"]).all("a"):
            assert str(link["href"]).startswith(("https://", "http://"))
            assert link["rel"] == "noopener noreferrer"


def test_html_is_well_formed_and_carries_no_style_or_script(every_message: list[dict[str, object]]) -> None:
    for message in every_message:
        outline = Outline(message["html"])
        assert outline.all("script") == outline.all("style") == []
        for _, attributes in outline.tags:
            assert not [name for name in attributes if name == "style" or name.startswith("on")]
        assert outline.tags[0][1]["lang"] == "en"
        assert outline.tags[0][1]["dir"] == "ltr"


def test_every_message_can_be_sent_as_json(every_message: list[dict[str, object]]) -> None:
    assert json.loads(json.dumps(every_message)) == every_message


def test_no_message_leaves_a_placeholder_or_a_python_value(every_message: list[dict[str, object]]) -> None:
    for message in every_message:
        assert not re.search(r"\{\w+\}|\bNone\b|Sentence\(|Kind\.|PosixPath", message["text"]), message["text"]


def test_a_card_shows_everything_a_person_decides_by(talk: Talk) -> None:
    message = talk.goal("google data analytics")["messages"][0]
    html, offer = message["html"], message["offers"][0]
    for label in (
        "You learn",
        "Effort",
        "Price",
        "How",
        "Language",
        "Is it checked?",
        "Will it count?",
        "Why it fits",
    ):
        assert label in html
        assert label in message["text"]
    assert offer["title"] in html
    assert offer["provider"] in html
    assert "<details" in html
    outline = Outline(html)
    assert len(outline.all("article")) == 3
    assert all(icon.get("aria-hidden") for icon in outline.all("span") if icon.get("class") == "wm-icon")


def test_a_cards_buttons_say_which_offer_they_are_about(talk: Talk) -> None:
    message = talk.goal("google data analytics")["messages"][0]
    buttons = [b for b in Outline(message["html"]).all("button") if b["class"] == "wm-act"]
    assert len(buttons) == 9
    first = buttons[0]
    assert message["offers"][0]["title"] in str(first["aria-label"])
    pressed = json.loads(str(first["value"]))
    assert pressed["act"] == "ask_checked"
    assert pressed["args"] == {"offer": message["offers"][0]["id"]}
    assert str(first["aria-label"]).startswith(pressed["text"])


def test_a_chip_says_what_pressing_it_does(talk: Talk) -> None:
    message = talk.goal("python")["messages"][0]
    chip = message["data"]["understood"][0]
    assert (chip["label"], chip["text"]) == ("Goal: python", "Remove: Goal: python")
    button = next(b for b in Outline(message["html"]).all("button") if b["class"] == "wm-chip")
    assert json.loads(str(button["value"])) == {"text": chip["text"], "act": "refine", "args": {"remove": "goal"}}
    assert button["aria-label"] == chip["text"]


def test_the_offer_of_the_public_contract_is_whole(talk: Talk) -> None:
    wanted = {"id", "title", "provider", "url", "language", "mode", "effort", "price", "skills", "tags", "why"}
    wanted |= {"quality", "recognition"}
    for offer in talk.goal("python")["messages"][0]["offers"]:
        assert wanted <= offer.keys()


def test_unknown_is_said(talk: Talk) -> None:
    offer = talk.goal("google data analytics")["messages"][0]["offers"][0]
    assert offer["price"] == {"amount": None, "currency": None, "free": None, "text": "Price not stated"}
    assert offer["language"] is None
    assert offer["effort"]["text"] == "about 3 to 6 months"


def test_the_language_notice_is_said_in_the_persons_language(services: Services, only_english: Texts) -> None:
    renderer = Renderer(replace(services, texts=only_english))
    answer = renderer.render(welcome_reply(), language="mt", say_language_notice=True)
    notice = answer["messages"][0]
    assert answer["language"] == "en"
    assert notice["kind"] == "notice"
    assert "bl-Ingliż" in notice["text"]
    assert 'lang="mt"' in notice["html"]
    assert len(renderer.render(welcome_reply(), language="mt")["messages"]) == 1
    assert len(renderer.render(welcome_reply(), language="en", say_language_notice=True)["messages"]) == 1


def test_danger_is_answered_in_the_persons_language_first(talk: Talk) -> None:
    talk.slots = {"language": "bg"}
    message = talk.say(Act.DISTRESS, language="bg")["messages"][0]
    assert message["text"].startswith("Ако сте в опасност, обадете се на 112")


def test_arabic_is_marked_right_to_left(services: Services) -> None:
    html = Renderer(services).render(welcome_reply(), language="ar", say_language_notice=True)["messages"][0]["html"]
    assert '<p class="wm-lead" lang="ar" dir="rtl">' in html


def test_easy_read_takes_the_easy_twin(services: Services) -> None:
    renderer = Renderer(services)
    easy = renderer.render(welcome_reply(), language="en", easy_read=True)["messages"][0]["text"]
    plain = renderer.render(welcome_reply(), language="en")["messages"][0]["text"]
    assert "I am a computer program." in easy
    assert easy != plain


def test_a_kind_without_rendering_names_what_was_expected(services: Services) -> None:
    reply = Reply((Part(Kind.TEXT, lead=(Sentence("welcome.hello"),), content=object()),))
    with pytest.raises(TypeError, match=r"actions/contents\.py"):
        Renderer(services).render(reply, language="en")


def test_without_our_channel_the_words_themselves_are_uttered(talk: Talk) -> None:
    import asyncio

    from tests.actions.conftest import call

    result = asyncio.run(talk.executor.run(call("action_thanks", {"goal": "x"}, "thanks", {})))
    assert result.responses[0]["text"] == "You are welcome."


def test_a_language_with_a_catalogue_is_spoken(tmp_path, services: Services) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path / "de"
    folder.mkdir()
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    (folder / "messages.po").write_text(head + '\nmsgid "welcome.hello"\nmsgstr "Guten Tag."\n', encoding="utf-8")
    english = tmp_path / "en"
    english.mkdir()
    entries = "".join(
        f'\nmsgid "{key}"\nmsgstr "{key}"\n'.replace('msgstr "', 'msgstr "… ') for key in _welcome_keys()
    )
    (english / "messages.po").write_text(head + entries, encoding="utf-8")

    class German:
        texts = Texts(tmp_path)

    answer = Renderer(German()).render(welcome_reply(), language="de")
    assert answer["language"] == "de"
    assert answer["messages"][0]["text"].startswith("Guten Tag. … welcome.software")


def _welcome_keys() -> list[str]:
    reply = welcome_reply()
    return [s.key for part in reply.parts for s in part.lead] + [b.label.key for b in reply.quick_replies]
