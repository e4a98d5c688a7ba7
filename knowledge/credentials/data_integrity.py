"""W3C Data Integrity proofs that can be checked without a network: eddsa-jcs-2022 and ecdsa-jcs-2019.

The JCS suites sign the document's canonical JSON (RFC 8785). The RDF suites (eddsa-rdfc-2022, Ed25519Signature2020)
sign the graph that the document's contexts give, and contexts are addresses: those are said to be not checkable here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import base58
import rfc8785
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from knowledge.credentials.keys import KeyNotHereError, key_of_identifier
from knowledge.credentials.seal import Seal, SealedDocument

SUITES = ("eddsa-jcs-2022", "ecdsa-jcs-2019")


def proven(document: Mapping[str, Any]) -> SealedDocument:
    """The document with a seal for each of its proofs."""
    proofs = document["proof"] if isinstance(document["proof"], list) else [document["proof"]]
    bare = {name: value for name, value in document.items() if name != "proof"}
    seals = [_seal(bare, proof, f"proof {number}") for number, proof in enumerate(proofs, start=1)]
    return SealedDocument(bare, tuple(seals))


def _seal(bare: Mapping[str, Any], proof: Any, locator: str) -> Seal:
    if not isinstance(proof, dict):
        return Seal(locator, "", None, reason="it is no JSON object")
    suite = str(proof.get("cryptosuite") or proof.get("type") or "")
    seal = Seal(locator, suite, None, signed_at=_time(proof.get("created")))
    if suite not in SUITES:
        return replace(seal, reason="this kind of proof cannot be checked without the network")
    method = str(proof.get("verificationMethod") or "")
    try:
        public = key_of_identifier(method).public_key
    except KeyNotHereError as error:
        return replace(seal, reason=str(error))
    seal = replace(seal, key=method.split("#", 1)[0])
    config = {name: value for name, value in proof.items() if name != "proofValue"}
    try:
        signature = base58.b58decode(str(proof.get("proofValue", ""))[1:])
        if isinstance(public, ed25519.Ed25519PublicKey) and suite == "eddsa-jcs-2022":
            public.verify(signature, _digest(config, "sha256") + _digest(bare, "sha256"))
        elif isinstance(public, ec.EllipticCurvePublicKey) and suite == "ecdsa-jcs-2019":
            name, algorithm = ("sha384", hashes.SHA384()) if public.key_size == 384 else ("sha256", hashes.SHA256())
            half = len(signature) // 2
            numbers = (int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big"))
            public.verify(
                encode_dss_signature(*numbers), _digest(config, name) + _digest(bare, name), ec.ECDSA(algorithm)
            )
        else:
            return replace(seal, reason="its key is of another kind than its method")
    except InvalidSignature:
        return replace(seal, intact=False)
    except (ValueError, TypeError, RecursionError, rfc8785.CanonicalizationError) as error:
        return replace(seal, reason=f"it is not as its standard has it ({str(error)[:80]})")
    return replace(seal, intact=True)


def _digest(value: Mapping[str, Any], name: str) -> bytes:
    return hashlib.new(name, rfc8785.dumps(dict(value))).digest()


def _time(value: object) -> datetime | None:
    try:
        found = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
