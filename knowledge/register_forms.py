"""The form of each register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from knowledge.reference_forms import (
    CHARTERS,
    CYCLES,
    FRAMEWORKS,
    FUNDING,
    LABELS,
    NEWER_FACTS,
    RULES,
    SECTORS,
    TERMS,
)
from knowledge.register_file import Cells
from knowledge.register_form import SOURCED, Form, ordered
from knowledge.register_rows import (
    Agency,
    AreaMember,
    Contact,
    ConventionParty,
    ConventionStatus,
    Covers,
    Decision,
    FrameworkLevel,
    Helpline,
    Institution,
    ListedProvider,
    ProviderMatch,
    Relation,
    Report,
    Role,
    Scheme,
    Standing,
    Validation,
    ValidationOutput,
)


def _agency(c: Cells) -> Agency:
    start, end = c.first_day("registered_from"), c.first_day("registered_to")
    if end < start:
        c.fail("registered_to", f"a day not before registered_from ({start})")
    return Agency(
        id=c.text("id"),
        acronym=c.text("acronym"),
        name=c.text("name"),
        country=c.maybe_country(),
        website=c.maybe("website"),
        registered_from=start,
        registered_to=end,
        focus_countries=tuple(c.values["focus_countries"].split()),
        origin=c.register_origin,
    )


def _area_member(c: Cells) -> AreaMember:
    return AreaMember(c.country(), c.text("name"), c.day("eqar_member_since"), c.register_origin)


def _framework_level(c: Cells) -> FrameworkLevel:
    return FrameworkLevel(
        c.country(), c.maybe("region"), c.text("qualification"), c.whole("eqf", 1, 8), c.register_origin
    )


def _convention_party(c: Cells) -> ConventionParty:
    return ConventionParty(
        country=c.country(),
        status=c.choice("status", ConventionStatus),
        in_force_since=c.day("in_force_since"),
        checked=not c.not_checked(),
        origin=c.origin(),
    )


def _contact(role: Callable[[Cells], Role]) -> Callable[[Cells], Contact]:
    def read(c: Cells) -> Contact:
        return Contact(
            role=role(c),
            country=c.country(),
            name=c.text("name"),
            name_local=c.values.get("name_local") or None,
            url=c.maybe("url"),
            not_checked=c.not_checked(),
            note=c.maybe("note"),
            origin=c.origin(),
        )

    return read


def _professions_role(c: Cells) -> Role:
    says = {"yes": Role.ASSISTANCE_CENTRE, "no": Role.PROFESSIONS_INFORMATION}
    column = "stated_as_assistance_centre"
    return says.get(c.values[column]) or c.fail(column, "'yes' or 'no'")


def _guidance_role(c: Cells) -> Role:
    networks = {"europass": Role.EUROPASS_CENTRE, "euroguidance": Role.EUROGUIDANCE_CENTRE}
    return networks.get(c.values["network"]) or c.fail("network", "'europass' or 'euroguidance'")


def _helpline(c: Cells) -> Helpline:
    return Helpline(
        country=c.country(),
        name=c.maybe("name"),
        number=c.maybe("number"),
        url=c.maybe("url"),
        hours=c.maybe("hours"),
        not_checked=c.not_checked(),
        origin=c.origin(),
    )


def _listed_provider(c: Cells) -> ListedProvider:
    return ListedProvider(
        deqar_id=c.text("deqar_id"),
        name=c.text("name"),
        name_local=c.maybe("name_local"),
        country=c.maybe_country(),
        eter_id=c.maybe("eter_id"),
        ror=c.maybe("ror"),
        reports=c.whole("reports", 0, 100_000),
        latest_report=c.day("latest_report"),
        origin=c.register_origin,
        other_names=c.several("other_names"),
        closed_on=c.day("closed_on"),
    )


def _institution(c: Cells) -> Institution:
    return Institution(c.text("eter_id"), c.text("name"), c.maybe("name_local"), c.country(), c.register_origin)


def _provider_match(c: Cells) -> ProviderMatch:
    relation, scheme = c.choice("relation", Relation), c.choice("scheme", Scheme)
    if (relation is Relation.NONE) != (scheme is Scheme.NOWHERE):
        c.fail("scheme", "a list where 'relation' is same, part or joint, and nothing where it is none")
    return ProviderMatch(
        provider=c.text("provider"),
        relation=relation,
        scheme=scheme,
        id=c.maybe("id"),
        matched_name=c.maybe("matched_name"),
        country=c.maybe("country"),
        not_checked=c.not_checked(),
        origin=c.register_origin,
    )


def _report(c: Cells) -> Report:
    covers = c.choice("covers", Covers)
    start, end = ordered(c, "valid_from", "valid_to")
    if covers is Covers.PROGRAMME:
        c.text("programme")
    return Report(
        id=c.text("report_id"),
        deqar_id=c.text("deqar_id"),
        provider=c.text("provider"),
        agency=c.text("agency"),
        activity=c.text("activity"),
        covers=covers,
        programme=c.maybe("programme"),
        qualification=c.maybe("qualification"),
        decision=c.choice("decision", Decision),
        standing=c.choice("status", Standing),
        valid_from=start,
        valid_to=end,
        origin=c.register_origin,
        url=c.maybe("url"),
    )


def _validation(c: Cells) -> Validation:
    return Validation(
        country=c.country(),
        region=c.maybe("region"),
        output=c.choice("output", ValidationOutput),
        column=c.text("column"),
        stated_name=c.text("stated_name"),
        origin=c.register_origin,
    )


AGENCIES = Form(
    "eqar_agencies",
    _agency,
    ("id", "acronym", "name", "country", "website", "registered_from", "registered_to", "focus_countries"),
    key=("id", "registered_from"),
)
AREA_MEMBERS = Form("ehea_members", _area_member, ("country", "name", "eqar_member_since"), key=("country",))
FRAMEWORK_LEVELS = Form("framework_levels", _framework_level, ("country", "region", "qualification", "eqf"))
CONVENTION = Form(
    "lisbon_convention",
    _convention_party,
    ("country", "status", "in_force_since", *SOURCED),
    key=("country",),
)


def _contacts(register: str, role: Callable[[Cells], Role], *more: str) -> Form[Contact]:
    return Form(register, _contact(role), ("country", "name", "url", *more, *SOURCED))


CONTACTS = (
    _contacts("enic_naric", lambda _: Role.RECOGNITION_CENTRE, "name_local"),
    _contacts("eqavet_reference_points", lambda _: Role.VET_REFERENCE_POINT),
    _contacts("public_employment_services", lambda _: Role.EMPLOYMENT_SERVICE, "name_local"),
    _contacts("assistance_centres", _professions_role, "stated_as_assistance_centre"),
    _contacts("guidance_centres", _guidance_role, "network"),
)
HELPLINES = Form("helplines", _helpline, ("country", "name", "number", "url", "hours", *SOURCED))
LISTED_PROVIDERS = Form(
    "deqar_providers",
    _listed_provider,
    ("deqar_id", "name", "name_local", "country", "city", "domain", "eter_id", "ror", "reports", "latest_report"),
    optional=("other_names", "closed_on"),
    key=("deqar_id",),
)
INSTITUTIONS = Form("eter_institutions", _institution, ("eter_id", "name", "name_local", "country"), key=("eter_id",))
PROVIDER_MATCHES = Form(
    "provider_matches",
    _provider_match,
    ("provider", "relation", "scheme", "id", "matched_name", "country", "not_checked"),
)
REPORTS = Form(
    "deqar_reports",
    _report,
    (
        *("report_id", "deqar_id", "provider", "agency", "activity", "covers"),
        *("programme", "qualification", "decision", "status", "valid_from", "valid_to"),
    ),
    optional=("url",),
    # a report on a joint programme has a row for each provider, one on several programmes a row for each
    key=("report_id", "deqar_id", "programme", "qualification"),
)
VALIDATION = Form("validation_outputs", _validation, ("country", "region", "output", "column", "stated_name"))
FORMS: Mapping[str, Form[Any]] = MappingProxyType(
    {
        form.register: form
        for form in (
            *(AGENCIES, AREA_MEMBERS, FRAMEWORK_LEVELS, CONVENTION, *CONTACTS, HELPLINES),
            *(LISTED_PROVIDERS, INSTITUTIONS, PROVIDER_MATCHES, REPORTS, VALIDATION, LABELS),
            *(CHARTERS, FRAMEWORKS, FUNDING, TERMS, SECTORS, RULES, CYCLES, NEWER_FACTS),
        )
    }
)
"""Every register by its name, in the order in which they are listed."""
