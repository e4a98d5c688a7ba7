"""Services: everything the acts need, put together once by the host."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from actions.meanings import GoalMeanings
from actions.outbox import Outbox
from actions.texts.catalogue import Texts
from actions.turns import TurnCache

if TYPE_CHECKING:
    from actions.portal import Portal
    from index.contract import OfferIndex
    from index.finder import Finder
    from knowledge.esco import Esco
    from knowledge.registers import Registers
    from nlu.linking.linker import Linker
    from nlu.understand import Understander

__all__ = ["Services", "TurnCache"]


def untimed(name: str) -> AbstractContextManager[None]:
    """A stage that nobody measures."""
    return nullcontext()


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The parts behind the acts. `today` is the day that registrations and offers are judged on.

    `registers` are those held now: an operator's import may replace them between two questions.
    `goals` holds what a goal means, so that “more” and “cheaper” need not embed it again.
    `portals` are the sites that embed the advisor, by id.
    `linker` names skills and occupations of ESCO in a text; None: they are looked up by their words alone.
    `keep_days`: what a person agreed to be kept goes so many days after their last turn.
    `stage` measures a stage of the work by its name (search, trust).
    `counsellor` says whether a counsellor of this service is signed in now; None: the service has none.
    """

    index: OfferIndex
    finder: Finder
    held_registers: Callable[[], Registers]
    esco: Esco
    understander: Understander
    linker: Linker | None = None
    turns: TurnCache = field(default_factory=TurnCache)
    goals: GoalMeanings = field(default_factory=lambda: GoalMeanings(limit=2000, keep_s=3600.0))
    outbox: Outbox = field(default_factory=Outbox)
    texts: Texts = field(default_factory=Texts)
    # local time on purpose: "today" is the day on the wall of the place that is served
    today: Callable[[], date] = date.today
    counsellor: Callable[[], bool] | None = None
    stage: Callable[[str], AbstractContextManager[None]] = untimed
    portals: Mapping[str, Portal] = field(default_factory=dict)
    keep_days: int = 90

    @property
    def registers(self) -> Registers:
        return self.held_registers()
