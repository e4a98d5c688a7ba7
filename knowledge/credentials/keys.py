"""Keys that a signature names: in its own header, or in an identifier that is the key itself (did:key, did:jwk).

Keys that have to be fetched (did:web, x5u, jku) are not: nothing leaves this machine.
"""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, TypeAlias

import base58
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.x509 import Certificate
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey, RSAKey, import_key

Key: TypeAlias = RSAKey | ECKey | OKPKey

_MULTICODEC = {b"\xed\x01": "Ed25519", b"\x80\x24": "P-256", b"\x81\x24": "P-384"}
_CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1()}


class KeyNotHereError(ValueError):
    """The signature's key is not in the document; the message says where it would be."""


def key_of_certificate(certificate: Certificate) -> Key:
    """The public key of a certificate. Raises KeyNotHereError for a kind of key that we do not check."""
    try:
        pem = certificate.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
    except UnsupportedAlgorithm:
        raise KeyNotHereError("a certificate with a kind of key that is not checked here") from None
    for kind in (RSAKey, ECKey, OKPKey):
        try:
            return kind.import_key(pem)
        except (JoseError, ValueError, TypeError, AttributeError):
            continue
    raise KeyNotHereError("a certificate with a kind of key that is not checked here")


def key_of_jwk(jwk: Any) -> Key:
    """A public key written as JWK. Raises KeyNotHereError where it is none."""
    if not isinstance(jwk, dict) or jwk.get("kty") not in ("RSA", "EC", "OKP"):
        raise KeyNotHereError("a key that is not a public JWK")
    try:
        key = import_key({name: value for name, value in jwk.items() if name not in ("d", "use", "key_ops", "alg")})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise KeyNotHereError(f"a JWK that cannot be read ({type(error).__name__})") from None
    assert isinstance(key, RSAKey | ECKey | OKPKey)
    return key


def key_of_identifier(identifier: str) -> Key:
    """The key that a did:key or did:jwk identifier is. Raises KeyNotHereError for every other identifier."""
    did = identifier.split("#", 1)[0]
    if did.startswith("did:jwk:"):
        try:
            raw = did.removeprefix("did:jwk:")
            return key_of_jwk(json.loads(base64.urlsafe_b64decode(raw + "=" * (-len(raw) % 4))))
        except (binascii.Error, ValueError) as error:
            if isinstance(error, KeyNotHereError):
                raise
            raise KeyNotHereError("a did:jwk that cannot be read") from None
    if did.startswith("did:key:z"):
        return _key_of_multibase(did.removeprefix("did:key:"))
    raise KeyNotHereError(f"a key at '{did[:60]}', which would have to be fetched")


def _key_of_multibase(text: str) -> Key:
    try:
        raw = base58.b58decode(text[1:])
        curve = _MULTICODEC[raw[:2]]
        if curve == "Ed25519":
            public: Any = ed25519.Ed25519PublicKey.from_public_bytes(raw[2:])
        else:
            public = ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[curve], raw[2:])
    except (ValueError, KeyError):
        raise KeyNotHereError("a did:key of a kind that is not checked here") from None
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    return OKPKey.import_key(pem) if curve == "Ed25519" else ECKey.import_key(pem)
