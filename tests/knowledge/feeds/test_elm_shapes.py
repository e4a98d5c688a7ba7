"""Conformity with the profiles of the European Learning Model, checked offline with their published shapes."""

from __future__ import annotations

import gzip
import json
import socket
from pathlib import Path
from typing import Any

import pytest

from knowledge.feeds.shapes import EDC_CONTEXT, FOLDER, Profile, ShapeError, conforms
from tests.knowledge.feeds.formats_reading import SAMPLES

CREDENTIAL = SAMPLES / "elm_credential.jsonld"
OPPORTUNITIES = SAMPLES / "elm_opportunities.jsonld"


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("shapes are checked without a network")

    monkeypatch.setattr(socket.socket, "connect", refuse)


def credential() -> dict[str, Any]:
    held: dict[str, Any] = json.loads(CREDENTIAL.read_text(encoding="utf-8"))
    return held


@pytest.mark.parametrize("profile", [Profile.EDC, Profile.EDC_FULL])
def test_a_credential_with_all_that_its_profile_asks_for_conforms(profile: Profile) -> None:
    report = conforms(CREDENTIAL, profile)
    assert report.faults == ()
    assert report.conforms
    assert report.records == 1


def test_opportunities_that_have_all_the_profile_asks_for_conform() -> None:
    report = conforms(OPPORTUNITIES, "loq")
    assert report.faults == ()
    assert (report.conforms, report.records) == (True, 3)


@pytest.mark.parametrize(
    ("drop", "fault"),
    [
        (("issued",), ("EuropeanDigitalCredential/VerifiableCredential issued", "at least 1 of it (issued)")),
        (
            ("credentialSubject", "hasClaim", "specifiedBy", "title"),
            ("Qualification title", "at least 1 of it (title)"),
        ),
        (
            ("issuer", "eIDASIdentifier"),
            ("Organisation eidasLegalIdentifier", "at least 1 of it (mandatory legal identifier)"),
        ),
    ],
)
def test_what_is_missing_is_named_by_class_and_property(drop: tuple[str, ...], fault: tuple[str, str]) -> None:
    held = credential()
    inside = held
    for key in drop[:-1]:
        inside = inside[key]
    del inside[drop[-1]]
    if drop[0] == "issuer":  # the awarding body is the same organisation
        del held["credentialSubject"]["hasClaim"]["awardedBy"]["awardingBody"]["eIDASIdentifier"]
    report = conforms(held, Profile.EDC)
    assert not report.conforms
    assert fault in {(each.at, each.expected) for each in report.faults}


def test_a_report_never_holds_a_value_of_the_learner() -> None:
    held = credential()
    held["credentialSubject"]["dateOfBirth"] = "MARKER 1991"
    held["credentialSubject"]["fullName"] = "Ottilie Markerperson"
    held["credentialSubject"]["hasClaim"]["title"] = {"en": ["Ottilie Markerperson", "again Markerperson"]}
    report = conforms(held, Profile.EDC_FULL)
    assert not report.conforms
    assert "marker" not in repr(report).casefold()


def test_the_accredited_profile_asks_for_evidence() -> None:
    report = conforms(CREDENTIAL, Profile.EDC_ACCREDITED)
    assert [each.expected for each in report.faults] == ["at least 1 of it (evidence)"]


def test_a_code_outside_its_list_does_not_conform_to_the_full_profile() -> None:
    held = credential()
    specification = held["credentialSubject"]["hasClaim"]["specifiedBy"]
    specification["eqfLevel"]["inScheme"] = {"id": "http://example.org/levels", "type": "ConceptScheme"}
    assert not conforms(held, Profile.EDC_FULL).conforms
    assert conforms(held, Profile.EDC).conforms


def test_a_document_without_what_the_profile_is_about_does_not_conform() -> None:
    report = conforms({"@context": EDC_CONTEXT, "@id": "urn:x:1", "@type": "Organisation"}, Profile.EDC)
    assert (report.records, report.conforms) == (0, False)
    assert not conforms({}, Profile.LOQ).conforms


def test_a_context_that_is_not_held_is_refused_and_not_fetched() -> None:
    with pytest.raises(ShapeError, match=r"https://elsewhere\.example/context is not held here.*Expected .*edc-ap"):
        conforms({**credential(), "@context": ["https://elsewhere.example/context"]}, Profile.EDC)


def test_a_context_whose_file_is_given_is_used(tmp_path: Path) -> None:
    own = tmp_path / "context.jsonld"
    own.write_bytes((FOLDER / "edc-ap-context.jsonld").read_bytes())
    held = credential()
    held["@context"][1] = "https://elsewhere.example/context"
    assert conforms(held, Profile.EDC, contexts={"https://elsewhere.example/context": own}).conforms


@pytest.mark.parametrize("content", [b"<Courses/>", b"", b"[" * 100_000])
def test_what_is_no_json_cannot_be_checked(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "feed.jsonld"
    path.write_bytes(content)
    with pytest.raises(ShapeError, match=r"feed\.jsonld.*Expected"):
        conforms(path, Profile.LOQ)


def test_a_packed_file_is_checked_like_a_plain_one(tmp_path: Path) -> None:
    path = tmp_path / "credential.jsonld.gz"
    path.write_bytes(gzip.compress(CREDENTIAL.read_bytes()))
    assert conforms(path, Profile.EDC).conforms


@pytest.mark.parametrize("content", [{"@context": 5}, {"@type": 7}, {"@id": [1]}])
def test_what_is_no_json_ld_cannot_be_checked(content: dict[str, Any]) -> None:
    with pytest.raises(ShapeError, match="not JSON-LD"):
        conforms(content, Profile.LOQ)


def test_a_profile_that_is_not_known_is_named_with_those_that_are() -> None:
    with pytest.raises(ShapeError, match=r"'loms' is not known.*edc-generic-full"):
        conforms(CREDENTIAL, "loms")


def test_the_shapes_ship_with_their_source_and_stay_small() -> None:
    said = (FOLDER / "SOURCE.md").read_text(encoding="utf-8")
    files = [path for path in FOLDER.iterdir() if path.suffix in (".ttl", ".jsonld")]
    assert all(path.name in said for path in files)
    assert sum(path.stat().st_size for path in files) <= 400_000
