"""The structure of a message: what the rules for its act (nlu/act_rules) look at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.trust import Purpose
from nlu.act_rules import Structure
from nlu.clauses import Clauses, Core
from nlu.corrections import corrections
from nlu.lexicon import Reading
from nlu.subjects.subjects import Named
from nlu.understanding import LimitKind, Reference

_AND_THE = 2
_AND_A_PURPOSE = 7  # words of "and for the university in Vienna?"
_ARTICLE = 3  # letters of "der", "los"
_COMMAND = re.compile(r"\s*/[a-z]+_?[a-z_]*\b(?!/)")  # "/restart": words for another program


def _asks_again(reading: Reading, beside: Sequence[int], references: Sequence[Reference]) -> bool:
    """Whether a message is "and the first?": one place in the list, and no word that asks anything of it."""
    if [r.ordinal is not None for r in references] != [True] or not beside or len(beside) > _AND_THE:
        return False
    first = next(i for i, token in enumerate(reading.tokens) if token.is_word)
    joined = beside[0] == first and first in reading.covered("and", "but")
    return joined and all(len(reading.tokens[i].text) <= _ARTICLE for i in beside[1:])


def _asks_purpose_too(reading: Reading, plain: set[int], references: Sequence[Reference]) -> bool:
    """Whether a message is "and for further study?": joined to what was said, it names a purpose and nothing else."""
    words = [i for i, token in enumerate(reading.tokens) if token.is_word]
    if references or not 2 <= len(words) <= _AND_A_PURPOSE or words[0] not in reading.covered("and", "but"):
        return False
    if reading.cues("course", "want"):
        return False  # "and a course on accounting for companies" looks for something else
    named = reading.covered(*(purpose.value for purpose in Purpose))
    beside = [i for i in words if i not in plain | named and len(reading.tokens[i].text) > _ARTICLE]
    return bool(named) and len(beside) <= 1


def words_of(reading: Reading) -> int:
    """Words of the message; a typed command has none."""
    if _COMMAND.match(reading.folded.original):
        return 0
    return sum(any(c.isalnum() for c in token.text) for token in reading.tokens)


def structure_of(
    reading: Reading,
    parts: Clauses,
    goal: Core | None,
    limit_kinds: Sequence[LimitKind],
    references: Sequence[Reference],
    taken: set[int],
    aims: Sequence[Named],
) -> Structure:
    plain = reading.covered("lead", "filler", "and", "but", "not", "want", "course") | taken
    spans = [r.span for r in references if r.span]
    beside = []
    for i, token in enumerate(reading.tokens):
        at = reading.span(i, i + 1)
        if token.is_word and not any(s.start <= at.start and at.end <= s.end for s in spans):
            beside.append(i)
    rest = sum(i not in plain for i in beside)
    return Structure(
        words=words_of(reading),
        rest=rest,
        goal=goal.strength if goal else None,
        limits=len(limit_kinds),
        references=len(references),
        past=len(parts.past),
        subject=bool(aims),
        corrected=bool(corrections(reading)),
        level=LimitKind.LEVEL in limit_kinds,
        again=_asks_again(reading, beside, references),
        purpose_too=_asks_purpose_too(reading, plain | reading.covered("learn"), references),
        question="?" in reading.folded.text or (";" in reading.folded.text and reading.language == "el"),
    )
