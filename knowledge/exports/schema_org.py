"""An offer as a Course of schema.org (JSON-LD), for pages of portals and search engines; formats.schema_org reads it.

Only what the offer states. Claims of quality are written as certifications only with the body they name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.offer import Mode, Offer, Schedule

_MODES: Mapping[Mode, str] = {Mode.ONLINE: "online", Mode.ONSITE: "onsite", Mode.BLENDED: "blended"}
_EQF = {
    "@type": "DefinedTermSet",
    "name": "European Qualifications Framework",
    "url": "http://data.europa.eu/snb/eqf/",
}


def course(offer: Offer) -> dict[str, Any]:
    """The offer as one JSON-LD document."""
    return {
        "@context": "https://schema.org",
        "@type": "Course",
        **_stated(
            {
                "identifier": offer.id,
                "name": offer.title,
                "url": offer.url,
                "provider": _provider(offer),
                "inLanguage": list(offer.languages),
                "about": offer.subject,
                "teaches": [*_teaches(offer)],
                "educationalAlignment": [*_skills(offer)],
                "educationalLevel": [*_levels(offer)],
                "educationalCredentialAwarded": _awarded(offer),
                "numberOfCredits": _credits(offer),
                "coursePrerequisites": offer.prerequisites,
                "audience": [
                    {"@type": "EducationalAudience", "audienceType": group} for group in offer.target_groups
                ],
                "financialAidEligible": offer.funding,
                "isPartOf": {"@type": "Course", "name": offer.part_of} if offer.part_of else None,
                "aggregateRating": _rating(offer),
                "hasCourseInstance": _instance(offer),
                "offers": _price(offer),
                "hasCertification": [*_certifications(offer)],
            }
        ),
    }


def _stated(terms: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in terms.items() if value not in (None, [], {})}


def _provider(offer: Offer) -> dict[str, Any]:
    address = {"@type": "PostalAddress", "addressCountry": offer.country} if offer.country else None
    return {"@type": "Organization", **_stated({"name": offer.provider, "address": address})}


def _teaches(offer: Offer) -> Iterator[Any]:
    yield from ({"@type": "DefinedTerm", "url": uri} for uri in offer.skill_uris)
    yield from offer.learning_outcomes


def _skills(offer: Offer) -> Iterator[dict[str, Any]]:
    for skill in offer.skills:
        yield {"@type": "AlignmentObject", "alignmentType": "teaches", "targetName": skill}


def _levels(offer: Offer) -> Iterator[Any]:
    if offer.eqf is not None:
        name = f"EQF level {offer.eqf}"
        yield {"@type": "DefinedTerm", "name": name, "termCode": str(offer.eqf), "inDefinedTermSet": _EQF}
    if offer.level is not None:
        yield offer.level.value


def _awarded(offer: Offer) -> dict[str, Any] | None:
    if not offer.credential_type and not offer.awarding_body:
        return None
    by = {"@type": "Organization", "name": offer.awarding_body} if offer.awarding_body else None
    stated = _stated({"credentialCategory": offer.credential_type, "sourceOrganization": by})
    return {"@type": "EducationalOccupationalCredential", **stated}


def _credits(offer: Offer) -> dict[str, Any] | None:
    if offer.ects is None:
        return None
    return {"@type": "StructuredValue", "value": offer.ects, "unitText": "ECTS"}


def _rating(offer: Offer) -> dict[str, Any] | None:
    if offer.rating is None:
        return None
    rated = {"ratingValue": offer.rating, "bestRating": 5, "ratingCount": offer.ratings_count}
    return {"@type": "AggregateRating", **_stated(rated)}


def _instance(offer: Offer) -> dict[str, Any] | None:
    """Mode, days, effort and place: what schema.org says of one run of a course."""
    hours = offer.workload_hours
    exact = hours is not None and hours[0] == hours[1]
    weeks = offer.duration_weeks
    place = offer.place
    at = None
    if place is not None:
        address = {
            "@type": "PostalAddress",
            **_stated({"addressLocality": place.name, "addressCountry": place.country}),
        }
        geo = {"@type": "GeoCoordinates", "latitude": place.latitude, "longitude": place.longitude}
        at = {"@type": "Place", "name": place.name, "address": address}
        if place.latitude is not None and place.longitude is not None:
            at["geo"] = geo
    full, part = Schedule.FULL_TIME in offer.schedules, Schedule.PART_TIME in offer.schedules
    modes = [_MODES[offer.mode]] if offer.mode else []
    modes += [name for name, stated in (("full-time", full), ("part-time", part)) if stated]
    terms = {
        "courseMode": modes,
        "startDate": offer.start.isoformat() if offer.start else None,
        "endDate": offer.end.isoformat() if offer.end else None,
        "courseWorkload": f"PT{hours[0]:g}H" if hours is not None and exact else None,
        "duration": f"P{weeks[0]:g}W" if weeks is not None and weeks[0] == weeks[1] else None,
        "location": at,
    }
    stated = _stated(terms)
    return {"@type": "CourseInstance", **stated} if stated else None


def _price(offer: Offer) -> dict[str, Any] | None:
    """A price with its currency, or free; a bare number says no price to a search engine."""
    price = offer.price
    if price is None or (price.currency is None and not price.is_free):
        return None
    terms = {"price": price.amount, "priceCurrency": price.currency, "category": "Free" if price.is_free else "Paid"}
    if price.at_least:
        terms = {"lowPrice": price.amount, "priceCurrency": price.currency}
        return {"@type": "AggregateOffer", **_stated(terms)}
    return {"@type": "Offer", **_stated(terms)}


def _certifications(offer: Offer) -> Iterator[dict[str, Any]]:
    for claim in offer.quality_claims:
        if claim.body:
            yield {
                "@type": "Certification",
                **_stated(
                    {
                        "name": claim.standard or claim.text,
                        "issuedBy": {"@type": "Organization", "name": claim.body},
                        "validFrom": claim.valid_from.isoformat() if claim.valid_from else None,
                        "expires": claim.valid_to.isoformat() if claim.valid_to else None,
                    }
                ),
            }
