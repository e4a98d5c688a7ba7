"""Made CVs and credentials with a mark in every personal field: the mark must be nowhere in what is read."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

MARK = "Zxqwortha"
MAIL = f"{MARK}@example.org"
PHONE = "+39 347 5551234"

CANDIDATE = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Candidate xsi:schemaLocation="http://www.europass.eu/1.0 Candidate.xsd" xmlns="http://www.europass.eu/1.0"
  xmlns:oa="http://www.openapplications.org/oagis/9" xmlns:eures="http://www.europass_eures.eu/1.0"
  xmlns:hr="http://www.hr-xml.org/3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
 <hr:DocumentID schemeID="{MARK}-1" schemeName="DocumentIdentifier" schemeAgencyName="EUROPASS"/>
 <CandidateSupplier><hr:PartyID schemeID="{MARK}"/><hr:PartyName>{MARK}</hr:PartyName>
  <PersonContact><PersonName><oa:GivenName>Anna {MARK}</oa:GivenName><hr:FamilyName>{MARK}elli</hr:FamilyName>
  </PersonName><Communication><ChannelCode>Email</ChannelCode><oa:URI>{MAIL}</oa:URI></Communication></PersonContact>
 </CandidateSupplier>
 <CandidatePerson>
  <PersonName><oa:GivenName>Anna {MARK}</oa:GivenName><hr:FamilyName>{MARK}elli</hr:FamilyName></PersonName>
  <Communication><ChannelCode>Telephone</ChannelCode><oa:DialNumber>{PHONE}</oa:DialNumber></Communication>
  <Communication><ChannelCode>Email</ChannelCode><oa:URI>{MAIL}</oa:URI></Communication>
  <Communication><UseCode>home</UseCode><Address><oa:AddressLine>Via {MARK} 7</oa:AddressLine>
   <oa:CityName>{MARK}ville</oa:CityName><CountryCode>it</CountryCode></Address></Communication>
  <NationalityCode>{MARK}</NationalityCode><hr:BirthDate>1975-03-01</hr:BirthDate>
  <BirthPlace><City>{MARK}</City></BirthPlace><GenderCode>{MARK}</GenderCode>
  <PrimaryLanguageCode name="NORMAL">ita</PrimaryLanguageCode>
 </CandidatePerson>
 <CandidateProfile languageCode="it">
  <hr:ID schemeID="{MARK}"/>
  <hr:ExecutiveSummary>{MARK} in persona</hr:ExecutiveSummary>
  <EmploymentHistory><EmployerHistory><hr:OrganizationName>Ristorante {MARK}</hr:OrganizationName>
   <OrganizationContact><Communication><Address><oa:CityName>{MARK}</oa:CityName></Address></Communication>
   </OrganizationContact>
   <PositionHistory>
    <PositionTitle typeCode="FREETEXT">cameriere</PositionTitle>
    <eures:EmploymentPeriod><eures:StartDate><hr:FormattedDateTime>2015-02</hr:FormattedDateTime></eures:StartDate>
     <hr:CurrentIndicator>true</hr:CurrentIndicator></eures:EmploymentPeriod>
    <oa:Description>&lt;ul&gt;&lt;li&gt;servire i clienti ai tavoli&lt;/li&gt;&lt;li&gt;Chiedere di {MARK}, {PHONE}
     &lt;/li&gt;&lt;/ul&gt;&lt;script&gt;alert('{MARK}')&lt;/script&gt;</oa:Description>
    <City>{MARK}</City><Country>it</Country>
   </PositionHistory></EmployerHistory></EmploymentHistory>
  <EducationHistory><EducationOrganizationAttendance>
   <hr:OrganizationName>Istituto {MARK}</hr:OrganizationName>
   <OrganizationContact><Communication><Address><oa:CityName>{MARK}</oa:CityName><CountryCode>it</CountryCode>
   </Address></Communication></OrganizationContact>
   <EducationLevelCode>4</EducationLevelCode>
   <EducationDegree><hr:DegreeName>Diploma di istruzione tecnica</hr:DegreeName>
    <OccupationalSkillsCovered>contabilità</OccupationalSkillsCovered></EducationDegree>
  </EducationOrganizationAttendance></EducationHistory>
  <PersonQualifications>
   <PersonCompetency><CompetencyID schemeName="NORMAL">eng</CompetencyID><hr:TaxonomyID>language</hr:TaxonomyID>
    <eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Understanding-Listening
     </hr:CompetencyDimensionTypeCode><eures:Score><hr:ScoreText>B2</hr:ScoreText></eures:Score>
    </eures:CompetencyDimension>
    <eures:CompetencyDimension><hr:CompetencyDimensionTypeCode>CEF-Writing-Production</hr:CompetencyDimensionTypeCode>
     <eures:Score><hr:ScoreText>B1</hr:ScoreText></eures:Score></eures:CompetencyDimension></PersonCompetency>
  </PersonQualifications>
  <Skills><SkillsGroup><Title>Competenze</Title><PersonCompetency><hr:TaxonomyID>Digital_Skill</hr:TaxonomyID>
   <hr:CompetencyName>usare fogli elettronici</hr:CompetencyName></PersonCompetency></SkillsGroup></Skills>
  <eures:Attachment><oa:EmbeddedData>{MARK}</oa:EmbeddedData></eures:Attachment>
  <EmploymentReferences><EmploymentReference><PersonName>{MARK}</PersonName></EmploymentReference>
  </EmploymentReferences>
 </CandidateProfile>
</Candidate>
""".encode()

_PERSON: dict[str, Any] = {
    "PersonName": {"FirstName": f"Anna {MARK}", "Surname": f"{MARK}elli"},
    "ContactInfo": {
        "Address": {"Contact": {"AddressLine": f"Via {MARK} 7", "PostalCode": MARK, "Municipality": MARK}},
        "Email": {"Contact": MAIL},
        "Telephone": [{"Contact": PHONE}],
        "Website": [{"Contact": f"http://{MARK}.example"}],
    },
    "Demographics": {"Birthdate": {"Year": 1975}, "Nationality": [{"Code": MARK, "Label": MARK}]},
    "Photo": {"MimeType": "image/jpeg", "Data": MARK * 50},
}

PASSPORT: dict[str, Any] = {
    "SkillsPassport": {
        "Locale": "en",
        "DocumentInfo": {"DocumentType": "ECV", "XSDVersion": "V3.4", "Comment": MARK},
        "LearnerInfo": {
            "Identification": _PERSON,
            "Headline": {"Description": {"Label": MARK}},
            "WorkExperience": [
                {
                    "Period": {"From": {"Year": 2002}, "Current": True},
                    "Position": {"Label": "waiter"},
                    "Activities": f"serve food in table service<br/>{MARK} was there",
                    "Employer": {"Name": MARK, "ContactInfo": {"Email": {"Contact": MAIL}}},
                }
            ],
            "Education": [
                {
                    "Title": "Bachelor of Arts",
                    "Level": {"Code": "6", "Label": "EQF level 6"},
                    "Activities": "accounting, statistics",
                    "Organisation": {
                        "Name": MARK,
                        "ContactInfo": {"Address": {"Contact": {"Country": {"Code": "IE"}}}},
                    },
                }
            ],
            "Skills": {
                "Linguistic": {
                    "MotherTongue": [{"Description": {"Code": "en", "Label": "English"}}],
                    "ForeignLanguage": [
                        {
                            "Description": {"Code": "fr", "Label": "French"},
                            "ProficiencyLevel": {"Listening": "C1", "Reading": "C2", "Writing": "B2"},
                            "Certificate": [{"Title": MARK}],
                        }
                    ],
                },
                "Computer": {"Description": "- use spreadsheets software<br/>- ask " + MAIL},
            },
            "Achievement": [{"Description": MARK}],
            "ReferenceTo": [{"Idref": MARK}],
        },
    }
}

PASSPORT_XML = f"""<?xml version="1.0" encoding="UTF-8"?>
<SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="en">
 <DocumentInfo><DocumentType>ECV</DocumentType><XSDVersion>V3.4</XSDVersion><Comment>{MARK}</Comment></DocumentInfo>
 <LearnerInfo>
  <Identification><PersonName><FirstName>Anna {MARK}</FirstName><Surname>{MARK}elli</Surname></PersonName>
   <ContactInfo><Address><Contact><AddressLine>Via {MARK}</AddressLine></Contact></Address>
    <Email><Contact>{MAIL}</Contact></Email></ContactInfo>
   <Demographics><Birthdate year="1975"/><NationalityList><Nationality><Label>{MARK}</Label></Nationality>
   </NationalityList></Demographics><Photo><Data>{MARK}</Data></Photo></Identification>
  <WorkExperienceList><WorkExperience><Position><Label>waiter</Label></Position>
   <Activities>serve food in table service&lt;br/&gt;{MARK} was there</Activities>
   <Employer><Name>{MARK}</Name></Employer></WorkExperience></WorkExperienceList>
  <EducationList><Education><Title>Bachelor of Arts</Title><Activities>accounting, statistics</Activities>
   <Organisation><Name>{MARK}</Name><ContactInfo><Address><Contact><Country><Code>IE</Code></Country></Contact>
   </Address></ContactInfo></Organisation><Level><Code>6</Code></Level></Education></EducationList>
  <Skills><Linguistic>
   <MotherTongueList><MotherTongue><Description><Code>en</Code></Description></MotherTongue></MotherTongueList>
   <ForeignLanguageList><ForeignLanguage><Description><Code>fr</Code></Description>
    <ProficiencyLevel><Listening>C1</Listening><Reading>C2</Reading><Writing>B2</Writing></ProficiencyLevel>
   </ForeignLanguage></ForeignLanguageList></Linguistic>
   <Computer><Description>- use spreadsheets software&lt;br/&gt;- ask {MAIL}</Description></Computer></Skills>
 </LearnerInfo>
</SkillsPassport>
""".encode()

BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "id": f"urn:{MARK}",
    "name": "Spreadsheets",
    "issuer": {"type": ["Profile"], "id": "https://college.example", "name": "Example College"},
    "validFrom": "2024-01-01T00:00:00Z",
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "id": f"mailto:{MAIL}",
        "identifier": [{"type": "IdentityObject", "identityHash": f"{MARK}elli", "identityType": "name"}],
        "achievement": {
            "id": "https://college.example/badges/1",
            "type": ["Achievement"],
            "name": "Spreadsheets",
            "criteria": {"narrative": "Pass a test."},
            "alignment": [
                {
                    "targetName": "use spreadsheets software",
                    "targetUrl": "http://data.europa.eu/esco/skill/1973c966-f236-40c9-b2d4-5d71a89019be",
                    "targetFramework": "ESCO",
                }
            ],
        },
    },
}

DIGITAL_CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/2018/credentials/v1", "http://data.europa.eu/snb/model/context/edc-ap"],
    "id": f"urn:credential:{MARK}",
    "type": ["VerifiableCredential", "EuropeanDigitalCredential"],
    "issuer": {"id": "urn:org:1", "type": "Organisation", "legalName": {"en": ["Example University"]}},
    "credentialSubject": {
        "id": "urn:person:1",
        "type": "Person",
        "givenName": {"en": [MARK]},
        "familyName": {"en": [f"{MARK}elli"]},
        "dateOfBirth": "1975-03-01T00:00:00",
        "hasClaim": [
            {
                "id": "urn:achievement:1",
                "type": "LearningAchievement",
                "title": {"en": ["Data analysis"]},
                "awardedBy": {
                    "type": "AwardingProcess",
                    "awardingBody": [
                        {"id": "urn:org:1", "type": "Organisation", "legalName": {"en": ["Example University"]}}
                    ],
                },
                "specifiedBy": {
                    "id": "urn:spec:1",
                    "type": "Qualification",
                    "title": {"en": ["Data analysis"]},
                    "eqfLevel": {"id": "http://data.europa.eu/snb/eqf/5", "type": "Concept"},
                    "learningOutcome": [
                        {
                            "type": "LearningOutcome",
                            "title": {"en": ["Analyses data with statistics"]},
                            "relatedESCOSkill": [
                                {
                                    "id": "http://data.europa.eu/esco/skill/1973c966-f236-40c9-b2d4-5d71a89019be",
                                    "type": "Concept",
                                    "prefLabel": {"en": ["use spreadsheets software"]},
                                }
                            ],
                        }
                    ],
                },
            }
        ],
    },
}

LINKEDIN = {
    "Profile.csv": f"First Name,Last Name,Birth Date,Address\nAnna {MARK},{MARK}elli,1 Mar 1975,Via {MARK}\n",
    "Email Addresses.csv": f"Email Address\n{MAIL}\n",
    "Skills.csv": "Name\nuse spreadsheets software\nProject management\n",
    "Positions.csv": "Company Name,Title,Description,Location,Started On,Finished On\n"
    f'{MARK} Ltd,waiter,"serve food in table service\nwrite to {MAIL}",{MARK},Jan 2015,\n',
    "Education.csv": "School Name,Start Date,End Date,Notes,Degree Name,Activities\n"
    f"{MARK} School,2001,2005,{MARK},Bachelor of Arts,{MARK}\n",
    "Languages.csv": "Name,Proficiency\nItalian,Native or bilingual proficiency\n",
    "Certifications.csv": f"Name,Url,Authority,Started On,Finished On,License Number\nFirst aid,http://{MARK}.org,"
    f"Red Cross,Jan 2020,,{MARK}\n",
}


def as_json(document: Any) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode()


def linkedin_zip(files: dict[str, str] | None = None) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (files or LINKEDIN).items():
            archive.writestr(f"Basic_LinkedInDataExport/{name}", text)
    return packed.getvalue()


def pdf_with(attached: bytes | None, name: str = "attachment.xml", *, password: str = "") -> bytes:
    """A PDF of one page that says MARK, with a file in its tree of names."""
    import pikepdf

    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.docinfo["/Author"] = MARK
    if attached is not None:
        pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, attached, filename=name, mime_type="application/xml")
    out = io.BytesIO()
    pdf.save(out, encryption=pikepdf.Encryption(user=password, owner=password) if password else False)
    return out.getvalue()
