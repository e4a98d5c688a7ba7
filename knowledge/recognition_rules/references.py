"""Sources of recognition beside the Commission document, each with a short quote as it stands there."""

from __future__ import annotations

from datetime import date

from knowledge.evidence import Evidence

PROFESSIONS_DIRECTIVE = Evidence(
    source="Directive 2005/36/EC",
    locator="Article 1",
    date=date(2005, 9, 7),
    quote="shall recognise professional qualifications obtained in one or more other Member States",
    url="https://legislation.gov.uk/eudr/2005/36/title/I",
)
DOCUMENTS = Evidence(
    source="ENIC-NARIC networks, documents required for recognition procedures",
    locator="In general terms, the most required documents are",
    quote="It is fundamental to contact the authority/institution in charge of the recognition procedure",
    url="https://www.enic-naric.net/documents-required-for-recognition-procedures.aspx",
)
WITHOUT_DOCUMENTS = Evidence(
    source="European Area of Recognition manual",
    locator="chapter 12, refugees",
    quote="should have a right to have their qualifications assessed by a competent recognition authority",
    url="http://ear.enic-naric.net/emanual/Chapter%2012/Recommendation.aspx",
)
FEES_OF_REFUGEES = Evidence(
    source="European Area of Recognition manual",
    locator="chapter 12, articles, 2",
    quote="special measures aimed at low income groups, refugees and displaced persons",
    url="http://ear.enic-naric.net/emanual/Chapter%2012/articles.aspx",
)
