"""Clauses: one messy sentence taken apart into the goal, the past, where the person is, limits and filler.

Only the goal's core is embedded: background ("I was a waiter") and limits ("no money") pull a vector as hard as the
goal does. A clause is judged by the cues in it; what carries no cue goes with its neighbour or stays out. Without any
cue the goal is the whole text less limits, past and filler.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from nlu.corrections import corrections
from nlu.lexicon import Cue, Reading
from nlu.understanding import Span


class ClauseKind(StrEnum):
    """What a clause is about."""

    GOAL = "goal"
    PAST = "past"
    WHO = "who"  # their name, age, family, origin, health: what may not move a list
    WHERE = "where"
    LIMIT = "limit"
    FILLER = "filler"
    OTHER = "other"


class Strength(StrEnum):
    """How sure the wording is that something is to be learnt: "become, learn, course" | "I want" | no cue at all."""

    STRONG = "strong"
    WEAK = "weak"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens first..last (last excluded) of the reading; `bare` when it says nothing but limits."""

    kind: ClauseKind
    first: int
    last: int
    strength: Strength = Strength.NONE
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Core:
    """What a clause says without its cues: `text` joins its pieces, `span` is the longest piece in the message;
    `pieces` are their tokens (last excluded)."""

    text: str
    span: Span
    strength: Strength = Strength.NONE
    pieces: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Clauses:
    """The sentence taken apart; `reading` and the tokens under limits are those it was made from."""

    clauses: tuple[Clause, ...]
    goal: Core | None
    past: tuple[Core, ...]

    @property
    def has_goal(self) -> bool:
        """Whether some clause states a wish."""
        return any(c.kind is ClauseKind.GOAL for c in self.clauses)

    def at(self, token: int) -> Clause | None:
        """The clause that a token stands in; None between clauses."""
        return next((c for c in self.clauses if c.first <= token < c.last), None)


_STOPS = frozenset(".,;:!?-()…\n|/")
_HARD_STOPS = frozenset(".;!?…|")
_NOT_WISHED = frozenset({ClauseKind.PAST, ClauseKind.WHO, ClauseKind.WHERE, ClauseKind.FILLER})
# A clause after a comma belongs to the goal before it when it is as short as an item of a list.
_LIST_ITEM = 4
_CUES = ("want", "learn", "course", "past", "past_end", "live", "who", "correct")
_GOAL_CUES = ("want", "learn", "course")
_SAYING = frozenset({ClauseKind.GOAL, ClauseKind.OTHER})


def split(reading: Reading, limits: Collection[int] = ()) -> Clauses:
    """The clauses of a text. `limits` are the tokens that limits were read from."""
    limits = frozenset(limits)
    clauses = [_judge(reading, first, last, limits) for first, last in _segments(reading)]
    clauses = _tell_who(reading, clauses)
    clauses = _attach(reading, clauses, limits)
    clauses = _put_right(reading, clauses, limits)
    goal = _goal(reading, clauses, limits)
    past = tuple(
        core
        for clause in clauses
        if clause.kind is ClauseKind.PAST
        and (core := _core(reading, [clause], limits, ("past", "past_end", "live", "learn", "course")))
    )
    return Clauses(tuple(clauses), goal, past)


def wished(reading: Reading, parts: Clauses) -> str:
    """The message without who the person is, was and where they live: their words on what they wish."""
    kept = (_trimmed(reading, clause) for clause in parts.clauses if clause.kind not in _NOT_WISHED)
    return " ".join(_within(reading, run[0], run[-1] + 1) for run in kept if run)


def _trimmed(reading: Reading, clause: Clause) -> list[int]:
    """The clause without what joins it to another, and its subject: "and I want to cook" is "want to cook"."""
    soft, cues = reading.covered(*_EDGE), reading.covered(*_GOAL_CUES)
    run = list(range(clause.first, clause.last))
    while run and (not reading.tokens[run[0]].is_word or run[0] in soft):
        if run[0] in cues and not (len(run) > 1 and run[1] in cues):
            break
        run.pop(0)
    while run and (not reading.tokens[run[-1]].is_word or (run[-1] in soft and run[-1] not in cues)):
        run.pop()
    return run


def _within(reading: Reading, first: int, last: int) -> str:
    """Tokens first..last as they would stand within a sentence: no capital for being the first word, no "and" that is
    written onto it ("وأريد")."""
    token, text = reading.tokens[first], reading.span(first, last).of(reading.folded.original)
    if token.text != token.key and token.text.endswith(token.key):
        text = text[len(token.text) - len(token.key) :]
    return uncapitalised(text)


def uncapitalised(text: str) -> str:
    """The text without the capital that opens a sentence; an abbreviation keeps its own."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _segments(reading: Reading) -> Iterator[tuple[int, int]]:
    """Runs of tokens between stops, strong connectors and the starts of cues."""
    borders = {0, len(reading.tokens)}
    for i, token in enumerate(reading.tokens):
        if token.text in _STOPS and not _in_word(reading, i):
            borders |= {i, i + 1}
    borders |= {cue.first for cue in reading.cues("but")}
    borders |= {edge for cue in corrections(reading) for edge in (cue.first, cue.last)}
    closers = {cue.last for cue in _cues(reading) if cue.kind == "past_end"}
    borders |= closers
    heads = list(_heads(reading, closers))
    for before, after in zip([None, *heads], heads, strict=False):
        if before is None or before.kind != after.kind:
            start = before.last if before else 0
            joints = [c.first for c in reading.cues("and") if start <= c.first < after.first]
            borders.add(joints[-1] if joints and before else after.first)
    edges = sorted(borders)
    yield from ((a, b) for a, b in pairwise(edges) if any(t.is_word for t in reading.tokens[a:b]))


def _heads(reading: Reading, closers: Collection[int]) -> Iterator[Cue]:
    """Cues that open a clause. After a name, a wish needs no "I want": "my name is Ana, a course in cooking"."""
    before = None
    for cue in _cues(reading):
        heads = ("want", "past", "live", "who", *(("learn", "course") if before == "who" else ()))
        if cue.kind in heads and cue.last not in closers:
            before = cue.kind
            yield cue


def _cues(reading: Reading) -> list[Cue]:
    """Clause cues less those inside a longer one of another kind: "I am" within "I am looking for"."""
    cues = reading.cues(*_CUES)
    return [
        c
        for c in cues
        if not any(o.first <= c.first and c.last <= o.last and o.last - o.first > c.last - c.first for o in cues)
    ]


def _in_word(reading: Reading, i: int) -> bool:
    """Whether a sign joins two words or numbers without a space ("C/C++", "and/or", "1:1")."""
    if reading.tokens[i].text not in "/:." or not 0 < i < len(reading.tokens) - 1:
        return False
    before, token, after = reading.tokens[i - 1 : i + 2]
    return before.end == token.start and token.end == after.start


def _judge(reading: Reading, first: int, last: int, limits: Collection[int]) -> Clause:
    cues = [c for c in _cues(reading) if first <= c.first and c.last <= last]
    kinds = {c.kind: c.first for c in reversed(cues)}
    strong = "learn" in kinds or "course" in kinds
    content = _content(reading, first, last, frozenset(), (*_EDGE, *_CUES))
    bare = bool(content) and all(i in limits for i in content)
    past = min((kinds[k] for k in ("past", "past_end") if k in kinds), default=None)
    if past is not None and ("want" not in kinds or past < kinds["want"]):
        person = reading.covered("who", "person", "self", "have")
        alone = bool(content) and all(i in person for i in content)
        return Clause(ClauseKind.WHO if alone else ClauseKind.PAST, first, last, bare=bare)
    if "who" in kinds and all(kinds["who"] < kinds[k] for k in _GOAL_CUES if k in kinds):
        return Clause(ClauseKind.WHO, first, last)
    if bare and not strong:
        wish = Strength.WEAK if "want" in kinds else Strength.NONE
        return Clause(ClauseKind.LIMIT, first, last, wish, bare=True)  # "I want it free"
    if "want" in kinds or strong:
        return Clause(ClauseKind.GOAL, first, last, Strength.STRONG if strong else Strength.WEAK)
    if content and len([i for i in content if i in limits]) * 2 >= len(content):
        return Clause(ClauseKind.LIMIT, first, last)
    if "live" in kinds:
        return Clause(ClauseKind.WHERE, first, last)
    return Clause(ClauseKind.OTHER if content else ClauseKind.FILLER, first, last)


def _tell_who(reading: Reading, clauses: list[Clause]) -> list[Clause]:
    """Clauses that only say who speaks: "single mother of two", "58 years old"; beside a wish also "I am Muslim"."""
    wished = any(c.kind is ClauseKind.GOAL for c in clauses)
    return [
        replace(c, kind=ClauseKind.WHO) if c.kind is ClauseKind.OTHER and _says_who(reading, c, wished=wished) else c
        for c in clauses
    ]


def _says_who(reading: Reading, clause: Clause, *, wished: bool) -> bool:
    content = _content(reading, clause.first, clause.last, frozenset(), (*_EDGE, "have", "self"))
    content = [i for i in content if not reading.tokens[i].is_number]
    person = [i for i in content if i in reading.covered("person", "year")]
    if not wished:
        return bool(person) and len(person) == len(content)
    run = [i for i in range(clause.first, clause.last) if i not in reading.covered("and", "but", "filler")]
    opened = bool(run) and run[0] in {cue.first for cue in reading.cues("have", "self")}
    return opened or (bool(person) and 2 * len(person) > len(content))


def _attach(reading: Reading, clauses: list[Clause], limits: Collection[int]) -> list[Clause]:
    """Clauses without a cue join the goal or the past beside them; a wish cut off from its object finds it again."""
    attached: list[Clause] = []
    wished = any(c.kind is ClauseKind.GOAL for c in clauses)
    for i, clause in enumerate(clauses):
        if clause.kind is ClauseKind.OTHER:
            before = _spoken_before(reading, attached, clause)
            if before and before.kind is ClauseKind.PAST and not wished:
                before = None  # "I am a seamstress, my own fashion": without a wish the rest may be one
            after = clauses[i + 1] if i + 1 < len(clauses) else None
            host = None
            if after and clause.last == after.first and _awaits_object(reading, after, limits):
                host = after  # "programming I would like to learn"
            elif before and (_awaits_object(reading, before, limits) or _is_list_item(reading, clause, limits)):
                host = before  # "I want, now, programming"; "I want to learn cooking, baking"
            if host:
                kind = ClauseKind.PAST if host.kind is ClauseKind.PAST else ClauseKind.GOAL
                clause = Clause(kind, clause.first, clause.last, host.strength)
        attached.append(clause)
    return attached


def _put_right(reading: Reading, clauses: list[Clause], limits: Collection[int]) -> list[Clause]:
    """The clauses with what was taken back no longer a wish, and what was put in its place a strong one."""
    cues = corrections(reading)
    if not cues:
        return clauses
    content = set(_content(reading, 0, len(reading.tokens), limits, (*_EDGE, *_CUES, "rather")))
    says = [c for c in clauses if c.kind in _SAYING and not content.isdisjoint(range(c.first, c.last))]
    # "Backen meinte ich": the cue may stand behind what was meant
    meant = [c for c in says if c.first >= cues[-1].last] or [c for c in says if c.last <= cues[-1].first][-1:]
    if not meant:
        return clauses
    righted = []
    for clause in clauses:
        if clause is meant[0]:
            clause = replace(clause, kind=ClauseKind.GOAL, strength=Strength.STRONG)
        elif clause.first < meant[0].first and clause.kind in _SAYING:
            clause = replace(clause, kind=ClauseKind.FILLER, strength=Strength.NONE)
        righted.append(clause)
    return righted


def _spoken_before(reading: Reading, clauses: list[Clause], clause: Clause) -> Clause | None:
    """The goal or past right before a clause, over filler; None across the end of a sentence."""
    for before in reversed(clauses):
        if _hard_stop(reading, before, clause):
            return None
        if before.kind is not ClauseKind.FILLER:
            return before if before.kind in (ClauseKind.GOAL, ClauseKind.PAST) else None
    return None


def _awaits_object(reading: Reading, clause: Clause, limits: Collection[int]) -> bool:
    wish = clause.kind is ClauseKind.GOAL or (clause.kind is ClauseKind.LIMIT and clause.strength is Strength.WEAK)
    return wish and not _core(reading, [clause], limits, _GOAL_CUES)


def _is_list_item(reading: Reading, clause: Clause, limits: Collection[int]) -> bool:
    return len(_content(reading, clause.first, clause.last, limits, _EDGE)) <= _LIST_ITEM and not _contrast(
        reading, clause
    )


def _hard_stop(reading: Reading, before: Clause, after: Clause) -> bool:
    return any(t.text in _HARD_STOPS for t in reading.tokens[before.last : after.first])


def _contrast(reading: Reading, clause: Clause) -> bool:
    return any(clause.first <= c.first < clause.last for c in reading.cues("but", "not", "lack", "have"))


def _goal(reading: Reading, clauses: list[Clause], limits: Collection[int]) -> Core | None:
    for strength in (Strength.STRONG, Strength.WEAK):
        chosen = [c for c in clauses if c.kind is ClauseKind.GOAL and c.strength is strength]
        if chosen and (core := _core(reading, chosen, limits, (*_GOAL_CUES, "live", "correct"))):
            return replace(core, strength=strength)
    if any(c.kind is ClauseKind.GOAL for c in clauses):
        return None  # a wish with nothing in it: "I want a course"
    rest = [c for c in clauses if c.kind is ClauseKind.OTHER or c.kind is ClauseKind.LIMIT]
    return _core(reading, rest, limits, ("live",))


_EDGE = ("filler", "and", "but", "not", "lead")


def _content(reading: Reading, first: int, last: int, without: Collection[int], kinds: tuple[str, ...]) -> list[int]:
    covered = reading.covered(*kinds)
    return [i for i in range(first, last) if reading.tokens[i].is_word and i not in covered and i not in without]


def _core(reading: Reading, clauses: list[Clause], limits: Collection[int], cues: tuple[str, ...]) -> Core | None:
    """What is left of the clauses without cues, limits and filler; function words go at the edges only."""
    out = reading.covered("filler", "but", *cues) | set(limits)
    soft = reading.covered("lead", "and", "not")
    # "two evenings a week": what is left of an amount says nothing by itself.
    bare = soft | reading.covered("day", "week", "month", "year", "per_week", "within", "ago")
    bare |= {i for i, t in enumerate(reading.tokens) if t.is_number}
    pieces: list[tuple[int, int]] = []
    for clause in clauses:
        run: list[int] = []
        for i in [*range(clause.first, clause.last), None]:
            if i is not None and i not in out and (reading.tokens[i].is_word or _in_word(reading, i)):
                run.append(i)
                continue
            while run and (run[-1] in soft or not reading.tokens[run[-1]].is_word):
                run.pop()
            while run and (run[0] in soft or not reading.tokens[run[0]].is_word):
                run.pop(0)
            if any(i not in bare for i in run):
                pieces.append((run[0], run[-1] + 1))
            run = []
    if not pieces:
        return None
    spans = [reading.span(a, b) for a, b in pieces]
    longest = max(spans, key=lambda s: s.end - s.start)
    return Core(" ".join(s.of(reading.folded.original) for s in spans), longest, pieces=tuple(pieces))
