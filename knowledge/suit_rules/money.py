"""Money before signing: what the offer states of its price, and what to ask about the rest."""

from __future__ import annotations

from knowledge import swd
from knowledge.countries import EU
from knowledge.evidence import Statement
from knowledge.kind import shortened
from knowledge.suit_rules import Situation
from knowledge.wording import Wording

PRICE_STATED = Wording("suits.price_stated")
PRICE_NOT_STATED = Wording("suits.price_not_stated")
FREE_BUT_ASK = Wording("suits.free_but_ask")
FUNDING_STATED = Wording("suits.funding_stated", "funding")
FUNDING_LEAD = Wording("suits.funding_lead_not_checked", "country", "scheme", "url?")
FUNDING_LIST = Wording("suits.funding_list_not_checked", "scheme", "url?")
FUNDING_NOT_CHECKED = Wording("suits.funding_not_checked")

LEADS_SHOWN = 2


def price(case: Situation) -> tuple[Statement, ...]:
    """What the price as stated leaves to ask."""
    offer = case.offer
    read = offer.evidence("price")
    if offer.price is None:
        return (PRICE_NOT_STATED(read),)
    return ((FREE_BUT_ASK if offer.price.is_free else PRICE_STATED)(read),)


def funding(case: Situation) -> tuple[Statement, ...]:
    """Funding as the offer states it; else the leads for the country, none of them checked; else that there may be
    some. A lead for certain people only is left out: we do not ask who somebody is."""
    if case.offer.funding:
        return (FUNDING_STATED(case.offer.evidence("funding"), funding=shortened(case.offer.funding)),)
    leads = [lead for lead in case.registers.funding_in(case.country) if lead.scheme and not lead.who]
    said = [
        FUNDING_LEAD(lead.evidence(), country=lead.country, scheme=lead.scheme, url=lead.url)
        for lead in leads[:LEADS_SHOWN]
    ]
    if not said and case.country in EU:
        lists = [lead for lead in case.registers.funding_in("EU") if lead.scheme and lead.url]
        said = [FUNDING_LIST(lead.evidence(), scheme=lead.scheme, url=lead.url) for lead in lists[:1]]
    return tuple(said) or (FUNDING_NOT_CHECKED(swd.TARGETED_FUNDING),)
