"""DialogueState: the slots of a conversation, typed. Acts read it, merge what was understood, write changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import SlotSet

from actions import limits as limit_rules
from actions.consents import Consent, consents_of
from knowledge.offer import Offer
from knowledge.trust import Purpose
from nlu.understanding import Act, Limit, LimitKind, Understanding

GOAL_ACTS = frozenset({Act.STATE_GOAL, Act.REFINE, Act.GREET, Act.AFFIRM, Act.MORE, Act.PATHWAY})
"""Acts in which a goal is taken up. Asked “is the accounting one checked?”, nobody has changed their goal; said in
despair or asked for the weather, no words are one."""

LIMIT_ACTS = GOAL_ACTS | {Act.DENY}
"""Acts in which limits are set; one may be lifted in any. “Is the free one checked?” points; “in
easy words” says how to write."""

ABOUT_NOTHING = frozenset({Act.ASK_TERM, Act.OUT_OF_SCOPE, Act.DISTRESS, Act.THANKS, Act.GOODBYE})
"""Acts that tell nothing about a person's wishes: “what is the weather in Paris” is no place to learn at."""

KEPT_SHOWN = 60
"""Offers remembered as shown: what “more” will not show again."""

KEPT_BACKGROUND = 10
QUOTED_AT_MOST = 80
SURE_OF_LANGUAGE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueState:
    """What a conversation knows. `shortlist` are the ids shown last, in order; `offered` is the act a yes would do
    and the question answered last: {"act": …, "args": {…}, "asked": …}; `notes` say what could not be done while
    merging (text keys), and are not stored.

    `skills` and `occupations` are URIs of ESCO concepts that the person has, `schooling` the EQF level of their
    highest qualification, told or brought and confirmed by them. `consent`: what they agreed to. `steering` is what
    a counsellor did to the shortlist (actions.steering). `portal` is where the conversation was opened. `errand` is
    what the host is to do after this turn, once ("erase").
    """

    goal: str | None = None
    goal_uris: tuple[str, ...] = ()
    bring: tuple[str, ...] = ()
    limits: tuple[Limit, ...] = ()
    shortlist: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    focus: str | None = None
    country: str | None = None
    purpose: Purpose | None = None
    offered: Mapping[str, Any] | None = None
    language: str | None = None
    easy_read: bool = False
    skills: tuple[str, ...] = ()
    occupations: tuple[str, ...] = ()
    schooling: int | None = None
    consent: frozenset[Consent] = frozenset()
    steering: Mapping[str, Any] = field(default_factory=dict)
    portal: str | None = None
    errand: str | None = None
    notes: tuple[str, ...] = ()
    before: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def goal_said(self) -> str:
        """The goal as an answer quotes it: its beginning, where somebody wrote a whole story."""
        return shorten(self.goal or "")

    @property
    def home(self) -> str | None:
        """The country to find a person to talk to in: that of the place where somebody wants to learn; else the
        country they named, which may be the one where a certificate is to count."""
        places = (limit.detail.get("country") for limit in self.limits if limit.kind is LimitKind.PLACE)
        return _text(next(places, None)) or self.country

    @classmethod
    def from_slots(cls, slots: Mapping[str, Any]) -> DialogueState:
        """The state that slots hold; what is missing or malformed counts as not known."""
        offered = slots.get("offered")
        return cls(
            goal=_text(slots.get("goal")),
            goal_uris=_texts(slots.get("goal_uris")),
            bring=_texts(slots.get("bring")),
            limits=tuple(
                limit for item in slots.get("limits") or () if (limit := limit_rules.from_slot(item)) is not None
            ),
            shortlist=_texts(slots.get("shortlist")),
            shown=_texts(slots.get("shown")),
            focus=_text(slots.get("focus")),
            country=_text(slots.get("country")),
            purpose=purpose_of(slots.get("purpose")),
            offered=offered if isinstance(offered, Mapping) else None,
            language=_text(slots.get("language")),
            easy_read=slots.get("easy_read") is True,
            skills=_texts(slots.get("skills")),
            occupations=_texts(slots.get("occupations")),
            schooling=_eqf(slots.get("schooling")),
            consent=consents_of(slots.get("consent")),
            steering=steering if isinstance(steering := slots.get("steering"), Mapping) else {},
            portal=_text(slots.get("portal")),
            before=dict(slots),
        )

    @classmethod
    def from_tracker(cls, tracker: Tracker) -> DialogueState:
        """The state that a Rasa tracker holds."""
        return cls.from_slots(tracker.slots)

    def merge(self, said: Understanding, shortlist: Sequence[Offer] = ()) -> DialogueState:
        """The state after a message. A new goal replaces the old one; a limit replaces its kind, a lifted one goes;
        “cheaper” and “shorter” count against `shortlist`, the offers shown last. Relative limits are only taken up
        when the person refines: “is the cheaper one checked?” points, it does not filter.
        """
        state = self
        if said.act not in ABOUT_NOTHING:
            state = self._merge_goal(said)
            background = dict.fromkeys((*state.bring, *(clause.text for clause in said.bring)))
            state = replace(state, bring=tuple(background)[-KEPT_BACKGROUND:])
            state = state._merge_limits(said, shortlist)
        if said.language_confidence >= SURE_OF_LANGUAGE or state.language is None:
            state = replace(state, language=said.language)
        return replace(state, purpose=purpose_of(said.purpose) or state.purpose)

    def _merge_goal(self, said: Understanding) -> DialogueState:
        if said.goal is None or said.act not in GOAL_ACTS:
            return self
        return self.with_goal(said.goal.text, (concept.uri for concept in said.goal.concepts))

    def with_goal(self, text: str, uris: Iterable[str] = ()) -> DialogueState:
        """The state with a goal; another goal than before forgets what was shown for the old one."""
        if text == self.goal:
            return self
        return replace(self, goal=text, goal_uris=tuple(uris), shown=(), focus=None)

    def _merge_limits(self, said: Understanding, shortlist: Sequence[Offer]) -> DialogueState:
        state, plain, notes = self, [], []
        for limit in said.limits:
            if limit.kind in limit_rules.RELATIVE and not limit.removed:
                if said.act not in (Act.REFINE, Act.MORE, Act.STATE_GOAL):
                    continue
                known = limit_rules.against(limit, shortlist)
                if known is not None:
                    plain.append(known)
                elif limit.kind is LimitKind.CHEAPER and any(held.kind is LimitKind.FREE for held in self.limits):
                    notes.append("refine.already_free")
                else:
                    notes.append(f"refine.no_{limit.kind.value}_{'known' if shortlist else 'yet'}")
            elif limit.kind is LimitKind.COUNTRY:
                state = replace(state, country=None if limit.removed else _text(limit.value))
            else:
                if said.act in LIMIT_ACTS or limit.removed:
                    plain.append(limit)
                if limit.kind is LimitKind.PLACE and state.country is None and not limit.removed:
                    state = replace(state, country=_text(limit.detail.get("country")))
        return replace(state, limits=limit_rules.merge(state.limits, plain), notes=tuple(notes))

    def merge_args(self, args: Mapping[str, Any]) -> DialogueState:
        """The state after a pressed quick reply: {"add": limit}, {"remove": limit or name}, purpose, country."""
        state = self
        if (added := limit_rules.from_slot(args.get("add"))) is not None:
            state = replace(state, limits=limit_rules.merge(state.limits, (added,)))
        if args.get("remove") is not None:
            state = state._remove(args["remove"])
        if (purpose := purpose_of(args.get("purpose"))) is not None:
            state = replace(state, purpose=purpose)
        country = _text(args.get("country"))
        if country is not None and len(country) == 2 and country.isalpha():
            state = replace(state, country=country.upper())
        return state

    def _remove(self, what: object) -> DialogueState:
        if what == "goal":
            return replace(self, goal=None, goal_uris=(), shown=(), focus=None)
        if what in ("country", "purpose"):
            return replace(self, country=None) if what == "country" else replace(self, purpose=None)
        gone = limit_rules.from_slot(what)
        if gone is None:
            return self
        return replace(self, limits=limit_rules.merge(self.limits, (replace(gone, removed=True),)))

    def with_shortlist(self, ids: Sequence[str]) -> DialogueState:
        """The state after showing these offers."""
        shown = tuple(dict.fromkeys((*self.shown, *ids)))[-KEPT_SHOWN:]
        return replace(self, shortlist=tuple(ids), shown=shown, focus=ids[0] if len(ids) == 1 else None)

    def cleared(self) -> DialogueState:
        """Nothing known any more but how to speak with the person, where, and what they agreed to."""
        return DialogueState(
            language=self.language,
            easy_read=self.easy_read,
            consent=self.consent,
            portal=self.portal,
            before=self.before,
        )

    def slots(self) -> dict[str, Any]:
        """Every slot with its value, None where nothing is known."""
        return {
            "goal": self.goal,
            "goal_uris": list(self.goal_uris) or None,
            "bring": list(self.bring) or None,
            "limits": [limit_rules.to_slot(limit) for limit in self.limits] or None,
            "shortlist": list(self.shortlist) or None,
            "shown": list(self.shown) or None,
            "focus": self.focus,
            "country": self.country,
            "purpose": self.purpose.value if self.purpose else None,
            "offered": dict(self.offered) if self.offered else None,
            "language": self.language,
            "easy_read": self.easy_read,
            "skills": list(self.skills) or None,
            "occupations": list(self.occupations) or None,
            "schooling": self.schooling,
            "consent": sorted(purpose.value for purpose in self.consent) or None,
            "steering": dict(self.steering) or None,
            "portal": self.portal,
            "errand": self.errand,
            "goal_known": self.goal is not None,
            "shortlist_known": bool(self.shortlist),
        }

    def events(self) -> list[dict[str, Any]]:
        """SlotSet events, for the slots that changed only."""
        return [
            SlotSet(name, value) for name, value in self.slots().items() if _differs(value, self.before.get(name))
        ]


def shorten(text: str) -> str:
    """At most QUOTED_AT_MOST characters, cut at a word."""
    if len(text) <= QUOTED_AT_MOST:
        return text
    return text[:QUOTED_AT_MOST].rsplit(maxsplit=1)[0] + "…"


def _differs(value: object, before: object) -> bool:
    # an unset slot and an empty or false one mean the same
    return value != before and bool(value or before)


def purpose_of(value: object) -> Purpose | None:
    """A purpose by its name; None for anything else."""
    return Purpose(value) if isinstance(value, str) and value in set(Purpose) else None


def _eqf(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 8 else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _texts(value: object) -> tuple[str, ...]:
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list | tuple) else ()
