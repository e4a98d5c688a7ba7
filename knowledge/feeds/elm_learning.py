"""What a node of the European Learning Model says about the learning: outcomes, volume, level, assessment, mode."""

from __future__ import annotations

from collections.abc import Iterable

from knowledge.feeds import elm_terms
from knowledge.feeds.draft import Draft
from knowledge.feeds.elm_nodes import Placed, address_of, literal, types
from knowledge.feeds.elm_offer import Parts, joined, labels, read_first, texts
from knowledge.feeds.values import UnreadableError, kinds, numbers
from knowledge.names import folded
from knowledge.offer import Mode

PARTIAL = "isPartialQualification"


def read_languages(draft: Draft, parts: Parts) -> None:
    """Languages of instruction: of the qualification, else of its activities. The assessment, the page and the
    document itself may be in others."""
    for placed in (parts.specifications, parts.activities):
        stated = [spoken for each in placed for spoken in each.under("language")]
        for spoken in stated:
            draft.read("languages", address_of(spoken.node) or labels(draft, spoken), spoken.at)
        if stated:
            return


def read_outcomes(draft: Draft, parts: Parts) -> None:
    """Learning outcomes word for word, and the skills they are related to; ESCO skills by address as well."""
    for specification in parts.specifications:
        for outcome in specification.under("learningOutcome"):
            for said in texts(draft, outcome.node, "title"):
                if folded(said) == folded(draft.get("title") or ""):
                    draft.doubt("learning_outcomes", outcome.at, said, "an outcome of learning, not the title again")
                else:
                    draft.read("learning_outcomes", said, outcome.path_of("title"))
            for skill in outcome.under("relatedESCOSkill"):
                _skill(draft, skill)
            for skill in outcome.under("relatedSkill"):
                draft.read("skills", labels(draft, skill), skill.at)
        for summary in specification.under("learningOutcomeSummary"):
            if not draft.has("learning_outcomes"):
                draft.read(
                    "learning_outcomes", texts(draft, summary.node, "noteLiteral"), summary.path_of("noteLiteral")
                )


def _skill(draft: Draft, skill: Placed) -> None:
    address = address_of(skill.node).replace("https://data.europa.eu/esco/", "http://data.europa.eu/esco/", 1)
    draft.read("skills", labels(draft, skill), skill.at)
    if address.startswith(elm_terms.ESCO_SKILL):
        draft.read("skill_uris", address, skill.at)
    elif not labels(draft, skill):
        draft.doubt(
            "skill_uris", skill.at, address, f"a skill of ESCO, whose address begins with {elm_terms.ESCO_SKILL}"
        )


def read_volume(draft: Draft, parts: Parts) -> None:
    """Hours of the learner's effort and ECTS credits. Credits of another framework are no ECTS credits."""
    # Of several activities each is only a part.
    alone = parts.activities if len(parts.activities) == 1 or not parts.specifications else []
    stated = [each for each in (*parts.specifications, *alone) if literal(each.node, "volumeOfLearning") is not None]
    for placed in stated[:1]:
        draft.read("workload_hours", literal(placed.node, "volumeOfLearning"), placed.path_of("volumeOfLearning"))
    found: list[tuple[float, str, object]] = []
    for specification in parts.specifications:
        for credit in specification.under("creditPoint"):
            point = literal(credit.node, "point")
            frameworks = credit.under("framework")
            if point is None:
                continue
            if not any(elm_terms.is_ects(address_of(each.node), _all_labels(each)) for each in frameworks):
                named = "; ".join(_name_of(draft, each) for each in frameworks) or "no framework stated"
                draft.doubt(
                    "ects", credit.at, f"{point} ({named})", "credit points of a framework that says it is ECTS"
                )
                continue
            try:
                found.append((numbers.ects(point), credit.path_of("point"), point))
            except UnreadableError as unread:
                draft.doubt("ects", credit.path_of("point"), point, str(unread))
    _put_the_one(draft, "ects", found, "one number of ECTS credits")


def _put_the_one(draft: Draft, name: str, found: list[tuple[float, str, object]], expected: str) -> None:
    """Puts a value that is the same wherever it is stated; two values that contradict each other are none."""
    if len({value for value, _, _ in found}) > 1:
        draft.doubt(name, found[1][1], "; ".join(str(read) for _, _, read in found), expected)
    elif found:
        draft.put(name, found[0][0], found[0][1], quote=str(found[0][2]))


def _all_labels(concept: Placed) -> tuple[str, ...]:
    stated = concept.node.get("prefLabel")
    listed = stated.values() if isinstance(stated, dict) else stated if isinstance(stated, list) else [stated]
    return tuple(each for each in listed if isinstance(each, str))


def _name_of(draft: Draft, concept: Placed) -> str:
    return next(iter(labels(draft, concept)), address_of(concept.node))


def read_levels(draft: Draft, parts: Parts) -> None:
    """EQF level, level of a national framework as stated, cycle of higher education, difficulty."""
    found: list[tuple[float, str, object]] = []
    national: list[tuple[str, str]] = []
    for specification in parts.specifications:
        for level in specification.under("eqfLevel"):
            number = _eqf(draft, level)
            if number is not None:
                found.append((number, level.at, _name_of(draft, level)))
        for level in specification.under("nqfLevel"):
            said = _name_of(draft, level)
            if elm_terms.is_whole_framework(address_of(level.node)):
                draft.doubt(
                    "national_level", level.at, said, "a level of a national framework, not the framework itself"
                )
            elif said and said != address_of(level.node):
                national.append((said, level.at))
            else:
                draft.doubt("national_level", level.at, said, "a level of a national framework with its label")
        for stage in specification.under("educationLevel"):
            _education_level(draft, stage)
    _put_the_one(draft, "eqf", found, "one level of the European Qualifications Framework")
    joined(draft, "national_level", national)


def _eqf(draft: Draft, level: Placed) -> int | None:
    known = elm_terms.eqf_level(address_of(level.node))
    if known is not None:
        return known
    said = _name_of(draft, level)
    try:
        return numbers.eqf(said)
    except UnreadableError as unread:
        draft.doubt("eqf", level.at, said, str(unread))
        return None


def _education_level(draft: Draft, stage: Placed) -> None:
    """A cycle where it is called one; a difficulty in plain words. Other levels of education have no field."""
    for said in labels(draft, stage):
        try:
            if "cycle" in said.casefold():
                draft.put("qf_ehea", kinds.cycle(said), stage.at, quote=said)
            else:
                draft.put("level", kinds.level(said), stage.at, quote=said)
        except UnreadableError:
            continue


def read_assessment(draft: Draft, parts: Parts) -> None:
    """Type of assessment, and how it is supervised. A grading scheme is no assessment, and attendance is none."""
    found: list[tuple[str, str]] = []
    for assessment in parts.assessments:
        specified = [*assessment.under("specifiedBy")[:1], assessment]
        stated = next((kinds for each in specified if (kinds := each.under("dcType"))), [])
        attended = [each for each in stated if address_of(each.node) == elm_terms.ATTENDANCE]
        if stated and len(attended) == len(stated):
            words = elm_terms.label_of(elm_terms.ATTENDANCE)
            draft.doubt("assessment", stated[0].at, words, "an assessment of what was learnt; attendance is none")
            continue
        named = [said for each in stated if each not in attended for said in labels(draft, each)]
        title = next((said for each in specified for said in texts(draft, each.node, "title")), None)
        said = ", ".join(dict.fromkeys(named))
        if title and said and not all(folded(each) in folded(title) for each in named):
            found.append((f"{title} ({said})", assessment.at))
        elif title or said:
            found.append((title or said, assessment.at))
        for check in assessment.under("idVerification"):
            read_first(draft, "supervision", [check], "prefLabel")
            draft.read("supervision", elm_terms.label_of(address_of(check.node)), check.at)
    joined(draft, "assessment", found)


def read_participation(draft: Draft, parts: Parts) -> None:
    """How one attends. "Project based" and the like say nothing about it; of both online and on site, blended."""
    for placed in (*parts.opportunity, *parts.specifications, *parts.activities):
        stated = placed.under("mode")
        found: dict[Mode, str] = {}
        unknown: list[Placed] = []
        for mode in stated:
            known = elm_terms.MODES.get(address_of(mode.node)) or _mode_in_words(draft, mode)
            if known:
                found.setdefault(known, _name_of(draft, mode))
            else:
                unknown.append(mode)
        if len(found) == 1:
            draft.put("mode", next(iter(found)), stated[0].at, quote="; ".join(found.values()))
        elif found:
            several = "the record states more than one mode of learning"
            draft.put("mode", Mode.BLENDED, placed.path_of("mode"), quote="; ".join(found.values()), derived=several)
        for mode in unknown if not found else ():
            draft.doubt(
                "mode", mode.at, _name_of(draft, mode), "how the course is attended: online, presential or blended"
            )
        if draft.has("mode"):
            return


def _mode_in_words(draft: Draft, mode: Placed) -> Mode | None:
    for said in labels(draft, mode):
        try:
            return kinds.mode(said)
        except UnreadableError:
            continue
    return None


def read_subject(draft: Draft, parts: Parts) -> None:
    """Field of education (the first by its code of ISCED-F 2013), subjects, kind of programme and setting."""
    subjects: list[tuple[str, str]] = []
    for specification in parts.specifications:
        for field in specification.under("thematicArea"):
            code = elm_terms.isced_field(address_of(field.node))
            if code is None:
                expected = "a field of ISCED-F 2013 by its address"
                draft.doubt("isced_field", field.at, _name_of(draft, field), expected)
            else:
                draft.put("isced_field", code, field.at, quote=code)
            subjects += [(said, field.at) for said in labels(draft, field)[:1]]
        for subject in specification.under("educationSubject"):
            subjects += [(said, subject.at) for said in labels(draft, subject)[:1]]
    joined(draft, "subject", subjects)
    kind = (
        (said, each.at)
        for placed in ([*parts.opportunity, *parts.specifications] or parts.activities)
        for key in ("dcType", "learningSetting")
        for each in placed.under(key)
        if not types(placed.node) & {"LearningAchievement", "LearningActivity"}
        for said in labels(draft, each)
    )
    joined(draft, "credential_type", kind)


def read_place_among_others(draft: Draft, parts: Parts) -> None:
    """What it is part of, and what it entitles to learn next. To be let into a job or a club is no stackability."""
    for placed in (*parts.specifications, *parts.opportunity):
        for larger in placed.under("isPartOf"):
            for said in texts(draft, larger.node, "title")[:1]:
                if draft.read("part_of", said, larger.path_of("title")):
                    derived = "the record says that it is part of this"
                    draft.read("stackability", said, larger.path_of("title"), derived=derived)
        partial = literal(placed.node, PARTIAL)
        if partial is True or (isinstance(partial, str) and partial.strip().casefold() == "true"):
            derived = "the record calls it a partial qualification and does not name the whole one"
            draft.put("part_of", "qualification", placed.path_of(PARTIAL), quote="true", derived=derived)
    joined(draft, "stackability", _entitlements(draft, parts.entitlements))


def _entitlements(draft: Draft, entitlements: Iterable[Placed]) -> Iterable[tuple[str, str]]:
    for entitlement in entitlements:
        specified = [*entitlement.under("specifiedBy")[:1], entitlement]
        stated = [address_of(each.node) for one in specified for each in one.under("dcType")]
        if any(each.startswith(f"{elm_terms.BASE}entitlement/") and each != elm_terms.MAY_LEARN for each in stated):
            continue
        title = next((said for each in specified for said in texts(draft, each.node, "title")), None)
        if title:
            yield title, entitlement.at
