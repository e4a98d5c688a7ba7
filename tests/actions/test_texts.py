"""The catalogues: every key in use exists, languages are complete, sentences are short."""

from __future__ import annotations

import ast
import re
from enum import StrEnum
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import read_po

import actions
from actions.render.voice import Voice
from actions.texts.__main__ import main
from actions.texts.catalogue import FOLDER, REFERENCE, Texts, counted_as, read_domain
from actions.texts.check import check_language, entries, forms, placeholders
from actions.why_not_words import HAS
from index.explain import FEATURES, KEYS
from knowledge.elements import standard_elements
from knowledge.languages import CODES
from knowledge.offer import Level, Mode, Offer, Schedule
from knowledge.quality import assess_quality
from knowledge.register_rows import Role
from knowledge.registers import Registers
from knowledge.trust import ElementState, Kind, Outlook, Purpose, QualityStatus
from nlu.understanding import LimitKind
from tests.actions.conftest import TODAY

ROOT = Path(actions.__file__).parent
KEY = re.compile(r"[a-z_]+(\.[a-z0-9_]+)+")
SPEAKING = {"Sentence", "key", "button", "text_reply", "nothing_found", "show", "_labelled"}
LONG, EASY_LONG = 22, 15
FAMILIES: dict[str, type[StrEnum]] = {
    "word.mode": Mode,
    "word.level": Level,
    "word.schedule": Schedule,
    "word.kind": Kind,
    "word.purpose": Purpose,
    "word.outlook": Outlook,
    "word.quality": QualityStatus,
    "word.element": ElementState,
    "role": Role,
    "asked": LimitKind,
}


@pytest.fixture(scope="module")
def keys() -> set[str]:
    return set(Texts().keys(REFERENCE)) | set(entries(_reference("notice")))


def used_in_code() -> set[str]:
    """Keys that modules of actions and bot name in so many words, where a key is expected."""
    found = set()
    for path in [*ROOT.rglob("*.py"), *(ROOT.parent / "bot").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                function = node.func
                name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
                if name in SPEAKING:
                    found |= {
                        text.value
                        for argument in node.args
                        for text in _branches(argument)
                        if isinstance(text.value, str) and KEY.fullmatch(text.value)
                    }
    return found


def _branches(node: ast.expr) -> list[ast.Constant]:
    if isinstance(node, ast.IfExp):
        return _branches(node.body) + _branches(node.orelse)
    return [node] if isinstance(node, ast.Constant) else []


def used_in_templates() -> set[str]:
    html = "".join(path.read_text(encoding="utf-8") for path in ROOT.rglob("*.html"))
    return set(re.findall(r"""\bt\(\s*["']([a-z_.]+)["']""", html))


def test_every_key_used_in_code_exists(keys: set[str]) -> None:
    used = used_in_code()
    assert len(used) > 80
    assert used - keys == set()


def test_every_key_used_in_templates_exists(keys: set[str]) -> None:
    used = used_in_templates()
    assert len(used) > 15
    assert used - keys == set()


@pytest.mark.parametrize(("prefix", "members"), FAMILIES.items(), ids=list(FAMILIES))
def test_every_member_of_a_closed_set_has_a_word(keys: set[str], prefix: str, members: type[StrEnum]) -> None:
    asked = {LimitKind.CHEAPER, LimitKind.SHORTER} if members is LimitKind else set()
    assert {f"{prefix}.{member.value}" for member in set(members) | asked} - keys == set()


def test_every_element_of_the_standard_has_a_name(
    keys: set[str], offers: tuple[Offer, ...], registers: Registers
) -> None:
    quality = assess_quality(offers[0], registers, TODAY)
    assert {f"element.{e.id}" for e in standard_elements(offers[0], quality)} - keys == set()


SPLIT = {
    "why.hours_per_week": {"why.hours_per_week", "why.own_pace"},
    "why.shorter": {"why.shorter_hours", "why.shorter_weeks"},
    "why.closest": {"why.closest", "why.closest_skills"},
    "why_not.limit": {"why_not.limit", "why_not.not_stated", *(f"has.{name}" for name in HAS.values())},
    "why.unknown": {"why.unknown", "why.other_currency"},
    "why_not.rank": {"why_not.met"},
    "why_not.feature": {f"feature.{name}" for name in FEATURES},
    "why_not.would": {f"change.{name}" for name in FEATURES},
    "why_not.without": {"change.without", "change.without_named"},
}
"""Reasons that are said by other keys than their own, by what is known."""


@pytest.mark.parametrize("reason", sorted(KEYS))
def test_every_reason_of_the_index_can_be_said(keys: set[str], reason: str) -> None:
    assert SPLIT.get(reason, {reason}) - keys == set()


def test_no_message_of_the_conversation_is_left_unused(keys: set[str]) -> None:
    own = {key for key in entries(_reference("messages")) if not key.endswith(".easy")}
    modules = [*ROOT.rglob("*.py"), *(ROOT.parent / "bot").rglob("*.py")]
    code = "".join(path.read_text(encoding="utf-8") for path in modules)
    named = used_in_code() | used_in_templates()
    prefixes = set(re.findall(r'f"([a-z_.]+)[._]?\{', code))
    unused = {k for k in own - named if f'"{k}"' not in code and not any(k.startswith(p) for p in prefixes)}
    said_by_reasons = KEYS | {key for split in SPLIT.values() for key in split}
    assert unused - said_by_reasons == set()


def _reference(domain: str):  # type: ignore[no-untyped-def]
    catalog = read_domain(REFERENCE, domain)
    assert catalog is not None
    return catalog


def test_sentences_are_short_and_long_ones_have_an_easy_twin(keys: set[str]) -> None:
    long = []
    for key, message in entries(_reference("messages")).items():
        easy = key.endswith(".easy") or f"{key}.easy" not in keys
        for sentence in (part for text in forms(message) for part in re.split(r"(?<=[.!?])”?\s+", text)):
            if len(sentence.split()) > (EASY_LONG if easy else LONG):
                long.append(f"{key}: {sentence}")
    assert long == []


def test_placeholders_of_an_easy_twin_are_those_of_the_plain_text() -> None:
    have = entries(_reference("messages"))
    for key, message in have.items():
        if key.endswith(".easy"):
            plain = placeholders(forms(have[key.removesuffix(".easy")])[-1])
            assert placeholders(forms(message)[-1]) <= plain, key


@pytest.mark.parametrize("language", sorted(CODES))
def test_each_of_the_languages_says_that_answers_are_in_english_for_now(language: str) -> None:
    texts = Texts()
    for key in ("notice.english_for_now", "notice.emergency"):
        assert texts.find(language, key)
    assert "112" in str(texts.find(language, "notice.emergency"))


def test_the_notices_differ_in_every_language() -> None:
    said = {Texts().find(language, "notice.english_for_now") for language in CODES}
    assert len(said) == len(CODES)


@pytest.mark.parametrize("language", [code for code in Texts().languages() if code != REFERENCE])
def test_a_spoken_language_is_complete(language: str) -> None:
    assert [str(problem) for problem in check_language(language)] == []


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*/*.po")), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_catalogue_names_its_own_language(path: Path) -> None:
    with path.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    assert str(catalog.locale) == path.parent.name


def test_what_a_translation_lacks_is_reported(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    for language, body in {
        "en": '\nmsgid "a"\nmsgstr "A {x}"\n\nmsgid "b"\nmsgstr "B"\n\nmsgid "c"\nmsgstr "C"\n',
        "de": '\nmsgid "a"\nmsgstr "A {y}"\n\nmsgid "c"\nmsgstr "C {"\n\nmsgid "d"\nmsgstr "D"\n',
    }.items():
        (tmp_path / language).mkdir()
        (tmp_path / language / "messages.po").write_text(head + body, encoding="utf-8")
    said = [str(problem) for problem in check_language("de", tmp_path)]
    assert len(said) == 5
    assert any("de/messages.po: b: is missing" in line for line in said)
    assert any("a: names unknown placeholders ['y']" in line for line in said)
    assert any("a: lacks placeholders ['x']" in line for line in said)
    assert any("c: has braces that do not match" in line for line in said)
    assert any("d: is not in English" in line for line in said)


def test_a_plural_form_that_is_missing_is_reported(tmp_path: Path) -> None:
    head = 'msgid ""\nmsgstr ""\n"Language: {}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    forms_of = '\nmsgid "a"\nmsgid_plural "a"\nmsgstr[0] "{count} A"\nmsgstr[1] "{count} As"\n'
    for language in ("en", "pl"):
        (tmp_path / language).mkdir()
        (tmp_path / language / "messages.po").write_text(head.format(language) + forms_of, encoding="utf-8")
    assert [str(p) for p in check_language("pl", tmp_path)] == [
        "pl/messages.po: a: is missing or not finished. Translate the English message."
    ]
    singular = '\nmsgid "a"\nmsgstr "{count} A"\n'
    (tmp_path / "pl" / "messages.po").write_text(head.format("pl") + singular, encoding="utf-8")
    assert "has no plural forms" in str(*check_language("pl", tmp_path))


def test_the_check_command_says_what_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "is"]) == 1  # Icelandic is none of the languages
    said = capsys.readouterr().out
    assert "is/messages.po: welcome.hello: is missing" in said
    assert "to mend" in said.splitlines()[-1]
    assert main(["check", REFERENCE]) == 0
    assert main([]) == 2


def test_the_voice_finds_statements_and_messages_alike() -> None:
    voice = Voice(Texts(), "en")
    assert voice.key("welcome.hello")
    assert voice.key("statement.kind.course")


@pytest.mark.parametrize(
    ("language", "amount", "form"),
    [
        ("en", 1.5, 2),
        ("sl", 1.5, 3),
        ("fr", 1.5, 1),
        ("cs", 1.5, 2),
        ("pl", 2.0, 2),
        ("de", 0.5, 2),
        ("ar", 1.5, 100),
    ],
)
def test_a_fraction_takes_the_plural_form_of_its_language(language: str, amount: float, form: int) -> None:
    plural_form = Locale.parse(language).plural_form
    assert plural_form(counted_as(language, amount)) == plural_form(form)
