"""The one file of others' script that the co-pilot serves is what its note says it is."""

from __future__ import annotations

import hashlib
import re

from bot.page import WEB


def test_htmx_is_the_two_published_files_unchanged() -> None:
    noted = re.findall(r"sha256 ([0-9a-f]{64})", (WEB / "static" / "htmx.txt").read_text(encoding="utf-8"))
    whole = (WEB / "static" / "htmx.js").read_bytes()
    assert len(noted) == 2
    cuts = [i for i, byte in enumerate(whole) if byte == 0x0A]
    found = [[hashlib.sha256(part).hexdigest() for part in (whole[:cut], whole[cut + 1 :])] for cut in cuts]
    assert noted in found
