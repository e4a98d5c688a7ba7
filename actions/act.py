"""Act: what every act does around its answer: read the turn, answer, leave the reply, write the slots."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.render import Renderer
from actions.reply import Kind, Part, QuickReply, Reply, Sentence
from actions.services import Services
from actions.starting import dated
from actions.state import DialogueState
from knowledge.offer import Offer
from nlu.understanding import Understanding


@dataclass(frozen=True)
class Turn:
    """One turn as an act sees it: what was said, the state with it merged, the arguments of a pressed quick reply.

    `offered` is what a yes would do; it holds for one turn. `agreed_since`: purpose -> the day it was agreed to.
    """

    services: Services
    said: Understanding
    state: DialogueState
    args: Mapping[str, Any] = field(default_factory=dict)
    offered: Mapping[str, Any] | None = None
    agreed_since: Mapping[str, date] = field(default_factory=dict)

    @cached_property
    def shortlist(self) -> tuple[Offer, ...]:
        """The offers shown last, in order. One that has left the index since is left out."""
        return offers_of(self.services, self.state.shortlist)

    def with_args(self, args: Mapping[str, Any]) -> Turn:
        """The same turn as if a quick reply with these arguments had been pressed."""
        return replace(self, args=args, state=self.state.merge_args(args))


class Answer(NamedTuple):
    """What an act answers, and the state after it."""

    reply: Reply
    state: DialogueState


class Act(Action):  # type: ignore[misc] # rasa_sdk's Action has no types
    """One conversation act. A subclass names itself and answers; the rest is here."""

    action: ClassVar[str]

    def __init__(self, services: Services, acts: Mapping[str, Act]) -> None:
        """`acts` are all acts by dialogue act, for an act that finds another one is meant; filled by the registry."""
        self.services = services
        self.acts = acts
        self.renderer = Renderer(services)

    def name(self) -> str:
        return self.action

    def instead(self, act: str, turn: Turn) -> Answer | None:
        """What another act answers to this turn; None when no act has that name."""
        other = self.acts.get(act)
        return other.answer(turn) if other is not None else None

    def answer(self, turn: Turn) -> Answer:
        """The reply and the state after it. Pure but for what services are asked."""
        raise NotImplementedError

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        """Called by rasa-sdk. Without a turn id (`rasa shell`) the words themselves are uttered."""
        turn_id = turn_id_of(tracker)
        reply, state = await asyncio.to_thread(self._perform, tracker)
        if turn_id is None:
            language = state.language or "en"
            dispatcher.utter_message(text=self.renderer.text(reply, language=language, easy_read=state.easy_read))
        else:
            self.services.outbox.add(turn_id, reply)
            dispatcher.utter_message(json_message={"reply": turn_id})
        return state.events()

    def _perform(self, tracker: Tracker) -> Answer:
        return self.answer(read_turn(self.services, tracker))


def turn_id_of(tracker: Tracker) -> str | None:
    """The id of the turn, None outside our channel."""
    turn_id = (tracker.latest_message.get("metadata") or {}).get("turn_id")
    return turn_id if isinstance(turn_id, str) else None


def read_turn(services: Services, tracker: Tracker) -> Turn:
    """The turn that a tracker is in. What was understood is recomputed when it is held no longer."""
    metadata = tracker.latest_message.get("metadata") or {}
    given = metadata.get("args")
    args: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
    before = DialogueState.from_tracker(tracker)
    if metadata.get("easy_read") is True:
        before = replace(before, easy_read=True)
    said = services.turns.get(turn_id_of(tracker))
    if said is None:
        said = understand(services, str(tracker.latest_message.get("text") or ""), before)
    said = dated(said, services.today())
    if not args and said.consent is not None:
        args = {"purpose": said.consent}  # typed, as if its button had been pressed
    state = before.merge(said, offers_of(services, before.shortlist)).merge_args(args)
    since = _days(metadata.get("agreed_since"))
    return Turn(services, said, replace(state, offered=None), _without_vetoed(args, before), before.offered, since)


def _days(value: object) -> Mapping[str, date]:
    """What the host says of consents: {purpose: ISO date}."""
    return {purpose: date.fromisoformat(day) for purpose, day in value.items()} if isinstance(value, dict) else {}


def _without_vetoed(args: Mapping[str, Any], state: DialogueState) -> Mapping[str, Any]:
    """The arguments without the offers that a counsellor ruled out since the button was shown."""
    offers, vetoed = args.get("offers"), state.steering.get("vetoed") or ()
    return {**args, "offers": [each for each in offers if each not in vetoed]} if isinstance(offers, list) else args


def understand(services: Services, text: str, state: DialogueState) -> Understanding:
    """What `text` says, read in the light of the conversation so far."""
    from nlu.understand import Hint  # the models behind it are heavy, and tests of the acts need none

    hint = Hint(language=state.language, expecting_goal=state.goal is None, shortlist_known=bool(state.shortlist))
    return dated(services.understander.understand(text, hint), services.today())


def offers_of(services: Services, ids: tuple[str, ...]) -> tuple[Offer, ...]:
    """Offers by id, those that the index still has."""
    return tuple(offer for offer_id in ids if (offer := services.index.get(offer_id)) is not None)


def text_reply(*keys: str, quick_replies: tuple[QuickReply, ...] = ()) -> Reply:
    """A reply of plain sentences."""
    return Reply((Part(Kind.TEXT, lead=tuple(Sentence(key) for key in keys)),), quick_replies)
