"""Open Badges 3.0 and 2 (1EdTech), with the metadata of edubadges (SURF): badges to earn, and credentials for them.

A badge is evidence of what its issuer says. `verified` flags, verification methods and proofs say that a document is
whole, not that anybody checked the learning: they are no claim of quality assurance. Endorsements by others and the
issuer's statement of its quality assurance are claims. Credits without a unit are no ECTS.

Sources, read 2026-11-24: https://www.imsglobal.org/spec/ob/v3p0/ ; edubadges extensions of Open Badges 2 and, since
2026-10, their places in Open Badges 3 (github.com/edubadges/edubadges-server, wiki); github.com/educredentials.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.feeds import json_objects
from knowledge.feeds.assessed import assessment_in
from knowledge.feeds.badge_bodies import bodies, name_of, stated
from knowledge.feeds.badge_record import (
    ACHIEVEMENTS,
    CREDENTIALS,
    PROFILES,
    Badge,
    badges_of,
    day_or_none,
    is_profile,
    profile,
    types,
    validity_of,
)
from knowledge.feeds.draft import Draft
from knowledge.feeds.format import Format
from knowledge.feeds.opening import Feed
from knowledge.feeds.records import FeedError, Record, Rejection
from knowledge.names import folded

UNDER = (
    "@graph",
    "data",
    "result",
    "results",
    "badges",
    "achievements",
    "badgeclasses",
    "verifiableCredential",
    "items",
)
"""Keys under which files list badges."""

MOST_PROFILES = 50_000

_NOT_SHOWN = "a record that may be about a person: not shown"
_MARK = re.compile(
    rb"OpenBadgeCredential|AchievementCredential|ClrCredential|AchievementSubject|w3id\.org/openbadges"
    rb"|purl\.imsglobal\.org/spec/(?:ob|clr)/|BadgeClass|extensions:ECTSExtension|badgeclassextension_set"
)
_ACHIEVEMENT = re.compile(rb'"@?type"\s*:\s*(?:\[[^\]]{0,80})?"(?:Achievement|Assertion)"')

_GRADED = frozenset(
    {"GradePointAverage", "LetterGrade", "Percent", "PerformanceLevel", "PredictedScore", "RawScore"}
    | {"RubricCriterion", "RubricCriterionLevel", "RubricScore", "ScaledScore", "ECTSGradeScore"}
)
"""Result types that measure something (Status and Result do not)."""

_MODES = {"online": "online", "onsite": "onsite", "on site": "onsite", "blended": "blended", "hybrid": "blended"}
_HOURS = re.compile(r"edubadges\.nl|surf\.nl|surfnet\.nl|w3id\.org/openbadges|openbadgespec\.org")
_MINUTES = re.compile(r"openbadges\.education")
_ESCO_SKILL = re.compile(r"https?://data\.europa\.eu/esco/skill/\S+\Z")
_ABOUT_SKILLS = frozenset({"", "cfitem", "competency", "escoalignment", "esco", "alignment"})


def recognises(head: bytes, name: str) -> float:
    if _MARK.search(head):
        return 0.9
    return 0.7 if _ACHIEVEMENT.search(head) else 0.0


def records(feed: Feed) -> Iterator[Record | Rejection]:
    """A record a badge; a credential is stripped of its holder here, before anything can quote it."""
    try:
        yield from _badges(feed)
    except FeedError as error:
        if "no JSON" not in str(error):
            raise
        raise FeedError(  # a parser quotes the place where it stumbled, and a person may stand there
            f"{feed.name}: the file is no JSON from some place on, or ends too early. Expected a whole JSON file. "
            "Get it again; the records before this place are good."
        ) from None


def _badges(feed: Feed) -> Iterator[Record | Rejection]:
    profiles = _profiles(feed)
    for item in json_objects.objects(feed, UNDER):
        if isinstance(item, Rejection):
            yield Rejection(item.locator, _NOT_SHOWN, item.expected, item.remedy)
            continue
        found = list(badges_of(item.values, profiles))
        if not found and not is_profile(item.values):
            yield _no_badge(item)
        for place, badge in enumerate(found, 1):
            where = item.locator if len(found) == 1 else f"{item.locator}, achievement {place}"
            yield Record(where, badge)


def _profiles(feed: Feed) -> dict[str, Badge]:
    """Issuers that stand in the file beside their badges, by id. One more pass, as they may stand behind them."""
    found: dict[str, Badge] = {}
    for item in json_objects.objects(feed, UNDER):
        if isinstance(item, Record) and is_profile(item.values) and len(found) < MOST_PROFILES:
            kept = profile(item.values)
            key = kept and (kept.get("id") or kept.get("@id"))
            if kept and key:
                found[key] = kept
    return found


def _no_badge(item: Record) -> Rejection:
    kinds = types(item.values) if isinstance(item.values, Mapping) else set()
    known = sorted(kinds & (CREDENTIALS | ACHIEVEMENTS | PROFILES))
    return Rejection(
        item.locator,
        f"a record of type {', '.join(known)}" if known else _NOT_SHOWN,
        "an achievement or badge class with its data in the record",
        "Have the feed hold the badge itself, not only its address: addresses are never fetched.",
    )


def fill(record: Record, draft: Draft) -> None:
    held: Badge = record.values
    badge: dict[str, Any] = held["achievement"]
    _language(badge, draft)
    draft.identify(badge.get("id") or badge.get("@id") or badge.get("entity_id") or badge.get("entityId"))
    draft.read("title", badge.get("name"), "name")
    bodies(held, draft)
    _address(badge, draft)
    _kind(badge, draft)
    _what_is_learned(badge, draft)
    _alignments(badge, draft)
    _workload(badge, held, draft)
    _participation(badge, draft)
    _assessment(badge, draft)
    _supervision(badge, draft)
    _stackability(badge, draft)
    _validity(badge, held, draft)
    _quality(badge, held, draft)


def _language(badge: Mapping[str, Any], draft: Draft) -> None:
    value, at = stated(badge, "Language", "inLanguage", "@language")
    if isinstance(value, str):
        value = value.replace("_", "-")  # the edubadges server writes nl_NL
    draft.read("languages", value, at)


def _address(badge: Mapping[str, Any], draft: Draft) -> None:
    criteria = badge.get("criteria")
    for value, at in (
        (criteria.get("id") if isinstance(criteria, Mapping) else criteria, "criteria.id"),
        (badge.get("id") or badge.get("@id"), "id"),
    ):
        if isinstance(value, str) and value.startswith(("https://", "http://")) and "/assertions/" not in value:
            draft.read("url", value, at)


def _kind(badge: Mapping[str, Any], draft: Draft) -> None:
    said, at = stated(badge, "", "achievementType", "badge_class_type", "badgeClassType")
    flag = next((key for key in ("is_micro_credentials", "isMicroCredentials") if badge.get(key) is True), None)
    if flag:
        draft.read(
            "credential_type", "micro-credential", flag, derived="the record's flag for micro-credentials is true"
        )
    elif isinstance(said, str):
        words = re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", said.removeprefix("ext:"))
        draft.read("credential_type", f"{words} badge" if at.startswith("badge") else words, at)
    draft.read("credential_type", "Open Badge", "type", derived="the record is in the format for badges")


def _what_is_learned(badge: Mapping[str, Any], draft: Draft) -> None:
    outcomes, at = stated(badge, "LearningOutcome", "learningOutcomes", "learningOutcome")
    if isinstance(outcomes, str):
        outcomes = [line.strip(" \t*•-–") for line in outcomes.splitlines() if line.strip(" \t*•-–")]
    draft.read("learning_outcomes", outcomes, at)
    about = [badge.get("fieldOfStudy"), badge.get("specialization"), *_listed(badge.get("tag") or badge.get("tags"))]
    words = dict.fromkeys(one.strip() for one in about if isinstance(one, str) and one.strip())
    draft.read("subject", ", ".join(words), "fieldOfStudy, specialization, tag")
    programme, at = stated(badge, "EducationProgramIdentifier", "educationProgramIdentifier")
    if programme is None:
        programme, at = badge["programmes"], "otherIdentifier"
    codes = [str(one) for one in _listed(programme) if isinstance(one, int | str) and str(one).strip(" 0")]
    if codes:
        draft.read("part_of", f"education programme {', '.join(codes[:5])}", at, derived="the programme's code")
    eqf, at = stated(badge, "EQF", "EQF")
    draft.read("eqf", eqf or None, at)


def _alignments(badge: Mapping[str, Any], draft: Draft) -> None:
    for place, one in enumerate(badge["alignment"]):
        said = {re.sub(r"_(.)", lambda found: found[1].upper(), key): value for key, value in one.items()}
        at = f"alignment[{place}]"
        name, url = said.get("targetName"), said.get("targetUrl")
        kind = str(said.get("targetType") or "").removeprefix("ext:").rsplit(":", 1)[-1].casefold()
        framework = folded(str(said.get("targetFramework") or ""))
        if kind == "qualityassurance":
            words = [text for text in (name, said.get("targetDescription")) if isinstance(text, str) and text.strip()]
            draft.claim(": ".join(words), at, standard=said.get("targetFramework"))
        elif kind in ("eqf", "eqflevel") or framework in ("eqf", "european qualifications framework"):
            draft.read("eqf", said.get("targetCode") or name, f"{at}.targetCode")
        elif isinstance(url, str) and _ESCO_SKILL.match(url):
            draft.read("skills", name, f"{at}.targetName")
            draft.read("skill_uris", url, f"{at}.targetUrl")
        elif kind in _ABOUT_SKILLS and not _about_itself(name, framework, badge):
            draft.read("skills", name, f"{at}.targetName")


def _about_itself(name: object, framework: str, badge: Mapping[str, Any]) -> bool:
    """An alignment with the catalogue the badge itself stands in names no skill."""
    return "catalog" in framework or (isinstance(name, str) and folded(name) == folded(str(badge.get("name", ""))))


def _workload(badge: Mapping[str, Any], held: Badge, draft: Draft) -> None:
    ects, at = stated(badge, "ECTS", "ECTS")
    draft.read("ects", ects or None, at)
    offered = badge.get("creditsAvailable")
    if offered and "EdubadgesAchievement" in types(badge):
        draft.read("ects", offered, "creditsAvailable", derived="edubadges state ECTS credits here")
    elif offered and not draft.has("ects"):
        draft.doubt(
            "ects", "creditsAvailable", offered, "credits with their unit: a number alone may be any system's"
        )
    for extension, keys in (("StudyLoad", ("SBU", "studyLoad")), ("TimeInvestment", ("timeInvestment",))):
        value, at = stated(badge, extension, *keys)
        if value:
            _hours(value, at, _unit_of(extension, badge), draft)


def _unit_of(extension: str, badge: Mapping[str, Any]) -> str | None:
    """edubadges state hours; OpenEducationalBadges use the same name for minutes; others do not say."""
    extended = badge.get(f"extensions:{extension}Extension")
    context = str(extended.get("@context")) if isinstance(extended, Mapping) else str(badge.get("@context"))
    if _MINUTES.search(context):
        return "minutes"
    edubadges = {"EducredentialAchievement", "EdubadgesAchievement"} & types(
        badge
    ) or "assessment_id_verified" in badge
    return "hours" if edubadges or _HOURS.search(context) else None


def _hours(value: object, at: str, unit: str | None, draft: Draft) -> None:
    if unit is None:
        draft.doubt(
            "workload_hours", at, value, "a workload with its unit: some servers write hours here, some minutes"
        )
    elif unit == "minutes" and isinstance(value, int | float):
        draft.read("workload_hours", value / 60, at, derived="the server states minutes here")
    else:
        draft.read("workload_hours", value, at)


def _participation(badge: Mapping[str, Any], draft: Draft) -> None:
    said, at = stated(badge, "ParticipationType", "participationType", "participation")
    if isinstance(said, str) and said.strip():
        mode = _MODES.get(folded(said))
        if mode:
            draft.read("mode", mode, at)
        else:  # "onsite or blended", "work experience", several: which one is meant is not said
            draft.doubt("mode", at, said, "one form of participation: online, onsite or blended")


def _assessment(badge: Mapping[str, Any], draft: Draft) -> None:
    """In this order: the stated type, 1EdTech's draft extension, graded results, plain sentences of the criteria."""
    said, at = stated(badge, "AssessmentType", "assessmentType", "assessment_type")
    if isinstance(said, str):
        said = ", ".join(part.strip().replace("_", " ") for part in said.split(",") if part.strip())
    draft.read("assessment", said, at)
    overall = badge.get("extensions:Assessment")
    if isinstance(overall, Mapping):
        kinds = [one.get("assessmentType") for one in _listed(overall.get("assessment")) if isinstance(one, Mapping)]
        spoken = [overall.get("overallDescription"), *kinds]
        words = "; ".join(one for one in spoken if isinstance(one, str) and one.strip())
        draft.read("assessment", words, "extensions:Assessment")
    graded = [one for one in badge["resultDescription"] if _measured(one)]
    if graded:
        words = "; ".join(_as_words(one) for one in graded)
        draft.read("assessment", words, "resultDescription", derived="the achievement has graded results")
    criteria = badge.get("criteria")
    narrative = criteria.get("narrative") if isinstance(criteria, Mapping) else None
    text, at = (narrative, "criteria.narrative") if narrative else stated(badge, "", "criteria_text", "criteriaText")
    if isinstance(text, str):
        draft.read("assessment", assessment_in(text), at, derived="sentences of the criteria that name an assessment")


def _measured(result: Mapping[str, Any]) -> bool:
    return str(result.get("resultType", "")).removeprefix("ext:") in _GRADED and isinstance(result.get("name"), str)


def _as_words(result: Mapping[str, Any]) -> str:
    kind = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", str(result["resultType"]).removeprefix("ext:")).lower()
    needed = result.get("requiredValue")
    return f"{result['name']} ({kind}{f', required: {needed}' if isinstance(needed, str | int | float) else ''})"


def _supervision(badge: Mapping[str, Any], draft: Draft) -> None:
    said, at = stated(badge, "SupervisionType", "supervisionType")
    draft.read("supervision", said, at)
    supervised, at = stated(badge, "", "assessment_supervised", "assessmentSupervised")
    checked, _ = stated(badge, "IdentityChecked", "assessment_id_verified", "assessmentIdVerified", "identityChecked")
    if not (isinstance(supervised, bool) or isinstance(checked, bool)):
        return
    if draft.has("assessment") and (supervised is True or checked is True):  # two times false is the server's default
        words = [] if supervised is None else ["supervised" if supervised else "unsupervised"]
        words += [] if checked is None else [f"with{'' if checked else ' no'} identity verification"]
        draft.read("supervision", " ".join(words), at or "identityChecked", derived="the record's flags in words")


def _stackability(badge: Mapping[str, Any], draft: Draft) -> None:
    said, at = stated(badge, "Stackable", "stackable")
    if said is True:
        draft.read("stackability", "stackable", at, derived="the record's flag is true")
    elif isinstance(said, str):
        draft.read("stackability", said, at)


def _validity(badge: Mapping[str, Any], held: Badge, draft: Draft) -> None:
    for key in ("expires", "expiration_period", "expirationPeriod"):
        draft.read("validity", validity_of(badge.get(key)), key, derived="the badge's period of expiry in words")
    if held["valid"]:
        draft.put("validity", held["valid"], "validUntil", derived="the span of one issued credential")


def _quality(badge: Mapping[str, Any], held: Badge, draft: Draft) -> None:
    """The issuer's statement of its quality assurance, and endorsements by others."""
    for said, at in _assurances(badge):
        words = [text for text in said if isinstance(text, str) and text.strip()]
        if words:
            draft.claim(". ".join(words), at, standard=words[0])
    own = {folded(name) for name in (name_of(held["issuer"]), name_of(held["creator"])) if name}
    holders = ((badge, "endorsement"), (held["creator"] or held["issuer"] or {}, "creator.endorsement"))
    for holder, path in holders:
        for place, one in enumerate(holder.get("endorsement") or []):
            _endorsed(one, f"{path}[{place}]", own, draft)


def _assurances(badge: Mapping[str, Any]) -> Iterator[tuple[list[Any], str]]:
    """(name, description and address of a quality assurance; its place), in the shapes there are."""
    named, at = stated(badge, "", "quality_assurance_name", "qualityAssuranceName")
    more, _ = stated(badge, "", "quality_assurance_description", "qualityAssuranceDescription")
    address, _ = stated(badge, "", "quality_assurance_url", "qualityAssuranceUrl")
    if named:
        yield [named, more, address], at
    for key in ("qualityAssurance", "extensions:QualityAssuranceExtension"):
        one = badge.get(key)
        if isinstance(one, Mapping):
            yield [value for inner, value in one.items() if inner not in ("@context", "type", "@type", "id")], key
        else:
            yield [one], key


def _endorsed(endorsement: Mapping[str, Any], at: str, own: set[str], draft: Draft) -> None:
    by = endorsement.get("by")
    if not isinstance(by, str) or not by.strip() or folded(by) in own:  # nobody vouches for themselves
        return
    comment = endorsement.get("comment")
    words = f"Endorsed by {by}: {comment}" if isinstance(comment, str) and comment.strip() else f"Endorsed by {by}"
    starts, ends = day_or_none(endorsement.get("from")), day_or_none(endorsement.get("to"))
    draft.claim(words, at, body=by.strip(), valid_from=starts, valid_to=ends)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


FORMAT = Format("open_badges", "Open Badges", recognises, records, fill)
