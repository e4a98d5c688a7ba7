"""Is this credential as its issuer made it, and who sealed it? A verdict, with a statement for each thing checked."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from cryptography import x509
from cryptography.x509.oid import NameOID

from knowledge import swd
from knowledge.credentials import data_integrity, jws, xml_seal
from knowledge.credentials.seal import CredentialError, Seal, SealedDocument
from knowledge.credentials.trust_list import TrustList
from knowledge.evidence import Evidence, Statement
from knowledge.wording import Wording

MAX_BYTES = 16 * 1024 * 1024
"""A credential with its pictures is smaller."""

UNSIGNED = Wording("proof.unsigned")
INTACT = Wording("proof.intact", "method")
BROKEN = Wording("proof.broken")
NOT_CHECKABLE = Wording("proof.not_checkable", "reason?")
TRUSTED = Wording("proof.trusted_seal", "signer", "anchor")
NOT_TRUSTED = Wording("proof.seal_not_on_trust_list", "signer")
NO_TRUST_LIST = Wording("proof.no_trust_list", "signer")
BARE_KEY = Wording("proof.bare_key", "key")
CERTIFICATE_ENDED = Wording("proof.certificate_ended", "signer", "valid_to_date")
CERTIFICATE_NOT_YET = Wording("proof.certificate_not_yet", "signer", "valid_from_date")
SIGNED_AT = Wording("proof.signed_at", "signed_date")
OTHER_ISSUER = Wording("proof.signer_is_not_named_issuer", "signer", "issuer")
REVOCATION_UNKNOWN = Wording("proof.revocation_unknown")
STATUS_LIST = Wording("proof.status_list_not_asked")
CREDENTIAL_ENDED = Wording("proof.credential_ended", "valid_to_date")
CREDENTIAL_NOT_YET = Wording("proof.credential_not_yet", "valid_from_date")
WHAT_IT_MEANS = Wording("proof.what_authentic_means")


class Verdict(StrEnum):
    """What can be said of a signed credential, offline."""

    AUTHENTIC = "authentic"
    """Unchanged, and sealed with a certificate that leads to one the operator trusts and is valid today."""
    UNCHANGED = "unchanged"
    """Unchanged since it was signed; who signed it is not known."""
    NOT_CHECKED = "not_checked"
    """It bears a signature that cannot be checked here."""
    BROKEN = "broken"
    """A signature does not fit the content."""
    UNSIGNED = "unsigned"


@dataclass(frozen=True, slots=True)
class ProofReport:
    """The verdict, who sealed the credential (where certificates say), and the statements it rests on."""

    verdict: Verdict
    statements: tuple[Statement, ...]
    signer: str | None = None


def check_credential(data: bytes, name: str, trust_list: TrustList, at: datetime) -> ProofReport:
    """Checks the proofs of one credential file: JWT-VC, JAdES e-Seal, Data Integrity proof or XAdES.

    `name` names the file in the evidence; `at` is now. Raises CredentialError for a file that is no credential.
    """
    document = opened(data)
    if not document.seals:
        return ProofReport(Verdict.UNSIGNED, (UNSIGNED(_read(name, "no signature, no proof")),))
    judged = [_judge(seal, document.credential, name, trust_list, at) for seal in document.seals]
    worst = min(judged, key=lambda one: _ORDER.index(one.verdict))
    statements = [statement for one in judged for statement in one.statements]
    statements += _of_credential(document.credential, name, at.date())
    statements.append(WHAT_IT_MEANS(swd.AUTHENTIC))
    return ProofReport(worst.verdict, tuple(statements), worst.signer)


_ORDER = (Verdict.BROKEN, Verdict.NOT_CHECKED, Verdict.UNCHANGED, Verdict.AUTHENTIC)
"""Of several signatures the worst counts: a document with one that does not fit is not as it was made."""


def opened(data: bytes) -> SealedDocument:
    """The credential with its seals, whatever its envelope. Raises CredentialError."""
    if len(data) > MAX_BYTES:
        raise CredentialError(
            f"{len(data):,} bytes were read. Expected a credential of at most {MAX_BYTES:,}. Give one credential."
        )
    start = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return xml_seal.sealed_xml(data)
    try:
        text = data.decode("utf-8-sig").strip()
        document = json.loads(text) if start in (b"{", b"[") else text
    except (ValueError, RecursionError) as error:
        raise CredentialError(
            f"Neither JSON, XML nor a signed token was read ({error}). Expected a credential as issued. Give it."
        ) from None
    if isinstance(document, str):
        return jws.compact(document)
    if not isinstance(document, dict):
        raise CredentialError("A JSON list was read. Expected one credential. Give each credential by itself.")
    if "payload" in document and ("signatures" in document or "signature" in document):
        return jws.serialized(document)
    if document.get("proof"):
        return data_integrity.proven(document)
    return SealedDocument(document)


def _judge(seal: Seal, credential: Mapping[str, Any], name: str, trust_list: TrustList, at: datetime) -> ProofReport:
    here = _read(name, seal.locator, seal.method)
    signer = _signer(seal)
    if seal.intact is None:
        why = _read(name, seal.locator, f"{seal.method} {seal.reason}".strip())
        return ProofReport(Verdict.NOT_CHECKED, (NOT_CHECKABLE(why, reason=seal.reason),), signer)
    if not seal.intact:
        return ProofReport(Verdict.BROKEN, (BROKEN(here),), signer)
    said = [INTACT(here, method=seal.method)]
    if seal.signed_at is not None:
        said.append(
            SIGNED_AT(
                _read(name, f"{seal.locator}, time", seal.signed_at.isoformat()), signed_date=seal.signed_at.date()
            )
        )
    verdict, who = _who(seal, name, trust_list, at)
    return ProofReport(
        verdict, (*said, *who, *_issuer(seal, credential, name), *_revocation(credential, here, name)), signer
    )


def _who(seal: Seal, name: str, trust_list: TrustList, at: datetime) -> tuple[Verdict, tuple[Statement, ...]]:
    """Who made the signature, as far as certificates show."""
    if not seal.certificates:
        return Verdict.UNCHANGED, (BARE_KEY(_read(name, seal.locator, seal.key), key=seal.key[:60]),)
    leaf, signer = seal.certificates[0], _signer(seal) or ""
    shown = _certificate(leaf, name, seal.locator)
    if at > leaf.not_valid_after_utc:
        ended = CERTIFICATE_ENDED(shown, signer=signer, valid_to_date=leaf.not_valid_after_utc.date())
        return Verdict.UNCHANGED, (ended,)
    if at < leaf.not_valid_before_utc:
        later = CERTIFICATE_NOT_YET(shown, signer=signer, valid_from_date=leaf.not_valid_before_utc.date())
        return Verdict.UNCHANGED, (later,)
    if not trust_list.anchors:
        return Verdict.UNCHANGED, (NO_TRUST_LIST(shown, signer=signer),)
    chain = trust_list.chain(seal.certificates, at)
    if not chain:
        return Verdict.UNCHANGED, (NOT_TRUSTED(shown, signer=signer),)
    anchor = Evidence(
        f"trust list “{trust_list.name}”", f"certificate {chain[-1].serial_number:x}", quote=_named(chain[-1])
    )
    return Verdict.AUTHENTIC, (TRUSTED(shown, anchor, signer=signer, anchor=_named(chain[-1])),)


def _issuer(seal: Seal, credential: Mapping[str, Any], name: str) -> Iterator[Statement]:
    """That the credential names another issuer than the seal, where it does."""
    signer, issuer = _signer(seal), issuer_name(credential)
    if (
        signer
        and issuer
        and issuer.casefold() not in signer.casefold()
        and signer.casefold() not in issuer.casefold()
    ):
        shown = (_certificate(seal.certificates[0], name, seal.locator), _read(name, "issuer", issuer))
        yield OTHER_ISSUER(*shown, signer=signer, issuer=issuer)


def _revocation(credential: Mapping[str, Any], here: Evidence, name: str) -> Iterator[Statement]:
    yield REVOCATION_UNKNOWN(here)
    if credential.get("credentialStatus"):
        yield STATUS_LIST(_read(name, "credentialStatus", "a status list is named"))


def _of_credential(credential: Mapping[str, Any], name: str, on: date) -> Iterator[Statement]:
    """The credential's own dates, as it states them."""
    until = _day(credential.get("validUntil") or credential.get("expirationDate"))
    since = _day(credential.get("validFrom") or credential.get("issuanceDate"))
    if until is not None and until < on:
        yield CREDENTIAL_ENDED(_read(name, "validUntil", until.isoformat()), valid_to_date=until)
    if since is not None and on < since:
        yield CREDENTIAL_NOT_YET(_read(name, "validFrom", since.isoformat()), valid_from_date=since)


def issuer_name(credential: Mapping[str, Any]) -> str | None:
    """The issuer's name as the credential states it (EDC `legalName`, Open Badges `name`); never an address."""
    issuer = credential.get("issuer")
    if not isinstance(issuer, dict):
        return None
    words = issuer.get("legalName") or issuer.get("name") or issuer.get("prefLabel")
    while isinstance(words, dict | list) and words:
        words = next(iter(words.values())) if isinstance(words, dict) else words[0]
    return words.strip()[:200] if isinstance(words, str) and words.strip() else None


def _signer(seal: Seal) -> str | None:
    return _named(seal.certificates[0]) if seal.certificates else None


def _named(certificate: x509.Certificate) -> str:
    """The organisation a certificate names, else its common name, else its whole subject."""
    for oid in (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            return str(attribute.value)[:200]
    return certificate.subject.rfc4514_string()[:200]


def _certificate(certificate: x509.Certificate, name: str, locator: str) -> Evidence:
    ends = certificate.not_valid_after_utc.date()
    return _read(
        name, f"{locator}, certificate {certificate.serial_number:x}", f"{_named(certificate)}, valid to {ends}"
    )


def _read(name: str, locator: str, quote: str = "") -> Evidence:
    return Evidence(source=f"file “{name}”", locator=locator, quote=quote)


def _day(value: object) -> date | None:
    try:
        return datetime.fromisoformat(str(value)).astimezone(UTC).date() if value else None
    except (ValueError, OverflowError):
        return None
