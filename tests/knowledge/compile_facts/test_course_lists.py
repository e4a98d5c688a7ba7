"""The three course lists: what is taken over, what is rejected, what is left unknown."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.compile_facts.coursera import compile_coursera
from knowledge.compile_facts.edx import compile_edx, subject_of
from knowledge.compile_facts.udemy import compile_udemy, level_in_title
from knowledge.offer import Level, Price

COURSERA = (
    "Title,Organization,Certificate Type,Rating,Reviews,Coursera Plus,Towards Degree,Difficulty,Skills,Duration\n"
    "Data,IBM,Course,4.8,10,False,True,Beginner,\"['SQL', ' Extract', ' Transform', ' Load']\",1 - 3 Months\n"
    "Data,IBM,Course,4.8,10,False,True,Beginner,['SQL'],1 - 3 Months\n"
    "Data,IBM,Specialization,4.8,10,False,False,Mixed,,Less Than 2 Hours\n"
    ",IBM,Course,4.8,10,False,True,Beginner,['SQL'],1 - 3 Months\n"
)
EDX = (
    "Course,University,Difficulty Level,Link,About,Course Description\n"
    "One,MIT,Beginner,https://www.edx.org/course/one,Prose.,This course is long. Philosophy & Ethics\n"
    "One,MIT,Beginner,https://www.edx.org/course/one,Prose.,This course is long. Ethics\n"
    "Slipped,MIT,Beginner, a piece of prose,Prose.,Prose\n"
    ",,,,,\n"
)
UDEMY = (
    "course_id,course_title,url,is_paid,price,num_subscribers,num_reviews,num_lectures,level,content_duration,"
    "published_timestamp,subject,Average_rating\n"
    "1,Piano for Beginners,https://www.udemy.com/piano/,TRUE,20,5,3,9,Advanced Level,4.5,"
    "2016-01-01T00:00:00Z,Music,4\n"
    "2,Free Guitar,https://www.udemy.com/guitar/,FALSE,0,5,3,9,Beginner Level,1,2016-01-01T00:00:00Z,Music,4\n"
    '3,"Two,https://www.udemy.com/two/,true,20\n4,More",https://www.udemy.com/x/,TRUE,20,5,3,9,Beginner Level,1,'
    "2016-01-01T00:00:00Z,Music,4\n"
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    for folder, file, text in (
        ("coursera_1008", "clean_coursera_courses.csv", COURSERA),
        ("edx_727", "EdX.csv", EDX),
        ("udemy_3678", "udemy_courses.csv", UDEMY),
    ):
        (tmp_path / "catalogues" / folder).mkdir(parents=True)
        (tmp_path / "catalogues" / folder / file).write_text(text, encoding="utf-8")
    return tmp_path


def test_coursera_doubles_merge_and_another_kind_of_certificate_does_not(data: Path) -> None:
    compiled = compile_coursera(data, {})
    assert (compiled.read, len(compiled.offers), compiled.merged, sum(compiled.rejected.values())) == (4, 2, 1, 1)
    course, specialization = compiled.offers
    assert course.locator.count(", row ") == 2
    assert course.skills == ("SQL", "Extract, Transform, Load")
    assert course.duration_weeks == (4.3, 13.0)
    assert course.id != specialization.id
    assert specialization.workload_hours == (0.0, 2.0)
    assert specialization.stackability is None


def test_edx_keeps_the_subject_and_no_prose(data: Path) -> None:
    compiled = compile_edx(data, {})
    assert (len(compiled.offers), compiled.merged, sum(compiled.rejected.values())) == (1, 1, 2)
    assert compiled.offers[0].subject == "Philosophy & Ethics"
    assert "Prose" not in repr(compiled.offers[0])


def test_the_longest_subject_wins_and_other_endings_have_none() -> None:
    assert subject_of("All about it. Data Analysis & Statistics") == "Data Analysis & Statistics"
    assert subject_of("All about it.") is None


def test_udemy_rejects_records_that_run_together(data: Path) -> None:
    compiled = compile_udemy(data)
    assert compiled.rejected == {"two records run together": 1}
    assert [offer.id for offer in compiled.offers] == ["udemy-piano", "udemy-guitar"]


def test_udemy_takes_level_from_the_title_never_from_the_column(data: Path) -> None:
    piano, guitar = compile_udemy(data).offers
    assert (piano.level, guitar.level) == (Level.BEGINNER, None)
    assert piano.rating is None
    assert (piano.price, guitar.price) == (Price(20.0), Price(0.0))
    assert piano.workload_hours is None


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Excel for Beginners", Level.BEGINNER),
        ("Intermediate level 3 - JSON", Level.INTERMEDIATE),
        ("Advanced Trumpet Studies", Level.ADVANCED),
        ("From Beginner to Advanced", None),
        ("Beyond the basics", None),
    ],
)
def test_a_level_is_derived_only_where_the_title_names_one(title: str, level: Level | None) -> None:
    assert level_in_title(title) is level
