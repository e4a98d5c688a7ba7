"""Seals in XML: XAdES, as the first European Digital Credentials (EDCI, 2021) bear them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from cryptography import x509
from lxml import etree
from signxml.exceptions import SignXMLException
from signxml.xades import XAdESSignatureConfiguration, XAdESVerifier

from knowledge.credentials.seal import CredentialError, Seal, SealedDocument

_NAMES = {"ds": "http://www.w3.org/2000/09/xmldsig#", "xades": "http://uri.etsi.org/01903/v1.3.2#"}


def sealed_xml(data: bytes) -> SealedDocument:
    """An XML document with its signatures. Raises CredentialError where it is no XML, or declares entities."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise CredentialError(f"No XML could be read ({error}). Expected a credential as issued.") from None
    if root.getroottree().docinfo.doctype:
        raise CredentialError("The XML declares a document type. Expected none. Give the credential as issued.")
    found = root.findall(".//ds:Signature", _NAMES)
    seals = [_seal(root, signature, number) for number, signature in enumerate(found, start=1)]
    return SealedDocument({}, tuple(seals))


def _seal(root: etree._Element, signature: etree._Element, number: int) -> Seal:
    locator = f"signature {number}"
    method = signature.find("ds:SignedInfo/ds:SignatureMethod", _NAMES)
    name = "" if method is None else str(method.get("Algorithm", "")).rsplit("#", 1)[-1]
    certificates = _certificates(signature)
    signed_at = _time(signature.findtext(".//xades:SigningTime", namespaces=_NAMES))
    if not certificates:
        return Seal(locator, name, None, signed_at=signed_at, reason="no certificate stands in it")
    seal = Seal(locator, name, None, certificates, signed_at=signed_at)
    try:
        results = XAdESVerifier().verify(
            root,
            x509_cert=certificates[0],
            id_attribute="Id",
            expect_config=XAdESSignatureConfiguration(
                location=".//" if number == 1 else f".//ds:Signature[{number}]"
            ),
        )
    except (SignXMLException, ValueError, LookupError, TypeError, AttributeError) as error:
        if "Digest mismatch" in str(error) or "verif" in str(error).lower():
            return replace(seal, intact=False)
        return replace(seal, reason=f"it is not as its standard has it ({str(error)[:80]})")
    covered = {result.signed_xml.tag for result in results if result.signed_xml is not None}
    if root.tag not in covered:
        return replace(seal, reason="it covers only a part of the document")
    return replace(seal, intact=True)


def _certificates(signature: etree._Element) -> tuple[x509.Certificate, ...]:
    found = []
    for element in signature.findall("ds:KeyInfo/ds:X509Data/ds:X509Certificate", _NAMES):
        body = "".join((element.text or "").split())
        try:
            found.append(
                x509.load_pem_x509_certificate(
                    f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n".encode()
                )
            )
        except ValueError:
            return ()
    return tuple(found)


def _time(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
