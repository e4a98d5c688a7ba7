"""Sealed credentials as feeds: the credential inside an e-Seal (JAdES, JSON) or a signed token (JWT).

The content is taken out to read the offer behind it. Whether the seal holds is another question, which
knowledge.credentials answers on request; nothing here depends on it.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Any

from knowledge.credentials.check import opened
from knowledge.credentials.seal import CredentialError
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import FeedError

LARGEST = 16 * 2**20
"""Bytes of a sealed credential; it can only be read as a whole."""
NOTE = "is sealed; the seal was not checked. `waymark credential check` checks it."

_IN_JSON = re.compile(rb'\A\s*\{.{0,60000}?"payload"\s*:\s*"([A-Za-z0-9_-]+)', re.DOTALL)
_TOKEN = re.compile(rb"\A\s*eyJ[A-Za-z0-9_-]*\.([A-Za-z0-9_-]+)")


def sealed_content(head: bytes) -> bytes:
    """The first bytes of what a seal is around, from the first bytes of a file; b"" where there is none."""
    found = _TOKEN.match(head) or (_IN_JSON.match(head) if b'"payload"' in head else None)
    if found is None:
        return b""
    whole = found[1][: len(found[1]) // 4 * 4]
    try:
        return base64.urlsafe_b64decode(whole)
    except (ValueError, binascii.Error):
        return b""


def unsealed(feed: Feed) -> dict[str, Any]:
    """The credential in a sealed file. Raises FeedError where it cannot be taken out."""
    with feed.utf8() as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise FeedError(f"{feed.name}: a sealed credential of more than {LARGEST:,} bytes. Expected no more.")
    try:
        credential = opened(data).credential
    except CredentialError:  # its message shows some of the content, which is a learner's
        credential = {}
    if not credential:
        raise FeedError(
            f"{feed.name}: the content of the seal cannot be read. Expected a credential as JSON inside it. Give the "
            "file as its issuer sent it."
        )
    feed.note(f"{feed.name} {NOTE}")
    return credential
