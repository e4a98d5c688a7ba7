"""The portals file: what it gives, and what is said of a mistake in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.portals import Portals, PortalsError
from index.contract import Filters
from knowledge.offer import Mode
from knowledge.register_file import Origin

WHOLE = """
[jobs]
name = "Jobs in Example Land"
origins = ["https://jobs.example/", "http://127.0.0.1:8090"]
language = "de"
country = "de"
[jobs.colours]
accent = "#7a1f5c"
[jobs.catalogue]
sources = ["coursera"]
modes = ["online"]
keep_unknown = false
[[jobs.helplines]]
name = "Telephone help"
number = "0800 000 000"

[plain]
name = "Plain"
origins = ["https://plain.example"]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "portals.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_portal_has_what_its_table_says(tmp_path: Path) -> None:
    portals = Portals.load(written(tmp_path, WHOLE))
    jobs = portals["jobs"]
    assert jobs.name == "Jobs in Example Land"
    assert jobs.origins == ("https://jobs.example", "http://127.0.0.1:8090")
    assert (jobs.language, jobs.country, jobs.colours) == ("de", "DE", (("accent", "#7a1f5c"),))
    assert jobs.catalogue == Filters(sources=frozenset({"coursera"}), modes=frozenset({Mode.ONLINE.value}))
    (line,) = jobs.helplines
    assert (line.number, line.country, line.checked, type(line.origin)) == ("0800 000 000", "DE", True, Origin)
    assert portals["plain"].catalogue is None
    assert portals.origins == ("https://jobs.example", "http://127.0.0.1:8090", "https://plain.example")
    assert portals.find("nobody") is portals.find(None) is None


def test_without_a_file_there_are_no_portals() -> None:
    assert not Portals.load(None)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[jobs", "no TOML"),
        ('["no space"]\nname="x"', "no id of a portal"),
        ('[jobs]\nname = "x"\norigins = []', "jobs.origins"),
        ('[jobs]\nname = "x"\norigins = ["https://a.example/path"]', "scheme, host and port"),
        ('[jobs]\nname = "x"\norigins = ["http://a.example"]', "use https"),
        ('[jobs]\nname = "x"\norigins = ["https://a.example"]\nlanguage = "xx"', "jobs.language"),
        ('[jobs]\nname = "x"\norigins = ["https://a.example"]\ntypo = 1', "jobs.typo"),
        ('[jobs]\nname = "x"\norigins = ["https://a.example"]\n[jobs.colours]\nborder = "red"', "cannot be set"),
        ('[jobs]\nname = "x"\norigins = ["https://a.example"]\n[jobs.colours]\naccent = "red;}"', "jobs.colours"),
        ("jobs = 3", "jobs"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_was_expected(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(PortalsError, match=told) as refused:
        Portals.load(written(tmp_path, text))
    assert "portals.toml" in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(PortalsError, match=r"WAYMARK_PORTALS names .*nothing\.toml"):
        Portals.load(tmp_path / "nothing.toml")
