"""Europass CV as PDF: the XML that the portal puts into it. Without it, that is said: pages are never guessed at.

The PDF is opened in a process of its own with little memory and time: a small file may unpack to a huge one.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from knowledge.profiles.brought import Brought
from knowledge.profiles.formats import europass_json, europass_xml
from knowledge.profiles.refusal import ProfileError, Refusal

FORMAT = "europass_pdf"
SECONDS = 20.0

_REFUSALS = {3: Refusal.PDF_LOCKED, 4: Refusal.PDF_WITHOUT_DATA}


def recognises(head: bytes, name: str) -> float:
    return 0.9 if b"%PDF-" in head[:1024] else 0.0


def read(data: bytes) -> Brought:
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-m", "knowledge.profiles.pdf_attachments"],
            input=data, capture_output=True, timeout=SECONDS, check=False, env={},
        )  # fmt: skip
    except (subprocess.TimeoutExpired, OSError):
        raise ProfileError(Refusal.PDF_DAMAGED) from None
    if done.returncode:
        raise ProfileError(_REFUSALS.get(done.returncode, Refusal.PDF_DAMAGED))
    is_json = europass_json.recognises(done.stdout[:65_536], "") > 0
    brought = europass_json.read(done.stdout) if is_json else europass_xml.read(done.stdout)
    return replace(brought, format=FORMAT)
