"""A European Digital Credential or an Open Badge that the person holds: what it attests, read as feeds read it.

The readers of feeds take the achievement and the bodies behind it and leave the learner out. Whether the seal holds
is not asked here: knowledge.credentials checks the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from knowledge.credentials.check import opened
from knowledge.credentials.seal import CredentialError
from knowledge.feeds.badge_record import badges_of
from knowledge.feeds.elm_credential import offers_behind
from knowledge.feeds.formats import elm, open_badges
from knowledge.feeds.reading import offer_of
from knowledge.feeds.records import Accepted, Record
from knowledge.offer import Offer, Source
from knowledge.profiles.brought import Brought, Held, Named
from knowledge.profiles.in_memory import json_tree
from knowledge.profiles.refusal import ProfileError, Refusal

FORMAT = "credential"


def recognises(head: bytes, name: str) -> float:
    plain = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if plain.startswith(b"eyJ"):
        return 0.8  # a signed token
    if not plain.startswith((b"{", b"[")):
        return 0.0
    sealed = 0.7 if b'"payload"' in plain and b'"signature' in plain else 0.0
    return max(sealed, elm.recognises(head, name), open_badges.recognises(head, name)) * 0.9


def read(data: bytes) -> Brought:
    if data.lstrip()[:1] in (b"{", b"["):
        json_tree(data)  # refuses what is too deep
    try:
        credential = opened(data).credential
    except (CredentialError, RecursionError):
        raise ProfileError(Refusal.DAMAGED) from None
    offers = list(_offers(credential))
    if not offers:
        raise ProfileError(Refusal.NOTHING_IN_IT)
    return Brought(
        format=FORMAT,
        language=next((offer.languages[0] for offer in offers if offer.languages), None),
        held=tuple(_held(number, offer) for number, offer in enumerate(offers, start=1)),
        is_credential=True,
    )


def _offers(credential: Mapping[str, Any]) -> Iterator[Offer]:
    """The offer behind each achievement, without the learner."""
    source = Source("brought", "the file", datetime.now(UTC).date(), "")
    records = [(Record(f"achievement {n}", node), elm.FORMAT) for n, node in enumerate(offers_behind(credential), 1)]
    if not records:
        badges = [badge for badge in badges_of(credential, {}) if badge["issued"]]
        records = [(Record(f"achievement {n}", badge), open_badges.FORMAT) for n, badge in enumerate(badges, 1)]
    for record, form in records:
        outcome = offer_of(record, form, source)
        if isinstance(outcome, Accepted):
            yield outcome.offer


def _held(number: int, offer: Offer) -> Held:
    where = f"achievement {number}"
    by_uri = tuple(Named("", f"{where}, skill", uri) for uri in offer.skill_uris)
    in_words = tuple(Named(skill, f"{where}, skill") for skill in offer.skills)
    outcomes = tuple(Named(outcome, f"{where}, learning outcome") for outcome in offer.learning_outcomes)
    return Held(offer.title, where, offer.awarding_body or offer.provider, offer.eqf, by_uri + (in_words or outcomes))
