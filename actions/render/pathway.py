"""The pathway in words and figures: counts, steps, and where the bars and the path are drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from actions.contents import Pathway, Step
from actions.offer_card import mode_words, offer_card
from actions.render.statements import evidence_data, statements_data
from actions.render.voice import RIGHT_TO_LEFT, Voice
from actions.reply import Sentence
from actions.words import Money
from index.pathway import Naming
from knowledge.evidence import Evidence
from knowledge.offer import Offer

WIDTH = 400.0
BAR = 40.0
STOP = 22.0
HATCH = 8.0
NARROW = 26.0
"""A part of a bar that is narrower has no room for its figure."""

RELEASE = Evidence("ESCO v1.1.1 (2022)", "essential and optional skills of the occupation")

NAMED_IN = {Naming.CONCEPT: "skill_uris", Naming.STATED: "skills", Naming.TITLE: "title"}
"""The field of an offer where a skill was found."""


BEFORE = frozenset({"pathway.counted_from_jobs", "pathway.counted_from_skills", "pathway.nothing_known"})
BESIDES = frozenset({"pathway.beyond", "pathway.other_ways"})


@dataclass(frozen=True, slots=True)
class Parts:
    """How many skills one has, an offer covers, and nothing covers."""

    have: int
    covered: int
    left: int


def pathway_data(content: Pathway, voice: Voice) -> dict[str, Any]:
    """{occupation, regulated, said, essential, optional, bars, path, steps, have, left, evidence}: `bars` and `path`
    are drawn from left to right or mirrored; everything they show stands in `said`, `steps` and the lists too."""
    label = content.labels
    covered = {uri for step in content.steps for uri in step.named}
    gap = content.gap
    essential = Parts(len(gap.have), len(covered), len(gap.missing) - len(covered))
    optional = Parts(
        len(gap.optional_have),
        len(content.optional_covered),
        len(gap.optional_missing) - len(content.optional_covered),
    )
    mirrored = voice.language in RIGHT_TO_LEFT
    return {
        "occupation": {"uri": content.occupation, "label": label[content.occupation]},
        "regulated": statements_data(content.regulated, voice),
        "title": voice.key("pathway.lead", occupation=label[content.occupation]),
        "said": _said(content, essential, voice),
        "by": content.by,
        "exact": content.times == 1,
        "essential": {**_counts(essential), "text": _parts_text("essential", essential, voice)},
        "optional": {**_counts(optional), "text": _parts_text("optional", optional, voice)},
        "bars": [
            {
                "id": name,
                "title": voice.key(f"pathway.skills_{name}"),
                "parts": bar(parts, mirrored),
                "text": _parts_text(name, parts, voice),
                "words": words,
            }
            for name, parts in (("essential", essential), ("optional", optional))
            if sum(_counts(parts).values())
            for words in [_legend(name, parts, voice)]
        ],
        "path": path(len(content.steps), mirrored) if content.steps else None,
        "path_text": voice.say(Sentence("pathway.path_text", count=len(content.steps))) if content.steps else "",
        "steps": [_step(number, step, content, voice) for number, step in enumerate(content.steps, start=1)],
        "have": _named(gap.have, content, voice),
        "left": _named((uri for uri in gap.missing if uri not in covered), content, voice),
        "lists": [
            {"title": voice.key(f"pathway.list_{name}"), "skills": skills}
            for name, uris in (("have", gap.have), ("left", tuple(uri for uri in gap.missing if uri not in covered)))
            if (skills := _named(uris, content, voice))
        ],
        "evidence": evidence_data(RELEASE, voice),
    }


def pathway_lines(data: dict[str, Any], voice: Voice) -> list[str]:
    """The same as text: nothing is only in the picture."""
    lines = [data["title"], *data["said"], *(bar["text"] for bar in data["bars"])]
    for step in data["steps"]:
        lines.append(f"{step['number']}. {step['title']}, {step['provider']}")
        lines += [step["effort"], step["covers_text"], *step["notes"]]
        if step["url"]:
            lines.append(step["url"])
    for found in data["lists"]:
        listed = voice.listing(voice.word(skill) for skill in found["skills"])
        lines.append(voice.key("text.labelled", label=found["title"], value=listed))
    evidence = data["evidence"]
    lines.append(voice.key("evidence.sources", sources=voice.listing((evidence["source"], evidence["locator"]))))
    return lines


def _said(content: Pathway, essential: Parts, voice: Voice) -> list[str]:
    """What is known, counted, found and not found, in sentences."""
    total = sum(_counts(essential).values())
    said: list[Sentence] = []
    if content.held or content.told:
        if content.held:
            names = tuple(content.labels[uri] for uri in content.held)
            said.append(Sentence("pathway.counted_from_jobs", {"jobs": names}))
        if content.told:
            said.append(Sentence("pathway.counted_from_skills", count=content.told))
    else:
        said.append(Sentence("pathway.nothing_known"))
    if not total:
        said.append(Sentence("pathway.no_skills_listed"))
    else:
        said.append(Sentence("pathway.total", count=total))
        if not essential.left and not essential.covered:
            said.append(Sentence("pathway.all_had"))
        elif not essential.covered:
            said.append(Sentence("pathway.none_cover"))
        else:
            said.append(Sentence("pathway.covers", {"total": total}, count=essential.covered))
            steps = len(content.steps)
            if content.times == 1:
                said.append(Sentence(f"pathway.by_{content.by}", count=steps))
            else:
                said.append(Sentence("pathway.not_exact"))
            said += together([step.view.offer for step in content.steps])
        if essential.left and essential.covered:
            said.append(Sentence("pathway.left", count=essential.left))
    if content.beyond:
        said.append(Sentence("pathway.beyond", count=content.beyond))
    if total and (essential.left or essential.covered):
        said.append(Sentence("pathway.other_ways"))
    # what was counted, what was found, what is to be known besides: a paragraph each
    paragraphs: dict[int, list[str]] = {}
    for sentence in said:
        place = 0 if sentence.key in BEFORE else 2 if sentence.key in BESIDES else 1
        paragraphs.setdefault(place, []).append(voice.say(sentence))
    return [" ".join(paragraphs[place]) for place in sorted(paragraphs)]


def together(offers: Sequence[Offer]) -> list[Sentence]:
    """What the courses of a way cost and take together, of those that say it. Prices in several currencies, and hours
    beside weeks, are not added up."""
    return [*_together_price(offers), *_together_time(offers)]


def _together_price(offers: Sequence[Offer]) -> list[Sentence]:
    prices = [offer.price for offer in offers if offer.price is not None]
    currencies = {price.currency for price in prices if not price.is_free}
    if not prices:
        return [Sentence("pathway.together_price_none", count=len(offers))]
    if len(currencies) > 1:
        return []
    total = sum(price.amount for price in prices)
    price = Money(total, next(iter(currencies))) if currencies else Sentence("word.free")
    if len(prices) < len(offers):
        return [Sentence("pathway.together_price_some", {"price": price}, len(prices))]
    if not currencies:
        return [Sentence("pathway.together_free", count=len(prices))]
    return [Sentence("pathway.together_price", {"price": price}, len(prices))]


def _together_time(offers: Sequence[Offer]) -> list[Sentence]:
    units = {"hours": [each.workload_hours for each in offers], "weeks": [each.duration_weeks for each in offers]}
    stated = {unit: [each for each in ranges if each is not None] for unit, ranges in units.items()}
    unit = max(stated, key=lambda each: len(stated[each]))
    ranges = stated[unit]
    if not ranges:
        return [Sentence("pathway.together_time_none", count=len(offers))]
    low, high = (sum(each[end] for each in ranges) for end in (0, 1))
    time = (
        Sentence(f"effort.{unit}", {"amount": high}, high)
        if low == high
        else Sentence(f"effort.{unit}_range", {"low": low, "high": high}, high)
    )
    key = "pathway.together_time" if len(ranges) == len(offers) else "pathway.together_time_some"
    return [Sentence(key, {"time": time}, len(ranges))]


def _counts(parts: Parts) -> dict[str, int]:
    return {"have": parts.have, "covered": parts.covered, "left": parts.left}


def _parts_text(name: str, parts: Parts, voice: Voice) -> str:
    key = f"pathway.bar_{name}" if parts.covered else f"pathway.bar_{name}_none"
    return voice.key(key, have=parts.have, covered=parts.covered, left=parts.left)


def _legend(name: str, parts: Parts, voice: Voice) -> list[dict[str, Any]]:
    return [
        {"part": part, "count": voice.number(count), "label": voice.key(f"pathway.part_{part}")}
        for part, count in _counts(parts).items()
        if count or part != "covered"
    ]


def _step(number: int, step: Step, content: Pathway, voice: Voice) -> dict[str, Any]:
    offer = step.view.offer
    card = offer_card(step.view, voice)
    names = voice.listing(voice.word(name) for name in _named(step.named, content, voice))
    fields = sorted({NAMED_IN[how] for how in step.named.values()})
    notes = []
    if offer.level is not None:
        notes.append(voice.key("pathway.level", level=voice.key(f"word.level.{offer.level.value}")))
    if offer.prerequisites:
        notes.append(voice.key("pathway.needs_first", words=offer.prerequisites))
        fields.append("prerequisites")
    for reason in step.view.reasons:
        if reason.sentence.key == "bring.level_above":
            notes.append(voice.say(reason.sentence))
            fields.append("eqf")
    return {
        "number": voice.number(number),
        "id": card["id"],
        "title": card["title"],
        "provider": card["provider"],
        "url": card["url"],
        "effort": voice.listing((card["effort"]["text"], card["price"]["text"], mode_words(offer, voice))),
        "covers": [
            {"uri": uri, "label": content.labels[uri], "how": how.name.lower()} for uri, how in step.named.items()
        ],
        "covers_text": voice.key("pathway.step_covers", skills=names),
        "notes": notes,
        "quality": card["quality"],
        "evidence": [evidence_data(offer.evidence(name), voice) for name in fields],
    }


def _named(uris: Iterable[str], content: Pathway, voice: Voice) -> list[str]:
    return sorted((content.labels[uri] for uri in uris), key=str.casefold)


def bar(parts: Parts, mirrored: bool) -> list[dict[str, Any]]:
    """Rectangles side by side, [{part, x, width, middle, figure, hatch}], wide as their share of WIDTH. `hatch` are
    the x of thin lines over what offers cover, so that it is told apart without colour."""
    counts = _counts(parts)
    total = sum(counts.values())
    drawn, at = [], 0.0
    for part, count in counts.items():
        width = WIDTH * count / total if total else 0.0
        if not width:
            continue
        x = WIDTH - at - width if mirrored else at
        lines = [round(x + d, 1) for d in _every(HATCH, width)] if part == "covered" else []
        drawn.append(
            {
                "part": part,
                "x": round(x, 1),
                "width": round(width, 1),
                "middle": round(x + width / 2, 1),
                "figure": count if width >= NARROW else None,
                "hatch": lines,
            }
        )
        at += width
    return drawn


def _every(step: float, width: float) -> Iterable[float]:
    return (step * n for n in range(1, int(width // step) + 1) if step * n < width)


def path(steps: int, mirrored: bool) -> dict[str, Any]:
    """Stops on a line from the person to the goal: {line, stops: [{x, y, number}], end}; rows of five."""
    places = steps + 2
    across = min(places, 6)
    rows = -(-places // across)
    xs: Sequence[float] = [STOP + 4 + (WIDTH - 2 * STOP - 8) * n / max(across - 1, 1) for n in range(across)]
    points = []
    for n in range(places):
        row, column = divmod(n, across)
        # every other row runs back, so that the line never jumps
        x = xs[across - 1 - column] if row % 2 else xs[column]
        points.append((round(WIDTH - x if mirrored else x, 1), round(STOP + 4 + row * 2.6 * STOP, 1)))
    return {
        "height": round(2 * STOP + 8 + (rows - 1) * 2.6 * STOP, 1),
        "line": " ".join(f"{x},{y}" for x, y in points),
        "start": {"x": points[0][0], "y": points[0][1]},
        "stops": [{"x": x, "y": y, "number": n} for n, (x, y) in enumerate(points[1:-1], start=1)],
        "end": {"x": points[-1][0], "y": points[-1][1]},
    }
