"""Where to ask: the bodies of a country that we hold, each with its source, "not checked" where nothing shows it."""

from __future__ import annotations

from typing import Protocol

from knowledge import swd
from knowledge.countries import COUNTRIES, EU
from knowledge.evidence import Statement
from knowledge.register_rows import Contact, Role
from knowledge.registers import Registers
from knowledge.wording import Wording

WHICH_COUNTRY = Wording("recognition.which_country")
OUTSIDE_EUROPE = Wording("recognition.country_not_covered", "country")
OUTSIDE_UNION = Wording("recognition.country_outside_union", "country")
NOT_HELD = Wording("recognition.no_contact_held", "country")

IN_UNION = Wording("recognition.ask_in_union", "name", "url?")

CHECKED = {role: Wording(f"recognition.ask_{role.value}", "name", "country", "url?") for role in Role}
ADDRESS_NOT_CHECKED = {
    role: Wording(f"recognition.ask_{role.value}_address_not_checked", "name", "country", "url?") for role in Role
}
NOT_CHECKED = {role: Wording(f"recognition.ask_{role.value}_not_checked", "name", "country", "url?") for role in Role}
_REGISTER = {
    Role.RECOGNITION_CENTRE: "enic_naric",
    Role.VET_REFERENCE_POINT: "eqavet_reference_points",
    Role.EMPLOYMENT_SERVICE: "public_employment_services",
    Role.ASSISTANCE_CENTRE: "assistance_centres",
    Role.PROFESSIONS_INFORMATION: "assistance_centres",
    Role.EUROPASS_CENTRE: "guidance_centres",
    Role.EUROGUIDANCE_CENTRE: "guidance_centres",
}


class Asking(Protocol):
    """Who asks: where, and in which registers we look."""

    @property
    def country(self) -> str | None: ...

    @property
    def registers(self) -> Registers: ...


def ask(case: Asking, *roles: Role) -> tuple[Statement, ...]:
    """Whom to ask in the country of the case; which country, where none was named; that we hold nobody, where so."""
    if case.country is None:
        return (WHICH_COUNTRY(swd.KEY_ACTORS),)
    found = [c for role in roles for c in case.registers.asked(role, case.country)]
    said = [_said(contact) for contact in found]
    if not found:
        # a register may hold the country's other bodies: what it lacks is a row of this role
        read = [case.registers.nothing_in(_REGISTER[role], f"{case.country}, {role.value}") for role in roles]
        said.append(NOT_HELD(*read, country=case.country))
    return (*said, *_standing(case.country))


def ask_first(case: Asking, *roles: Role | tuple[Role, ...]) -> tuple[Statement, ...]:
    """Whom to ask: the bodies of the first role (or roles) that the country has any of, best known first."""
    choices = [choice if isinstance(choice, tuple) else (choice,) for choice in roles]
    held = (c for c in choices if any(case.registers.asked(role, case.country) for role in c))
    everyone = tuple(role for choice in choices for role in choice)
    return ask(case, *next(held, everyone))


def in_the_union(case: Asking, role: Role) -> tuple[Statement, ...]:
    """The Union's own body for this role, where we hold one."""
    found = case.registers.asked(role, "EU")
    return tuple(IN_UNION(contact.evidence(), name=contact.name, url=contact.url) for contact in found)


def _said(contact: Contact) -> Statement:
    if contact.checked:
        say = CHECKED[contact.role]
    else:
        say = (ADDRESS_NOT_CHECKED if contact.not_checked == {"url"} else NOT_CHECKED)[contact.role]
    name = contact.name_local or contact.name
    return say(contact.evidence(), name=name, country=contact.country, url=contact.url)


def _standing(country: str) -> tuple[Statement, ...]:
    if country not in COUNTRIES:
        return (OUTSIDE_EUROPE(swd.STATES_MAY, country=country),)
    if country not in EU:
        return (OUTSIDE_UNION(swd.STATES_MAY, country=country),)
    return ()
