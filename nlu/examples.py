"""The examples that acts and languages are learnt from: Rasa's nlu.yml files, one a language, an intent an act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from nlu.understanding import Act

FOLDER = Path(__file__).parent.parent / "bot" / "assistant" / "data" / "nlu"


class ExamplesError(ValueError):
    """A file of examples cannot be read; the message names file, what was read and what was expected."""


@dataclass(frozen=True, slots=True)
class Example:
    """`text` as somebody could write it, its language (the file's name) and act (its intent)."""

    text: str
    language: str
    act: Act


def read_all(folder: Path = FOLDER) -> tuple[Example, ...]:
    """All examples, files by name, in the order written: training data must not depend on the file system."""
    files = sorted(folder.glob("*.yml"))
    if not files:
        raise ExamplesError(f"There is no .yml file in {folder}; expected one a language, such as de.yml.")
    return tuple(example for file in files for example in _read(file))


def _read(file: Path) -> Iterator[Example]:
    content = yaml.safe_load(file.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or not isinstance(content.get("nlu"), list):
        raise ExamplesError(f"{file} has no list `nlu:`; expected Rasa's training data format, version 3.1.")
    for block in content["nlu"]:
        if "intent" not in block:  # Rasa also allows synonyms, look-up tables and regular expressions here
            continue
        name = str(block["intent"])
        if name not in set(Act):
            raise ExamplesError(f"{file} has the intent {name!r}; expected one of {', '.join(Act)}.")
        for line in str(block["examples"]).splitlines():
            text = line.strip().removeprefix("- ").strip()
            if text and text != "-":
                yield Example(text, file.stem, Act(name))
