"""Measurements on single lines: language of a message, dialogue act, goal clause."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from statistics import fmean

from nlu.understand import Hint
from tests.eval.judged import files, rows
from tests.eval.metrics import token_f1
from tests.eval.world import World


@dataclass(frozen=True, slots=True)
class Counted:
    """One file's figure: `name` says what and on which file, `mistakes` are the commonest, worst first."""

    name: str
    figure: float
    lines: int
    by_language: dict[str, float]
    mistakes: tuple[tuple[str, int], ...] = ()


def language(world: World) -> list[Counted]:
    """Share of lines whose language is told right, without a hint. Where a line is in none of our languages, the one
    that stands in for it (nlu.language.NEAREST) is right."""
    found = []
    for name in files("language"):
        right: dict[str, list[float]] = {}
        wrong: Counter[str] = Counter()
        for row in rows(name):
            told = world.understand(row["text"]).language
            right.setdefault(row["language"], []).append(float(told == row["language"]))
            if told != row["language"]:
                wrong[f"{row.get('written') or row['language']} taken for {told}"] += 1
        found.append(_counted(f"Language told right ({name})", right, wrong, 25))
    return found


def acts(world: World) -> list[Counted]:
    """Share of lines whose act is told right: by the learnt judge alone, and as the advisor settles it within a
    conversation. The file does not say where in a conversation a line stands; a shortlist is taken as shown for every
    act that is about shown offers."""
    found = []
    for name in (*files("acts"), *files("promises")):
        right: dict[str, list[float]] = {}
        wrong: Counter[str] = Counter()
        for row in rows(name):
            shown = row["act"] not in _FIRST
            said = world.understander.understand(row["text"], Hint(row["language"], not shown, shown))
            right.setdefault(row["language"], []).append(float(said.act == row["act"]))
            if said.act != row["act"]:
                wrong[f"{row['act']} taken for {said.act}"] += 1
        found.append(_counted(f"Act told right ({name})", right, wrong))
    return [*found, *consents(world)]


def consents(world: World) -> list[Counted]:
    """Share of consents, given or taken back, whose purpose is told right; "none" where the file names none."""
    found = []
    for name in files("promises"):
        right: dict[str, list[float]] = {}
        wrong: Counter[str] = Counter()
        for row in rows(name):
            if row["act"] not in ("give_consent", "withdraw_consent"):
                continue
            told = world.understander.understand(row["text"], Hint(row["language"], False, True)).consent
            right.setdefault(row["language"], []).append(float((told or "") == row["purpose"]))
            if (told or "") != row["purpose"]:
                wrong[f"{row['purpose']} taken for {told or 'none'}"] += 1
        found.append(_counted(f"Purpose of a consent told right ({name})", right, wrong))
    return found


_FIRST = frozenset({"greet", "ask_who_are_you", "state_goal"})  # what a conversation opens with


def goals(world: World) -> list[Counted]:
    """Mean F1 of the words of the goal clause; where no goal is wanted, finding none is 1."""
    found = []
    for name in files("goals"):
        right: dict[str, list[float]] = {}
        for row in rows(name):
            said = world.understander.understand(row["text"], Hint(row["language"]))
            goal = said.goal.text if said.goal else ""
            right.setdefault(row["language"], []).append(token_f1(goal, row["goal"]))
        found.append(_counted(f"Goal clause, F1 of words ({name})", right, Counter()))
    return found


def _counted(name: str, right: dict[str, list[float]], wrong: Counter[str], shown: int = 8) -> Counted:
    every = [value for values in right.values() for value in values]
    by_language = {code: fmean(values) for code, values in sorted(right.items())}
    return Counted(name, fmean(every), len(every), by_language, tuple(wrong.most_common(shown)))
