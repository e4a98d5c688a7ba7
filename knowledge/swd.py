"""SWD(2021) 367: the paragraphs that rules rest on, by section, each with a short quote as it stands there."""

from __future__ import annotations

from datetime import date

from knowledge.evidence import Evidence

SOURCE = "SWD(2021) 367"
DAY = date(2021, 12, 10)


def _paragraph(section: str, quote: str) -> Evidence:
    return Evidence(source=SOURCE, locator=f"section {section}", date=DAY, quote=quote)


ASSESSED = _paragraph(
    "7.1",
    "These learning outcomes have been assessed against transparent and clearly defined standards.",
)
SMALL_VOLUME = _paragraph(
    "7.1",
    "the record of the learning outcomes that a learner has acquired following a small volume of learning",
)
NOT_A_DEGREE = _paragraph("7.2", "be clearly identified as such and thus differentiated from a full degree")
MUST_PROVIDE = _paragraph(
    "7.2",
    "a common list of critical information elements that any micro-credential must provide",
)
OPTIONAL_ELEMENTS = _paragraph("7.2", "Optional elements, where relevant")
PROVIDERS_ASSESSED = _paragraph(
    "7.3.1",
    "External quality assurance is based primarily on the assessment of providers (rather than individual courses)",
)
QUALITY_DOCUMENTED = _paragraph(
    "7.3.1",
    "Quality assurance processes must be fit-for-purpose, be clearly documented and accessible",
)
TRUSTED_PROVIDERS = _paragraph("7.3.1", "should be regarded as trusted providers of micro-credentials")
IN_REGISTERS = _paragraph("7.3.2", "Information on providers of micro-credentials should be published in registers")
RATINGS = _paragraph("2.4", "a public rating system (from verified learners) could provide worthwhile information")
ECTS = _paragraph(
    "7.3.2",
    "ECTS credits as a measure of the volume of micro-credentials is a basic element that allow micro-"
    "credentials to be stackable",
)
EQF = _paragraph(
    "7.3.2",
    "a key tool to support the understanding and comparison of all types of learning, including micro-credentials",
)
OUTCOMES_FOR_RECOGNITION = _paragraph(
    "7.3.6",
    "Consistent terminology in describing learning outcomes will help make such an assessment.",
)
VALID_ASSESSMENT = _paragraph(
    "7.3.4",
    "Micro-credential learning outcomes are assessed against transparent standards.",
)
RECEIVER_DECIDES = _paragraph(
    "7.3.5",
    "lie with the receiving organisation (e.g. education and training institutions, employers, etc.)",
)
STANDARD_PROCEDURES = _paragraph(
    "7.3.6",
    "based on standard recognition procedures used in recognising foreign qualifications and learning periods abroad",
)
KEY_ACTORS = _paragraph("7.3.6", "are ENIC/NARIC centres, ministries and higher education institutions")
FORMAL_PROVIDERS = _paragraph("7.3.6", "when dealing with micro-credentials issued by formal education providers")
PERIODS_OF_STUDY = _paragraph(
    "7.3.6",
    "Periods of study completed shall be recognised towards the completion of a higher education degree, "
    "unless substantial difference can be shown.",
)
EMPLOYERS_TRUST = _paragraph(
    "2.2",
    "employers most trust micro-credentials that lead to nationally recognised qualifications (87,5%)",
)
REQUIRED_TRAINING = _paragraph(
    "7.4",
    "the outcomes of mandatory or required training for certain jobs and professions",
)
VALIDATION = _paragraph("7.3.5", "assessment of learning outcomes resulting from non-formal and informal learning")
VALIDATION_ALL = _paragraph("7.3.5", "in all 36 countries under study")
VALIDATION_DIFFERS = _paragraph("7.3.5", "There are varying practices and barriers to wider scaling up of validation")
GUIDANCE = _paragraph(
    "7.3.10",
    "University career centres, Public Employment Services (PES) and other guidance services",
)
STATES_MAY = _paragraph("7.3", "offer guidance to Member States, public authorities and providers")
AUTHENTIC = _paragraph(
    "7.3.9",
    "Micro-credentials contain sufficient information to check the identity of the credential-holder",
)
AUTOMATIC_RECOGNITION = _paragraph(
    "7.3.6",
    "under certain circumstances, both at the level of full qualifications and at the level of periods of study",
)
CONVENTION_RATIFIED = _paragraph("7.3.6", "ratified by 26 EU Member States")
RECOGNITION_MATTERS = _paragraph(
    "7.3.6",
    "with respectively 81%, 74% and 72% of respondent considering it as ‘very important’",
)
IN_FRAMEWORKS = _paragraph(
    "7.3.2",
    "Member States can include micro-credentials in their national qualification frameworks",
)
VALIDATION_SECTORS = _paragraph("7.3.5", "Number of countries with validation arrangements by sub-sector")
VALIDATION_NOT_IN_CROATIA = _paragraph("7.3.5", "in at least one subsector of education and training, except Croatia")
STANDALONE = _paragraph("7.1", "may be standalone or combined into larger credentials")
TARGET_GROUPS = _paragraph(
    "7.4",
    "notably minimum income recipients, the long-term unemployed; and the low-qualified",
)
SELF_EMPLOYED = _paragraph(
    "7.4",
    "who may not be able to access traditional education and training, but who need targeted support",
)
MANDATORY_TRAINING = _paragraph(
    "7.4",
    "e.g. first aid, manual handling, and operating machinery for specific jobs and professions",
)
AUTHENTIC = _paragraph("7.3.9", "must contain enough information to verify when, where and by whom it was issued")
KIRON = _paragraph("1.4", "regardless of their asylum status")
FLEXIBLE = _paragraph("1.4", "(e.g. costs, family obligations, geographic location")
ACCESSIBLE = _paragraph("1.4", "Relevant, accessible and well-designed offers of micro-credentials")
TARGETED_FUNDING = _paragraph("1.4", "providing targeted funding to institutions and learners")
SUPPORT_FOR_TRAINING = _paragraph("4", "including the right to receive support for training and re-qualification")
FIRST_EXPERIENCE = _paragraph("7.3.8", "individuals in search of a first experience of higher education")
INTERNAL = _paragraph(
    "7.3.1",
    "Providers should make sure that internal quality assurance covers the quality of the micro-credential itself",
)
ESG_CHECKS = _paragraph(
    "7.3.1",
    "either each course or the higher education institution itself is required to undergo periodic external quality "
    "assurance",
)
PROGRAMME_OR_INSTITUTION = _paragraph(
    "7.3.1",
    "it is key to distinguish between programme-based accreditation/external quality assurance and institution-based "
    "accreditation/external quality assurance",
)
EQAVET_CHECKS = _paragraph(
    "7.3.1",
    "common reference indicators for quality assurance in vocational education and training applied both at system "
    "and provider level",
)
EQF_ANNEX_IV_CHECKS = _paragraph("7.3.1", "lists quality principles for qualifications from all sectors")
ISO_21001_CHECKS = _paragraph(
    "7.3.1",
    "a management standard for organisations providing educational products and services",
)
ISO_29993_CHECKS = _paragraph("7.3.1", "specifies requirements for learning services outside formal education")
EFQM_CHECKS = _paragraph(
    "7.3.1",
    "a management framework that supports organisations in managing change and improving performance",
)
NATIONAL_SYSTEMS = _paragraph("7.3.1", "Different countries follow different systems")
OTHER_INSTRUMENTS = _paragraph("7.3.1", "other quality assurance instruments, including registries and labels")
TRUST_IN_PROVIDER = _paragraph(
    "7.3.1",
    "Trust in the provider of the credential is a crucial element for trusting the credential itself.",
)
WORKLOAD_IN_ECTS = _paragraph(
    "7.2",
    "Notional workload needed to achieve the learning outcomes (in ECTS credits, wherever possible)",
)
LEVEL_OF_LEARNING = _paragraph("7.2", "(EQF, QF-EHEA), if applicable")
SUPERVISION = _paragraph(
    "7.2",
    "supervised with no identity verification, supervised online or onsite with identity verification",
)
STACKING = _paragraph(
    "7.2", "standalone, independent micro-credential / integrated, stackable towards another credential"
)
VALIDITY = _paragraph(
    "7.2",
    "certifications of learning outcomes are rarely linked to a notion of duration of validity in the education "
    "sector",
)
