"""Will it count, in every country and for every purpose: who decides, what to ask, and where; or an honest no."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from knowledge.countries import COUNTRIES, EU
from knowledge.evidence import Evidence
from knowledge.kind import kind_of
from knowledge.offer import Cycle, Mode, Offer
from knowledge.quality import assess_quality
from knowledge.recognition import recognition_outlook
from knowledge.registers import Registers
from knowledge.trust import Kind, Outlook, Purpose, RecognitionOutlook
from tests.knowledge.trust_examples import TODAY, offer

OFFERS: dict[str, Offer] = {
    "a micro-credential": offer(
        provider="Dublin City University",
        country="IE",
        assessment="exam",
        ects=5.0,
        eqf=6,
        learning_outcomes=("weld",),
    ),
    "a course that says nothing": offer(provider="A shop"),
    "a part of a degree": offer(
        provider="Uni Nord", country="DE", part_of="Bachelor of Engineering", assessment="exam", ects=5.0
    ),
    "a degree": offer(credential_type="Master of Science", country="AT", qf_ehea=Cycle.SECOND),
    "a required training": offer(title="First aid", skills=("first aid",), mode=Mode.ONSITE, validity="2 years"),
    "an offer that stands alone": offer(
        assessment="test", stackability="standalone, independent micro-credential", national_level="NQR 5"
    ),
}
PLACES = (*COUNTRIES, None)
LONGEST = 14
"""Sentences of one answer, who decides included: a person reads it."""


@pytest.fixture(scope="module")
def held() -> Registers:
    return Registers.load()


def look(asked: Offer, purpose: Purpose, country: str | None, held: Registers) -> RecognitionOutlook:
    return recognition_outlook(asked, assess_quality(asked, held, TODAY), purpose, country, held, TODAY)


def names(outlook: RecognitionOutlook) -> Iterator[str]:
    return (statement.id.removeprefix("statement.recognition.") for statement in outlook.statements)


def is_question(name: str) -> bool:
    return name.endswith(("_what_to_ask", "_ask_first"))


def is_place(name: str) -> bool:
    return name.startswith("ask_") or name in ("no_contact_held", "which_country")


def test_the_offers_are_of_different_kinds() -> None:
    kinds = {kind_of(asked)[0] for asked in OFFERS.values()}
    assert kinds >= {Kind.MICRO_CREDENTIAL, Kind.COURSE, Kind.PART_OF_QUALIFICATION, Kind.QUALIFICATION}
    assert len(COUNTRIES) == 33


@pytest.mark.parametrize("kind", OFFERS)
@pytest.mark.parametrize("purpose", Purpose)
def test_every_answer_says_who_decides_what_to_ask_and_where(held: Registers, purpose: Purpose, kind: str) -> None:
    for country in PLACES:
        outlook = look(OFFERS[kind], purpose, country, held)
        said = list(names(outlook))
        assert outlook.who_decides.id.endswith("_who_decides"), country
        assert sum(map(is_question, said)) == 1, country
        assert any(map(is_place, said)), country
        assert len({(s.id, tuple(s.params.items())) for s in outlook.statements}) == len(said), country
        assert 1 + len(said) <= LONGEST, (country, said)


@pytest.mark.parametrize("kind", OFFERS)
def test_nothing_is_supported_in_any_country_with_the_registers_we_hold(held: Registers, kind: str) -> None:
    for purpose in Purpose:
        for country in PLACES:
            assert look(OFFERS[kind], purpose, country, held).outlook is not Outlook.SUPPORTED


@pytest.mark.parametrize("country", COUNTRIES)
def test_a_short_course_is_told_that_no_agreement_speaks_of_it(held: Registers, country: str) -> None:
    short, part = OFFERS["a micro-credential"], OFFERS["a part of a degree"]
    if country not in ("IE", "DE"):
        said = set(names(look(short, Purpose.STUDY, country, held)))
        assert ("automatic_not_for_short_courses" in said) == (country in EU)
        assert len(said & {"automatic_not_for_short_courses", "convention_limits"}) == 1
        assert ("automatic_perhaps" in set(names(look(part, Purpose.STUDY, country, held)))) == (country in EU)


@pytest.mark.parametrize("origin", ["US", "BR"])
def test_an_offer_from_where_the_treaty_does_not_bind_is_told_that_it_does_not_help(
    held: Registers, origin: str
) -> None:
    outlook = look(offer(country=origin, assessment="exam"), Purpose.STUDY, "DE", held)
    said = [name for name in names(outlook) if name.startswith(("convention", "automatic"))]
    assert said == ["convention_not_at_origin"]


def test_the_agreement_of_the_union_is_told_only_across_its_inner_borders(held: Registers) -> None:
    for origin, country in (("CH", "DE"), ("DE", "CH"), (None, "DE"), ("DE", None)):
        said = set(names(look(offer(country=origin), Purpose.STUDY, country, held)))
        assert not {name for name in said if name.startswith("automatic")}


@pytest.mark.parametrize(
    ("country", "shown"), [("DE", True), ("NO", True), (None, True), ("GB", False), ("UA", False)]
)
def test_the_unions_database_of_professions_is_named_where_it_reaches(
    held: Registers, country: str | None, shown: bool
) -> None:
    said = set(names(look(OFFERS["a micro-credential"], Purpose.REGULATED, country, held)))
    assert ("ask_in_union" in said) == shown


def test_at_home_no_treaty_is_spoken_of(held: Registers) -> None:
    said = set(names(look(OFFERS["a micro-credential"], Purpose.STUDY, "IE", held)))
    assert not {name for name in said if name.startswith(("convention", "automatic"))}


def test_greece_is_a_party_by_a_newer_source_and_both_are_cited(held: Registers) -> None:
    outlook = look(OFFERS["a micro-credential"], Purpose.ABROAD, "GR", held)
    newer = next(s for s in outlook.statements if s.id.endswith("newer_than_document"))
    sources = [evidence.source for evidence in newer.evidence]
    assert any("5114/2024" in source for source in sources)
    assert "SWD(2021) 367" in sources
    assert any("treaty" in source for source in sources)


@pytest.mark.parametrize(
    ("country", "said"),
    [("AT", "framework_referenced_in"), ("DE", "framework_referenced_by"), ("UA", "framework_not_known")],
)
def test_a_stated_level_says_whether_levels_are_compared_there(held: Registers, country: str, said: str) -> None:
    assert said in set(names(look(OFFERS["a micro-credential"], Purpose.STUDY, country, held)))
    silent = set(names(look(OFFERS["a course that says nothing"], Purpose.STUDY, country, held)))
    assert not {name for name in silent if name.startswith("framework")}


@pytest.mark.parametrize("country", ["ES", "FI", "RO", "SK"])
def test_a_framework_seen_as_not_referenced_is_not_said_to_be(held: Registers, country: str) -> None:
    said = set(names(look(OFFERS["a micro-credential"], Purpose.STUDY, country, held)))
    assert "framework_not_known" in said


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("a micro-credential", "for_level"),
        ("a degree", "for_second_cycle"),
        ("an offer that stands alone", "for_national_level"),
        ("an offer that stands alone", "stands_alone"),
    ],
)
def test_which_level_is_meant_is_said_as_stated(held: Registers, kind: str, said: str) -> None:
    assert said in set(names(look(OFFERS[kind], Purpose.STUDY, "DE", held)))


def test_the_level_of_a_named_qualification_follows_from_the_table_of_its_country(held: Registers) -> None:
    row = next(r for r in held.framework_levels if r.country == "IE" and r.eqf == 7)
    asked = offer(country="IE", credential_type=row.qualification)
    level = next(s for s in look(asked, Purpose.STUDY, "AT", held).statements if s.id.endswith("level_from_table"))
    assert level.params["eqf"] == 7
    assert row.evidence() in level.evidence


def test_a_long_text_of_an_offer_is_quoted_in_its_beginning_only(held: Registers) -> None:
    told = "projects and essays, " * 400
    asked = offer(assessment=told, stackability=told, national_level=told, credential_type="Certificate")
    for purpose in Purpose:
        for statement in look(asked, purpose, "DE", held).statements:
            assert all(len(str(value)) < 500 for value in statement.params.values())


def test_what_is_missing_is_said_in_one_sentence_with_all_that_was_read(held: Registers) -> None:
    outlook = look(OFFERS["a course that says nothing"], Purpose.STUDY, "DE", held)
    (missing,) = (s for s in outlook.statements if s.id.endswith("recognition.missing"))
    assert missing.params["points"] == ("assessment", "credits", "level", "outcomes", "quality")
    assert {"section 7.3.4", "section 7.3.2", "section 7.3.6"} <= {e.locator for e in missing.evidence}


def test_abroad_one_is_told_which_papers_to_bring(held: Registers) -> None:
    outlook = look(OFFERS["a micro-credential"], Purpose.ABROAD, "IT", held)
    papers = next(s for s in outlook.statements if s.id.endswith("what_to_bring"))
    assert papers.evidence[0].source.startswith("ENIC-NARIC")


@pytest.mark.parametrize(
    ("country", "said"), [("DE", True), ("CH", True), ("AT", False), ("GB", False), ("UA", False)]
)
def test_the_directive_is_named_for_a_whole_qualification_across_its_borders(
    held: Registers, country: str, said: bool
) -> None:
    answers = set(names(look(OFFERS["a degree"], Purpose.REGULATED, country, held)))
    assert ("regulated_procedure_in_europe" in answers) == said
    assert "regulated_procedure_in_europe" not in set(
        names(look(OFFERS["a micro-credential"], Purpose.REGULATED, country, held))
    )


@pytest.mark.parametrize(
    ("quote", "profession", "said"),
    [
        ("regulated", None, "regulated_noted"),
        ("regulated", "nurse", "regulated_noted_for"),
        ("unregulated", "welder", "regulated_not_noted"),
        ("unregulated", None, None),
    ],
)
def test_every_note_of_esco_is_used_and_none_frees_a_job(
    held: Registers, quote: str, profession: str | None, said: str | None
) -> None:
    asked = OFFERS["a required training"]
    note = Evidence("ESCO", "regulatedProfessionNote", quote=quote)
    outlook = recognition_outlook(
        asked, assess_quality(asked, held, TODAY), Purpose.REGULATED, "DE", held, TODAY,
        profession_note=note, profession=profession,
    )  # fmt: skip
    notes = {name for name in names(outlook) if "noted" in name}
    assert notes == ({said} if said else set())
    assert outlook.outlook is Outlook.UNLIKELY
