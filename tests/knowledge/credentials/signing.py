"""Keys, certificates and signed credentials made for the tests: an authority, a seal below it, and what they sign."""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import base58
import rfc8785
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509.oid import NameOID
from joserfc import jws
from joserfc.jwk import ECKey
from lxml import etree
from signxml.xades import XAdESSigner

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
YEAR = timedelta(days=365)


class Party:
    """A key with a certificate, issued by another party or by itself."""

    def __init__(
        self,
        name: str,
        issuer: Party | None = None,
        *,
        authority: bool = False,
        since: datetime = NOW - YEAR,
        until: datetime = NOW + YEAR,
    ) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, name)])
        by = issuer or self
        usage = x509.KeyUsage(not authority, not authority, False, False, False, authority, authority, False, False)
        builder = (
            x509.CertificateBuilder()
            .subject_name(self.name)
            .issuer_name(by.name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(since)
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(authority, None), critical=True)
            .add_extension(usage, critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(self.key.public_key()), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(by.key.public_key()),
                critical=False,
            )
        )
        self.certificate = builder.sign(by.key, hashes.SHA256())

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    @property
    def private_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )

    def jwk(self) -> ECKey:
        return ECKey.import_key(self.private_pem)


CREDENTIAL: dict[str, Any] = {
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "issuer": {"id": "urn:issuer", "legalName": {"en": "Uni Nord"}},
    "validFrom": "2026-01-01T00:00:00+00:00",
    "credentialSubject": {"givenName": {"en": "Ana"}},
}


def x5c(*parties: Party) -> list[str]:
    return [base64.b64encode(p.certificate.public_bytes(serialization.Encoding.DER)).decode() for p in parties]


def e_seal(signer: Party, *chain: Party, credential: dict[str, Any] = CREDENTIAL, **header: Any) -> dict[str, Any]:
    """A JAdES e-Seal as JSON, as European Digital Credentials bear it."""
    protected = {
        "alg": "ES256",
        "x5c": x5c(signer, *chain),
        "sigT": "2026-06-01T10:00:00Z",
        "crit": ["sigT"],
        **header,
    }
    token = sign_compact(protected, credential, signer)
    head, payload, signature = token.split(".")
    return {"payload": payload, "signatures": [{"protected": head, "header": {"etsiU": []}, "signature": signature}]}


def jwt_vc(signer: Party, credential: dict[str, Any] = CREDENTIAL, **header: Any) -> str:
    """A JWT-VC signed with a bare key, named as did:jwk."""
    public = json.dumps(signer.jwk().as_dict(private=False)).encode()
    did = "did:jwk:" + base64.urlsafe_b64encode(public).rstrip(b"=").decode()
    return sign_compact({"alg": "ES256", "kid": f"{did}#0", **header}, credential, signer)


def sign_compact(protected: dict[str, Any], payload: dict[str, Any], signer: Party) -> str:
    head, body = (_encoded(part) for part in (protected, payload))
    key = signer.jwk()
    signature = jws.JWSRegistry.algorithms["ES256"].sign(f"{head}.{body}".encode(), key)
    return f"{head}.{body}." + base64.urlsafe_b64encode(signature).rstrip(b"=").decode()


def _encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def with_proof(credential: dict[str, Any] = CREDENTIAL) -> dict[str, Any]:
    """A Data Integrity proof of the suite eddsa-jcs-2022, by a did:key."""
    key = ed25519.Ed25519PrivateKey.generate()
    raw = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    did = "did:key:z" + base58.b58encode(b"\xed\x01" + raw).decode()
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2026-06-01T10:00:00Z",
        "verificationMethod": f"{did}#{did.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
    }
    digests = [hashlib.sha256(rfc8785.dumps(part)).digest() for part in (proof, credential)]
    proof["proofValue"] = "z" + base58.b58encode(key.sign(b"".join(digests))).decode()
    return {**credential, "proof": proof}


def xades(signer: Party) -> bytes:
    """An XML credential with an enveloped XAdES signature."""
    root = etree.fromstring(b"<credential><title>Welding</title></credential>")
    signed = XAdESSigner(signature_algorithm="ecdsa-sha256").sign(
        root, key=signer.private_pem, cert=[signer.certificate], always_add_key_value=False
    )
    return etree.tostring(signed)
