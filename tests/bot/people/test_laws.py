"""Laws of what is kept, for any sequence of agreeing, taking back, speaking, ending, expiring and erasing."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, rule

from actions.consents import Consent
from bot.people.database import Database
from bot.people.found import FoundProfiles
from bot.people.people import People
from tests.bot.people.conftest import Clock, Profiles, conversation, profile
from tests.bot.people.test_people import words_in


class Persons(RuleBasedStateMachine):
    """A few persons, each with a word that nobody else says."""

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.database = Database(f"sqlite:///{Path(self.folder.name) / 'people.db'}")
        self.clock, self.index = Clock(), Profiles()
        self.people = self._started()
        self.agreed: dict[str, frozenset[Consent]] = {}
        self.turns: dict[str, int] = {}

    def _started(self) -> People:
        people = People(self.database, keep_days=10, clock=self.clock)
        people.find_profiles_in(FoundProfiles(self.index))
        return people

    @rule(target=names, number=st.integers(0, 3))
    def comes(self, number: int) -> str:
        name = f"person{number}"
        self.agreed.setdefault(name, frozenset())
        return name

    @rule(name=names, wanted=st.frozensets(st.sampled_from(Consent)))
    def speaks(self, name: str, wanted: frozenset[Consent]) -> None:
        """One turn, after which the person wants `wanted`."""
        self.turns[name] = self.turns.get(name, 0) + 1
        said = conversation(name, words=f"word-{name}", entries=self.turns[name])
        given = self.people.settle(said, profile(f"goal-{name}"), wanted).given
        self.agreed[name] = frozenset(given)

    @rule(name=names)
    def leaves(self, name: str) -> None:
        self.people.ended(name)
        if Consent.KEEP not in self.agreed[name]:
            self.agreed[name] = frozenset()

    @rule(name=names)
    def erases(self, name: str) -> None:
        self.people.erase(name)
        self.agreed[name] = frozenset()
        assert self.people.export(name) == {}
        assert name not in words_in(self.database)

    @rule(days=st.integers(1, 12))
    def time_passes(self, days: int) -> None:
        self.clock.pass_days(days)
        for name in self.people.expire():
            assert Consent.KEEP in self.agreed[name]
            self.agreed[name] = frozenset()

    @rule()
    def starts_again(self) -> None:
        """The process is killed: memory is gone, the stores are as they were."""
        self.database.close()
        self.people = self._started()
        self.people.recover()
        for name, agreed in self.agreed.items():
            if Consent.KEEP not in agreed:
                self.agreed[name] = frozenset()

    @invariant()
    def words_are_stored_with_keep_alone(self) -> None:
        held = words_in(self.database)
        for name, agreed in self.agreed.items():
            assert (f"word-{name}" in held) == (Consent.KEEP in agreed)
            assert (f"goal-{name}" in held) == (Consent.KEEP in agreed)

    @invariant()
    def only_who_agreed_is_found_and_whoever_is_found_is_kept(self) -> None:
        assert self.index.held.keys() == {name for name, agreed in self.agreed.items() if Consent.FOUND in agreed}
        assert all(Consent.KEEP in agreed for agreed in self.agreed.values() if Consent.FOUND in agreed)

    @invariant()
    def what_is_written_down_is_what_was_agreed(self) -> None:
        for name, agreed in self.agreed.items():
            assert self.people.consents.given(name).keys() == agreed

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()


TestPersons = Persons.TestCase
TestPersons.settings = settings(max_examples=25, stateful_step_count=15, deadline=None)
