"""Consent: what a person may agree to, one purpose at a time. Nothing of it is on before they say so."""

from __future__ import annotations

from enum import StrEnum


class Consent(StrEnum):
    """The purposes. Each is given and taken back by itself, by a sentence or a button."""

    KEEP = "keep"  # keep my profile and this conversation beyond its end, until a day that is said
    COUNSELLOR = "counsellor"  # let a counsellor of this service see this conversation, and write in it
    FOUND = "found"  # let counsellors find my profile when an offer may fit; needs KEEP


def consents_of(value: object) -> frozenset[Consent]:
    """The purposes that a slot or a request holds; what is no purpose is left out."""
    known = set(Consent)
    return (
        frozenset(Consent(item) for item in value if isinstance(item, str) and item in known)
        if isinstance(value, list | tuple | set | frozenset)
        else frozenset()
    )
