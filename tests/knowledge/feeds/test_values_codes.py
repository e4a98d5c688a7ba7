"""Languages, countries and short fixed lists."""

from __future__ import annotations

from typing import Any

import pytest
from babel import Locale

from knowledge.countries import COUNTRIES
from knowledge.feeds.values import UnreadableError, countries, kinds, languages
from knowledge.languages import CODES
from knowledge.offer import Cycle, Level, Mode, Schedule

LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
COUNTRY = "http://publications.europa.eu/resource/authority/country/"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("de", ("de",)),
        ("DE", ("de",)),
        ("de-AT", ("de",)),
        ("zh_Hans_CN", ("zh",)),
        ("deu", ("de",)),
        ("ger", ("de",)),
        ("fre", ("fr",)),
        ("gle", ("ga",)),
        (LANGUAGE + "ENG", ("en",)),
        (LANGUAGE + "CES", ("cs",)),
        ("English", ("en",)),
        ("Deutsch", ("de",)),
        ("niemiecki", ("de",)),
        ("українська", ("uk",)),
        (["en", "English", "fr"], ("en", "fr")),
        ("English, French", ("en", "fr")),
        ("German / English", ("de", "en")),
    ],
)
def test_languages_are_read_as_codes(written: Any, read: tuple[str, ...]) -> None:
    assert languages.languages(written) == read


@pytest.mark.parametrize(
    "written", ["xx", "qqq", "Klingon", ["en", "Klingon"], "and", "", [], None, 5, {"en": 1}, [None]]
)
def test_what_is_no_language_is_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="a language such as"):
        languages.languages(written)


@pytest.mark.parametrize("display", CODES)
def test_the_languages_are_read_by_their_names_in_every_language(display: str) -> None:
    for code in CODES:
        assert languages.languages(str(Locale(display).languages[code])) == (code,)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("DE", "DE"),
        ("de", "DE"),
        ("DEU", "DE"),
        ("EL", "GR"),
        ("UK", "GB"),
        (COUNTRY + "DEU", "DE"),
        (COUNTRY + "GRC", "GR"),
        ("Germany", "DE"),
        ("Deutschland", "DE"),
        ("Німеччина", "DE"),
        ("ESPAÑA", "ES"),
        ("Brazil", "BR"),
        (["FR"], "FR"),
    ],
)
def test_a_country_is_read_as_its_code(written: Any, read: str) -> None:
    assert countries.country(written) == read


@pytest.mark.parametrize(
    "written", ["XX", "EU", "ZZ", "SU", "Europe", "Atlantis", "", ["FR", "DE"], None, 49, COUNTRY + "XXX"]
)
def test_what_is_no_country_is_not_read(written: Any) -> None:
    with pytest.raises(UnreadableError, match="a country such as"):
        countries.country(written)


@pytest.mark.parametrize("display", CODES)
def test_the_countries_are_read_by_their_names_in_every_language(display: str) -> None:
    for code in COUNTRIES:
        assert countries.country(str(Locale(display).territories[code])) == code


@pytest.mark.parametrize(
    ("read", "written", "found"),
    [
        (kinds.mode, "Online", Mode.ONLINE),
        (kinds.mode, "e-Learning", Mode.ONLINE),
        (kinds.mode, "à distance", Mode.ONLINE),
        (kinds.mode, "face-to-face", Mode.ONSITE),
        (kinds.mode, "Präsenzveranstaltung", Mode.ONSITE),
        (kinds.mode, "Blended Learning", Mode.BLENDED),
        (kinds.mode, ["online", "on-site"], Mode.BLENDED),
        (kinds.mode, ["online", "distance learning"], Mode.ONLINE),
        (kinds.schedules, "Vollzeit", (Schedule.FULL_TIME,)),
        (kinds.schedules, "part-time, evening", (Schedule.PART_TIME, Schedule.EVENING)),
        (kinds.schedules, ["Self-paced", "SELF PACED"], (Schedule.SELF_PACED,)),
        (kinds.level, "Beginner", Level.BEGINNER),
        (kinds.level, "fortgeschritten", Level.ADVANCED),
        (kinds.level, "All levels", Level.MIXED),
        (kinds.cycle, "second cycle", Cycle.SECOND),
        (kinds.cycle, 1, Cycle.FIRST),
        (kinds.cycle, "short-cycle", Cycle.SHORT),
    ],
)
def test_short_lists_are_read_by_their_words(read: Any, written: Any, found: Any) -> None:
    assert read(written) == found


@pytest.mark.parametrize("read", [kinds.mode, kinds.schedules, kinds.level, kinds.cycle])
@pytest.mark.parametrize("written", ["whatever", "not online", "", None, 7, True, [], {}, ["online", "whatever"]])
def test_other_words_are_not_read(read: Any, written: Any) -> None:
    with pytest.raises(UnreadableError, match=r"how|when|cycle"):
        read(written)
