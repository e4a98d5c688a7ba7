"""A signed credential is called authentic for nothing less than an unchanged content and a trusted, valid seal."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.credentials.check import ProofReport, Verdict, check_credential
from knowledge.credentials.seal import CredentialError
from knowledge.credentials.trust_list import TrustList, TrustListError
from tests.knowledge.credentials.signing import (
    CREDENTIAL,
    NOW,
    YEAR,
    Party,
    e_seal,
    jwt_vc,
    sign_compact,
    with_proof,
    x5c,
    xades,
)

ROOT = Party("Authority", authority=True)
BETWEEN = Party("Authority for seals", ROOT, authority=True)
SEAL = Party("Uni Nord", BETWEEN)
TRUSTED = TrustList("trust", (ROOT.certificate,))


def check(document: Any, trust_list: TrustList = TRUSTED, at: Any = NOW) -> ProofReport:
    data = document if isinstance(document, bytes) else document.encode() if isinstance(document, str) else None
    return check_credential(data or json.dumps(document).encode(), "credential", trust_list, at)


def said(report: ProofReport) -> set[str]:
    return {statement.id.removeprefix("statement.proof.") for statement in report.statements}


def verdict_or_error(data: bytes) -> ProofReport | str:
    """What is said of a file that cannot be authentic: a verdict, or an error that says what was expected."""
    try:
        report = check_credential(data, "credential", TRUSTED, NOW)
    except CredentialError as error:
        if "Expected" not in str(error):
            raise
        return str(error)
    assert report.verdict is not Verdict.AUTHENTIC
    return report


def test_an_unchanged_credential_with_a_seal_that_leads_to_the_trust_list_is_authentic() -> None:
    report = check(e_seal(SEAL, BETWEEN))
    assert report.verdict is Verdict.AUTHENTIC
    assert report.signer == "Uni Nord"
    assert {"intact", "trusted_seal", "revocation_unknown", "what_authentic_means"} <= said(report)


def test_that_revocation_is_unknown_is_said_of_every_signature_that_fits() -> None:
    for document in (e_seal(SEAL, BETWEEN), e_seal(SEAL), jwt_vc(SEAL), with_proof(), xades(SEAL)):
        assert "revocation_unknown" in said(check(document))


def test_without_a_trust_list_nothing_is_authentic() -> None:
    report = check(e_seal(SEAL, BETWEEN), TrustList())
    assert report.verdict is Verdict.UNCHANGED
    assert "no_trust_list" in said(report)


def test_a_seal_of_somebody_else_is_not_authentic() -> None:
    stranger = Party("Uni Nord")
    report = check(e_seal(stranger))
    assert report.verdict is Verdict.UNCHANGED
    assert "seal_not_on_trust_list" in said(report)


def test_an_end_certificate_cannot_issue_others() -> None:
    false_child = Party("Ministry", SEAL)
    report = check(e_seal(false_child, SEAL, BETWEEN))
    assert report.verdict is Verdict.UNCHANGED


def test_a_chain_with_a_gap_leads_nowhere() -> None:
    assert check(e_seal(SEAL)).verdict is Verdict.UNCHANGED


def test_a_seal_whose_own_certificate_is_on_the_trust_list_is_authentic() -> None:
    assert check(e_seal(SEAL), TrustList("trust", (SEAL.certificate,))).verdict is Verdict.AUTHENTIC


def test_a_certificate_that_has_ended_makes_nothing_authentic_whatever_the_signer_says_of_the_time() -> None:
    old = Party("Uni Nord", BETWEEN, since=NOW - 3 * YEAR, until=NOW - timedelta(days=1))
    report = check(e_seal(old, BETWEEN, sigT="2025-01-01T00:00:00Z"))
    assert report.verdict is Verdict.UNCHANGED
    assert "certificate_ended" in said(report)


def test_an_authority_that_has_ended_leads_nowhere() -> None:
    ended = Party("Authority", authority=True, since=NOW - 3 * YEAR, until=NOW - YEAR)
    report = check(e_seal(Party("Uni Nord", ended)), TrustList("trust", (ended.certificate,)))
    assert report.verdict is Verdict.UNCHANGED


def test_a_changed_content_breaks_the_seal() -> None:
    sealed = e_seal(SEAL, BETWEEN)
    changed = json.dumps({**CREDENTIAL, "credentialSubject": {"givenName": {"en": "Eva"}}}).encode()
    sealed["payload"] = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
    report = check(sealed)
    assert report.verdict is Verdict.BROKEN
    assert "broken" in said(report)


def test_of_two_signatures_the_worse_counts() -> None:
    sealed = e_seal(SEAL, BETWEEN)
    other = e_seal(Party("Uni Nord"))["signatures"][0]
    sealed["signatures"].append(other)
    assert check(sealed).verdict is Verdict.UNCHANGED
    sealed["signatures"].append({**other, "signature": sealed["signatures"][0]["signature"]})
    assert check(sealed).verdict is Verdict.BROKEN


def test_a_token_signed_with_a_bare_key_names_nobody() -> None:
    report = check(jwt_vc(SEAL))
    assert report.verdict is Verdict.UNCHANGED
    assert report.signer is None
    assert "bare_key" in said(report)


def test_a_proof_over_canonical_json_is_checked() -> None:
    document = with_proof()
    assert check(document).verdict is Verdict.UNCHANGED
    assert check({**document, "validFrom": "2020-01-01T00:00:00Z"}).verdict is Verdict.BROKEN


def test_an_xml_seal_is_checked_with_its_chain() -> None:
    report = check(xades(SEAL), TrustList("trust", (SEAL.certificate,)))
    assert report.verdict is Verdict.AUTHENTIC
    assert check(xades(SEAL)).verdict is Verdict.UNCHANGED


def test_a_changed_xml_credential_breaks_its_seal() -> None:
    changed = xades(SEAL).replace(b"Welding", b"Surgery")
    assert check(changed).verdict is Verdict.BROKEN


def test_an_xml_signature_that_covers_only_a_part_vouches_for_nothing() -> None:
    inner = xades(SEAL)
    wrapped = b"<other><forged/>" + inner + b"</other>"
    assert check(wrapped, TrustList("trust", (SEAL.certificate,))).verdict in (Verdict.NOT_CHECKED, Verdict.BROKEN)


@pytest.mark.parametrize("method", ["none", "HS256", ""])
def test_a_method_that_proves_nothing_to_others_is_not_taken(method: str) -> None:
    header = {"alg": method, "x5c": x5c(SEAL, BETWEEN)}
    assert check(sign_compact(header, CREDENTIAL, SEAL)).verdict is Verdict.NOT_CHECKED


def test_a_public_key_is_never_used_as_a_shared_secret() -> None:
    token = jwt_vc(SEAL, alg="HS256")
    assert check(token).verdict is Verdict.NOT_CHECKED


@pytest.mark.parametrize("kid", ["did:web:uni.example#1", "https://uni.example/key", "did:key:zBroken", ""])
def test_a_key_that_has_to_be_fetched_is_not_fetched(kid: str) -> None:
    report = check(sign_compact({"alg": "ES256", "kid": kid}, CREDENTIAL, SEAL))
    assert report.verdict is Verdict.NOT_CHECKED
    assert "not_checkable" in said(report)


def test_a_key_named_outside_the_signed_header_does_not_count() -> None:
    sealed = e_seal(SEAL, BETWEEN)
    head, payload, signature = sign_compact({"alg": "ES256"}, CREDENTIAL, SEAL).split(".")
    sealed["signatures"] = [{"protected": head, "header": {"x5c": x5c(SEAL, BETWEEN)}, "signature": signature}]
    sealed["payload"] = payload
    assert check(sealed).verdict is Verdict.NOT_CHECKED


def test_a_critical_header_that_we_do_not_know_stops_the_check() -> None:
    assert check(e_seal(SEAL, BETWEEN, crit=["exp2"], exp2=1)).verdict is Verdict.NOT_CHECKED


def test_a_kind_of_proof_that_needs_the_network_is_said_to_be_not_checked() -> None:
    document = {**CREDENTIAL, "proof": {"type": "Ed25519Signature2020", "proofValue": "z1"}}
    assert check(document).verdict is Verdict.NOT_CHECKED


def test_a_document_without_signature_is_unsigned() -> None:
    assert check(CREDENTIAL).verdict is Verdict.UNSIGNED


def test_another_issuer_than_the_seal_is_said() -> None:
    ministry = Party("Ministry", BETWEEN)
    report = check(e_seal(ministry, BETWEEN))
    assert report.verdict is Verdict.AUTHENTIC
    assert "signer_is_not_named_issuer" in said(report)
    assert "signer_is_not_named_issuer" not in said(check(e_seal(SEAL, BETWEEN)))


def test_a_credential_past_its_own_date_is_said_to_have_ended() -> None:
    report = check(e_seal(SEAL, BETWEEN, credential={**CREDENTIAL, "validUntil": "2026-01-02T00:00:00Z"}))
    assert "credential_ended" in said(report)


def test_a_status_list_is_named_and_not_asked() -> None:
    status = {"credentialStatus": {"id": "https://uni.example/status#1"}}
    assert "status_list_not_asked" in said(check(e_seal(SEAL, BETWEEN, credential={**CREDENTIAL, **status})))


def test_what_is_said_never_holds_the_name_of_the_holder() -> None:
    for document in (e_seal(SEAL, BETWEEN), jwt_vc(SEAL), with_proof()):
        assert "Ana" not in repr(check(document))


@settings(max_examples=200)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
def test_whatever_file_is_given_the_answer_is_a_verdict_or_a_clear_error(data: bytes) -> None:
    report = verdict_or_error(data)
    assert isinstance(report, str) or all(statement.evidence for statement in report.statements)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=200)
@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("payload", "signatures", "signature", "protected", "proof", "issuer"), json_values),
    )
)
def test_an_envelope_of_any_shape_is_never_authentic(document: dict[str, Any]) -> None:
    verdict_or_error(json.dumps(document).encode())


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
@settings(max_examples=100)
def test_no_single_changed_byte_of_the_content_or_signature_stays_authentic(place: int, change: int) -> None:
    sealed = e_seal(SEAL, BETWEEN)
    part = sealed["signatures"][0] if place % 2 else sealed
    name = "signature" if place % 2 else "payload"
    raw = bytearray(base64.urlsafe_b64decode(part[name] + "=="))
    raw[place % len(raw)] ^= change
    part[name] = base64.urlsafe_b64encode(bytes(raw)).rstrip(b"=").decode()
    verdict_or_error(json.dumps(sealed).encode())


def test_a_trust_list_is_a_folder_of_certificates(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_bytes(ROOT.pem)
    (tmp_path / "readme.txt").write_text("not a certificate")
    assert TrustList.load(tmp_path).anchors == (ROOT.certificate,)


def test_a_file_that_is_no_certificate_is_named(tmp_path: Path) -> None:
    (tmp_path / "authority.pem").write_text("-----BEGIN CERTIFICATE-----\nxx\n-----END CERTIFICATE-----\n")
    with pytest.raises(TrustListError, match=r"authority\.pem .* Expected a certificate"):
        TrustList.load(tmp_path)


def test_a_trust_list_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(TrustListError, match="no folder"):
        TrustList.load(tmp_path / "nowhere")


def test_of_a_national_trusted_list_only_granted_services_for_seals_count(tmp_path: Path) -> None:
    def service(party: Party, status: str, use: str) -> str:
        return (
            "<TSPService><ServiceInformation><ServiceDigitalIdentity><DigitalId>"
            f"<X509Certificate>{x5c(party)[0]}</X509Certificate></DigitalId></ServiceDigitalIdentity>"
            f"<ServiceStatus>http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/{status}</ServiceStatus>"
            "<ServiceInformationExtensions><Extension><AdditionalServiceInformation>"
            f"<URI>http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/{use}</URI>"
            "</AdditionalServiceInformation></Extension></ServiceInformationExtensions></ServiceInformation></TSPService>"
        )

    services = (
        service(ROOT, "granted", "ForeSeals"),
        service(BETWEEN, "withdrawn", "ForeSeals"),
        service(SEAL, "granted", "ForeSignatures"),
    )
    (tmp_path / "national.xml").write_text(
        f'<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#">{"".join(services)}</TrustServiceStatusList>'
    )
    assert TrustList.load(tmp_path).anchors == (ROOT.certificate,)
