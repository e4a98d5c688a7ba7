"""Seal: one signature on a credential, as read and checked, before anyone asks whether its maker is trusted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from cryptography import x509


@dataclass(frozen=True, slots=True)
class Seal:
    """One signature. `intact`: it fits the content (True), does not (False), cannot be checked offline (None).

    `locator` finds the signature in the file; `method` is how it was made, as the file names it ("ES256",
    "eddsa-jcs-2022"). `certificates` are those the signature carries, the signer's first; without them only a bare
    key speaks, and `key` names it. `signed_at` is the signer's own word. `reason` says why it could not be checked.
    """

    locator: str
    method: str
    intact: bool | None
    certificates: tuple[x509.Certificate, ...] = ()
    key: str = ""
    signed_at: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SealedDocument:
    """The credential inside its envelope, with every signature on it. `credential` is {} where it is no JSON."""

    credential: dict[str, Any] = field(default_factory=dict)
    seals: tuple[Seal, ...] = ()


class CredentialError(ValueError):
    """The file is no credential that we read. The message says what was read, what was expected, what to do."""
