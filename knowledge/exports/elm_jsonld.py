"""An offer as a learning opportunity of the European Learning Model 3 (JSON-LD), read again by formats.elm the same.

Only what the offer states is written, in the terms the model has for it; what the model can only say more exactly
than the offer does (a range of weeks, a price from so much on, ratings) is left out. So a document may lack what the
profile asks for and the offer does not state (where its provider is, a page): it is never made up. A claim of quality
is written only where the offer says whose accreditation it is, in the feed's own words: it stays a claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from knowledge.exports import codes
from knowledge.feeds import elm_terms
from knowledge.offer import Cycle, Mode, Offer, Place, Schedule

Node: TypeAlias = dict[str, Any]

CONTEXT = ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"]

_NO_LANGUAGE = f"{codes.AUTHORITY}language/UND"
"""In which language the texts of an offer are written is not known; in which it is taught is another thing."""
_BASE = elm_terms.BASE
_MODES: Mapping[Mode, str] = {mode: address for address, mode in elm_terms.MODES.items()}
_FULL_TIME = next(address for address, kind in elm_terms.SCHEDULES.items() if kind is Schedule.FULL_TIME)
_SCHEDULES: Mapping[Schedule, str] = {
    Schedule.PART_TIME: "part-time",  # the list has two kinds of it, and the offer does not say which
    Schedule.MORNING: "morning",
    Schedule.EVENING: "evening",
    Schedule.WEEKEND: "weekend",
    Schedule.SELF_PACED: "self-paced",
}
_CYCLES: Mapping[Cycle, str] = {
    Cycle.SHORT: "short cycle",
    Cycle.FIRST: "first cycle",
    Cycle.SECOND: "second cycle",
    Cycle.THIRD: "third cycle",
}


def learning_opportunity(offer: Offer) -> Node:
    """The offer as one JSON-LD document."""
    return {"@context": CONTEXT, **_Writing(offer).opportunity()}


class _Writing:
    """Writes one offer. Nodes get addresses within the document, made of the offer's id."""

    def __init__(self, offer: Offer) -> None:
        self.offer = offer
        self.address = f"urn:waymark:{re.sub(r'[^A-Za-z0-9._-]', '-', offer.id)}"
        self._count = 0

    def node(self, kind: str, **terms: Any) -> Node:
        """A node with the terms that have a value."""
        self._count += 1
        return {"id": f"{self.address}:{self._count}", "type": kind, **_stated(terms)}

    def words(self, text: str | None) -> Node | None:
        """A text whose language the offer does not tell (“und”): that it is taught in Italian is another thing."""
        return {"und": text} if text else None

    def concept(self, address: str | None, label: str | None = None) -> Node | None:
        """A concept of a list, by its address; or only named."""
        if address is None:
            return self.node("Concept", prefLabel=self.words(label)) if label else None
        scheme = {"id": _scheme(address), "type": "ConceptScheme"}
        return _stated({"id": address, "type": "Concept", "inScheme": scheme, "prefLabel": self.words(label)})

    def opportunity(self) -> Node:
        offer = self.offer
        return {
            "id": self.address,
            "type": "LearningOpportunity",
            **_stated(
                {
                    "title": self.words(offer.title),
                    "elm:defaultLanguage": self.concept(_NO_LANGUAGE),
                    "dcType": self.concept(None, offer.credential_type),
                    "homepage": self.node("WebResource", contentURL=offer.url) if offer.url else None,
                    "temporal": self._period(),
                    "applicationDeadline": f"{offer.apply_by}T00:00:00Z" if offer.apply_by else None,
                    "duration": _weeks(offer.duration_weeks),
                    "learningSchedule": [*self._schedules()],
                    "mode": self.concept(_MODES[offer.mode]) if offer.mode else None,
                    "priceDetail": self._price(),
                    "grant": self.node("Grant", title=self.words(offer.funding)) if offer.funding else None,
                    "location": self._place(offer.place) if offer.place else None,
                    "providedBy": self._organisation(offer.provider, offer.country),
                    "learningAchievementSpecification": self._specification(),
                }
            ),
        }

    def _specification(self) -> Node:
        offer = self.offer
        address = f"{self.address}:specification"
        terms = {
            "title": self.words(offer.title),
            "language": [self.concept(known) for code in offer.languages if (known := codes.language(code))],
            "learningOutcome": [*self._outcomes()],
            "volumeOfLearning": _hours(offer.workload_hours),
            "creditPoint": self._credits(),
            "eqfLevel": self.concept(f"{_BASE}eqf/{offer.eqf}") if offer.eqf else None,
            "nqfLevel": self.concept(None, offer.national_level),
            "educationLevel": [
                *([self.concept(None, _CYCLES[offer.qf_ehea])] if offer.qf_ehea else []),
                *([self.concept(None, offer.level.value)] if offer.level else []),
            ],
            "thematicArea": self.concept(f"{_BASE}isced-f/{offer.isced_field}") if offer.isced_field else None,
            "educationSubject": self.concept(None, offer.subject),
            "targetGroup": [self.concept(None, group) for group in offer.target_groups],
            "entryRequirement": self.node("Note", noteLiteral=self.words(offer.prerequisites))
            if offer.prerequisites
            else None,
            "provenBy": self._assessment(),
            "entitlesTo": self._entitlement(),
            "isPartOf": self.node("LearningAchievementSpecification", title=self.words(offer.part_of))
            if offer.part_of
            else None,
            "awardingOpportunity": self._awarding(address),
            "accreditation": [*self._accreditations()],
        }
        return {"id": address, "type": "LearningAchievementSpecification", **_stated(terms)}

    def _outcomes(self) -> Iterator[Node]:
        """Outcomes word for word; skills without one hang at an outcome that says no more than the title."""
        offer = self.offer
        esco = [self.concept(uri) for uri in offer.skill_uris]
        named = [self.concept(None, skill) for skill in offer.skills]
        if esco or named:
            yield self.node(
                "LearningOutcome", title=self.words(offer.title), relatedESCOSkill=esco, relatedSkill=named
            )
        for outcome in offer.learning_outcomes:
            yield self.node("LearningOutcome", title=self.words(outcome))

    def _credits(self) -> Node | None:
        if self.offer.ects is None:
            return None
        return self.node("CreditPoint", framework=self.concept(elm_terms.ECTS), point=f"{self.offer.ects:g}")

    def _assessment(self) -> Node | None:
        offer = self.offer
        if not offer.assessment:
            return None  # how it is supervised can only be said of an assessment
        return self.node(
            "LearningAssessmentSpecification",
            title=self.words(offer.assessment),
            idVerification=self.concept(None, offer.supervision),
        )

    def _entitlement(self) -> Node | None:
        """What it leads to; not where that was only derived from what it is part of."""
        offer = self.offer
        read = offer.provenance.get("stackability")
        if not offer.stackability or (offer.part_of and read is not None and read.derived):
            return None
        return self.node("LearningEntitlementSpecification", title=self.words(offer.stackability))

    def _awarding(self, specification: str) -> Node | None:
        body = self.offer.awarding_body
        if not body:
            return None
        awarding = self._organisation(body, None)
        return self.node(
            "AwardingOpportunity", awardingBody=awarding, learningAchievementSpecification={"id": specification}
        )

    def _accreditations(self) -> Iterator[Node]:
        for claim in self.offer.quality_claims:
            if claim.body:
                yield self.node(
                    "Accreditation",
                    title=self.words(claim.text),
                    accreditingAgent=self._organisation(claim.body, None),
                    valid=f"{claim.valid_from}T00:00:00Z" if claim.valid_from else None,
                    expiryDate=f"{claim.valid_to}T00:00:00Z" if claim.valid_to else None,
                )

    def _organisation(self, name: str, country: str | None) -> Node:
        address = codes.country(country) if country else None
        location = self.node("Location", address=self._country(address)) if address else None
        return self.node("Organisation", legalName=self.words(name), location=location)

    def _country(self, address: str) -> Node:
        return self.node("Address", countryCode=self.concept(address))

    def _place(self, place: Place) -> Node:
        address = codes.country(place.country) if place.country else None
        at = None
        if place.latitude is not None and place.longitude is not None:
            at = self.node("Geometry", latitude=str(place.latitude), longitude=str(place.longitude))
        return self.node(
            "Location",
            geographicName=self.words(place.name),
            address=self._country(address) if address else None,
            geometry=at,
        )

    def _period(self) -> Node | None:
        start, end = self.offer.start, self.offer.end
        if start is None and end is None:
            return None
        return self.node(
            "PeriodOfTime",
            startDate=f"{start}T00:00:00Z" if start else None,
            endDate=f"{end}T00:00:00Z" if end else None,
        )

    def _schedules(self) -> Iterator[Node | None]:
        for schedule in self.offer.schedules:
            if schedule is Schedule.FULL_TIME:
                yield self.concept(_FULL_TIME)
            else:
                yield self.concept(None, _SCHEDULES[schedule])

    def _price(self) -> Node | None:
        """The price where its currency is known, or nothing is to be paid: a bare number is no amount of money."""
        price = self.offer.price
        if price is None or price.at_least or (price.currency is None and not price.is_free):
            return None
        # nothing is nothing in every currency, and the model asks for one
        unit = self.concept(codes.currency(price.currency or "EUR"))
        value = {"@value": f"{price.amount:.2f}", "@type": "xsd:decimal"}
        return self.node("PriceDetail", amount=self.node("Amount", unit=unit, **{"rdf:value": value}))


def _stated(terms: Mapping[str, Any]) -> Node:
    return {key: value for key, value in terms.items() if value not in (None, [], {})}


def _scheme(address: str) -> str:
    listed, _, _ = address.rpartition("/")
    return f"{listed}/25831c2" if listed.startswith(_BASE) else listed


def _weeks(weeks: tuple[float, float] | None) -> str | None:
    """A duration of one length; a range has no term."""
    if weeks is None or weeks[0] != weeks[1]:
        return None
    return f"P{weeks[0]:g}W"


def _hours(hours: tuple[float, float] | None) -> str | None:
    if hours is None or hours[0] != hours[1]:
        return None
    whole, minutes = divmod(round(hours[0] * 60), 60)
    return f"PT{whole}H" + (f"{minutes}M" if minutes else "")
