"""Who stands behind a badge: its provider, its awarding body and their country."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from knowledge.feeds.badge_record import NAMES, Badge, types
from knowledge.feeds.draft import Draft
from knowledge.feeds.records import NotAnOfferError


def stated(badge: Mapping[str, Any], extension: str, *keys: str) -> tuple[Any, str]:
    """Value and place: of an edubadges extension (Open Badges 2), else of the first of `keys` that is there."""
    key = f"extensions:{extension}Extension"
    for where, holder in (("", badge), ("extensions.", badge.get("extensions") or {})):
        if key in holder:
            inner = holder[key]
            if not isinstance(inner, Mapping):
                return inner, f"{where}{key}"
            inside = next((k for k in inner if k not in ("@context", "type", "@type", "id")), None)
            return (inner[inside], f"{where}{key}.{inside}") if inside else (None, key)
    found = next((k for k in keys if badge.get(k) not in (None, "", [])), None)
    return (badge[found], found) if found else (None, "")


def bodies(held: Badge, draft: Draft) -> None:
    """The provider is who made the badge; the awarding body the issuer's institution, where it is named, else it."""
    issuer, creator = held["issuer"], held["creator"]
    by, at = (creator, "creator") if name_of(creator) else (issuer, "issuer")
    if not name_of(by):
        if held["only_address"]:
            raise NotAnOfferError(  # the address is not shown: who issues to oneself is a person
                "an issuer by its address only",
                "the issuer's profile with its name, not only its address",
                "Have the feed hold the profile of the issuer: addresses are never fetched.",
            )
        return
    institution, institution_at = _institution(issuer, types(held["achievement"]))
    draft.read("provider", name_of(by), f"{at}.name")
    if issuer and name_of(issuer):
        draft.read("awarding_body", institution or name_of(issuer), institution_at or "issuer.name")
    for body, path in ((issuer, "issuer"), (creator, "creator")):
        for inside in ("", "institution", "parentOrg"):
            holder = (body or {}).get(inside) if inside else body
            _country(holder, f"{path}.{inside}" if inside else path, draft)


def name_of(body: Mapping[str, Any] | None) -> str | None:
    return next((body[key] for key in NAMES if body.get(key)), None) if body else None


def _institution(issuer: Mapping[str, Any] | None, kinds: set[str]) -> tuple[str | None, str]:
    """The institution behind an issuer of edubadges. Elsewhere a parent organisation need not be who awards."""
    if not issuer:
        return None, ""
    value, at = stated(issuer, "InstitutionName")
    if isinstance(value, str) and value:
        return value, f"issuer.{at}"
    above = "parentOrg" if "EdubadgesAchievement" in kinds else "institution"
    name = name_of(issuer.get(above))
    return name, f"issuer.{above}.name" if name else ""


def _country(body: Mapping[str, Any] | None, path: str, draft: Draft) -> None:
    if not body or draft.has("country"):
        return
    value, at = stated(body, "InstitutionCountry")
    if value is None and (address := body.get("address")):
        key = "addressCountryCode" if address.get("addressCountryCode") else "addressCountry"
        value, at = address.get(key), f"address.{key}"
    draft.read("country", value, f"{path}.{at}")
