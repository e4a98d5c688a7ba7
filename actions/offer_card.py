"""The offer of the public contract: facts as data, and the short words that a card shows. Unknown is said."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.offer_view import OfferView
from actions.reasons import CAVEATS
from actions.render.statements import safe_url, statement_data, statements_data
from actions.render.voice import Voice
from actions.reply import Sentence
from actions.words import LanguageName, Money
from index.features import matched
from knowledge.offer import Offer
from knowledge.trust import Quality, RecognitionOutlook

SKILLS_SHOWN = 6
WEEKS_PER_MONTH = 365.25 / 12 / 7
WEEKS_SAID_AS_MONTHS = 9
"""From nine weeks on people count in months."""


def offer_card(view: OfferView, voice: Voice) -> dict[str, Any]:
    """One offer as JSON: codes and figures for programs, `text` and `words` for people."""
    offer = view.offer
    return {
        "id": offer.id,
        "title": offer.title,
        "provider": offer.provider,
        "platform": offer.platform,
        "awarding_body": offer.awarding_body,
        "url": safe_url(offer.url),
        "kind": {"code": view.kind.value, "text": voice.key(f"word.kind.{view.kind.value}")},
        "language": offer.languages[0] if offer.languages else None,
        "languages": list(offer.languages),
        "mode": offer.mode.value if offer.mode else None,
        "level": offer.level.value if offer.level else None,
        "eqf": offer.eqf,
        "country": offer.country,
        "place": offer.place.name if offer.place else None,
        "schedules": [schedule.value for schedule in offer.schedules],
        "effort": effort(offer, voice),
        "price": price(offer, voice),
        "skills": list(offer.skills),
        "tags": tags(view, voice),
        "words": words(offer, voice),
        "learn": learn(view, voice),
        "why": statements_data((r for r in view.reasons if r.sentence.key not in CAVEATS), voice),
        "caveats": statements_data((r for r in view.reasons if r.sentence.key in CAVEATS), voice),
        **steered(view, voice),
        "quality": quality_data(view.quality, voice),
        "recognition": recognition_summary(view.outlooks, voice),
        "source": {
            "title": offer.source.title,
            "date": offer.source.date.isoformat(),
            "date_text": voice.date(offer.source.date),
            "url": safe_url(offer.source.url),
        },
    }


def steered(view: OfferView, voice: Voice) -> dict[str, Any]:
    """{pinned, added, steered_text, counsellor_note, counsellor}: a counsellor's hand on this offer, if any."""
    said = "pinned" if view.pinned else "added" if view.added else None
    return {
        "pinned": view.pinned,
        "added": view.added,
        "steered_text": voice.key(f"steering.{said}") if said else None,
        "counsellor_note": view.counsellor_note,
        "counsellor": view.counsellor,
    }


def learn(view: OfferView, voice: Voice) -> dict[str, Any]:
    """{matched, other, matched_text, other_text}: skills that the offer states, those that name the goal or a skill
    of it apart from the others; SKILLS_SHOWN together, the goal's first. Texts are None where there is none."""
    labels = tuple(dict.fromkeys(label for reason in view.reasons for label in reason.labels))
    skills = tuple(dict.fromkeys(view.offer.skills))
    fitting = [
        skill for skill in skills if matched(replace(view.offer, title=skill, subject=None, skills=()), labels)
    ]
    others = [skill for skill in skills if skill not in fitting]
    fitting = fitting[:SKILLS_SHOWN]
    others = others[: SKILLS_SHOWN - len(fitting)]
    return {
        "matched": fitting,
        "other": others,
        "matched_text": voice.listing(voice.word(skill) for skill in fitting) if fitting else None,
        "other_text": voice.listing(voice.word(skill) for skill in others) if others else None,
    }


def effort(offer: Offer, voice: Voice) -> dict[str, Any]:
    """{hours, weeks, ects, text}: the learner's effort in hours [least, most], calendar weeks, ECTS credits."""
    said = [
        *([_span("hours", offer.workload_hours, voice)] if offer.workload_hours else ()),
        *([_calendar(offer.duration_weeks, voice)] if offer.duration_weeks else ()),
        *([voice.key("effort.ects", credits=offer.ects)] if offer.ects is not None else ()),
    ]
    return {
        "hours": list(offer.workload_hours) if offer.workload_hours else None,
        "weeks": list(offer.duration_weeks) if offer.duration_weeks else None,
        "ects": offer.ects,
        "text": ", ".join(said) if said else voice.key("effort.unknown"),
    }


def _calendar(weeks: tuple[float, float], voice: Voice) -> str:
    if weeks[1] < 1:
        return _span("days", (max(weeks[0] * 7, 1), max(weeks[1] * 7, 1)), voice)
    if weeks[1] < WEEKS_SAID_AS_MONTHS:
        return _span("weeks", weeks, voice)
    return _span("months", (weeks[0] / WEEKS_PER_MONTH, weeks[1] / WEEKS_PER_MONTH), voice)


def _hours(amount: float) -> float:
    """Hours as people say them: halves matter below two."""
    return round(amount) if amount >= 2 else round(amount, 1)


def _span(unit: str, amounts: tuple[float, float], voice: Voice) -> str:
    low, high = (max(round(amount), 1) if unit != "hours" else _hours(amount) for amount in amounts)
    # 1.5 hours takes the plural, as 2 does
    count = float(high)
    if low == high:
        return voice.say(Sentence(f"effort.{unit}", {"amount": high}, count))
    if low == 0:  # nobody learns in no time
        return voice.say(Sentence("effort.hours_up_to", {"amount": high}, count))
    return voice.say(Sentence(f"effort.{unit}_range", {"low": low, "high": high}, count))


def price(offer: Offer, voice: Voice) -> dict[str, Any]:
    """{amount, currency, free, text}: what the learner pays, as the offer states it."""
    stated = offer.price
    if stated is None:
        return {"amount": None, "currency": None, "free": None, "text": voice.key("price.unknown")}
    if stated.is_free:
        text = voice.key("price.free")
    elif stated.currency is None:
        text = voice.key("price.bare", amount=stated.amount)
    else:
        text = voice.money(Money(stated.amount, stated.currency))
    return {"amount": stated.amount, "currency": stated.currency, "free": stated.is_free, "text": text}


def words(offer: Offer, voice: Voice) -> dict[str, str]:
    """{effort, price, mode, language, level, skills}: short words to stand beside a label, unknown ones too."""
    unknown = voice.key("card.not_stated")
    known_effort = offer.workload_hours or offer.duration_weeks or offer.ects is not None
    skills = offer.skills[:SKILLS_SHOWN]
    return {
        "effort": effort(offer, voice)["text"] if known_effort else unknown,
        "price": price(offer, voice)["text"] if offer.price is not None else unknown,
        "mode": mode_words(offer, voice) if offer.mode else unknown,
        "language": language_words(offer, voice) if offer.languages else unknown,
        "level": voice.key(f"word.level.{offer.level.value}") if offer.level else unknown,
        "skills": voice.listing(skills) if skills else unknown,
    }


def language_words(offer: Offer, voice: Voice) -> str:
    """The languages of instruction."""
    if not offer.languages:
        return voice.key("word.language.unknown")
    return voice.listing(voice.word(LanguageName(code)) for code in offer.languages)


def mode_words(offer: Offer, voice: Voice) -> str:
    """Online or on site, and where."""
    if offer.mode is None:
        return voice.key("word.mode.unknown")
    if offer.place and offer.mode.value != "online":
        return voice.key(f"word.mode.{offer.mode.value}_in", place=offer.place.name)
    return voice.key(f"word.mode.{offer.mode.value}")


def tags(view: OfferView, voice: Voice) -> list[str]:
    """A few words that stand beside the title: what it is, how hard, when."""
    offer = view.offer
    said = [voice.key(f"word.kind.{view.kind.value}")]
    if offer.level:
        said.append(voice.key(f"word.level.{offer.level.value}"))
    if offer.eqf is not None:
        said.append(voice.key("word.level.eqf", level=offer.eqf))
    return said + [voice.key(f"word.schedule.{schedule.value}") for schedule in offer.schedules]


def quality_data(quality: Quality, voice: Voice) -> dict[str, Any]:
    """Is it checked? {status, text, standard, scope, by, valid_from, valid_to, statements}; days in ISO 8601."""
    return {
        "status": quality.status.value,
        "text": voice.key(f"word.quality.{quality.status.value}"),
        "standard": quality.standard,
        "scope": quality.scope,
        "by": quality.by,
        "valid_from": quality.valid_from.isoformat() if quality.valid_from else None,
        "valid_to": quality.valid_to.isoformat() if quality.valid_to else None,
        "statements": statements_data(quality.statements, voice),
    }


def outlook_data(outlook: RecognitionOutlook, voice: Voice) -> dict[str, Any]:
    """Will it count, for one purpose: the public contract's {purpose, country, outlook, who_decides, statements}."""
    return {
        "purpose": outlook.purpose.value,
        "purpose_text": voice.key(f"word.purpose.{outlook.purpose.value}"),
        "country": outlook.country,
        "outlook": outlook.outlook.value,
        "text": voice.key(f"word.outlook.{outlook.outlook.value}"),
        "who_decides": statement_data(outlook.who_decides, voice),
        "statements": statements_data(outlook.statements, voice),
    }


def recognition_summary(outlooks: tuple[RecognitionOutlook, ...], voice: Voice) -> dict[str, Any]:
    """Will it count, in short: one answer with its statements for one purpose, else a line a purpose."""
    if len(outlooks) == 1:
        asked = outlook_data(outlooks[0], voice)
        said = voice.key("recognition.short", purpose=asked["purpose_text"], outlook=asked["text"])
        return {**asked, "text": said, "outlooks": [_outlook_line(outlooks[0], voice)]}
    return {
        "purpose": None,
        "country": outlooks[0].country if outlooks else None,
        "outlook": None,
        "text": voice.key("recognition.depends"),
        "outlooks": [_outlook_line(outlook, voice) for outlook in outlooks],
    }


def _outlook_line(outlook: RecognitionOutlook, voice: Voice) -> dict[str, str]:
    return {
        "purpose": outlook.purpose.value,
        "purpose_text": voice.key(f"word.purpose.{outlook.purpose.value}"),
        "outlook": outlook.outlook.value,
        "text": voice.key(f"word.outlook.{outlook.outlook.value}"),
    }
