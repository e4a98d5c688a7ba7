"""References: what "the second one", "number 3", "the last", "that one" or a quoted name point to."""

from __future__ import annotations

import re
from collections.abc import Collection

from nlu.lexicon import Cue, Lexicon, Reading
from nlu.understanding import Reference, Span

ORDINALS = ("first", "second", "third", "fourth", "fifth")
_MOST = 60  # offers remembered as shown: "number 75" points to nothing
_QUOTED = re.compile(r"[\"„“”«»‹›]([^\"„“”«»‹›]{3,120})[\"„“”«»‹›]")
_PERIODS = ("hour", "day", "week", "month", "year")


def find_references(reading: Reading, lexicon: Lexicon, taken: Collection[int] = ()) -> tuple[Reference, ...]:
    """References in text order. `taken` are tokens that say something else (the goal, the past, limits)."""
    found: list[tuple[int, Reference]] = []
    used: set[int] = set(taken)
    for first, last, places in _several(reading, lexicon):
        if used.isdisjoint(range(first, last)):
            used.update(range(first, last))
            span = reading.span(first, last)
            found += [(first, Reference(ordinal=place, span=span)) for place in places]
    for first, last, ordinal in [*_numbered(reading, lexicon), *_ordinals(reading)]:
        if used.isdisjoint(range(first, last)):
            used.update(range(first, last))
            found.append((first, Reference(ordinal=ordinal, span=reading.span(first, last))))
    for quoted in _QUOTED.finditer(reading.folded.original):
        name = Reference(words=quoted[1].strip(), span=Span(quoted.start(1), quoted.end(1)))
        found.append((len(reading.tokens), name))
    if not found:
        for cue in reading.cues("focus"):
            if used.isdisjoint(range(cue.first, cue.last)):
                found.append((cue.first, Reference(focus=True, span=reading.span(cue.first, cue.last))))
                break
    return tuple(reference for _, reference in sorted(found, key=lambda f: f[0]))


def _several(reading: Reading, lexicon: Lexicon) -> list[tuple[int, int, range]]:
    """ "the first two", "los dos últimos", "1 and 3": the tokens and the places in the list that they stand for."""
    found = []
    soft = reading.covered("lead")
    periods = reading.covered(*_PERIODS)  # "in the first two weeks"
    ends = {c.first: c for c in reading.cues("first", "last")}
    for i in range(len(reading.tokens)):
        value = _value(reading, lexicon, i)
        if value is None or not 2 <= value <= len(ORDINALS):
            continue
        after = i + 2 if i + 1 in soft and i + 1 not in ends else i + 1
        before = next((c for c in ends.values() if c.last == i), None)
        cue = before or ends.get(after)
        if cue is None or _value(reading, lexicon, cue.first) == value:
            continue
        first, last = min(i, cue.first), max(i + 1, cue.last)
        if last not in periods:
            found.append((first, last, range(1, value + 1) if cue.kind == "first" else range(-value, 0)))
    joints = {c.first for c in reading.cues("and")} | {i for i, t in enumerate(reading.tokens) if t.text in ",&+"}
    for joint in joints:
        pair = [_value(reading, lexicon, i) for i in (joint - 1, joint + 1)]
        digits = all(
            0 <= i < len(reading.tokens) and reading.tokens[i].text.isdigit() for i in (joint - 1, joint + 1)
        )
        if digits and pair[0] and pair[1] and pair[0] < pair[1] <= len(ORDINALS):
            found.append((joint - 1, joint + 2, range(pair[0], pair[1] + 1, pair[1] - pair[0])))
    return found


def _value(reading: Reading, lexicon: Lexicon, i: int) -> int | None:
    if not 0 <= i < len(reading.tokens):
        return None
    text = reading.tokens[i].text
    value = int(text) if text.isdigit() and len(text) <= 2 else lexicon.number(text)
    return None if value is None else int(value)


def _numbered(reading: Reading, lexicon: Lexicon) -> list[tuple[int, int, int]]:
    """ "number 3", "option two", "#2", "3.", and a message that is nothing but a number."""
    found = []
    introduced = {c.last: c.first for c in reading.cues("number")}
    words = [i for i, t in enumerate(reading.tokens) if t.is_word]
    for i, token in enumerate(reading.tokens):
        value = _value(reading, lexicon, i)
        if value is None or not 1 <= value <= _MOST:
            continue
        if i in introduced:
            found.append((introduced[i], i + 1, value))
        elif i > 0 and reading.tokens[i - 1].text in "#№":
            found.append((i - 1, i + 1, value))
        elif words == [i] and token.text.isdigit():
            found.append((i, i + 1, value))
    return found


def _ordinals(reading: Reading) -> list[tuple[int, int, int]]:
    offers = reading.covered("offer", "focus")
    found = []
    for cue in reading.cues(*ORDINALS, "last"):
        if _points(reading, cue, offers):
            last = cue.last + 1 if cue.last in offers and cue.last < len(reading.tokens) else cue.last
            first = cue.first
            found.append((first, last, -1 if cue.kind == "last" else ORDINALS.index(cue.kind) + 1))
    return found


def _points(reading: Reading, cue: Cue, offers: Collection[int]) -> bool:
    """Whether an ordinal stands for an offer, and not before a noun of its own ("first aid", "last week")."""
    after = reading.tokens[cue.last] if cue.last < len(reading.tokens) else None
    if after is None or not after.is_word or cue.last in offers:
        return True
    if cue.last in reading.covered(*_PERIODS):
        return False
    content = _content(reading)
    # "is the second checked?": in a question a verb may follow; "first aid" is a subject.
    return cue.first - 1 in offers or cue.last not in content or "?" in reading.folded.text


def _content(reading: Reading) -> set[int]:
    """Words that are not function words, filler or ordinals."""
    plain = reading.covered(
        "lead", "filler", "and", "not", "but", "free", "online", "cheaper", "shorter", *ORDINALS, "last"
    )
    return {i for i, t in enumerate(reading.tokens) if t.is_word and i not in plain}
