"""Standards of quality assurance and what they are about (SWD(2021) 367, 7.3.1)."""

from __future__ import annotations

from enum import StrEnum

from knowledge.names import folded
from knowledge.offer import QualityClaim


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

_UNMISTAKABLE = {
    Standard.EQAVET: "eqavet",
    Standard.ISO_21001: "iso 21001",
    Standard.ISO_29993: "iso 29993",
    Standard.EFQM: "efqm",
}
"""Names that mean nothing else in any text. "ESG" also stands for environment, social and governance."""


def standard_named(text: str | None) -> str | None:
    """The standard that `text` is the name of; the text itself where we do not know it. Prose is not searched."""
    if text is None or not text.strip():
        return None
    return _KNOWN.get(folded(text), text.strip())


def standard_claimed(claim: QualityClaim) -> str | None:
    """The standard a claim names: in its field, else where its words are that name and nothing else."""
    return standard_named(claim.standard) or _KNOWN.get(folded(claim.text))


def speaks_of(claim: QualityClaim, standard: Standard) -> bool:
    """Whether a claim names `standard`, or its words hold a name that means nothing else: worth explaining it."""
    if standard_claimed(claim) == standard:
        return True
    name = _UNMISTAKABLE.get(standard)
    return name is not None and f" {name} " in f" {folded(claim.text)} "
