"""What of a badge may be read: what can be earned and who awards it, never who has earned it.

A badge credential is a document about a person. Only listed keys of the achievement and of the issuer are taken over,
before anything else sees the record; the learner's identifiers, results, dates and narratives are not among them. So
they cannot reach an offer, a quote, a doubt or a rejection.

Shapes: Open Badges 3.0 (Achievement; OpenBadgeCredential alias AchievementCredential; https://www.imsglobal.org/spec/
ob/v3p0/), Open Badges 2 (BadgeClass, Assertion) and the records of the edubadges server (SURF), read 2026-11-24.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, TypeAlias

from knowledge.feeds.values import UnreadableError, days
from knowledge.names import folded

Badge: TypeAlias = dict[str, Any]

CREDENTIALS = frozenset({"OpenBadgeCredential", "AchievementCredential", "ClrCredential", "Assertion"})
ACHIEVEMENTS = frozenset({"Achievement", "BadgeClass", "EducredentialAchievement", "EdubadgesAchievement"})
PROFILES = frozenset({"Issuer", "Profile"})

NAMES = ("name", "name_english", "nameEnglish", "name_dutch", "nameDutch")
"""Keys of a name; the edubadges server writes one a language."""

_OF_ACHIEVEMENT = frozenset(
    [
        "@context",
        "id",
        "@id",
        "entity_id",
        "entityId",
        "type",
        "@type",
        "name",
        "criteria",
        "criteria_text",
        "criteriaText",
        "achievementType",
        "alignment",
        "alignments",
        "inLanguage",
        "@language",
        "tag",
        "tags",
        "fieldOfStudy",
        "specialization",
        "creditsAvailable",
        "expires",
        "expiration_period",
        "expirationPeriod",
        "ECTS",
        "SBU",
        "studyLoad",
        "timeInvestment",
        "EQF",
        "learningOutcome",
        "learningOutcomes",
        "educationProgramIdentifier",
        "qualityAssurance",
        "participationType",
        "participation",
        "assessmentType",
        "assessment_type",
        "supervisionType",
        "identityChecked",
        "stackable",
        "assessment_supervised",
        "assessmentSupervised",
        "assessment_id_verified",
        "assessmentIdVerified",
        "badge_class_type",
        "badgeClassType",
        "is_micro_credentials",
        "isMicroCredentials",
        "quality_assurance_name",
        "qualityAssuranceName",
        "quality_assurance_url",
        "qualityAssuranceUrl",
        "quality_assurance_description",
        "qualityAssuranceDescription",
    ]
)
_EXTENSIONS = {"extensions:Assessment"} | {
    f"extensions:{name}Extension"
    for name in [
        "Language",
        "ECTS",
        "StudyLoad",
        "TimeInvestment",
        "EQF",
        "LearningOutcome",
        "EducationProgramIdentifier",
        "InstitutionName",
        "InstitutionCountry",
        "ParticipationType",
        "AssessmentType",
        "SupervisionType",
        "IdentityChecked",
        "Stackable",
        "QualityAssurance",
    ]
}
_OF_RESULT = frozenset({"name", "resultType", "requiredValue", "requiredLevel"})
_OF_ALIGNMENT = frozenset(
    {"targetName", "targetUrl", "targetCode", "targetType", "targetFramework", "targetDescription"}
    | {"target_name", "target_url", "target_code", "target_framework", "target_description", "type"}
)
_IDENTITY = frozenset(
    {"id", "identityHash", "identity", "identifier", "name", "givenName", "familyName", "fullName", "email"}
    | {"telephone", "phone", "licenseNumber", "studentId", "birthDate", "dateOfBirth"}
)
_SHORTEST_PERSONAL = 5
"""Characters of a personal value below which it may stand in a text by chance."""


def is_profile(value: object) -> bool:
    return isinstance(value, Mapping) and bool(types(value) & PROFILES)


def types(value: Mapping[str, Any]) -> set[str]:
    """The types of a JSON-LD object, without prefix."""
    stated = value.get("type", value.get("@type"))
    listed = stated if isinstance(stated, list) else [stated]
    return {one.rsplit(":", 1)[-1].rsplit("#", 1)[-1] for one in listed if isinstance(one, str)}


def badges_of(value: object, profiles: Mapping[str, Badge]) -> Iterator[Badge]:
    """The badges that `value` describes, without any person; none where it is no badge.

    `profiles` are issuers by their id, for a badge that only refers to its issuer.
    """
    if not isinstance(value, Mapping):
        return
    kinds = types(value)
    subjects = _listed(value.get("credentialSubject"))
    if subjects or kinds & CREDENTIALS or isinstance(value.get("badge"), Mapping):
        personal = _personal(value, subjects)
        held = [
            one for subject in subjects if isinstance(subject, Mapping) for one in _listed(subject.get("achievement"))
        ]
        held += [value[key] for key in ("badge", "badgeclass") if isinstance(value.get(key), Mapping)]
        for achievement in held:
            if isinstance(achievement, Mapping):
                yield _badge(achievement, value, profiles, personal)
    elif kinds & ACHIEVEMENTS or ("name" in value and kinds <= {"Achievement", "BadgeClass"}):
        yield _badge(value, None, profiles, frozenset())


def profile(value: object, profiles: Mapping[str, Badge] | None = None) -> Badge | None:
    """Name, address and institution of an issuer; what else a profile holds (mail, telephone, officials) is left."""
    if isinstance(value, str):
        return (profiles or {}).get(value)
    if not isinstance(value, Mapping):
        return None
    kept: Badge = {key: value[key] for key in (*NAMES, "id", "@id", "url") if isinstance(value.get(key), str)}
    if isinstance(address := value.get("address"), Mapping):
        kept["address"] = {k: address[k] for k in ("addressCountryCode", "addressCountry") if k in address}
    for key in ("extensions:InstitutionNameExtension", "extensions:InstitutionCountryExtension"):
        if key in value:
            kept[key] = value[key]
    faculty = value.get("faculty")
    above = {"parentOrg": value.get("parentOrg"), "institution": value.get("institution")}
    if isinstance(faculty, Mapping) and above["institution"] is None:
        above["institution"] = faculty.get("institution")
    for key, body in above.items():
        if isinstance(body, Mapping):
            kept[key] = profile({k: v for k, v in body.items() if k not in ("parentOrg", "institution", "faculty")})
    if "endorsement" in value:
        kept["endorsement"] = [one for one in map(_endorsement, _listed(value["endorsement"])) if one]
    return kept


def _badge(
    achievement: Mapping[str, Any],
    credential: Mapping[str, Any] | None,
    profiles: Mapping[str, Badge],
    personal: frozenset[str],
) -> Badge:
    kept: Badge = {key: achievement[key] for key in _OF_ACHIEVEMENT | _EXTENSIONS if key in achievement}
    kept["alignment"] = [
        {key: one[key] for key in _OF_ALIGNMENT if key in one}
        for one in (*_listed(kept.pop("alignment", None)), *_listed(kept.pop("alignments", None)))
        if isinstance(one, Mapping)
    ]
    kept["resultDescription"] = [
        {key: one[key] for key in _OF_RESULT if key in one}
        for one in _listed(achievement.get("resultDescription"))
        if isinstance(one, Mapping)
    ]
    kept["programmes"] = [
        one["identifier"]
        for one in _listed(achievement.get("otherIdentifier"))
        if isinstance(one, Mapping) and one.get("identifierType") == "ext:CROHO" and "identifier" in one
    ]
    kept["extensions"] = dict(_server_extensions(achievement))
    kept["endorsement"] = [one for one in map(_endorsement, _listed(achievement.get("endorsement"))) if one]
    names_award = {str(credential[key]) for key in ("id", "@id") if credential.get(key)} if credential else set()
    for key in ("id", "@id"):
        if kept.get(key) in names_award or "/assertions/" in str(kept.get(key, "")):
            del kept[key]  # the edubadges server gives the award's address as the achievement's: it leads to a person
    kept = _without(kept, personal)
    return {
        "achievement": kept,
        "creator": profile(achievement.get("creator"), profiles),
        "issuer": profile(achievement.get("issuer"), profiles) or profile((credential or {}).get("issuer"), profiles),
        "only_address": any(isinstance(one.get("issuer"), str) for one in (achievement, credential or {})),
        "issued": credential is not None,
        "valid": _span(credential) if credential else None,
    }


def _server_extensions(achievement: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """As the server's interface lists them: [{"name": "extensions:ECTSExtension", "value": 2.5}], or by name."""
    stated = achievement.get("badgeclassextension_set", achievement.get("extensions"))
    if isinstance(stated, Mapping):
        yield from ((key, value) for key, value in stated.items() if key in _EXTENSIONS)
    for one in _listed(stated):
        if isinstance(one, Mapping) and one.get("name") in _EXTENSIONS and "value" in one:
            yield str(one["name"]), one["value"]


def _endorsement(value: object) -> Badge | None:
    """Who endorses, in which words and how long. It is about the achievement or the issuer, not about a learner."""
    if not isinstance(value, Mapping) or not isinstance(value.get("issuer"), Mapping):
        return None
    subject = value.get("credentialSubject")
    comment = subject.get("endorsementComment") if isinstance(subject, Mapping) else None
    return {
        "by": value["issuer"].get("name"),
        "comment": comment,
        "from": value.get("validFrom") or value.get("issuanceDate"),
        "to": value.get("validUntil") or value.get("expirationDate"),
    }


def _span(credential: Mapping[str, Any]) -> str | None:
    """How long the credential counts, where that is whole years; never from when, which is one award's."""
    starts = credential.get("validFrom") or credential.get("issuanceDate") or credential.get("issuedOn")
    ends = credential.get("validUntil") or credential.get("expirationDate") or credential.get("expires")
    try:
        first, last = days.day(starts), days.day(ends)
    except UnreadableError:
        return None
    years = last.year - first.year
    if years < 1 or (last.month, last.day) != (first.month, first.day):
        return None
    return f"{years} years from issue" if years > 1 else "1 year from issue"


def _personal(credential: Mapping[str, Any], subjects: list[Any]) -> frozenset[str]:
    """The folded values that tell who holds the credential, to be kept out should they stand in a text."""
    holders = (*subjects, credential.get("recipient"), credential.get("extensions:recipientProfile"))
    found = {folded(text) for holder in holders for text in _identities(holder)}
    return frozenset(text for text in found if len(text) >= _SHORTEST_PERSONAL)


def _identities(value: object, named: bool = False, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        if named:
            yield value[:500]
    elif depth < 6 and isinstance(value, Mapping):
        for key, each in value.items():
            if key != "achievement":
                yield from _identities(each, key in _IDENTITY, depth + 1)
    elif depth < 6 and isinstance(value, list):
        for each in value[:100]:
            yield from _identities(each, named, depth + 1)


def _without(value: Any, personal: frozenset[str]) -> Any:
    """`value` without the texts in which a personal value stands."""
    if not personal:
        return value
    if isinstance(value, str):
        words = f" {folded(value)} "
        return "" if any(f" {text} " in words for text in personal) else value
    if isinstance(value, dict):
        return {key: _without(each, personal) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, personal) for each in value]
    return value


def _listed(value: object) -> list[Any]:
    if value is None or (isinstance(value, Mapping) and not value):
        return []
    return value if isinstance(value, list) else [value]


def validity_of(expires: object) -> str | None:
    """How long a badge counts, as Open Badges 2 servers state it: {"amount": 2, "duration": "years"}, or in days."""
    if isinstance(expires, Mapping):
        amount, unit = expires.get("amount"), expires.get("duration")
        if isinstance(amount, int) and amount > 0 and isinstance(unit, str) and unit.isalpha():
            return f"{amount} {unit}"
    if isinstance(expires, int) and not isinstance(expires, bool) and expires > 0:
        return f"{expires} days"
    return None


def day_or_none(value: object) -> date | None:
    try:
        return days.day(value)
    except UnreadableError:
        return None
