"""Limit controls: how a counsellor sets each kind of limit by hand, and what their form's words mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from actions import limits as limit_rules
from actions.services import Services
from actions.starting import SOON
from knowledge.languages import CODES
from knowledge.offer import Level, Mode, Schedule
from nlu.understanding import ACCESS, Limit, LimitKind


@dataclass(frozen=True, slots=True)
class Control:
    """How one kind is set: a number, one of `choices` (values; `choice_key` begins the text key of each), words, or
    nothing but the button itself."""

    kind: LimitKind
    sort: str  # number | choice | language | words | none
    choices: tuple[str, ...] = ()
    choice_key: str = ""
    step: str = "1"
    label_key: str = ""  # where a text of the chips names it; without: steering.limit_<kind>
    blank: str = ""  # the placeholder of that text, left open here

    @property
    def label(self) -> tuple[str, dict[str, str]]:
        """Key of its label in the catalogues, and what goes into it."""
        return self.label_key or f"steering.limit_{self.kind}", {self.blank: "…"} if self.blank else {}


CONTROLS: Mapping[LimitKind, Control] = {
    control.kind: control
    for control in (
        Control(LimitKind.MAX_HOURS, "number"),
        Control(LimitKind.HOURS_PER_WEEK, "number"),
        Control(LimitKind.MAX_WEEKS, "number"),
        Control(LimitKind.MAX_PRICE, "number", step="0.01"),
        Control(LimitKind.FREE, "none"),
        Control(LimitKind.CHEAP, "none", label_key="limit.cheap"),
        Control(LimitKind.CERTIFICATE, "none"),
        Control(LimitKind.CHILDCARE, "none", label_key="limit.childcare"),
        Control(LimitKind.FUNDING, "none", label_key="limit.funding"),
        Control(LimitKind.ACCESSIBILITY, "choice", ACCESS, "limit.accessibility_", label_key="limit.accessibility"),
        Control(LimitKind.START, "choice", (SOON,), "limit.start_", label_key="asked.start"),
        Control(LimitKind.LANGUAGE, "language", CODES),
        Control(LimitKind.MODE, "choice", tuple(Mode), "word.mode."),
        Control(LimitKind.SCHEDULE, "choice", tuple(Schedule), "word.schedule."),
        Control(
            LimitKind.NOT_SCHEDULE,
            "choice",
            tuple(Schedule),
            "word.schedule.",
            label_key="limit.not_schedule",
            blank="schedule",
        ),
        Control(LimitKind.NOT_LANGUAGE, "language", CODES, label_key="limit.not_language", blank="language"),
        Control(LimitKind.LEVEL, "choice", tuple(Level), "word.level."),
        Control(LimitKind.PLACE, "words"),
        Control(LimitKind.EXCLUDE, "words"),
    )
}
"""“Cheaper” and “shorter” are no controls: they count from a list that was shown."""


def limit_from(kind: str, value: str, services: Services | None = None, country: str | None = None) -> Limit | None:
    """The limit that a form's fields set; None when they set none. With `services`, a place is looked up: one that is
    not known is None too. `country` decides between places of one name."""
    if kind not in set(LimitKind) or LimitKind(kind) not in CONTROLS:
        return None
    wanted, value = LimitKind(kind), value.strip()
    if wanted is LimitKind.PLACE:
        return place_named(value, services, country) if services is not None else None
    if CONTROLS[wanted].sort == "number":
        try:
            return limit_rules.from_slot({"kind": kind, "value": float(value.replace(",", "."))})
        except ValueError:
            return None
    return limit_rules.from_slot({"kind": kind, "value": value or None})


def place_named(name: str, services: Services, country: str | None) -> Limit | None:
    """The place that the advisor itself would understand by this name, with where it is."""
    from nlu.understand import Hint  # the models behind it are heavy, and most limits need none

    understood = services.understander.understand(name, Hint(language=None, expecting_goal=False))
    places = [limit for limit in understood.limits if limit.kind is LimitKind.PLACE and not limit.removed]
    near = [limit for limit in places if country is None or limit.detail.get("country") == country]
    best = next(iter(near or places), None)
    return replace(best, span=None) if best is not None else None
