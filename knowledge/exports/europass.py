"""A learner profile as Europass JSON: the SkillsPassport 3.4, the one JSON form of a CV that Europass has documented.

The portal of 2020 takes and gives XML in PDFs and has published no JSON. There is no part for the person: a profile
has no name. Read again by knowledge.profiles.formats.europass_json.

Source, read 2026-11-24: JSON schema and examples 3.4.0 of Europass (github.com/europass/ewa-cedefop).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel import Locale

from knowledge.esco import Esco
from knowledge.languages import CODES
from knowledge.learner_profile import LearnerProfile

VERSION = "V3.4"


def skills_passport(profile: LearnerProfile, esco: Esco, *, language: str, at: datetime) -> dict[str, Any]:
    """The profile. `language` (ISO 639-1) is that of the labels, `at` the time of making."""
    locale = language if language in CODES else "en"
    names = Locale(locale).languages
    learner: dict[str, Any] = {}
    if profile.goal:
        learner["Headline"] = {"Type": {"Code": "personal_statement"}, "Description": {"Label": profile.goal}}
    if jobs := [_concept(uri, esco, locale) for uri in profile.occupations if uri in esco]:
        learner["WorkExperience"] = [{"Position": job} for job in jobs]
    if profile.schooling is not None:
        level = {"Code": str(profile.schooling), "Label": f"EQF level {profile.schooling}"}
        learner["Education"] = [{"Level": level}]
    skills: dict[str, Any] = {}
    if profile.languages:
        spoken = [{"Description": {"Code": code, "Label": str(names.get(code, code))}} for code in profile.languages]
        skills["Linguistic"] = {"ForeignLanguage": spoken}
    if labels := [esco.label(uri, locale) for uri in profile.skills if uri in esco]:
        skills["JobRelated"] = {"Description": "<br/>".join(labels)}
    if skills:
        learner["Skills"] = skills
    return {
        "SkillsPassport": {
            "Locale": locale,
            "DocumentInfo": {
                "DocumentType": "ESP",
                "CreationDate": at.isoformat(timespec="seconds"),
                "XSDVersion": VERSION,
                "Generator": "Waymark",
            },
            "LearnerInfo": learner,
        }
    }


def _concept(uri: str, esco: Esco, language: str) -> dict[str, str]:
    return {"Code": uri, "Label": esco.label(uri, language)}
