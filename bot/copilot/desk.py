"""The counsellors' desk: what all parts of the co-pilot share. One instance an app."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from fastapi import Request

from bot.copilot.audit import Audit, Deed
from bot.copilot.counsellors import SignIns
from bot.copilot.local_account import LocalAccount
from bot.copilot.openid import OpenIdProvider
from bot.people.people import People
from bot.sessions import Counsellor, Session
from bot.settings import Settings

AWAY_S = 10 * 60.0
"""A counsellor who has taken a conversation over and shows no sign for so long is away: it goes back."""


@dataclass(slots=True)
class Desk:
    """Who may sign in and who is signed in, and what they did. With neither account nor provider it is off."""

    audit: Audit
    sign_ins: SignIns = field(default_factory=SignIns)
    local: LocalAccount | None = None
    provider: OpenIdProvider | None = None
    _signs: dict[str, float] = field(default_factory=dict)

    @classmethod
    def from_settings(cls, settings: Settings, people: People) -> Desk:
        """The desk that the operator's settings ask for; its record is among what erasing reaches."""
        password = settings.counsellor_password
        audit = Audit(people.database)
        people.holders.append(audit)
        return cls(
            audit,
            local=LocalAccount(password.get_secret_value()) if password else None,
            provider=OpenIdProvider.from_settings(settings),
        )

    @property
    def is_on(self) -> bool:
        """Can anybody sign in?"""
        return self.local is not None or self.provider is not None

    def someone_is_here(self) -> bool:
        """Is a counsellor signed in now?"""
        return bool(self.sign_ins.present())

    async def record(
        self, deed: Deed, counsellor: Counsellor, session: Session | None = None, offers: Iterable[str] = ()
    ) -> None:
        """Write an act of a counsellor down."""
        await self.audit.record(deed, counsellor, session.id if session else None, offers)

    def sign_of(self, counsellor: Counsellor, session: Session) -> None:
        """The counsellor who has taken over looks at the conversation, or writes in it."""
        if session.with_counsellor is not None and session.with_counsellor.id == counsellor.id:
            self._signs[session.id] = self.sign_ins.clock()

    def is_away(self, session: Session) -> bool:
        """Has the counsellor who took the conversation over gone?"""
        holder = session.with_counsellor
        if holder is None:
            self._signs.pop(session.id, None)
            return False
        last = self._signs.setdefault(session.id, self.sign_ins.clock())
        return holder.id not in self.sign_ins.present() or self.sign_ins.clock() - last > AWAY_S

    def keep_signs_of(self, conversations: Iterable[str]) -> None:
        """Forget the signs of all other conversations."""
        held = frozenset(conversations)
        self._signs = {key: at for key, at in self._signs.items() if key in held}


def desk_of(request: Request) -> Desk:
    """The app's desk."""
    desk: Desk = request.app.state.desk
    return desk
