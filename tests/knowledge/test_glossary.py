"""The glossary: every term has names in 26 languages, two sentences, and a passage that it rests on."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest

from actions.texts.catalogue import EASY, Texts
from knowledge import glossary, swd
from knowledge.compile_facts.commission_document import QuoteNotFoundError, check_glossary
from knowledge.evidence import Evidence
from knowledge.glossary import (
    ANY_LANGUAGE,
    OWN,
    GlossaryError,
    TermKind,
    UnknownTermError,
    system_named_in,
    term,
    terms,
)
from knowledge.languages import CODES
from knowledge.registers import Registers

ASKED_FOR = {
    *("eqf", "qf_ehea", "ects", "esg", "eqar", "deqar", "eqavet", "iso_21001", "iso_29993", "efqm"),
    *("lisbon_convention", "enic_naric", "automatic_recognition", "validation", "europass", "digital_wallet", "elm"),
    *("digital_credentials", "e_seal", "student_card", "employment_service", "guidance", "target_groups", "kiron"),
    *(
        "stackable",
        "edubadges",
        "google_certificates",
        "openclassrooms",
        "futurelearn",
        "cmf",
        "regulated_profession",
    ),
    *("micro_credential", "quality_assurance", "transparency", "relevance", "assessment", "learning_pathway"),
    *("recognition", "portable", "learner_centred", "authentic", "learning_outcomes", "workload", "awarding_body"),
    *("accreditation", "prerequisite", "credit", "qualification", "level", "certificate_of_attendance", "badge"),
    *("mooc", "part_time", "blended", "esco", "isced"),
}
OFFICIAL = {
    "micro-credential": "micro_credential",
    "learning outcomes": "learning_outcomes",
    "workload": "workload",
    "awarding body": "awarding_body",
    "quality assurance": "quality_assurance",
    "recognition": "recognition",
    "qualifications framework": "nqf",
    "validation of prior learning": "validation",
}


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.?!])\s+", text) if part]


def test_what_people_ask_for_is_there() -> None:
    assert {one.id for one in terms()} >= ASKED_FOR


def test_every_term_has_a_name_in_every_language() -> None:
    assert [(one.id, code) for one in terms() for code in CODES if not one.names_used_in(code)] == []


def test_a_name_stands_for_one_term_in_its_language() -> None:
    bearers = defaultdict(set)
    for one in terms():
        for code in CODES:
            for name in one.names_used_in(code):
                bearers[code, name.text.casefold()].add(one.id)
    assert {key: ids for key, ids in bearers.items() if len(ids) > 1} == {}


def test_a_name_is_ours_or_says_the_page_that_uses_it() -> None:
    for one in terms():
        for name in one.names:
            assert (name.source == OWN) == (name.url is None), name
            assert name.language in (*CODES, ANY_LANGUAGE)


def test_the_official_names_are_those_of_the_register_of_terms() -> None:
    held = {
        (one.id, name.language, name.text.casefold(), name.url)
        for one in terms()
        for name in one.names
        if name.source != OWN
    }
    listed = {
        (OFFICIAL[row.term_en], row.language, row.term.casefold(), row.origin.url)
        for row in Registers.load().official_terms
    }
    assert held == listed


def test_every_meaning_is_two_sentences_plain_and_easy() -> None:
    texts = Texts()
    for one in terms():
        for key in (one.meaning.id, one.meaning.id + EASY):
            assert len(sentences(texts.lookup("en", key))) == 2, key


def test_every_meaning_rests_on_a_short_passage_with_its_place_and_date() -> None:
    for one in terms():
        for passage in one.meaning.evidence:
            assert 0 < len(passage.quote.split()) <= 25
            assert passage.date is not None
            if passage.source == swd.SOURCE:
                assert re.fullmatch(r"section \d+(\.\d+)*", passage.locator)
            else:
                assert passage.url is not None


def test_what_no_passage_of_the_document_says_names_another_source() -> None:
    others = {one.id for one in terms() if all(p.source != swd.SOURCE for p in one.meaning.evidence)}
    assert others == {"esco"}


def document(passages: list[Evidence]) -> str:
    """A document that holds these passages, marked up as the real one is."""
    return "\n\n".join(f"**{passage.quote}**<sup>1</sup>" for passage in passages)


def test_a_passage_that_does_not_stand_in_the_document_is_named() -> None:
    passages = [p for one in terms() for p in one.meaning.evidence if p.source == swd.SOURCE]
    check_glossary(document(passages))
    with pytest.raises(QuoteNotFoundError, match=r"'eqf' quotes 'based on 8 levels.*Copy the words"):
        check_glossary(document([p for p in passages if "8 levels" not in p.quote]))


def test_a_term_is_called_what_people_call_it() -> None:
    assert term("eqf").name_in("de") == "EQR"
    assert term("ects").name_in("de") == "ECTS"
    assert term("ects").name_in("uk") == "ЄКТС"
    assert term("micro_credential").name_in("pl") == "mikropoświadczenie"
    assert term("student_card").name_in("fr") == "carte d'étudiant européenne"
    assert term("futurelearn").name_in("ar") == "FutureLearn"


def test_an_unknown_term_says_which_there_are() -> None:
    with pytest.raises(UnknownTermError, match=r"'ectz' is no term.*ects"):
        term("ectz")


def test_the_first_system_that_a_text_names_is_found() -> None:
    found = system_named_in("It states no credits (ECTS). Ask the ENIC-NARIC centre.", "en")
    assert found is not None
    assert found.id == "ects"
    assert system_named_in("Fragen Sie nach dem EQR.", "de") is term("eqf")
    assert system_named_in("ask about elm trees, EQFX and the level", "en") is None


def test_words_that_mean_other_things_are_no_systems() -> None:
    assert {one.kind for one in terms()} == set(TermKind)
    assert all(term(id_).kind is TermKind.OFFER for id_ in ("level", "credit", "recognition", "workload"))


def test_a_malformed_row_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "glossary.csv"
    wrong.write_text("term,kind,source,locator,date,url,quote\nects,thing,S,section 1,2021-12-10,,q\n", "utf-8")
    monkeypatch.setattr(glossary, "TERMS", wrong)
    with pytest.raises(GlossaryError, match=r"glossary\.csv, row 2: read .*'thing'.*Correct the row"):
        glossary._read.__wrapped__()


def test_a_term_without_names_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    few = tmp_path / "glossary_names.csv"
    few.write_text("term,language,name,capitals,source,source_url,source_date\n", "utf-8")
    monkeypatch.setattr(glossary, "NAMES", few)
    with pytest.raises(GlossaryError, match=r"differ in \['accreditation'"):
        glossary._read.__wrapped__()


def test_first_readers_at_the_same_time_read_it_once() -> None:
    together = (
        "import sys, threading; sys.setswitchinterval(1e-6)\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from knowledge import glossary\n"
        "gate = threading.Barrier(8)\n"
        "def read(_):\n"
        "    gate.wait(20)\n"
        "    return len(glossary.terms())\n"
        "with ThreadPoolExecutor(8) as pool:\n"
        "    print(set(pool.map(read, range(8))))\n"
    )
    done = subprocess.run([sys.executable, "-c", together], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str({len(glossary.terms())})
