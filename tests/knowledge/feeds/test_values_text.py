"""Texts: plain words without markup, in the language wanted; addresses of the web only."""

from __future__ import annotations

from typing import Any

import pytest

from knowledge.feeds.values import UnreadableError, text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  Data\n analysis\t101 ", "Data analysis 101"),
        ("<p>Data</p><p>analysis</p>", "Data analysis"),
        ("Data<script>alert('x')</script> analysis", "Data analysis"),
        ("Data<style>p{color:red}</style> analysis", "Data analysis"),
        ("&lt;b&gt;Data&lt;/b&gt; analysis", "Data analysis"),
        ("&amp;lt;script&amp;gt;alert(1)&amp;lt;/script&amp;gt;Data", "Data"),
        ("<img src=x onerror=alert(1)>Data", "Data"),
        ("R&amp;D for SMEs", "R&D for SMEs"),
        ("R&D for SMEs", "R&D for SMEs"),
        ("C++ &amp; C#", "C++ & C#"),
        ("Marks < 5 and > 3", "Marks < 5 and > 3"),
        ("safe\u202egnihtemos\u2066\u0000 text\u200b", "safegnihtemos text"),
        ("Tru\u0308gerisch", "Trügerisch"),
        ("Caf&eacute; &#233; &#xe9;", "Café é é"),
        (2026, "2026"),
        (["One title"], "One title"),
    ],
)
def test_a_title_is_plain_words(written: Any, read: str) -> None:
    assert text.title(written) == read


@pytest.mark.parametrize(
    "written",
    ["", " ", "<p></p>", "&nbsp;", "-", "…", None, True, {}, [], ["One", "Two"], "Gr\ufffd\ufffde", float("nan")],
)
def test_what_is_no_title_is_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="a title"):
        text.title(written)


def test_markup_in_ever_new_layers_is_not_read() -> None:
    written = "<b>x</b>"
    for _ in range(10):
        written = written.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

    with pytest.raises(UnreadableError, match="without markup"):
        text.title(written)


@pytest.mark.parametrize(
    ("read", "longest"), [(text.title, 300), (text.name, 200), (text.fact, 2000)], ids=["title", "name", "fact"]
)
def test_a_long_text_is_cut_at_a_word_and_says_so(read: Any, longest: int) -> None:
    found = read("learning " * 1000)

    assert len(found) <= longest
    assert found.endswith("learning…")


def test_lists_keep_their_order_and_hold_each_text_once() -> None:
    assert text.names(["SQL", " SQL ", "<b>Python</b>", None, "", "R"]) == ("SQL", "Python", "R")
    assert text.facts("One outcome") == ("One outcome",)


def test_a_list_of_texts_is_one_fact() -> None:
    assert text.fact(["Exam", "Essay"]) == "Exam; Essay"


@pytest.mark.parametrize(
    ("value", "prefer", "read"),
    [
        ({"en": "Data", "de": "Daten"}, ("de", "en"), "Daten"),
        ({"en": "Data", "de": "Daten"}, ("fr", "en"), "Data"),
        ({"en-GB": "Data", "de-AT": "Daten"}, ("de",), "Daten"),
        ({"pl": "Dane", "cs": "Data"}, ("de", "en"), "Dane"),
        ({"@value": "Daten", "@language": "de"}, ("en",), "Daten"),
        ([{"@value": "Data", "@language": "en"}, {"@value": "Daten", "@language": "de"}], ("de",), "Daten"),
        ([{"language": "en", "value": "Data"}, {"language": "de", "value": "Daten"}], ("de",), "Daten"),
        ({"en": ["a", "b"], "de": ["c"]}, ("en",), ["a", "b"]),
        ([{"en": "a", "de": "b"}, {"en": "c", "de": "d"}], ("de",), ["b", "d"]),
        ([{"@value": "a", "@language": "de"}, {"@value": "b", "@language": "de"}], ("de",), ["a", "b"]),
        ("plain", ("de",), "plain"),
        (["a", "b"], ("de",), ["a", "b"]),
        (
            {"id": "https://example.org/x", "type": "Concept"},
            ("de",),
            {"id": "https://example.org/x", "type": "Concept"},
        ),
        ({"en": "Data", "de": ""}, ("de", "en"), "Data"),
        ({"en": "Data", "de": None}, ("de", "en"), "Data"),
        ({"en": "", "de": None}, ("de", "en"), None),
        ([{"@value": "", "@language": "de"}, {"@value": "Data", "@language": "en"}], ("de",), "Data"),
        ({"@none": "Data"}, ("de",), "Data"),
        ({"eng": "Data", "deu": "Daten"}, ("de",), "Daten"),
        ({"id": "https://example.org/x"}, ("de",), {"id": "https://example.org/x"}),
        ({"url": "https://example.org/x"}, ("de",), {"url": "https://example.org/x"}),
        (5, ("de",), 5),
        (None, ("de",), None),
    ],
)
def test_a_multilingual_text_is_given_in_the_first_language_wanted(value: Any, prefer: Any, read: Any) -> None:
    assert text.in_language(value, prefer) == read


@pytest.mark.parametrize(
    "written",
    ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://example.org/ä", "https://example.org:8080/"],
)
def test_an_address_of_the_web_is_read_as_it_is(written: str) -> None:
    assert text.address(f" {written} ") == written


def test_a_space_in_an_address_is_escaped() -> None:
    assert text.address("https://example.org/a b") == "https://example.org/a%20b"


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "data:text/html,<script>",
        "file:///etc/passwd",
        "ftp://example.org",
        "//example.org",
        "example.org",
        "https://",
        "https://user:word@example.org/",
        "https://example.org/<script>",
        "https://example.org/\u202egpj.exe",
        "https://example.org/\nSet-Cookie",
        "http://[::1",
        "https://example.org/" + "a" * 3000,
        5,
        None,
    ],
)
def test_anything_else_is_no_address(written: Any) -> None:
    with pytest.raises(UnreadableError, match="web address"):
        text.address(written)
