"""Which offers cover a skill: by its concept, by its name among the skills stated, by its name in the title."""

from __future__ import annotations

from datetime import date

import pytest

from index.pathway import Candidate, Naming, SkillNames, beginners_first, in_order, naming
from knowledge.offer import Level, Offer, Source

SOURCE = Source("feed", "A feed", date(2026, 11, 1), "CC0")


def offer(title: str = "A course", *, name: str = "a", **fields: object) -> Offer:
    return Offer(id=name, title=title, provider="P", source=SOURCE, locator="row 1", **fields)  # type: ignore[arg-type]


def skill(*names: str, others: tuple[str, ...] = ()) -> SkillNames:
    return SkillNames("uri:skill", names, others)


def test_a_stated_concept_is_the_surest() -> None:
    assert naming(offer("SQL", skill_uris=("uri:skill",), skills=("SQL",)), skill("SQL")) is Naming.CONCEPT


def test_a_skill_stated_by_any_of_its_labels_is_covered() -> None:
    assert naming(
        offer(skills=("Supply Chain Management",)), skill("manage supplies", others=("supply chain management",))
    )
    assert naming(offer(skills=("data-base  administration",)), skill("database administration")) is None


def test_an_alternative_label_in_a_title_covers_nothing() -> None:
    assert naming(offer(skills=("Engineering",)), skill("packaging engineering", others=("engineering",))) is None
    assert naming(offer("Linear Algebra I"), skill("geometry", others=("algebra",))) is None
    assert naming(offer("Introduction to Geometry"), skill("geometry", others=("algebra",))) is Naming.TITLE


@pytest.mark.parametrize(
    ("title", "label", "named"),
    [
        ("Learn the piano from scratch", "Scratch (computer programming)", False),
        ("Games with Scratch", "Scratch (computer programming)", True),
        ("More for less money", "LESS", False),
        ("Introductory C Programming", "C++", False),
        ("Modern C++ for everybody", "C++", True),
        ("C# in a week", "C#", True),
        ("The R you need", "R", False),
        ("JavaScript in depth", "Java (computer programming)", False),
        ("Javascript intermediate", "JavaScript", True),
        ("Sensemaking", "sense", False),
        ("Master The Psychology of Forex & Binary Options Trading", "psychology", False),
        ("Introduction to Psychology", "psychology", True),
        ("Epidemiology: The Basic Science of Public Health", "epidemiology", True),
        ("Psychological First Aid", "first aid", False),
        ("First Aid for everybody", "first aid", True),
        ("Corporate & Commercial Law I", "commercial law", True),
        ("Wordpress Site Migration", "migration", False),
        ("CREDIT SPREAD SURGERY - Bear Call Mastery", "surgery", False),
        ("Einführung in die Statistik", "Statistik", True),
        ("Modern Robotics: Mechanics, Planning, and Control", "mechanics", True),
        ("Proteins: Biology's Workforce", "biology", False),
        ("Data for people who are afraid of statistics", "statistics", False),
        ("Learn Python with statistics for data science", "data science", True),
    ],
)
def test_a_name_in_a_title_is_found_word_by_word(title: str, label: str, named: bool) -> None:
    assert (naming(offer(title), skill(label)) is Naming.TITLE) is named


def test_a_language_of_one_letter_counts_where_it_is_stated_as_a_skill() -> None:
    assert naming(offer(skills=("R",)), skill("R")) is Naming.STATED


def test_what_is_only_near_covers_nothing() -> None:
    assert naming(offer("Understanding numbers", skills=("Data literacy",)), skill("statistics")) is None


def candidate(name: str, level: Level | None, *uris: str, **fields: object) -> Candidate:
    return Candidate(offer(name=name, level=level, **fields), dict.fromkeys(uris, Naming.TITLE))


def test_an_advanced_offer_covers_only_what_no_other_does() -> None:
    kept = beginners_first(
        [
            candidate("easy", Level.BEGINNER, "a"),
            candidate("hard", Level.ADVANCED, "a", "b"),
            candidate("same", Level.ADVANCED, "a"),
        ]
    )
    assert {each.offer.id: set(each.named) for each in kept} == {"easy": {"a"}, "hard": {"b"}}


def test_steps_go_from_beginner_to_advanced_and_what_is_needed_first_comes_later() -> None:
    steps = in_order(
        [
            candidate("advanced", Level.ADVANCED, "a"),
            candidate("asks", Level.BEGINNER, "a", prerequisites="Mathematics"),
            candidate("middle", Level.INTERMEDIATE, "a"),
            candidate("first", Level.BEGINNER, "a"),
            candidate("unknown", None, "a"),
            candidate("eqf5", None, "a", eqf=5),
        ]
    )
    assert [each.offer.id for each in steps] == ["first", "asks", "unknown", "eqf5", "middle", "advanced"]


def test_what_another_step_states_to_build_on_comes_before_it() -> None:
    basics = offer("Linux basics", name="z", level=Level.INTERMEDIATE, skills=("Linux",))
    network = offer("Networks", name="a", level=Level.BEGINNER, prerequisites="You should know Linux already.")
    other = offer("Databases", name="b", level=Level.BEGINNER, prerequisites="Curiosity")
    steps = [Candidate(each, {each.id: Naming.TITLE}) for each in (network, other, basics)]
    assert [each.offer.id for each in in_order(steps)] == ["b", "z", "a"]
    circle = [
        Candidate(offer(one, name=one, prerequisites=needs), {one: Naming.TITLE})
        for one, needs in (("x", "y"), ("y", "x"))
    ]
    assert [each.offer.id for each in in_order(circle)] == ["x", "y"]


def test_a_level_far_above_ones_own_is_used_only_where_nothing_else_covers_the_skill() -> None:
    low, high = offer(name="low", eqf=4), offer(name="high", eqf=6)
    found = [Candidate(low, {"s": Naming.TITLE}), Candidate(high, {"s": Naming.TITLE, "t": Naming.TITLE})]
    assert [sorted(each.named) for each in beginners_first(found, 4)] == [["s"], ["t"]]
    assert [sorted(each.named) for each in beginners_first(found, 5)] == [["s"], ["s", "t"]]
    assert [sorted(each.named) for each in beginners_first(found)] == [["s"], ["s", "t"]]
