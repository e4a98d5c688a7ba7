"""The controlled vocabularies of the European Learning Model: what a code means for an offer.

Codes and labels: knowledge/facts/elm/code_lists.csv, which names its source.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from knowledge.offer import Mode, Schedule

CODE_LISTS = Path(__file__).parents[1] / "facts" / "elm" / "code_lists.csv"
BASE = "http://data.europa.eu/snb/"

MODES: Mapping[str, Mode] = {
    f"{BASE}learning-assessment/920fbb3cbe": Mode.ONLINE,
    f"{BASE}learning-assessment/9191af2ed9": Mode.ONSITE,  # "Presential"
    f"{BASE}learning-assessment/e92d221e4d": Mode.BLENDED,
}
"""Modes of learning that say how one attends; "Project based" and "Workbased" do not."""

SCHEDULES: Mapping[str, Schedule] = {
    f"{BASE}learning-schedule/72a0ab92fa": Schedule.FULL_TIME,
    f"{BASE}learning-schedule/f230bae523": Schedule.PART_TIME,  # "Part time intensive"
    f"{BASE}learning-schedule/67395e6b5a": Schedule.PART_TIME,  # "Part time light"
}
ECTS = f"{BASE}education-credit/6fcec5c5af"
ATTENDANCE = f"{BASE}assessment/7331eb4762"
"""The list of assessment types has "level of attendance": being there shows no learning outcome."""

MAY_LEARN = f"{BASE}entitlement/64aad92881"
"""Entitlement to a learning opportunity; the others are to an occupation and to a membership."""

ESCO_SKILL = "http://data.europa.eu/esco/skill/"

_ECTS_NAMES = frozenset(
    {"ects", "ects credits", "european credit transfer system", "european credit transfer and accumulation system"}
    | {"european credit transfer and accumulation system (ects)", "european credit transfer system (ects)"}
)
_WITHDRAWN = re.compile(r"(?:.*[/#])?(?:obsolete|not[- ]published[- ]anymore)\Z", re.IGNORECASE)
_EQF = re.compile(r"https?://data\.europa\.eu/(?:snb|esco)/eqf/([1-8])/?")
_ISCED_F = re.compile(r"https?://data\.europa\.eu/(?:snb|esco)/isced-f/(\d{2,4})/?")


@cache
def _labels() -> Mapping[str, str]:
    """Address of a code -> English label."""
    with CODE_LISTS.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        return {f"{BASE}{row['list']}/{row['code']}": row["label"] for row in rows}


@cache
def _frameworks() -> frozenset[str]:
    """National frameworks as a whole: the list of levels names them beside their levels."""
    whole = re.compile(r"\b(framework|register)\b", re.IGNORECASE)
    return frozenset(
        address for address, label in _labels().items() if address.startswith(f"{BASE}qdr/") and whole.search(label)
    )


def label_of(address: str | None) -> str | None:
    """The English label of a code's address; None where the lists do not have it."""
    return _labels().get(address.strip()) if address else None


def eqf_level(address: str) -> int | None:
    """1-8 for the address of a level of the European Qualifications Framework, else None."""
    found = _EQF.fullmatch(address.strip())
    return int(found[1]) if found else None


def isced_field(address: str) -> str | None:
    """The ISCED-F 2013 code (2-4 digits) in the address of a field of education, else None."""
    found = _ISCED_F.fullmatch(address.strip())
    return found[1] if found else None


def is_whole_framework(address: str) -> bool:
    """Is this a national qualifications framework, not one of its levels?"""
    return address.strip() in _frameworks()


def is_ects(address: str, labels: tuple[str, ...] = ()) -> bool:
    """Are credit points of this framework ECTS? The framework must say so: its address, or its own name."""
    if address.startswith(f"{BASE}education-credit/"):
        return address == ECTS
    return any(" ".join(label.casefold().split()) in _ECTS_NAMES for label in labels)


def is_withdrawn(status: object) -> bool:
    """Does a status (a word or its address) say that the record is obsolete or not published any more?"""
    return isinstance(status, str) and _WITHDRAWN.match(status.strip()) is not None
