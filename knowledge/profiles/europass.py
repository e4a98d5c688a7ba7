"""A CV of Europass as a tree, whichever way it was written: the SkillsPassport (2012-2020, schemas 3.0-3.4) and the
Candidate (since 2020, HR-XML 3). Only what is listed here is read; the person's own part is read to keep it out.

Sources, read 2026-11-24: schemas and examples of Europass JSON and XML 3.4.0 (github.com/europass/ewa-cedefop);
"Europass XML Document elements" of DG EMPL, 2020 (github.com/europass-unofficial/europass-schema-docs).
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.feeds.values import UnreadableError, countries
from knowledge.feeds.values.languages import languages
from knowledge.profiles.brought import CEFR, Brought, FreeText, Named, Qualification, Spoken
from knowledge.profiles.in_memory import Tree, every_text, nodes, text_at
from knowledge.profiles.personal import Personal

_SKILLS = ("Communication", "Organisational", "JobRelated", "Computer", "Other")
_DIMENSIONS = ("Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing")
_CANDIDATE_SKILLS = (
    *("CommunicationAndInterpersonalSkills", "ManagementAndLeadershipSkills", "OrganisationalSkills"),
    *("DigitalSkills", "SkillsGroup", "Others"),
)
_SKILL_TEXTS = frozenset({"Title", "Description", "DigitalSkill", "CompetencyName", "Skill"})
_OCCUPATION, _SKILL = "/esco/occupation/", "/esco/skill/"
_ESCO = "http://data.europa.eu"


def skills_passport(tree: Tree, form: str) -> Brought:
    """A SkillsPassport: `tree` holds LearnerInfo."""
    learner = next(nodes(tree, "LearnerInfo"), {})
    identification = next(nodes(learner, "Identification"), {})
    personal = Personal(_identifying(identification, "PersonName", "ContactInfo", "Demographics"))
    occupations: list[Named] = []
    texts: list[FreeText] = []
    qualifications: list[Qualification] = []
    for number, job in enumerate(_in_list(learner, "WorkExperience"), start=1):
        where = f"WorkExperience {number}"
        if title := personal.words(_label(job, "Position")):
            occupations.append(Named(title, f"{where}, Position", _esco(text_at(job, "Position", "Code"))))
        texts += _texts(personal, text_at(job, "Activities"), f"{where}, Activities")
    for number, course in enumerate(_in_list(learner, "Education"), start=1):
        where = f"Education {number}"
        title = personal.words(text_at(course, "Title") or text_at(course, "Level", "Label"))
        country = _country(text_at(course, "Organisation", "ContactInfo", "Address", "Contact", "Country", "Code"))
        if title:
            eqf = _level(text_at(course, "Level", "Code"))
            qualifications.append(Qualification(title, f"{where}, Title", eqf, country))
        texts += _texts(personal, text_at(course, "Activities"), f"{where}, Activities")
    for kind in _SKILLS:
        texts += _texts(personal, text_at(learner, "Skills", kind, "Description"), f"Skills, {kind}")
    spoken: list[Spoken] = []
    for linguistic in nodes(learner, "Skills", "Linguistic"):
        for number, language in enumerate(_in_list(linguistic, "MotherTongue"), start=1):
            where = f"Linguistic, MotherTongue {number}"
            spoken += _spoken(_code_of(language), where, (), mother_tongue=True)
        for number, language in enumerate(_in_list(linguistic, "ForeignLanguage"), start=1):
            levels = [text_at(language, "ProficiencyLevel", each) for each in _DIMENSIONS]
            spoken += _spoken(_code_of(language), f"Linguistic, ForeignLanguage {number}", levels)
    return Brought(
        format=form,
        language=_language(text_at(tree, "Locale") or tree.get("@locale")),
        occupations=tuple(occupations),
        qualifications=tuple(qualifications),
        languages=tuple(spoken),
        texts=tuple(texts),
        left_out=personal.left_out,
    )


def candidate(tree: Tree, form: str) -> Brought:
    """A Candidate: `tree` holds CandidatePerson and CandidateProfile."""
    person = next(nodes(tree, "CandidatePerson"), {})
    supplier = next(nodes(tree, "CandidateSupplier"), {})
    profile = next(nodes(tree, "CandidateProfile"), {})
    kept_out = [*_identifying(person, "PersonName", "Communication", "BirthDate", "BirthPlace")]
    personal = Personal([*kept_out, *_identifying(supplier, "PersonContact")])
    occupations: list[Named] = []
    texts: list[FreeText] = []
    for number, job in enumerate(nodes(profile, "EmploymentHistory", "EmployerHistory", "PositionHistory"), start=1):
        where = f"PositionHistory {number}"
        for title in nodes(job, "PositionTitle"):
            if words := personal.words(title.get("#")):
                occupations.append(Named(words, f"{where}, PositionTitle", _esco(title.get("@languageID"))))
        texts += _texts(personal, text_at(job, "Description"), f"{where}, Description")
    qualifications, studied = _education(profile, personal)
    skills, described = _skills(profile, personal)
    mother_tongues = [
        language
        for number, code in enumerate(nodes(person, "PrimaryLanguageCode"), start=1)
        for language in _spoken(code.get("#"), f"PrimaryLanguageCode {number}", (), mother_tongue=True)
    ]
    return Brought(
        format=form,
        language=_language(profile.get("@languageCode") or text_at(profile, "languageCode")),
        occupations=tuple(occupations),
        skills=tuple(skills),
        qualifications=tuple(qualifications),
        languages=(*mother_tongues, *_competences(profile)),
        texts=(*texts, *studied, *described),
        left_out=personal.left_out,
    )


def _education(profile: Tree, personal: Personal) -> tuple[list[Qualification], list[FreeText]]:
    qualifications: list[Qualification] = []
    texts: list[FreeText] = []
    attended = nodes(profile, "EducationHistory", "EducationOrganizationAttendance")
    for number, course in enumerate(attended, start=1):
        where = f"EducationOrganizationAttendance {number}"
        eqf = _level(text_at(course, "EducationLevelCode"))
        country = _country(text_at(course, "OrganizationContact", "Communication", "Address", "CountryCode"))
        for degree in nodes(course, "EducationDegree"):
            if title := personal.words(text_at(degree, "DegreeName")):
                qualifications.append(Qualification(title, f"{where}, DegreeName", eqf, country))
            texts += _texts(personal, text_at(degree, "OccupationalSkillsCovered"), f"{where}, skills covered")
    return qualifications, texts


def _skills(profile: Tree, personal: Personal) -> tuple[list[Named], list[FreeText]]:
    """Skills by name, and what is written about them."""
    skills: list[Named] = []
    texts: list[FreeText] = []
    places = [*((name, profile) for name in _CANDIDATE_SKILLS)]
    places += [(name, part) for part in nodes(profile, "Skills") for name in _CANDIDATE_SKILLS]
    for name, holder in places:
        for group in nodes(holder, name):
            for key, words in _skill_texts(group):
                if key in ("Title", "Description"):
                    texts += _texts(personal, words, f"{name}, {key}")
                elif said := personal.words(words):
                    skills.append(Named(said, f"{name}, {key}"))
    for number, competence in enumerate(nodes(profile, "PersonQualifications", "PersonCompetency"), start=1):
        if (text_at(competence, "TaxonomyID") or "").casefold() == "language":
            continue
        said = personal.words(text_at(competence, "CompetencyName"))
        address = text_at(competence, "CompetencyID")
        if said or _esco(address):
            skills.append(Named(said or "", f"PersonCompetency {number}", _esco(address)))
    for kind in ("Certification", "CourseCertification"):
        for number, taken in enumerate(nodes(profile, f"{kind}s", kind), start=1):
            texts += _texts(personal, text_at(taken, "Title"), f"{kind} {number}")
    return skills, texts


def _skill_texts(node: Tree) -> Iterator[tuple[str, str]]:
    """(element, text) of the listed elements below a group of skills."""
    is_heading = "PersonCompetency" in node or "DigitalSkill" in node
    for key in node:
        if key == "Title" and is_heading:
            continue
        for inner in nodes(node, key):
            if key in _SKILL_TEXTS and isinstance(inner.get("#"), str):
                yield key, inner["#"]
            elif not key.startswith(("@", "#")):
                yield from _skill_texts(inner)


def _competences(profile: Tree) -> Iterator[Spoken]:
    for number, competence in enumerate(nodes(profile, "PersonQualifications", "PersonCompetency"), start=1):
        if (text_at(competence, "TaxonomyID") or "").casefold() != "language":
            continue
        levels = [text_at(each, "Score", "ScoreText") for each in nodes(competence, "CompetencyDimension")]
        yield from _spoken(text_at(competence, "CompetencyID"), f"PersonCompetency {number}", levels)


def _in_list(tree: Tree, name: str) -> Iterator[Tree]:
    """Elements that XML puts into a list element and JSON does not."""
    yield from nodes(tree, name)
    yield from nodes(tree, f"{name}List", name)


def _label(tree: Tree, name: str) -> str | None:
    return text_at(tree, name, "Label") or text_at(tree, name)


def _code_of(language: Tree) -> str | None:
    return text_at(language, "Description", "Code") or text_at(language, "Description", "Label")


def _texts(personal: Personal, text: str | None, where: str) -> list[FreeText]:
    return [FreeText(phrase, where) for phrase in personal.phrases(text)]


def _spoken(
    named: str | None, where: str, levels: list[str | None] | tuple[()], *, mother_tongue: bool = False
) -> list[Spoken]:
    code = _language(named)
    if code is None:
        return []
    stated = [level.strip().upper() for level in levels if level and level.strip().upper() in CEFR]
    return [Spoken(code, where, min(stated, key=CEFR.index) if stated else None, mother_tongue)]


def _language(named: object) -> str | None:
    try:
        return languages(named)[0] if isinstance(named, str) else None
    except UnreadableError:
        return None


def _country(named: str | None) -> str | None:
    try:
        return countries.country("GB" if named in ("UK", "uk") else "GR" if named in ("EL", "el") else named)
    except UnreadableError:
        return None


def _level(stated: str | None) -> int | None:
    digits = (stated or "").strip()
    return int(digits) if len(digits) == 1 and digits in "12345678" else None


def _esco(address: object) -> str | None:
    """The address of an ESCO concept as ESCO writes it."""
    if not isinstance(address, str) or not address.startswith((_ESCO, "https://data.europa.eu")):
        return None
    plain = address.strip().replace("https://", "http://", 1)
    return plain if _OCCUPATION in plain or _SKILL in plain else None


def _identifying(tree: Tree, *names: str) -> Iterator[str]:
    for name in names:
        yield from (text for text in every_text(tree.get(name)) if len(text) < 200)
