"""Why a file is not read. The words for the person are in the text catalogues, under bring.refused_ and the value."""

from __future__ import annotations

from enum import StrEnum

MOST_BYTES = 5 * 2**20
"""Bytes of a file that is read: a CV with a picture is smaller."""


class Refusal(StrEnum):
    """What is wrong with a file, for the person who must do something about it."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    UNKNOWN = "unknown"
    DAMAGED = "damaged"
    TOO_DEEP = "too_deep"
    DOCTYPE = "doctype"
    PDF_WITHOUT_DATA = "pdf_without_data"
    PDF_LOCKED = "pdf_locked"
    PDF_DAMAGED = "pdf_damaged"
    ARCHIVE = "archive"
    NOTHING_IN_IT = "nothing_in_it"


_SAID = {
    Refusal.EMPTY: "An empty file was read. Expected a CV or a credential. Choose the file again.",
    Refusal.TOO_LARGE: f"More than {MOST_BYTES:,} bytes were read. Expected at most that. Leave out pictures.",
    Refusal.UNKNOWN: "The file is of no kind that is read. Expected Europass (XML, JSON, PDF), a European Digital "
    "Credential, an Open Badge, a LinkedIn export (ZIP, CSV) or plain text.",
    Refusal.DAMAGED: "The file ends too early or is not what it begins as. Get it again.",
    Refusal.TOO_DEEP: "The file is nested deeper than a CV is. Export it again from where it was made.",
    Refusal.DOCTYPE: "The file declares a document type or entities. Expected XML without: export it again.",
    Refusal.PDF_WITHOUT_DATA: "The PDF has no Europass data in it. Its pages are not guessed at: bring the XML.",
    Refusal.PDF_LOCKED: "The PDF is locked with a password. Expected one that opens. Save it without.",
    Refusal.PDF_DAMAGED: "The PDF cannot be read within limits of time and memory. Export it again.",
    Refusal.ARCHIVE: "The archive is damaged, locked, or unpacks to too much. Bring the CSV files one by one.",
    Refusal.NOTHING_IN_IT: "The file says nothing of work, skills, schooling or languages.",
}


class ProfileError(ValueError):
    """The file is not read: `refusal` says why. The message never shows what is in the file."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(_SAID[refusal])
        self.refusal = refusal
