"""A shortlist as an answer: offers with their reasons, what was lifted to find them, buttons for what comes next."""

from __future__ import annotations

from dataclasses import replace

from actions.act import Answer, Turn
from actions.ask_about import button
from actions.contents import Nothing, Shortlist
from actions.corrected import corrections_said, without_corrections
from actions.offer_view import OfferView, view
from actions.pathway import called_by_goal
from actions.reasons import Sourced, names_goal, reasons_of, with_nearness
from actions.relaxed import relaxed_said
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.steering import Steering
from actions.wishes import names_of
from actions.words import LanguageName
from index.explain import Reason, why
from index.finder import Found
from index.ranking import Ranked
from index.wishes import Wishes
from nlu.understanding import Act, LimitKind


def show(turn: Turn, wishes: Wishes, found: Found, lead: str) -> Answer:
    """The offers found, under the sentence `lead` (plural by how many they are)."""
    steering = Steering.of(turn.state).holds_for(turn.state)
    because = [because_of(ranked, wishes, steering) for ranked in found.ranked]
    views = tuple(
        seen(turn, ranked, reasons, steering) for ranked, reasons in zip(found.ranked, because, strict=True)
    )
    ids = tuple(ranked.offer.id for ranked in found.ranked)
    said = [*corrections_said(turn), Sentence(lead, {"goal": turn.state.goal_said}, count=len(views))]
    if (by_hand := sum(each.pinned or each.added for each in views)) and steering.by:
        said.append(Sentence("steering.lead", {"name": steering.by}, count=by_hand))
    if found.weak:
        said.append(Sentence("recommend.weak"))
    elif not any(names_goal(reasons) for reasons in because):
        said.append(Sentence("recommend.only_close"))
    said += relaxed_said(found, wishes, turn.state.limits)
    said += [Sentence(note) for note in turn.state.notes]
    part = Part(Kind.OFFERS, tuple(said), Shortlist(views, found.total), ids)
    offered = {"act": Act.MORE.value, "args": {}} if found.total > len(ids) else None
    state = without_corrections(replace(turn.state.with_shortlist(ids), offered=offered))
    return Answer(Reply((part,), _next(turn, found, ids)), state)


def because_of(ranked: Ranked, wishes: Wishes, steering: Steering) -> tuple[Reason, ...]:
    """Why the advisor would show this offer. Of one put there by hand it is not said that it is near when it is not:
    `steering.far` says that nothing ties it to the goal."""
    reasons = why(ranked, wishes)
    if ranked.offer.id not in steering.by_hand or names_goal(reasons):
        return with_nearness(reasons)
    if "semantic" in ranked.features and "far" not in ranked.features:
        return with_nearness(reasons)
    others = tuple(reason for reason in reasons if reason.key != "why.closest")
    return (*others, Reason("steering.far")) if wishes.vector is not None else others


def seen(turn: Turn, ranked: Ranked, reasons: tuple[Reason, ...], steering: Steering) -> OfferView:
    """The offer with its reasons, and with a counsellor's hand on it where there is one."""
    offer = ranked.offer
    because: tuple[Sourced, ...] = reasons_of(offer, reasons, names_of(turn))
    return replace(
        view(turn.services, offer, turn.state, because),
        pinned=offer.id in steering.pinned,
        added=offer.id in steering.added,
        counsellor_note=steering.notes.get(offer.id),
        counsellor=steering.by,
    )


def _next(turn: Turn, found: Found, ids: tuple[str, ...]) -> tuple[QuickReply, ...]:
    """What a person may want next, most useful first."""
    buttons = []
    if found.total > len(ids):
        buttons.append(button("button.more", Act.MORE))
    if len(ids) > 1:
        buttons.append(button("button.compare", Act.COMPARE, offers=list(ids)))
    if len(job := called_by_goal(turn)) == 1:
        buttons.append(button("pathway.button", Act.PATHWAY, occupation=job[0]))
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
    return (*buttons, button("plan.button_take", Act.TAKE_HOME), button("button.human", Act.ASK_HUMAN))


def _unmet_language(turn: Turn, found: Found) -> str | None:
    """The person's language, when not every offer found is known to be taught in it."""
    language = turn.state.language
    known = all(language in ranked.offer.languages for ranked in found.ranked)
    return None if known else language


def nothing_found(turn: Turn, key: str) -> Answer:
    """Nothing to show: say so, offer to take a limit back, and a person to ask."""
    from actions.chips import chips

    notes = tuple(Sentence(note) for note in turn.state.notes)
    said = (*corrections_said(turn), Sentence(key, {"goal": turn.state.goal_said}), *notes)
    part = Part(Kind.TEXT, lead=said, content=Nothing())
    lift = tuple(
        replace(chip, label=Sentence("button.without", {"what": chip.label}))
        for chip in chips(turn.state)
        if isinstance(chip.args["remove"], dict)
    )
    buttons = (*lift[:3], button("button.new_goal", Act.START_OVER), button("button.human", Act.ASK_HUMAN))
    return Answer(Reply((part,), buttons), without_corrections(turn.state))
