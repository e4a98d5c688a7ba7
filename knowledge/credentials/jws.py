"""Signatures in JSON: JWT-VC (compact) and the e-Seal of European Digital Credentials (JAdES, JWS as JSON).

The seal's certificates stand in the header (x5c), as ETSI TS 119 182-1 has it. Only public-key methods are taken:
"none" and shared secrets (HS…) prove nothing to a third party.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.registry import HeaderParameter

from knowledge.credentials.keys import Key, KeyNotHereError, key_of_certificate, key_of_identifier, key_of_jwk
from knowledge.credentials.seal import CredentialError, Seal, SealedDocument

METHODS = (*("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"),)
"""JWS algorithms that are checked."""

_UNDERSTOOD = {
    name: HeaderParameter(name, lambda value: None)
    for name in ("sigT", "sigD", "srCms", "sigPl", "srAts", "sigPId", "iat")
}
"""Critical header parameters of JAdES: what they say is shown as the signer's word or not used at all."""


class _Registry(jws.JWSRegistry):
    """Certificates make headers, and images make credentials, larger than the library expects."""

    max_header_length = 128 * 1024
    max_payload_length = 16 * 1024 * 1024
    max_signature_length = 16 * 1024


def compact(text: str) -> SealedDocument:
    """A compact JWS, such as a JWT-VC. Raises CredentialError where it is none."""
    parts = text.split(".")
    if len(parts) != 3:
        raise CredentialError(
            f"{len(parts)} parts between points were read. Expected the three of a signed token. Give it whole."
        )
    header, payload = _json(parts[0], "header"), _json(parts[1], "content")
    seal = _seal(text, header, "signature of the token")
    return SealedDocument(_credential(payload), (seal,))


def serialized(document: Mapping[str, Any]) -> SealedDocument:
    """A JWS in JSON, flattened or general, as e-Seals of European Digital Credentials are."""
    payload_text = document.get("payload")
    if not isinstance(payload_text, str):
        raise CredentialError(
            "A signature without its content was read. Expected the content under 'payload'. Give the whole document."
        )
    signatures = document.get("signatures", [document])
    if not isinstance(signatures, list):
        raise CredentialError("'signatures' is no list. Expected a list of signatures. Give the document as issued.")
    seals = []
    for number, one in enumerate(signatures, start=1):
        locator = f"signature {number}"
        if not isinstance(one, dict) or not isinstance(one.get("signature"), str):
            seals.append(Seal(locator, "", None, reason="it has no value under 'signature'"))
            continue
        protected = one.get("protected")
        header = _json(protected, "protected header") if isinstance(protected, str) else {}
        text = f"{protected or ''}.{payload_text}.{one['signature']}"
        seals.append(_seal(text, header, locator))  # what stands beside the signed header is not used
    return SealedDocument(_credential(_json(payload_text, "content")), tuple(seals))


def _seal(text: str, header: Mapping[str, Any], locator: str) -> Seal:
    method = str(header.get("alg", ""))
    seal = Seal(locator, method, None, signed_at=_time(header.get("sigT") or header.get("iat")))
    try:
        certificates = _certificates(header)
        key, named = _key(header, certificates)
    except KeyNotHereError as error:
        return replace(seal, reason=str(error))
    seal = replace(seal, certificates=certificates, key=named)
    if method not in METHODS:
        return replace(seal, reason=f"the method '{method[:20]}' proves nothing to others")
    if header.get("b64") is False or header.get("sigD"):
        return replace(seal, reason="its content stands elsewhere (detached)")
    try:
        jws.deserialize_compact(text, key, registry=_Registry(_UNDERSTOOD, METHODS, strict_check_header=False))
    except BadSignatureError:
        return replace(seal, intact=False)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        return replace(seal, reason=f"it is not as its standard has it ({error})")
    return replace(seal, intact=True)


def _key(header: Mapping[str, Any], certificates: tuple[x509.Certificate, ...]) -> tuple[Key, str]:
    """The key to check with and its name. Only what the signature itself covers may name its key."""
    if certificates:
        return key_of_certificate(certificates[0]), ""
    if "jwk" in header:
        return key_of_jwk(header["jwk"]), "the key in the signature's own header"
    kid = header.get("kid")
    if isinstance(kid, str) and kid.startswith("did:"):
        return key_of_identifier(kid), kid.split("#", 1)[0]
    where = header.get("x5u") or header.get("jku") or kid
    raise KeyNotHereError(f"a key at '{str(where)[:60]}', which would have to be fetched" if where else "no key")


def _certificates(header: Mapping[str, Any]) -> tuple[x509.Certificate, ...]:
    chain = header.get("x5c")
    if chain is None:
        return ()
    try:
        found = tuple(x509.load_der_x509_certificate(base64.b64decode(one)) for one in chain)
    except (ValueError, TypeError, binascii.Error):
        raise KeyNotHereError("certificates that cannot be read") from None
    digest = header.get("x5t#S256")
    if found and isinstance(digest, str) and _base64url(found[0].fingerprint(hashes.SHA256())) != digest:
        raise KeyNotHereError("a certificate that is not the one the signature names")
    return found


def _credential(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The credential in a token's claims: `vc` (data model 1.1), or the claims themselves (2.0)."""
    inner = payload.get("vc")
    if not isinstance(inner, dict):
        return dict(payload)
    dates = {"validFrom": payload.get("nbf"), "validUntil": payload.get("exp")}
    stated = {name: when.isoformat() for name, value in dates.items() if (when := _time(value)) is not None}
    return {**stated, **({"issuer": payload["iss"]} if "iss" in payload else {}), **inner}


def _json(text: str, part: str) -> dict[str, Any]:
    try:
        found = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, RecursionError):
        raise CredentialError(
            f"The {part} of the signature is not base64 of JSON ({text[:30]!r}…). Expected a signed credential as "
            "issued. Give the file as the issuer sent it."
        ) from None
    if not isinstance(found, dict):
        raise CredentialError(
            f"The {part} of the signature is no JSON object. Expected one. Give the file as issued."
        )
    return found


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _time(value: object) -> datetime | None:
    """Seconds since 1970 or an ISO time; None where it is neither."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        if isinstance(value, str):
            found = datetime.fromisoformat(value)
            return found if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        return None
    return None
