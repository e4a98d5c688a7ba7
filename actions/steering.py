"""Steering: what a counsellor did to a conversation's shortlist. It arranges what was found; it finds nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from actions.state import DialogueState

PINNED_AT_MOST = 6
"""Offers put first: more than twice what a person compares at once is no shortlist."""

NOTE_AT_MOST = 600
"""Characters of a remark on one offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Something that was understood wrongly and put right. `what` is goal, limits, country, purpose, skills or
    schooling; `was` is what had been understood, as its slot held it (None: nothing)."""

    what: str
    was: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """A counsellor's hand on the shortlist.

    `pinned` come first, in this order. `added` were found by hand, and come next; they may break the person's limits.
    `order` is the order of the others, as far as it names them. These three hold for `goal` alone: who wants
    something else is shown what was found for that. `vetoed` are never shown again in the conversation, whatever the
    goal. `notes` are remarks to the person by offer. `by` is the counsellor's name as the person reads it.
    `corrected` waits to be said with the next list. Of remarks for colleagues only how many there are is here
    (`colleague_notes`): this reaches the person.
    """

    by: str | None = None
    goal: str | None = None
    pinned: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    vetoed: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)
    corrected: tuple[Correction, ...] = ()
    colleague_notes: int = 0

    @classmethod
    def of(cls, state: DialogueState) -> Steering:
        """The steering of a conversation."""
        return cls.from_slot(state.steering)

    @classmethod
    def from_slot(cls, value: object) -> Steering:
        """The steering that a slot holds; what is missing or malformed steers nothing."""
        held = value if isinstance(value, Mapping) else {}
        notes = held.get("notes")
        corrected, count = held.get("corrected"), held.get("colleague_notes")
        return cls(
            by=_text(held.get("by")),
            goal=_text(held.get("goal")),
            pinned=_ids(held.get("pinned")),
            added=_ids(held.get("added")),
            order=_ids(held.get("order")),
            vetoed=_ids(held.get("vetoed")),
            notes={str(offer): note for offer, note in notes.items() if isinstance(note, str) and note}
            if isinstance(notes, Mapping)
            else {},
            corrected=tuple(
                Correction(what=item["what"], was=item.get("was"))
                for item in (corrected if isinstance(corrected, list | tuple) else ())
                if isinstance(item, Mapping) and isinstance(item.get("what"), str)
            ),
            colleague_notes=count if isinstance(count, int) and count > 0 else 0,
        )

    def slot(self) -> dict[str, Any]:
        """The same as a slot holds it; empty when nothing is steered."""
        held: dict[str, Any] = {
            "pinned": list(self.pinned),
            "added": list(self.added),
            "order": list(self.order),
            "vetoed": list(self.vetoed),
            "notes": dict(self.notes),
            "corrected": [{"what": item.what, "was": item.was} for item in self.corrected],
            "colleague_notes": self.colleague_notes,
        }
        held = {name: value for name, value in held.items() if value}
        return {**held, "by": self.by, "goal": self.goal} if held else {}

    def put(self, state: DialogueState) -> DialogueState:
        """The state steered so. A vetoed offer leaves the list shown last, so that no “the second one” means it."""
        shortlist = tuple(offer for offer in state.shortlist if offer not in self.vetoed)
        focus = None if state.focus in self.vetoed else state.focus
        return replace(state, steering=self.slot(), shortlist=shortlist, focus=focus)

    def holds_for(self, state: DialogueState) -> Steering:
        """What of it counts now: for another goal than it was made for, only the vetoes and the remarks."""
        return self if state.goal == self.goal else replace(self, pinned=(), added=(), order=())

    def only_vetoes(self) -> Steering:
        """What stays when a person starts over."""
        return Steering(by=self.by, vetoed=self.vetoed, colleague_notes=self.colleague_notes)

    def pin(self, offer: str) -> Steering:
        """Put an offer first, behind those put first before. Raises ValueError when too many would be first."""
        if offer in self.pinned:
            return self
        if len(self.pinned) >= PINNED_AT_MOST:
            raise ValueError(f"{PINNED_AT_MOST} offers are put first already")
        return replace(self._with(offer), pinned=(*self.pinned, offer))

    def unpin(self, offer: str) -> Steering:
        """No longer first; where it was found by hand it stays on the list."""
        return replace(self, pinned=_without(self.pinned, offer))

    def add(self, offer: str) -> Steering:
        """Put an offer found by hand on the list."""
        return replace(self._with(offer), added=tuple(dict.fromkeys((*self.added, offer))))

    def drop(self, offer: str) -> Steering:
        """Take an offer found by hand off again; not vetoed, so that the advisor may still find it."""
        return replace(self, added=_without(self.added, offer), pinned=_without(self.pinned, offer))

    def veto(self, offer: str) -> Steering:
        """Never show an offer again in this conversation."""
        gone = replace(self.drop(offer), order=_without(self.order, offer))
        return replace(gone, vetoed=tuple(dict.fromkeys((*self.vetoed, offer))))

    def take_back(self, offer: str) -> Steering:
        """The offer may be shown again."""
        return replace(self, vetoed=_without(self.vetoed, offer))

    def move(self, offer: str, by: int, listed: Sequence[str]) -> Steering:
        """Move an offer up (-1) or down (1) in the list as it stands (`listed`, ids in order). Those put first stay
        above the others: an offer moves among its own."""
        own = self.pinned if offer in self.pinned else tuple(each for each in listed if each not in self.pinned)
        if offer not in own:
            return self
        place = own.index(offer)
        to = min(max(place + by, 0), len(own) - 1)
        moved = list(own)
        moved.insert(to, moved.pop(place))
        if offer in self.pinned:
            return replace(self, pinned=tuple(moved))
        return replace(self, order=tuple(dict.fromkeys((*moved, *self.order))))

    def note(self, offer: str, words: str) -> Steering:
        """A remark to the person on one offer; none when `words` are empty."""
        others = {each: said for each, said in self.notes.items() if each != offer}
        return replace(self, notes={**others, offer: words[:NOTE_AT_MOST]} if words else others)

    def correct(self, what: str, was: Any) -> Steering:
        """`what` was put right; said with the next list. Of two corrections the first tells what was understood."""
        if any(item.what == what for item in self.corrected):
            return self
        return replace(self, corrected=(*self.corrected, Correction(what=what, was=was)))

    def _with(self, offer: str) -> Steering:
        return self.take_back(offer)  # who puts an offer on the list wants it seen

    @property
    def by_hand(self) -> tuple[str, ...]:
        """Offers that are on the list because a counsellor said so: put first, then found by hand."""
        return tuple(each for each in dict.fromkeys((*self.pinned, *self.added)) if each not in self.vetoed)

    def arranged(self, found: Iterable[str], at_once: int, shown: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The list to show, of the ids `found` (best first) and those put there by hand, `at_once` of them or as many
        as are put there by hand. What is vetoed or in `shown` is left out. With nothing steered: `found` as it is."""
        by_hand = [each for each in self.by_hand if each not in shown]
        first = [each for each in by_hand if each in self.pinned]
        rest = [each for each in by_hand if each not in self.pinned]
        rest += [each for each in dict.fromkeys(found) if each not in self.by_hand and each not in self.vetoed]
        kept = [*first, *rest][: max(at_once, len(by_hand))]
        place = {offer: number for number, offer in enumerate(self.order)}
        others = sorted(kept[len(first) :], key=lambda each: place.get(each, len(place)))
        return (*first, *others)


def _without(offers: tuple[str, ...], gone: str) -> tuple[str, ...]:
    return tuple(offer for offer in offers if offer != gone)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _ids(value: object) -> tuple[str, ...]:
    return (
        tuple(dict.fromkeys(item for item in value if isinstance(item, str)))
        if isinstance(value, list | tuple)
        else ()
    )
