"""A shortlist as an answer: offers with their reasons, what was lifted to find them, buttons for what comes next."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Answer, Turn
from actions.ask_about import button
from actions.contents import Shortlist
from actions.offer_view import view
from actions.reasons import names_goal, reasons_of, with_nearness
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.wishes import names_of
from actions.words import LanguageName
from index.explain import why
from index.finder import Found
from index.wishes import Wishes
from nlu.understanding import Act, LimitKind


def show(turn: Turn, wishes: Wishes, found: Found, lead: str) -> Answer:
    """The offers found, under the sentence `lead` (plural by how many they are)."""
    names = names_of(turn)
    because = [with_nearness(why(ranked, wishes)) for ranked in found.ranked]
    views = tuple(
        view(turn.services, ranked.offer, turn.state, reasons_of(ranked.offer, reasons, names))
        for ranked, reasons in zip(found.ranked, because, strict=True)
    )
    ids = tuple(ranked.offer.id for ranked in found.ranked)
    said = [Sentence(lead, {"goal": turn.state.goal_said}, count=len(views))]
    if found.weak:
        said.append(Sentence("recommend.weak"))
    elif not any(names_goal(reasons) for reasons in because):
        said.append(Sentence("recommend.only_close"))
    said += [Sentence(f"relaxed.{kind}") for kind in found.relaxed]
    said += [Sentence(note) for note in turn.state.notes]
    part = Part(Kind.OFFERS, tuple(said), Shortlist(views, found.total), ids)
    offered = {"act": Act.MORE.value, "args": {}} if found.total > len(ids) else None
    state = replace(turn.state.with_shortlist(ids), offered=offered)
    return Answer(Reply((part,), _next(turn, found, ids)), state)


def _next(turn: Turn, found: Found, ids: tuple[str, ...]) -> tuple[QuickReply, ...]:
    """What a person may want next, most useful first."""
    buttons = []
    if found.total > len(ids):
        buttons.append(button("button.more", Act.MORE))
    if len(ids) > 1:
        buttons.append(button("button.compare", Act.COMPARE, offers=list(ids)))
    buttons.append(button("button.counts", Act.ASK_RECOGNITION))
    kinds = {limit.kind for limit in turn.state.limits}
    if LimitKind.FREE not in kinds:
        buttons.append(button("button.free", Act.REFINE, add={"kind": LimitKind.FREE.value, "value": None}))
    if LimitKind.MODE not in kinds:
        buttons.append(button("button.online", Act.REFINE, add={"kind": LimitKind.MODE.value, "value": "online"}))
    if LimitKind.LANGUAGE not in kinds and (language := _unmet_language(turn, found)) is not None:
        limit = {"kind": LimitKind.LANGUAGE.value, "value": language}
        label = Sentence("button.language", {"language": LanguageName(language)})
        buttons.append(QuickReply(label, Act.REFINE.value, {"add": limit}))
    return (*buttons, button("button.human", Act.ASK_HUMAN))


def _unmet_language(turn: Turn, found: Found) -> str | None:
    """The person's language, when not every offer found is known to be taught in it."""
    language = turn.state.language
    known = all(language in ranked.offer.languages for ranked in found.ranked)
    return None if known else language


def nothing_found(turn: Turn, key: str) -> Answer:
    """Nothing to show: say so, offer to take a limit back, and a person to ask."""
    from actions.chips import chips

    notes = tuple(Sentence(note) for note in turn.state.notes)
    part = Part(Kind.TEXT, lead=(Sentence(key, {"goal": turn.state.goal_said}), *notes))
    lift = tuple(
        replace(chip, label=Sentence("button.without", {"what": chip.label}))
        for chip in chips(turn.state)
        if isinstance(chip.args["remove"], dict)
    )
    buttons = (*lift[:3], button("button.new_goal", Act.START_OVER), button("button.human", Act.ASK_HUMAN))
    return Answer(Reply((part,), buttons), turn.state)
