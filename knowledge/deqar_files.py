"""DEQAR's public daily CSV files, read into the forms of our registers.

Columns are taken by name, whatever their order; others are passed over. Known columns and meanings: EQAR/deqar-docs
(docs/report_data.md, docs/institution_data.md) and programs that read the files. Rules kept here:
a report of a type that names programmes is about the programme, not about the provider; a provider that fills a line
a location is one provider; names too short to be more than an acronym are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from babel import Locale

from knowledge.names import folded
from knowledge.register_file import Cells, Origin, RegisterError, Row, csv_rows, wrong_shape
from knowledge.register_rows import Covers, Decision, Standing

Line = tuple[int, Row | RegisterError | None]
"""Line number; the row in our own form, the error to raise for it, or None for a line that holds no row of ours."""

_TYPES = MappingProxyType(
    {
        "institutional": Covers.PROVIDER,
        # one provider and one or more programmes: what it says of the provider alone cannot be told apart
        "institutional/programme": Covers.PROGRAMME,
        "programme": Covers.PROGRAMME,
        "joint programme": Covers.PROGRAMME,
    }
)
_DECISIONS = MappingProxyType(
    {
        "positive": Decision.POSITIVE,
        "positive with conditions or restrictions": Decision.CONDITIONAL,
        "negative": Decision.NEGATIVE,
        "not applicable": Decision.NOT_APPLICABLE,
    }
)
_STANDINGS = MappingProxyType({"part of obligatory eqa system": Standing.OBLIGATORY, "voluntary": Standing.VOLUNTARY})
_NUMBERED = re.compile(r"\A\d\s*-\s*")  # "1 - positive", as the documentation prints values
_REGISTER_NUMBER = re.compile(r"\A[\[(]\d+[\])]\s*")
_DAY = re.compile(r"\A(\d{4}-\d{2}-\d{2})(?:[T ].*)?\Z")
_NO_ACRONYM = 8
"""Letters from which on a single word counts as a name: "BOKU" may be anyone."""


@dataclass(frozen=True)
class DeqarFile:
    """One of the daily files: the register it fills, the columns it must have, and how a line of it is read."""

    register: str
    needs: tuple[str, ...]
    may: tuple[str, ...]
    read: Callable[[Cells], Row | None]
    once: str | None = None

    def lines(self, path: Path) -> Iterator[Line]:
        """Each line of the file. Raises RegisterError for what spoils the file as a whole."""
        header: list[str] = []
        seen: set[str] = set()
        for number, cells in csv_rows(path):
            if not header:
                header = cells
                self._look_at(header, path)
                continue
            if len(cells) != len(header):
                yield number, wrong_shape(path, number, cells, header)
                continue
            values = dict.fromkeys(self.may, "") | dict(zip(header, cells, strict=True))
            if self.once is not None and values[self.once]:
                if values[self.once] in seen:
                    yield number, None
                    continue
                seen.add(values[self.once])
            try:
                yield number, self.read(Cells(path, number, values, Origin("")))
            except RegisterError as error:
                yield number, error

    def _look_at(self, header: list[str], path: Path) -> None:
        missing = [column for column in self.needs if column not in header]
        if missing:
            raise RegisterError(
                f"{path.name}, line 1: the columns {', '.join(repr(c) for c in missing)} are missing; the line reads "
                f"'{','.join(header)[:400]}'. Expected DEQAR's file with {', '.join(self.needs)}. Download it "
                "again from https://www.eqar.eu/qa-results/download-data-sets/ and give it unchanged."
            )


def _known(c: Cells, column: str, known: Mapping[str, str]) -> str:
    """What DEQAR's word in `column` is in our form."""
    said = _NUMBERED.sub("", c.values[column]).casefold()
    return known[said] if said in known else c.fail(column, "one of " + ", ".join(f"'{word}'" for word in known))


def _day(c: Cells, column: str) -> str:
    value = c.values[column]
    if not value:
        return ""
    found = _DAY.match(value)
    return found[1] if found else c.fail(column, "a day as YYYY-MM-DD, or nothing where it is unknown")


def _name(value: str) -> str:
    return _REGISTER_NUMBER.sub("", value)


def _report(c: Cells) -> Row:
    activity = c.values["report_esg_activity_short"] or c.values["report_esg_activity_long"] or c.text("report_type")
    covers = _known(c, "report_type", _TYPES)
    return {
        "report_id": c.text("report_id"),
        "deqar_id": c.text("hei_deqar_id"),
        "provider": _name(c.text("hei_name")),
        "agency": c.text("report_agency"),
        "activity": activity,
        "covers": covers,
        "programme": c.text("programme_name") if covers == Covers.PROGRAMME else "",
        "qualification": c.values["programme_qualification"],
        "decision": _known(c, "report_decision", _DECISIONS),
        "status": _known(c, "report_status", _STANDINGS),
        "valid_from": _day(c, "report_valid_from"),
        "valid_to": _day(c, "report_valid_to"),
        "url": c.values["report_url"] if re.match(r"https?://\S+\Z", c.values["report_url"]) else "",
    }


def _provider(c: Cells) -> Row:
    name, local = _name(c.text("name_primary")), _name(c.values["name_official"])
    others = {_name(part.strip()) for part in re.split(r"[;|]", c.values["name_versions"])}
    kept = sorted(other for other in others - {name, local, ""} if _is_name(other))
    site, country = c.values["website_link"], country_named(c.values["country"])
    if country is None and re.match(r"[A-Z]{2}\d", c.values["eter_id"]):
        country = c.values["eter_id"][:2]
    return {
        "deqar_id": c.text("deqar_id"),
        "name": name,
        "name_local": local if local != name else "",
        "country": country or "",
        "city": c.values["city"],
        "domain": re.sub(r"\Ahttps?://(www\.)?|/.*", "", site) if "." in site else "",
        "eter_id": c.values["eter_id"],
        "ror": _ror(c.values["identifiers_all"]),
        "reports": c.values["report_count"] or "0",
        "latest_report": _day(c, "report_last"),
        "other_names": " ; ".join(kept),
        "closed_on": _day(c, "closure_date"),
    }


def _is_name(text: str) -> bool:
    return " " in text.strip() or len(folded(text)) >= _NO_ACRONYM


def _ror(identifiers: str) -> str:
    found = re.search(r"ROR: *(?:https?://ror\.org/)?([0-9a-z]{9})\b", identifiers)
    return found[1] if found else ""


def _agency(c: Cells) -> Row | None:
    start = _day(c, "registration_start")
    if not start:  # an agency that asked for registration and has none is in the file too
        return None
    name = c.text("name_primary")
    return {
        "id": c.text("agency_id"),
        "acronym": c.values["acronym_primary"] or name,
        "name": name,
        "country": country_named(c.values["country"]) or "",
        "website": "",
        "registered_from": start,
        "registered_to": _day(c, "registration_valid_to"),
        "focus_countries": "",
    }


_ALSO_NAMED = MappingProxyType(
    {
        "czech republic": "CZ",
        "turkey": "TR",
        "republic of moldova": "MD",
        "russian federation": "RU",
        "holy see": "VA",
        "the netherlands": "NL",
        "bosnia and herzegovina": "BA",
        "slovak republic": "SK",
    }
)


def country_named(text: str) -> str | None:
    """The ISO code of a country as DEQAR writes it in English, "Belgium (Flemish Community)" too; None if unknown."""
    if re.fullmatch(r"[A-Z]{2}", text):
        return text
    name = folded(re.sub(r"\(.*?\)", "", text))
    return _ALSO_NAMED.get(name) or _english().get(name)


@cache
def _english() -> Mapping[str, str]:
    territories = Locale("en").territories
    return {folded(str(name)): str(code) for code, name in territories.items() if re.fullmatch("[A-Z]{2}", code)}


DEQAR_FILES: Mapping[str, DeqarFile] = MappingProxyType(
    {
        file.register: file
        for file in (
            DeqarFile(
                "deqar_reports",
                (
                    *("report_id", "report_agency", "report_type", "report_status", "report_decision"),
                    *("report_valid_from", "report_valid_to", "hei_deqar_id", "hei_name", "programme_name"),
                ),
                ("report_esg_activity_short", "report_esg_activity_long", "programme_qualification", "report_url"),
                _report,
            ),
            DeqarFile(
                "deqar_providers",
                ("deqar_id", "name_primary", "country", "report_count", "report_last"),
                (
                    *("eter_id", "identifiers_all", "name_official", "name_versions", "city", "website_link"),
                    "closure_date",
                ),
                _provider,
                once="deqar_id",
            ),
            DeqarFile(
                "eqar_agencies",
                ("agency_id", "name_primary", "registration_start", "registration_valid_to"),
                ("acronym_primary", "country"),
                _agency,
            ),
        )
    }
)
"""The daily files, by the register that each fills."""
