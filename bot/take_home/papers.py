"""The list, the plan and the profile as documents: the same blocks for every form."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from actions.chips import limit_words
from actions.offer_card import offer_card
from actions.offer_view import OfferView
from actions.render.statements import safe_url
from actions.render.voice import Voice
from actions.reply import Sentence
from actions.words import CountryName, LanguageName, Money
from bot.take_home.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Line,
    Notice,
    Paragraph,
    Span,
    Table,
    Terms,
    line,
    lines,
)
from bot.take_home.drafts import Draft, Step, stated_day, total
from bot.take_home.holdings import Holdings
from bot.take_home.offer_part import contact_line, not_stated, offer_blocks, sources, to_ask
from knowledge.trust import Outlook, QualityStatus


def list_paper(held: Holdings) -> Document:
    """The offers shown last."""
    voice = held.voice
    cards = [offer_card(shown, voice) for shown in held.views]
    blocks: list[Block] = [Notice(line(voice.key("plan.by_software"))), *_asked_for(held)]
    blocks.append(Heading(2, voice.key("plan.offers")))
    for number, card in enumerate(cards, start=1):
        blocks += offer_blocks(number, card, held.notes.get(card["id"]), held.notes_by, voice)
    blocks += [*_not_known(held, held.views), *_whom_to_ask(held)]
    return _document(held, voice.key("plan.title_list"), blocks)


def plan_paper(held: Holdings, draft: Draft, by: str | None) -> Document:
    """The plan of a draft. `by` is the counsellor who gives it; None: it was made by rule. `held.views` has the
    offers of its steps."""
    voice = held.voice
    views = {shown.offer.id: shown for shown in held.views}
    steps = [step for step in draft.steps if not step.is_empty]
    blocks: list[Block] = [Notice(line(voice.key("plan.by_counsellor", name=by) if by else voice.key("plan.rule")))]
    blocks += _asked_for(held, draft.goal)
    if by and draft.note:
        blocks += [Heading(2, voice.key("plan.note", name=by)), *map(_paragraph, _paragraphs(draft.note))]
    blocks += _gap(held, draft)
    blocks.append(Heading(2, voice.key("plan.steps")))
    if not by and len(steps) > 1:
        blocks.append(Paragraph(line(voice.key("plan.one_may_do"))))
    if not steps:
        blocks.append(Paragraph(line(voice.key("plan.no_steps"))))
    for number, step in enumerate(steps, start=1):
        blocks += _step(number, step, views.get(step.offer or ""), held, suggested=by is None)
    blocks += _costs(steps, voice)
    shown = [views[step.offer] for step in steps if step.offer in views]
    blocks += [*_not_known(held, shown), *_whom_to_ask(held)]
    if shown:
        blocks.append(Heading(2, voice.key("plan.evidence")))
        for number, each in enumerate(shown, start=1):
            note = held.notes.get(each.offer.id)
            blocks += offer_blocks(number, offer_card(each, voice), note, held.notes_by, voice)
    return _document(held, voice.key("plan.title_plan"), blocks)


def profile_paper(held: Holdings, rows: Sequence[tuple[str, str]]) -> Document:
    """What is known about the person, label and value."""
    voice = held.voice
    blocks: list[Block] = [
        Paragraph(line(voice.key("plan.profile_lead"))),
        Terms(tuple((f"{label}:", line(value)) for label, value in rows)),
    ]
    return _document(held, voice.key("plan.title_profile"), blocks)


def _document(held: Holdings, title: str, blocks: Iterable[Block]) -> Document:
    voice = held.voice
    made = voice.key("plan.made", date=held.made_on, service=held.service_name)
    return Document(
        title=title,
        language=voice.language,
        direction=voice.direction,
        description=made,
        author=held.service_name,
        made_on=held.made_on,
        footer=made,
        page_of=voice.key("plan.page_of", page="{page}", pages="{pages}"),
        blocks=(*blocks, Heading(2, voice.key("plan.about")), Bullets(lines(_about(voice)))),
    )


def _about(voice: Voice) -> tuple[str, ...]:
    return voice.key("plan.may_change"), voice.key("plan.no_promise"), voice.key("plan.not_kept")


def _asked_for(held: Holdings, goal: str | None = None) -> list[Block]:
    """Goal and limits, in the person's words."""
    voice, state = held.voice, held.state
    pairs: list[tuple[str, Line]] = []
    said = goal if goal is not None else state.goal
    pairs.append((f"{voice.key('data.goal')}:", line(said or voice.key("data.nothing"))))
    wanted = [voice.say(limit_words(limit)) for limit in state.limits]
    if wanted:
        pairs.append((f"{voice.key('data.limits')}:", line(voice.listing(wanted))))
    if state.purpose:
        pairs.append((f"{voice.key('data.purpose')}:", line(voice.key(f"word.purpose.{state.purpose.value}"))))
    if state.country:
        pairs.append((f"{voice.key('data.country')}:", line(voice.word(CountryName(state.country)))))
    return [Terms(tuple(pairs))]


def _gap(held: Holdings, draft: Draft) -> list[Block]:
    """What is lacking: a counsellor's words, or by ESCO with its source."""
    voice, gap = held.voice, held.gap
    wanted = tuple(skill.strip() for skill in draft.gap.splitlines() if skill.strip())
    if not wanted and gap is None:
        return [Heading(2, voice.key("plan.gap")), Paragraph(line(voice.key("plan.gap_unknown")))]
    blocks: list[Block] = [Heading(2, voice.key("plan.gap"))]
    if gap is not None:
        read = gap.evidence
        told = {"source": read.source, "date_text": voice.key("evidence.no_date"), "url": safe_url(read.url)}
        lead = voice.key("plan.gap_lead", occupation=gap.occupation)
        blocks.append(Paragraph((Span(f"{lead} "), *sources([told], voice))))
        if gap.have:
            blocks.append(Paragraph(line(voice.key("plan.gap_have", skills=gap.have))))
    if wanted:
        blocks.append(Bullets(tuple(_lacking(skill, held) for skill in wanted)))
    named = len(wanted) + (len(gap.have) if gap else 0)
    if gap is not None and gap.total > named:
        blocks.append(Paragraph(line(voice.say(Sentence("plan.gap_more", count=gap.total - named)))))
    return blocks


def _lacking(skill: str, held: Holdings) -> Line:
    taught = held.gap is not None and skill in held.gap.taught
    return line(held.voice.key("plan.gap_taught", skill=skill) if taught else skill)


def _step(number: int, step: Step, shown: OfferView | None, held: Holdings, *, suggested: bool) -> list[Block]:
    voice = held.voice
    pairs = [(f"{voice.key('plan.by')}:", line(_by_when(step, shown, held, suggested=suggested)))]
    pairs.append((f"{voice.key('plan.cost')}:", line(cost_words(step, voice))))
    if step.who:
        pairs.append((f"{voice.key('plan.who')}:", line(step.who)))
    if shown is not None and (url := safe_url(shown.offer.url)):
        pairs.append((f"{voice.key('card.link')}:", (Span(url, url),)))
    blocks: list[Block] = [
        Heading(3, voice.key("plan.step", number=number)),
        Paragraph(line(step.what)),
        Terms(tuple(pairs)),
    ]
    if shown is not None and (questions := to_ask(shown, voice)):
        blocks += [Paragraph(line(voice.key("plan.ask_first"))), Bullets(lines(questions))]
    return blocks


def _by_when(step: Step, shown: OfferView | None, held: Holdings, *, suggested: bool) -> str:
    voice = held.voice
    if step.by is None:
        return voice.key("plan.no_date")
    if shown is not None and step.by == stated_day(shown.offer, held.made_on):
        return voice.key("plan.date_stated", date=step.by)
    return voice.key("plan.date_suggested", date=step.by) if suggested else voice.date(step.by)


def cost_words(step: Step, voice: Voice) -> str:
    """What a step costs, in words. Not known is said."""
    if step.amount is None:
        return voice.key("plan.cost_unknown")
    if step.amount == 0 and not step.at_least:
        return voice.key("price.free")
    return _amount(step.amount, step.currency, step.at_least, voice)


def _amount(amount: float, currency: str | None, at_least: bool, voice: Voice) -> str:
    told = voice.money(Money(amount, currency)) if currency else voice.key("price.bare", amount=amount)
    return voice.key("plan.cost_from", price=told) if at_least else told


def _costs(steps: Sequence[Step], voice: Voice) -> list[Block]:
    """A table: a row a step, then what is known together, and how many are not."""
    if not steps:
        return []
    summed = total(tuple(steps))
    rows = [
        (line(voice.key("plan.step", number=number)), line(step.what), line(cost_words(step, voice)))
        for number, step in enumerate(steps, start=1)
    ]
    together = voice.listing(
        _amount(value, currency, False, voice) for currency, value in sorted(summed.sums.items(), key=str)
    )
    rows.append((line(voice.key("plan.total")), line(""), line(together or voice.key("plan.total_none"))))
    blocks: list[Block] = [
        Heading(2, voice.key("plan.costs")),
        Table(
            voice.key("plan.costs_caption"),
            (voice.key("plan.column_step"), voice.key("plan.column_what"), voice.key("plan.cost")),
            tuple(rows),
            last_is_total=True,
        ),
    ]
    if summed.unknown:
        blocks.append(Paragraph(line(voice.say(Sentence("plan.total_lacks", count=summed.unknown)))))
    if summed.at_least:
        blocks.append(Paragraph(line(voice.key("plan.total_at_least"))))
    return blocks


def _not_known(held: Holdings, shown: Sequence[OfferView]) -> list[Block]:
    """What the service does not know about the offers."""
    voice = held.voice
    points: list[str] = []
    for each in shown:
        title = each.offer.title
        if lacking := not_stated(each.offer, voice):
            points.append(voice.key("plan.not_stated", title=title, facts=lacking))
        if each.quality.status in (QualityStatus.NOT_STATED, QualityStatus.CLAIMED):
            points.append(voice.key("plan.not_confirmed", title=title))
        if all(outlook.outlook is Outlook.UNKNOWN for outlook in each.outlooks):
            points.append(voice.key("plan.not_known_to_count", title=title))
    if not points:
        return []
    return [Heading(2, voice.key("plan.unknown")), Bullets(lines(points))]


def _whom_to_ask(held: Holdings) -> list[Block]:
    """Guidance, recognition, funding: from the registers, each with whether it is checked."""
    voice = held.voice
    blocks: list[Block] = [Heading(2, voice.key("plan.ask"))]
    if held.state.home is None:
        return [*blocks, Paragraph(line(voice.key("plan.ask_country")))]
    if not held.contacts:
        blocks.append(Paragraph(line(voice.key("plan.ask_nobody"))))
    else:
        blocks.append(Bullets(tuple(contact_line(contact, voice) for contact in held.contacts)))
    for lead in held.funding:
        found = lead.evidence()
        when = voice.date(found.date) if found.date else voice.key("evidence.no_date")
        told = {"source": found.source, "date_text": when, "url": safe_url(found.url)}
        words = voice.key("plan.funding", what=lead.scheme or lead.what)
        unsure = "" if lead.checked else f"{voice.key('contact.not_checked')} "
        blocks.append(Paragraph((Span(f"{words} {unsure}"), *sources([told], voice))))
    return blocks


def profile_rows(held: Holdings, labels: Any) -> list[tuple[str, str]]:
    """Label and value of what the conversation knows about the person; `labels` gives an ESCO concept's name."""
    voice, state = held.voice, held.state
    nothing = voice.key("data.nothing")
    limits = voice.listing(voice.say(limit_words(limit)) for limit in state.limits)
    rows = [
        ("data.goal", state.goal or nothing),
        ("data.bring", voice.listing(state.bring) or nothing),
        ("plan.occupations", voice.listing(labels(uri) for uri in state.occupations) or nothing),
        ("plan.skills", voice.listing(labels(uri) for uri in state.skills) or nothing),
        ("plan.schooling", voice.key("word.level.eqf", level=state.schooling) if state.schooling else nothing),
        ("data.limits", limits or nothing),
        ("data.purpose", voice.key(f"word.purpose.{state.purpose.value}") if state.purpose else nothing),
        ("data.country", voice.word(CountryName(state.country)) if state.country else nothing),
        ("data.language", voice.word(LanguageName(state.language)) if state.language else nothing),
    ]
    return [(voice.key(label), value) for label, value in rows]


def _paragraphs(text: str) -> list[str]:
    return [part.strip() for part in text.split("\n") if part.strip()]


def _paragraph(text: str) -> Block:
    return Paragraph(line(text))
