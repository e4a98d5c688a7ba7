"""Standards of quality assurance and what they are about (SWD(2021) 367, 7.3.1)."""

from __future__ import annotations

from enum import StrEnum

from knowledge.names import folded


class Standard(StrEnum):
    """Standards that the Commission document names, and the two kinds beside them."""

    ESG = "esg"
    EQAVET = "eqavet"
    EQF_ANNEX_IV = "eqf_annex_iv"
    ISO_21001 = "iso_21001"
    ISO_29993 = "iso_29993"
    EFQM = "efqm"
    NATIONAL = "national"
    PROVIDER_OWN = "provider_own"


class Scope(StrEnum):
    """What a check is about."""

    PROVIDER = "provider"
    PROGRAMME = "programme"
    CREDENTIAL = "credential"


_WRITTEN = {
    Standard.ESG: (
        "ESG",
        "Standards and Guidelines for Quality Assurance in the European Higher Education Area",
    ),
    Standard.EQAVET: (
        "EQAVET",
        "European Quality Assurance Reference Framework for Vocational Education and Training",
    ),
    Standard.EQF_ANNEX_IV: ("EQF Annex IV", "Annex IV of the EQF Recommendation"),
    Standard.ISO_21001: ("ISO 21001", "ISO 21001:2018", "ISO 21001:2025"),
    Standard.ISO_29993: ("ISO 29993", "ISO 29993:2017"),
    Standard.EFQM: ("EFQM", "EFQM Model", "EFQM Excellence Model"),
    Standard.NATIONAL: ("national",),
    Standard.PROVIDER_OWN: ("provider's own", "provider own", "internal"),
}
_KNOWN = {folded(form): standard for standard, forms in _WRITTEN.items() for form in forms}


def standard_named(text: str | None) -> str | None:
    """The standard that `text` is the name of; the text itself where we do not know it. Prose is not searched."""
    if text is None or not text.strip():
        return None
    return _KNOWN.get(folded(text), text.strip())
