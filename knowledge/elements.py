"""The EU standard for describing micro-credentials: 11 mandatory and 5 optional elements (SWD(2021) 367, 7.2).

An offer describes the learning before anyone has earned it: who the learner is, when the document is issued and with
what grade can only stand on the document itself. Those are to be checked at issue. Nothing else is excused. What only
follows from what the offer says is `derived` and never counted as stated. The period for which a credential counts is
no element of the standard, which lets it stand in the further information; it is asked for often, so it comes last.
"""

from __future__ import annotations

from dataclasses import replace

from knowledge import swd
from knowledge.evidence import Evidence, Statement
from knowledge.kind import assessment_of, shortened
from knowledge.learning_level import level
from knowledge.offer import Mode, Offer
from knowledge.registers import Registers
from knowledge.stacking import stackability
from knowledge.trust import Element, ElementState, Quality, QualityStatus
from knowledge.wording import Wording
from knowledge.workload import workload

STATED = Wording("element.stated", "value")
MISSING = Wording("element.missing")
WORKED_OUT = Wording("element.worked_out", "value")
NOT_IN_SO_MANY_WORDS = Wording("element.not_in_so_many_words")
LEARNER_AT_ISSUE = Wording("element.learner_at_issue")
DATE_AT_ISSUE = Wording("element.date_at_issue")
GRADE_AT_ISSUE = Wording("element.grade_at_issue")
COUNTRY = Wording("element.country_stated", "country")
ONLY_PROVIDER = Wording("element.awarding_body_only_provider", "provider")
ONLY_SKILLS = Wording("element.learning_outcomes_only_skills", "skills")
NO_ASSESSMENT = Wording("element.assessment_denied", "value")
MODES = {mode: Wording(f"element.participation_{mode.value}") for mode in Mode}
QUALITY_VERIFIED = Wording("element.quality_from_register")
QUALITY_EXPIRED = Wording("element.quality_expired")
QUALITY_CLAIMED = Wording("element.quality_claimed", "value")
NO_SUPERVISION = Wording("element.supervision_missing")
PAGE = Wording("element.further_information_page", "url?")
ISCED_LEVEL = Wording("element.further_information_isced_level", "level")
ISCED_FIELD = Wording("element.further_information_isced_field", "code")
TARGET_GROUPS = Wording("element.further_information_target_groups", "groups")
FUNDING = Wording("element.further_information_funding", "funding")
NO_VALIDITY = Wording("element.validity_missing")

_SHOWN_SKILLS = 8


def standard_elements(offer: Offer, quality: Quality, registers: Registers | None = None) -> tuple[Element, ...]:
    """The sixteen elements in the order of the standard, mandatory ones first, then how long the credential counts.

    `registers` let levels and hours be derived; without them nothing is.
    """
    held = registers or Registers()
    return (
        _at_issue("learner", LEARNER_AT_ISSUE),
        _as_read("title", offer, _stated("title", STATED(offer.evidence("title"), value=offer.title), offer.title)),
        _country(offer),
        _awarding_body(offer),
        _at_issue("issue_date", DATE_AT_ISSUE),
        _learning_outcomes(offer),
        workload(offer, held),
        level(offer, held),
        _assessment(offer),
        _participation(offer),
        _quality_assurance(offer, quality),
        _as_stated("prerequisites", offer, offer.prerequisites, mandatory=False),
        _supervision(offer),
        _at_issue("grade", GRADE_AT_ISSUE, mandatory=False),
        stackability(offer),
        _further_information(offer),
        _validity(offer),
    )


def _stated(name: str, statement: Statement, value: str, *, mandatory: bool = True) -> Element:
    return Element(name, mandatory, ElementState.STATED, statement, value)


def _missing(name: str, statement: Statement, *, mandatory: bool = True) -> Element:
    return Element(name, mandatory, ElementState.MISSING, statement)


def _as_read(field: str, offer: Offer, element: Element) -> Element:
    """`element` as derived where the feed does not state `field` in so many words."""
    read = offer.provenance.get(field)
    if element.state is not ElementState.STATED or read is None or read.derived is None:
        return element
    derived = replace(element, state=ElementState.DERIVED)
    if element.statement.id == STATED.id:  # "the offer states" would be untrue
        return replace(derived, statement=WORKED_OUT(*element.statement.evidence, **element.statement.params))
    return replace(derived, more=(NOT_IN_SO_MANY_WORDS(offer.evidence(field)), *element.more))


def _at_issue(name: str, say: Wording, *, mandatory: bool = True) -> Element:
    asked_for = swd.MUST_PROVIDE if mandatory else swd.OPTIONAL_ELEMENTS
    return Element(name, mandatory, ElementState.AT_ISSUE, say(asked_for))


def _as_stated(name: str, offer: Offer, value: str | None, *, mandatory: bool = True) -> Element:
    """An element that is in the offer's field of the same name, or nowhere."""
    read = offer.evidence(name)
    if value is None or not value.strip():
        return _missing(name, MISSING(read), mandatory=mandatory)
    said = STATED(read, value=shortened(value))
    return _as_read(name, offer, _stated(name, said, value, mandatory=mandatory))


def _country(offer: Offer) -> Element:
    if offer.country is None:
        return _missing("country", MISSING(offer.evidence("country")))
    said = COUNTRY(offer.evidence("country"), country=offer.country)
    return _as_read("country", offer, _stated("country", said, offer.country))


def _awarding_body(offer: Offer) -> Element:
    if offer.awarding_body:
        return _as_stated("awarding_body", offer, offer.awarding_body)
    read = (offer.evidence("awarding_body"), offer.evidence("provider"))
    return _missing("awarding_body", ONLY_PROVIDER(*read, provider=shortened(offer.provider)))


def _learning_outcomes(offer: Offer) -> Element:
    """A list of skills is not yet what a learner can do afterwards."""
    if offer.learning_outcomes:
        value = "; ".join(offer.learning_outcomes)
        said = STATED(offer.evidence("learning_outcomes"), value=shortened(value))
        return _as_read("learning_outcomes", offer, _stated("learning_outcomes", said, value))
    if offer.skills:
        read = (offer.evidence("learning_outcomes"), offer.evidence("skills"))
        return _missing("learning_outcomes", ONLY_SKILLS(*read, skills=offer.skills[:_SHOWN_SKILLS]))
    return _missing("learning_outcomes", MISSING(offer.evidence("learning_outcomes")))


def _assessment(offer: Offer) -> Element:
    stated = (offer.assessment or "").strip()
    if stated and assessment_of(offer) is None:
        return _missing("assessment", NO_ASSESSMENT(offer.evidence("assessment"), value=shortened(stated)))
    return _as_stated("assessment", offer, stated or None)


def _participation(offer: Offer) -> Element:
    if offer.mode is None:
        return _missing("participation", MISSING(offer.evidence("mode")))
    said = MODES[offer.mode](offer.evidence("mode"))
    return _as_read("mode", offer, _stated("participation", said, offer.mode.value))


def _quality_assurance(offer: Offer, quality: Quality) -> Element:
    """What a register shows, else what the offer claims; that a claim is confirmed is another question (quality)."""
    claims = "; ".join(claim.text for claim in offer.quality_claims)
    read = offer.evidence("quality_claims")
    claimed = (QUALITY_CLAIMED(read, value=shortened(claims)),) if claims.strip() else ()
    rests_on: tuple[Evidence, ...] = quality.statements[0].evidence if quality.statements else (read,)
    if quality.status is QualityStatus.VERIFIED:
        shown = _stated("quality_assurance", QUALITY_VERIFIED(*rests_on), quality.standard or "")
        return replace(shown, more=claimed)
    if claimed:
        return _stated("quality_assurance", claimed[0], claims)
    if quality.status is QualityStatus.EXPIRED:
        return _missing("quality_assurance", QUALITY_EXPIRED(*rests_on))
    return _missing("quality_assurance", MISSING(read))


def _supervision(offer: Offer) -> Element:
    """Is the assessment watched over, and is it checked who sits it? In the offer's own words."""
    if offer.supervision and offer.supervision.strip():
        return _as_stated("supervision", offer, offer.supervision, mandatory=False)
    return _missing("supervision", NO_SUPERVISION(offer.evidence("supervision"), swd.SUPERVISION), mandatory=False)


def _further_information(offer: Offer) -> Element:
    """The offer's page, and what else may help: the international classification, for whom it is, who may pay."""
    found: list[tuple[Statement, str]] = []
    if offer.url is not None:
        found.append((PAGE(offer.evidence("url"), url=offer.url), offer.url))
    if offer.isced_level is not None:
        said = ISCED_LEVEL(offer.evidence("isced_level"), level=offer.isced_level)
        found.append((said, f"ISCED {offer.isced_level}"))
    if offer.isced_field:
        said = ISCED_FIELD(offer.evidence("isced_field"), code=shortened(offer.isced_field))
        found.append((said, f"ISCED-F {offer.isced_field}"))
    if offer.target_groups:
        groups = shortened("; ".join(offer.target_groups))
        found.append((TARGET_GROUPS(offer.evidence("target_groups"), groups=groups), groups))
    if offer.funding:
        funding = shortened(offer.funding)
        found.append((FUNDING(offer.evidence("funding"), funding=funding), funding))
    if not found:
        return _missing("further_information", MISSING(offer.evidence("url")), mandatory=False)
    (first, value), *rest = found
    shown = _stated("further_information", first, value, mandatory=False)
    return replace(shown, more=tuple(statement for statement, _ in rest))


def _validity(offer: Offer) -> Element:
    """How long the credential counts. That it is not stated is common and no fault."""
    if offer.validity and offer.validity.strip():
        return _as_stated("validity", offer, offer.validity, mandatory=False)
    return _missing("validity", NO_VALIDITY(offer.evidence("validity"), swd.VALIDITY), mandatory=False)
