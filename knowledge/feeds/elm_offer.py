"""What a node of the European Learning Model says about an offer: whose it is, when, for whom and at what price.

The learning itself (outcomes, volume, level, assessment) is read by elm_learning, quality assurance by elm_quality.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from knowledge.feeds import elm_terms
from knowledge.feeds.draft import Draft
from knowledge.feeds.elm_nodes import SPECIFICATIONS, Node, Placed, address_of, literal, types
from knowledge.feeds.records import NotAnOfferError
from knowledge.feeds.values import UnreadableError, countries, days, numbers, prices, text
from knowledge.feeds.values.languages import languages
from knowledge.offer import Place, Price, Schedule

_ORGANISATIONS = frozenset({"Organisation", "Group"})


@dataclass(slots=True)
class Parts:
    """The parts of one record that describe the offer, each with the place it stands at."""

    opportunity: list[Placed] = field(default_factory=list)
    specifications: list[Placed] = field(default_factory=list)
    activities: list[Placed] = field(default_factory=list)
    assessments: list[Placed] = field(default_factory=list)
    entitlements: list[Placed] = field(default_factory=list)
    providers: list[Placed] = field(default_factory=list)
    bodies: list[Placed] = field(default_factory=list)

    @property
    def described(self) -> list[Placed]:
        """What may be titled, have a page, a language or a mode; the nearest to the offer first."""
        return [*self.opportunity, *self.specifications, *self.activities]


def parts_of(node: Node) -> Parts:
    """The parts of a learning opportunity, of a specification or of what was read out of a credential."""
    whole, kinds = Placed("", node), types(node)
    if "LearningOpportunity" in kinds:
        found = Parts(opportunity=[whole], specifications=whole.under("learningAchievementSpecification")[:1])
        found.activities = whole.under("learningActivitySpecification")
        found.providers = whole.under("providedBy")
    elif kinds & SPECIFICATIONS:
        found = Parts(specifications=[whole])
    else:  # an achievement or an activity, as elm_credential gives it
        key = "activities" if "LearningActivity" in kinds else "specifications"
        found = Parts(**{key: [*whole.under("specifiedBy")[:1], whole]})
        taken_by = [whole] if key == "activities" else whole.under("influencedBy")
        found.activities += [
            each for taken in taken_by for each in taken.under("specifiedBy") if each not in found.activities
        ]
        found.assessments = whole.under("provenBy")
        found.entitlements = whole.under("entitlesTo")
        found.bodies = whole.under("awardedBy", "awardingBody")
        directed = [each for taken in taken_by for each in taken.under("directedBy")]
        offered = [each for taken in taken_by for each in taken.under("learningOpportunity", "providedBy")]
        found.providers = [*offered, *directed]
        found.bodies += whole.under("issuer") if not found.bodies and not found.providers else []
        return found
    for specification in found.specifications:
        found.activities += specification.under("influencedBy")
        found.assessments += specification.under("provenBy")
        found.entitlements += specification.under("entitlesTo")
        found.bodies += specification.under("awardingOpportunity", "awardingBody")
    return found


def labels(draft: Draft, concept: Placed) -> list[str]:
    """The labels of a concept in the language of instruction; of a code without label, that of its list."""
    said = texts(draft, concept.node, "prefLabel")
    listed = elm_terms.label_of(address_of(concept.node))
    return said or ([listed] if listed else [])


def texts(draft: Draft, node: Node, key: str) -> list[str]:
    """The texts at a term in the first preferred language there is."""
    plain = text.in_language(node.get(key), draft.prefer)
    listed = plain if isinstance(plain, list) else [plain]
    return [" ".join(each.split()) for each in listed if isinstance(each, str) and each.strip()]


def read_first(draft: Draft, name: str, placed: Iterable[Placed], key: str) -> None:
    """Reads a text field from the first node that has it."""
    for each in placed:
        if draft.has(name):
            return
        draft.read(name, each.node.get(key), each.path_of(key))


def joined(draft: Draft, name: str, found: Iterable[tuple[str, str]], *, derived: str | None = None) -> None:
    """Puts the (text, place) pairs into a field of one text; each text once, the place of the first."""
    said = dict(found)
    if said:
        draft.read(name, "; ".join(said), next(iter(said.values())), derived=derived)


def refuse_withdrawn(parts: Parts) -> None:
    """A record that its publisher has withdrawn is no offer."""
    for placed in (*parts.opportunity, *parts.specifications):
        status = literal(placed.node, "status")
        if elm_terms.is_withdrawn(status):
            raise NotAnOfferError(
                f"{placed.path_of('status')}: {status}",
                "a record that is still published",
                "Nothing is to be done if the offer has ended; else ask its publisher to correct the status.",
            )


def read_whose(draft: Draft, parts: Parts) -> None:
    """Title, provider, awarding body and their country."""
    read_first(draft, "title", parts.described, "title")
    bodies = [each for each in parts.bodies if is_organisation(each)]
    providers = [each for each in parts.providers if is_organisation(each) or _is_provider(each)]
    for body in bodies[:1]:
        draft.read("awarding_body", *_named(body))
    for provider in providers[:1]:
        directs = provider.at.rstrip("]0123456789[").endswith("directedBy")
        draft.read(
            "provider", *_named(provider), derived="the body that directs the learning activity" if directs else None
        )
    if not draft.has("provider") and bodies:
        draft.read("provider", *_named(bodies[0]), derived="the record names no provider but this awarding body")
    for name, agents in (("awarding_body", bodies), ("provider", providers)):
        for other in agents[1:]:
            draft.doubt(name, other.at, _named(other)[0], "one body; the first that the record names is used")
    for agent in (*bodies, *providers):
        for code in agent.under("location", "address", "countryCode"):
            if not draft.has("country"):
                _country(draft, code)


def is_organisation(agent: Placed) -> bool:
    """Is it an organisation? A person is never named: in a credential it may be the learner or a teacher."""
    kinds = types(agent.node)
    return bool(kinds & _ORGANISATIONS) or (not kinds and bool(agent.node.get("legalName")))


def _is_provider(agent: Placed) -> bool:
    """An agent without further kind that a published opportunity names as its provider."""
    return "Agent" in types(agent.node) and agent.at.startswith("providedBy")


def _named(agent: Placed) -> tuple[object, str]:
    key = next((key for key in ("legalName", "prefLabel", "altLabel") if agent.node.get(key)), "legalName")
    return agent.node.get(key), agent.path_of(key)


def _country(draft: Draft, code: Placed) -> None:
    stated = address_of(code.node) or (texts(draft, code.node, "prefLabel") or [""])[0]
    draft.read("country", stated, code.at)


def read_where_more(draft: Draft, parts: Parts) -> None:
    """The page of the offer, in a language of the offer where there are several; else a document about it."""
    for key in ("homepage", "landingPage", "supplementaryDocument"):
        for placed in parts.described:
            pages = placed.under(key)
            for page in sorted(pages, key=lambda each: _language_rank(draft, each)):
                stated = literal(page.node, "contentURL") or address_of(page.node)
                if not draft.has("url") and isinstance(stated, str) and not stated.startswith("urn:"):
                    draft.read("url", stated, page.path_of("contentURL"))


def _language_rank(draft: Draft, page: Placed) -> int:
    for spoken in page.under("language"):
        try:
            code = languages(address_of(spoken.node))[0]
        except UnreadableError:
            continue
        return draft.prefer.index(code) if code in draft.prefer else len(draft.prefer)
    return len(draft.prefer)


def read_when(draft: Draft, parts: Parts) -> None:
    """Days of teaching, the last day to apply, duration and schedule: of the opportunity only, as the dates in a
    credential are those of one learner."""
    for offered in parts.opportunity:
        for period in offered.under("temporal")[:1]:
            draft.read("start", literal(period.node, "startDate"), period.path_of("startDate"))
            _end(draft, period)
        _apply_by(draft, offered)
        draft.read("duration_weeks", literal(offered.node, "duration"), offered.path_of("duration"))
        for schedule in offered.under("learningSchedule"):
            known: Schedule | None = elm_terms.SCHEDULES.get(address_of(schedule.node))
            if known:
                draft.put(
                    "schedules", (known,), schedule.at, quote=elm_terms.label_of(address_of(schedule.node)) or ""
                )
            else:
                draft.read("schedules", labels(draft, schedule), schedule.at)


def _end(draft: Draft, period: Placed) -> None:
    stated, at = literal(period.node, "endDate"), period.path_of("endDate")
    try:
        end = days.day(stated) if stated else None
    except UnreadableError as unread:
        draft.doubt("end", at, stated, str(unread))
        return
    if end is not None and draft.has("start") and end < draft.get("start"):
        draft.doubt("end", at, stated, "a last day that is not before the first one")
    else:
        draft.put("end", end, at, quote=str(stated))


def _apply_by(draft: Draft, offered: Placed) -> None:
    stated = offered.node.get("applicationDeadline")
    listed = [literal({"day": each}, "day") for each in (stated if isinstance(stated, list) else [stated])]
    at, found = offered.path_of("applicationDeadline"), []
    for each in listed:
        if each is None:
            continue
        try:
            found.append(days.day(each))
        except UnreadableError as unread:
            draft.doubt("apply_by", at, each, str(unread))
    if found:
        several = "the latest of several days to apply" if len(set(found)) > 1 else None
        draft.put("apply_by", max(found), at, quote="; ".join(str(each) for each in listed), derived=several)


def read_price(draft: Draft, parts: Parts) -> None:
    """What the opportunity costs. Of several prices the lowest, as "at least": they may add up, or be for others."""
    found: list[tuple[Price, str, str]] = []
    for offered in parts.opportunity:
        for amount in offered.under("priceDetail", "amount"):
            value = literal(amount.node, "value")
            unit = next((address_of(each.node) for each in amount.under("unit")), "")
            currency = unit.rstrip("/").rsplit("/", 1)[-1]
            try:
                price = prices.price({"amount": value, "currency": currency} if currency else value)
            except UnreadableError as unread:
                draft.doubt("price", amount.at, f"{value} {currency}", str(unread))
                continue
            found.append((price, amount.at, f"{value} {currency}".strip()))
    if len(found) == 1:
        draft.put("price", *found[0][:2], quote=found[0][2])
    elif found:
        one_currency = [each for each in found if each[0].currency == found[0][0].currency]
        lowest, at, quote = min(one_currency, key=lambda each: each[0].amount)
        several = f"the lowest of {len(found)} prices that the record states"
        draft.put("price", Price(lowest.amount, lowest.currency, at_least=True), at, quote=quote, derived=several)


def read_for_whom(draft: Draft, parts: Parts) -> None:
    """Target groups, what one needs to be let in, funding, and the place of teaching."""
    for specification in parts.specifications:
        for group in specification.under("targetGroup"):
            draft.read("target_groups", labels(draft, group), group.at)
        for need in specification.under("entryRequirement"):
            read_first(draft, "prerequisites", [need], "noteLiteral")
    for offered in parts.opportunity:
        grants = offered.under("grant")
        joined(
            draft, "funding", ((said, each.at) for each in grants for said in texts(draft, each.node, "title")[:1])
        )
        for place in offered.under("location")[:1]:
            _place(draft, place)


def _place(draft: Draft, location: Placed) -> None:
    addresses = location.under("address", "fullAddress")
    said = texts(draft, location.node, "geographicName") or [
        *(name for each in addresses for name in texts(draft, each.node, "noteLiteral")),
        *(name for each in location.under("spatialCode") for name in labels(draft, each)),
    ]
    if not said:
        return
    country = None
    for code in location.under("address", "countryCode")[:1]:
        try:
            country = countries.country(address_of(code.node))
        except UnreadableError as unread:
            draft.doubt("place", code.at, address_of(code.node), str(unread))
    latitude, longitude = _coordinates(location)
    draft.put("place", Place(text.name(said[0]), country, latitude, longitude), location.at, quote=said[0])


def _coordinates(location: Placed) -> tuple[float | None, float | None]:
    """Degrees; none where one of the two is no number or out of range."""
    for point in location.under("geometry"):
        try:
            latitude = numbers.number(literal(point.node, "latitude"))
            longitude = numbers.number(literal(point.node, "longitude"))
        except UnreadableError:
            continue
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            return latitude, longitude
    return None, None
