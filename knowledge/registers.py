"""Registers: the extracts we hold, read once, and looked up by name, country and day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol, TypeVar

from knowledge import reference_forms, register_forms
from knowledge.evidence import Evidence
from knowledge.imported_registers import ImportedRegisters
from knowledge.names import folded
from knowledge.reference_rows import (
    CycleLevel,
    ErasmusCharter,
    EuropeanRule,
    Framework,
    FundingLead,
    NewerFact,
    QualityLabel,
    Term,
    ValidationSector,
)
from knowledge.register_file import Extract, Origin, RegisterError, read_extracts, register_path
from knowledge.register_form import Form
from knowledge.register_rows import (
    Agency,
    AreaMember,
    Contact,
    ConventionParty,
    FrameworkLevel,
    Helpline,
    Institution,
    ListedProvider,
    ProviderMatch,
    Relation,
    Report,
    Role,
    Scheme,
    Validation,
)
from knowledge.report_index import ReportIndex

__all__ = ["FACTS", "RegisterError", "Registers"]

FACTS = Path(__file__).parent / "facts" / "registers"

Row = TypeVar("Row")


class Citable(Protocol):
    """A row: it can say where it stands."""

    def evidence(self) -> Evidence: ...


Named = TypeVar("Named", ListedProvider, Institution, ErasmusCharter)


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
    labels: tuple[QualityLabel, ...] = ()
    charters: tuple[ErasmusCharter, ...] = ()
    frameworks: tuple[Framework, ...] = ()
    funding: tuple[FundingLead, ...] = ()
    official_terms: tuple[Term, ...] = ()
    sectors: tuple[ValidationSector, ...] = ()
    european_rules: tuple[EuropeanRule, ...] = ()
    cycles: tuple[CycleLevel, ...] = ()
    newer_facts: tuple[NewerFact, ...] = ()
    extracts: Mapping[str, Extract] = field(default_factory=dict)
    report_index: ReportIndex | None = field(default=None, compare=False)

    @classmethod
    def load(cls, folder: Path | None = None, overlay: Path | None = None) -> Registers:
        """Every extract in `folder` (the one that comes with the product when None). Raises RegisterError.

        A register that the operator imported into `overlay` takes the place of the one in `folder`.
        """
        home = folder or FACTS
        extracts = read_extracts(home)
        imported = ImportedRegisters(overlay).held() if overlay else {}
        paths = {register: one.rows for register, one in imported.items()}
        extracts |= {register: one.extract for register, one in imported.items()}

        def rows(form: Form[Row]) -> tuple[Row, ...]:
            extract = extracts.get(form.register)
            if extract is None:
                raise RegisterError(
                    f"sources.csv has no line for '{form.register}'. Expected one with title, date and licence. Add "
                    f"it to {home / 'sources.csv'}."
                )
            read = form.all_rows(paths.get(form.register) or register_path(home, form.register), extract.origin)
            extracts[form.register] = replace(extract, rows=len(read))
            return read

        indexed = imported.get(register_forms.REPORTS.register)
        index = ReportIndex(indexed.index, indexed.extract.origin) if indexed else None
        if indexed and index is not None:
            extracts[indexed.extract.register] = replace(indexed.extract, rows=len(index))
        return cls(
            agencies=rows(register_forms.AGENCIES),
            area_members=rows(register_forms.AREA_MEMBERS),
            framework_levels=rows(register_forms.FRAMEWORK_LEVELS),
            convention=rows(register_forms.CONVENTION),
            contacts=tuple(contact for form in register_forms.CONTACTS for contact in rows(form)),
            helplines=rows(register_forms.HELPLINES),
            listed_providers=rows(register_forms.LISTED_PROVIDERS),
            institutions=rows(register_forms.INSTITUTIONS),
            provider_matches=rows(register_forms.PROVIDER_MATCHES),
            reports=() if indexed else rows(register_forms.REPORTS),
            validation=rows(register_forms.VALIDATION),
            labels=rows(reference_forms.LABELS),
            charters=rows(reference_forms.CHARTERS),
            frameworks=rows(reference_forms.FRAMEWORKS),
            funding=rows(reference_forms.FUNDING),
            official_terms=rows(reference_forms.TERMS),
            sectors=rows(reference_forms.SECTORS),
            european_rules=rows(reference_forms.RULES),
            cycles=rows(reference_forms.CYCLES),
            newer_facts=rows(reference_forms.NEWER_FACTS),
            extracts=extracts,
            report_index=index,
        )

    # How old, and what it can prove

    def age(self, register: str, on: date) -> int | None:
        """Days from the extract's date to `on`; None where it bears no date to the day, or is not held."""
        extract = self.extracts.get(register)
        return None if extract is None else extract.age(on)

    def out_of_date(self, register: str, on: date) -> bool:
        """Whether the extract is too old on `on` to prove a check; it may still inform.

        A register that is not held, or bears no date to the day, proves none.
        """
        extract = self.extracts.get(register)
        return extract is None or extract.out_of_date(on)

    # Quality

    def agencies_named(self, name: str) -> tuple[Agency, ...]:
        """The rows of the agency whose acronym or name is `name`, in whatever case: one a time of registration."""
        key = folded(name)
        return tuple(a for a in self.agencies if key in (folded(a.acronym), folded(a.name)))

    def agency_registered(self, name: str, day: date) -> Agency | None:
        """The agency's row whose registration holds on `day`."""
        return next((a for a in self.agencies_named(name) if a.registered_on(day)), None)

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

    def erasmus_charter(self, name: str) -> ErasmusCharter | None:
        """The Erasmus charter holder of exactly this name. A charter is no quality assurance."""
        return self._charters.get(folded(name))

    def reports_on(self, name: str) -> tuple[Report, ...]:
        """The reports about the very body `name`: not about its partners, nor the university it is a school of.

        By the DEQAR list, or by hand; else by the name that the reports give, if all give it to one body only.
        """
        ids = {row.deqar_id for relation, row in self.listed(name) if relation is Relation.SAME}
        if not ids:
            named = self._reported_as(name)
            ids = named if len(named) == 1 else set()
        return tuple(report for id_ in sorted(ids) for report in self._reports_about(id_))

    def reports_numbered(self, report_id: str) -> tuple[Report, ...]:
        """The rows of one report, a row for each provider and programme it covers."""
        indexed = self.report_index.numbered(report_id) if self.report_index else ()
        return (*(r for r in self.reports if r.id == report_id), *indexed)

    def _reported_as(self, name: str) -> set[str]:
        held = {report.deqar_id for report in self._reports_by_name.get(folded(name), ())}
        return held | (self.report_index.bodies_named(name) if self.report_index else set())

    def _reports_about(self, deqar_id: str) -> tuple[Report, ...]:
        indexed = self.report_index.about(deqar_id) if self.report_index else ()
        return (*self._reports_by_body.get(deqar_id, ()), *indexed)

    def labels_of(self, name: str, on: date) -> tuple[QualityLabel, ...]:
        """The labels of exactly this body that have begun by `on`, also ended or withdrawn ones: ask `holds_on(on)`.

        None where the list gives one name to several bodies (other ids or countries): which is meant cannot be known.
        """
        found = self._labels.get(folded(name), ())
        if len({(label.id, label.country) for label in found}) > 1:
            return ()
        return tuple(label for label in found if label.begun_on(on))

    # Recognition

    def party(self, country: str | None) -> ConventionParty | None:
        """The country's standing with the Lisbon Recognition Convention."""
        return next((p for p in self.convention if p.country == country), None)

    def party_evidence(self, country: str | None) -> tuple[Evidence, ...]:
        """What shows the country's standing with the convention, newer facts and the document they overtake too."""
        party = self.party(country)
        if party is None:
            return ()
        newer = (piece for fact in self.newer("lisbon_convention", party.country) for piece in fact.both())
        return (party.evidence(), *newer)

    def newer(self, register: str, key: str) -> tuple[NewerFact, ...]:
        """Facts about this row that are newer than what the Commission document says."""
        return tuple(fact for fact in self.newer_facts if (fact.register, fact.key) == (register, key))

    def area_member(self, country: str | None) -> AreaMember | None:
        return next((m for m in self.area_members if m.country == country), None)

    def asked(self, role: Role, country: str | None) -> tuple[Contact, ...]:
        """The bodies of `country` that can be asked for `role`; country 'EU' for the Union's own."""
        return tuple(c for c in self.contacts if c.role is role and c.country == country)

    def validation_in(self, country: str | None) -> tuple[Validation, ...]:
        """What validation of prior learning can lead to in `country` (Figure 17)."""
        return tuple(v for v in self.validation if v.country == country)

    def validation_sectors(self) -> tuple[ValidationSector, ...]:
        """In how many countries prior learning can be validated, by sub-sector (Figure 16)."""
        return self.sectors

    def framework(self, country: str | None) -> Framework | None:
        """The qualifications framework of `country`, as far as it was seen."""
        return next((f for f in self.frameworks if f.country == country), None)

    def eqf_levels(self, country: str, qualification: str) -> tuple[FrameworkLevel, ...]:
        """The rows of `country` that bear exactly this qualification's name."""
        return self._levels.get((country, folded(qualification)), ())

    def ects_facts(self) -> tuple[EuropeanRule, ...]:
        """Hours of a credit, credits of a year, and what the Commission document says of ECTS."""
        return self.rules_on("ects")

    def automatic_recognition(self) -> tuple[EuropeanRule, ...]:
        """The Council Recommendation of 26 November 2018 and what it means by automatic recognition."""
        return self.rules_on("automatic_recognition")

    def rules_on(self, topic: str) -> tuple[EuropeanRule, ...]:
        """The European rules on a topic: ects, eqf, qf_ehea, automatic_recognition."""
        return tuple(rule for rule in self.european_rules if rule.topic == topic)

    def cycle_of(self, eqf: int | None) -> CycleLevel | None:
        """The cycle of higher education that an EQF level corresponds to; None below level 5."""
        return next((cycle for cycle in self.cycles if cycle.eqf == eqf), None)

    # Money and words

    def funding_in(self, country: str | None) -> tuple[FundingLead, ...]:
        """Leads to funding in `country` ('EU' for the Union's own lists). None of them is checked."""
        return tuple(lead for lead in self.funding if lead.country == country)

    def terms(self, term: str, language: str) -> tuple[Term, ...]:
        """The official word for an English term of the field in one language (ISO 639-1), with its page."""
        return tuple(t for t in self.official_terms if (t.term_en, t.language) == (term.casefold(), language))

    def every_row(self) -> Iterator[Citable]:
        """Every row that is held in memory; imported reports are asked for by number."""
        for rows in (getattr(self, held.name) for held in fields(self)):
            if isinstance(rows, tuple):
                yield from rows

    @cached_property
    def places(self) -> frozenset[tuple[str, str, str]]:
        """Source, locator and quote of every row in memory, and of what newer facts overtake."""
        cited = [row.evidence() for row in self.every_row()] + [fact.older for fact in self.newer_facts]
        return frozenset((piece.source, piece.locator, piece.quote) for piece in cited)

    def nothing_in(self, register: str, looked_for: str) -> Evidence:
        """That a register we hold has no row for what was looked for."""
        extract = self.extracts.get(register)
        return (extract.origin if extract else Origin(register)).evidence(f"no row for '{looked_for}'")

    @cached_property
    def _levels(self) -> dict[tuple[str, str], tuple[FrameworkLevel, ...]]:
        return _grouped(((row.country, folded(row.qualification)), row) for row in self.framework_levels)

    @cached_property
    def _matches(self) -> dict[str, tuple[ProviderMatch, ...]]:
        return _grouped((folded(row.provider), row) for row in self.provider_matches)

    @cached_property
    def _labels(self) -> dict[str, tuple[QualityLabel, ...]]:
        return _grouped((folded(row.body), row) for row in self.labels)

    @cached_property
    def _reports_by_body(self) -> dict[str, tuple[Report, ...]]:
        return _grouped((row.deqar_id, row) for row in self.reports)

    @cached_property
    def _reports_by_name(self) -> dict[str, tuple[Report, ...]]:
        return _grouped((folded(row.provider), row) for row in self.reports)

    @cached_property
    def _by_deqar_id(self) -> dict[str, ListedProvider]:
        return {row.deqar_id: row for row in self.listed_providers}

    @cached_property
    def _listed_by_name(self) -> dict[str, ListedProvider]:
        """A name that a closed body and its successor bear is the successor's."""
        closed = _by_unique_name((row, row.names) for row in self.listed_providers if row.closed_on)
        there = [row for row in self.listed_providers if not row.closed_on]
        borne = {folded(name) for row in there for name in row.names}
        return {k: row for k, row in closed.items() if k not in borne} | _by_unique_name((r, r.names) for r in there)

    @cached_property
    def _institutions(self) -> dict[str, Institution]:
        return _by_unique_name((row, (row.name, row.name_local or row.name)) for row in self.institutions)

    @cached_property
    def _charters(self) -> dict[str, ErasmusCharter]:
        return _by_unique_name((row, (row.name,)) for row in self.charters)


Key = TypeVar("Key")


def _grouped(rows: Iterable[tuple[Key, Row]]) -> dict[Key, tuple[Row, ...]]:
    found: dict[Key, list[Row]] = {}
    for key, row in rows:
        found.setdefault(key, []).append(row)
    return {key: tuple(same) for key, same in found.items()}


def _by_unique_name(rows: Iterable[tuple[Named, tuple[str, ...]]]) -> dict[str, Named]:
    """Rows by their names. A name that two bodies bear is left out: which one is meant cannot be known."""
    found = _grouped((key, row) for row, names in rows for key in {folded(name) for name in names})
    return {key: same[0] for key, same in found.items() if len(same) == 1}
