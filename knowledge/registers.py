"""Registers: the extracts we hold, read once, and looked up by name, country and day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from knowledge.evidence import Evidence
from knowledge.names import folded
from knowledge.register_file import Cells, Origin, RegisterError, read_origins, read_register
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

__all__ = ["FACTS", "RegisterError", "Registers"]

FACTS = Path(__file__).parent / "facts" / "registers"

Row = TypeVar("Row")

_SOURCED = ("source", "source_url", "source_date", "not_checked", "note")


def _agency(c: Cells) -> Agency:
    start, end = c.first_day("registered_from"), c.first_day("registered_to")
    if end < start:
        c.fail("registered_to", f"a day not before registered_from ({start})")
    return Agency(
        id=c.text("id"),
        acronym=c.text("acronym"),
        name=c.text("name"),
        country=c.country(),
        website=c.maybe("website"),
        registered_from=start,
        registered_to=end,
        focus_countries=tuple(c.values["focus_countries"].split()),
        origin=c.origin() if "source" in c.values else c.register_origin,
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
        country=c.country(),
        eter_id=c.maybe("eter_id"),
        ror=c.maybe("ror"),
        reports=c.whole("reports", 0, 100_000),
        latest_report=c.day("latest_report"),
        origin=c.register_origin,
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
    covers, start, end = c.choice("covers", Covers), c.first_day("valid_from"), c.day("valid_to")
    if end is not None and end < start:
        c.fail("valid_to", f"a day not before valid_from ({start}), or nothing")
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


Named = TypeVar("Named", ListedProvider, Institution)


def _by_unique_name(rows: Iterable[Named]) -> dict[str, Named]:
    """Rows by their names. A name that two bodies bear is left out: which one is meant cannot be known."""
    found: dict[str, list[Named]] = {}
    for row in rows:
        for key in {folded(row.name), folded(row.name_local or row.name)}:
            found.setdefault(key, []).append(row)
    return {key: same[0] for key, same in found.items() if len(same) == 1}


@dataclass(frozen=True)
class Registers:
    """What we hold. Every tuple may be empty: a register that is not there proves nothing."""

    agencies: tuple[Agency, ...] = ()
    area_members: tuple[AreaMember, ...] = ()
    framework_levels: tuple[FrameworkLevel, ...] = ()
    convention: tuple[ConventionParty, ...] = ()
    contacts: tuple[Contact, ...] = ()
    helplines: tuple[Helpline, ...] = ()
    listed_providers: tuple[ListedProvider, ...] = ()
    institutions: tuple[Institution, ...] = ()
    provider_matches: tuple[ProviderMatch, ...] = ()
    reports: tuple[Report, ...] = ()
    validation: tuple[Validation, ...] = ()
    origins: Mapping[str, Origin] = field(default_factory=dict)

    @classmethod
    def load(cls, folder: Path | None = None) -> Registers:
        """Read every extract in `folder` (the one that comes with the product when None). Raises RegisterError."""
        home = folder or FACTS
        origins = read_origins(home)

        def rows(
            register: str, build: Callable[[Cells], Row], *columns: str, once: str | None = None
        ) -> tuple[Row, ...]:
            return tuple(build(cells) for cells in read_register(home, register, origins, columns, once))

        def contacts(register: str, role: Callable[[Cells], Role], *columns: str) -> tuple[Contact, ...]:
            return rows(register, _contact(role), "country", "name", "url", *columns, *_SOURCED)

        return cls(
            agencies=rows(
                "eqar_agencies", _agency, "id", "acronym", "name", "country", "website",
                "registered_from", "registered_to", "focus_countries",
            ),
            area_members=rows("ehea_members", _area_member, "country", "name", "eqar_member_since", once="country"),
            framework_levels=rows(
                "framework_levels", _framework_level, "country", "region", "qualification", "eqf"
            ),
            convention=rows(
                "lisbon_convention", _convention_party, "country", "status", "in_force_since", *_SOURCED,
                once="country",
            ),
            contacts=(
                *contacts("enic_naric", lambda _: Role.RECOGNITION_CENTRE, "name_local"),
                *contacts("eqavet_reference_points", lambda _: Role.VET_REFERENCE_POINT),
                *contacts("public_employment_services", lambda _: Role.EMPLOYMENT_SERVICE, "name_local"),
                *contacts("assistance_centres", _professions_role, "stated_as_assistance_centre"),
                *contacts("guidance_centres", _guidance_role, "network"),
            ),
            helplines=rows("helplines", _helpline, "country", "name", "number", "url", "hours", *_SOURCED),
            listed_providers=rows(
                "deqar_providers", _listed_provider, "deqar_id", "name", "name_local", "country", "city",
                "domain", "eter_id", "ror", "reports", "latest_report", once="deqar_id",
            ),
            institutions=rows(
                "eter_institutions", _institution, "eter_id", "name", "name_local", "country", once="eter_id"
            ),
            provider_matches=rows(
                "provider_matches", _provider_match, "provider", "relation", "scheme", "id", "matched_name",
                "country", "not_checked",
            ),
            reports=rows(
                "deqar_reports", _report, "report_id", "deqar_id", "provider", "agency", "activity", "covers",
                "programme", "qualification", "decision", "status", "valid_from", "valid_to", once="report_id",
            ),
            validation=rows(
                "validation_outputs", _validation, "country", "region", "output", "column", "stated_name"
            ),
            origins=origins,
        )  # fmt: skip

    def agencies_named(self, name: str) -> tuple[Agency, ...]:
        """The rows of the agency whose acronym or name is `name`, in whatever case: one a time of registration."""
        key = folded(name)
        return tuple(a for a in self.agencies if key in (folded(a.acronym), folded(a.name)))

    def agency_registered(self, name: str, day: date) -> Agency | None:
        """The agency's row whose registration holds on `day`."""
        return next((a for a in self.agencies_named(name) if a.registered_on(day)), None)

    def party(self, country: str | None) -> ConventionParty | None:
        return next((p for p in self.convention if p.country == country), None)

    def area_member(self, country: str | None) -> AreaMember | None:
        return next((m for m in self.area_members if m.country == country), None)

    def asked(self, role: Role, country: str | None) -> tuple[Contact, ...]:
        """The bodies of `country` that can be asked for `role`; country 'EU' for the Union's own."""
        return tuple(c for c in self.contacts if c.role is role and c.country == country)

    def validation_in(self, country: str | None) -> tuple[Validation, ...]:
        return tuple(v for v in self.validation if v.country == country)

    def eqf_levels(self, country: str, qualification: str) -> tuple[FrameworkLevel, ...]:
        """The rows of `country` that bear exactly this qualification's name."""
        return self._levels.get((country, folded(qualification)), ())

    def matches(self, name: str) -> tuple[ProviderMatch, ...]:
        """What was found, by hand, when this provider's name was looked for."""
        return self._matches.get(folded(name), ())

    def listed(self, name: str) -> tuple[tuple[Relation, ListedProvider], ...]:
        """Rows of the DEQAR list behind `name`: of exactly this name, or matched by hand."""
        by_name = self._listed_by_name.get(folded(name))
        found = {by_name.deqar_id: Relation.SAME} if by_name else {}
        for match in self.matches(name):
            if match.scheme is Scheme.DEQAR and match.id and match.id in self._by_deqar_id:
                found.setdefault(match.id, match.relation)
        return tuple((relation, self._by_deqar_id[id_]) for id_, relation in found.items())

    def institution(self, name: str) -> Institution | None:
        """The higher education institution of exactly this name."""
        return self._institutions.get(folded(name))

    def reports_on(self, name: str) -> tuple[Report, ...]:
        """The reports about the very body `name`: not about its partners, nor the university it is a school of."""
        ids = {row.deqar_id for relation, row in self.listed(name) if relation is Relation.SAME}
        key = folded(name)
        return tuple(r for r in self.reports if r.deqar_id in ids or folded(r.provider) == key)

    def nothing_in(self, register: str, looked_for: str) -> Evidence:
        """That a register we hold has no row for what was looked for."""
        origin = self.origins.get(register, Origin(register))
        return origin.evidence(f"no row for '{looked_for}'")

    @cached_property
    def _levels(self) -> dict[tuple[str, str], tuple[FrameworkLevel, ...]]:
        found: dict[tuple[str, str], tuple[FrameworkLevel, ...]] = {}
        for row in self.framework_levels:
            key = (row.country, folded(row.qualification))
            found[key] = (*found.get(key, ()), row)
        return found

    @cached_property
    def _matches(self) -> dict[str, tuple[ProviderMatch, ...]]:
        found: dict[str, tuple[ProviderMatch, ...]] = {}
        for row in self.provider_matches:
            found[folded(row.provider)] = (*found.get(folded(row.provider), ()), row)
        return found

    @cached_property
    def _by_deqar_id(self) -> dict[str, ListedProvider]:
        return {row.deqar_id: row for row in self.listed_providers}

    @cached_property
    def _listed_by_name(self) -> dict[str, ListedProvider]:
        return _by_unique_name(self.listed_providers)

    @cached_property
    def _institutions(self) -> dict[str, Institution]:
        return _by_unique_name(self.institutions)
