"""Limits: what the person sets as a condition: money, time, place, language, level; what is not wanted or lifted.

`find` reads candidates from cues and amounts; `keep` drops those that belong to a clause about the past.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from nlu.amounts import amounts
from nlu.clauses import ClauseKind, Clauses
from nlu.instruction_language import excluded_languages, instruction_languages
from nlu.lexicon import Cue, Lexicon, Reading
from nlu.places import Gazetteer, places
from nlu.starts import starts
from nlu.territories import territories
from nlu.understanding import Limit, LimitKind

_PLAIN: dict[str, tuple[LimitKind, str | None]] = {
    "free": (LimitKind.FREE, None),
    "cheap": (LimitKind.CHEAP, None),
    "cheaper": (LimitKind.CHEAPER, None),
    "shorter": (LimitKind.SHORTER, None),
    "certificate": (LimitKind.CERTIFICATE, None),
    "online": (LimitKind.MODE, "online"),
    "onsite": (LimitKind.MODE, "onsite"),
    "home": (LimitKind.MODE, "online"),
    "blended": (LimitKind.MODE, "blended"),
    "full_time": (LimitKind.SCHEDULE, "full_time"),
    "part_time": (LimitKind.SCHEDULE, "part_time"),
    "morning": (LimitKind.SCHEDULE, "morning"),
    "evening": (LimitKind.SCHEDULE, "evening"),
    "weekend": (LimitKind.SCHEDULE, "weekend"),
    "self_paced": (LimitKind.SCHEDULE, "self_paced"),
    "childcare": (LimitKind.CHILDCARE, None),
    "wheelchair": (LimitKind.ACCESSIBILITY, "wheelchair"),
    "sign_language": (LimitKind.ACCESSIBILITY, "sign_language"),
    "easy_language": (LimitKind.ACCESSIBILITY, "easy_language"),
    "screen_reader": (LimitKind.ACCESSIBILITY, "screen_reader"),
    "captions": (LimitKind.ACCESSIBILITY, "captions"),
    "accessible": (LimitKind.ACCESSIBILITY, None),
    "funding": (LimitKind.FUNDING, None),
    "beginner": (LimitKind.LEVEL, "beginner"),
    "intermediate": (LimitKind.LEVEL, "intermediate"),
    "advanced": (LimitKind.LEVEL, "advanced"),
}
_TOPICS: dict[str, tuple[LimitKind, ...]] = {
    "topic_price": (LimitKind.FREE, LimitKind.MAX_PRICE),
    "topic_mode": (LimitKind.MODE,),
    "topic_schedule": (LimitKind.SCHEDULE,),
    "topic_time": (LimitKind.MAX_HOURS, LimitKind.HOURS_PER_WEEK, LimitKind.MAX_WEEKS),
    "topic_language": (LimitKind.LANGUAGE,),
    "topic_place": (LimitKind.PLACE,),
    "topic_level": (LimitKind.LEVEL,),
    "topic_certificate": (LimitKind.CERTIFICATE,),
    "start": (LimitKind.START,),
}
# "not online" says where; "not in the evening" only what does not suit.
_OPPOSITE = {"online": "onsite", "onsite": "online"}
# What a person still means today although it stands in a clause about the past.
_LASTING = frozenset({LimitKind.FREE, LimitKind.CERTIFICATE, LimitKind.CHEAPER, LimitKind.SHORTER})
_CIRCUMSTANCES = frozenset({"home", "full_time"})
# What may itself be the subject: "I want to learn sign language", "a childcare course".
_SUBJECTS = frozenset({"childcare", "sign_language", "easy_language", "captions", "screen_reader"})
_APART = 3
_LONGEST_EXCLUSION = 5
_LONGEST_AFTER_NO = 2
_STOPS = frozenset(".,;:!?()…")


@dataclass(frozen=True, slots=True)
class Found:
    """A limit and the tokens it was read from (last excluded)."""

    limit: Limit
    first: int
    last: int
    cue: str = ""  # the kind of cue it was read from, where there was one
    over_past: bool = False  # a word of the past is part of it: "before noon"


def find(reading: Reading, lexicon: Lexicon, gazetteer: Gazetteer) -> list[Found]:
    """All candidates in text order, no two on the same tokens unless one phrase sets both."""
    chosen: list[Found] = []
    taken: set[int] = set()
    groups = (
        *(_lifted(reading), _amounts(reading, lexicon), _starts(reading, lexicon), _plain(reading)),
        _named(reading, lexicon, gazetteer),
    )
    for group in groups:
        # A phrase may give several limits ("price does not matter" lifts two): tokens are taken a group at a time.
        free = [f for f in group if taken.isdisjoint(range(f.first, f.last))]
        chosen += free
        taken |= tokens(free)
    chosen += _excluded(reading, taken)
    chosen = _within_means(reading, chosen)
    past = reading.covered("past")
    chosen = [replace(f, over_past=len(range(f.first, f.last)) > 1 and bool(past & tokens([f]))) for f in chosen]
    return sorted(chosen, key=lambda f: (f.first, f.last, f.limit.kind))


def keep(found: Iterable[Found], clauses: Clauses) -> list[Found]:
    """The candidates that are limits: what stands in a clause about the past is background, not a condition."""
    kept: list[Found] = []
    found = list(found)
    # The "prima" of "il prima possibile" makes no clause about the past.
    misread = [clauses.at(i) for f in found if f.over_past for i in range(f.first, f.last)]
    for candidate in found:
        clause = clauses.at(candidate.first)
        background = clause is not None and clause.kind in (ClauseKind.PAST, ClauseKind.WHO)
        # "I am a beginner" is a clause about the person and a limit all the same.
        level = clause is not None and clause.bare and candidate.limit.kind is LimitKind.LEVEL
        # "I make soap at home", "a full-time job beside it": how the person lives, unless the wish itself says so.
        aside = clause is not None and clause.kind is ClauseKind.OTHER and candidate.cue in _CIRCUMSTANCES
        if (
            candidate.limit.kind in _LASTING
            or (clause is not None and clause in misread)
            or level
            or not (background or (aside and clauses.has_goal))
        ):
            kept.append(candidate)
    # "only mornings, while the children are at school" says one thing twice: the first place is shown.
    said = {_said(f.limit): f for f in reversed(kept)}
    return [f for f in kept if said[_said(f.limit)] is f]


def _said(limit: Limit) -> tuple[object, ...]:
    return limit.kind, limit.value, limit.removed, tuple(limit.detail.items())


def tokens(found: Iterable[Found]) -> set[int]:
    """The tokens under these limits."""
    return {i for f in found for i in range(f.first, f.last)}


def _found(
    reading: Reading, kind: LimitKind, value: str | float | None, first: int, last: int, **more: object
) -> Found:
    return Found(Limit(kind, value, reading.span(first, last), **more), first, last)  # type: ignore[arg-type]


def _lifted(reading: Reading) -> list[Found]:
    """ "price does not matter": the nearest topic beside a lifting phrase."""
    lifted: list[Found] = []
    unable = reading.cues("free")
    for lift in reading.cues("lift"):
        if any(f.first <= lift.first and lift.last <= f.last for f in unable):
            continue  # the "I can pay" of "I can pay nothing"
        near = [t for t in reading.cues(*_TOPICS) if _distance(reading, lift, t) <= _APART]
        if not near:
            continue
        topic = min(near, key=lambda t: _distance(reading, lift, t))
        first, last = min(lift.first, topic.first), max(lift.last, topic.last)
        lifted += [_found(reading, kind, None, first, last, removed=True) for kind in _TOPICS[topic.kind]]
    return lifted


def _within_means(reading: Reading, found: list[Found]) -> list[Found]:
    """ "I can't pay more than 50 euros" is an amount alone, and begins at its "can't"."""
    over = {c.last: c.first for c in reading.cues("more_than")}
    amounts_ = [f for f in found if f.limit.kind is LimitKind.MAX_PRICE]
    for amount in amounts_:
        start = over.get(amount.first, amount.first)
        if start == amount.first and not any(
            amount.first <= c.first < amount.last for c in reading.cues("more_than")
        ):
            continue
        for free in found:
            if free.limit.kind is LimitKind.FREE and 0 <= start - free.last <= 1:
                span = reading.span(free.first, amount.last)
                whole = replace(amount, limit=replace(amount.limit, span=span), first=free.first)
                return _within_means(reading, [whole if f is amount else f for f in found if f is not free])
    return found


def _distance(reading: Reading, a: Cue, b: Cue) -> int:
    """Tokens between two cues; a sign between them parts them."""
    first, last = (a.last, b.first) if a.first <= b.first else (b.last, a.first)
    if any(t.text in _STOPS for t in reading.tokens[first:last]):
        return _APART + 1
    return max(0, last - first)


def _amounts(reading: Reading, lexicon: Lexicon) -> list[Found]:
    return [
        _found(reading, a.kind, None if a.kind is LimitKind.FREE else a.value, a.first, a.last, detail=dict(a.detail))
        for a in amounts(reading, lexicon)
    ]


def _plain(reading: Reading) -> list[Found]:
    """Limits that a phrase says by itself. One kind says one thing on the same tokens: the longer phrase wins."""
    found: list[Found] = []
    taken: set[int] = set()
    soft, spare = reading.covered("lead", "near", "within"), reading.covered("spare")
    specific = any(_PLAIN[c.kind][1] for c in reading.cues(*_PLAIN) if _PLAIN[c.kind][0] is LimitKind.ACCESSIBILITY)

    denials = _denials(reading)

    def between(denial: Cue, cue: Cue) -> bool:
        return all(i in soft for i in range(denial.last, cue.first))

    for cue in sorted(reading.cues(*_PLAIN), key=lambda c: (c.first - c.last, c.kind != "cheap", c.first)):
        if not taken.isdisjoint(range(cue.first, cue.last)):
            continue
        kind, value = _PLAIN[cue.kind]
        if cue.kind == "free" and not spare.isdisjoint(range(cue.first, cue.last)):
            continue  # "I am free on Mondays"
        if cue.kind in _SUBJECTS and _is_subject(reading, cue):
            continue
        taken.update(range(cue.first, cue.last))
        if cue.kind == "accessible" and specific:
            continue
        denied = [n for n in denials if n.last <= cue.first <= n.last + 2 and between(n, cue)]
        denied = denied or _denied_beside(reading, cue)
        if not denied:
            found.append(replace(_found(reading, kind, value, cue.first, cue.last), cue=cue.kind))
        elif kind is LimitKind.SCHEDULE:
            found.append(_found(reading, LimitKind.NOT_SCHEDULE, value, denied[0].first, cue.last))
        elif value in _OPPOSITE:
            found.append(_found(reading, kind, _OPPOSITE[str(value)], denied[0].first, cue.last))
        elif kind is LimitKind.CERTIFICATE:
            found.append(_found(reading, kind, None, denied[0].first, cue.last, removed=True))
    return found


def _denials(reading: Reading) -> list[Cue]:
    """Each "not" that is no part of a phrase of its own ("costs nothing", "not more than")."""
    phrases = reading.cues("free", "cheap", "within", "more_than")
    return [
        n
        for n in reading.cues("not")
        if not any(p.first <= n.first and n.last <= p.last and p.last - p.first > n.last - n.first for p in phrases)
    ]


def _denied_beside(reading: Reading, cue: Cue) -> list[Cue]:
    """The denial of a time of day named right before: "not in the evening or at weekends"."""
    if _PLAIN[cue.kind][0] is not LimitKind.SCHEDULE:
        return []
    joints = reading.covered("and")
    soft = reading.covered("lead", "near", "within") | joints
    for other in reading.cues(*(name for name, (kind, _) in _PLAIN.items() if kind is LimitKind.SCHEDULE)):
        gap = range(other.last, cue.first)
        if 0 < len(gap) <= _APART and all(i in soft for i in gap) and joints & set(gap):
            return [cue] if any(0 <= other.first - n.last <= 2 for n in reading.cues("not")) else []
    return []


def _is_subject(reading: Reading, cue: Cue) -> bool:
    """Whether the words are what is to be learnt: after "learn" or "course in", before "course", or all there is."""
    soft = reading.covered("lead")
    for other in reading.cues("learn", "course"):
        gap = range(other.last, cue.first)
        if other.last <= cue.first and len(gap) <= _APART and all(i in soft for i in gap):
            return True
        if other.first == cue.last:  # "a childcare course", "Gebärdensprache lernen"
            return True
    after = cue.last
    if reading.language == "en" and after < len(reading.tokens):
        # "a kindergarten teacher": English joins nouns without a sign.
        token = reading.tokens[after]
        if token.is_word and not token.is_number and not reading.cue_at(after):
            return True
    plain = reading.covered("lead", "filler", "and", "want", "course")
    return all(i in plain or cue.first <= i < cue.last for i, t in enumerate(reading.tokens) if t.is_word)


def _starts(reading: Reading, lexicon: Lexicon) -> list[Found]:
    found: list[Found] = []
    for start in starts(reading, lexicon):
        if not tokens(found).isdisjoint(range(start.first, start.last)):
            continue
        denied = any(c.last == start.first for c in reading.cues("not"))
        if not denied:
            detail = dict(start.detail)
            found.append(_found(reading, LimitKind.START, start.value, start.first, start.last, detail=detail))
    return found


def _named(reading: Reading, lexicon: Lexicon, gazetteer: Gazetteer) -> list[Found]:
    found = [_found(reading, LimitKind.NOT_LANGUAGE, c, a, b) for c, a, b in excluded_languages(reading, lexicon)]
    taken = tokens(found)
    for code, first, last in instruction_languages(reading, lexicon):
        if taken.isdisjoint(range(first, last)):
            found.append(_found(reading, LimitKind.LANGUAGE, code, first, last))
    taken = tokens(found)
    cities = [place for place in places(reading, lexicon, gazetteer) if taken.isdisjoint(range(*place[1:]))]
    for code, first, last in territories(reading, lexicon):
        # "Monaco di Baviera" is no country
        longer = any(a <= first and last <= b and b - a > last - first for _, a, b in cities)
        if taken.isdisjoint(range(first, last)) and not longer:
            found.append(_found(reading, LimitKind.COUNTRY, code, first, last))
    taken = tokens(found)
    for city, first, last in cities:
        if taken.isdisjoint(range(first, last)):
            detail: dict[str, object] = {"country": city.country}
            detail |= {"latitude": city.latitude, "longitude": city.longitude}
            if city.radius_km is not None:
                detail["within_km"] = city.radius_km
            found.append(_found(reading, LimitKind.PLACE, city.name, first, last, detail=detail))
    return found


def _excluded(reading: Reading, taken: Collection[int]) -> list[Found]:
    """ "but nothing with computers", ", not programming": an excluding phrase, or a "no" that opens a clause."""
    found: list[Found] = []
    done: set[int] = set(taken)
    hedged = reading.covered("filler")  # the "no" of "I do not know"
    for cue in reading.cues("exclude", "not"):
        if not done.isdisjoint(range(cue.first, cue.last)):
            continue
        if cue.kind == "not" and (cue.first in hedged or not _opens_clause(reading, cue.first)):
            continue
        topic = _topic_after(reading, cue, done)
        if topic:
            first, last = topic
            value = reading.span(first, last).of(reading.folded.original)
            found.append(_found(reading, LimitKind.EXCLUDE, value, cue.first, last))
            done.update(range(cue.first, last))
    return found


def _opens_clause(reading: Reading, i: int) -> bool:
    if i == 0 or reading.tokens[i - 1].text in _STOPS:
        return True
    return any(c.last == i for c in reading.cues("but", "and"))


def _topic_after(reading: Reading, cue: Cue, taken: Collection[int]) -> tuple[int, int] | None:
    """The tokens named right after an excluding cue, without function words at the edges."""
    ends = {c.first for c in reading.cues("but", "want", "past", "live", "and")}
    soft = reading.covered("lead", "filler", "course", "learn", "exclude", "not")
    void = reading.covered("harmless", "focus", "lift", *_PLAIN)
    last = cue.last
    while last < len(reading.tokens) and last - cue.last < _LONGEST_EXCLUSION:
        if reading.tokens[last].text in _STOPS or last in taken or (last in ends and last > cue.last):
            break
        last += 1
    run = list(range(cue.last, last))
    if any(i in void for i in run[:2]) or not run:
        return None
    while run and (run[0] in soft or not reading.tokens[run[0]].is_word):
        run.pop(0)
    while run and (run[-1] in soft or not reading.tokens[run[-1]].is_word):
        run.pop()
    # A plain "no" excludes what it stands before; a clause that goes on ("I do not manage to save") tells something.
    too_long = cue.kind == "not" and sum(i not in soft for i in run) > _LONGEST_AFTER_NO
    return (run[0], run[-1] + 1) if run and not too_long and not all(i in void for i in run) else None
