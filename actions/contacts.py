"""Whom to ask: employment service, guidance centre and recognition centre of a country, from the registers."""

from __future__ import annotations

from knowledge.register_rows import Contact, Helpline, Role
from knowledge.registers import Registers

GUIDANCE_ROLES = (Role.EMPLOYMENT_SERVICE, Role.EUROGUIDANCE_CENTRE, Role.EUROPASS_CENTRE)
"""Who guides people, in the order of who to ask first."""

UNION = "EU"


def guidance_contacts(registers: Registers, country: str | None) -> tuple[Contact, ...]:
    """Who guides people in `country`, one a role; nothing when the country is not known."""
    found = (registers.asked(role, country) for role in GUIDANCE_ROLES)
    return tuple(contacts[0] for contacts in found if contacts) if country else ()


def helplines(registers: Registers, country: str | None) -> tuple[Helpline, ...]:
    """Helplines of `country` that have a number, each to be shown with whether it is checked."""
    return tuple(line for line in registers.helplines if country and line.country == country and line.number)
