"""The occupation aimed at: what ESCO notes on its regulation, and its name in the person's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.esco import Esco
from knowledge.evidence import Evidence

RELEASE = "ESCO v1.1.1 (2022)"
"""The classification that knowledge.esco holds; its files bear no day."""

OCCUPATIONS = "http://data.europa.eu/esco/occupation/"


@dataclass(frozen=True, slots=True)
class ProfessionNote:
    """ESCO's note on an occupation, whatever it says, and the occupation's name; both None where there is none."""

    evidence: Evidence | None = None
    name: str | None = None


NO_PROFESSION = ProfessionNote()


def note_on(esco: Esco, uris: Iterable[str], language: str | None) -> ProfessionNote:
    """The note on the first occupation among `uris` (concepts near the goal, nearest first). Skills carry none."""
    for uri in uris:
        note = esco.regulated_note(uri) if uri in esco else None
        if note is not None:
            name = (esco.label(uri, language) if language else None) or esco.label(uri, "en")
            return ProfessionNote(Evidence(RELEASE, f"regulatedProfessionNote of {uri}", quote=note, url=uri), name)
    return NO_PROFESSION


def occupation_uri(written: str) -> str:
    """The URI of an ESCO occupation that is written as its URI or as the UUID at its end."""
    return written if written.startswith(("http://", "https://")) else f"{OCCUPATIONS}{written}"
