"""The operator's trust list: certificates of those whose seals count, and the chain from a seal to one of them.

A folder of certificates (.pem, .crt, .cer, .der) and, if the operator wishes, national trusted lists in the form of
ETSI TS 119 612 (.xml), of which the granted services for electronic seals are taken. The operator vouches for it.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.x509.verification import ExtensionPolicy, PolicyBuilder, Store, VerificationError
from lxml import etree

_SERVICE = "{http://uri.etsi.org/02231/v2#}"
_GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
_FOR_SEALS = "http://uri.etsi.org/TrstSvc/TrustedList/SvcInfoExt/ForeSeals"
_KINDS = frozenset({".pem", ".crt", ".cer", ".der", ".xml"})


class TrustListError(ValueError):
    """The trust list cannot be used; the message names the file, what was read, what was expected, what to do."""


@dataclass(frozen=True, slots=True)
class TrustList:
    """Certificates that the operator trusts. Empty: nobody is trusted, and nothing is called authentic."""

    name: str = ""
    anchors: tuple[x509.Certificate, ...] = field(default=())

    @classmethod
    def load(cls, folder: Path) -> TrustList:
        """Every certificate in `folder`. Raises TrustListError where it is no folder or a file is no certificate."""
        if not folder.is_dir():
            raise TrustListError(
                f"{folder} is no folder. Expected a folder of certificates (.pem, .crt, .cer, .der) or trusted lists "
                "(.xml). Create it, or leave WAYMARK_TRUST_LIST empty."
            )
        found: list[x509.Certificate] = []
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in _KINDS:
                found += _read(path)
        return cls(folder.name, tuple(dict.fromkeys(found)))

    def chain(self, certificates: Sequence[x509.Certificate], at: datetime) -> tuple[x509.Certificate, ...]:
        """The chain from the first of `certificates` to an anchor, each valid at `at`; () where there is none."""
        if not self.anchors or not certificates:
            return ()
        leaf, *between = certificates
        if leaf in self.anchors:  # the seal's own certificate is on the list
            valid = leaf.not_valid_before_utc <= at <= leaf.not_valid_after_utc
            return (leaf,) if valid else ()
        everything = ExtensionPolicy.permit_all()  # a seal is no web server: names and uses of TLS do not apply
        # an authority must be marked as one: without this, any end certificate could issue others
        authority = ExtensionPolicy.webpki_defaults_ca()
        verifier = (
            PolicyBuilder()
            .store(Store(list(self.anchors)))
            .time(at)
            .extension_policies(ca_policy=authority, ee_policy=everything)
            .build_client_verifier()
        )
        try:
            return tuple(verifier.verify(leaf, list(between)).chain)
        except (VerificationError, ValueError):
            return ()


def _read(path: Path) -> list[x509.Certificate]:
    try:
        data = path.read_bytes()
        if path.suffix.lower() == ".xml":
            return _of_trusted_list(data)
        if b"-----BEGIN" in data:
            return x509.load_pem_x509_certificates(data)
        return [x509.load_der_x509_certificate(data)]
    except (OSError, ValueError, etree.XMLSyntaxError, binascii.Error) as error:
        raise TrustListError(
            f"{path.name} in the trust list could not be read ({error}). Expected a certificate (PEM or DER) or a "
            "trusted list (ETSI TS 119 612). Replace it or take it out of the folder."
        ) from error


def _of_trusted_list(data: bytes) -> list[x509.Certificate]:
    """Certificates of granted services for electronic seals."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    found = []
    for service in root.iter(f"{_SERVICE}ServiceInformation"):
        if service.findtext(f"{_SERVICE}ServiceStatus", "").strip() != _GRANTED:
            continue
        if _FOR_SEALS not in {(uri.text or "").strip() for uri in service.iter(f"{_SERVICE}URI")}:
            continue
        for certificate in service.iter(f"{_SERVICE}X509Certificate"):
            found.append(x509.load_der_x509_certificate(base64.b64decode("".join((certificate.text or "").split()))))
    return found
